"""Tables of who may do what: a row for each act, a plus for each person who may."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

# ada wrote the topic and bob a reply; both are members. wanda is mentor, fay facilitator, carl custodian, ava advisor.
# eve is in no group; olga has every role in another group. mo moderates everywhere, root administers.
PEOPLE = ["visitor", "eve", "olga", "ada", "bob", "ava", "fay", "carl", "wanda", "mo", "root"]

Table = dict[str, str]


def asked_of(everybody: SimpleNamespace, ask: Callable[[object], bool]) -> str:
    """One row of a table: the answer for everybody, in the order of PEOPLE."""
    return " ".join("+" if ask(getattr(everybody, who)) else "-" for who in PEOPLE)


def asked_in_turn(ask: Callable[[object, object], bool], thing: object, who: object) -> bool:
    return ask(who, thing)


def row(marks: str) -> str:
    """One row as it is compared: the blanks that line it up taken out."""
    return " ".join(marks.split())
