"""Who keeps the pages: ann is an author, ed an editor; kit may enter the admin and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group as AdminGroup
from django.contrib.auth.models import Permission
from wagtail.models import Page

from guides.models import GuideIndexPage, GuidePage
from knowledge_base.models import KnowledgeIndexPage
from tests.factories import MemberFactory
from tests.forum.conftest import cast, groups, nothing_remembered, public
from tests.stage import kept

__all__ = ["cast", "groups", "nothing_remembered", "public"]

MAKE_GUIDE = Callable[..., GuidePage]


@kept
def keepers(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast with those who keep the pages."""
    for handle, name in (("ann", "Authors"), ("ed", "Editors")):
        member = MemberFactory(handle=handle)
        member.groups.add(AdminGroup.objects.get(name=name))
        setattr(cast, handle, member)
    cast.kit = MemberFactory(handle="kit")
    cast.kit.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return cast


@pytest.fixture
def guides_shelf(db: None) -> Page:
    return Page.objects.get(pk=GuideIndexPage.objects.get().pk)


@pytest.fixture
def knowledge_shelf(db: None) -> Page:
    return Page.objects.get(pk=KnowledgeIndexPage.objects.get().pk)


@pytest.fixture
def make_guide(guides_shelf: Page) -> MAKE_GUIDE:
    """Makes guides; they are published unless it is said otherwise."""

    def make(title: str = "Pricing a chair", under: Page | None = None, **fields: Any) -> GuidePage:
        above = Page.objects.get(pk=(under or guides_shelf).pk)
        guide: GuidePage = above.add_child(instance=GuidePage(title=title, **fields))
        return guide

    return make
