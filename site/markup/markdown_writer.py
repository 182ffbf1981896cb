"""Markdown in the grammar that `render` reads, written from a tree of simple HTML by markdownify."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from bs4 import Tag
from markdownify import ATX, BACKSLASH, MarkdownConverter

_URL = re.compile(r"(https?://[^\s<>]+)")
_SPECIAL = re.compile(r"[\\*`\[\]~|]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)")
# What would begin a heading, a quotation, a list or a rule at the start of a line.
_LINE_START = re.compile(
    r"^([ \t]*)(?:(#{1,6}(?=\s|$)|[+-](?=\s|$)|>|=+(?=[ \t]*$)|-{2,}(?=[ \t]*$))|([0-9]{1,9})([.)])(?=\s|$))", re.M
)
_LANGUAGE = re.compile(r"(?:lang|language)-([A-Za-z0-9_+#.-]{1,40})\Z")
_BLANK_LINES = re.compile(r"\n\s*\n")
_BARE = re.compile(r"[a-z]+:[^\s<>]+\Z")
_NO_LANGUAGE = frozenset({"auto", "nohighlight", "hljs", "text", "plain"})
_LIST_START = re.compile(r"[0-9]{1,8}\Z")
_NUMBER = re.compile(r"[0-9]{1,18}\Z")


class MarkdownWriter(MarkdownConverter):
    """markdownify with our quotations, spoilers, details and languages of code, and with escapes for our marks."""

    def __init__(self) -> None:
        super().__init__(heading_style=ATX, bullets="-", newline_style=BACKSLASH)
        self._numbers: dict[int, int] = {}  # of the last item written, by the identity of its list

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Text that reads the same as Markdown; addresses stay as they are, so that they are found."""
        parts = _URL.split(text)
        parts[::2] = [_SPECIAL.sub(lambda match: "\\" + match[0], part) for part in parts[::2]]
        return _LINE_START.sub(_escape_line_start, "".join(parts))

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href, words = str(el.get("href") or "").strip(), text.strip()
        if "_noformat" in parent_tags or not href or not words:
            return text
        shown = el.get_text().strip().rstrip("…").removesuffix("...")
        if _BARE.match(href) and shown and href.partition("//")[2].startswith(shown.partition("//")[2] or shown):
            return f"<{href}>"
        if href == f"mailto:{shown}":
            return f"<{shown}>"
        if _BLANK_LINES.search(words):
            return f"{text}\n\n{_target(href)}\n\n"
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{lead}[{words}]({_target(href)}){tail}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        alt = self.escape(" ".join(str(el.get("alt") or "").split()), parent_tags)
        return alt if "_noformat" in parent_tags else f"![{alt}]({_target(str(el['src']))})"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().strip("\n")
        if not code:
            return ""
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code) or [""]))
        return f"\n\n{fence}{_language(el)}\n{code}\n{fence}\n\n"

    def convert_aside(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "quote" not in _classes(el):
            return f"\n\n{text.strip()}\n\n"
        named = [str(el.get("data-username") or "").replace('"', "").replace("]", "")]
        for key in ("post", "topic"):
            number = str(el.get(f"data-{key}") or "")
            if _NUMBER.match(number):
                named.append(f"{key}:{number}")
        label = f'="{", ".join(named)}"' if named[0] else ""
        return f"\n\n[quote{label}]\n{text.strip()}\n[/quote]\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # Inside Discourse's <aside class="quote"> the block quote is the quotation itself.
        if el.parent is not None and el.parent.name == "aside" and "quote" in _classes(el.parent):
            return f"\n\n{text.strip()}\n\n"
        return str(super().convert_blockquote(el, text, parent_tags))  # type: ignore[misc]

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "spoiler" in _classes(el) or "spoiled" in _classes(el):
            return f"\n\n{_spoiler(text)}\n\n"
        return f"\n\n{text.strip()}\n\n" if text.strip() and "_inline" not in parent_tags else text

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        classes = _classes(el)
        if "mention" in classes:
            return el.get_text()
        if "spoiler" in classes or "spoiled" in classes:
            return _spoiler(text)
        if "bbcode-b" in classes:
            return str(self.convert_b(el, text, parent_tags))  # type: ignore[attr-defined]
        if "bbcode-i" in classes:
            return str(self.convert_em(el, text, parent_tags))  # type: ignore[attr-defined]
        return text

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<summary>{escape(' '.join(el.get_text().split()), quote=False)}</summary>\n\n"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # markdownify counts the items before each item, which is quadratic in a long list.
        if not text.strip():
            return "\n"
        mark = "- "
        if el.parent is not None and el.parent.name == "ol":
            start = str(el.parent.get("start") or "1")
            first = int(start) if _LIST_START.match(start) else 1
            number = self._numbers[id(el.parent)] = self._numbers.get(id(el.parent), first - 1) + 1
            mark = f"{number}. "
        lines = text.strip().split("\n")
        return mark + "\n".join([lines[0], *(" " * len(mark) + line if line else "" for line in lines[1:])]) + "\n"

    def _kept(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Elements that Markdown has no mark for."""
        lost = "_noformat" in parent_tags or not text.strip() or _BLANK_LINES.search(text)
        return text if lost else f"<{el.name}>{text}</{el.name}>"

    convert_kbd = convert_mark = convert_sub = convert_sup = convert_ins = _kept


def _escape_line_start(match: re.Match[str]) -> str:
    return f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}"


def _classes(el: Tag) -> list[str]:
    classes: Any = el.get("class") or []
    return list(classes)


def _target(href: str) -> str:
    """An address as the destination of a link (CommonMark, section 6.3)."""
    return re.sub(r"[\s()<>\\]", lambda match: f"%{ord(match[0]):02X}", href)


def _language(el: Tag) -> str:
    code = el.find("code")
    for name in [*(_classes(code) if isinstance(code, Tag) else []), *_classes(el)]:
        match = _LANGUAGE.match(name)
        if match and match[1] not in _NO_LANGUAGE:
            return match[1]
    return ""


def _spoiler(text: str) -> str:
    paragraphs = (part.strip() for part in _BLANK_LINES.split(text))
    return "\n\n".join(f"||{part}||" if part else "" for part in paragraphs)
