"""Small files as the importers read them, written by the tests."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from jobs.models import Job

Line = dict[str, Any]


def post(number: int, username: str = "Ada", raw: str | None = "Some words.", **more: Any) -> Line:
    """A post as a Discourse line has it."""
    line = {
        "number": number,
        "username": username,
        "created": f"2016-03-01T10:{number % 60:02d}:00.000Z",
        "reply_to": None,
        "raw": raw,
        "cooked": "",
        "action": None,
        "likes": 0,
    }
    return line | more


def topic(key: int, *posts: Line, **more: Any) -> Line:
    """A topic as a Discourse line has it."""
    line = {
        "id": key,
        "title": f"Topic {key}",
        "slug": f"topic-{key}",
        "category": "Pricing",
        "tags": [],
        "views": 7,
        "posts": list(posts) or [post(1)],
    }
    return line | more


@pytest.fixture
def discourse_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes topics to a file of JSON lines."""

    def write(*topics: Line | str, name: str = "forum.jsonl") -> Path:
        path = tmp_path / name
        lines = [line if isinstance(line, str) else json.dumps(line) for line in topics]
        data = ("\n".join(lines) + "\n").encode()
        path.write_bytes(lzma.compress(data) if name.endswith(".xz") else data)
        return path

    return write


def mail(
    message_id: str,
    *,
    subject: str = "Which till?",
    sender: str = "Ann Otieno <ann@shop.example>",
    date: str = "Mon, 06 May 2019 10:00:00 +0000",
    text: str = "Which till do you use?\n",
    answers: str = "",
    **headers: str,
) -> EmailMessage:
    """A mail to the list. `answers` is the Message-ID it replies to; underscores in header names are dashes."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "owners@lists.example"
    message["Subject"], message["Date"], message["Message-ID"] = subject, date, f"<{message_id}>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


@pytest.fixture
def mbox_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes mails to an mbox."""

    def write(*mails: EmailMessage, name: str = "owners.mbox") -> Path:
        path = tmp_path / name
        data = b"".join(b"From someone Mon May  6 10:00:00 2019\n" + bytes(m).rstrip(b"\n") + b"\n\n" for m in mails)
        path.write_bytes(lzma.compress(data) if name.endswith(".xz") else data)
        return path

    return write


def telling_jobs() -> list[str]:
    """The jobs that wait, but for those that keep pictures and the search in order."""
    waiting = Job.objects.exclude(task__startswith="wagtail.").exclude(task="search.tasks.feed_index")
    return list(waiting.values_list("task", flat=True))
