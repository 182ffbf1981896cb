"""Which pages somebody looks after. Wagtail's own rights decide; an audience says only who reads."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from knowledge_base.models import KnowledgePage, KnowledgePageQuerySet, Shelf
from members.models import Member, Visitor

LOOKS_AFTER = "change"  # of Wagtail's rights; whoever may only add pages has it over their own
shown_pages = PagePermissionPolicy(KnowledgePage)
_all_pages = PagePermissionPolicy(Page)


def looks_after_pages(member: Visitor) -> bool:
    """Whether the admin shows this member anything about pages."""
    return bool(_all_pages.user_has_any_permission(member, {"add", "change", "publish"}))


def reviews_pages(member: Visitor) -> bool:
    """Whether drafts of others may wait for this member."""
    return bool(_all_pages.user_has_permission(member, "publish"))


def looked_after_by(member: Member) -> KnowledgePageQuerySet:
    """The pages of knowledge that this member may change, published or not, shelves left out."""
    pages: KnowledgePageQuerySet = shown_pages.instances_user_has_permission_for(member, LOOKS_AFTER)
    readable: KnowledgePageQuerySet = pages.not_type(*Shelf.__subclasses__())
    return readable


def every_page_looked_after_by(member: Member) -> Any:
    """The same of every kind of page: the home page, plain pages and shelves too."""
    return _all_pages.instances_user_has_permission_for(member, LOOKS_AFTER)
