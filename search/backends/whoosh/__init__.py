"""A search backend of modelsearch, Wagtail's search layer, on files of Whoosh's.

What an editor looks for in the admin (pages, pictures, files) is found through it, and so is every model that has
`search_fields`. Members' own search asks `search.finding` instead, which knows who sees what and is faster.

    MODELSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends.whoosh", "FOLDER": "/var/lib/baraza/search/models"}}

Without FOLDER it is `models` in settings.SEARCH_FOLDER, and where there is none of these a folder that ends with the
process. Words find, the database filters: what an index says is asked of the queryset before anybody sees it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from modelsearch.backends.base import BaseSearchBackend

from .compiling import AutocompleteCompiler, Compiler
from .index import Index, Rebuilder, make_store
from .results import Results


class SearchBackend(BaseSearchBackend):  # type: ignore[misc]
    """Takes FOLDER, where the index lies."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results
    rebuilder_class = Rebuilder

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.store = make_store(Path(params["FOLDER"]) if "FOLDER" in params else _folder())


def _folder() -> Path:
    folder = getattr(settings, "SEARCH_FOLDER", None)
    return Path(folder) / "models" if folder else _of_this_process()


@cache
def _of_this_process() -> Path:
    folder = tempfile.mkdtemp(prefix="search-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
