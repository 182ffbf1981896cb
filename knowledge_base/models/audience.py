"""Who reads a page: everybody, every member, or the members of chosen groups; and of all below it as well."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from forum.models import Membership
from members.models import Visitor


class Audience(TextChoices):
    """Who reads a page."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Every signed-in member")
    GROUPS = "groups", _("Members of chosen groups")


class KnowledgePageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Seeing is a queryset: every list, feed, count and door asks `visible_to`."""

    def visible_to(self, visitor: Visitor) -> KnowledgePageQuerySet:
        """Published pages that this visitor may read, and whose every shelf they may read too."""
        found: KnowledgePageQuerySet = self.live().exclude(hidden_from(visitor))
        return found

    def hidden_to(self, visitor: Visitor) -> KnowledgePageQuerySet:
        """What this visitor may not read, published or not."""
        found: KnowledgePageQuerySet = self.filter(hidden_from(visitor))
        return found


def hidden_from(visitor: Visitor) -> Q:
    """True of pages that are not for this visitor, by their own audience or by that of a page above them."""
    from .page import KnowledgePage

    if visitor.is_authenticated and visitor.is_superuser:
        return Q(pk__in=[])
    shelves = KnowledgePage.objects.filter(_not_for(visitor), numchild__gt=0)
    below = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = shelves.alias(below=below).filter(below__startswith=F("path"))
    return _not_for(visitor) | Q(Exists(above))


def _not_for(visitor: Visitor) -> Q:
    if not visitor.is_authenticated:
        return ~Q(audience=Audience.PUBLIC)
    through = _groups_through().filter(
        knowledgepage=OuterRef("pk"), group__in=Membership.objects.filter(member=visitor.pk).values("group")
    )
    return Q(audience=Audience.GROUPS) & ~Q(Exists(through))


def _groups_through() -> QuerySet:  # type: ignore[type-arg]
    from .page import KnowledgePage

    through: QuerySet = KnowledgePage.audience_groups.through.objects.all()  # type: ignore[type-arg]
    return through


KnowledgePageManager = PageManager.from_queryset(KnowledgePageQuerySet)
