"""What a topic shows of how far it has gone."""

from __future__ import annotations

from typing import Any

from forum import policy as forum_policy
from forum.models import AskedByName, Reach, Topic
from forum.parts import TOPIC_ACTS, TOPIC_HEAD, Part
from freshness.stamps import SITE
from members.models import Visitor

from . import policy


def _reached(topic: Topic) -> dict[str, Any]:
    """The advisors who were asked by name, and, of what is solved, whether all were asked: until then its state says
    so. One query, of those topics that went anywhere."""
    if topic.reach == Reach.GROUP or topic.group is None:
        return {}
    asked = AskedByName.objects.filter(topic=topic, member__is_active=True).select_related("member").order_by("pk")
    was_widened = topic.reach == Reach.COMMUNITY and topic.solution_id is not None
    of_all = was_widened and forum_policy.takes_all(topic.group)
    return {"of_all": of_all, "asked": [row.member for row in asked]}


def _act(topic: Topic, visitor: Visitor) -> dict[str, Any]:
    return {"topic": topic, "may_choose": policy.can_choose_reach(visitor, topic)}


def register() -> None:
    """Called once, when Django is ready."""
    TOPIC_HEAD.add(Part("forum/_reach.html", SITE, _reached))
    TOPIC_ACTS.add(Part("forum/_reach_act.html", SITE, _act))
