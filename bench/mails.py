"""How many mails a second leave, of one announcement to a whole community, and whether a kill loses or doubles one.

    python -m bench.mails [--members 20000] [--kills 10]

The floor is a program that hands one mail to the same server over and over. Everybody is told of one post; one
process sends their letters to an SMTP server that counts them and keeps nothing. With --kills it is killed so often
at moments that chance chooses, and another goes on. What a killed one had claimed would wait for ten minutes; here
the clock of such claims is put back instead. A mail that the server had in the moment of a kill may come twice, with
the same Message-ID: as many as there were kills, at most.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.run import environment
from bench.running import ROOT, memory

BETWEEN = (2.0, 8.0)  # seconds between two kills
AT_ONCE = 2_000  # rows of one statement
HOST, IP = "talk.example.org", "127.0.0.1"
SELF = [sys.executable, "-m", "bench.mails"]
FLOOR = 1_000  # mails
_MESSAGE_ID = re.compile(rb"^Message-ID: *(\S+)", re.IGNORECASE | re.MULTILINE)


class Counting:
    """What came: how often each Message-ID to each recipient."""

    def __init__(self) -> None:
        self.came: Counter[tuple[str, bytes]] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        found = _MESSAGE_ID.search(envelope.original_content)
        self.came[envelope.rcpt_tos[0], found[1] if found else b""] += 1
        return "250 OK"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--floor", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        print(plain(options.floor))
        return
    if options.send:
        send()
        return
    with tempfile.TemporaryDirectory() as name, counted() as (port, came):
        settings = environment(Path(name)) | {"EMAIL_URL": f"smtp://{IP}:{port}", "MAIL_DOMAIN": HOST}
        os.environ.update(settings | {"MAIL_HOLD_SECONDS": "0", "LOG_LEVEL": "ERROR"})
        floor = float(subprocess.run([*SELF, "--floor", str(port)], cwd=ROOT, check=True, capture_output=True).stdout)
        came.clear()
        measure(options.members, options.kills, came, floor)


def plain(port: int) -> float:
    """How many mails a second the server takes of a program that only hands the same one over again and again."""
    mail = b"Message-ID: <floor>\r\n" + b"X-Field: words\r\n" * 20 + b"\r\n" + b"The market opens at seven.\r\n" * 120
    with smtplib.SMTP(IP, port) as client:
        started = time.monotonic()
        for _ in range(FLOOR):
            client.sendmail("floor@example.org", ["m@example.org"], mail)
        return FLOOR / (time.monotonic() - started)


def measure(members: int, kills: int, came: Counter[tuple[str, bytes]], floor: float) -> None:
    """Print the figures of one run; end with an error where a mail was lost, or too many came twice."""
    took = told(members)
    print(f"notify_with_letters {took:.2f} s for {members} members", flush=True)
    started, peaks = time.monotonic(), []
    killed = 0
    while True:
        kill_after = random.uniform(*BETWEEN) if killed < kills else None
        ended, peak = one_sender(kill_after)
        peaks.append(peak)
        if ended:
            break
        killed += 1
        put_back_claims()
    seconds = time.monotonic() - started
    recipients = {to for to, _name in came}
    doubled = sum(came.values()) - len(came)
    rate = len(recipients) / seconds
    print(
        f"mails_sent {rate:.1f} /s {rate / floor:.3f} of {floor:.0f}; {killed} kills; {doubled} sent twice as the same"
    )
    print("memory of the senders, first to last tenth:", ", ".join(peaks))
    if len(recipients) != members or len(came) != members or doubled > killed:
        sys.exit(f"{members - len(recipients)} were lost, {len(came) - len(recipients)} came as two, {doubled} twice")


def told(count: int) -> float:
    """A community whose every member is told of one post; the seconds that telling took."""
    import django

    sys.path.append(str(ROOT / "site"))
    django.setup()
    from django.core.management import call_command

    from forum import told
    from notifications import operations as notifications

    call_command("migrate", verbosity=0)
    post, members = announced(count)
    started = time.monotonic()
    notifications.notify(
        members=members,
        kind=told.FOLLOWED,
        thread=f"topic:{post.topic_id}",
        object_id=post.pk,
        number=1,
        actor=post.author_id,
        place=post.topic.group_id,
    )
    return time.monotonic() - started


def announced(count: int) -> tuple[Any, list[int]]:
    """An announcement, and so many members with verified addresses."""
    from allauth.account.models import EmailAddress

    from forum import operations
    from forum.models import Group
    from members.models import Member

    author = Member.objects.create_user("author@example.org", handle="author", name="Author")
    people = [Member(handle=f"m{n}", name=f"Member {n}", email=f"m{n}@example.org") for n in range(count)]
    Member.objects.bulk_create(people, batch_size=AT_ONCE)
    found = list(Member.objects.exclude(pk=author.pk))
    addresses = [EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in found]
    EmailAddress.objects.bulk_create(addresses, batch_size=AT_ONCE)
    group = Group.objects.create(name="Announcements", slug="announcements", purpose="To tell everybody.")
    operations.join(group=group, member=author)
    words = "The market opens at **seven** from now on.\n\n" * 20
    topic = operations.start_topic(group=group, author=author, title="The market", markdown=words)
    return topic.posts.get(number=1), [each.pk for each in found]


def one_sender(kill_after: float | None) -> tuple[bool, str]:
    """One process that sends until nothing is due, or until it is killed: whether it ended, and its memory."""
    process = subprocess.Popen([*SELF, "--send"], cwd=ROOT)
    until = None if kill_after is None else time.monotonic() + kill_after
    seen: list[float] = []
    while process.poll() is None:
        if until is not None and time.monotonic() > until:
            process.send_signal(signal.SIGKILL)
            process.wait()
            break
        seen.append(memory(process.pid))
        time.sleep(0.2)
    tenth = max(len(seen) // 10, 1)
    shown = f"{max(seen[tenth : 2 * tenth] or seen):.0f} to {max(seen[-tenth:]):.0f} MiB"
    if process.returncode > 0:
        sys.exit("the sender failed")
    return process.returncode == 0, shown


def put_back_claims() -> None:
    from notifications.by_mail.sending import CLAIM
    from notifications.models import Letter, State

    for letter in Letter.objects.filter(state=State.SENDING):
        Letter.objects.filter(pk=letter.pk).update(claimed_at=letter.claimed_at - CLAIM)


def send() -> None:
    """What the worker's job does, without the worker."""
    import django

    sys.path.append(str(ROOT / "site"))
    django.setup()
    from mail.leaving.transport import Transport
    from notifications.by_mail import sending

    with Transport() as transport:
        while sending.send_due(transport):
            pass


@contextmanager
def counted() -> Iterator[tuple[int, Counter[tuple[str, bytes]]]]:
    """An SMTP server in a process' own thread: its port, and what came."""
    from aiosmtpd.smtp import SMTP

    handler = Counting()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(handler, loop=loop), IP, 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], handler.came
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


if __name__ == "__main__":
    main()
