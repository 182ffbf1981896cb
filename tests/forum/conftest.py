"""The cast: ada is a member, bob is with her in every group, eve in none; wanda mentors, carl keeps, mo moderates
everywhere, root administers. The visitor has not signed in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client

from forum.models import Audience, Group, GroupRole, Joining, Role
from freshness.memo import forget_everything
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, join
from tests.stage import kept

AUDIENCES = [audience.value for audience in Audience]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Databases of tests go back in time; what was kept of one may not be shown in the next."""
    cache.clear()
    forget_everything()


@kept
def cast() -> SimpleNamespace:
    """Everybody, by name."""
    people = {name: MemberFactory(handle=name) for name in ("ada", "bob", "eve", "wanda", "carl", "fay")}
    people["mo"] = MemberFactory(handle="mo", is_moderator=True)
    people["root"] = MemberFactory(handle="root", is_superuser=True)
    return SimpleNamespace(**people, visitor=AnonymousUser())


@kept
def groups(cast: SimpleNamespace) -> dict[str, Group]:
    """One group of each audience, all with ada and bob in them, wanda as mentor, carl as custodian, fay facilitator."""
    made = {}
    for audience in AUDIENCES:
        joining = Joining.OPEN if audience in ("public", "members") else Joining.REQUEST
        group = GroupFactory(name=f"The {audience} group", slug=f"the-{audience}", audience=audience, joining=joining)
        join(group, cast.ada, cast.bob, cast.wanda, cast.carl, cast.fay)
        for member, role in ((cast.wanda, Role.MENTOR), (cast.carl, Role.CUSTODIAN), (cast.fay, Role.FACILITATOR)):
            GroupRole.objects.create(group=group, member=member, role=role)
        made[audience] = group
    return made


@kept
def everybody(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """The cast with ava, an advisor in every group, and olga, who has every role in another one."""
    cast.ava, cast.olga = MemberFactory(handle="ava"), MemberFactory(handle="olga")
    for group in groups.values():
        join(group, cast.ava)
        GroupRole.objects.create(group=group, member=cast.ava, role=Role.ADVISOR)
    elsewhere = GroupFactory(name="Elsewhere", slug="elsewhere")
    join(elsewhere, cast.olga)
    for role in Role:
        GroupRole.objects.create(group=elsewhere, member=cast.olga, role=role)
    cast.elsewhere = elsewhere
    return cast


@pytest.fixture
def public(groups: dict[str, Group]) -> Group:
    return groups["public"]


@pytest.fixture
def private(groups: dict[str, Group]) -> Group:
    return groups["private"]


def client_of(member: Member | AnonymousUser) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    if isinstance(member, Member):
        client.force_login(member)
    return client
