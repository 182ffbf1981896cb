"""What rendering asks of the world around it, and what it gives back.

`markup` knows no models. Whoever renders hands over a few hooks; each is called at most once a text with everything
that text names, so that rendering costs a bounded number of queries however much is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ID_PREFIX = re.compile(r"[A-Za-z0-9_-]{0,40}")


@dataclass(frozen=True, slots=True)
class Quote:
    """The post a `[quote="handle, post:3, topic:12"]` names: `post` is its number in the topic, None if not said."""

    handle: str
    post: int | None = None
    topic: int | None = None


class QuoteSource(NamedTuple):
    """Who wrote a quoted post, as readers see the name, and its address; a plain tuple of the two serves as well."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Image:
    """An upload: its address, its size in pixels and words for who cannot see it.

    Without width or height it is a file to download rather than a picture. `full_url` is where the whole picture is,
    if `url` is a smaller one.
    """

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    full_url: str = ""


def _nothing(_asked: object) -> Mapping[object, object]:
    return {}


@dataclass(frozen=True, slots=True)
class RenderContext:
    """The hooks and settings of one rendering; every one has a harmless default.

    - `member_url`, `group_url`: handles in lower case to addresses, only those that exist. A handle that is a member's
      is not asked of `group_url`.
    - `tag_url`: tags in lower case to addresses, only those that lead somewhere; the others stay text.
    - `post_url`: quotes to `QuoteSource`, only those that readers of this text may know of.
    - `image`: ids of uploads to `Image`, only those the author may show.
    - `site_hosts`: host names (with the port, if any) that are our own; links there get no `rel`.
    - `id_prefix`: letters, digits, - and _, unlike that of any other text on the same page; footnotes need it.
    - `heading_level`: what `# Heading` becomes (1 to 6), so that a post does not compete with its page's headings.
    """

    member_url: Callable[[set[str]], Mapping[str, str]] = field(default=_nothing)  # type: ignore[assignment]
    group_url: Callable[[set[str]], Mapping[str, str]] = field(default=_nothing)  # type: ignore[assignment]
    tag_url: Callable[[set[str]], Mapping[str, str]] = field(default=_nothing)  # type: ignore[assignment]
    post_url: Callable[[set[Quote]], Mapping[Quote, QuoteSource | tuple[str, str]]] = field(default=_nothing)  # type: ignore[assignment]
    image: Callable[[set[int]], Mapping[int, Image]] = field(default=_nothing)  # type: ignore[assignment]
    site_hosts: frozenset[str] = frozenset()
    id_prefix: str = ""
    heading_level: int = 3

    def __post_init__(self) -> None:
        if not ID_PREFIX.fullmatch(self.id_prefix):
            raise ValueError("id_prefix may have up to 40 letters, digits, dashes and underscores")
        if not 1 <= self.heading_level <= 6:
            raise ValueError("heading_level must be 1 to 6")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made safe to show, and what it names.

    Whom an author mentions or quotes inside a quotation is the earlier author's doing: those names are linked, but
    are not in `mentioned_handles`, `mentioned_groups`, `quoted` or `tags`.

    - `html`: safe in any block of a page; cleaned by nh3.
    - `mentioned_handles`, `mentioned_groups`: in lower case, existing ones only.
    - `quoted`: the posts quoted, each once, in order; the hook decides what is known, this is what was written.
    - `uploads`: ids of every `upload:…` named, known or not.
    - `links`: addresses that people can follow from here, each once, in order; pictures of other sites included.
    - `tags`: in lower case.
    - `text`: all the words without markup, spoilers left out, a line for each block.
    - `brief`: like `text`, but without quotations, code and footnotes: the author's own words.
    """

    html: str
    mentioned_handles: frozenset[str] = frozenset()
    mentioned_groups: frozenset[str] = frozenset()
    quoted: tuple[Quote, ...] = ()
    uploads: frozenset[int] = frozenset()
    links: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    text: str = ""
    brief: str = ""
