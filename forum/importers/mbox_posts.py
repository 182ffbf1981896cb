"""One mail of an archive as a post: its own words, the whole kept beside them, its files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mail.message import Content
from mail.replies import split_reply

from .archive import Filed
from .found import KEY_MAX, Form, FoundFile, FoundPost, key_of
from .reports import Report


def post_of(filed: Filed, content: Content, *, answers: str | None, report: Report) -> FoundPost:
    """The mail as a post. Where its reply part is empty, something sensible stands for it."""
    message_id = filed.envelope.message_id
    key = key_of(message_id)
    reply = split_reply(content.text)
    words, original = reply.kept, content.text if reply.cut.strip() else None
    if not words.strip():
        words, original = _instead(content), None
        report.note(
            "post",
            key,
            "nothing of its own but what it quotes, so all of it is shown" if content.text.strip() else "no text",
        )
    if len(message_id) > KEY_MAX:
        report.note("post", key, "its Message-ID is too long to be found by later replies")
    return FoundPost(
        key=key,
        person=key_of(filed.person),
        created_at=filed.date,
        answers=answers,
        words=words,
        form=Form.MAIL,
        message_id=message_id if len(message_id) <= KEY_MAX else None,
        original=original,
        files=tuple(
            FoundFile(attachment.whole_name, attachment.data)
            for attachment in content.attachments
            if not attachment.is_furniture
        ),
    )


def _instead(content: Content) -> str:
    """What is shown of a mail without words of its own: all it has, or that it has nothing."""
    if content.text.strip():
        return content.text
    return "*" + (_("Only files.") if content.attachments else _("This mail had no text.")) + "*"
