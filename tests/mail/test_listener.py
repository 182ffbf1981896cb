"""The listener over real sockets: what it takes is stored before it says so, and what it refuses it refuses at once."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from jobs.models import Job
from mail.arriving import listener
from mail.arriving.listener import Listening, Storing
from mail.models import ReceivedMail
from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = b"From: ann@example.org\r\nTo: traders@talk.example.org\r\nMessage-ID: <1@example.org>\r\n\r\nHello.\r\n"


@pytest.fixture(autouse=True)
def our_host(settings: Any) -> None:
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = "talk.example.org", ""


class Running:
    """A listener in a thread of its own, on a port of this machine; 0 for a free one."""

    def __init__(self, protocol: str, port: int = 0) -> None:
        self.loop = asyncio.new_event_loop()
        place = Listening(protocol, "127.0.0.1", 0, "")
        self.server = self.loop.run_until_complete(
            self.loop.create_server(partial(place.make, Storing()), "127.0.0.1", port)
        )
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.server.close()
        self.loop.close()


@pytest.fixture(params=["smtp", "lmtp"])
def running(request: pytest.FixtureRequest, db: None) -> Iterator[Running]:
    GroupFactory(slug="traders", name="Traders")
    found = Running(request.param)
    found.protocol = request.param  # type: ignore[attr-defined]
    yield found
    found.stop()


def connected(running: Any) -> smtplib.SMTP:
    kind = smtplib.LMTP if running.protocol == "lmtp" else smtplib.SMTP
    client = kind("127.0.0.1", running.port, timeout=10)
    client.ehlo_or_helo_if_needed()
    return client


def test_a_mail_is_stored_whole_with_its_job(running):
    with connected(running) as client:
        assert client.sendmail("ann@example.org", ["traders@talk.example.org"], MAIL) == {}
    received = ReceivedMail.objects.get()
    assert bytes(received.raw) == MAIL
    assert (received.way, received.envelope_sender, received.peer) == (running.protocol, "ann@example.org", "127.0.0.1")
    assert received.recipients == ["traders@talk.example.org"]
    assert Job.objects.filter(task="mail.tasks.act_on_waiting").count() == 1


def test_several_recipients_are_one_mail(running):
    GroupFactory(slug="bakers", name="Bakers")
    with connected(running) as client:
        client.sendmail("ann@example.org", ["traders@talk.example.org", "bakers@talk.example.org"], MAIL)
        if running.protocol == "lmtp":
            assert client.getreply()[0] == 250, "one answer for each recipient; Python's client reads the first"
        client.sendmail("ann@example.org", ["traders@talk.example.org"], MAIL)
    assert [len(each.recipients) for each in ReceivedMail.objects.order_by("pk")] == [2, 1]


def test_unknown_recipients_are_refused_and_guessing_ends(running):
    with connected(running) as client:
        client.mail("ann@example.org")
        codes = [client.rcpt(f"nobody{number}@talk.example.org")[0] for number in range(12)]
        assert codes == [550] * 10 + [451] * 2
        client.rset()
    assert not ReceivedMail.objects.exists()


def test_a_mail_that_is_too_large_is_refused(running, settings):
    settings.MAIL_MAX_BYTES = 5_000
    with connected(running) as client:
        client.mail("ann@example.org")
        client.rcpt("traders@talk.example.org")
        assert client.data(MAIL + b"x" * 80 + b"\r\n" * 6_000)[0] == 552
        assert client.noop()[0] == 250
    assert not ReceivedMail.objects.exists()


def test_the_size_is_said_beforehand(running, settings):
    settings.MAIL_MAX_BYTES = 5_000
    with connected(running) as client:
        assert client.mail("ann@example.org", ["size=6000"])[0] == 552


def test_too_many_recipients_are_refused(running, monkeypatch):
    monkeypatch.setattr(listener, "RECIPIENTS_MAX", 2)
    with connected(running) as client:
        client.mail("ann@example.org")
        assert [client.rcpt("traders@talk.example.org")[0] for _ in range(3)] == [250, 250, 452]


def test_a_line_of_any_length_is_mail(running):
    with connected(running) as client:
        client.sendmail("ann@example.org", ["traders@talk.example.org"], MAIL + b"x" * 200_000 + b"\r\n")
    assert ReceivedMail.objects.get().size > 200_000


def test_too_many_connections_are_told_so(running, monkeypatch):
    monkeypatch.setattr(listener, "CONNECTIONS_MAX", 1)
    with connected(running), pytest.raises(smtplib.SMTPException):
        connected(running)
    with connected(running) as client:
        assert client.noop()[0] == 250


def test_what_cannot_be_stored_is_not_taken(running, monkeypatch):
    def fail(*_args: object, **_more: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(listener.taking, "take_in_all", fail)
    with connected(running) as client:
        client.mail("ann@example.org")
        client.rcpt("traders@talk.example.org")
        assert client.data(MAIL)[0] == 451


def test_mails_that_come_while_one_is_stored_are_stored_together(running, monkeypatch):
    """However long the database is busy with the first, the others wait for it once; each is acknowledged when it is
    there."""
    together, first, others = [], threading.Event(), threading.Event()
    take_in_all = listener.taking.take_in_all

    def slowly(mails: Any) -> Any:
        together.append(len(mails))
        if len(together) == 1:
            first.set()
            others.wait(10)
        return take_in_all(mails)

    def send(number: int) -> int:
        with connected(running) as client:
            client.mail("ann@example.org")
            client.rcpt("traders@talk.example.org")
            return client.data(MAIL.replace(b"<1@", f"<{number}@".encode()))[0]

    monkeypatch.setattr(listener.taking, "take_in_all", slowly)
    monkeypatch.setattr(listener.taking, "read", counting(listener.taking.read, 6, others))
    with ThreadPoolExecutor(6) as senders:
        begun = senders.submit(send, 0)
        first.wait(10)
        codes = [begun, *(senders.submit(send, number) for number in range(1, 6))]
        assert [code.result() for code in codes] == [250] * 6
    assert (together[0], sum(together), len(together)) == (1, 6, 2)
    assert ReceivedMail.objects.count() == 6


def counting(read: Any, count: int, reached: threading.Event) -> Any:
    """Reads, and says a moment later that it did so often."""
    done: list[None] = []

    def counted(*args: Any, **more: Any) -> Any:
        found = read(*args, **more)
        done.append(None)
        if len(done) == count:
            threading.Timer(0.3, reached.set).start()
        return found

    return counted


def test_a_mail_that_cannot_be_stored_takes_no_other_with_it(running, monkeypatch):
    take_in_all, gathered = listener.taking.take_in_all, threading.Event()

    def choosy(mails: Any) -> Any:
        if len(mails) == 1 and not gathered.is_set():
            gathered.wait(10)
        if any(b"Poison" in bytes(each.raw) for each in mails):
            raise ValueError("not for this database")
        return take_in_all(mails)

    def send(words: bytes) -> int:
        with connected(running) as client:
            client.mail("ann@example.org")
            client.rcpt("traders@talk.example.org")
            return client.data(MAIL + words)[0]

    monkeypatch.setattr(listener.taking, "take_in_all", choosy)
    monkeypatch.setattr(listener.taking, "read", counting(listener.taking.read, 4, gathered))
    with ThreadPoolExecutor(4) as senders:
        codes = list(senders.map(send, [b"One", b"Two", b"Poison", b"Three"]))
    assert codes == [250, 250, 451, 250]
    assert ReceivedMail.objects.count() == 3


@pytest.mark.parametrize("url", ["", "127.0.0.1:25", "http://127.0.0.1:25", "smtp://127.0.0.1", "smtp://127.0.0.1:x"])
def test_what_is_no_place_to_listen_is_said(url):
    with pytest.raises(ImproperlyConfigured):
        Listening.read(url)


def test_places_are_read():
    assert Listening.read("smtp://127.0.0.1:2525") == ("smtp", "127.0.0.1", 2525, "")
    assert Listening.read("lmtp:///run/baraza.sock").path == "/run/baraza.sock"
