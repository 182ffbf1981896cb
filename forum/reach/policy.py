"""Who decides how far a question goes. Each assumes, as `forum.policy` does, that the visitor may see the topic."""

from __future__ import annotations

from forum import policy
from forum.models import Kind, Reach, Topic
from members.models import Visitor


def waits_for_solution(topic: Topic) -> bool:
    """Whether a question still takes answers and has not found the one."""
    if topic.kind != Kind.QUESTION or topic.solution_id is not None:
        return False
    return topic.is_open and topic.group is not None and not topic.group.is_over


def can_choose_reach(visitor: Visitor, topic: Topic) -> bool:
    """Who asked, and hands who may accept a solution, as long as they may write there themselves."""
    return waits_for_solution(topic) and policy.can_solve(visitor, topic) and policy.can_reply(visitor, topic)


def is_to_decide(author: Visitor, topic: Topic) -> bool:
    """Whether an author is asked: there is something to decide, and the question has not gone as far as it goes."""
    return topic.reach != Reach.COMMUNITY and can_choose_reach(author, topic)


def can_widen(visitor: Visitor, topic: Topic) -> bool:
    """Where any member may write, a question may be put to all of them. From a closed group nothing leaves."""
    if topic.group is None or topic.reach == Reach.COMMUNITY or not policy.takes_all(topic.group):
        return False
    return can_choose_reach(visitor, topic)


def can_ask_anew(visitor: Visitor, topic: Topic) -> bool:
    """Who asked in a group where not all may write can ask again where they do: with their own words, nobody else's."""
    if topic.group is None or policy.takes_all(topic.group) or topic.author_id != visitor.pk:
        return False
    return can_choose_reach(visitor, topic)
