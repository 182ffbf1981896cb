"""The conversations of the demo community, written in bulk with the dates of the script; nobody is told here."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max

from forum.importers.ids import reserve
from forum.models import (
    Group,
    ImportedItem,
    Invitee,
    Kind,
    Post,
    PostRevision,
    PostUpload,
    Reach,
    Reaction,
    Topic,
    TopicEvent,
    Upload,
)
from forum.models.posts import path_under
from forum.models.topics import slug_for
from forum.operations import store_upload
from forum.operations.posts import EXCERPT_LENGTH
from forum.operations.words import set_tags
from forum.operations.writing import recount_topic
from forum.rendering import render_post
from markup import excerpt

from .people import SOURCE, People
from .pictures import draw
from .places import Places
from .script import Conversation, Said, Script

Topics = dict[str, Topic]

PINNED_FOR = timedelta(days=120)
_PICTURE = re.compile(r"\(demo:([\w-]+)\)")


class Writer:
    """Writes conversation after conversation, each whole."""

    def __init__(self, *, people: People, places: Places, now: datetime) -> None:
        self.people, self.places, self.now = people, places, now
        self.topics: Topics = {}
        self.reactions: list[Reaction] = []

    def write(self, conversation: Conversation) -> None:
        topic = self._topic(conversation)
        set_tags(topic, conversation.tags)
        posts = self._posts(conversation, topic)
        hanging = []
        for post in posts:
            written = render_post(post.markdown, topic=topic, author=post.author)
            post.html = written.html
            hanging += [PostUpload(post=post, upload_id=pk) for pk in written.uploads]
        Post.objects.bulk_update(posts, ["html"], batch_size=100)
        PostUpload.objects.bulk_create(hanging)
        self._settle(conversation, topic, posts)
        recount_topic(topic)
        self.topics[conversation.key] = topic

    def _topic(self, conversation: Conversation) -> Topic:
        begins = conversation.begins_at(self.now)
        author = self.people[conversation.posts[0].by]
        words = sum(len(post.text) for post in conversation.posts)
        topic = Topic.objects.create(
            group=self.places[conversation.group] if conversation.group else None,
            kind=conversation.kind,
            title=conversation.title,
            slug=slug_for(conversation.title),
            author=author,
            created_at=begins,
            bumped_at=begins,
            # More was read where more was written, and in the months since.
            view_count=9 + 7 * len(conversation.posts) + words % 23 + int(conversation.days_ago / 2),
        )
        named = [Invitee(topic=topic, member=self.people[handle], added_at=begins) for handle in conversation.among]
        if conversation.mentors_of:
            mentors = Invitee(topic=topic, mentors_of=self.places[conversation.mentors_of], added_at=begins)
            named += [Invitee(topic=topic, member=author, added_at=begins), mentors]
        Invitee.objects.bulk_create(named)
        return topic

    def _posts(self, conversation: Conversation, topic: Topic) -> list[Post]:
        """The rows without their HTML: a quotation is rendered by looking up the post it names."""
        ids = reserve(Post, len(conversation.posts))
        posts: list[Post] = []
        for number, (pk, said) in enumerate(zip(ids, conversation.posts, strict=True), start=1):
            parent = posts[said.answers - 1] if said.answers else None
            post = Post(
                pk=pk,
                topic=topic,
                number=number,
                parent=parent,
                path=path_under(parent.path if parent else "", number),
                author=self.people[said.by],
                via=said.via,
                created_at=conversation.said_at(said, self.now),
            )
            post.markdown = self._with_pictures(said, post)
            self._react(post, said)
            posts.append(post)
        Post.objects.bulk_create(posts)
        return posts

    def _with_pictures(self, said: Said, post: Post) -> str:
        """The words, with the pictures they show brought by their author."""

        def upload(found: re.Match[str]) -> str:
            out = io.BytesIO()
            draw(found[1]).save(out, "PNG", compress_level=1)  # written anew, and small, when it is stored
            stored = store_upload(member=post.author, name=f"{found[1]}.png", data=out.getvalue())
            Upload.objects.filter(pk=stored.pk).update(created_at=post.created_at)
            return f"(upload:{stored.pk})"

        return _PICTURE.sub(upload, said.text)

    def _react(self, post: Post, said: Said) -> None:
        """Within hours of the post, or of joining, one after the other; none from tomorrow."""
        for place, (handle, code) in enumerate(said.reactions.items(), start=1):
            member = self.people[handle]
            since = max(post.created_at, member.joined_at)
            left = self.now - since
            at = since + min(place * timedelta(minutes=53), left * place / (len(said.reactions) + 1))
            self.reactions.append(Reaction(post=post, member=member, code=code, created_at=at))
        post.reactions = dict(Counter(said.reactions.values()))
        post.like_count = len(said.reactions)

    def _settle(self, conversation: Conversation, topic: Topic, posts: list[Post]) -> None:
        """What the conversation came to: its solution, its state, and what its list row says."""
        for post, said in zip(posts, conversation.posts, strict=True):
            if said.is_solution:
                topic.solution, topic.solved_by = post, topic.author
        topic.excerpt = excerpt(posts[0].markdown, length=EXCERPT_LENGTH)
        if conversation.is_pinned:
            topic.pinned_until = self.now + PINNED_FOR
            self._note(topic, TopicEvent.What.PINNED, topic.created_at, 1)
        if conversation.is_closed:
            topic.closed_at = posts[-1].created_at + timedelta(hours=2)
            self._note(topic, TopicEvent.What.CLOSED, topic.closed_at, len(posts))
        if conversation.is_widened:
            topic.reach = Reach.COMMUNITY
            self._note(topic, TopicEvent.What.WIDENED, posts[-1].created_at + timedelta(hours=9), len(posts))
        topic.save()

    def _note(self, topic: Topic, what: str, at: datetime, after_number: int) -> None:
        TopicEvent.objects.create(topic=topic, what=what, actor=topic.author, at=at, after_number=after_number)


def add_conversations(script: Script, people: People, places: Places, now: datetime) -> Topics:
    """Write all conversations, oldest first, and count the groups."""
    writer = Writer(people=people, places=places, now=now)
    for conversation in script.conversations:
        writer.write(conversation)
    Reaction.objects.bulk_create(sorted(writer.reactions, key=lambda row: row.created_at))
    ImportedItem.objects.bulk_create(
        ImportedItem(source=SOURCE, kind="topic", key=key, object_id=topic.pk) for key, topic in writer.topics.items()
    )
    PostRevision.objects.bulk_create(_revisions(script, writer.topics))
    counted = Topic.objects.exclude(kind=Kind.MESSAGE).order_by().values("group")
    for row in counted.annotate(topics=Count("pk"), latest=Max("bumped_at")):
        Group.objects.filter(pk=row["group"]).update(topic_count=row["topics"], bumped_at=row["latest"])
    return writer.topics


def _revisions(script: Script, topics: Topics) -> Iterator[PostRevision]:
    """What edited posts said before."""
    for row in script.desks["revisions"]:
        post = Post.objects.get(topic=topics[row["topic"]], number=row["post"])
        post.edited_at = post.created_at + timedelta(minutes=row["after_minutes"])
        post.save(update_fields=["edited_at"])
        yield PostRevision(
            post=post, number=1, markdown=row["text"].strip(), editor=post.author, replaced_at=post.edited_at
        )
