"""A mail that proves nothing waits until its member says that it is theirs: on the page, or by a reply."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Post
from mail import keys
from mail.arriving import processing
from mail.keys import Purpose
from mail.models import ReceivedMail, Status
from mail.tasks import ask_of_others
from tests.factories import topic
from tests.forum.by_mail.conftest import mail, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(cast, public):
    return topic(public, cast.ada).posts.get(number=1)


@pytest.fixture
def held(arrive, cast, opening):
    return arrive(mail(cast.bob, reply_address(cast.bob, opening), "It is pine.", proof=None))


def page_of(held):
    key = keys.make(Purpose.CONFIRM, member_id=held.member_id, thing=held.pk, generation=0)
    return reverse("mail_confirm", args=[key])


def test_looking_changes_nothing_and_the_button_posts(run_jobs, held, opening):
    client = Client()
    page = client.get(page_of(held))
    assert "It is pine." in page.content.decode()
    assert ReceivedMail.objects.get(pk=held.pk).status == Status.HELD
    client.post(page_of(held), {"own": "yes", "mail": held.pk})
    run_jobs()
    assert ReceivedMail.objects.get(pk=held.pk).status == Status.POSTED
    assert Post.objects.get(topic=opening.topic, number=2).markdown == "It is pine."
    assert client.get(page_of(held)).status_code == 404


def test_no_throws_it_away(run_jobs, held, opening):
    Client().post(page_of(held), {"own": "no", "mail": held.pk})
    run_jobs()
    assert ReceivedMail.objects.get(pk=held.pk).reason == "disowned"
    assert opening.topic.posts.count() == 1


def test_a_key_for_another_thing_or_mail_shows_nothing(cast, held):
    for purpose, member, thing in (
        (Purpose.REPLY, cast.bob.pk, held.pk),
        (Purpose.CONFIRM, cast.eve.pk, held.pk),
    ):
        key = keys.make(purpose, member_id=member, thing=thing, generation=0)
        assert Client().get(reverse("mail_confirm", args=[key])).status_code == 404


def question(run_jobs):
    run_jobs()
    (letter,) = outbox.outbox
    return letter.reply_to[0]


@pytest.mark.parametrize("words", ["yes", "Yes.", "Oui", "sim", "Sí", "ndiyo", "نعم", "yes\n\n> Is it yours?"])
def test_yes_by_mail_needs_no_proof_but_the_key(arrive, run_jobs, cast, held, words):
    received = arrive(mail(cast.bob, question(run_jobs), words, proof=None))
    assert (received.status, received.reason) == (Status.COMMAND, "confirmed")
    run_jobs()
    assert ReceivedMail.objects.get(pk=held.pk).status == Status.POSTED


@pytest.mark.parametrize("words", ["no", "I am away until Monday.", "yes of course I am away"])
def test_other_words_are_no_yes(arrive, run_jobs, cast, held, words):
    assert arrive(mail(cast.bob, question(run_jobs), words, proof=None)).reason == "not_yes"
    assert ReceivedMail.objects.get(pk=held.pk).status == Status.HELD


def test_another_members_yes_is_none(arrive, run_jobs, cast, held):
    assert arrive(mail(cast.eve, question(run_jobs), "yes")).reason == "key_of_another"
    assert ReceivedMail.objects.get(pk=held.pk).status == Status.HELD


def test_one_question_an_hour(arrive, run_jobs, cast, opening, held):
    for number in range(3):
        arrive(mail(cast.bob, reply_address(cast.bob, opening), f"{number}", proof=None))
    run_jobs()
    assert len(outbox.outbox) == 1


def test_the_others_are_shown_at_once_and_asked_of_later(arrive, run_jobs, cast, opening, held, monkeypatch):
    other = arrive(mail(cast.bob, reply_address(cast.bob, opening), "Or oak.", proof=None))
    page = Client().get(page_of(held)).content.decode()
    assert page.index("It is pine.") < page.index("Or oak.")
    run_jobs()
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    ask_of_others.enqueue()
    run_jobs()
    assert [("Or oak." in each.body) for each in outbox.outbox] == [False, True]
    assert ReceivedMail.objects.get(pk=other.pk).asked_at


def test_who_was_asked_is_not_asked_of_the_same_again(run_jobs, held):
    run_jobs()
    ask_of_others.enqueue()
    run_jobs()
    assert len(outbox.outbox) == 1


def test_anothers_mail_cannot_be_decided_with_my_key(arrive, cast, opening, held):
    others = arrive(mail(cast.eve, reply_address(cast.eve, opening), "Mine.", proof=None))
    page = Client().post(page_of(held), {"own": "yes", "mail": others.pk}).content.decode()
    assert "Mine." not in page
    assert ReceivedMail.objects.get(pk=others.pk).status == Status.HELD


def test_a_flood_in_somebodys_name_is_not_kept(arrive, cast, opening, monkeypatch):
    monkeypatch.setattr(processing, "HELD_MAX", 2)
    reasons = [arrive(mail(cast.bob, reply_address(cast.bob, opening), f"{n}", proof=None)).reason for n in range(3)]
    assert reasons == ["unproved", "unproved", "too_many_held"]


def test_the_proved_copy_of_a_held_mail_is_posted_and_the_held_one_not_twice(arrive, run_jobs, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening), proof=None)
    held = arrive(message)
    message["Authentication-Results"] = "mx.example.net; dmarc=pass header.from=example.org"
    assert arrive(message).status == Status.POSTED
    Client().post(page_of(held), {"own": "yes", "mail": held.pk})
    run_jobs()
    assert ReceivedMail.objects.get(pk=held.pk).reason == "duplicate"
    assert opening.topic.posts.count() == 2
