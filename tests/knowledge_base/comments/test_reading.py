"""What a page shows of its comments: the same for all, each viewer's marks over it, in few queries."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from forum import operations as forum
from forum.shared import respond, shared_piece, viewer_of
from knowledge_base.comments import operations, reading
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from members.models import Visitor
from tests.factories import MemberFactory
from tests.forum.conftest import client_of
from tests.forum.policy_tables import PEOPLE

from .worlds import World, article, careful, fresh, waiting

pytestmark = pytest.mark.django_db

Counted = Callable[[int], AbstractContextManager[Any]]


def seen_by(visitor: Visitor, page: Any) -> str:
    """The comments of a page as a view shows them: one shared piece, and the viewer's fills."""
    request = RequestFactory().get("/")
    request.user = visitor
    request.session = {}  # type: ignore[assignment]
    request._messages = []  # type: ignore[attr-defined]
    [ids, *_more] = reading.parts_of(page)
    threads = reading.comments_of(page, ids)
    piece = shared_piece(
        "comments/_comments.html",
        name=(page.pk, PageComment.objects.count(), len(connection.queries)),
        keys=[],
        make=lambda: ({"page": page, **reading.comments_context(page)}, reading.ids_in(threads)),
        viewer=viewer_of(request),
    )
    return respond(request, piece, reading.fills(request, page, piece.facts)).content.decode()


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_threads_stand_in_order_with_their_replies(world: World) -> None:
    later = operations.comment(page=world.page, author=world.bob, markdown="Another thing.")
    last = operations.comment(page=world.page, author=world.bob, markdown="Late.", parent=world.first)
    threads = reading.comments_of(world.page, reading.parts_of(world.page)[0])
    assert [(thread.first, list(thread.replies)) for thread in threads] == [
        (world.first, [world.second, world.third, last]),
        (later, []),
    ]
    assert reading.ids_in(threads) == (world.first.pk, world.second.pk, world.third.pk, last.pk, later.pk)


def test_a_page_shows_who_said_what_to_whom(world: World) -> None:
    page = words_of(seen_by(world.visitor, world.page))
    assert "I never know." in page
    assert "in reply to Bob" in page
    assert "in reply to Ada" not in page  # it stands right under her words
    assert "Reply" not in page.replace("in reply", "")


def test_what_is_gone_keeps_its_place_without_its_words(world: World) -> None:
    operations.delete_comment(comment=world.first, by=world.ada)
    operations.hide_comment(comment=world.third, by=world.carl, reason="Rude.")
    threads = reading.comments_of(world.page, reading.parts_of(world.page)[0])
    assert reading.ids_in(threads) == (world.second.pk,)
    for who in PEOPLE:
        page = words_of(seen_by(getattr(world, who), world.page))
        assert "never" not in page, who
        assert "I do." not in page, who
        assert "Rude." not in page, who
        assert "A comment was deleted here." in page, who
        assert "A comment was hidden here." in page, who
        assert ("Restore it" in page) is (who == "ada"), who
        assert ("Look at it" in page) is (who in ("carl", "wanda", "mo", "root")), who


def test_what_waits_is_shown_to_its_author_and_who_approves(world: World) -> None:
    waiting(world)
    for who in PEOPLE:
        page = words_of(seen_by(getattr(world, who), world.page))
        hands = who in ("carl", "wanda", "mo", "root")
        assert ("Am I seen?" in page) is (hands or who == "eve"), who
        assert ("Approve" in page) is hands, who


def test_likes_are_each_viewers_own(world: World) -> None:
    operations.like_comment(comment=world.first, member=world.bob)
    like, unlike = (f'formaction="/c/{world.first.pk}/{name}/"' for name in ("like", "unlike"))
    bob, eve, ada = (seen_by(member, world.page) for member in (world.bob, world.eve, world.ada))
    assert unlike in bob
    assert like in eve
    assert like not in ada
    assert unlike not in ada
    assert f'href="/c/{world.first.pk}/edit/"' in ada
    assert f'href="/c/{world.first.pk}/edit/"' not in bob


def test_the_box_says_why_there_is_none(world: World) -> None:
    assert "Members comment here." in words_of(seen_by(world.visitor, world.page))
    assert f'action="/pages/{world.page.pk}/comment/"' in seen_by(world.eve, world.page)
    careful(who_may_comment="open")
    page = seen_by(world.visitor, world.page)
    assert f'href="/pages/{world.page.pk}/comment/"' in page
    assert "csrfmiddlewaretoken" not in page  # it is kept, and given to all visitors
    forum.publish_rules(by=world.root, rules=[("Be kind", "To all.")])
    page = seen_by(world.eve, world.page)
    assert "Be kind" in page
    assert f'action="/pages/{world.page.pk}/comment/"' not in page


def test_the_box_offers_to_follow_or_to_stop(world: World) -> None:
    assert "comments/follow/" in seen_by(world.eve, world.page)
    operations.follow_comments(page=world.page, member=world.eve)
    assert "comments/unfollow/" in seen_by(world.eve, world.page)


def test_a_preview_shows_nobodys_marks(world: World) -> None:
    context = {"page": world.page, "shared": "", **reading.comments_context(world.page)}
    page = render_to_string("comments/_comments.html", context)
    assert "I <strong>never</strong> know." in page
    assert "\x02" not in page


def test_the_page_itself_shows_its_comments(world: World) -> None:
    for who in (world.visitor, world.eve):
        page = client_of(who).get(world.page.url).content.decode()
        assert [f'id="c-{each.pk}"' in page for each in (world.first, world.second, world.third)] == [True] * 3
    assert world.page.url == world.first.page.url
    assert client_of(world.eve).get(world.inside.url).status_code == 404


