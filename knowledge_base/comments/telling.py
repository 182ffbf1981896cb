"""Who hears of comments: asked when a job tells, never before, so that what changed meanwhile counts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, Min, OuterRef, Q

from forum.models import GroupRole, Membership
from knowledge_base.models import Audience, Contribution, KnowledgePage
from members.models import Member

from .models import HANDS, CommentFollow, PageComment


def those_who_see(page: KnowledgePage, members: Iterable[int]) -> set[int]:
    """Those of the members who may read the page: the third way to ask what `visible_to` answers."""
    live = KnowledgePage.objects.live().filter(pk=page.pk)
    if not live.exists():
        return set()
    seeing = Member.objects.taking_part().filter(pk__in=set(members))
    for shelf in KnowledgePage.objects.ancestor_of(page, inclusive=True).filter(audience=Audience.GROUPS):
        inside = Membership.objects.filter(member=OuterRef("pk"), group__in=shelf.audience_groups.all())
        seeing = seeing.filter(Q(is_superuser=True) | Q(Exists(inside)))
    return set(seeing.values_list("pk", flat=True))


def authors_of(page: KnowledgePage) -> set[int]:
    """Who wrote the page."""
    authors = Contribution.objects.filter(page=page, part=Contribution.Part.AUTHOR)
    return set(authors.values_list("member", flat=True))


def followers_of(page: KnowledgePage) -> set[int]:
    return set(CommentFollow.objects.filter(page=page).values_list("member", flat=True))


def askers_of(page: KnowledgePage) -> dict[str, int]:
    """Who has no account and wants mail of the comments on a page: the first comment that says so, by address. Only who
    was let in: nobody whose words wait, or were hidden or deleted."""
    asking = PageComment.objects.shown().filter(page=page, user=None, followup=True).exclude(user_email="")
    return dict(asking.values_list("user_email").annotate(first=Min("pk")).order_by("user_email"))


def replied_to(comment: PageComment) -> set[int]:
    """Whose words a comment replies to."""
    answered = comment.reply_to
    return {answered.user_id} if answered is not None and answered.user_id is not None else set()


def hands_of(page: KnowledgePage) -> set[int]:
    """Who looks after the comments of a page: the hands of its group and the moderators; administrators where there
    is nobody else."""
    roles = GroupRole.objects.filter(group=page.discussion_group_id, role__in=HANDS).values("member")
    hands = set(Member.objects.filter(Q(pk__in=roles) | Q(is_moderator=True)).values_list("pk", flat=True))
    seeing = those_who_see(page, hands)
    return seeing or those_who_see(page, Member.objects.filter(is_superuser=True).values_list("pk", flat=True))
