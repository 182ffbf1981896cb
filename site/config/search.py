"""Which engine finds: `SEARCH_URL` as a search backend of modelsearch.

(nothing)         Whoosh, in files in SEARCH_FOLDER
database:         the full text of the database itself (PostgreSQL, or SQLite FTS5)
elasticsearch9+https://USER:WORD@HOST:9200/PREFIX
opensearch3+https://USER:WORD@HOST:9200/PREFIX
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

WHOOSH = "search.backends.whoosh"
DATABASE = "modelsearch.backends.database"
SERVERS = {"elasticsearch9", "opensearch3"}
PREFIX = "baraza"  # of the names of what is kept on a server, which may serve others as well


def backend_of(url: str) -> dict[str, Any]:
    """The entry of MODELSEARCH_BACKENDS. Raises ImproperlyConfigured for what is none of the above."""
    if not url:
        return {"BACKEND": WHOOSH}
    parts = urlsplit(url)
    if parts.scheme == "database":
        return {"BACKEND": DATABASE}
    engine, _plus, protocol = parts.scheme.partition("+")
    if engine not in SERVERS or protocol not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"SEARCH_URL {url!r} names no engine that is known; docs/settings.md lists them.")
    return {
        "BACKEND": f"modelsearch.backends.{engine}",
        "URLS": [f"{protocol}://{parts.netloc}"],
        "INDEX_PREFIX": f"{parts.path.strip('/') or PREFIX}_",
        "TIMEOUT": 10,
    }
