"""What waits is decided by one word in a reply, by who may and has proved who they are."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as outbox

from forum import operations as forum
from forum.models import Group, Post
from forum.moderation import operations
from forum.moderation.by_mail import APPROVE, REJECT
from forum.moderation.kinds import MEMBERS, POSTS
from forum.moderation.matching import key_of
from forum.moderation.models import Act, Case, Decision, WatchedWord
from mail import keys
from mail.keys import Purpose
from mail.leaving.transport import Transport
from mail.models import Status
from mail.our_addresses import address_for
from members.models import Member
from notifications.by_mail import sending
from tests.factories import topic
from tests.forum.by_mail.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

Run = Callable[[], object]


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    settings.MAIL_HOLD_SECONDS = 0


def review_address(member: Member, case: Case) -> str:
    return address_for(Purpose.REVIEW, member_id=member.pk, thing=case.pk, generation=keys.generation_of(member.pk))


@pytest.fixture
def held(cast: SimpleNamespace, public: Group) -> Post:
    """bob's reply, which waits for carl and wanda."""
    WatchedWord.objects.create(words="qzloan", key=key_of("qzloan"))
    return forum.reply(topic=topic(public, cast.ada), author=cast.bob, markdown="Take a **qzloan** <b>now</b>.")


@pytest.fixture
def case(held: Post) -> Case:
    return Case.objects.get()


@pytest.mark.parametrize("word", APPROVE)
def test_a_word_approves(arrive: Any, cast: SimpleNamespace, held: Post, case: Case, word: str) -> None:
    received = arrive(mail(cast.carl, review_address(cast.carl, case), f"{word.title()}.\n\nCarl"))
    assert (received.status, received.reason) == (Status.COMMAND, "approved")
    assert Post.objects.get(pk=held.pk).deleted_at is None
    assert Decision.objects.get().by == cast.carl


@pytest.mark.parametrize("word", REJECT)
def test_a_word_rejects_and_its_author_reads_why(
    arrive: Any, cast: SimpleNamespace, held: Post, case: Case, word: str
) -> None:
    received = arrive(mail(cast.carl, review_address(cast.carl, case), f"{word} no loans here"))
    assert (received.status, received.reason) == (Status.COMMAND, "deleted")
    post, decision = Post.objects.get(pk=held.pk), Decision.objects.get()
    assert post.deleted_at is not None
    assert post.hidden_at is None
    assert (decision.act, decision.words) == (Act.DELETE, "no loans here")


@pytest.mark.parametrize("words", ["approve it later", "I would approve", "approve\n\nBut why did he?", "Fine with me"])
def test_all_else_decides_nothing(arrive: Any, cast: SimpleNamespace, case: Case, words: str) -> None:
    assert arrive(mail(cast.carl, review_address(cast.carl, case), words)).reason == "no_decision"
    assert not Decision.objects.exists()


def test_nobody_else_decides(arrive: Any, cast: SimpleNamespace, public: Group, case: Case) -> None:
    """Neither with somebody's key, nor without a proof, nor whoever has no power any more, nor who never had it."""
    address = review_address(cast.carl, case)
    assert arrive(mail(cast.eve, address, "approve")).reason == "key_of_another"
    assert arrive(mail(cast.carl, address, "approve", proof=None)).status == Status.HELD
    for who in (cast.eve, cast.bob):
        assert arrive(mail(who, review_address(who, case), "approve")).reason == "case_gone"
    forum.take_role(group=public, member=cast.carl, role="custodian", by=cast.root)
    assert arrive(mail(cast.carl, address, "approve")).reason == "case_gone"
    assert not Decision.objects.exists()


def test_what_is_decided_is_not_decided_again(arrive: Any, cast: SimpleNamespace, case: Case) -> None:
    operations.approve(case=case, by=cast.wanda)
    assert arrive(mail(cast.carl, review_address(cast.carl, case), "reject")).reason == "case_gone"
    assert Decision.objects.count() == 1


def send() -> None:
    with Transport() as transport:
        sending.send_due(transport)


def letters_to(member: Member) -> list[Any]:
    return [each for each in outbox.outbox if each.to == [member.email]]


def test_the_mail_has_the_words_and_an_address_to_decide(
    run_jobs: Run, arrive: Any, cast: SimpleNamespace, held: Post, case: Case
) -> None:
    run_jobs()
    send()
    (letter,) = letters_to(cast.carl)
    assert "Watched words: qzloan" in letter.body
    assert "**qzloan**" in letter.body
    assert "approve" in letter.body
    assert letter.extra_headers["Reply-To"] == review_address(cast.carl, case)
    assert arrive(mail(cast.carl, letter.extra_headers["Reply-To"], "approve")).reason == "approved"
    assert "qzloan" not in "".join(each.body for each in letters_to(cast.eve))


def test_the_mail_says_nothing_of_what_was_decided_or_is_private(
    run_jobs: Run, cast: SimpleNamespace, held: Post, case: Case
) -> None:
    said = forum.start_message(author=cast.ada, recipients=[cast.bob], title="Qztitle", markdown="Qzsecret.")
    operations.flag(kind=POSTS, thing=said.posts.get(), reporter=cast.bob, reason="spam")
    operations.flag(kind=MEMBERS, thing=cast.eve, reporter=cast.bob, reason="spam")
    run_jobs()
    operations.approve(case=case, by=cast.wanda)
    send()
    assert letters_to(cast.carl) == []
    to_staff = letters_to(cast.mo)
    assert len(to_staff) == 2
    for letter in to_staff:
        assert "Qztitle" not in letter.subject + letter.body
        assert "Qzsecret" not in letter.body
        assert "Reply-To" not in letter.extra_headers
