"""The cast and the groups of the forum's tests, and pages for each kind of reader."""

from __future__ import annotations

from types import SimpleNamespace

from forum.models import Group
from guides.models import GuideIndexPage
from tests.forum.conftest import cast, everybody, groups, nothing_remembered  # noqa: F401 - fixtures
from tests.knowledge_making import guide, shelf
from tests.stage import kept


@kept
def library(groups: dict[str, Group]) -> SimpleNamespace:  # noqa: F811
    """Guides that everybody, every member, and the members of the private group read; one more stands on a shelf that
    is the private group's, though it says itself that it is for everybody."""
    shelves = shelf("Library")
    closed = shelf("Closed", above=shelves, audience="groups")
    closed.audience_groups.set([groups["private"]])
    closed.save_revision().publish()
    private = (groups["private"],)
    return SimpleNamespace(
        shelf=shelves,
        closed=closed,
        public=guide(shelves, "Qpublic"),
        members=guide(shelves, "Qmembers", audience="members"),
        groups=guide(shelves, "Qgroups", audience="groups", groups=private),
        below=guide(GuideIndexPage.objects.get(pk=closed.pk), "Qbelow"),
    )
