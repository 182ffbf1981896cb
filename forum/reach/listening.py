"""What a solution settles."""

from __future__ import annotations

from typing import Any

from forum import signals
from forum.models import Topic
from notifications import operations as notifications

from . import told


def _settled(topic: Topic, **_kwargs: Any) -> None:
    if topic.solution_id is not None:
        notifications.forget_object(kinds=[told.UNSOLVED], object_id=topic.pk)


def listen() -> None:
    """Called once, when Django is ready."""
    signals.solution_changed.connect(_settled, dispatch_uid="forum.reach.settled")
