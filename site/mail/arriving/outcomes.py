"""What can become of a mail."""

from __future__ import annotations

from dataclasses import dataclass

from mail.models import Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a mail's path: its status, a short code that says why, and the post it became or touched.

    Where `is_told` is set the sender, who has proved to be a member, hears the reason with their text attached.
    `note` names what the reason is about: the files that were not taken, the command's result.
    """

    status: Status
    reason: str
    post_id: int | None = None
    is_told: bool = False
    note: str = ""


def ignored(reason: str) -> Outcome:
    """Nothing happens and nobody hears of it: automatic mail, our own, what came before."""
    return Outcome(Status.IGNORED, reason)


def silently_rejected(reason: str) -> Outcome:
    """Not taken, and not answered: whoever sent it may not be whom it names."""
    return Outcome(Status.REJECTED, reason)


def rejected(reason: str, note: str = "") -> Outcome:
    """Not taken; the member hears why and gets their text back."""
    return Outcome(Status.REJECTED, reason, is_told=True, note=note)


def held(reason: str) -> Outcome:
    """Kept until somebody says what is to become of it."""
    return Outcome(Status.HELD, reason)
