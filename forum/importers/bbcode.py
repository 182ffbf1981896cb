"""BBCode, which forums older than Markdown left in the posts that Discourse took over, made Markdown.

Quotations are not touched: `markup` reads `[quote]` itself. A tag without its partner is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_CODE = re.compile(
    r"(?P<fence>^[ \t]{0,3}(?P<marks>`{3,}|~{3,})[^\n]*(?:\n|\Z))"
    r"|(?P<bbcode>\[code(?:=[^\]\n]{0,40})?\])"
    r"|(?P<inline>(?P<ticks>`{1,3})(?!`)[^`\n]+(?P=ticks)(?!`))",
    re.IGNORECASE | re.MULTILINE,
)
_TAG = re.compile(
    r"\[(?P<close>/?)(?P<name>b|i|u|s|strike|url|img|email|video|media|youtube|size|color|font|center|left|right|align|"
    r"spoiler|hide|details|ul|ol|list|li|\*|gist)(?:=(?P<value>[^\]\n]{0,500}))?\]",
    re.IGNORECASE,
)
_MARKS = {"b": "**", "i": "*", "s": "~~", "strike": "~~"}
_ADDRESS = re.compile(r"(?:https?://|/|mailto:|upload://)[^\s<>\[\]]{1,1000}\Z", re.IGNORECASE)
DEPTH_MAX = 50  # tags within tags; people write three
Rewrite = Callable[[str], str]


def pieces_of_words(text: str, rewritten: Rewrite) -> Iterator[tuple[str, bool]]:
    """The text as Markdown, in pieces: prose, and code (True) in which nothing means anything.

    `rewritten` is asked for the address of each link in BBCode.
    """
    for piece, is_code in pieces_of_code(text):
        yield (bbcode_to_markdown(piece, rewritten) if not is_code and "[" in piece else piece), is_code


def pieces_of_code(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces: what is not code, and code, `[code]` made Markdown."""
    start = position = 0
    lowered = text.lower() if len(text.lower()) == len(text) else text
    last_end = lowered.rfind("[/code]")
    while match := _CODE.search(text, position):
        position, code = _code_at(text, match, lowered, last_end)
        if code is None:
            continue
        if match.start() > start:
            yield text[start : match.start()], False
        yield code, True
        start = position
    if start < len(text):
        yield text[start:], False


def _code_at(text: str, match: re.Match[str], lowered: str, last_end: int) -> tuple[int, str | None]:
    """Where the code that begins here ends, and the Markdown of it; None where none begins after all."""
    if match["inline"]:
        return match.end(), match["inline"]
    if match["fence"]:
        closing = re.compile(rf"^[ \t]{{0,3}}{re.escape(match['marks'])}[ \t]*$", re.MULTILINE)
        found = closing.search(text, match.end())
        # A fence that is never closed reaches to the end (CommonMark 0.31, section 4.5).
        end = found.end() if found else len(text)
        return end, text[match.start() : end]
    if last_end < match.end():
        return match.end(), None
    end = lowered.find("[/code]", match.end())
    return end + len("[/code]"), _as_code(text[match.end() : end])


def _as_code(code: str) -> str:
    if "\n" not in code.strip("\n") and len(code) < 200:
        code = code.strip()
        ticks = "``" if "`" in code else "`"
        pad = " " if "`" in code else ""
        return f"{ticks}{pad}{code}{pad}{ticks}" if code else ""
    fence = "```"
    while fence in code:
        fence += "`"
    code = code.strip("\n")
    return f"\n{fence}\n{code}\n{fence}\n"


@dataclass
class _Open:
    """A tag that waits for its partner, and what has been written within it."""

    name: str
    value: str
    written: str
    parts: list[str] = field(default_factory=list)


def bbcode_to_markdown(text: str, rewritten: Rewrite) -> str:
    """The text with BBCode as Markdown: a stack of open tags, so that time is linear however they nest."""
    stack = [_Open("", "", "")]
    position = 0
    for match in _TAG.finditer(text):
        stack[-1].parts.append(text[position : match.start()])
        position = match.end()
        name = match["name"].lower()
        if match["close"]:
            _close(stack, name, match[0], rewritten)
        elif name == "*":
            stack[-1].parts.append("\n- ")
        elif len(stack) <= DEPTH_MAX:
            stack.append(_Open(name, match["value"] or "", match[0]))
        else:
            stack[-1].parts.append(match[0])
    stack[-1].parts.append(text[position:])
    while len(stack) > 1:
        _give_up(stack)
    return "".join(stack[0].parts)


def _close(stack: list[_Open], name: str, written: str, rewritten: Rewrite) -> None:
    if not any(tag.name == name for tag in stack[1:]):
        stack[-1].parts.append(written)
        return
    while stack[-1].name != name:
        _give_up(stack)
    tag = stack.pop()
    stack[-1].parts.append(_markdown(tag, "".join(tag.parts), rewritten))


def _give_up(stack: list[_Open]) -> None:
    """A tag without partner is text after all."""
    tag = stack.pop()
    stack[-1].parts += [tag.written, *tag.parts]


def _markdown(tag: _Open, content: str, rewritten: Rewrite) -> str:
    """One tag with its content."""
    if tag.name in _MARKS:
        return _marked(content, _MARKS[tag.name])
    if tag.name in ("url", "email", "video", "media", "youtube", "gist"):
        return _link(tag, content, rewritten)
    if tag.name == "img":
        address = rewritten(content.strip())
        return f"![]({address})" if _ADDRESS.match(address) else content
    if tag.name in ("spoiler", "hide"):
        is_short = "\n" not in content.strip() and "||" not in content
        return f"||{content.strip()}||" if is_short and content.strip() else _details("…", content)
    if tag.name == "details":
        return _details(tag.value.strip("\"' ") or "…", content)
    if tag.name == "li":
        return "\n- " + content.strip()
    if tag.name in ("ul", "ol", "list"):
        return f"\n\n{content.strip()}\n\n"
    return content


def _marked(content: str, marks: str) -> str:
    """Emphasis binds only to words: spaces stay outside, and each paragraph has its own."""
    paragraphs = re.split(r"(\n\s*\n)", content)
    for index in range(0, len(paragraphs), 2):
        words = paragraphs[index].strip()
        if words:
            start = paragraphs[index].index(words)
            before, after = paragraphs[index][:start], paragraphs[index][start + len(words) :]
            paragraphs[index] = f"{before}{marks}{words}{marks}{after}"
    return "".join(paragraphs)


def _link(tag: _Open, content: str, rewritten: Rewrite) -> str:
    address = rewritten((tag.value or content).strip("\"' \n"))
    if tag.name == "email" and "@" in address and not address.startswith("mailto:"):
        address = f"mailto:{address}"
    if not _ADDRESS.match(address):
        return content if not tag.value else f"{content} ({tag.value})"
    words = content.strip()
    if not words or words == address or not tag.value:
        return f"<{address}>" if address.startswith(("http", "mailto")) else f"[{words or address}]({address})"
    target = address.replace("(", "%28").replace(")", "%29")
    return f"[{words}]({target})"


def _details(summary: str, content: str) -> str:
    summary = re.sub(r"[<>&]", " ", summary)
    return f"\n\n<details><summary>{summary}</summary>\n\n{content.strip()}\n\n</details>\n\n"
