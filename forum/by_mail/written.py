"""The words and files of a mail as a post has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forum import operations
from mail.arriving.words import without_keys
from mail.markdown import mail_to_markdown
from mail.message import Attachment, IncomingMessage
from mail.replies import Reply, split_reply
from markup import from_html
from members.models import Member

FILES_MAX = 10  # of one mail; more is an archive


class Written(NamedTuple):
    """What a member wrote: Markdown, and the whole as it came where something was cut."""

    markdown: str
    original: str | None
    files: tuple[Attachment, ...]


def written_in(message: IncomingMessage) -> Written:
    """The words of a mail without what its program added, and the files that belong to them.

    Where pictures stand among the words, they are read from the HTML, which knows where; else from the plain text.
    A picture of the HTML that stands in what was cut (a signature, a quote) is no file of this mail.
    """
    rich = from_html(message.html) if message.html else ""
    own = split_reply(rich) if rich else Reply("", "")
    files = [each for each in message.attachments if not (each.is_furniture or each.content_type == "text/calendar")]
    shown = [each for each in files if each.content_id and f"cid:{each.content_id}" in own.kept]
    cut = [each for each in files if each.content_id and f"cid:{each.content_id}" in own.cut and each not in shown]
    if shown or (rich and rich.strip() == message.text.strip()):
        reply, text, markdown = own, rich, own.kept
    else:
        reply, text = split_reply(message.text), message.text
        markdown = mail_to_markdown(reply.kept)
    original = without_keys(text) if reply.cut.strip() else None
    return Written(without_keys(markdown), original, tuple(each for each in files if each not in cut))


class Hung(NamedTuple):
    """The words with the files in them, and what was not taken: each name with the reason."""

    markdown: str
    not_taken: list[str]


def hang_files(markdown: str, files: Sequence[Attachment], member: Member) -> Hung:
    """Keep the files of a mail as its writer's uploads and name them in the words: where they stood, else below."""
    not_taken = [_("%(name)s: a mail brings at most %(most)d files.") % {"name": f.name, "most": FILES_MAX}
                 for f in files[FILES_MAX:]]  # fmt: skip
    for file in files[:FILES_MAX]:
        try:
            upload = operations.store_upload(member=member, name=file.whole_name, data=file.data)
        except ValidationError as error:
            not_taken.append(f"{file.name}: {' '.join(error.messages)}")
            markdown = _placed(markdown, file, "")
            continue
        markdown = _placed(markdown, file, upload.markdown)
    return Hung(markdown.strip("\n"), not_taken)


def _placed(markdown: str, file: Attachment, named: str) -> str:
    """The words with a file where its mail program left a mark for it; below, where it left none."""
    marks = [f"[image: {file.name}]"]
    if file.content_id:
        alternative = f"](cid:{file.content_id})"
        at = markdown.find(alternative)
        start = markdown.rfind("![", 0, at) if at >= 0 else -1
        if start >= 0:
            return f"{markdown[:start]}{named}{markdown[at + len(alternative) :]}"
        marks.append(f"[cid:{file.content_id}]")
    mark = next((mark for mark in marks if mark in markdown), None)
    if mark is not None:
        return markdown.replace(mark, named, 1)
    return f"{markdown}\n\n{named}" if named else markdown
