"""What comes to the address in a mail about a post: a reply to it, or a command."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum import operations, policy
from forum.models import Post, PostOriginal, Topic, Via
from forum.operations.access import RulesNotAccepted
from mail.arriving.commands import Called, command_in
from mail.arriving.delivery import Delivery, Door
from mail.arriving.notes import explain
from mail.arriving.outcomes import Outcome, ignored, rejected
from mail.keys import Key
from mail.models import Status
from mail.our_addresses import Recipient, key_in
from members.seeing import PreparedFor

from .identity import is_known, kept_id
from .written import Hung, Written, hang_files, written_in

explain("key_of_another", _("That address was given to somebody else. Please reply to a mail of your own."))
explain("key_expired", _("The mail you replied to is too old. Please write on the web, or reply to a newer one."))
explain("topic_gone", _("What you replied to is not there any more, or not for you."))
explain("closed", _("The topic is closed and takes no more replies."))
explain("not_permitted", _("You may not write there."))
explain("silenced", _("You are silenced there. Why, until when, and how to appeal, you read on the web."))
explain("rules", _("The rules have changed. Please read and accept them on the web, then send your mail again."))
explain("invalid", _("It cannot be a post as it is."))

_SEEN = PreparedFor(lambda visitor, topic: Topic.objects.visible_to(visitor).filter(pk=topic).values_list("pk"))


def _target(found: Recipient) -> Key | None:
    return key_in(found) if found.name == "reply" else None


def _enter(found: Delivery) -> Outcome:
    key: Key = found.target
    if (refused := refusal_of(key, found)) is not None:
        return refused
    post = Post.objects.filter(pk=key.thing).select_related("topic__group", "author").first()
    if post is None or not _SEEN(found.sender, post.topic_id):
        return rejected("topic_gone")
    return reply_to(found, post)


def refusal_of(key: Key, found: Delivery) -> Outcome | None:
    """Why a key opens nothing to who sent the mail; None where it does."""
    if key.member_id != found.sender.pk:
        return rejected("key_of_another")
    return rejected("key_expired") if key.is_expired else None


def reply_to(found: Delivery, post: Post) -> Outcome:
    """What a mail does with a post that its sender sees: a command, or a reply."""
    if is_known(found.message):
        return ignored("duplicate")
    found.target = post
    written = written_in(found.message)
    called = command_in(written.markdown) if not written.files else None
    if called is not None:
        return run(found, called)
    if not policy.can_reply(found.sender, post.topic):
        return rejected(_why_not(found, post.topic))
    parent = post if post.deleted_at is None else None

    def write(markdown: str) -> Post:
        return operations.reply(
            topic=post.topic,
            author=found.sender,
            markdown=markdown,
            parent=parent,
            via=Via.EMAIL,
            message_id=kept_id(found.message),
        )

    return posted(found, written, write)


def _why_not(found: Delivery, topic: Topic) -> str:
    if not topic.is_open:
        return "closed"
    return "silenced" if policy.is_silenced(found.sender, topic.group) else "not_permitted"


def run(found: Delivery, called: Called) -> Outcome:
    """Do what a command asks; what the operations refuse is refused here."""
    return permitted(lambda: called.command.run(found, called.argument))


def posted(found: Delivery, written: Written, write: Callable[[str], Post]) -> Outcome:
    """Make a post of the words and files of a mail; its sender hears which files were not taken."""
    if not written.markdown.strip() and not written.files:
        return rejected("empty")

    def make() -> Outcome:
        hung = hang_files(written.markdown, written.files, found.sender)
        if not hung.markdown.strip():
            return rejected("invalid", note="\n".join(hung.not_taken))
        post = write(hung.markdown)
        if written.original is not None:
            PostOriginal.objects.create(post=post, text=written.original)
        return _with_files(post, hung)

    return permitted(make)


def _with_files(post: Post, hung: Hung) -> Outcome:
    note = "\n".join(hung.not_taken)
    return Outcome(Status.POSTED, "posted", post_id=post.pk, is_told=bool(note), note=note)


def permitted(act: Callable[[], Outcome]) -> Outcome:
    """The outcome of an act, or of its refusal, which leaves nothing of it behind."""
    try:
        with transaction.atomic():
            return act()
    except RulesNotAccepted:
        return rejected("rules")
    except PermissionDenied:
        return rejected("not_permitted")
    except ValidationError as error:
        return rejected("invalid", note=" ".join(error.messages))


DOOR = Door("reply", target_of=_target, enter=_enter)
