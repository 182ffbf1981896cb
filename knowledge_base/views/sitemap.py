"""Doors for search engines: what there is to find, and what is not for them."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from freshness.pages import shared_with_visitors
from freshness.stamps import LISTS
from knowledge_base.freshness import PAGES
from knowledge_base.sitemaps import SECTIONS

XML = "application/xml; charset=utf-8"

# Acts, what is one person's own, and pieces of pages; a "*" stands for anything (RFC 9309, 2.2.3). Nothing here is kept
# secret by this list: it saves visits.
NOT_FOR_SEARCH = (
    *("/account/", "/admin/", "/ask/", "/bookmarks/", "/c/", "/complete/", "/drafts/", "/favourites/", "/invite/"),
    *("/join/", "/m/", "/me/", "/messages/", "/mine/", "/new/", "/p/", "/pages/", "/preview/", "/rules/accept/"),
    *("/told/", "/unread/", "/g/*/join/", "/g/*/members/", "/g/*/mine/", "/g/*/new/", "/g/*/unread/"),
    *("/t/*/acts/", "/t/*/follow/", "/t/*/last/", "/t/*/news/", "/t/*/newer/", "/t/*/reply/", "/t/*/unread/"),
    "/tags/*/follow/",
)


@require_safe
@shared_with_visitors(lambda: [LISTS, PAGES])
def index(request: HttpRequest) -> HttpResponse:
    """The index of the sitemap: each page of each section (sitemaps.org, protocol 0.9)."""
    found = [
        f"{settings.SITE_URL}/sitemap-{name}.xml" + (f"?p={number}" if number > 1 else "")
        for name, section in SECTIONS.items()
        for number in section().paginator.page_range
    ]
    context = {"sitemaps": [{"location": address} for address in found]}
    return HttpResponse(render_to_string("sitemap_index.xml", context), content_type=XML)


@require_safe
@shared_with_visitors(lambda section: [LISTS, PAGES], parameters=("p",))
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One page of a section."""
    if section not in SECTIONS:
        raise Http404
    try:
        urls = SECTIONS[section]().get_urls(page=request.GET.get("p", 1))
    except InvalidPage:
        raise Http404 from None
    return HttpResponse(render_to_string("sitemap.xml", {"urlset": urls}), content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not visit (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_SEARCH)]
    words = "\n".join([*lines, "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""])
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
