"""Rendering posts: `markup` with the forum's members, groups, tags, posts and pictures."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from taggit.models import Tag

import markup
from members.models import Member

from .models import Audience, Group, Post, PostUpload, TaggedTopic, Topic, Upload


@dataclass(frozen=True)
class Written:
    """A rendered post and what it names."""

    html: str
    mentioned: frozenset[int]
    mentioned_groups: frozenset[int]
    quoted: frozenset[int]
    uploads: frozenset[int]


class _Names:
    """Looks up what one text names, each kind by one query, and remembers what was found."""

    def __init__(self, *, topic: Topic | None, author: Member | None) -> None:
        self.topic, self.author = topic, author
        self.members: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.quoted: dict[markup.Quote, int] = {}
        self.pictures: set[int] = set()

    def member_url(self, handles: Iterable[str]) -> dict[str, str]:
        found = Member.objects.filter(handle__in=[handle.lower() for handle in handles], is_active=True)
        self.members = dict(found.values_list("handle", "pk"))
        return {handle: f"/m/{handle}/" for handle in self.members}

    def group_url(self, slugs: Iterable[str]) -> dict[str, str]:
        """Groups that may be named here: never a secret one outside itself, nor a hidden one in public."""
        may_be_named = Q(audience=Audience.PUBLIC)
        if self.topic is not None and self.topic.group is not None:
            may_be_named |= Q(pk=self.topic.group_id)
        if self.topic is None or self.topic.group is None or self.topic.group.audience != Audience.PUBLIC:
            may_be_named |= Q(audience__in=[Audience.MEMBERS, Audience.PRIVATE])
        self.groups = dict(Group.objects.filter(may_be_named, slug__in=list(slugs)).values_list("slug", "pk"))
        return {slug: f"/g/{slug}/" for slug in self.groups}

    def tag_url(self, tags: Iterable[str]) -> dict[str, str]:
        return tag_urls(tags, group_id=self.topic.group_id if self.topic is not None else None)

    def quoted_post(self, quotes: Iterable[markup.Quote]) -> dict[markup.Quote, markup.QuoteSource]:
        """Posts quoted from this very topic, or from a public group: no other may be pointed at from here."""
        here_id = self.topic.pk if self.topic is not None else None
        wanted = {named: (named.topic or here_id, named.post) for named in quotes if named.post}
        if not wanted:
            return {}
        numbers = Q(topic_id__in={t for t, _n in wanted.values()}, number__in={n for _t, n in wanted.values()})
        may_be_named = Q(topic_id=here_id) | Q(topic__group__audience=Audience.PUBLIC, topic__deleted_at=None)
        found = Post.objects.filter(numbers, may_be_named, deleted_at=None).select_related("author")
        posts = {(post.topic_id, post.number): post for post in found.defer("html", "markdown")}
        sources = {}
        for named, place in wanted.items():
            if post := posts.get(place):  # type: ignore[arg-type]
                self.quoted[named] = post.author_id
                sources[named] = markup.QuoteSource(name=post.author.name, url=f"/p/{post.pk}/")
        return sources

    def image(self, ids: Iterable[int]) -> dict[int, markup.Image]:
        """Pictures the author brought, or that hang in this topic for all its readers to see."""
        usable = Q(member=self.author)
        if self.topic is not None and self.topic.pk:
            shown = PostUpload.objects.filter(upload=OuterRef("pk"), post__topic=self.topic, post__deleted_at=None)
            usable |= Q(Exists(shown))
        images = {}
        for upload in Upload.objects.filter(usable, pk__in=list(ids)):
            self.pictures.add(upload.pk)
            images[upload.pk] = _image(upload)
        return images


def tag_urls(names: Iterable[str], *, group_id: int | None = None) -> dict[str, str]:
    """The addresses of those tags under which every reader finds something: topics of public groups, or of the group
    where they are written. What merely begins with # has none."""
    asked = list(names)
    found_there = Q(content_object__group__audience=Audience.PUBLIC)
    if group_id is not None:
        found_there |= Q(content_object__group=group_id)
    topics = TaggedTopic.objects.filter(found_there, tag=OuterRef("pk"), content_object__deleted_at=None)
    tags = Tag.objects.filter(Q(name__in=asked) | Q(slug__in=asked), Exists(topics)).values_list("name", "slug")
    by_slug = {slug: f"/tags/{quote(slug)}/" for _name, slug in tags}
    return by_slug | {name: by_slug[slug] for name, slug in tags}


def _image(upload: Upload) -> markup.Image:
    whole = f"/uploads/{upload.pk}/{quote(upload.name)}"
    if not upload.is_picture:
        return markup.Image(url=whole, alt=upload.name)
    if not upload.thumbnail:
        return markup.Image(url=whole, width=upload.width or 0, height=upload.height or 0)
    return markup.Image(
        url=f"/uploads/{upload.pk}/thumbnail.webp",
        width=upload.thumbnail_width or 0,
        height=upload.thumbnail_height or 0,
        full_url=whole,
    )


def render_post(markdown: str, *, topic: Topic | None, author: Member | None) -> Written:
    """The HTML of a post and whom and what it names, in at most one query for each kind of thing named."""
    names = _Names(topic=topic, author=author)
    rendered = markup.render(markdown, context=_context(names))
    return Written(
        html=rendered.html,
        mentioned=frozenset(names.members[handle] for handle in rendered.mentioned_handles if handle in names.members),
        mentioned_groups=frozenset(names.groups[slug] for slug in rendered.mentioned_groups if slug in names.groups),
        quoted=frozenset(names.quoted[named] for named in rendered.quoted if named in names.quoted),
        uploads=frozenset(names.pictures & rendered.uploads),
    )


def _context(names: _Names) -> markup.RenderContext:
    return markup.RenderContext(
        member_url=names.member_url,
        group_url=names.group_url,
        tag_url=names.tag_url,
        post_url=names.quoted_post,
        image=names.image,
        site_hosts=frozenset({urlsplit(settings.SITE_URL).netloc}),
        id_prefix=f"n{secrets.token_hex(4)}-",
        heading_level=2,
    )


def render_description(markdown: str) -> str:
    """The HTML of a group's description or another text outside any topic."""
    return markup.render(markdown, context=_context(_Names(topic=None, author=None))).html
