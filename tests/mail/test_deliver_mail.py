"""`manage.py deliver_mail`: what a mail server's pipe is told."""

import io
import json
import os
import sys
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import DatabaseError

from forum.models import Post
from mail.arriving import processing, taking
from mail.models import ReceivedMail, Status
from tests.factories import GroupFactory, MemberFactory

pytestmark = pytest.mark.django_db

PROOF = "Authentication-Results: mx.example.net; dmarc=pass header.from=example.org\n"
MAIL = f"{PROOF}From: ann@example.org\nTo: traders@talk.example.org\nSubject: Glue\nMessage-ID: <1@a>\n\nHello.\n"


@pytest.fixture(autouse=True)
def world(settings):
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = "talk.example.org", ""
    settings.MAIL_TRUSTED_RECEIVERS = ["mx.example.net"]
    GroupFactory(slug="traders", name="Traders")
    ann = MemberFactory(handle="ann")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)


@pytest.fixture
def deliver(monkeypatch):
    """Runs the command with a mail on standard input: what it printed, and the code it ended with."""

    def run(text, *arguments):
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        with pytest.raises(SystemExit) as ended:
            call_command("deliver_mail", *arguments, stdout=out)
        return json.loads(out.getvalue()), ended.value.code

    return run


def test_a_mail_is_posted(deliver):
    said, code = deliver(MAIL)
    assert (said["status"], said["reason"], code) == ("posted", "posted", os.EX_OK)
    assert Post.objects.get(pk=said["post"]).markdown == "Hello."
    assert deliver(MAIL)[0] == {"status": "ignored", "reason": "duplicate", "post": None}


def test_recipients_of_the_envelope_come_before_those_of_the_fields(deliver):
    said, code = deliver(MAIL, "nobody@talk.example.org")
    assert (said["reason"], code) == ("unknown_recipient", os.EX_NOUSER)
    said, code = deliver(
        MAIL.replace("<1@a>", "<2@a>").replace("To: traders", "To: nobody"), "traders@talk.example.org"
    )
    assert said["status"] == "posted"


def test_where_the_receiver_noted_the_recipient_that_counts(deliver):
    said, _code = deliver(f"X-Original-To: traders@talk.example.org\n{MAIL.replace('To: traders', 'To: friends')}")
    assert said["status"] == "posted"


def test_a_mail_without_proof_is_held(deliver):
    said, code = deliver(MAIL.replace(PROOF, ""))
    assert (said, code) == ({"status": "held", "reason": "unproved", "post": None}, os.EX_OK)


def test_nothing_is_no_mail(deliver):
    assert deliver(" \n")[1] == os.EX_DATAERR


def test_a_mail_that_is_too_large_is_refused(deliver, settings):
    settings.MAIL_MAX_BYTES = 100
    assert deliver(MAIL) == ({"status": "rejected", "reason": "too_large", "post": None}, os.EX_DATAERR)
    assert not ReceivedMail.objects.exists()


def test_what_cannot_be_stored_stays_with_the_mail_server(deliver, monkeypatch):
    def fail(*_args, **_more):
        raise DatabaseError("locked")

    monkeypatch.setattr(taking, "take_in_all", fail)
    assert deliver(MAIL)[1] == os.EX_TEMPFAIL


def test_what_is_stored_and_fails_is_tried_again_by_its_job(deliver, run_jobs, monkeypatch):
    def fail(*_args):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(processing, "STEPS", (fail,))
        fail.__name__ = "fail"
        said, code = deliver(MAIL)
    assert (said["status"], code) == ("waiting", os.EX_OK)
    run_jobs()
    assert ReceivedMail.objects.get().status == Status.POSTED
