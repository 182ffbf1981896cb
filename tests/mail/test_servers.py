"""Through a real Postfix and a real Dovecot: a mail comes in by LMTP, and by a mailbox."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from forum.models import Post
from mail.arriving import mailbox_watch
from mail.arriving.mailbox_watch import Mailbox
from mail.models import ReceivedMail, Status
from tests.factories import GroupFactory, MemberFactory
from tests.mail.servers import PASSWORD, RECEIVER, Dovecot, Postfix, submit, wait_until
from tests.mail.test_listener import Running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("mail servers")]


@pytest.fixture(autouse=True)
def world(db: None, settings: Any) -> None:
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = "talk.example.org", ""
    settings.MAIL_TRUSTED_RECEIVERS = [RECEIVER]
    GroupFactory(slug="traders", name="Traders")
    ann = MemberFactory(handle="ann")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)


@pytest.fixture
def listening(postfix: Postfix) -> Iterator[Running]:
    running = Running("lmtp", port=postfix.ours)
    yield running
    running.stop()


def written(words: str, **fields: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ann <ann@example.org>", "traders@talk.example.org", "Glue"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def test_a_mail_written_by_python_comes_in_by_lmtp(postfix, listening, run_jobs):
    submit(postfix, "ann@example.org", "traders@talk.example.org", written("Hello.", Message_ID="<1@example.org>"))
    wait_until(ReceivedMail.objects.exists, "the listener")
    run_jobs()
    received = ReceivedMail.objects.get()
    assert (received.status, received.way) == (Status.POSTED, "lmtp"), received.path
    assert Post.objects.get().message_id == "1@example.org"


def test_a_mail_written_by_swaks_comes_in_by_lmtp(postfix, listening, run_jobs):
    program = shutil.which("swaks")
    assert program is not None
    envelope = ["--from", "ann@example.org", "--to", "traders@talk.example.org"]
    words = ["--header", "Subject: Resin", "--body", "Where from?"]
    server = ["--server", f"127.0.0.1:{postfix.port}"]
    subprocess.run([program, *server, *envelope, *words], check=True, capture_output=True)
    wait_until(ReceivedMail.objects.exists, "the listener")
    run_jobs()
    assert Post.objects.get().topic.title == "Resin"


def test_the_proof_of_a_forger_is_not_ours(postfix, listening, run_jobs):
    """Postfix puts its results above those that came with the mail, and adds none for this sender."""
    forged = written("Hello.", Authentication_Results=f"{RECEIVER}.evil.example; dmarc=pass header.from=example.org")
    submit(postfix, "eve@evil.example", "traders@talk.example.org", forged)
    wait_until(ReceivedMail.objects.exists, "the listener")
    run_jobs()
    assert ReceivedMail.objects.get().reason == "unproved"


def test_unknown_recipients_are_refused_while_the_mail_is_offered(postfix, listening):
    submit(postfix, "ann@example.org", "nobody@talk.example.org", written("Hello."))
    wait_until(lambda: "status=bounced" in postfix.log(), "Postfix")
    assert not ReceivedMail.objects.exists()


def test_a_mailbox_is_read_once(postfix, dovecot: Dovecot, run_jobs):
    address = "forum@example.org"
    raw = written("By the mailbox.", Message_ID="<2@example.org>", X_Original_To="traders@talk.example.org")
    submit(postfix, "ann@example.org", address, raw)
    mailbox = Mailbox.read(f"imap://forum%40example.org:{PASSWORD}@127.0.0.1:{dovecot.imap}/INBOX")

    def fetched() -> bool:
        with mailbox.connect() as client:
            return mailbox_watch.fetch(client) > 0

    wait_until(fetched, "the mailbox")
    assert not fetched()
    run_jobs()
    received = ReceivedMail.objects.get()
    assert (received.status, received.way) == (Status.POSTED, "imap"), received.path
    with mailbox.connect() as client:
        assert client.folder_exists("Taken")


def test_idle_tells_of_a_mail_at_once(postfix, dovecot: Dovecot):
    mailbox = Mailbox.read(f"imap://forum%40example.org:{PASSWORD}@127.0.0.1:{dovecot.imap}/INBOX")
    sent: list[bool] = []

    def is_wanted() -> bool:
        if not sent:
            sent.append(True)
            submit(postfix, "ann@example.org", "forum@example.org", written("Hello."))
        return not ReceivedMail.objects.exists()

    mailbox_watch.watch(mailbox, is_wanted=is_wanted)
    assert ReceivedMail.objects.count() == 1
