"""Elasticsearch and OpenSearch: what they are asked and told, recorded by a server that answers as they do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from config.search import backend_of
from forum import operations as forum
from forum.models import Group
from search import elsewhere, operations
from search.models import SearchEntry
from search.places import places_seen_by
from tests.factories import topic
from tests.search.conftest import entries_told_elsewhere, look

pytestmark = pytest.mark.django_db


class Server(ThreadingHTTPServer):
    """Keeps what it was sent, and finds what it is told to find."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str, Any]] = []
        self.hits: list[tuple[int, float]] = []

    def sent_to(self, ending: str) -> list[Any]:
        return [body for _method, path, body in self.requests if path.partition("?")[0].endswith(ending)]

    def answer(self, path: str) -> dict[str, Any]:
        if path.partition("?")[0].endswith("_search"):
            hits = [{"_id": str(pk), "_score": score, "fields": {"pk": [str(pk)]}} for pk, score in self.hits]
            return {"hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": hits}}
        if "_bulk" in path:
            return {"errors": False, "items": []}
        return {"acknowledged": True, "result": "deleted", "version": {"number": "9.0.0", "distribution": "opensearch"}}


class Handler(BaseHTTPRequestHandler):
    server: Server

    def _take(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        lines = [json.loads(line) for line in text.splitlines() if line] if "_bulk" in self.path else None
        self.server.requests.append((self.command, self.path, lines or (json.loads(text) if text else None)))
        body = json.dumps(self.server.answer(self.path)).encode()
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", self.headers.get("Accept", "application/json"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _take  # noqa: N815 - names that the standard library wants

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(params=["elasticsearch9", "opensearch3"])
def server(request: Any, settings: Any) -> Iterator[Server]:
    with Server() as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        settings.SEARCH_URL = f"{request.param}+http://127.0.0.1:{listening.server_port}/community"
        settings.MODELSEARCH_BACKENDS = settings.WAGTAILSEARCH_BACKENDS = {"default": backend_of(settings.SEARCH_URL)}
        with entries_told_elsewhere():
            yield listening
        listening.shutdown()


@pytest.fixture
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    cast.open = topic(groups["public"], cast.ada, "Pricing a chair", markdown="What does oak cost?")
    cast.closed = topic(groups["secret"], cast.carl, "Among us")
    operations.refresh_everything()
    return cast


def entry_of(of: Any) -> SearchEntry:
    found: SearchEntry = SearchEntry.objects.get(topic_id=of.pk, kind="topic")
    return found


def test_what_stands_in_a_visitors_places_is_asked_for_and_nothing_else_shown(
    server: Server, talk: SimpleNamespace
) -> None:
    server.hits = [(entry_of(talk.closed).pk, 9.0), (entry_of(talk.open).pk, 2.5)]  # a server that minds no filter
    assert [result.entry.pk for result in look(talk.eve, 'oak "does oak" -pine')] == [entry_of(talk.open).pk]
    asked = json.dumps(server.sent_to("_search")[0])
    assert all(f'"{word}"' in asked for word in ("oak", "does oak", "pine"))
    assert "must_not" in asked
    places = [part for part in _parts(server.sent_to("_search")[0]) if isinstance(part, list) and len(part) > 1]
    assert sorted(places_seen_by(talk.eve)) in [sorted(part) for part in places if isinstance(part[0], int)]


def _parts(body: Any) -> Iterator[Any]:
    yield body
    for part in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from _parts(part)


def test_it_is_told_of_what_is_new_and_of_what_is_gone(server: Server, talk: SimpleNamespace) -> None:
    number = entry_of(talk.open).pk
    while elsewhere.feed():
        pass
    told = [line for body in server.sent_to("_bulk") for line in body]
    assert any("Pricing a chair" in line.values() for line in told if "index" not in line)
    assert not SearchEntry.objects.to_feed().exists()
    forum.delete_topic(topic=talk.open, by=talk.ada)
    while elsewhere.feed():
        pass
    assert any(method == "DELETE" and str(number) in path for method, path, _body in server.requests)


def test_an_index_on_a_server_is_built_by_the_command(server: Server, talk: SimpleNamespace) -> None:
    call_command("rebuild_search_index", verbosity=0)
    assert any("community" in path for _method, path, _body in server.requests)
    assert any("Pricing a chair" in line.values() for body in server.sent_to("_bulk") for line in body)


@pytest.mark.parametrize("url", ["mysql://x", "elasticsearch9://x", "elasticsearch9+ftp://x", "solr+http://x", "http:"])
def test_an_address_of_no_engine_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL"):
        backend_of(url)
