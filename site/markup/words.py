"""Words with a meaning of their own: @handle, #tag, :emoji:, www addresses and e-mail addresses.

They are looked for in what is left as text when all other markup has been read: never in code, never in a link. An
escaped sign (`\\@ann`) is a token of its own at that point, and so stays what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import isLinkClose, isLinkOpen
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .characters import plain_to_see
from .extents import end_of_address, host_is_plausible


def _marks() -> str:
    """Ranges of combining marks, which belong to letters in most scripts of India but are no \\w to `re`."""
    points = [point for point in range(0x300, 0xFE30) if unicodedata.category(chr(point)) in ("Mn", "Mc")]
    ranges, start = [], points[0]
    for before, after in zip(points, [*points[1:], 0], strict=True):
        if after != before + 1:
            ranges.append(f"{chr(start)}-{chr(before)}")
            start = after
    return "".join(ranges)


MARKS = _marks()
HANDLE = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,58}[A-Za-z0-9_])?"
TAG = rf"(?=[0-9-]*[^\W\d_])(?:[^\W_]|-(?=[^\W_])|[{MARKS}]){{1,50}}"

_TRIGGER = re.compile(r"[@#:]|www\.")
_WORD = re.compile(
    r"(?<![\w.+@/-])(?P<email>[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++)"
    rf"|(?<![\w@./+-])@(?P<mention>{HANDLE})(?![\w@{MARKS}])"
    # Six hexadecimal digits are a colour.
    rf"|(?<![\w#&/])#(?!(?=[a-fA-F]*[0-9])[0-9a-fA-F]{{6}}(?![\w-]))(?P<tag>{TAG})(?![\w#{MARKS}])"
    r"|(?<!\w):(?P<emoji>[a-z0-9_+-]{1,50}):(?:t[1-6]:)?(?!\w)"
    r"|(?<![\w.@/-])(?P<www>www\.)"
)

# Names that Discourse and phpBB use and the emoji tables do not.
_OTHER_NAMES = {
    "slight_smile": "slightly_smiling_face",
    "slight_frown": "slightly_frowning_face",
    "mrgreen": "grin",
    "nerd": "nerd_face",
    "upside_down": "upside_down_face",
    "hugs": "hugging_face",
    "shock": "astonished",
}


def find_words(state: StateCore) -> None:
    """The rule: runs after inline parsing and before text is joined."""
    for block in state.tokens:
        if block.type == "inline" and block.children and _TRIGGER.search(block.content):
            block.children = list(_with_words(block.children))


def _with_words(tokens: list[Token]) -> Iterator[Token]:
    links = 0
    for token in tokens:
        if token.type == "link_open" or (token.type == "html_inline" and isLinkOpen(token.content)):
            links += 1
        elif token.type == "link_close" or (token.type == "html_inline" and isLinkClose(token.content)):
            links -= 1
        if token.type == "text" and links <= 0 and _TRIGGER.search(token.content):
            yield from _split(token.content)
        elif token.type == "text" and ":" in token.content:
            yield from _split(token.content, only="emoji")
        else:
            yield token


def _split(text: str, *, only: str = "") -> Iterator[Token]:
    done = position = 0
    while match := _WORD.search(text, position):
        position = match.end()
        kind = match.lastgroup or ""
        if only and kind != only:
            continue
        tokens, end = _tokens(kind, match, text)
        if tokens:
            if match.start() > done:
                yield _text(text[done : match.start()])
            yield from tokens
            done = position = end
    if done < len(text):
        yield _text(text[done:])


def _tokens(kind: str, match: re.Match[str], text: str) -> tuple[list[Token], int]:
    """What a word becomes, and where it ends; nothing where it is only text."""
    end = match.end()
    if kind == "email":
        # GFM, section 6.9: the last character may not be - or _.
        return ([] if match[kind][-1] in "-_" else _link(f"mailto:{match[kind]}", match[kind])), end
    if kind == "www":
        end = end_of_address(text, match.start(), len(text))
        if not host_is_plausible(text, match.end(), dots=False) or end <= match.end():
            return [], match.end()
        address = text[match.start() : end]
        return _link(normalizeLink(f"http://{address}"), address), end
    if kind == "emoji":
        character = emoji_named(match[kind])
        return ([_text(character)] if character else []), end
    token = Token(kind, "", 0)
    token.content = match[0]
    return [token], end


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _link(url: str, text: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": url}), _text(plain_to_see(text)), Token("link_close", "a", -1)]


@lru_cache(maxsize=2_048)
def emoji_named(name: str) -> str:
    """The emoji of that name (Unicode's, or an alias of GitHub, Slack or Discourse), or "" where there is none."""
    import emoji  # 3 MB of names, and most processes never see one

    asked = f":{_OTHER_NAMES.get(name, name)}:"
    found = emoji.emojize(asked, language="alias")
    return "" if found == asked else found
