"""An index of each test's own, brought up to what the test has made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from modelsearch.abstract_models import TextIDGenericRelation
from modelsearch.models import IndexEntry

from config.search import backend_of
from members.models import Visitor
from search import elsewhere, operations
from search.finding import search
from search.index.building import rebuild
from search.index.store import store
from search.language import read
from search.models import FIELDS_ELSEWHERE, SearchEntry
from search.results import Result, shown
from search.sources import SOURCES
from tests.forum.conftest import cast, everybody, groups, nothing_remembered

__all__ = ["cast", "everybody", "groups", "nothing_remembered"]

Find = Callable[..., list[str]]


# Every engine keeps to the same contract; tests of it are run with each.
ENGINES = pytest.mark.parametrize("engine", ["whoosh", "database"], indirect=True)


@pytest.fixture
def engine(request: Any, settings: Any) -> Iterator[str]:
    """Which engine finds: the site's own, or the full text of the database that the tests run on."""
    name: str = getattr(request, "param", "whoosh")
    if name == "database":
        settings.SEARCH_URL = "database:"
        settings.MODELSEARCH_BACKENDS = settings.WAGTAILSEARCH_BACKENDS = {"default": backend_of(settings.SEARCH_URL)}
        with entries_told_elsewhere():
            yield name
    else:
        yield name


@contextmanager
def entries_told_elsewhere() -> Iterator[None]:
    """As when the process had started with another engine: modelsearch knows the entries, and relates its rows."""
    SearchEntry.search_fields = FIELDS_ELSEWHERE
    TextIDGenericRelation(IndexEntry).contribute_to_class(SearchEntry, "index_entries")
    yield
    SearchEntry.search_fields = []
    SearchEntry._meta.private_fields = [f for f in SearchEntry._meta.private_fields if f.name != "index_entries"]
    SearchEntry._meta._expire_cache()
    del SearchEntry.index_entries


@pytest.fixture(autouse=True)
def folder(engine: str, settings: Any, tmp_path: Path) -> Path:
    settings.SEARCH_FOLDER = str(tmp_path / "search")
    return tmp_path / "search"


def bring_up() -> None:
    """Factories write past the operations: make every entry, and an index of them."""
    operations.refresh_everything()
    if settings.SEARCH_URL:
        while elsewhere.feed():
            pass
    else:
        rebuild(store())


def all_true() -> bool:
    """Whether every entry is what a fresh look at its thing gives."""
    return all(
        operations.differing(source, ids) == ([], []) for source in SOURCES for ids in operations.everything(source)
    )


def look(visitor: Visitor, typed: str, **more: Any) -> list[Result]:
    """What a visitor sees who types this."""
    query = read(typed)
    return shown(search(visitor, query, **more).entries, query, visitor)


@pytest.fixture
def find(db: None) -> Find:
    """Brings the index up, and gives the titles of what is found."""

    def titles(visitor: Visitor, typed: str) -> list[str]:
        bring_up()
        return [result.title.replace("<mark>", "").replace("</mark>", "") for result in look(visitor, typed)]

    return titles
