"""Addresses that are looked through by their first word lead where they would lead without it."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, URLResolver, include, path, resolve, reverse
from django.urls.resolvers import RegexPattern

from config import urls
from config.first_words import including

APPS = [
    found.urlconf_name.__name__
    for found in urls.urlpatterns
    if isinstance(found, URLResolver) and str(found.pattern).startswith("^(?=")
]
ADDRESSES = [
    "/",
    "/latest/",
    "/latest",
    "/latestly/",
    "/t/walnut-or-oak/12/",
    "/t/12/pin/",
    "/tt/12/",
    "/g/wood/latest/",
    "/guides/pricing/",
    "/glossary/",
    "/glossary/x/",
    "/sitemap.xml",
    "/sitemap-topics.xml",
    "/sitemap-a/b.xml",
    "/robots.txt",
    "/m/ada/",
    "/m/3/avatar-64-0123456789abcdef01234567.webp",
    "/pages/3/comments/",
    "/c/3/like/",
    "/review/3/keep/",
    "/search/saved/3/mail/",
    "/distilled/3/",
    "/told/",
    "/nowhere/",
]


def where(resolver: URLResolver, address: str) -> object:
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs, match.url_name


def test_every_app_of_ours_is_looked_through_so() -> None:
    assert {"forum.urls", "knowledge_base.urls", "search.urls", "members.urls"} <= set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_they_lead_to_the_same(app: str) -> None:
    slash = RegexPattern(r"^/")
    fast, plain = URLResolver(slash, [including(app)]), URLResolver(slash, [path("", include(app))])
    assert [where(fast, address) for address in ADDRESSES] == [where(plain, address) for address in ADDRESSES]
    bare = [found.name for found in plain.url_patterns[0].url_patterns if not found.pattern.regex.groupindex]
    assert [fast.reverse(name) for name in bare] == [plain.reverse(name) for name in bare]


def test_addresses_are_written_as_they_were() -> None:
    assert reverse("topic", args=["walnut-or-oak", 12]) == "/t/walnut-or-oak/12/"
    assert reverse("topics", args=["latest"]) == "/latest/"
    assert reverse("sitemap_section", args=["topics"]) == "/sitemap-topics.xml"
    assert resolve("/guides/pricing/").url_name == "wagtail_serve"
