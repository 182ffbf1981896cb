"""Who sees which comment: the list, and who is told, for every audience and every state."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from knowledge_base.comments import operations
from knowledge_base.comments.models import PageComment
from knowledge_base.comments.telling import those_who_see
from knowledge_base.models import Audience, KnowledgePage
from members.models import Member
from tests.forum.policy_tables import PEOPLE, asked_of, row

from .worlds import World, article, shelf, waiting

pytestmark = pytest.mark.django_db

EVERYBODY = "+       +   +    +   +   +   +   +    +     +  +"
NOBODY = "- - - - - - - - - - -"
HANDS = "-       -   -    -   -   -   -   +    +     +  +"
MEMBERS = "-       +   +    +   +   +   +   +    +     +  +"
# mo moderates everywhere, but reads a page for groups only as a member of one.
IN_THE_GROUP = "-       -   -    +   +   +   +   +    +     -  +"


def seen(world: World, comment: PageComment) -> str:
    return asked_of(world, lambda who: PageComment.objects.visible_to(who).filter(pk=comment.pk).exists())


def test_a_comment_is_seen_as_its_page_is(world: World) -> None:
    among = operations.comment(page=world.for_members, author=world.ada, markdown="Hello.")
    assert seen(world, world.first) == row(EVERYBODY)
    assert seen(world, among) == row(MEMBERS)
    assert seen(world, world.within) == row(IN_THE_GROUP)
    Page.objects.filter(pk=world.page.pk).update(live=False)
    assert seen(world, world.first) == row(NOBODY)


def test_a_comment_closes_with_the_shelf_above_its_page(world: World) -> None:
    world.top.audience = Audience.MEMBERS
    world.top.save()
    assert seen(world, world.first) == row(MEMBERS)


def test_what_waits_is_seen_by_its_author_and_who_looks_after_it(world: World) -> None:
    #                                       visitor eve olga ada bob ava fay carl wanda mo root
    assert seen(world, waiting(world)) == row("-    +   -    -   -   -   -   +    +     +  +")


def test_what_was_hidden_or_deleted_is_seen_by_who_looks_after_it(world: World) -> None:
    operations.hide_comment(comment=world.first, by=world.carl, reason="Rude.")
    operations.delete_comment(comment=world.second, by=world.bob)
    assert seen(world, world.first) == seen(world, world.second) == row(HANDS)
    assert seen(world, world.third) == row(EVERYBODY)
    operations.delete_comment(comment=world.within, by=world.ada)
    assert seen(world, world.within) == row("- - - - - - - + + - +")


def test_what_was_deleted_while_it_waited_is_gone_for_its_author(world: World) -> None:
    comment = waiting(world)
    operations.delete_comment(comment=comment, by=world.carl)
    assert seen(world, comment) == row(HANDS)


def test_leaving_a_group_closes_its_comments_at_once(world: World) -> None:
    world.private.memberships.filter(member=world.ada).delete()
    assert not PageComment.objects.visible_to(world.ada).filter(pk=world.within.pk).exists()


def test_a_role_in_another_group_opens_nothing(world: World) -> None:
    """olga has every role, elsewhere."""
    operations.hide_comment(comment=world.first, by=world.carl, reason="Rude.")
    assert not PageComment.objects.visible_to(world.olga).filter(pk=world.first.pk).exists()


def test_who_is_told_is_who_sees(world: World) -> None:
    """The question asked of members is the answer that each of them gets."""
    closed = shelf("Closed", world.top, audience=Audience.GROUPS)
    closed.audience_groups.set([world.secret])
    closed.save()
    deep = article(closed, "Deep")
    doubly = article(closed, "Doubly", audience=Audience.GROUPS, audience_groups=[world.private, world.elsewhere])
    everybody = list(Member.objects.all())
    for page in (world.page, world.inside, world.for_members, world.draft, world.top, closed, deep, doubly):
        found = those_who_see(page, {member.pk for member in everybody})
        reading = {m.pk for m in everybody if KnowledgePage.objects.visible_to(m).filter(pk=page.pk).exists()}
        assert found == reading, page


def test_who_was_put_out_is_told_nothing(world: World) -> None:
    Member.objects.filter(pk=world.ada.pk).update(is_active=False)
    assert those_who_see(world.page, {world.ada.pk, world.bob.pk}) == {world.bob.pk}


@pytest.mark.parametrize("who", PEOPLE)
def test_seeing_is_one_query(world: World, who: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found: list[Any] = list(PageComment.objects.visible_to(getattr(world, who)))
    assert found
    assert len(asked) == 1
