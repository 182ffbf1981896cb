"""Addresses of the former forum, in the words of its posts, made to lead here."""

from __future__ import annotations

import re

from .world import Places, World

_TARGET = re.compile(r"(?<=\]\()\s{0,4}(/(?!/)[^\s()<>\"']{0,500})|(?<=href=[\"'])(/(?!/)[^\s\"'<>]{0,500})")
_TOPIC = re.compile(r"/t/(?:[^/?#\s]{1,300}/)?(\d{1,12})(?:/(\d{1,9}))?(?:[/?#].*)?\Z", re.DOTALL)
_PERSON = re.compile(r"/u(?:sers)?/([^/?#\s]{1,100})(?:[/?#].*)?\Z", re.DOTALL)
_GROUP = re.compile(r"/c/(?:[^/?#\s]{1,100}/){0,3}(\d{1,12})(?:[/?#].*)?\Z", re.DOTALL)
_UPLOAD = re.compile(r"upload://([A-Za-z0-9]{1,40})(?:\.[A-Za-z0-9]{1,8})?")
_LOST_PICTURE = re.compile(r"!?\[([^\]\[\n]{0,300})\]\((upload://[^\s()]{1,80})(?:\s\"[^\"\n]{0,200}\")?\)")
_SOURCES = re.compile(r"""(?:src|href)=["']([^"'\s<>]{1,600})["']""")
_SHA1 = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")
_DIGITS = {digit: value for value, digit in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def links_in(html: str) -> str:
    """Links to whatever HTML without words shows, such as a video of another site."""
    return "\n".join(f"<{address}>" for address in dict.fromkeys(_SOURCES.findall(html)) if address.startswith("http"))


class Addresses:
    """Rewrites the addresses in one post."""

    def __init__(self, world: World, places: Places, rendered: str) -> None:
        self.world, self.places, self.rendered = world, places, rendered
        self._pictures: dict[str, str] | None = None
        host = re.escape(world.host)
        self._own = re.compile(rf"https?://{host}(?:(?=/)|(?![\w.:-]))([^\s()\[\]<>\"']{{0,500}})") if host else None

    def in_text(self, text: str) -> str:
        """The text with every address of the former forum in it rewritten."""
        if "upload://" in text:
            text = _LOST_PICTURE.sub(self._picture, text)
            text = _UPLOAD.sub(lambda match: self._upload(match[1]) or match[0], text)
        if "](/" in text or "](" in text or "href=" in text:
            text = _TARGET.sub(lambda match: self._path(match[1] or match[2]), text)
        if self._own is not None and self.world.host in text:
            text = self._own.sub(lambda match: self._known(match[1]) or match[0], text)
        return text

    def rewritten(self, address: str) -> str:
        """A single address, wherever it stood."""
        if address.startswith("upload://"):
            match = _UPLOAD.match(address)
            return (self._upload(match[1]) if match else "") or address
        if address.startswith("/") and not address.startswith("//"):
            return self._path(address)
        match = self._own.fullmatch(address) if self._own is not None else None
        return (self._known(match[1]) if match else "") or address

    def _path(self, path: str) -> str:
        """An address within the former forum: what it is here, else there if its host is known."""
        return self._known(path) or (f"https://{self.world.host}{path}" if self.world.host else path)

    def _known(self, path: str) -> str:
        """What a path of the former forum is here; empty for what was not imported."""
        if match := _TOPIC.match(path):
            place = self.places.get((match[1], int(match[2]))) if match[2] else None
            return place.url if place else self.world.topic_url(match[1])
        if match := _PERSON.match(path):
            handle = self.world.handle(match[1])
            return f"/m/{handle}/" if handle else ""
        if match := _GROUP.match(path):
            slug = self.world.groups.get(match[1])
            return f"/g/{slug}/" if slug else ""
        return ""

    def _picture(self, match: re.Match[str]) -> str:
        """A picture or file by its own address; where that is unknown, its name in brackets remains."""
        address = self.rewritten(match[2])
        name = match[1].partition("|")[0]
        if address.startswith("upload:"):
            return f"[{name or match[2]}]".replace("upload://", "")
        return f"{'!' if match[0][0] == '!' else ''}[{name}]({address})"

    def _upload(self, short: str) -> str:
        """The address of what Discourse calls upload://short: its SHA-1 in base 62, which the HTML spells in hex."""
        if self._pictures is None:
            self._pictures = {}
            for address in _SOURCES.findall(self.rendered):
                for digest in _SHA1.findall(address):
                    # The whole picture, where the HTML names a smaller one as well.
                    if digest not in self._pictures or "/original/" in address:
                        self._pictures[digest] = address
        number = 0
        for digit in short:
            number = number * 62 + _DIGITS[digit]
        address = self._pictures.get(f"{number:040x}", "")
        return f"https:{address}" if address.startswith("//") else address
