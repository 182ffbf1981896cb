"""A conversation by mail through a real Postfix and Dovecot: out by SMTP, read by IMAP as a mail program does,
answered, in by LMTP, and out to the others; all of it one thread where a server finds threads by itself (RFC 5256)."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from imapclient import IMAPClient

from forum import operations
from forum.models import Follow, Topic
from mail.leaving.transport import Transport
from mail.models import ReceivedMail, Status
from members.models import Member
from notifications.by_mail import sending
from tests.factories import GroupFactory, MemberFactory, join
from tests.mail.servers import PASSWORD, RECEIVER, Dovecot, Postfix, submit, wait_until
from tests.mail.test_listener import Running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("mail servers")]


@pytest.fixture
def people(db: None, settings: Any, postfix: Postfix) -> dict[str, Member]:
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = "talk.example.org", ""
    settings.MAIL_TRUSTED_RECEIVERS, settings.MAIL_HOLD_SECONDS = [RECEIVER], 0
    settings.DEFAULT_FROM_EMAIL = "Baraza <baraza@talk.example.org>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postfix.port
    group = GroupFactory(slug="traders", name="Traders")
    made = {name: MemberFactory(handle=name) for name in ("amina", "benno", "chloe")}
    for member in made.values():
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        join(group, member)
        operations.follow_group(group=group, member=member, level=Follow.WATCHING)
    return made


@pytest.fixture
def listening(postfix: Postfix) -> Iterator[Running]:
    running = Running("lmtp", port=postfix.ours)
    yield running
    running.stop()


def told(run_jobs: Any) -> None:
    run_jobs()
    with Transport() as transport:
        while sending.send_due(transport):
            pass


def mailbox(dovecot: Dovecot, member: Member) -> IMAPClient:
    client = IMAPClient("127.0.0.1", dovecot.imap, ssl=False)
    client.login(str(member.email), PASSWORD)
    client.select_folder("INBOX")
    return client


def mails(dovecot: Dovecot, member: Member, count: int) -> list[EmailMessage]:
    """The mails of a mailbox, once there are so many."""
    found: list[EmailMessage] = []

    def are_there() -> bool:
        with mailbox(dovecot, member) as client:
            rows = client.fetch(client.search(), ["BODY.PEEK[]"])
        found[:] = [message_from_bytes(rows[uid][b"BODY[]"], policy=modern) for uid in sorted(rows)]
        return len(found) >= count

    wait_until(are_there, f"the mailbox of {member}")
    return found


def answer(to: EmailMessage, sender: Member, words: str) -> EmailMessage:
    """What a mail program makes of "Reply"."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = str(sender.email), to["Reply-To"], to["Subject"]
    message["Message-ID"] = f"<{words[:4].strip()}.{sender.handle}@example.org>"
    message["In-Reply-To"] = to["Message-ID"]
    message["References"] = " ".join(filter(None, [to["References"], to["Message-ID"]]))
    quoted = "\n".join(f"> {line}" for line in to.get_body(("plain",)).get_content().split("\n"))
    message.set_content(f"{words}\n\nOn Fri, 27 Nov 2026 at 10:00, {to['From']} wrote:\n{quoted}\n")
    return message


def test_a_conversation_by_mail_is_one_thread(people, listening, postfix, dovecot, run_jobs):
    ann, ben, cleo = people["amina"], people["benno"], people["chloe"]
    group = Topic._meta.get_field("group").related_model.objects.get(slug="traders")
    topic = operations.start_topic(group=group, author=ann, title="Which glue holds?", markdown="On wet *wood*.")
    told(run_jobs)
    (first,) = mails(dovecot, ben, 1)
    reply = answer(first, ben, "None, in my workshop.")
    submit(postfix, str(ben.email), reply["To"], reply.as_bytes())
    wait_until(ReceivedMail.objects.exists, "the listener")
    told(run_jobs)
    received = ReceivedMail.objects.get()
    assert received.status == Status.POSTED, received.path
    assert topic.posts.get(number=2).markdown == "None, in my workshop."
    _opening, second = mails(dovecot, cleo, 2)
    assert second["Message-ID"] == reply["Message-ID"]
    further = answer(second, cleo, "Resin does.")
    submit(postfix, str(cleo.email), further["To"], further.as_bytes())
    wait_until(lambda: ReceivedMail.objects.count() == 2, "the listener")
    told(run_jobs)
    assert topic.posts.get(number=3).parent == topic.posts.get(number=2)
    for member, count in ((ann, 1), (ben, 2), (cleo, 2)):  # ann only tracks her topic, and is answered once
        assert len(mails(dovecot, member, count)) == count
        with mailbox(dovecot, member) as client:
            threads = client.thread("REFERENCES")
        assert len(threads) == 1, f"{member}: {threads}"


def test_a_mailbox_that_is_not_there_is_known_from_the_bounce(people, listening, postfix, dovecot, run_jobs):
    ann, ben = people["amina"], people["benno"]
    ben.emailaddress_set.update(email="benno@gone.example.org")
    Member.objects.filter(pk=ben.pk).update(email="benno@gone.example.org")
    group = Topic._meta.get_field("group").related_model.objects.get(slug="traders")
    operations.start_topic(group=group, author=ann, title="Which glue holds?", markdown="On wet wood.")
    told(run_jobs)
    wait_until(ReceivedMail.objects.exists, "the listener")
    run_jobs()
    assert ReceivedMail.objects.get().reason == "permanent"
    assert ben.letters.get().state == "bounced"
    assert ben.reachability.score > 0
