"""Doors for single acts on topics and posts: buttons, each one operation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import operations, policy
from forum.marks_of import Marks
from forum.models import LIKE, Bookmark, Follow, Group, Post, PostOriginal, ReactionKind, Topic, TopicFollow
from forum.operations.access import require
from markup import inline_diff, side_by_side

from .doors import (
    MemberRequest,
    act,
    came_from,
    is_fragment,
    lead_to,
    number_from,
    page,
    seen_post,
    seen_topic,
    topic_meant,
)

TOPIC_ACTS: dict[str, Callable[..., Topic]] = {
    "close": operations.close_topic,
    "reopen": operations.reopen_topic,
    "archive": operations.archive_topic,
    "unarchive": operations.unarchive_topic,
    "unpin": operations.unpin_topic,
    "unsolve": operations.take_back_solution,
}
POST_ACTS: dict[str, Callable[..., Post]] = {"wiki": operations.make_wiki, "unwiki": operations.unmake_wiki}

OFFERED_A_PAGE = 100  # replies to choose from, each by its first words


@act
def topic_act(request: MemberRequest, topic_id: int, name: str) -> HttpResponse:
    """Close, reopen, archive and the like."""
    topic = TOPIC_ACTS[name](topic=seen_topic(request, topic_id), by=request.user)
    return lead_to(request, topic.get_absolute_url())


@act
def pin(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Pin a topic until the end of a day."""
    day = parse_date(request.POST.get("until", "")) or timezone.localdate() + timedelta(days=7)
    until = timezone.make_aware(datetime.combine(day, time(23, 59)))
    topic = operations.pin_topic(topic=seen_topic(request, topic_id), by=request.user, until=until)
    return lead_to(request, topic.get_absolute_url())


