"""Mail that nobody wrote for us: autoresponders, calendars and receipts, by what RFC 3834 says and by what they do."""

from __future__ import annotations

import re

from mail.mime import Part

from .delivery import Delivery

# How the subject of an absence begins where the mail program adds no field, in its own language.
_ABSENT = re.compile(
    r"""\A\s*(?:
    (?:automatic|auto|automated)[ -]?(?:reply|response|responder|answer)
    | out[ ]of[ ](?:the[ ])?office | away[ ]from[ ](?:my|the)[ ](?:mail|office|desk) | on[ ](?:leave|vacation|holiday)
    | r[ée]ponse[ ]automatique | absence?[ ]du[ ]bureau | absent | message[ ]d.absence
    | resposta[ ]autom[áa]tica | fora[ ]do[ ]escrit[óo]rio | aus[êe]ncia[ ]tempor[áa]ria
    | respuesta[ ]autom[áa]tica | fuera[ ]de[ ](?:la[ ])?oficina | ausente
    | jibu[ ]la[ ]moja[ ]kwa[ ]moja | jibu[ ]otomatiki | nje[ ]ya[ ]ofisi
    | الرد[ ]التلقائي | رد[ ]تلقائي | خارج[ ]المكتب
    | automatische[ ](?:antwort|abwesenheit\w*) | abwesenheits(?:notiz|nachricht|meldung) | abwesend
    | automatisch[ ]antwoord | automatische[ ]beantwoording | afwezig(?:heid)?
    | risposta[ ]automatica | fuori[ ]sede | fuori[ ]ufficio
    | autosvar | automatiskt?[ ]svar | frånvarande | fraværende
    | автоответ | автоматический[ ]ответ | 自動応答 | 自動返信 | 自动回复 | 自動回覆 | odpowied[źz][ ]automatyczna
    | automaattinen[ ]vastaus | otomatik[ ]yan[ıi]t | autoreply
    )\s*(?:\Z|[:\-–—(\[|.,!：]|re\b)""",  # alone, or before the subject it replies to; not the first words of a topic
    re.IGNORECASE | re.VERBOSE,
)
# Of a calendar's answers (RFC 5546): people who say yes to a meeting say nothing to a topic.
_CALENDAR = re.compile(r"\bmethod\s*=\s*\"?(?:reply|counter|cancel|refresh)\b", re.IGNORECASE)
PARTS_LOOKED_AT = 50


def why_automatic(delivery: Delivery, root: Part) -> str:
    """The code of what sort of automatic mail this is; "" where a person wrote it."""
    if root.content_type == "multipart/report":
        is_receipt = "disposition-notification" in root.parameter("report-type").lower()
        return "read_receipt" if is_receipt else "report"
    if any(_is_calendar_answer(part) for part in _first_parts(root)):
        return "calendar_reply"
    if delivery.message.is_automatic:
        return "automatic"
    if delivery.received.envelope_sender in ("", "<>") and delivery.received.way in ("smtp", "lmtp"):
        return "null_sender"
    return "autoresponder" if _ABSENT.match(delivery.message.subject) else ""


def _is_calendar_answer(part: Part) -> bool:
    return part.content_type == "text/calendar" and bool(_CALENDAR.search(part.fields.get("Content-Type")))


def _first_parts(root: Part) -> list[Part]:
    """The first parts of a mail, the containers before what they hold."""
    found: list[Part] = []
    waiting = [root]
    while waiting and len(found) < PARTS_LOOKED_AT:
        part = waiting.pop(0)
        found.append(part)
        waiting += part.children
    return found
