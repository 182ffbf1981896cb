"""What is asked for by one word in a mail, in any of our languages."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from forum.models import Reaction, Topic
from mail.keys import Purpose
from mail.models import Status
from mail.our_addresses import address_for
from notifications.models import MailChoice, MailSettings
from tests.factories import posts, topic
from tests.forum.by_mail.conftest import OURS, mail, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cast, public):
    return topic(public, cast.ada, kind="question")


@pytest.fixture
def opening(question):
    return question.posts.get(number=1)


@pytest.mark.parametrize("words", ["+1", "❤", "❤️", "Like", "like.", "J’aime", "me gusta", "أعجبني", "+1\n\nBob"])
def test_a_like(arrive, cast, opening, words):
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), words))
    assert (received.status, received.post_id) == (Status.LIKED, opening.pk)
    assert Reaction.objects.filter(post=opening, member=cast.bob).exists()
    assert opening.topic.posts.count() == 1


@pytest.mark.parametrize("words", ["+1 to what Ada says", "Like what?", "I like it", "like\n\nHow much was it again?"])
def test_words_are_no_command(arrive, cast, opening, words):
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening), words)).status == Status.POSTED


def test_solved_by_whoever_asked_and_nobody_else(arrive, cast, question):
    (answer,) = posts(question, cast.bob, 1)
    assert arrive(mail(cast.eve, reply_address(cast.eve, answer), "solved")).reason == "not_permitted"
    assert arrive(mail(cast.ada, reply_address(cast.ada, answer), "Résolu")).status == Status.COMMAND
    assert Topic.objects.get(pk=question.pk).solution == answer


def test_muting_and_following(arrive, run_jobs, cast, opening):
    arrive(mail(cast.bob, reply_address(cast.bob, opening), "mute"))
    assert opening.topic.follows.get(member=cast.bob).level == 0
    arrive(mail(cast.bob, reply_address(cast.bob, opening), "suivre"))
    assert opening.topic.follows.get(member=cast.bob).level == 3
    run_jobs()
    assert len(outbox.outbox) == 2


def test_a_topic_by_mail(arrive, run_jobs, cast, question, opening):
    posts(question, cast.ada, 2)
    arrive(mail(cast.bob, reply_address(cast.bob, opening), "send topic"))
    run_jobs()
    (letter,) = [each for each in outbox.outbox if each.to == [cast.bob.email]]
    assert "Reply 1." in letter.body
    assert "I never know." in letter.body


def test_help(arrive, run_jobs, cast):
    assert arrive(mail(cast.bob, f"help@{OURS}", "How?")).status == Status.COMMAND
    run_jobs()
    (letter,) = outbox.outbox
    assert "send topic" in letter.body


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("digest daily", "rhythm", "daily"),
        ("Résumé hebdomadaire", "rhythm", "weekly"),
        ("digest off", "rhythm", "at_once"),
        ("pause 14", "paused_until", timezone.now().date() + timedelta(days=14)),
        ("sitisha 0", "paused_until", None),
    ],
)
def test_what_comes_by_mail_is_chosen_by_mail(arrive, run_jobs, cast, words, field, value):
    assert arrive(mail(cast.bob, f"help@{OURS}", words)).status == Status.COMMAND
    assert getattr(MailSettings.objects.get(member=cast.bob), field) == value
    run_jobs()
    assert len(outbox.outbox) == 1


@pytest.mark.parametrize("words", ["digest hourly", "pause", "pause for a week", "pause 9999"])
def test_what_cannot_be_chosen_is_told(arrive, cast, words):
    assert arrive(mail(cast.bob, f"help@{OURS}", words)).reason == "not_a_command"


def test_the_address_that_ends_mails(arrive, cast, public):
    address = address_for(Purpose.STOP, member_id=cast.bob.pk, thing=public.pk, generation=0)
    assert arrive(mail(cast.eve, address, "")).reason == "key_of_another"
    assert arrive(mail(cast.bob, address, "")).reason == "unsubscribed"
    assert MailChoice.objects.get(member=cast.bob).place == public.pk
