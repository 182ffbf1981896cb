"""Every page of the forum answers, for whom it is meant, in a bounded number of queries."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import operations
from forum.models import Group
from freshness.memo import forget_everything
from tests.factories import posts, topic
from tests.forum.conftest import client_of
from tests.stage import kept

pytestmark = pytest.mark.django_db


@kept
def talked(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    found = topic(groups["public"], cast.ada, kind="question", tags=["pricing"])
    first, *_rest = posts(found, cast.bob, 3)
    operations.reply(topic=found, author=cast.ada, markdown="Thank you @bob.", parent=first)
    operations.accept_solution(post=first, by=cast.ada)
    operations.react(post=first, member=cast.ada)
    found.refresh_from_db()
    return SimpleNamespace(topic=found, post=first)


PAGES = [
    "/", "/latest/", "/unanswered/", "/top/?period=all", "/latest/?kind=question&tag=pricing", "/groups/", "/rules/",
    "/g/the-public/", "/g/the-public/top/", "/g/the-public/about/", "/tags/pricing/", "{topic}",
    "{topic}?reading=threads", "/search/known/?title=price+chair",
]  # fmt: skip
MEMBER_PAGES = [
    "/new/", "/unread/", "/mine/", "/bookmarks/", "/drafts/", "/messages/", "/messages/new/", "/ask/", "/told/", "/me/",
    "/g/the-public/members/", "/g/the-public/follow/", "/g/the-public/unread/", "/tags/pricing/follow/", "/m/bob/",
    "/t/{id}/acts/", "/t/{id}/reply/?to=2", "/t/{id}/follow/", "/t/{id}/edit/", "/p/{post}/acts/", "/p/{post}/alone/",
    "/p/{post}/quote/", "/p/{post}/revisions/", "/complete/names/?q=b", "/complete/tags/?q=p", "/rules/accept/",
]  # fmt: skip
MENTOR_PAGES = ["/g/the-public/greet/", "/g/the-public/edit/", "/t/{id}/choose/"]


def address(page: str, talked: SimpleNamespace) -> str:
    return page.format(topic=talked.topic.get_absolute_url(), id=talked.topic.pk, post=talked.post.pk)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["visitor", "ada", "eve", "root"])
def test_page_answers(page: str, who: str, cast: SimpleNamespace, talked: SimpleNamespace) -> None:
    answer = client_of(getattr(cast, who)).get(address(page, talked))
    assert answer.status_code == 200
    assert b"\x02" not in answer.content  # every slot is filled


@pytest.mark.parametrize("page", MEMBER_PAGES)
def test_members_page_answers_members_alone(page: str, cast: SimpleNamespace, talked: SimpleNamespace) -> None:
    answer = client_of(cast.ada).get(address(page, talked))
    assert answer.status_code == 200
    assert b"\x02" not in answer.content
    if "alone" not in page:
        assert client_of(cast.visitor).get(address(page, talked)).status_code in (302, 403, 404)


@pytest.mark.parametrize("page", MENTOR_PAGES)
def test_mentors_page_answers_mentors_alone(page: str, cast: SimpleNamespace, talked: SimpleNamespace) -> None:
    assert client_of(cast.wanda).get(address(page, talked)).status_code == 200
    assert client_of(cast.eve).get(address(page, talked)).status_code == 403


def test_recipients_are_completed_with_people_alone(cast: SimpleNamespace, public: Group) -> None:
    client = client_of(cast.ada)
    for query, found in (("the-pub", ["the-public"]), ("the-pub&only=people", []), ("bo&only=people", ["bob"])):
        names = client.get(f"/complete/names/?q={query}").json()["names"]
        assert [name["handle"] for name in names] == found, query


def test_queries_do_not_grow_with_the_topic(cast: SimpleNamespace, public: Group) -> None:
    """A page of a topic of 3 posts and of 60 costs the same, made anew and made before, in both readings."""
    short, long = topic(public, cast.ada, "A short one"), topic(public, cast.ada, "A long one")
    posts(short, cast.bob, 2)
    posts(long, cast.bob, 60)
    for member in (cast.visitor, cast.eve):
        client = client_of(member)
        for query in ("?page=1", "?reading=threads"):
            counts = []
            for each in (short, long):
                forget_everything()
                client.get(each.get_absolute_url() + query)
                forget_everything()
                with CaptureQueriesContext(connection) as cold:
                    client.get(each.get_absolute_url() + query)
                with CaptureQueriesContext(connection) as warm:
                    client.get(each.get_absolute_url() + query)
                counts.append((len(cold), len(warm)))
            assert counts[0] == counts[1]
            assert counts[1][1] <= 14
