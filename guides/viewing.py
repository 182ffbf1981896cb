"""How often visitors take the files of templates: by a link, which writes nothing; so it is counted as looks are."""

from __future__ import annotations

from freshness.viewing import DAY, Views

from . import operations

TAKEN_BY_VISITORS = Views(lambda page_id, count: operations.count_downloads(page_id=page_id, count=count), half=DAY)
