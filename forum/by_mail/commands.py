"""What a member can do with a post or topic by one word in a reply."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum import operations
from forum.models import LIKE, Follow, Post
from mail.arriving.commands import Command
from mail.arriving.delivery import Delivery
from mail.arriving.notes import tell_by, words_for
from mail.arriving.outcomes import Outcome, rejected
from mail.models import ReceivedMail, Status
from members import letters
from members.models import Member

SENT_MAX = 60_000  # characters of a topic in one mail; the last posts are those that are left out


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
    return _follow(found, Follow.WATCHING, "followed")


def mute(found: Delivery, _argument: str) -> Outcome:
    """Hear nothing more of the topic, or the group, that the mail is about."""
    return _follow(found, Follow.MUTED, "muted")


def _follow(found: Delivery, level: int, reason: str) -> Outcome:
    about = found.target
    if isinstance(about, Post):
        operations.follow_topic(topic=about.topic, member=found.sender, level=level)
        return Outcome(Status.COMMAND, reason, post_id=about.pk, is_told=True)
    operations.follow_group(group=about, member=found.sender, level=level)
    return Outcome(Status.COMMAND, reason, is_told=True)


def send_topic(found: Delivery, _argument: str) -> Outcome:
    """Mail the whole topic, as plain words."""
    post = _post(found)
    if post is None:
        return rejected("not_a_command")
    return Outcome(Status.COMMAND, "topic_sent", post_id=post.pk, is_told=True)


def _words_of_topic(received: ReceivedMail, member: Member) -> str:
    """The posts of the topic that its reader sees as the mail is written."""
    posts = Post.objects.visible_to(member).select_related("author", "topic")
    asked = posts.filter(pk=received.post_id or 0).first()
    if asked is None:
        return words_for("topic_gone")
    parts, length = [asked.topic.title], 0
    for post in posts.filter(topic=asked.topic_id).order_by("number").iterator():
        part = f"{post.author.name} · {date_format(post.created_at, 'SHORT_DATETIME_FORMAT')}\n\n{post.markdown}"
        length += len(part)
        if length > SENT_MAX:
            parts.append(letters.absolute(post.get_absolute_url()))
            break
        parts.append(part)
    return "\n\n— — —\n\n".join(parts)


def _post(found: Delivery) -> Post | None:
    return found.target if isinstance(found.target, Post) and found.target.deleted_at is None else None


tell_by("followed", lambda received, member: _("You hear of every post there now."))
tell_by("muted", lambda received, member: _("You hear nothing more of it."))
tell_by("topic_sent", _words_of_topic)

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
