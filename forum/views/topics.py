"""Doors to a topic: its page, its posts' addresses, and what is new while it is open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from forum import operations, policy
from forum.freshness import topic_key
from forum.marks_of import Marks
from forum.models import ReadState, Topic
from forum.old_addresses import where_now
from forum.parts import TOPIC, TOPIC_ACTS, TOPIC_HEAD
from forum.shared import Piece, respond, shared_piece, viewer_of
from forum.topic_page import Facts, remembered_reading, start_of_thread, topic_context
from forum.viewing import TOPIC_VIEWS
from forum.where_to_start import where_to_move
from freshness.pages import shared_with_visitors
from freshness.prepared import Prepared
from freshness.slots import Fill
from freshness.stamps import numbers_of
from members.models import Member, Reading

from .doors import MemberRequest, number_from, page, seen_post, seen_topic
from .kept import fits, visible_topic
from .reply_box import reply_box

COUNTED = 200  # posts whose likes one answer tells


def _number(text: str) -> int:
    return min(int(text), 10_000_000) if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0 else 1


@require_safe
@shared_with_visitors(
    lambda slug, topic_id: [topic_key(topic_id), *TOPIC_HEAD.stamps_shown(), *TOPIC.stamps_shown()],
    parameters=("page", "reading", "from"),
    viewed=lambda slug, topic_id: (TOPIC_VIEWS, topic_id),
)
def topic(request: HttpRequest, slug: str, topic_id: int) -> HttpResponse:
    """A topic's page in the reading asked for; reading it is remembered."""
    topic = visible_topic(request.user, topic_id)
    if topic is None or topic.slug != slug:
        return _moved(request, topic, topic_id)
    member = request.user if isinstance(request.user, Member) else None
    reading = remembered_reading(member, request.GET.get("reading", ""))
    position = _number(request.GET.get("from" if reading == Reading.THREADS else "page", ""))
    if reading == Reading.CONVERSATION and position > topic.page_count:
        raise Http404
    piece = _piece(request, topic, reading, position)
    fills: dict[str, Fill] = {"composer": lambda: reply_box(request, topic)}
    fills |= TOPIC_HEAD.fills(request, topic) | TOPIC.fills(request, topic)
    if member is not None:
        state = operations.mark_shown(topic=topic, member=member, numbers=piece.facts.numbers, span=piece.facts.span)
        fills |= Marks(topic, member, piece.facts.post_ids, state.read_count).fills()
    TOPIC_VIEWS.note(topic.pk, request.META, member.pk if member is not None else 0)
    return respond(request, piece, fills)


def _moved(request: HttpRequest, topic: Topic | None, topic_id: int) -> HttpResponse:
    """Where a topic went: a former site's address, another title (for now), another topic it was merged into."""
    if former := where_now(request.path, request.user):
        return redirect(former, permanent=True)
    if topic is not None:
        query = request.META["QUERY_STRING"]
        return redirect(topic.get_absolute_url() + (f"?{query}" if query else ""))
    return redirect(_present_topic(request, topic_id))


def _piece(request: HttpRequest, topic: Topic, reading: str, position: int) -> Piece:
    return shared_piece(
        "forum/topic.html",
        name=(topic.pk, reading, position),
        keys=[topic_key(topic.pk), *TOPIC_HEAD.stamps(), *TOPIC.stamps()],
        make=lambda: _made(topic, reading, position),
        viewer=viewer_of(request),
    )


def _made(topic: Topic, reading: str, position: int) -> tuple[dict[str, Any], Facts]:
    context, facts = topic_context(topic, reading, position)
    return {**context, "head_parts": TOPIC_HEAD.rendered(topic), "parts": TOPIC.rendered(topic)}, facts


_MERGED = Prepared(lambda topic: Topic.objects.filter(pk=topic, merged_into__isnull=False).values_list("merged_into"))


def _present_topic(request: HttpRequest, topic_id: int) -> Topic:
    """The topic, or the one it was merged into, if the visitor may see that."""
    found = visible_topic(request.user, topic_id)
    if found is not None:
        return found
    merged = _MERGED(topic_id) if fits(topic_id) else []
    if not merged:
        raise Http404
    return seen_topic(request, merged[0][0])


@require_safe
def topic_by_id(request: HttpRequest, topic_id: int) -> HttpResponse:
    """The short address of a topic."""
    return redirect(_present_topic(request, topic_id))


