"""What a member can do with a post or topic by one word in a reply."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from forum import operations
from forum.models import LIKE, Follow, Post, Topic
from mail.arriving.commands import Command
from mail.arriving.delivery import Delivery
from mail.arriving.outcomes import Outcome, rejected
from mail.models import Status
from members import letters
from members.models import Member


def like(found: Delivery, _argument: str) -> Outcome:
    """Mark the post that the mail replies to."""
    post = _post(found)
    if post is None:
        return rejected("not_a_command")
    operations.react(post=post, member=found.sender, code=LIKE)
    return Outcome(Status.LIKED, "liked", post_id=post.pk)


def solved(found: Delivery, _argument: str) -> Outcome:
    """Accept the post that the mail replies to as the solution."""
    post = _post(found)
    if post is None:
        return rejected("not_a_command")
    operations.accept_solution(post=post, by=found.sender)
    return Outcome(Status.COMMAND, "solved", post_id=post.pk)


def follow(found: Delivery, _argument: str) -> Outcome:
    """Hear of every post in the topic, or the group, that the mail is about."""
    return _follow(found, Follow.WATCHING, "followed", lambda: _("You hear of every post in “%(name)s” now."))


def mute(found: Delivery, _argument: str) -> Outcome:
    """Hear nothing more of the topic, or the group, that the mail is about."""
    return _follow(found, Follow.MUTED, "muted", lambda: _("You hear nothing more of “%(name)s”."))


def _follow(found: Delivery, level: int, reason: str, words: Callable[[], str]) -> Outcome:
    member, about = found.sender, found.target
    if isinstance(about, Post):
        operations.follow_topic(topic=about.topic, member=member, level=level)
        return _said(member, reason, words, about.topic.title, about.pk)
    operations.follow_group(group=about, member=member, level=level)
    return _said(member, reason, words, about.name, None)


def _said(member: Member, reason: str, words: Callable[[], str], name: str, post_id: int | None) -> Outcome:
    with letters.speaking(member.language):
        note = words() % {"name": name}
    return Outcome(Status.COMMAND, reason, post_id=post_id, is_told=True, note=note)


def send_topic(found: Delivery, _argument: str) -> Outcome:
    """Mail the whole topic, as plain words."""
    post = _post(found)
    if post is None:
        return rejected("not_a_command")
    return Outcome(
        Status.COMMAND, "topic_sent", post_id=post.pk, is_told=True, note=_words_of(post.topic, found.sender)
    )


SENT_MAX = 60_000  # characters of a topic in one mail; the last posts are those that are left out


def _words_of(topic: Topic, member: Member) -> str:
    posts = Post.objects.visible_to(member).filter(topic=topic).select_related("author").order_by("number")
    parts, length = [topic.title], 0
    for post in posts.iterator():
        part = f"{post.author.name} · {post.created_at:%Y-%m-%d %H:%M} UTC\n\n{post.markdown}"
        length += len(part)
        if length > SENT_MAX:
            parts.append(letters.absolute(post.get_absolute_url()))
            break
        parts.append(part)
    return "\n\n— — —\n\n".join(parts)


def _post(found: Delivery) -> Post | None:
    return found.target if isinstance(found.target, Post) and found.target.deleted_at is None else None


COMMANDS = (
    Command(
        "like",
        ("+1", "like", "❤", "👍", "j’aime", "j'aime", "curti", "gosto", "me gusta", "napenda", "nimependa", "أعجبني"),
        like,
    ),
    Command("solved", ("solved", "résolu", "resolvido", "resuelto", "imetatuliwa", "تم الحل"), solved),
    Command("follow", ("follow", "suivre", "seguir", "fuata", "متابعة"), follow),
    Command("mute", ("mute", "muet", "silenciar", "nyamazisha", "كتم"), mute),
    Command(
        "send topic",
        (
            "send topic",
            "envoyer le sujet",
            "enviar tópico",
            "enviar tema",
            "tuma mada",
            "أرسل الموضوع",
        ),
        send_topic,
    ),
)
