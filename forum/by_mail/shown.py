"""What a post says, for mail programs: HTML without classes, style sheets or pictures from us, and plain text."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

HTML_MAX = 20_000  # characters: with all around them a mail stays under 30 KB; a longer post is read on the web
TEXT_MAX = 8_000
_QUOTE = re.compile(r'^\[quote="?([^",\]]*)[^\]]*\]\s*$')
_UPLOAD = re.compile(r"\]\(upload:(\d+)\)")


def as_html(rendered: str, *, with_pictures: bool) -> SafeString | None:
    """The post's HTML with whole addresses; None for one that is too long for a mail. Pictures become the words that
    lead to them, or are shown small, where the reader chose that. What is hidden until asked for stays hidden."""
    soup = BeautifulSoup(rendered, "html.parser")
    for spoiler in soup.select("span.spoiler"):
        spoiler.replace_with(_("(hidden: to be read on the web)"))
    for element in soup.find_all(True):
        if isinstance(element, Tag):
            _plain(element)
    for picture in soup.find_all("img"):
        if isinstance(picture, Tag) and not with_pictures:
            picture.replace_with(f"[{_('picture')}: {picture.get('alt') or _('without words')}]")
    shown = str(soup)
    return mark_safe(shown) if len(shown) <= HTML_MAX else None  # noqa: S308 - rendered and cleaned by `markup`


def _plain(element: Tag) -> None:
    for name in [name for name in element.attrs if name not in ("href", "src", "alt", "start", "lang", "dir")]:
        del element.attrs[name]
    for name in ("href", "src"):
        address = element.get(name)
        if isinstance(address, str) and address.startswith("/") and not address.startswith("//"):
            element[name] = f"{settings.SITE_URL}{address}"
    if element.name == "img":
        element["width"] = "240"


def as_text(markdown: str) -> str:
    """The post as it was written, quotations as mail has them, uploads with whole addresses."""
    lines: list[str] = []
    depth = 0
    for line in markdown.split("\n"):
        if opening := _QUOTE.match(line.strip()):
            lines.append(f"{'> ' * depth}{opening[1].strip()}:" if opening[1].strip() else "")
            depth += 1
        elif line.strip() == "[/quote]" and depth:
            depth -= 1
        else:
            lines.append(f"{'> ' * depth}{line}")
    text = _UPLOAD.sub(rf"]({settings.SITE_URL}/uploads/\1/)", "\n".join(lines))
    return text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX].rsplit(' ', 1)[0]} …"
