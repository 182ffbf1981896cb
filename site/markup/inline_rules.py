"""Marks within a line that CommonMark does not know: bare web addresses, spoilers, footnote references."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import image as commonmark_image
from markdown_it.rules_inline import link as commonmark_link
from mdit_py_plugins.footnote.index import footnote_ref as plugin_footnote_ref

from .addresses import ADDRESS_MAX, allowed
from .characters import plain_to_see
from .extents import end_of_address, host_is_plausible, resolved

SPOILER_MAX = 1_000  # characters; a longer secret wants a section of its own, and looking for the end stays cheap
PICTURES_WITHIN = 2  # CommonMark parses a picture's description anew, and those in it again, and so on
FOOTNOTES_MAX = 500  # references a text; more is no longer for reading

_SCHEME_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])(https?)\Z", re.IGNORECASE)
_SPOILER = re.compile(r"\|\|(?=[^\s|])")
_SPOILER_END = re.compile(r"(?<=[^\s|])\|\|(?![\w|])")
_FOOTNOTE = re.compile(r"\[\^[^\s\]]{1,100}\]")


def web_address(state: StateInline, silent: bool) -> bool:
    """`https://…` in running text, read before emphasis so that its underscores and stars stay its own."""
    start = state.pos
    if state.src[start] != ":" or silent or state.linkLevel or not state.src.startswith("://", start):
        return False
    scheme = _SCHEME_BEFORE.search(state.pending[-6:])
    if scheme is None or not host_is_plausible(state.src, start + 3, dots=False):
        return False
    end = end_of_address(state.src, start, state.posMax)
    if end <= start + 3:
        return False
    state.pos = end
    typed = scheme[1] + state.src[start:end]
    url = state.md.normalizeLink(resolved(typed)) if len(typed) <= ADDRESS_MAX else ""
    if url and allowed(url):
        state.pending = state.pending[: -len(scheme[1])]
        add_link(state, url, typed)
    else:
        # Passed over whole: each "http://" inside would be measured again.
        state.append_pending(state.src[start:end])
    return True


def add_link(state: StateInline, url: str, text: str) -> None:
    """The three tokens of a link."""
    state.push("link_open", "a", 1).attrs = {"href": url}
    state.push("text", "", 0).content = plain_to_see(text)
    state.push("link_close", "a", -1)


def spoiler(state: StateInline, silent: bool) -> bool:
    """`||text||`: opens after a space or punctuation, closes before one, and hides no space at its edges."""
    start = state.pos
    if state.src[start] != "|" or not _SPOILER.match(state.src, start):
        return False
    if start and (state.src[start - 1].isalnum() or state.src[start - 1] == "|"):
        return False
    end = _SPOILER_END.search(state.src, start + 3, min(state.posMax, start + SPOILER_MAX))
    if end is None:
        return False
    if not silent:
        outer_max = state.posMax
        state.pos, state.posMax = start + 2, end.start()
        state.push("spoiler_open", "span", 1)
        state.md.inline.tokenize(state)
        state.push("spoiler_close", "span", -1)
        state.posMax = outer_max
    state.pos = end.end()
    return True


def link_in_sight(state: StateInline, silent: bool) -> bool:
    """CommonMark's links, tried only where a bracket closes: a run of thousands of open ones costs nothing."""
    return state.src[state.pos] == "[" and _closes(state) and commonmark_link(state, silent)


def image_in_sight(state: StateInline, silent: bool) -> bool:
    """CommonMark's images, likewise; a picture in a picture's description is met, a third within that is text."""
    depth = state.env.get("picture_depth", 0)
    if state.src[state.pos] != "!" or depth >= PICTURES_WITHIN or not _closes(state):
        return False
    state.env["picture_depth"] = depth + (not silent)
    found = commonmark_image(state, silent)
    state.env["picture_depth"] = depth
    return found


def _closes(state: StateInline) -> bool:
    return state.src.find("]", state.pos, state.posMax) >= 0


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """`[^label]` of the footnote plugin, with an end in sight and a limit to how many there are."""
    if state.src[state.pos] != "[" or not _FOOTNOTE.match(state.src, state.pos, state.posMax):
        return False
    count = state.env.get("footnote_references", 0)
    if count >= FOOTNOTES_MAX or not plugin_footnote_ref(state, silent):
        return False
    if not silent:
        state.env["footnote_references"] = count + 1
    return True
