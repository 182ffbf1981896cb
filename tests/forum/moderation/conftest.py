"""A public group's topic by ada, with a reply by bob that others flag."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from forum import operations as forum
from forum.models import Group, Post
from forum.moderation import operations
from forum.moderation.kinds import POSTS
from forum.moderation.models import Case
from members.models import Member
from tests.factories import MemberFactory, topic


@pytest.fixture
def said(everybody: SimpleNamespace, public: Group) -> Post:
    """bob's reply to ada."""
    return forum.reply(topic=topic(public, everybody.ada), author=everybody.bob, markdown="Cheap chairs at qzshop.")


def flagged(post: Post, *reporters: Member, reason: str = "spam", note: str = "") -> Case:
    """The case of a post that these members have flagged."""
    for reporter in reporters:
        operations.flag(kind=POSTS, thing=post, reporter=reporter, reason=reason, note=note)
    return Case.objects.get(kind="post", object_id=post.pk, decided_at=None)


@pytest.fixture
def known() -> Callable[[int], list[Member]]:
    """So many members who have been here for a while."""

    def make(count: int) -> list[Member]:
        long_ago = timezone.now() - timedelta(days=9)
        return [MemberFactory(joined_at=long_ago) for _number in range(count)]

    return make


@pytest.fixture
def case(said: Post, everybody: SimpleNamespace) -> Case:
    """ada has flagged bob's reply."""
    return flagged(said, everybody.ada)
