"""Mails that come back: which of ours, for good or for now; and what only looks like one."""

import pytest

from mail import keys
from mail.keys import Purpose
from mail.models import Status
from mail.our_addresses import address_for
from mail.signals import mail_bounced
from tests.forum.by_mail.conftest import mail

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@example.org
Action: {action}
Status: {status}

--b--
"""


@pytest.fixture
def heard():
    """What is announced of bounces."""
    found = []

    def hear(sender, member_id, thing, is_permanent, code, **_more):
        found.append((member_id, thing, is_permanent, code))

    mail_bounced.connect(hear)
    yield found
    mail_bounced.disconnect(hear)


def verp(member, thing=77):
    return address_for(Purpose.BOUNCE, member_id=member.pk, thing=thing, generation=keys.generation_of(member.pk))


def report(to, action="failed", status="5.1.1"):
    return REPORT.format(to=to, action=action, status=status, number=f"{action}{status}").encode()


def test_a_mail_that_came_back_for_good(arrive, cast, heard):
    to = verp(cast.bob)
    received = arrive(report(to), to, sender="")
    assert (received.status, received.reason) == (Status.BOUNCE, "permanent")
    assert heard == [(cast.bob.pk, 77, True, "5.1.1")]


def test_a_mail_that_came_back_for_now(arrive, cast, heard):
    to = verp(cast.bob)
    assert arrive(report(to, status="4.2.2"), to, sender="").reason == "temporary"
    assert heard == [(cast.bob.pk, 77, False, "4.2.2")]


def test_a_mail_that_is_only_late_is_no_bounce(arrive, cast, heard):
    to = verp(cast.bob)
    assert arrive(report(to, action="delayed", status="4.4.1"), to, sender="").status == Status.IGNORED
    assert not heard


def test_a_report_without_our_key_counts_for_nothing(arrive, cast, heard):
    to = verp(cast.bob)
    forged = to.replace("bounce+", "bounce+a")[: len(to)]
    assert arrive(report(forged), forged, sender="").status == Status.BOUNCE
    assert not heard


def test_the_words_of_older_programs_are_understood(arrive, cast, heard):
    to = verp(cast.bob)
    message = mail("MAILER-DAEMON@old.example", to, subject="failure notice", proof=None)
    message.set_content(
        "Hi. This is the qmail-send program at old.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<bob@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
    )
    assert arrive(message, to, sender="").status == Status.BOUNCE
    assert heard == [(cast.bob.pk, 77, True, "")]


def test_an_autoresponder_to_the_senders_address_is_no_bounce(arrive, cast, heard):
    to = verp(cast.bob)
    message = mail(cast.bob, to, "I am away.", subject="Out of office", Auto_Submitted="auto-replied")
    assert arrive(message, to).status == Status.IGNORED
    assert not heard
