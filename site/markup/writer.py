"""Tokens to HTML and plain words, in one walk.

What a text names (members, quotes, uploads) is left open while walking and filled in at the end, when all of it is
known and each hook can be asked once. Every element opened is noted, so that typed HTML can neither close an element
of ours nor stay open beyond the paragraph or container it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from . import labels
from .addresses import upload_id
from .characters import escape
from .labels import label
from .sheet import DEPTH_MAX, OWN, SUPPRESSED
from .typed_writer import TypedWriter

WIDE_LINE = 60  # characters of code that a phone can show without scrolling sideways

_DISCOURSE_SIZE = re.compile(r"\|\d+x\d+(?:,.*)?$")


class Writer(TypedWriter):
    """Writes one text."""

    def write(self, tokens: Sequence[Token]) -> None:
        rules = RULES
        for token in tokens:
            if token.type == "inline":
                self.open.append(OWN)
                for child in token.children or ():
                    rules[child.type](self, child)
                self.close_typed()
                self.open.pop()
            else:
                rules[token.type](self, token)
        self.close_typed()

    # Text ------------------------------------------------------------------------------------------------------

    def write_text(self, token: Token) -> None:
        self.html.append(escape(token.content))
        self.say(token.content)

    def write_softbreak(self, token: Token) -> None:
        self.html.append("\n")
        self.say(" ")

    def write_hardbreak(self, token: Token) -> None:
        self.html.append("<br>\n")
        self.say("\n")

    def write_code_inline(self, token: Token) -> None:
        self.html.append(f"<code>{escape(token.content)}</code>")
        self.say(token.content)

    def write_code(self, token: Token) -> None:
        wide = any(len(line) > WIDE_LINE for line in token.content.split("\n"))
        info = unescapeAll(token.info).split(maxsplit=1) if token.info else []
        language = f' class="language-{escape(info[0][:40])}"' if info else ""
        focus = ' tabindex="0"' if wide else ""
        self.html.append(f"<pre{focus}><code{language}>{escape(token.content)}</code></pre>\n")
        self.apart += 1
        self.say(token.content)
        self.apart -= 1

    # Elements without attributes -------------------------------------------------------------------------------

    def enter_plain(self, token: Token) -> None:
        self.enter(f"<{token.tag}>")

    def leave_plain(self, token: Token) -> None:
        self.leave(f"</{token.tag}>")

    def enter_block(self, token: Token) -> None:
        if not token.hidden:
            self.enter(f"<{token.tag}>")

    def leave_block(self, token: Token) -> None:
        self.say("\n")
        if not token.hidden:
            self.leave(f"</{token.tag}>\n")

    def enter_quotation(self, token: Token) -> None:
        self.aside += 1
        self.enter("<blockquote>\n")

    def leave_quotation(self, token: Token) -> None:
        self.leave("</blockquote>\n")
        self.aside -= 1

    def write_rule(self, token: Token) -> None:
        self.html.append("<hr>\n")
        self.say("\n")

    def enter_heading(self, token: Token) -> None:
        self.enter(f"<{self.heading(int(token.tag[1]))}>")

    def leave_heading(self, token: Token) -> None:
        self.leave(f"</{self.heading(int(token.tag[1]))}>\n")
        self.say("\n")

    # Lists and tables ------------------------------------------------------------------------------------------

    def enter_list(self, token: Token) -> None:
        start = token.attrGet("start")
        if start is not None:
            self.enter(f'<ol start="{start}">\n')
        else:
            self.enter('<ul class="task-list">\n' if token.attrGet("class") else f"<{token.tag}>\n")

    def leave_list(self, token: Token) -> None:
        self.leave(f"</{token.tag}>\n")

    def enter_item(self, token: Token) -> None:
        if "checked" not in token.meta:
            self.enter("<li>")
            return
        done = bool(token.meta["checked"])
        name = escape(label(labels.DONE if done else labels.TO_DO))
        self.enter(f'<li class="{"task task-done" if done else "task"}">')
        self.html.append(f'<span class="task-mark" role="img" aria-label="{name}">{"☑" if done else "☐"}</span> ')

    def leave_item(self, token: Token) -> None:
        self.leave("</li>\n")

    def enter_table(self, token: Token) -> None:
        name = escape(label(labels.TABLE))
        self.enter(f'<div class="table-scroll" role="group" tabindex="0" aria-label="{name}"><table>\n')

    def leave_table(self, token: Token) -> None:
        self.leave("</table></div>\n")

    def enter_cell(self, token: Token) -> None:
        style = str(token.attrGet("style") or "")
        align = f' align="{style.removeprefix("text-align:")}"' if style else ""
        self.enter(f"<{token.tag}{align}>")

    def leave_cell(self, token: Token) -> None:
        self.leave(f"</{token.tag}>\n")
        self.say(" ")

    def leave_row(self, token: Token) -> None:
        self.leave("</tr>\n")
        self.say("\n")

    # Links and pictures ----------------------------------------------------------------------------------------

    def enter_link(self, token: Token) -> None:
        url, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
        upload = None if self.links_open else upload_id(url)
        if upload is not None:
            self.open.append(OWN)
            self.files_open.append(self.names.open_file(upload))
        else:
            self.files_open.append(-1)
            tag = "" if self.links_open else self.link_tag(url, title)
            if tag:
                self.enter(tag)
            else:
                self.open.append(SUPPRESSED)
        self.links_open += 1

    def leave_link(self, token: Token) -> None:
        number = self.files_open.pop()
        if number >= 0:
            self.leave("")
            self.names.close_file(number)
        else:
            self.leave("</a>")
        self.links_open -= 1

    def write_image(self, token: Token) -> None:
        self.picture(str(token.attrGet("src") or ""), _DISCOURSE_SIZE.sub("", _words(token.children)))

    # Our own marks ---------------------------------------------------------------------------------------------

    def write_mention(self, token: Token) -> None:
        self.names.mention(token.content, aside=bool(self.aside))
        self.say(token.content)

    def write_tag(self, token: Token) -> None:
        self.names.tag(token.content, aside=bool(self.aside))
        self.say(token.content)

    def enter_quote(self, token: Token) -> None:
        if len(self.open) < DEPTH_MAX:
            self.open.append(OWN)
            self.names.quote(token.meta["quote"], aside=bool(self.aside))
        else:
            self.open.append(SUPPRESSED)
        self.aside += 1

    def enter_spoiler(self, token: Token) -> None:
        name = escape(label(labels.SPOILER))
        self.say("…")
        self.unspoken += 1
        # A real checkbox: it works by keyboard, touch and screen reader, without JavaScript.
        self.enter(
            '<span class="spoiler"><input class="spoiler-toggle" type="checkbox" autocomplete="off"'
            f' aria-label="{name}"><span class="spoiler-text">'
        )

    def leave_spoiler(self, token: Token) -> None:
        self.leave("</span></span>")
        self.unspoken -= 1

    # Footnotes -------------------------------------------------------------------------------------------------

    def _note(self, token: Token) -> str:
        return f"{self.context.id_prefix}{'-' if self.context.id_prefix else ''}{token.meta['id'] + 1}"

    def write_footnote_ref(self, token: Token) -> None:
        note, number = self._note(token), token.meta["id"] + 1
        if self.links_open:
            self.html.append(f"<sup>{number}</sup>")
            return
        sub = token.meta["subId"]
        place = f"fnref-{note}-{sub + 1}" if sub else f"fnref-{note}"
        self.html.append(f'<sup><a class="footnote-ref" href="#fn-{note}" id="{place}">{number}</a></sup>')

    def enter_footnotes(self, token: Token) -> None:
        self.close_typed()
        self.apart += 1
        self.enter('<section class="footnotes">\n<ol>\n')

    def leave_footnotes(self, token: Token) -> None:
        self.leave("</ol>\n</section>\n")
        self.apart -= 1

    def enter_footnote(self, token: Token) -> None:
        self.enter(f'<li id="fn-{self._note(token)}">')

    def write_footnote_anchor(self, token: Token) -> None:
        # One way back is enough: to the first place that names the note.
        if not token.meta["subId"]:
            name = escape(label(labels.BACK))
            self.html.append(
                f' <a class="footnote-back" href="#fnref-{self._note(token)}" aria-label="{name}">\u21a9\ufe0e</a>'
            )


def _words(tokens: Sequence[Token] | None) -> str:
    """The words of a picture's description, without markup."""
    words, waiting = [], list(reversed(tokens or ()))
    while waiting:
        token = waiting.pop()
        if token.type == "image":
            waiting.extend(reversed(token.children or ()))
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type != "html_inline":
            words.append(token.content)
    return "".join(words)


