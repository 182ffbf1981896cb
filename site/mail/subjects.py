"""Subjects: the constant part of a conversation's subject, without what mail programs and lists put before it."""

from __future__ import annotations

import re

# What programs write before the subject of an answer, by language. Lower case, compared without regard to case.
REPLY_MARKS = frozenset(
    {
        *("re", "réf", "réponse", "rép", "aw", "antw", "antwort", "antwoord", "betr"),  # Latin, French, German, Dutch
        *("sv", "svar", "vs", "vast", "vá", "válasz"),  # Danish, Norwegian, Swedish, Finnish, Estonian, Hungarian
        *("res", "resp", "rv", "rif", "r", "odp", "odpověď", "odg", "odgovor"),  # Portuguese to Croatian
        *("ynt", "yanıt", "atb", "ats", "răsp", "bls", "balas"),  # Turkish, Welsh, Baltic, Romanian, Indonesian
        *("απ", "απάντηση", "σχετ", "отв", "ответ", "відп", "отг", "одг"),  # Greek, Cyrillic
        *("השב", "תגובה", "رد", "ردّ", "پاسخ"),  # Hebrew, Arabic, Persian
        *("回复", "回覆", "答复", "答覆", "返信", "回信", "회신", "답장", "ตอบ", "ตอบกลับ", "trả lời", "उत्तर"),  # Asian
    }
)
FORWARD_MARKS = frozenset(
    {
        *("fwd", "fw", "wg", "wtr", "weitergeleitet", "doorst", "tr", "réexp"),
        *("vb", "vl", "vf", "fs", "videresendt", "edasi", "továbbítás"),
        *("enc", "rv", "inoltro", "i", "pd", "př", "předáno", "prosl", "trs", "ilt", "i̇lt", "redir"),
        *("πρθ", "προωθ", "пересл", "fwd.", "пер", "הועבר", "إعادة توجيه", "تحويل"),
        *("转发", "轉寄", "轉發", "転送", "전달", "ส่งต่อ", "chuyển tiếp"),
    }
)
# Sentences do begin with these letters and a colon ("I: robot"); programs write them as capitals.
_SINGLE_LETTERS = frozenset({"r", "i"})

# A mark, perhaps counted (Re[2]:, Re(2):, Re^2:, Re2:), and its colon, which French sets apart and Chinese wide.
_MARK = re.compile(
    r"\s*+([^\s:：\[\](){}^0-9]{1,14}+(?: [^\s:：\[\](){}^0-9]{1,14}+)?+)(?:\[\d+\]|\(\d+\)|\^?\d+)?+\s?[:：]\s*+"
)
_TAG = re.compile(r"\s*+\[([^\[\]]{1,80}+)\]\s*+")
_FORWARDED_WHOLE = re.compile(r"\[fwd?:\s*+(.*)\]\s*", re.IGNORECASE | re.DOTALL)
_TRAILING_FORWARD = re.compile(r"(?:\s*+\(fwd\))++\s*+\Z", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def is_reply(subject: str) -> bool:
    """True where a program marked the subject as an answer, with tags of the list before or behind the mark."""
    position = 0
    while True:
        if tag := _TAG.match(subject, position):
            position = tag.end()
        elif (mark := _MARK.match(subject, position)) and _is_mark(mark.group(1)):
            if mark.group(1).lower() in REPLY_MARKS:
                return True
            position = mark.end()
        else:
            return False


def topic_title(subject: str, *, list_id: str | None = None) -> str:
    """The subject as a title: without marks of answering and forwarding and without the tag of the list itself.

    Other tags belong to the words ("[PATCH 1/2] …"). Where nothing would remain, the subject is returned as it is.
    """
    names = _tag_names(list_id)
    rest = subject
    while True:
        if (mark := _MARK.match(rest)) and _is_mark(mark.group(1)):
            rest = rest[mark.end() :]
        elif (tag := _TAG.match(rest)) and _without_number(tag.group(1)) in names:
            rest = rest[tag.end() :]
        elif whole := _FORWARDED_WHOLE.fullmatch(rest):
            rest = whole.group(1)
        elif (tag := _TAG.match(rest)) and (mark := _MARK.match(rest, tag.end())) and _is_mark(mark.group(1)):
            # "[tag] Re: words": the mark goes, the tag stays.
            rest = rest[: tag.end()] + rest[mark.end() :]
        else:
            break
    return _SPACE.sub(" ", _TRAILING_FORWARD.sub("", rest)).strip() or _SPACE.sub(" ", subject).strip()


def base_subject(subject: str) -> str:
    """The key by which mails of one conversation are found equal (after RFC 5256, section 2.1), in lower case.

    Empty where the subject holds nothing but marks.
    """
    rest = _SPACE.sub(" ", subject).strip()
    while True:
        rest = _TRAILING_FORWARD.sub("", rest).strip()
        if (mark := _MARK.match(rest)) and _is_mark(mark.group(1)):
            rest = rest[mark.end() :]
        elif whole := _FORWARDED_WHOLE.fullmatch(rest):
            rest = whole.group(1)
        elif (tag := _TAG.match(rest)) and rest[tag.end() :].strip():
            # A subject that is a tag and nothing else keeps it.
            rest = rest[tag.end() :]
        else:
            return rest.casefold()


def _is_mark(word: str) -> bool:
    lowered = word.lower()
    if lowered in _SINGLE_LETTERS:
        return word.isupper()
    return lowered in REPLY_MARKS or lowered in FORWARD_MARKS


def _tag_names(list_id: str | None) -> frozenset[str]:
    if not list_id:
        return frozenset()
    return frozenset({list_id.lower(), list_id.lower().partition(".")[0]})


def _without_number(tag: str) -> str:
    """The tag's name: some lists count their mails in it ("[name:123]", "[name 123]")."""
    return tag.rstrip("0123456789").rstrip(" :#").lower()
