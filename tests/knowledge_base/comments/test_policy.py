"""Who may do what with comments: every function of the policy, for everybody, in every state."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from forum.models import Group
from knowledge_base.comments import operations, policy
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from tests.factories import topic
from tests.forum.policy_tables import PEOPLE, asked_in_turn, asked_of, row

from .worlds import World, careful, fresh, waiting

pytestmark = pytest.mark.django_db

# The comment is ada's, on a page that is discussed in the public group.
ON_A_SHOWN_COMMENT = {
    #                        visitor eve olga ada bob ava fay carl wanda mo root
    "is_author":             "-      -   -    +   -   -   -   -    -     -  -",
    "can_revise_comment":    "-      -   -    +   -   -   -   -    -     -  -",
    "can_delete_comment":    "-      -   -    +   -   -   -   +    +     +  +",
    "can_restore_comment":   "-      -   -    -   -   -   -   -    -     -  -",
    "can_hide_comment":      "-      -   -    -   -   -   -   +    +     +  +",
    "can_show_comment":      "-      -   -    -   -   -   -   -    -     -  -",
    "can_approve_comment":   "-      -   -    -   -   -   -   -    -     -  -",
    "can_keep_comment":      "-      -   -    -   -   -   -   +    +     +  +",
    "can_like_comment":      "-      +   +    -   +   +   +   +    +     +  +",
    "can_flag_comment":      "-      +   +    -   +   +   +   +    +     +  +",
    "can_reply_to_comment":  "-      +   +    +   +   +   +   +    +     +  +",
}  # fmt: skip
NOBODY = "- - - - - - - - - - -"
HANDS = "-      -   -    -   -   -   -   +    +     +  +"
ON_AN_OLD_COMMENT = {**ON_A_SHOWN_COMMENT, "can_revise_comment": NOBODY}
ON_A_HIDDEN_COMMENT = {
    **dict.fromkeys(ON_A_SHOWN_COMMENT, NOBODY),
    "is_author": ON_A_SHOWN_COMMENT["is_author"],
    "can_delete_comment": ON_A_SHOWN_COMMENT["can_delete_comment"],
    "can_show_comment": HANDS,
}
ON_A_COMMENT_ITS_AUTHOR_DELETED = {
    **dict.fromkeys(ON_A_SHOWN_COMMENT, NOBODY),
    "is_author": ON_A_SHOWN_COMMENT["is_author"],
    "can_restore_comment": "- - - + - - - + + + +",
}
ON_A_COMMENT_ANOTHER_DELETED = {**ON_A_COMMENT_ITS_AUTHOR_DELETED, "can_restore_comment": HANDS}
ON_A_WAITING_COMMENT = {
    **dict.fromkeys(ON_A_SHOWN_COMMENT, NOBODY),
    "is_author": ON_A_SHOWN_COMMENT["is_author"],
    "can_revise_comment": ON_A_SHOWN_COMMENT["can_revise_comment"],
    "can_delete_comment": ON_A_SHOWN_COMMENT["can_delete_comment"],
    "can_approve_comment": HANDS,
}


def as_it_is(w: World) -> None:
    """Nothing was done to it."""


def old(w: World) -> None:
    PageComment.objects.filter(pk=w.first.pk).update(submit_date=timezone.now() - timedelta(days=30, minutes=1))


def hidden(w: World) -> None:
    operations.hide_comment(comment=w.first, by=w.carl, reason="Rude.")


def deleted(w: World) -> None:
    operations.delete_comment(comment=w.first, by=w.ada)


def deleted_by_carl(w: World) -> None:
    operations.delete_comment(comment=w.first, by=w.carl)


def unapproved(w: World) -> None:
    PageComment.objects.filter(pk=w.first.pk).update(is_public=False)


STATES: list[tuple[Callable[[World], None], dict[str, str]]] = [
    (as_it_is, ON_A_SHOWN_COMMENT),
    (old, ON_AN_OLD_COMMENT),
    (hidden, ON_A_HIDDEN_COMMENT),
    (deleted, ON_A_COMMENT_ITS_AUTHOR_DELETED),
    (deleted_by_carl, ON_A_COMMENT_ANOTHER_DELETED),
    (unapproved, ON_A_WAITING_COMMENT),
]


@pytest.mark.parametrize(("state", "table"), STATES, ids=lambda each: getattr(each, "__name__", ""))
def test_what_may_be_done_with_a_comment(state: Callable[[World], None], table: dict[str, str], world: World) -> None:
    state(world)
    comment = fresh(world.first)
    found = {name: asked_of(world, partial(asked_in_turn, getattr(policy, name), comment)) for name in table}
    assert found == {name: row(marks) for name, marks in table.items()}


def test_every_act_is_in_a_table(world: World) -> None:
    asked = {name for name, function in inspect.getmembers(policy, inspect.isfunction) if "comment" in name}
    on_pages = {"can_comment", "can_request_comment", "can_follow_comments", "takes_comments", "comment_acts"}
    assert asked - on_pages - {"request_needs_approval"} == ON_A_SHOWN_COMMENT.keys() - {"is_author"}


def test_the_acts_of_a_comment_are_what_the_policy_says(world: World) -> None:
    for who in PEOPLE:
        for name, may in policy.comment_acts(getattr(world, who), fresh(world.first)).items():
            function = getattr(
                policy, {"look_after": "looks_after", "reply": "can_reply_to_comment"}.get(name, f"can_{name}_comment")
            )
            about = world.page if name == "look_after" else fresh(world.first)
            assert function(getattr(world, who), about) == may, (who, name)


ON_A_PAGE = {
    #                        visitor eve olga ada bob ava fay carl wanda mo root
    "can_comment":           "-      +   +    +   +   +   +   +    +     +  +",
    "can_follow_comments":   "-      +   +    +   +   +   +   +    +     +  +",
    "can_request_comment":   NOBODY,
    "looks_after":           HANDS,
}  # fmt: skip
WHERE_THE_SITE_IS_OPEN = {**ON_A_PAGE, "can_request_comment": "+ - - - - - - - - - -"}
ON_A_SHELF = {**dict.fromkeys(ON_A_PAGE, NOBODY), "looks_after": "- - - - - - - - - + +"}


def table_of(world: World, page: KnowledgePage) -> dict[str, str]:
    return {name: asked_of(world, partial(asked_in_turn, getattr(policy, name), page)) for name in ON_A_PAGE}


def rows_of(table: dict[str, str]) -> dict[str, str]:
    return {name: row(marks) for name, marks in table.items()}


def test_what_may_be_done_on_a_page(world: World) -> None:
    base = KnowledgePage.objects.get(pk=world.page.pk)
    assert table_of(world, base) == table_of(world, world.page) == rows_of(ON_A_PAGE)
    assert table_of(world, world.top) == rows_of(ON_A_SHELF)
    careful(who_may_comment="open")
    assert table_of(world, world.page) == rows_of(WHERE_THE_SITE_IS_OPEN)
    assert table_of(world, world.top) == rows_of(ON_A_SHELF)


def test_a_page_without_a_group_is_looked_after_by_staff_alone(world: World) -> None:
    found = asked_of(world, partial(asked_in_turn, policy.looks_after, world.for_members))
    assert found == row("- - - - - - - - - + +")


def test_only_who_reads_a_group_is_asked_for_its_rules(world: World) -> None:
    world.page.discussion_group = world.private
    assert policy.rules_group(world.ada, world.page) == world.private
    assert policy.rules_group(world.eve, world.page) is None
    world.page.discussion_group = world.members
    assert policy.rules_group(world.eve, world.page) == world.members
    assert policy.rules_group(world.eve, world.for_members) is None


# Who waits ------------------------------------------------------------------------------------------------------


def waits(world: World, page: Any) -> set[str]:
    people = [who for who in PEOPLE if who != "visitor"]
    return {who for who in people if policy.needs_approval(getattr(world, who), page)}


def test_nobody_waits_where_nobody_wants_it(world: World) -> None:
    assert waits(world, world.page) == waits(world, world.inside) == set()


def test_who_has_written_nothing_waits_where_the_site_wants_it(world: World) -> None:
    """ada, bob and eve have commented; carl, wanda, mo and root look after the page."""
    careful(new_members_wait=True)
    assert waits(world, world.page) == {"olga", "ava", "fay"}
    assert waits(world, world.for_members) == {"olga", "ava", "fay", "carl", "wanda"}
    topic(world.public, world.ava)
    assert waits(world, world.page) == {"olga", "fay"}


def test_who_has_written_nothing_waits_where_a_group_wants_it(world: World) -> None:
    careful(careful_groups=[world.private])
    assert waits(world, world.page) == waits(world, world.for_members) == set()
    assert waits(world, world.inside) == {"olga", "ava", "fay"}


def test_everybody_waits_where_the_group_is_new(world: World) -> None:
    """But who looks after the page; in an older group nobody does, and neither where no group is."""
    careful(new_group_days=7)
    world.private.created_at = timezone.now() - timedelta(days=6)
    world.private.save()
    Group.objects.exclude(pk=world.private.pk).update(created_at=timezone.now() - timedelta(days=8))
    inside, page = (KnowledgePage.objects.get(pk=found.pk) for found in (world.inside, world.page))
    hands = {who for who in PEOPLE if who != "visitor" and policy.looks_after(getattr(world, who), inside)}
    assert waits(world, inside) == {who for who in PEOPLE if who != "visitor"} - hands
    assert hands
    assert waits(world, page) == set()


def test_words_that_nobody_reads_make_no_member_known(world: World) -> None:
    careful(new_members_wait=True)
    assert not policy.needs_approval(world.eve, world.page)
    operations.hide_comment(comment=world.third, by=world.carl, reason="Rude.")
    assert policy.needs_approval(world.eve, world.page)
    waiting(world)
    assert policy.needs_approval(world.eve, world.page)
    post = topic(world.public, world.eve).posts.get()
    assert not policy.needs_approval(world.eve, world.page)
    type(post).objects.filter(pk=post.pk).update(deleted_at=timezone.now())
    assert policy.needs_approval(world.eve, world.page)
