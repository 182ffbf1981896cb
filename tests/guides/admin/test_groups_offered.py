"""The groups that the form of a page names: those its editor may know of, and those the page has already."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from forum.models import Group
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE
from .test_reviewing import form


@pytest.fixture
def secret(groups: dict[str, Group]) -> Group:
    Group.objects.filter(pk=groups["secret"].pk).update(name="Qhush circle")
    return groups["secret"]


def edit(client: Client, page: Any, **chosen: Any) -> Any:
    sent = form("Pricing a chair", audience="groups") | chosen | {"action-publish": "1"}
    return client.post(f"/admin/pages/{page.pk}/edit/", sent)


def test_a_secret_group_is_not_named_to_an_editor_outside_it(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, secret: Group
) -> None:
    page, editor = make_guide(), client_of(keepers.ed)
    assert "Qhush" not in editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    for field in ("audience_groups", "discussion_group"):
        refused = edit(editor, page, **{field: str(secret.pk)})
        assert refused.status_code == 422
        assert "Qhush" not in refused.content.decode()
    page.refresh_from_db()
    assert not page.audience_groups.exists()
    assert page.discussion_group is None


def test_a_member_of_it_may_choose_it(keepers: SimpleNamespace, make_guide: MAKE_GUIDE, secret: Group) -> None:
    page = make_guide()
    secret.memberships.create(member=keepers.ed)
    assert edit(client_of(keepers.ed), page, audience_groups=str(secret.pk)).status_code == 302
    assert list(type(page).objects.get(pk=page.pk).audience_groups.all()) == [secret]


def test_an_editor_outside_it_does_not_take_a_page_from_its_group(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, secret: Group
) -> None:
    page = make_guide(audience="groups", discussion_group=secret)
    page.audience_groups.set([secret])
    page.save()
    kept = {"audience_groups": str(secret.pk), "discussion_group": str(secret.pk)}
    assert edit(client_of(keepers.ed), page, **kept).status_code == 302
    saved = type(page).objects.get(pk=page.pk)
    assert (list(saved.audience_groups.all()), saved.discussion_group) == ([secret], secret)


WITHIN = {
    "public": {"public", "members", "private", "secret"},
    "members": {"members", "private", "secret"},
    "groups": {"private"},  # the page is for the private group's members
}


@pytest.mark.parametrize("audience", WITHIN)
def test_a_page_is_discussed_where_nobody_else_reads(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, groups: dict[str, Group], audience: str
) -> None:
    page, editor = make_guide(), client_of(keepers.root)
    readers = {"audience": audience, "audience_groups": str(groups["private"].pk)}
    for name, group in groups.items():
        answer = edit(editor, page, discussion_group=str(group.pk), **readers)
        assert answer.status_code == (302 if name in WITHIN[audience] else 422), name
        assert ("would see its title there" in answer.content.decode()) == (name not in WITHIN[audience])


def test_who_reads_its_shelf_counts_as_well(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, guides_shelf: Any, groups: dict[str, Group]
) -> None:
    shelf, page = guides_shelf.specific, make_guide()
    shelf.audience = "groups"
    shelf.audience_groups.set([groups["private"], groups["secret"]])
    shelf.save()
    for name, status in (("public", 422), ("members", 422), ("private", 302)):
        sent = {"audience": "public", "discussion_group": str(groups[name].pk)}
        assert edit(client_of(keepers.root), page, **sent).status_code == status, name
