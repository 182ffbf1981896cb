"""The kinds of notifications. A higher floor registers its own in `AppConfig.ready()`, and lends them its words.

Following a notification: one that has a `thread` is a plain link, and the page it leads to marks the thread as read
(`operations.mark_thread_read`). One without a thread leads to a page that knows nothing of it, so it is a button that
posts to its own address, which marks it as read and sends the member on. Asking for that address with GET sends on
and changes nothing, for whoever follows an address from a mail or looks before they leap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured

from mail.leaving.envelopes import Outgoing
from members.models import Member

from .models import Notification, Rhythm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CODE_MAX = 30  # what the column holds


@dataclass(frozen=True, slots=True)
class Described:
    """What a notification says, as text or safe HTML without links in it, and the address it leads to."""

    text: str
    url: str


Describe = Callable[[Member, Sequence[Notification]], Mapping[int, Described]]


class Writer(Protocol):
    """Writes the mails of one batch; what it remembers lives no longer than that."""

    def write(self, member: Member, notifications: Sequence[Notification]) -> Outgoing | None:
        """The mail that tells the member of all these at once; None where they may see none of it any more."""


@dataclass(frozen=True, slots=True)
class ByMail:
    """How a kind is told by mail: how soon, where the member chose nothing; whether it is a notice, which also those
    get who want nothing else; and who writes it, else the mail says what `describe` does, and where it leads."""

    rhythm: str = Rhythm.AT_ONCE
    is_notice: bool = False
    writer: Callable[[], Writer] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of news.

    `describe` is asked once for all notifications of the kind that are about to be shown, in a bounded number of
    queries, and answers by primary key for those the member may still see. What it leaves out is not shown.
    `icon` is a name that `{% icon %}` knows. A consolidated kind has one unread row for all who did it. One without
    `by_mail` is never mailed.
    """

    code: str
    label: str | _StrPromise
    explanation: str | _StrPromise
    icon: str
    describe: Describe
    default_on: bool = True
    consolidated: bool = False
    by_mail: ByMail | None = None


_registry: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; raises ImproperlyConfigured for a code that is taken, empty or too long."""
    if not 0 < len(kind.code) <= CODE_MAX:
        raise ImproperlyConfigured(f"A kind's code has 1 to {CODE_MAX} characters, unlike {kind.code!r}.")
    if kind.code in _registry:
        raise ImproperlyConfigured(f"Two kinds of notifications are called {kind.code}.")
    _registry[kind.code] = kind


def unregister(code: str) -> None:
    """Take a kind back; its notifications stay, unshown. Raises KeyError for one that is not registered."""
    del _registry[code]


def kind_of(code: str) -> Kind:
    """The kind with this code; raises LookupError where none is registered."""
    try:
        return _registry[code]
    except KeyError:
        raise LookupError(f"no kind of notifications is called {code!r}") from None


def registered() -> Mapping[str, Kind]:
    """Every kind by its code, in the order they were registered."""
    return _registry
