"""A member's own lists: as many queries for 20 rows as for one, and a next page where there are more."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import operations, policy, told
from forum.models import Bookmark, Follow, Group, GroupRole, Joining, Membership, Role, Topic
from forum.where_to_start import where_to_move, where_to_start
from freshness.memo import forget_everything
from members.models import Member
from notifications import operations as notifications
from tests.factories import GroupFactory, MemberFactory, join, posts, topic
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db

World = SimpleNamespace
LISTS = [
    "/messages/", "/bookmarks/", "/drafts/", "/mine/", "/new/", "/unread/", "/m/ada/", "/told/", "/ask/", "/groups/",
]  # fmt: skip


def one_more(ada: Member) -> None:
    """One more row in each of ada's lists, with a person and a group of its own."""
    other = MemberFactory()
    group = GroupFactory(joining=Joining.REQUEST)
    join(group, ada, other)
    GroupRole.objects.create(group=group, member=ada, role=Role.FACILITATOR)
    talk = topic(group, other, f"With {other.name}", tags=["pricing"])
    operations.reply(topic=talk, author=ada, markdown="Yes.")
    operations.follow_topic(topic=talk, member=ada, level=Follow.TRACKING)
    [post] = posts(talk, other, 1)
    notifications.notify(
        members={ada.pk}, kind=told.REPLIED, thread=f"topic:{talk.pk}", object_id=post.pk, number=3, actor=other.pk
    )
    topic(group, other, f"News of {other.name}")
    operations.bookmark(post=post, member=ada)
    operations.keep_draft(member=ada, purpose=f"reply:{talk.pk}", markdown="And then")
    operations.start_message(author=other, recipients=[ada], title="Us two", markdown="Hello.")


IN_A_GROUP = ["/g/the-public/mine/", "/g/the-public/bookmarks/"]


def one_more_in(group: Group, ada: Member) -> None:
    """One more row in each of ada's lists within a group."""
    other = MemberFactory()
    join(group, other)
    talk = topic(group, other, f"With {other.name}")
    operations.reply(topic=talk, author=ada, markdown="Yes.")
    operations.bookmark(post=posts(talk, other, 1)[0], member=ada, note=f"Of {other.name}")


@pytest.mark.parametrize("address", IN_A_GROUP)
def test_twenty_rows_of_a_group_take_no_more_queries_than_one(address: str, cast: World, public: Group) -> None:
    client, asked = client_of(cast.ada), {}
    for rows in range(1, 21):
        one_more_in(public, cast.ada)
        if rows in (1, 20):
            forget_everything()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert len(re.findall('class="topics__title"|/unbookmark/', answer.content.decode())) == rows
            asked[rows] = len(queries)
    assert asked[20] == asked[1]


def test_own_lists_of_a_group_are_of_that_group_and_of_oneself(cast: World, groups: dict[str, Group]) -> None:
    for name in ("public", "private", "secret"):
        one_more_in(groups[name], cast.ada)
    one_more_in(groups["private"], cast.bob)
    for name in ("public", "private", "secret"):
        for own in ("mine", "bookmarks"):
            page = client_of(cast.ada).get(f"/g/the-{name}/{own}/").content.decode()
            assert page.count('class="topics__title"') + page.count("/unbookmark/") == 1, (name, own)
            assert f'<a href="/g/the-{name}/{own}/" aria-current="page">' in page


def test_own_lists_of_a_group_one_left_are_shut(cast: World, groups: dict[str, Group]) -> None:
    for name in ("private", "secret"):
        one_more_in(groups[name], cast.ada)
        groups[name].memberships.filter(member=cast.ada).delete()
        forget_everything()
        for own in ("mine", "bookmarks"):
            answer = client_of(cast.ada).get(f"/g/the-{name}/{own}/")
            assert (answer.status_code, answer.get("Location")) == {
                "private": (302, "/g/the-private/about/"),
                "secret": (404, None),
            }[name]
    for address in IN_A_GROUP:
        assert "/account/login/" in client_of(cast.visitor).get(address)["Location"]
    assert "/bookmarks/" not in client_of(cast.visitor).get("/g/the-public/").content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_twenty_rows_take_no_more_queries_than_one(address: str, cast: World) -> None:
    client, asked = client_of(cast.ada), {}
    for rows in range(1, 21):
        one_more(cast.ada)
        if rows in (1, 20):
            forget_everything()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert answer.status_code == 200
            asked[rows] = len(queries)
    assert asked[20] == asked[1]


