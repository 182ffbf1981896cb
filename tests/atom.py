"""Reads a feed as strictly as RFC 4287 describes one, so that a test that reads it has checked it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
from django.http import HttpResponse

ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
# RFC 3339, which RFC 4287, 3.3 asks for: a capital T, and an offset or a capital Z.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")  # RFC 4151, 2.1
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {"subtitle", "published", "summary", "content", "generator", "icon", "logo", "rights"}
KNOWN = ONCE | AT_MOST_ONCE | {"author", "category", "contributor", "link"}


def read(answer: HttpResponse) -> SimpleNamespace:
    """Title, language, id and entries of a feed, each entry's parts as text; fails where the RFC is broken."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content.decode())  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    entries = [_entry(node) for node in root.findall(f"{ATOM}entry")]
    parts = _parts(root, {*KNOWN, "entry"})
    assert "author" in parts  # 4.1.1: here, or in every entry
    assert len({entry.id for entry in entries}) == len(entries)
    links = _links(root)
    assert set(links) == {"self", "alternate"}
    assert [entry.updated for entry in entries] == sorted((entry.updated for entry in entries), reverse=True)
    assert _moment(parts["updated"][0]) == max((entry.updated for entry in entries), default=None) or not entries
    return SimpleNamespace(
        title=parts["title"][0], id=parts["id"][0], language=root.get(f"{XML}lang"), entries=entries, **links
    )


def _entry(node: ElementTree.Element) -> SimpleNamespace:
    parts, links = _parts(node, KNOWN), _links(node)
    assert TAG.fullmatch(parts["id"][0]), parts["id"]
    assert set(links) == {"alternate"}  # 4.1.1.1: needed where there is no content
    content = "".join(parts.get("content", []))
    for element in html5lib.parse(content, namespaceHTMLElements=False).iter():
        for address in (element.get("href"), element.get("src")):
            assert address is None or urlsplit(address).scheme, address
    return SimpleNamespace(
        id=parts["id"][0],
        title=parts["title"][0],
        address=links["alternate"],
        updated=_moment(parts["updated"][0]),
        authors=[name.text for name in node.findall(f"{ATOM}author/{ATOM}name")],
        summary="".join(parts.get("summary", [])),
        content=content,
        tags=[category.get("term") for category in node.findall(f"{ATOM}category")],
        language=node.get(f"{XML}lang"),
    )


def _parts(node: ElementTree.Element, known: set[str]) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    for child in node:
        parts.setdefault(child.tag.removeprefix(ATOM), []).append(child.text or "")
        if child.tag in (f"{ATOM}summary", f"{ATOM}content"):
            assert child.get("type") in ("text", "html"), child.attrib
        if child.tag in (f"{ATOM}updated", f"{ATOM}published"):
            assert DATE.fullmatch(child.text or ""), child.text
    assert set(parts) <= known, parts
    assert all(len(parts.get(name, [])) == 1 for name in ONCE)
    assert all(len(parts.get(name, [])) <= 1 for name in AT_MOST_ONCE)
    return parts


def _links(node: ElementTree.Element) -> dict[str, str]:
    links: Sequence[ElementTree.Element] = node.findall(f"{ATOM}link")
    found = {link.get("rel", "alternate"): link.get("href", "") for link in links}
    assert len(found) == len(links)
    assert all(urlsplit(address).scheme in ("http", "https") for address in found.values())
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