# Many comments --------------------------------------------------------------------------------------------------


def many(world: World, page: Any, count: int, replies: int = 0) -> list[PageComment]:
    found = [operations.comment(page=page, author=world.ada, markdown=f"Remark {n}.") for n in range(count)]
    for each in found:
        for n in range(replies):
            operations.comment(page=page, author=MemberFactory(), markdown=f"Reply {n}.", parent=each)
    return found


@pytest.mark.parametrize("count", [0, 1, 3])
def test_queries_do_not_grow_with_the_comments(count: int, world: World, django_assert_num_queries: Counted) -> None:
    page = article(world.top, "Empty")
    many(world, page, count, replies=count)
    page = KnowledgePage.objects.select_related("discussion_group").get(pk=page.pk)
    with django_assert_num_queries(2 if count else 1):
        threads = reading.comments_context(page)["comments"]
        said = [(thread.first.author_name, thread.first.html) for thread in threads]
        said += [(reply.author_name, reply.reply_to.author_name) for thread in threads for reply in thread.replies]
    assert len(said) == count + count**2


# Of a viewer: likes, what waits, the accepted rules, following; and where something was deleted, roles in the group.
@pytest.mark.parametrize(("who", "queries"), [("visitor", 1), ("eve", 3), ("carl", 3), ("root", 2)])
@pytest.mark.parametrize("count", [1, 3])
def test_marks_are_few_queries_for_any_viewer(count: int, who: str, queries: int, world: World) -> None:
    for each in many(world, world.page, count):
        operations.like_comment(comment=each, member=world.root)
    version = forum.publish_rules(by=world.root, rules=[("Be kind", "")])
    for member in (world.eve, world.carl, world.root):
        forum.accept_rules(member=member, version=version)
    request = RequestFactory().get("/")
    request.user = getattr(world, who)
    page = KnowledgePage.objects.select_related("discussion_group").get(pk=world.page.pk)
    ids = reading.ids_in(reading.comments_of(page, reading.parts_of(page)[0]))
    _ = page.specific_class
    filled(request, page, ids)
    with CaptureQueriesContext(connection) as asked:
        filled(request, page, ids)
    assert len([query for query in asked if "freshness_stamp" not in query["sql"]]) <= queries


def filled(request: Any, page: Any, ids: Sequence[int]) -> None:
    """Every slot of a page, as it is filled for a viewer."""
    fills = reading.fills(request, page, ids)
    fills["comment_form"](str(page.pk))
    if "comments_waiting" in fills:
        fills["comments_waiting"](str(page.pk))
        for pk in ids:
            fills["comment_like"](str(pk), "1", "0")
            fills["comment_change"](str(pk), "0")
            fills["comment_gone"](str(pk), "0", "None")


def test_a_long_thread_goes_on_in_the_next_part(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHARACTERS_A_PART", 300)
    page = article(world.top, "Long")
    [first] = many(world, page, 1)
    replies = [
        operations.comment(page=page, author=world.bob, markdown=f"{number} {'word ' * 25}", parent=first)
        for number in range(4)
    ]
    alone = operations.comment(page=page, author=world.bob, markdown="long " * 100)
    parts = reading.parts_of(page)
    assert [pk for ids in parts for pk in ids] == [first.pk, *(each.pk for each in replies), alone.pk]
    assert [len(ids) for ids in parts] == [3, 2, 1]
    [going_on] = reading.comments_of(page, parts[1])
    assert (going_on.first, list(going_on.replies)) == (first, replies[2:])
    assert reading.part_of(replies[3]) == 2
    shown = client_of(world.eve).get(f"/pages/{page.pk}/comments/?page=2").content.decode()
    assert [f'id="c-{each.pk}"' in shown for each in (first, *replies, alone)] == [
        True,
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_part_holds_fifty_comments_and_an_address_leads_to_the_right_one(world: World) -> None:
    page = article(world.top, "Full")
    found = many(world, page, 51)
    reply = operations.comment(page=page, author=world.bob, markdown="To the last.", parent=found[-1])
    assert [len(reading.comments_of(page, ids)) for ids in reading.parts_of(page)] == [50, 1]
    client = client_of(world.eve)
    assert client.get(f"/c/{found[49].pk}/")["Location"] == f"{page.url}#c-{found[49].pk}"
    for comment in (found[50], reply):
        address = client.get(f"/c/{comment.pk}/")["Location"]
        assert address == f"/pages/{page.pk}/comments/?page=2#c-{comment.pk}"
        shown = client.get(address).content.decode()
        assert f'id="c-{comment.pk}"' in shown
        assert f'id="c-{found[0].pk}"' not in shown
    assert client.get(f"/pages/{page.pk}/comments/?page=3").status_code == 404
    assert f'href="/pages/{page.pk}/comments/?page=2"' in seen_by(world.eve, page)


def test_a_part_is_made_once_and_anew_after_a_change(world: World) -> None:
    address, client = f"/pages/{world.page.pk}/comments/", client_of(world.eve)
    assert "Other words." not in client.get(address).content.decode()
    operations.revise_comment(comment=world.first, editor=world.ada, markdown="Other words.")
    assert "Other words." in client.get(address).content.decode()
    assert client_of(world.visitor).get(f"/pages/{world.inside.pk}/comments/").status_code == 404


def test_an_author_who_left_leaves_no_link(world: World) -> None:
    world.bob.delete()
    page = seen_by(world.eve, world.page)
    assert "A former member" in page
    assert "/m/bob/" not in page
    assert fresh(world.second).is_shown
