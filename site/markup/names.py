"""What a text names, left open until all of it is known, then asked for at once and filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import labels
from .addresses import allowed
from .characters import escape, plain_to_see
from .context import Image, Quote, RenderContext
from .labels import label

NAME_MAX = 80  # characters of a quoted name


@dataclass(slots=True)
class Names:
    """Places in `html` that wait for a member, a tag, a quoted post or an upload."""

    context: RenderContext
    html: list[str]
    mentions: list[tuple[int, str, bool]] = field(default_factory=list)
    tags: list[tuple[int, str, bool]] = field(default_factory=list)
    quotes: list[tuple[int, Quote]] = field(default_factory=list)
    quoted: dict[Quote, None] = field(default_factory=dict)
    pictures: list[tuple[int, int, str, bool]] = field(default_factory=list)
    files: list[tuple[int, int, int]] = field(default_factory=list)
    mentioned_handles: set[str] = field(default_factory=set)
    mentioned_groups: set[str] = field(default_factory=set)

    def _place(self) -> int:
        self.html.append("")
        return len(self.html) - 1

    def mention(self, text: str, *, aside: bool) -> None:
        """`@handle`, as written; `aside` where another's words are quoted."""
        self.mentions.append((self._place(), text, aside))

    def tag(self, text: str, *, aside: bool) -> None:
        """`#tag`, as written."""
        self.tags.append((self._place(), text, aside))

    def quote(self, quote: Quote, *, aside: bool) -> None:
        """The opening tag of a quotation, and who is quoted."""
        self.quotes.append((self._place(), quote))
        if not aside and quote.handle:
            self.quoted.setdefault(quote)

    def picture(self, upload: int, alt: str, *, linked: bool) -> None:
        """An upload shown as a picture; `linked` if it already stands in a link."""
        self.pictures.append((self._place(), upload, alt, linked))

    def open_file(self, upload: int) -> int:
        """The start of a link to an upload; what is returned belongs to `close_file`."""
        self.files.append((self._place(), 0, upload))
        return len(self.files) - 1

    def close_file(self, number: int) -> None:
        """The end of the link that `open_file` began."""
        start, _, upload = self.files[number]
        self.files[number] = (start, self._place(), upload)

    def fill(self) -> None:
        """Ask each hook once, if there is anything to ask, and fill every place."""
        if self.mentions:
            self._fill_mentions()
        if self.tags:
            self._fill_tags()
        if self.quotes:
            self._fill_quotes()
        if self.pictures or self.files:
            self._fill_uploads()

    @property
    def uploads(self) -> frozenset[int]:
        return frozenset(place[1] for place in self.pictures) | frozenset(place[2] for place in self.files)

    @property
    def own_tags(self) -> frozenset[str]:
        return frozenset(text[1:].lower() for _, text, aside in self.tags if not aside)

    def _fill_mentions(self) -> None:
        asked = {text[1:].lower() for _, text, _ in self.mentions}
        members = _safe(self.context.member_url(set(asked)))
        others = asked - members.keys()
        groups = _safe(self.context.group_url(others)) if others else {}
        for place, text, aside in self.mentions:
            handle = text[1:].lower()
            if handle in members:
                kind, url, told = "mention", members[handle], self.mentioned_handles
            elif handle in groups:
                kind, url, told = "mention mention-group", groups[handle], self.mentioned_groups
            else:
                self.html[place] = text
                continue
            self.html[place] = f'<a class="{kind}" href="{escape(url)}" data-handle="{handle}">{text}</a>'
            if not aside:
                told.add(handle)

    def _fill_tags(self) -> None:
        urls = _safe(self.context.tag_url({text[1:].lower() for _, text, _ in self.tags}))
        for place, text, _ in self.tags:
            url = urls.get(text[1:].lower())
            self.html[place] = f'<a class="tag" href="{escape(url)}" rel="tag">{text}</a>' if url else text

    def _fill_quotes(self) -> None:
        asked = {quote for _, quote in self.quotes if quote.handle or quote.post is not None}
        known = self.context.post_url(asked) if asked else {}
        for place, quote in self.quotes:
            data = f' data-handle="{escape(quote.handle)}"' if quote.handle else ""
            data += f' data-post="{quote.post}"' if quote.post is not None else ""
            data += f' data-topic="{quote.topic}"' if quote.topic is not None else ""
            name, url = known.get(quote, (quote.handle, ""))
            name = escape(plain_to_see(name)[:NAME_MAX])
            if url and allowed(url):
                name = f'<a href="{escape(url)}">{name}</a>'
            cite = f"<cite>{name}</cite>\n" if name else ""
            self.html[place] = f'<blockquote class="quote"{data}>{cite}'

    def _fill_uploads(self) -> None:
        known = self.context.image(set(self.uploads))
        for place, upload, alt, linked in self.pictures:
            image = known.get(upload)
            self.html[place] = self._picture(image, alt, linked=linked) if image else _missing(alt)
        for start, end, upload in self.files:
            file = known.get(upload)
            self.html[start] = f'<a class="file" href="{escape(file.full_url or file.url)}">' if file else _MISSING_OPEN
            self.html[end] = "</a>" if file else "</span>"

    def _picture(self, image: Image, alt: str, *, linked: bool) -> str:
        alt = alt or image.alt
        full = escape(image.full_url or image.url)
        if not image.width or not image.height:
            words = escape(alt or label(labels.FILE))
            return words if linked else f'<a class="file" href="{full}">{words}</a>'
        tag = (
            f'<img src="{escape(image.url)}" width="{image.width}" height="{image.height}" alt="{escape(alt)}"'
            ' loading="lazy" decoding="async">'
        )
        # A link needs a name: a picture nobody described is announced as a picture.
        name = "" if alt else f' aria-label="{escape(label(labels.PICTURE))}"'
        return tag if linked else f'<a class="picture" href="{full}"{name}>{tag}</a>'


_MISSING_OPEN = '<span class="missing">'


def _missing(alt: str) -> str:
    words = escape(f"{label(labels.MISSING)}: {alt}" if alt else label(labels.MISSING))
    return f"{_MISSING_OPEN}[{words}]</span>"


def _safe(urls: Mapping[str, str]) -> dict[str, str]:
    """The addresses a hook gave, without those that may not be linked to."""
    return {name: url for name, url in urls.items() if url and allowed(url)}
