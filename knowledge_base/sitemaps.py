"""What search engines may find: the addresses that everybody may read, by section, from few columns of each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from forum.models import Group, Topic
from pages.seeing import visible_pages

from .addresses import address_at, root_path
from .models import KnowledgePage

VISITOR = AnonymousUser()
ADDRESSES_A_PAGE = 5_000  # a tenth of what the protocol allows: each page is made in memory
OURS = ("/latest/", "/groups/", "/rules/", "/glossary/")  # pages that are no rows

Row = tuple[Any, ...]


class Section(Sitemap[Row]):
    """A section of the sitemap. Its rows are in an order that new ones do not change, and end with a moment."""

    limit = ADDRESSES_A_PAGE

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(urlsplit(settings.SITE_URL).scheme)

    def get_domain(self, site: object = None) -> str:
        return str(urlsplit(settings.SITE_URL).netloc)

    def lastmod(self, item: Row) -> datetime | None:
        return item[-1]  # type: ignore[no-any-return]


class Pages(Section):
    """The home page, plain pages, and what is always there."""

    def items(self) -> Sequence[Row]:
        self.root = root_path()
        below = visible_pages(VISITOR).filter(url_path__startswith=self.root)
        plain = below.exclude(pk__in=KnowledgePage.objects.values("pk")).order_by("pk")
        rows = plain.values_list("url_path", "last_published_at")
        return [*((address, None) for address in OURS), *((address_at(path, self.root), at) for path, at in rows)]

    def location(self, item: Row) -> str:
        return str(item[0])


class Guides(Section):
    """Guides, articles and all other pages of knowledge."""

    def items(self) -> QuerySet[KnowledgePage, Row]:
        self.root = root_path()
        rows: QuerySet[KnowledgePage, Row] = (
            KnowledgePage.objects.visible_to(VISITOR).order_by("pk").values_list("url_path", "last_published_at")
        )
        return rows

    def location(self, item: Row) -> str:
        return address_at(item[0], self.root)


class Groups(Section):
    """Groups that everybody reads."""

    def items(self) -> QuerySet[Group, Row]:
        return Group.objects.readable_by(VISITOR).order_by("pk").values_list("slug", "bumped_at")

    def location(self, item: Row) -> str:
        return f"/g/{item[0]}/"


class Topics(Section):
    """The topics of those groups."""

    def items(self) -> QuerySet[Topic, Row]:
        return Topic.objects.visible_to(VISITOR).order_by("pk").values_list("pk", "slug", "bumped_at")

    def location(self, item: Row) -> str:
        return f"/t/{item[1]}/{item[0]}/"


SECTIONS: dict[str, type[Section]] = {"pages": Pages, "guides": Guides, "groups": Groups, "topics": Topics}