Rule = Callable[[Writer, Token], None]

RULES: dict[str, Rule] = {
    "text": Writer.write_text,
    "text_special": Writer.write_text,
    "softbreak": Writer.write_softbreak,
    "hardbreak": Writer.write_hardbreak,
    "code_inline": Writer.write_code_inline,
    "code_block": Writer.write_code,
    "fence": Writer.write_code,
    "hr": Writer.write_rule,
    "heading_open": Writer.enter_heading,
    "heading_close": Writer.leave_heading,
    "paragraph_open": Writer.enter_block,
    "paragraph_close": Writer.leave_block,
    "blockquote_open": Writer.enter_quotation,
    "blockquote_close": Writer.leave_quotation,
    "bullet_list_open": Writer.enter_list,
    "bullet_list_close": Writer.leave_list,
    "ordered_list_open": Writer.enter_list,
    "ordered_list_close": Writer.leave_list,
    "list_item_open": Writer.enter_item,
    "list_item_close": Writer.leave_item,
    "table_open": Writer.enter_table,
    "table_close": Writer.leave_table,
    "tr_close": Writer.leave_row,
    "th_open": Writer.enter_cell,
    "th_close": Writer.leave_cell,
    "td_open": Writer.enter_cell,
    "td_close": Writer.leave_cell,
    "link_open": Writer.enter_link,
    "link_close": Writer.leave_link,
    "image": Writer.write_image,
    "mention": Writer.write_mention,
    "tag": Writer.write_tag,
    "quote_open": Writer.enter_quote,
    "quote_close": Writer.leave_quotation,
    "spoiler_open": Writer.enter_spoiler,
    "spoiler_close": Writer.leave_spoiler,
    "footnote_ref": Writer.write_footnote_ref,
    "footnote_block_open": Writer.enter_footnotes,
    "footnote_block_close": Writer.leave_footnotes,
    "footnote_open": Writer.enter_footnote,
    "footnote_close": Writer.leave_item,
    "footnote_anchor": Writer.write_footnote_anchor,
    "html_inline": Writer.write_typed_inline,
    "html_block": Writer.write_typed_block,
    **dict.fromkeys(("em_open", "strong_open", "s_open", "thead_open", "tbody_open", "tr_open"), Writer.enter_plain),
    **dict.fromkeys(("em_close", "strong_close", "s_close", "thead_close", "tbody_close"), Writer.leave_plain),
}
