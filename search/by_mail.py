"""`search WORDS` in a mail: what is found comes back as a mail, of what its reader sees as it is written."""

from __future__ import annotations

import html
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from mail.arriving.commands import Command, command_in
from mail.arriving.delivery import Delivery
from mail.arriving.notes import own_words, tell_by
from mail.arriving.outcomes import Outcome, rejected
from mail.models import ReceivedMail, Status
from members import letters
from members.models import Member

from .finding import search
from .language import TooLongError, read
from .results import shown

MOST = 10  # results in a mail
WORDS = ("search", "chercher", "recherche", "buscar", "procurar", "tafuta", "بحث")


def _run(_found: Delivery, argument: str) -> Outcome:
    return Outcome(Status.COMMAND, "searched", is_told=True) if argument else rejected("not_a_command")


def _words(received: ReceivedMail, member: Member) -> str:
    called = command_in(own_words(received))
    asked = called.argument if called is not None else ""
    try:
        query = read(asked)
    except TooLongError:
        return _("That is too long to be looked for.")
    page = search(member, query)
    if page.rebuilding:
        return _("The search is being built anew. Please ask again in some minutes.")
    results = shown(page.entries[:MOST], query, member)
    if not results:
        return _("Nothing was found for “%(words)s”.") % {"words": asked}
    lines = [f"{each.name}\n{_plain(each.passage)}\n{letters.absolute(each.address)}" for each in results]
    return "\n\n".join([*lines, letters.absolute(f"{reverse('search')}?q={quote(asked)}")])


def _plain(passage: str) -> str:
    return " ".join(html.unescape(strip_tags(passage)).split())


tell_by("searched", _words)
COMMAND = Command("search", WORDS, _run, takes_argument=True)
