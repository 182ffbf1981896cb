"""How many mails a second are taken in and acknowledged, and how many become posts.

    python -m bench.mails_in [--mails 1000] [--posts 20000]

Replies of members to topics of the generated forum go by SMTP to the listener of `manage.py serve`, over four
connections, while its one worker posts them. Beside it stands a floor: an aiosmtpd that keeps nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.run import SERVE, environment, generated
from bench.running import ROOT, free_port, running

CONNECTIONS = 4
HOST, RECEIVER = "talk.example.org", "mx.example.net"
PATIENCE = 600  # seconds for all to be posted

Mail = tuple[str, str, bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=1_000)
    parser.add_argument("--posts", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(generated(options.posts), folder, dirs_exist_ok=True)
        measure(folder, options.mails)


def measure(folder: Path, count: int) -> None:
    """Print the figures of one run."""
    port = free_port()
    settings = taking_mail(folder, port)
    os.environ.update(settings)
    mails = made(count)
    with sink() as floor_port:
        floor = sent(floor_port, mails)
    command = [part.format(port=free_port()) for part in SERVE]
    with running(command, settings):
        wait_for_port(port)
        started = time.monotonic()
        taken = sent(port, mails)
        posted = until_posted(count) / (time.monotonic() - started)
    print(f"mails_acknowledged {taken:.1f} /s {taken / floor:.3f}")
    print(f"mails_posted {posted:.1f} /s")


def taking_mail(folder: Path, port: int) -> dict[str, str]:
    """The settings of a site that takes mail there, and believes what the benches put on top of each."""
    return environment(folder) | {
        "MAIL_DOMAIN": HOST,
        "MAIL_LISTEN": f"smtp://127.0.0.1:{port}",
        "MAIL_TRUSTED_RECEIVERS": RECEIVER,
        "MAILS_AN_HOUR": "0",
    }


def made(count: int) -> list[Mail]:
    """Replies of as many members to as many posts, with the addresses that our mails would give them."""
    import django

    sys.path.append(str(ROOT / "site"))
    django.setup()
    from allauth.account.models import EmailAddress
    from django.core.management import call_command

    from forum.models import Audience, Post
    from mail.keys import Purpose
    from mail.our_addresses import address_for
    from members.models import Member

    call_command("migrate", verbosity=0)  # the kept data may be older than the code
    people = list(Member.objects.filter(claimed=True, is_active=True, is_approved=True).exclude(email=None)[:50])
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in people],
        ignore_conflicts=True,
    )
    posts = Post.objects.filter(topic__group__audience=Audience.PUBLIC, topic__closed_at=None, deleted_at=None)
    mails = []
    for number, post in enumerate(posts.order_by("pk")[:count]):
        member = people[number % len(people)]
        to = address_for(Purpose.REPLY, member_id=member.pk, thing=post.pk, generation=0)
        domain = str(member.email).partition("@")[2]
        head = f"Authentication-Results: {RECEIVER}; dmarc=pass header.from={domain}\r\nFrom: {member.email}\r\n"
        head += f"To: {to}\r\nSubject: Re: Chairs\r\nMessage-ID: <bench{number}@{domain}>\r\n\r\n"
        mails.append((str(member.email), to, f"{head}This is reply {number}, which says little.\r\n".encode()))
    return mails


def sent(port: int, mails: Sequence[Mail]) -> float:
    """Send all over some connections at once: mails a second that were acknowledged."""

    def send(share: Sequence[Mail]) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
            for sender, to, raw in share:
                client.sendmail(sender, [to], raw)

    threads = [threading.Thread(target=send, args=(mails[start::CONNECTIONS],)) for start in range(CONNECTIONS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(mails) / (time.monotonic() - started)


def until_posted(count: int) -> int:
    from mail.models import ReceivedMail, Status

    until = time.monotonic() + PATIENCE
    while (done := ReceivedMail.objects.exclude(status=Status.WAITING).count()) < count:
        if time.monotonic() > until:
            sys.exit(f"only {done} of {count} were acted on")
        time.sleep(0.2)
    others = ReceivedMail.objects.exclude(status=Status.POSTED).values_list("status", "reason")[:3]
    if others:
        sys.exit(f"some became no posts: {list(others)}")
    return count


@contextmanager
def sink():
    """An SMTP server that takes everything and keeps nothing."""
    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import SMTP

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(Sink()), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def wait_for_port(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the listener does not answer")


if __name__ == "__main__":
    main()
