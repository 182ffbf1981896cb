"""Posts as mail: each topic one thread, the post that is answered quoted briefly, and an address to reply to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum import told
from forum.models import Audience, Group, Post, Topic
from freshness.prepared import Prepared
from mail import keys
from mail.keys import Purpose
from mail.leaving.envelopes import Outgoing
from mail.our_addresses import address_of, address_of_group
from markup import excerpt
from members import letters
from members.models import Member
from members.seeing import PreparedFor
from notifications.by_mail.writing import written
from notifications.models import MailSettings, Notification, Pictures

from .identity import message_id_of
from .shown import as_html, as_text

QUOTED_MAX = 280  # characters of the post that is answered
_SMALL_PICTURES = Prepared(
    lambda member: MailSettings.objects.filter(member=member, pictures=Pictures.SMALL).values_list("pk")
)
_SEEN = PreparedFor(lambda visitor, posts: Post.objects.visible_to(visitor).filter(pk__in=posts).values_list("pk"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as its mail shows it, to everybody of one language."""

    post: Post
    html: SafeString | None
    text: str
    answered: str


class PostWriter:
    """Writes the mails about posts. Remembers posts and their words for one batch; rights are asked for each mail."""

    def __init__(self) -> None:
        self._posts: dict[int, Post] = {}
        self._shown: dict[tuple[Any, ...], Shown] = {}
        self._openings: dict[int, Post] = {}
        self._written: dict[tuple[Any, ...], tuple[str, str]] = {}

    def write(self, member: Member, notifications: Sequence[Notification]) -> Outgoing | None:
        """One mail of the posts that the member still sees, in their order; None where there are none."""
        wanted = sorted({each.object_id for each in notifications})
        seen = [pk for (pk,) in _SEEN(member, wanted)]
        posts = sorted((self._post(pk) for pk in seen), key=lambda post: post.number)
        if not posts:
            return None
        kinds = {each.object_id: each.kind for each in notifications}
        with_pictures = bool(_SMALL_PICTURES(member.pk))
        shown = [self._shown_post(post, with_pictures=with_pictures) for post in posts]
        return self._outgoing(member, shown, kinds[posts[-1].pk])

    def _outgoing(self, member: Member, shown: Sequence[Shown], kind: str) -> Outgoing:
        last = shown[-1].post
        topic = last.topic
        link = letters.absolute(last.get_absolute_url())
        text, page = self._texts(shown, why_of(kind, topic), link)
        parents = self._ancestors(last)
        return Outgoing(
            subject=subject_of(topic, is_opening=last.is_opening),
            text=text,
            html=page,
            from_name=last.author.name,
            message_id=message_id_of(last),
            in_reply_to=parents[-1] if parents else "",
            references=parents,
            reply_to=last.pk,
            reply_for=Purpose.REPLY,
            archived_at=link,
            place=topic.group_id or 0,
            about=_about(last, kind),
            **(_list_of(topic.group, member) if topic.group is not None else {}),
        )

    def _texts(self, shown: Sequence[Shown], why: str, link: str) -> tuple[str, str]:
        """The same for all who get these posts in one language, for one reason."""
        name = (*map(id, shown), why, get_language())  # what is shown is remembered as long as the writer is there
        if name not in self._written:
            context = {"shown": shown, "topic": shown[-1].post.topic, "why": why, "link": link}
            self._written[name] = written("forum/email/posts", context)
        return self._written[name]

    def _post(self, pk: int) -> Post:
        if pk not in self._posts:
            posts = Post.objects.select_related("topic__group", "author", "parent__author")
            self._posts[pk] = posts.get(pk=pk)
        return self._posts[pk]

    def _shown_post(self, post: Post, *, with_pictures: bool) -> Shown:
        name = (post.pk, with_pictures, get_language())
        if name not in self._shown:
            self._shown[name] = Shown(
                post, as_html(post.html, with_pictures=with_pictures), as_text(post.markdown), self._answered(post)
            )
        return self._shown[name]

    def _answered(self, post: Post) -> str:
        """The first words of the post that is answered; nothing for an opening, and for one that is gone."""
        if post.is_opening:
            return ""
        parent = post.parent or self._opening(post.topic)
        if parent.deleted_at is not None:
            return ""
        return f"{parent.author.name}: {excerpt(parent.markdown, length=QUOTED_MAX)}"

    def _opening(self, topic: Topic) -> Post:
        if topic.pk not in self._openings:
            self._openings[topic.pk] = Post.objects.select_related("author").get(topic=topic, number=1)
        return self._openings[topic.pk]

    def _ancestors(self, post: Post) -> list[str]:
        """The Message-IDs of the opening and of the post that is answered."""
        if post.is_opening:
            return []
        found = [message_id_of(self._opening(post.topic))]
        return [*found, message_id_of(post.parent)] if post.parent is not None else found


def subject_of(topic: Topic, *, is_opening: bool) -> str:
    """The same for all mails of a topic but for the "Re:", which programs that group by subject know."""
    named = f"[{topic.group.name}] {topic.title}" if topic.group is not None else topic.title
    return named if is_opening else f"Re: {named}"


def _about(post: Post, kind: str) -> dict[str, str]:
    """What mail programs may sort by: the group, the topic, the post and why it came."""
    group = {"Group": post.topic.group.slug} if post.topic.group is not None else {}
    return {**group, "Topic": str(post.topic_id), "Post": str(post.pk), "Reason": kind}


def _list_of(group: Group, member: Member) -> dict[str, str]:
    """What says that a group is a list: its address is a member's own where strangers may not know of the group."""
    address = address_of(group.slug)
    if group.audience != Audience.PUBLIC:
        generation = keys.generation_of(member.pk)
        address = address_of_group(group.slug, group_id=group.pk, member_id=member.pk, generation=generation)
    archive = letters.absolute(group.get_absolute_url())
    return {"list_id": group.slug, "list_name": group.name, "list_address": address, "list_archive": archive}


def names_of_groups(member: Member, places: Sequence[int]) -> dict[int, str]:
    """What the groups are called that letters come from, of those the member may know of."""
    return dict(Group.objects.visible_to(member).filter(pk__in=places).values_list("pk", "name"))


def why_of(kind: str, topic: Topic) -> str:
    """Why this mail came, in a line."""
    if topic.group is None:
        return _("You get this because somebody wrote to you.")
    reasons = {
        told.MENTIONED: _("You get this because you are mentioned."),
        told.QUOTED: _("You get this because you are quoted."),
        told.REPLIED: _("You get this because somebody replied to you."),
        told.STARTED: _("You get this because you follow the group %(group)s."),
    }
    return reasons.get(kind, _("You get this because you watch this topic or the group %(group)s.")) % {
        "group": topic.group.name
    }