def test_where_one_may_start_is_what_policy_says_of_each_group(everybody: World, groups: dict[str, Group]) -> None:
    for joining in Joining:
        GroupFactory(joining=joining, audience="members")
    GroupFactory(archived_at=timezone.now())
    for name in ("ada", "eve", "wanda", "carl", "fay", "ava", "olga", "mo", "root"):
        member = getattr(everybody, name)
        expected = [
            (group.name, policy.can_start_topic(member, group, "announcement"))
            for group in Group.objects.readable_by(member)
            if policy.can_start_topic(member, group)
        ]
        assert [(group.name, announces) for group, announces in where_to_start(member)] == expected, name


def followed_pages(member: Member, address: str, row: str) -> list[int]:
    """How many rows each page has, from one to the next."""
    client, counts, query = client_of(member), [], ""
    while True:
        page = client.get(address + query).content.decode()
        counts.append(len(re.findall(row, page)))
        found = re.search(r'href="(\?before=[^"]+)" rel="next"', page)
        if found is None:
            return counts
        query = found[1]


def test_messages_have_a_next_page(cast: World) -> None:
    for number in range(65):
        operations.start_message(author=cast.bob, recipients=[cast.ada], title=f"No. {number}", markdown="Hello.")
    Topic.objects.update(bumped_at=timezone.now() - timedelta(days=1))  # all at one moment: none is left out or twice
    assert followed_pages(cast.ada, "/messages/", "topics__title") == [30, 30, 5]


def test_bookmarks_have_a_next_page(cast: World, public: Group) -> None:
    written = posts(topic(public, cast.bob), cast.bob, 64)
    Bookmark.objects.bulk_create(
        [Bookmark(member=cast.ada, post=post) for post in [*written, written[0].topic.posts.get(number=1)]]
    )
    assert followed_pages(cast.ada, "/bookmarks/", "/unbookmark/") == [30, 30, 5]


@pytest.mark.parametrize("kind", ["question", "announcement"])
def test_a_topic_is_moved_where_policy_permits(everybody: World, groups: dict[str, Group], kind: str) -> None:
    GroupFactory(archived_at=timezone.now())
    made = topic(groups["public"], everybody.root, kind=kind)
    for name in ("ada", "eve", "wanda", "carl", "mo", "root"):
        member = getattr(everybody, name)
        readable = Group.objects.readable_by(member).exclude(pk=made.group_id)
        expected = [group for group in readable if policy.can_move_to(member, made, group)]
        assert where_to_move(member, made) == expected, name


def test_groups_to_move_to_are_chosen_by_name(cast: World, groups: dict[str, Group]) -> None:
    made = topic(groups["public"], cast.ada)
    Membership.objects.filter(member=cast.wanda, group=groups["secret"]).delete()
    GroupRole.objects.filter(member=cast.wanda, group=groups["secret"]).delete()
    client, queries = client_of(cast.wanda), []
    for more in range(2):
        GroupFactory(audience="members", name=f"One more {more}", joining=Joining.OPEN)
        forget_everything()
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/t/{made.pk}/acts/").content.decode()
        queries.append(len(asked))
    offered = dict(re.findall(r'<option value="([\w-]+)">([^<]+)<', page))
    assert offered.items() >= {"the-members": "The members group", "the-private": "The private group"}.items()
    assert "secret" not in page
    assert queries[0] == queries[1]
    client.post(f"/t/{made.pk}/move/", {"group": "the-private"})
    made.refresh_from_db()
    assert made.group == groups["private"]
