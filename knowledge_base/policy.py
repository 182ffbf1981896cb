"""Who may do what with a page; who sees it is `KnowledgePage.objects.visible_to`."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from forum import policy as forum_policy
from freshness.memo import Memo
from freshness.prepared import Prepared
from members.models import Member, Visitor
from members.seeing import PreparedFor

from .freshness import PAGES
from .models import KnowledgePage
from .models.audience import readers_of, reads_within

_for_everybody = Memo[bool](max_bytes=200_000, size_of=lambda seen: 200)
_SEEN = PreparedFor(
    lambda visitor, page: KnowledgePage.objects.visible_to(visitor).filter(pk=page).order_by().values_list("pk")
)
_RIGHTS = Prepared(
    lambda member: (
        Member.objects.filter(Q(groups__isnull=False) | Q(user_permissions__isnull=False), pk=member)
        .values_list("pk")
        .order_by()[:1]
    )
)


def can_mark(visitor: Visitor, page: KnowledgePage) -> bool:
    """Favourite it, say whether it helped, tick its checklists: every member who sees it."""
    return visitor.is_authenticated and not page.is_shelf and sees(visitor, page)


def can_discuss(visitor: Visitor, page: KnowledgePage) -> bool:
    """Open the topic about it, in the group that its editor chose, unless others than its readers would read there."""
    group = page.discussion_group
    return (
        group is not None
        and can_mark(visitor, page)
        and forum_policy.can_start_topic(visitor, group)
        and (_everybody_sees(page) or reads_within(group, *readers_of(page)))
    )


def can_edit(visitor: Visitor, page: KnowledgePage) -> bool:
    """Change it in the Wagtail admin."""
    return (
        _may_enter_the_admin(visitor)
        and visitor.has_perm("wagtailadmin.access_admin")
        and bool(page.permissions_for_user(visitor).can_edit())
    )


def sees(visitor: Visitor, page: KnowledgePage) -> bool:
    """What `visible_to` answers of one page. Of a page that everybody reads it is asked once for all readers."""
    return _everybody_sees(page) or _seen(visitor, page)


def _everybody_sees(page: KnowledgePage) -> bool:
    return _for_everybody.get_or_make(page.pk, [PAGES], lambda: _seen(AnonymousUser(), page))


def _seen(visitor: Visitor, page: KnowledgePage) -> bool:
    return bool(_SEEN(visitor, page.pk))


def _may_enter_the_admin(member: Visitor) -> bool:
    """Whether it is worth asking: Wagtail's rights come with a group of Django's, or are given one by one."""
    return member.is_authenticated and (member.is_superuser or bool(_RIGHTS(member.pk)))
