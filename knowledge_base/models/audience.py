"""Who reads a page: everybody, every member, or the members of chosen groups; and of all below it as well."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from forum.models import Audience as GroupAudience
from forum.models import Group, Membership
from members.models import Visitor

Circles = dict[int, set[int | None]]  # by the depth of the page or shelf that is for them: the groups, None for nobody


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


def readers_of(page: Page) -> tuple[bool, Circles]:
    """Whether a page is for members alone, and the groups that its shelves and itself are for, by their depth. A group
    of None stands for nobody."""
    from .page import KnowledgePage

    places = dict(KnowledgePage.objects.ancestor_of(page, inclusive=True).values_list("pk", "depth"))
    closed = KnowledgePage.objects.filter(pk__in=places).exclude(audience=Audience.PUBLIC)
    audiences = dict(closed.values_list("pk", "audience"))
    found: Circles = {places[pk]: set() for pk, audience in audiences.items() if audience == Audience.GROUPS}
    chosen = KnowledgePage.audience_groups.through.objects.filter(knowledgepage__in=audiences)
    for pk, group_id in chosen.values_list("knowledgepage", "group"):
        if audiences[pk] == Audience.GROUPS:
            found[places[pk]].add(group_id)
    return bool(audiences), {depth: group_ids or {None} for depth, group_ids in found.items()}


def reads_within(group: Group, for_members: bool, circles: Circles) -> bool:
    """Whether all who read in a group are among such readers of a page."""
    if circles:
        is_closed = group.audience in (GroupAudience.PRIVATE, GroupAudience.SECRET)
        return is_closed and all(group.pk in group_ids for group_ids in circles.values())
    return not for_members or group.audience != GroupAudience.PUBLIC


KnowledgePageManager = PageManager.from_queryset(KnowledgePageQuerySet)