@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """A post's permanent address: leads to the page it is on, in the visitor's own reading."""
    found = seen_post(request, post_id)
    member = request.user if isinstance(request.user, Member) else None
    reading = remembered_reading(member, request.GET.get("reading", ""))
    address = found.topic.get_absolute_url()
    if reading == Reading.THREADS:
        return redirect(f"{address}?reading=threads&from={start_of_thread(found)}#p-{found.number}")
    query = f"?page={found.page}" if found.page > 1 else ""
    return redirect(f"{address}{query}#p-{found.number}")


@require_safe
def numbered_post(request: HttpRequest, slug: str, topic_id: int, number: int) -> HttpResponse:
    """A post by its number in a topic, as other forums write it."""
    if not Topic.objects.filter(pk=topic_id, slug=slug).exists() and (former := where_now(request.path, request.user)):
        return redirect(former, permanent=True)
    return redirect(get_object_or_404(seen_topic(request, topic_id).posts, number=number, deleted_at=None))


@require_safe
def post_alone(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post by itself: what "in reply to" opens in place."""
    return page(request, "forum/_post_alone.html", {"post": seen_post(request, post_id)})


@require_safe
def first_unread(request: HttpRequest, topic_id: int) -> HttpResponse:
    """To the first post of a topic that the member has not read, or to its end."""
    topic = seen_topic(request, topic_id)
    state = ReadState.objects.filter(topic=topic, member_id=request.user.pk or 0).first()
    wanted = state.first_unread if state is not None else 1
    target = topic.posts.filter(deleted_at=None, number__gte=wanted).order_by("number").first()
    target = target or topic.posts.filter(deleted_at=None).order_by("-number").first()
    return redirect(target) if target is not None else redirect(topic)


@require_safe
def last_post(request: HttpRequest, topic_id: int) -> HttpResponse:
    """To the end of a topic."""
    target = seen_topic(request, topic_id).posts.filter(deleted_at=None).order_by("-number").first()
    return redirect(get_object_or_404(Topic, pk=topic_id) if target is None else target)


@require_safe
def news(request: HttpRequest, topic_id: int) -> HttpResponse:
    """What an open page asks now and then: how many posts are newer than `after`, and the counts of what it shows, from
    the number `first` on.

    204 where nothing has changed since the answer with this `stamp`, so that an open tab costs a few bytes.
    """
    topic = seen_topic(request, topic_id)
    [stamp] = numbers_of([topic_key(topic.pk)])
    if request.GET.get("stamp") == str(stamp):
        return HttpResponse(status=204)
    after, first = (number_from(request.GET.get(name, "")) or 0 for name in ("after", "first"))
    newer = topic.posts.filter(number__gt=after, deleted_at=None).count()
    shown = topic.posts.filter(number__gte=first, number__lte=after, deleted_at=None).order_by("number")
    likes = dict(shown.values_list("pk", "like_count")[:COUNTED])
    return JsonResponse({"stamp": stamp, "newer": newer, "replies": topic.reply_count, "likes": likes})


@require_safe
def newer_posts(request: HttpRequest, topic_id: int) -> HttpResponse:
    """The posts after a number, at most a page of them, as they stand in the conversation: to append to it."""
    topic = seen_topic(request, topic_id)
    after = _number(request.GET.get("after", ""))
    context, facts = topic_context(topic, Reading.CONVERSATION, after // 20 + 1)
    posts = [post for post in context["posts"] if post.number > after]
    fills: dict[str, Fill] = {}
    if isinstance(request.user, Member):
        shown = [post.number for post in posts if post.deleted_at is None]
        state = operations.mark_shown(topic=topic, member=request.user, numbers=shown)
        fills = Marks(topic, request.user, facts.post_ids, state.read_count).fills()
    shared = shared_piece(
        "forum/_posts.html",
        name=(topic.pk, "after", after),
        keys=[topic_key(topic.pk)],
        make=lambda: ({**context, "posts": posts}, facts),
        viewer=viewer_of(request),
    )
    return respond(request, shared, fills)


@login_required
@require_safe
def topic_acts(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Everything this visitor may do with a topic."""
    topic = seen_topic(request, topic_id)
    context = {
        "topic": topic,
        "may": policy.topic_acts(request.user, topic),
        "groups": where_to_move(request.user, topic),
        "more": TOPIC_ACTS.rendered(topic, request.user),
    }
    return page(request, "forum/topic_acts.html", context)
