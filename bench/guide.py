"""A guide as editors write them, in a generated community: all that a page can ask the database for."""

from __future__ import annotations

import random

from forum.models import Group, Post, Topic
from guides.models import GuideIndexPage, GuidePage
from knowledge_base.comments import operations as comments
from knowledge_base.models import Contribution, KnowledgePage
from members.models import Member

from .words import Writer

PARTS = 6  # each a heading and three paragraphs: some 900 words
COMMENTS = 20
QUOTED = 3


def published_guide(group: Group, members: list[Member]) -> str:
    """The address of the guide; written when it is first asked for."""
    stored = GuidePage.objects.live().filter(slug="measured").first()
    address: str = (stored or _written(group, members)).url
    return address


def _written(group: Group, members: list[Member]) -> GuidePage:
    writer = Writer(random.Random(7), paragraphs=40)
    topic = Topic.objects.filter(group=group, post_count__gt=QUOTED).prefetch_related("tags").order_by("pk")[0]
    page = GuidePage(
        title="How to measure a chair", slug="measured", summary="You know what a chair costs.", discussion_group=group
    )
    page.body = [block for number in range(PARTS) for block in _part(writer, number)]
    page.body.append(("checklist", {"title": "Before you sell", "items": ["Wood", "Nails", "Hours", "Transport"]}))
    for post in Post.objects.filter(topic=topic, deleted_at=None).select_related("author")[:QUOTED]:
        said = {"text": post.html, "name": post.author.name, "handle": post.author.handle, "post_id": post.pk}
        page.body.append(("quotation", said))
    page.body.append(("topics", {"title": "", "topics": [topic]}))
    KnowledgePage.objects.get(pk=GuideIndexPage.objects.order_by("depth")[0].pk).add_child(instance=page)
    page.tags.add(*(tag.name for tag in topic.tags.all()))
    page.contributions.add(Contribution(member=members[0]))
    page.save_revision().publish()
    for number in range(COMMENTS):
        comments.comment(page=page, author=members[number % len(members)], markdown=writer.post().markdown)
    return page


def _part(writer: Writer, number: int) -> list[tuple[str, object]]:
    words = "".join(writer.post().html for _paragraph in range(3))
    return [("heading", {"text": f"Part {number + 1}", "level": "2"}), ("text", words)]
