"""Markup: what people write in Markdown becomes HTML that is safe to show.

The grammar is CommonMark with, from GFM, tables, strikethrough (`~~gone~~`), task lists (`- [x] done`) and bare
addresses (`https://…`, `www.…`, `name@host.example`), and footnotes (`[^1]`, `[^1]: …`). Besides:

- `@handle` names a member or a group, `#tag` a tag (letters, digits, dashes, one letter at least). Neither is looked
  for in code, in links, or in the middle of a word; `\\@` and `\\#` are just the signs.
- `:seedling:` is an emoji, by its Unicode name or by an alias that GitHub, Slack or Discourse know.
- `||secret||` is a spoiler: hidden until asked for, by keyboard or touch, with or without JavaScript.
- `![words](upload:123)` shows an upload, `[words](upload:123)` links to it. A picture from elsewhere becomes a link:
  reading a post asks nothing of strangers, and costs nobody on a metered line.
- A quotation names its post and may hold any Markdown, other quotations too. The tags stand on lines of their own, or
  the opening one begins a line and the closing one ends one:

      [quote="handle, post:3, topic:12"]
      what they wrote
      [/quote]

- HTML that people type is parsed, then made anew from a short list of elements (`cleaning.INLINE_TAGS` and
  `cleaning.BLOCK_TAGS`) without any class, id, style or event. What looks like a tag and is none (`list<int>`) stays.

`render` gives the HTML and what the text names; `RenderContext` says how it may ask for members, uploads and the
like. `excerpt` and `to_plain` give words, `from_html` goes the other way, `inline_diff` and `side_by_side` compare
revisions. nh3 is always the last step. Any string can be rendered, in time that grows with its length; whoever
accepts texts limits that.

In the HTML, style sheets find: `blockquote.quote > cite`, `a.mention`, `a.mention-group`, `a.tag`, `a.picture > img`,
`a.picture-link`, `a.file`, `span.missing`, `ul.task-list`, `li.task`, `li.task-done`, `span.task-mark`,
`div.table-scroll`, `section.footnotes`, `a.footnote-ref`, `a.footnote-back`, `code.language-…`, and for spoilers
`span.spoiler > input.spoiler-toggle + span.spoiler-text` (hide the last with `visibility` while not `:checked`).
"""

from .context import Image, Quote, QuoteSource, RenderContext, Rendered
from .diff import Row, inline_diff, side_by_side
from .foreign_html import from_html
from .plain import excerpt, to_plain
from .rendering import render

__all__ = [
    "Image",
    "Quote",
    "QuoteSource",
    "RenderContext",
    "Rendered",
    "Row",
    "excerpt",
    "from_html",
    "inline_diff",
    "render",
    "side_by_side",
    "to_plain",
]