@act
def move(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Move a topic to another group."""
    group = get_object_or_404(Group.objects.readable_by(request.user), slug=request.POST.get("group", ""))
    topic = operations.move_topic(topic=seen_topic(request, topic_id), by=request.user, group=group)
    return lead_to(request, topic.get_absolute_url())


@act
def merge(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Merge a topic into another, named by its number or address."""
    topic = seen_topic(request, topic_id)
    into = topic_meant(request, request.POST.get("into", ""))
    if into is None:
        raise ValidationError(_("Please give the address of the topic to merge into."))
    into = operations.merge_topics(topic=topic, into=into, by=request.user)
    return lead_to(request, into.get_absolute_url())


@act
def split(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Give chosen replies a topic of their own."""
    topic = seen_topic(request, topic_id)
    numbers = {number_from(number) or 0 for number in request.POST.getlist("number")} - {0}
    posts = list(topic.posts.filter(number__in=numbers))
    new = operations.split_topic(topic=topic, by=request.user, posts=posts, title=request.POST.get("title", ""))
    return lead_to(request, new.get_absolute_url())


@login_required
@require_safe
def choose_posts(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Choose the replies to split off."""
    topic = seen_topic(request, topic_id)
    require(policy.can_move(request.user, topic))
    posts = topic.posts.filter(number__gt=1, deleted_at=None).select_related("author").order_by("number")
    posts = posts.filter(number__gt=number_from(request.GET.get("after", "")) or 0)
    offered = list(posts[: OFFERED_A_PAGE + 1])
    more = len(offered) > OFFERED_A_PAGE
    offered = offered[:OFFERED_A_PAGE]
    context = {"topic": topic, "posts": offered, "next_after": offered[-1].number if more else None}
    return page(request, "forum/split.html", context)


@act
def delete_topic(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Take a topic out of sight."""
    topic = operations.delete_topic(topic=seen_topic(request, topic_id), by=request.user)
    if policy.can_restore_topic(request.user, topic):
        messages.success(request, _("The topic is deleted. It is kept among the deleted topics of its group."))
    else:
        messages.success(request, _("The topic is deleted. Whoever looks after the group can restore it."))
    return lead_to(request, topic.group.get_absolute_url() if topic.group else "/")


@act
def restore_topic(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Bring a deleted topic back."""
    topic = get_object_or_404(Topic.objects.deleted_for(request.user), pk=topic_id)
    return lead_to(request, operations.restore_topic(topic=topic, by=request.user).get_absolute_url())


# Posts ----------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def post_acts(request: MemberRequest, post_id: int) -> HttpResponse:
    """Everything this member may do with a post."""
    post = seen_post(request, post_id)
    context = {
        "post": post,
        "topic": post.topic,
        "may": policy.post_acts(request.user, post),
        "reactions": ReactionKind.objects.all(),
        "mine": post.reaction_rows.filter(member=request.user).first(),
        "bookmark": Bookmark.objects.filter(member=request.user, post=post).first(),
        "has_original": PostOriginal.objects.filter(post=post).exists(),
    }
    return page(request, "forum/post_acts.html", context)


@act
def post_act(request: MemberRequest, post_id: int, name: str) -> HttpResponse:
    """Make a post a wiki, or no longer."""
    return lead_to(request, POST_ACTS[name](post=seen_post(request, post_id), by=request.user).get_absolute_url())


@act
def accept(request: MemberRequest, post_id: int) -> HttpResponse:
    """Accept a post as the solution."""
    post = seen_post(request, post_id)
    operations.accept_solution(post=post, by=request.user)
    return lead_to(request, post.get_absolute_url())


@act
def delete_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """Take a post out of sight."""
    post = seen_post(request, post_id)
    operations.delete_post(post=post, by=request.user)
    messages.success(request, _("The post is deleted."))
    return lead_to(request, post.topic.get_absolute_url())


@login_required
def restore_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """Ask, then bring a deleted post back; its words are shown to nobody who may not restore it."""
    topics = Topic.objects.visible_to(request.user)
    post = get_object_or_404(Post.objects.select_related("topic__group", "author"), pk=post_id, topic__in=topics)
    if not policy.can_restore_post(request.user, post):
        raise Http404
    if request.method == "POST":
        return lead_to(request, operations.restore_post(post=post, by=request.user).get_absolute_url())
    return page(request, "forum/restore_post.html", {"post": post, "topic": post.topic})


@login_required
@require_safe
def hidden_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """A hidden post, for its author and for who may bring it back."""
    posts = Post.objects.hidden_for(request.user).select_related("topic__group", "author")
    post = get_object_or_404(posts, pk=post_id)
    is_own = post.author_id == request.user.pk
    may_restore = not post.is_opening and policy.can_restore_post(request.user, post)
    waits = (post.topic if post.is_opening else post).deleted_by_id is None  # it is nobody's act
    context = {"post": post, "topic": post.topic, "is_own": is_own, "may_restore": may_restore, "waits": waits}
    return page(request, "forum/hidden_post.html", context)


@act
def react(request: MemberRequest, post_id: int) -> HttpResponse:
    """Mark a post."""
    post = seen_post(request, post_id)
    post = operations.react(post=post, member=request.user, code=request.POST.get("code", LIKE))
    return _marked(request, post)


@act
def unreact(request: MemberRequest, post_id: int) -> HttpResponse:
    """Take one's mark back."""
    return _marked(request, operations.withdraw_reaction(post=seen_post(request, post_id), member=request.user))


def _marked(request: MemberRequest, post: Post) -> HttpResponse:
    if is_fragment(request):
        fill = Marks(post.topic, request.user, [post.pk]).like
        return HttpResponse(fill(str(post.pk), str(post.like_count), str(post.author_id)))
    return redirect(post)


@act
def bookmark(request: MemberRequest, post_id: int) -> HttpResponse:
    """Keep a post, perhaps with a day to be reminded on."""
    post = seen_post(request, post_id)
    day = parse_date(request.POST.get("remind_on", ""))
    remind_at = timezone.make_aware(datetime.combine(day, time(8, 0))) if day else None
    operations.bookmark(post=post, member=request.user, note=request.POST.get("note"), remind_at=remind_at)
    if not is_fragment(request):
        messages.success(request, _("Kept among your bookmarks."))
    return lead_to(request, post.get_absolute_url())


@act
def remove_bookmark(request: MemberRequest, post_id: int) -> HttpResponse:
    """Let go of a bookmark, of a post one may not see any more as well."""
    post = get_object_or_404(Post, pk=post_id, bookmarks__member=request.user)
    operations.remove_bookmark(post=post, member=request.user)
    return lead_to(request, came_from(request, "/bookmarks/"))


@login_required
@require_safe
def revisions(request: MemberRequest, post_id: int) -> HttpResponse:
    """How a post came to say what it says."""
    post = seen_post(request, post_id)
    require(policy.can_see_revisions(request.user, post))
    kept = list(post.revisions.select_related("editor"))
    compare: Callable[[str, str], object] = side_by_side if request.GET.get("view") == "sides" else inline_diff
    texts = [revision.markdown for revision in kept] + [post.markdown]
    changes = [
        (revision, compare(before, after)) for revision, before, after in zip(kept, texts, texts[1:], strict=False)
    ]
    context = {"post": post, "topic": post.topic, "changes": reversed(changes), "view": request.GET.get("view", "")}
    return page(request, "forum/revisions.html", context)


@login_required
@require_safe
def original(request: MemberRequest, post_id: int) -> HttpResponse:
    """The mail that a post came by, as it came; 404 where none was kept."""
    post = seen_post(request, post_id)
    require(policy.can_see_original(request.user, post))
    kept = get_object_or_404(PostOriginal, post=post)
    return page(request, "forum/original.html", {"post": post, "topic": post.topic, "text": kept.text})


# Following ------------------------------------------------------------------------------------------------------


@login_required
def follow_topic(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Choose how closely to follow a topic."""
    topic = seen_topic(request, topic_id)
    if request.method == "POST":
        return _followed(request, topic)
    level = TopicFollow.objects.filter(topic=topic, member=request.user).values_list("level", flat=True).first()
    context = {"levels": Follow.choices, "level": level, "what": topic.title, "back": topic.get_absolute_url()}
    return page(request, "forum/follow.html", context)


@act
def _followed(request: MemberRequest, topic: Topic) -> HttpResponse:
    operations.follow_topic(topic=topic, member=request.user, level=level_in(request))
    return lead_to(request, topic.get_absolute_url())


def level_in(request: MemberRequest) -> int:
    """The level a form chose; one that cannot be, where it chose none."""
    wanted = number_from(request.POST.get("level", ""))
    return -1 if wanted is None else wanted


@act
def set_reading(request: MemberRequest) -> HttpResponse:
    """Remember in which reading the member wants topics."""
    operations.choose_reading(member=request.user, reading=request.POST.get("reading", ""))
    return lead_to(request, came_from(request).partition("?")[0])
