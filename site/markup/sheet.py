"""The sheet that is written on: HTML with every open element noted, and the plain readings beside it."""

from __future__ import annotations

from . import labels
from .addresses import allowed, link_attributes, upload_id
from .characters import escape, plain_to_see
from .context import RenderContext
from .labels import label
from .names import Names

DEPTH_MAX = 60  # elements within one another; no reader follows more, and browsers slow down
LINKED_MAX = 200_000  # characters of addresses a text: references could repeat one long address thousands of times

# On the stack of open elements, typed ones stand by name, ours as one of these: OWN was written, SUPPRESSED was not.
OWN, SUPPRESSED = "", "-"


class Sheet:
    """Collects the HTML, the words and the named things of one text."""

    def __init__(self, context: RenderContext) -> None:
        self.context = context
        self.html: list[str] = []
        self.text: list[str] = []
        self.brief: list[str] = []
        self.open: list[str] = []
        self.aside = 0  # inside a quotation: another's words
        self.unspoken = 0  # inside a spoiler: words not to be told
        self.apart = 0  # inside code or footnotes: not part of a short reading
        self.names = Names(context, self.html)
        self.links: dict[str, None] = {}
        self.links_open = 0
        self.linked = 0
        self.files_open: list[int] = []  # for each link open, its number in `names`, or -1

    def say(self, words: str) -> None:
        """Note words for the plain readings."""
        if not self.unspoken:
            self.text.append(words)
            if not self.aside and not self.apart:
                self.brief.append(words)

    def enter(self, html: str) -> None:
        """Open an element of ours, given its tag; beyond the greatest depth only its content is shown."""
        if len(self.open) < DEPTH_MAX:
            self.open.append(OWN)
            self.html.append(html)
        else:
            self.open.append(SUPPRESSED)

    def leave(self, html: str) -> None:
        """Close the element of ours opened last, and before it what was typed and left open inside."""
        self.close_typed()
        if self.open.pop() == OWN:
            self.html.append(html)

    def close_typed(self) -> None:
        while self.open and self.open[-1] not in (OWN, SUPPRESSED):
            self.close(self.open.pop())

    def close(self, name: str) -> None:
        self.html.append(f"</{self.renamed(name)}>")
        if name == "a":
            self.links_open -= 1

    def heading(self, level: int) -> str:
        return f"h{min(6, level + self.context.heading_level - 1)}"

    def renamed(self, name: str) -> str:
        return self.heading(int(name[1])) if name in ("h1", "h2", "h3", "h4", "h5", "h6") else name

    def link_tag(self, url: str, title: str = "", kind: str = "") -> str:
        """The opening tag of a link people made, or "" where there may be none."""
        self.linked += len(url) + len(title)
        if self.linked > LINKED_MAX or not allowed(url):
            return ""
        self.links.setdefault(url)
        return f"<a{kind}{link_attributes(url, self.context.site_hosts, title)}>"

    def picture(self, url: str, alt: str) -> None:
        """An upload becomes a picture; one from elsewhere a link to it, so that reading asks nothing of strangers."""
        upload = upload_id(url)
        if upload is not None:
            self.names.picture(upload, alt, linked=bool(self.links_open))
            self.say(alt)
            return
        words = alt or plain_to_see(url.partition("?")[0].rstrip("/").rpartition("/")[2]) or label(labels.PICTURE)
        tag = "" if self.links_open else self.link_tag(url, kind=' class="picture-link"')
        self.html.append(f"{tag}{escape(words)}</a>" if tag else escape(words))
        self.say(words)
