"""Makes people, groups and topics for tests; topics and posts through the operations, as everybody else does."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from forum import operations
from forum.models import Audience, Group, Joining, Membership, Post, Topic
from members.models import Member


class MemberFactory(DjangoModelFactory[Member]):
    """A member who can sign in."""

    class Meta:
        model = Member
        django_get_or_create = ("handle",)

    handle = factory.Sequence(lambda n: f"member{n}")
    name = factory.LazyAttribute(lambda member: member.handle.title())
    email = factory.LazyAttribute(lambda member: f"{member.handle}@example.org")


class GroupFactory(DjangoModelFactory[Group]):
    """An open, public group."""

    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    purpose = "To talk about it."
    audience = Audience.PUBLIC
    joining = Joining.OPEN


def join(group: Group, *members: Member) -> None:
    """Put people into a group, however it is joined."""
    for member in members:
        Membership.objects.get_or_create(group=group, member=member)
    Group.objects.filter(pk=group.pk).update(member_count=group.memberships.count())


def topic(group: Group, author: Member, title: str = "How do you price a chair?", **more: Any) -> Topic:
    """A topic with its first post."""
    return operations.start_topic(group=group, author=author, title=title, **{"markdown": "I never know.", **more})


def posts(topic: Topic, author: Member, count: int) -> list[Post]:
    """Replies to a topic, in order."""
    return [operations.reply(topic=topic, author=author, markdown=f"Reply {number}.") for number in range(count)]
