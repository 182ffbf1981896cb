"""What can be asked for by one word in a mail. Higher floors register theirs; the words are of all our languages.

A command stands alone on the first line; below it there may be a short sign-off and nothing else. All other mail is
words for people, whatever it begins with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from .delivery import Delivery
from .outcomes import Outcome

ARGUMENT_MAX = 200
# What a person or their phone puts below a word.
SIGN_OFF_LINES = 2
SIGN_OFF_MAX = 60
_VARIATION = "\ufe0f"  # asks for the coloured form of ❤ and is often lost


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the words that call it, in any of our languages, and what it does.

    `takes_argument` says whether more may follow the words on the same line. `run` gets the delivery, whose door and
    target are known, and the argument.
    """

    code: str
    words: Sequence[str]
    run: Callable[[Delivery, str], Outcome]
    takes_argument: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """A command that a mail calls, and its argument."""

    command: Command
    argument: str


_commands: dict[str, Command] = {}
_by_words: dict[str, Command] = {}


def register(command: Command) -> None:
    """Make a command known; raises ImproperlyConfigured for a code or words that are taken."""
    words = [_plain(each) for each in command.words]
    if command.code in _commands or any(each in _by_words for each in words):
        raise ImproperlyConfigured(f"Two commands by mail are called {command.code}, or by the same words.")
    _commands[command.code] = command
    _by_words.update(dict.fromkeys(words, command))


def registered() -> Sequence[Command]:
    """Every command, in the order they were registered."""
    return list(_commands.values())


def command_in(text: str) -> Called | None:
    """The command that the words of a mail are; None for words that are meant for people."""
    line = line_alone(text)
    if line in _by_words:
        return Called(_by_words[line], "")
    for words in sorted(_by_words, key=len, reverse=True):
        if _by_words[words].takes_argument and line.startswith(f"{words} "):
            return Called(_by_words[words], line.removeprefix(words).strip())
    return None


def line_alone(text: str) -> str:
    """The first line of a mail, in lower case, where nothing but a sign-off follows; empty where it has more to say."""
    first, _newline, rest = text.strip().partition("\n")
    return _plain(first) if _is_sign_off(rest) and len(first) <= ARGUMENT_MAX else ""


def _is_sign_off(rest: str) -> bool:
    lines = [line for line in rest.split("\n") if line.strip()]
    return len(lines) <= SIGN_OFF_LINES and sum(map(len, lines)) <= SIGN_OFF_MAX and "?" not in rest


def _plain(text: str) -> str:
    """Without case, marks that Markdown or a phone adds, and a full stop."""
    text = unicodedata.normalize("NFC", text).replace(_VARIATION, "").replace("\\", "").casefold()
    return re.sub(r"\s+", " ", text).strip(" *_`.!").strip()
