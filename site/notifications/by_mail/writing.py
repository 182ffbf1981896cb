"""Writing a mail of what members are told: by the kind's own writer, by its words and link, or as a digest of many."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mail.leaving.envelopes import Outgoing
from members import letters
from members.models import Member
from notifications import kinds, queries
from notifications.models import Letter, Notification, State

SECTIONS_LOOK_BACK = timedelta(days=7)


class Line(NamedTuple):
    """One thing of a digest: its words, as text, and where it leads."""

    words: str
    url: str


class Section(NamedTuple):
    """Lines under one heading."""

    heading: str
    lines: Sequence[Line]


MakeSection = Callable[[Member, datetime], Section | None]
_sections: list[MakeSection] = []
NamePlaces = Callable[[Member, Sequence[int]], Mapping[int, str]]
_names: list[NamePlaces] = []


def register_section(section: MakeSection) -> None:
    """Add what each digest says beside what its reader was told. Asked as it is written, in the reader's language, and
    from when on, so that no digest repeats the one before; None where there is nothing. A digest is never written for
    such sections alone."""
    _sections.append(section)


def register_names(names: NamePlaces) -> None:
    """Say what the places of letters are called, of those that a member may know of."""
    _names.append(names)


def names_of(member: Member, places: Sequence[int]) -> dict[int, str]:
    """The names of these places that this member may know of."""
    found: dict[int, str] = {}
    for names in _names:
        found |= names(member, [each for each in places if each])
    return found


def written(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The text and the HTML of a mail, from `<template>.txt` and `<template>.html`, in the language that is set."""
    nobody = HttpRequest()
    known = {"settings_url": letters.absolute(reverse("mail_settings")), "community_name": settings.COMMUNITY_NAME}
    text = render_to_string(f"{template}.txt", known | context, nobody).strip() + "\n"
    return text, render_to_string(f"{template}.html", known | context, nobody)


class PlainWriter:
    """For kinds without a writer of their own: what the notification says, and where it leads."""

    def write(self, member: Member, notifications: Sequence[Notification]) -> Outgoing | None:
        lines = lines_of(member, notifications)
        if not lines:
            return None
        text, page = written("notifications/email/plain", {"lines": lines})
        return Outgoing(subject=lines[0].words, text=text, html=page)


def lines_of(member: Member, notifications: Sequence[Notification]) -> list[Line]:
    """What the notifications say, of what the member may still see."""
    words = queries.words_for(member, notifications)
    described = [words[each.pk] for each in notifications if each.pk in words]
    return [Line(_plain(each.text), letters.absolute(each.url)) for each in described]


def _plain(text: str) -> str:
    return " ".join((html.unescape(strip_tags(text)) if isinstance(text, SafeString) else text).split())


def digest(member: Member, waiting: Sequence[tuple[Letter, Notification]]) -> Outgoing | None:
    """One mail of all that waited; None where nothing of it is left to tell."""
    places = names_of(member, sorted({letter.place for letter, _row in waiting}))
    sections: list[Section] = []
    for place in dict.fromkeys(letter.place for letter, _row in waiting):
        lines = lines_of(member, [row for letter, row in waiting if letter.place == place])
        if lines:
            sections.append(Section(places.get(place, _("For you")), lines))
    if not sections:
        return None
    since = _last_digest(member)
    sections += [found for make in _sections if (found := make(member, since)) is not None]
    text, page = written("notifications/email/digest", {"sections": sections})
    subject = _("%(community)s: what is new") % {"community": settings.COMMUNITY_NAME}
    return Outgoing(subject=subject, text=text, html=page)


def _last_digest(member: Member) -> datetime:
    """When the member got the last one; a week ago, where that is longer ago or never was."""
    sent = Letter.objects.filter(member=member, state=State.SENT, reason="with_others")
    last = sent.aggregate(last=Max("sent_at"))["last"]
    week = timezone.now() - SECTIONS_LOOK_BACK
    return max(last, week) if last is not None else week


def writer_of(code: str) -> kinds.Writer:
    """A new writer for the mails of one kind."""
    kind = kinds.kind_of(code)
    make = kind.by_mail.writer if kind.by_mail is not None else None
    return make() if make is not None else PlainWriter()
