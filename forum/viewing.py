"""How often topics are looked at: the gate counts the pages it answers, the topic's page itself all others."""

from __future__ import annotations

from freshness.viewing import Views

from . import operations

TOPIC_VIEWS = Views(lambda topic_id, count: operations.count_views(topic_id=topic_id, count=count))
