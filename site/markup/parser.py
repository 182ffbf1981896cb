"""The parser, built once: CommonMark, the parts of GFM we take, and our own marks."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as plain_table
from mdit_py_plugins.footnote import footnote_plugin

from .inline_rules import footnote_reference, image_in_sight, link_in_sight, spoiler, web_address
from .quotations import quotation, set_apart
from .words import find_words

NESTING_MAX = 24  # blocks or brackets within one another; people stop far below, and hostile text costs by it
COLUMNS_MAX = 40  # wider tables cannot be read, and empty cells cost like full ones
CELLS_MAX = 5_000  # a text; with more, every table of the text stays as it was typed


@cache
def commonmark() -> MarkdownIt:
    """CommonMark itself, and nothing else."""
    return MarkdownIt("commonmark", {"maxNesting": NESTING_MAX})


@cache
def parser() -> MarkdownIt:
    """Everything people may write."""
    md = MarkdownIt("commonmark", {"maxNesting": NESTING_MAX, "tasklists": True, "strikethrough_single_tilde": True})
    md.enable(["table", "strikethrough"])
    md.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    md.use(footnote_plugin, inline=False)
    md.inline.ruler.at("footnote_ref", footnote_reference)
    md.inline.add_terminator_char("|")
    md.inline.ruler.after("text", "web_address", web_address)
    md.inline.ruler.before("emphasis", "spoiler", spoiler)
    md.inline.ruler.at("link", link_in_sight)
    md.inline.ruler.at("image", image_in_sight)
    md.core.ruler.before("block", "quotations", set_apart)
    md.block.ruler.before(
        "reference", "quotation", quotation, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.core.ruler.after("inline", "words", find_words)
    return md


def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table of bounded size: a few characters may ask for many cells."""
    if start_line + 1 >= end_line or state.env.get("no_tables"):
        return False
    below = state.src.count("|", state.bMarks[start_line + 1], state.eMarks[start_line + 1])
    if below > COLUMNS_MAX + 1:
        return False
    if not plain_table(state, start_line, end_line, True):
        return False
    if silent:
        return True
    lines = end_line - start_line
    cells = state.src.count("|", state.bMarks[start_line], state.eMarks[end_line - 1]) + lines
    if cells > CELLS_MAX or _missing_cells(state, start_line, end_line, below) > CELLS_MAX:
        state.env["no_tables"] = True
        return False
    return plain_table(state, start_line, end_line, silent)


def _missing_cells(state: StateBlock, start_line: int, end_line: int, columns: int) -> int:
    """About how many cells the table would have to make up, were it to end at the next empty line."""
    missing = 0
    for line in range(start_line, end_line):
        if state.isEmpty(line) or missing > CELLS_MAX:
            break
        missing += max(0, columns - state.src.count("|", state.bMarks[line], state.eMarks[line]))
    return missing
