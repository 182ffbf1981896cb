"""Who sees which Wagtail page, and with it the pictures and files that pages show.

Higher floors say what is hidden: `hide(lambda visitor: <pages not for them>)` in their AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from members.models import Visitor

from .models import Community, File, MenuLink, Picture

Hidden = Callable[[Visitor], QuerySet[Any]]
_hidden: list[Hidden] = []
# What stands on every page for everybody.
ON_EVERY_PAGE: tuple[type[Model], ...] = (Community, MenuLink)


def hide(hidden: Hidden) -> None:
    """Let `hidden(visitor)` name pages, by a queryset with their primary keys, that this visitor must not meet.

    It is also asked about a member who is not in the database: what they may read every member may read.
    """
    _hidden.append(hidden)


def visible_pages(visitor: Visitor) -> QuerySet[Page]:
    """The published pages of every kind that this visitor may read."""
    pages = Page.objects.live()
    for hidden in _hidden:
        pages = pages.exclude(Exists(hidden(visitor).filter(pk=OuterRef("pk"))))
    return pages  # type: ignore[no-any-return]


def can_see_media(visitor: Visitor, thing: Picture | File) -> bool:
    """Whether something that this visitor may read shows the picture or file; editors see all of them."""
    rights = policy_registry.get_by_type(type(thing))
    if visitor.is_authenticated and rights.user_has_permission_for_instance(visitor, "choose", thing):
        return True
    references = ReferenceIndex.get_references_to(thing)
    page_type = ContentType.objects.get_for_model(Page)
    bases = set(references.values_list("base_content_type", "object_id"))
    everywhere = {ContentType.objects.get_for_model(model).pk for model in ON_EVERY_PAGE}
    if any(base in everywhere for base, _key in bases):
        return True
    return _sees_one(visitor, (key for base, key in bases if base == page_type.pk))


def _sees_one(visitor: Visitor, keys: Iterable[str]) -> bool:
    return visible_pages(visitor).filter(Q(pk__in=[int(key) for key in keys])).exists()
