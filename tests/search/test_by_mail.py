"""Searching by mail: what comes back is what its reader sees when it is written."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox

from forum import operations
from mail.arriving import processing, taking
from mail.models import Status, Way
from tests.factories import topic
from tests.search.conftest import bring_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(cast, settings):
    """A mail of bob to the help address, acted on."""
    settings.MAIL_DOMAIN, settings.MAIL_TRUSTED_RECEIVERS = "talk.example.org", ["mx.example.net"]
    EmailAddress.objects.create(user=cast.bob, email=cast.bob.email, verified=True, primary=True)

    def send(words):
        head = "Authentication-Results: mx.example.net; dmarc=pass header.from=example.org\nSubject: Question\n"
        raw = f"{head}From: {cast.bob.email}\nTo: help@talk.example.org\nMessage-ID: <{words}@a>\n\n{words}\n"
        received = taking.store(raw.encode(), way=Way.PIPE, sender=cast.bob.email)
        return processing.act_on(received.pk)

    return send


def letters(cast):
    return [each for each in outbox.outbox if each.to == [cast.bob.email]]


def test_what_is_found_comes_back(ask, run_jobs, cast, groups):
    topic(groups["public"], cast.ada, title="How does one glue a chair?")
    bring_up()
    assert ask("Tafuta glue chair").status == Status.COMMAND
    run_jobs()
    (letter,) = letters(cast)
    assert "How does one glue a chair?" in letter.body
    assert "/search/?q=glue%20chair" in letter.body


def test_what_is_lost_from_sight_before_it_is_written_does_not(ask, run_jobs, cast, groups):
    topic(groups["private"], cast.ada, title="The glue of the private group")
    bring_up()
    ask("search glue")
    operations.leave(group=groups["private"], member=cast.bob)
    run_jobs()
    (letter,) = letters(cast)
    assert "private group" not in letter.body
    assert "Nothing was found" in letter.body


def test_without_words_it_is_told_so(ask):
    assert ask("search").reason == "not_a_command"
