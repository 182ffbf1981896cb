"""Mails come in while listener and workers are killed: each becomes a post, once.

    python -m bench.mails_killed [--mails 500] [--kills 100] [--posts 20000]

What sends them does as a mail server: it offers a mail again, the same, until it is told that it was taken. A kill is
SIGKILL for one of the processes of `manage.py serve`, whichever, but for the one that starts the others again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.mails_in import CONNECTIONS, PATIENCE, Mail, made, taking_mail, wait_for_port
from bench.run import SERVE, generated
from bench.running import descendants, free_port, running

BETWEEN = (0.05, 0.6)  # seconds between two kills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--posts", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(generated(options.posts), folder, dirs_exist_ok=True)
        endure(folder, options.mails, options.kills)


def endure(folder: Path, count: int, kills: int) -> None:
    """Print what became of the mails; ends with an error where one was lost or doubled."""
    port = free_port()
    settings = taking_mail(folder, port)
    os.environ.update(settings)
    mails = made(count)
    command = [part.format(port=free_port()) for part in SERVE]
    with running(command, settings) as server:
        wait_for_port(port)
        offers = offered(port, mails)
        killed = kill(server.pid, kills)
        for thread in offers:
            thread.join()
        until_done()
    print(f"killed {killed} processes; mails {count}: {became(count)}")


def offered(port: int, mails: Sequence[Mail]) -> list[threading.Thread]:
    """Threads that offer each mail until it is taken."""

    def offer(share: Sequence[Mail]) -> None:
        for mail in share:
            while not is_taken(port, mail):
                time.sleep(0.2)

    threads = [threading.Thread(target=offer, args=(mails[start::CONNECTIONS],)) for start in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    return threads


def is_taken(port: int, mail: Mail) -> bool:
    sender, to, raw = mail
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail(sender, [to], raw)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def kill(parent: int, times: int) -> int:
    """Kill one process after the other, at moments and in an order that chance chooses; how many."""
    done = 0
    for _ in range(times):
        time.sleep(random.uniform(*BETWEEN))
        family = descendants(parent)
        if family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(family), signal.SIGKILL)
                done += 1
    return done


def until_done() -> None:
    from jobs.models import Job
    from jobs.models import Status as JobStatus
    from mail.models import ReceivedMail, Status

    until = time.monotonic() + PATIENCE
    unfinished = Job.objects.filter(status__in=(JobStatus.READY, JobStatus.RUNNING), task__startswith="forum.")
    while ReceivedMail.objects.filter(status=Status.WAITING).exists() or unfinished.exists():
        if time.monotonic() > until:
            sys.exit(f"{ReceivedMail.objects.filter(status=Status.WAITING).count()} mails still wait")
        time.sleep(0.5)


def became(count: int) -> str:
    from forum.models import Post
    from mail.models import ReceivedMail

    posts = Counter(Post.objects.filter(message_id__startswith="bench").values_list("message_id", flat=True))
    if len(posts) != count or max(posts.values()) > 1:
        sys.exit(f"{count - len(posts)} were lost, {sum(posts.values()) - len(posts)} doubled")
    taken = Counter(ReceivedMail.objects.values_list("status", flat=True))
    return f"each a post, once ({dict(taken)})"


if __name__ == "__main__":
    main()
