"""A small world in which every operation can be tried."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from forum import operations
from forum.models import Group
from tests.factories import posts, topic


def small_world(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """ada's question with a tag and two replies by bob, another topic, a message, a request and an invitation."""
    question = topic(groups["public"], cast.ada, kind="question", tags=["pricing"])
    replies = posts(question, cast.bob, 2)
    other = topic(groups["public"], cast.ada, "Something else")
    private = topic(groups["private"], cast.ada, "Between members")
    message = operations.start_message(author=cast.ada, recipients=[cast.bob], title="Us two", markdown="Hello.")
    request = operations.request_to_join(group=groups["private"], member=cast.eve)
    for each in (question, other, private, message):
        each.refresh_from_db()
    return SimpleNamespace(
        **vars(cast),
        **groups,
        groups=groups,
        question=question,
        opening=question.posts.get(number=1),
        replies=replies,
        post=replies[0],
        other=other,
        inside=private,
        message=message,
        request=request,
        tomorrow=timezone.now() + timedelta(days=1),
    )
