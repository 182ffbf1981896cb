"""Flags open a case, hide what enough known members flag, and weigh by what came of earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum import operations as forum
from forum.models import Group, GroupRole, Post, Role
from forum.moderation import operations, weighing
from forum.moderation.kinds import MEMBERS, POSTS
from forum.moderation.models import Case, Flag, ReviewSetting
from forum.moderation.told import HIDDEN, REVIEW
from members.models import Member
from notifications.models import Notification
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.forum.moderation.conftest import flagged

pytestmark = pytest.mark.django_db

Known = Callable[[int], list[Member]]


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("member__handle", flat=True))


def is_hidden(post: Post) -> bool:
    return Post.objects.filter(pk=post.pk).exclude(hidden_at=None).exists()


def test_the_first_flag_opens_a_case_and_tells_who_reviews_there(
    said: Post, everybody: SimpleNamespace, public: Group, run_jobs: Callable[[], object]
) -> None:
    found = flagged(said, everybody.ada, everybody.eve)
    run_jobs()
    assert (found.group, found.author, found.flags.count()) == (public, everybody.bob, 2)
    assert told(REVIEW) == {"carl", "wanda"}
    assert not is_hidden(said)


@pytest.mark.parametrize("rightful", [True, False])
def test_enough_flags_hide(
    said: Post, known: Known, run_jobs: Callable[[], object], rightful: bool, everybody: SimpleNamespace
) -> None:
    """Three members without a record do; they do not where their earlier flags were wrong."""
    reporters = known(3)
    for number in range(3):
        other = forum.reply(topic=said.topic, author=everybody.eve, markdown=f"Another {number}.")
        flagged(other, *reporters[:1])
    Flag.objects.update(upheld=rightful)
    flagged(said, *reporters[:2])
    assert not is_hidden(said)
    flagged(said, reporters[2])
    assert is_hidden(said) == rightful
    run_jobs()
    assert told(HIDDEN) == ({"bob"} if rightful else set())


def test_a_record_weighs() -> None:
    assert weighing.weight_of(0, 0) == 1
    assert weighing.weight_of(9, 0) > 1.8
    assert weighing.weight_of(0, 9) < 0.2


def test_who_has_just_joined_hides_nothing(said: Post, everybody: SimpleNamespace) -> None:
    flagged(said, everybody.ada, everybody.eve, everybody.olga, everybody.ava, everybody.fay)
    assert not is_hidden(said)


def test_a_hand_is_never_hidden_by_flags(said: Post, everybody: SimpleNamespace, public: Group, known: Known) -> None:
    by_hand = forum.reply(topic=said.topic, author=everybody.fay, markdown="Please keep to the topic.")
    flagged(by_hand, *known(5))
    assert not is_hidden(by_hand)
    GroupRole.objects.create(group=public, member=everybody.bob, role=Role.FACILITATOR)
    flagged(said, *known(5))
    assert not is_hidden(said)


def test_the_site_says_how_many_hide(said: Post, known: Known) -> None:
    ReviewSetting.objects.create(hide_at=0, flags_a_day=1)
    reporters = known(4)
    flagged(said, *reporters)
    assert not is_hidden(said)
    with pytest.raises(ValidationError, match="very much today"):
        operations.flag(kind=POSTS, thing=said.topic.posts.get(number=1), reporter=reporters[0], reason="spam")


def test_nobody_flags_twice_nor_themselves_nor_what_they_do_not_see(
    said: Post, everybody: SimpleNamespace, private: Group
) -> None:
    flagged(said, everybody.ada)
    with pytest.raises(ValidationError, match="already"):
        operations.flag(kind=POSTS, thing=said, reporter=everybody.ada, reason="spam")
    with pytest.raises(PermissionDenied):
        operations.flag(kind=POSTS, thing=said, reporter=everybody.bob, reason="spam")
    for reason, note in (("nonsense", ""), ("other", " "), ("breaks_rule", ""), ("spam", "x" * 1001)):
        with pytest.raises(ValidationError):
            operations.flag(kind=POSTS, thing=said, reporter=everybody.eve, reason=reason, note=note)
    hidden = topic(private, everybody.ada).posts.get(number=1)
    assert client_of(everybody.eve).post(f"/flag/post/{hidden.pk}/", {"reason": "spam"}).status_code == 404
    assert client_of(everybody.visitor).post(f"/flag/post/{said.pk}/", {"reason": "spam"}).status_code == 302
    assert Flag.objects.count() == 1


def test_a_flag_is_taken_back_while_nobody_has_decided(said: Post, everybody: SimpleNamespace) -> None:
    found = flagged(said, everybody.ada, everybody.eve)
    own = found.flags.get(reporter=everybody.ada)
    with pytest.raises(PermissionDenied):
        operations.take_back_flag(flag=own, by=everybody.eve)
    operations.take_back_flag(flag=own, by=everybody.ada)
    assert Case.objects.get().flags.get().reporter == everybody.eve
    operations.take_back_flag(flag=found.flags.get(), by=everybody.eve)
    assert not Case.objects.exists()


def test_what_is_hidden_stays_so_when_flags_are_taken_back(said: Post, known: Known) -> None:
    reporters = known(3)
    found = flagged(said, *reporters)
    for flag in found.flags.all():
        operations.take_back_flag(flag=flag, by=flag.reporter)
    assert is_hidden(said)
    assert Case.objects.waiting().get() == found


def test_members_are_flagged_to_staff(everybody: SimpleNamespace, run_jobs: Callable[[], object]) -> None:
    operations.flag(kind=MEMBERS, thing=everybody.bob, reporter=everybody.ada, reason="inappropriate")
    run_jobs()
    assert Case.objects.get().group is None
    assert told(REVIEW) == {"mo", "root"}


def test_a_case_goes_where_its_topic_goes(said: Post, everybody: SimpleNamespace, groups: dict[str, Group]) -> None:
    found = flagged(said, everybody.ada)
    forum.move_topic(topic=said.topic, by=everybody.mo, group=groups["members"])
    found.refresh_from_db()
    assert found.group == groups["members"]
    forum.split_topic(topic=said.topic, by=everybody.mo, posts=[Post.objects.get(pk=said.pk)], title="Of its own")
    found.refresh_from_db()
    assert found.group == groups["members"]
