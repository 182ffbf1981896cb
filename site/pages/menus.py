"""Where the menus lead, for those who have not signed in and for every member alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from members.models import Member, Visitor

from .models import MenuLink
from .seeing import visible_pages

READERS = ("visitor", "member")  # the frame is made once for each


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a menu, in the words of whoever set it."""

    words: str
    address: str


Menus = dict[str, tuple[Link, ...]]


def menus_by_reader() -> dict[str, Menus]:
    """The menus for each of `READERS`. A page that not all of them may read is left out."""
    links = list(MenuLink.objects.select_related("page"))
    return {reader: _menus(links, _seen(reader, links)) for reader in READERS}


def _seen(reader: str, links: Iterable[MenuLink]) -> set[int]:
    pages = [link.page_id for link in links if link.page_id is not None]
    if not pages:
        return set()
    # Somebody who has joined and is in no group: what they may read every member may read.
    somebody: Visitor = Member() if reader == "member" else AnonymousUser()
    return set(visible_pages(somebody).filter(pk__in=pages).values_list("pk", flat=True))


def _menus(links: list[MenuLink], seen: set[int]) -> Menus:
    menus: Menus = {}
    for menu in MenuLink.Menu.values:
        shown = [link for link in links if link.menu == menu and (link.page_id is None or link.page_id in seen)]
        addresses = [(link.words, link.page.url if link.page else link.address) for link in shown]
        menus[menu] = tuple(Link(words, address) for words, address in addresses if address)
    return menus
