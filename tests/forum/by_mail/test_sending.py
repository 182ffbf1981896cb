"""Mails that leave, as the server that carries them sees them: its errors, its silence, and a worker that is killed."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern
from types import SimpleNamespace

import dkim
import pytest
from aiosmtpd.smtp import SMTP
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from forum import operations
from mail.leaving import transport as leaving
from mail.leaving.transport import Transport
from mail.models import Reachability
from mail.our_addresses import key_in, recipient
from notifications.by_mail import sending
from notifications.models import Letter, MailChoice, Rhythm, State
from tests.factories import topic
from tests.forum.by_mail.conftest import OURS

pytestmark = pytest.mark.django_db


class Carrier:
    """Takes mails, unless `says` holds an answer for the recipient or, as "DATA", for the words."""

    def __init__(self) -> None:
        self.taken: list[SimpleNamespace] = []
        self.says: dict[str, str] = {}
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - named by aiosmtpd
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" in self.says:
            return self.says["DATA"]
        self.taken.append(
            SimpleNamespace(sender=envelope.mail_from, to=envelope.rcpt_tos, raw=envelope.original_content)
        )
        return "250 OK"


@pytest.fixture
def carrier(settings) -> Iterator[Carrier]:
    made = Carrier()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(made, loop=loop), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.sockets[0].getsockname()[:2]
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.MAIL_HOLD_SECONDS = 0
    yield made
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.close()


@pytest.fixture
def told(run_jobs, cast, public):
    """Ada is answered by Bob, Bob and Eve are mentioned by Ada: three letters are due."""
    question = topic(public, cast.ada)
    operations.reply(topic=question, author=cast.bob, markdown="It depends.")
    operations.reply(topic=question, author=cast.ada, markdown="@bob @eve On what?")
    run_jobs()
    return question


def send(later: timedelta = timedelta(0)) -> int:
    with Transport() as transport:
        return sending.send_due(transport, moment=timezone.now() + later)


def letter_of(member) -> Letter:
    return Letter.objects.get(member=member, kind__in=["replied", "mentioned"])


def test_each_has_a_sender_of_its_own_and_all_go_over_one_connection(carrier, cast, told):
    send()
    assert sorted(mail.to[0] for mail in carrier.taken) == sorted([cast.ada.email, cast.bob.email, cast.eve.email])
    for mail in carrier.taken:
        key = key_in(recipient(mail.sender))
        assert Letter.objects.get(pk=key.thing).member.email == mail.to[0]
    assert carrier.connections == 1
    send()
    assert len(carrier.taken) == 3


def test_one_address_in_trouble_is_tried_later_and_holds_up_nobody(carrier, cast, told, monkeypatch):
    monkeypatch.setattr(sending, "FAILURES_MAX", 1)
    carrier.says[cast.ada.email] = "450 4.2.1 Try again"
    send()
    assert len(carrier.taken) == 2
    letter = letter_of(cast.ada)
    assert (letter.state, letter.tries) == (State.WAITING, 1)
    assert letter.due_at > timezone.now()
    carrier.says.clear()
    send(timedelta(minutes=2))
    assert len(carrier.taken) == 3
    assert letter_of(cast.ada).state == State.SENT


def test_who_is_unknown_to_their_server_is_known_as_such(carrier, cast, told):
    carrier.says[cast.ada.email] = "550 5.1.1 No such user"
    send()
    assert (letter_of(cast.ada).state, letter_of(cast.ada).reason) == (State.FAILED, "refused")
    assert Reachability.objects.get(member=cast.ada).score == pytest.approx(4)


@pytest.mark.parametrize("answer", ["554 5.7.1 Relay access denied", "421 4.3.2 Going down"])
def test_what_a_server_does_not_allow_us_is_held_against_nobody(carrier, cast, told, answer):
    carrier.says[cast.ada.email] = answer
    send()
    assert letter_of(cast.ada).state == State.WAITING
    assert not Reachability.objects.exists()
    assert len(carrier.taken) == 2


def test_a_server_in_trouble_is_not_tried_for_each(carrier, cast, told, monkeypatch):
    monkeypatch.setattr(sending, "FAILURES_MAX", 1)
    carrier.says["DATA"] = "451 4.3.0 Out of order"
    send()
    assert carrier.connections == 1
    assert set(Letter.objects.filter(kind__in=["replied", "mentioned"]).values_list("state", "tries")) == {
        (State.WAITING, 1)
    }


def test_tries_end(carrier, cast, told):
    carrier.says[cast.ada.email] = "450 4.2.1 Try again"
    Letter.objects.update(tries=sending.TRIES_MAX)
    send()
    assert (letter_of(cast.ada).state, letter_of(cast.ada).reason) == (State.FAILED, "unreachable")


def test_what_a_killed_worker_had_taken_is_sent_again_with_the_same_message_id(carrier, cast, told, monkeypatch):
    class Killed(BaseException):
        """What no `except Exception` holds up."""

    end = sending._end

    def killed(letters, state, *args, **more):
        if state == State.SENT:
            raise Killed
        end(letters, state, *args, **more)

    with monkeypatch.context() as patched:
        # After the server has it, before that is written down: the one moment at which a mail may be doubled.
        patched.setattr(sending, "_end", killed)
        with pytest.raises(Killed):
            send()
    assert len(carrier.taken) == 1
    assert send() == 0
    send(sending.CLAIM + timedelta(seconds=1))
    assert len(carrier.taken) == 4
    ids = [message_from_bytes(mail.raw, policy=modern)["Message-ID"] for mail in carrier.taken]
    first = carrier.taken[0].to
    assert len({name for name, mail in zip(ids, carrier.taken, strict=True) if mail.to == first}) == 1
    assert set(Letter.objects.filter(kind__in=["replied", "mentioned"]).values_list("state", flat=True)) == {State.SENT}


def test_what_there_is_no_time_for_is_left_as_it_was(carrier, cast, told, monkeypatch):
    monkeypatch.setattr(sending, "BATCH_SECONDS", -1.0)
    before = list(Letter.objects.order_by("pk").values_list("state", "reason", "due_at"))
    send()
    assert carrier.taken == []
    assert list(Letter.objects.order_by("pk").values_list("state", "reason", "due_at")) == before


def test_a_mistake_in_one_mail_keeps_no_other_from_leaving(carrier, cast, told):
    Letter.objects.filter(pk=letter_of(cast.ada).pk).update(kind="unknown")
    send()
    assert len(carrier.taken) == 2
    assert Letter.objects.get(member=cast.ada, kind="unknown").reason == "our_fault"


@pytest.mark.parametrize("chosen", [{"kind": "replied"}, {"kind": "replied", "in_group": True}, {"in_group": True}])
def test_who_chose_otherwise_meanwhile_is_not_mailed(carrier, cast, told, chosen):
    place = told.group_id if chosen.get("in_group") else 0
    kind = chosen.get("kind", "")
    MailChoice.objects.create(member=cast.ada, place=place, kind=kind, rhythm=Rhythm.NEVER)
    send()
    assert len(carrier.taken) == 2
    assert (letter_of(cast.ada).state, letter_of(cast.ada).reason) == (State.SKIPPED, "not_wanted")


def test_what_is_signed_is_what_leaves(carrier, cast, told, settings, tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (tmp_path / "dkim.pem").write_bytes(pem)
    settings.DKIM_SELECTOR, settings.DKIM_KEY_FILE = "s1", str(tmp_path / "dkim.pem")
    leaving._key.cache_clear()
    public = serialization.load_pem_private_key(pem, None).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)
    names: list[bytes] = []

    def dnsfunc(name, timeout=5):
        names.append(name)
        return record

    cast.bob.name = "Bób " + "ó" * 40
    cast.bob.save()
    send()
    assert carrier.taken
    for mail in carrier.taken:
        assert dkim.verify(mail.raw, dnsfunc=dnsfunc)
        assert not dkim.verify(mail.raw.replace(b"Subject: ", b"Subject: x"), dnsfunc=dnsfunc)
        assert b"list-unsubscribe-post" in mail.raw.lower().partition(b"dkim-signature:")[2]
    assert set(names) == {f"s1._domainkey.{OURS}.".encode()}
