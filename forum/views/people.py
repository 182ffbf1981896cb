"""Doors about people and tags: what somebody wrote, following a tag."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from taggit.models import Tag

from forum import operations
from forum.models import Follow, Group, GroupRole, Post, TagFollow, TaggedTopic, Topic
from members.models import Member, Visitor

from .acts import level_in
from .doors import MemberRequest, act, lead_to, page

POSTS_SHOWN = 15


def written_by(visitor: Visitor, member: Member) -> SafeString:
    """The forum's part of a profile: roles in groups this visitor reads, and the latest words that they may read.

    A private group is listed for everybody, but who is in it is known to its own members only.
    """
    groups = Group.objects.readable_by(visitor)
    posts = Post.objects.visible_to(visitor).filter(author=member, topic__group__isnull=False)
    context = {
        "member": member,
        "roles": GroupRole.objects.filter(member=member, group__in=groups).select_related("group"),
        "posts": posts.select_related("topic__group").defer("markdown").order_by("-created_at")[:POSTS_SHOWN],
        "may_message": visitor.is_authenticated and visitor.pk != member.pk and member.claimed,
    }
    return mark_safe(render_to_string("forum/_written.html", context))  # noqa: S308 - our own template


@login_required
def follow_tag(request: MemberRequest, slug: str) -> HttpResponse:
    """Choose how closely to follow a tag."""
    tag = Tag.objects.filter(slug=slug).first()
    seen = TaggedTopic.objects.filter(tag=tag, content_object__in=Topic.objects.visible_to(request.user))
    if tag is None or not seen.exists():
        raise Http404
    if request.method == "POST":
        return _follow(request, tag)
    level = TagFollow.objects.filter(tag=tag, member=request.user).values_list("level", flat=True).first()
    context = {"levels": Follow.choices, "level": level or Follow.NORMAL, "what": tag.name, "back": f"/tags/{slug}/"}
    return page(request, "forum/follow.html", context)


@act
def _follow(request: MemberRequest, tag: Tag) -> HttpResponse:
    operations.follow_tag(tag=tag, member=request.user, level=level_in(request))
    return lead_to(request, f"/tags/{tag.slug}/")
