"""A Postfix and a Dovecot of a test's own, on loopback and in a temporary folder, stopped when the tests are over."""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from tests.redis_server import PATIENCE, answers, free_port

RECEIVER = "mx.example.net"
PASSWORD = "secret"
DOVECOT = Template("""
protocols = imap lmtp
listen = 127.0.0.1
base_dir = $folder/dovecot
log_path = $folder/dovecot.log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
passdb {
  driver = static
  args = password=$password
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$folder/mails/%u
}
mail_location = maildir:~/Maildir
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $lmtp
  }
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
}
""")
POSTFIX = Template("""
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
mail_owner = postfix
setgid_group = postdrop
myhostname = $receiver
mydestination =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relay_domains = talk.example.org, example.org
transport_maps = inline:{ talk.example.org=lmtp:inet:127.0.0.1:$ours,
  example.org=lmtp:inet:127.0.0.1:$theirs,
  gone.example.org=lmtp:inet:127.0.0.1:$ours }
smtpd_recipient_restrictions = check_sender_access inline:{ { example.org =
  PREPEND Authentication-Results: $receiver; dmarc=pass header.from=example.org } }, permit_mynetworks, reject
maillog_file_prefixes = /tmp
maillog_file = $folder/log
minimal_backoff_time = 1s
queue_run_delay = 1s
""")
# What Postfix starts, and how many at most: name, kind, private, unprivileged, chroot, wake up, limit, program.
SERVICES = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def needed(program: str) -> str:
    """The path of a program; without it, and without the rights to start mail servers, the test is skipped."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/lib/dovecot")
    if found is None or os.geteuid() != 0:
        reason = f"{program} is missing" if found is None else f"{program} needs root"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}: in CI the tests with mail servers may not be skipped")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def mail_folder() -> Iterator[Path]:
    """A short path that other users may enter: sockets have at most 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Dovecot:
    """Mailboxes for whoever signs in with PASSWORD; mail comes in by LMTP."""

    imap: int
    lmtp: int


@pytest.fixture(scope="session")
def dovecot(mail_folder: Path) -> Iterator[Dovecot]:
    program = needed("dovecot")
    server = Dovecot(imap=free_port(), lmtp=free_port())
    owner = pwd.getpwnam("nobody")
    mails = mail_folder / "mails"
    mails.mkdir()
    os.chown(mails, owner.pw_uid, owner.pw_gid)
    config = mail_folder / "dovecot.conf"
    values = {"imap": server.imap, "lmtp": server.lmtp, "folder": mail_folder}
    config.write_text(DOVECOT.substitute(values, uid=owner.pw_uid, gid=owner.pw_gid, password=PASSWORD))
    process = subprocess.Popen([program, "-c", str(config), "-F"])
    try:
        wait_until(lambda: answers(server.imap) and answers(server.lmtp), "Dovecot")
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


@dataclass(frozen=True)
class Postfix:
    """Takes mail at `port` from this machine, says that example.org sent what does, and hands ours to port `ours`."""

    port: int
    ours: int
    folder: Path

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture(scope="session")
def postfix(mail_folder: Path, dovecot: Dovecot) -> Iterator[Postfix]:
    """Mail for talk.example.org goes on by LMTP to us, that for example.org to Dovecot."""
    needed("postfix")
    folder = mail_folder / "postfix"
    server = Postfix(port=free_port(), ours=free_port(), folder=folder)
    for name in ("config", "queue", "data"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    (folder / "config" / "master.cf").write_text(f"127.0.0.1:{server.port} inet n - n - - smtpd\n{SERVICES}")
    values = {"folder": folder, "ours": server.ours, "theirs": dovecot.lmtp, "receiver": RECEIVER}
    (folder / "config" / "main.cf").write_text(POSTFIX.substitute(values))
    run = ["postfix", "-c", str(folder / "config")]
    subprocess.run([*run, "start"], check=True, capture_output=True)
    try:
        wait_until(lambda: answers(server.port), "Postfix")
        yield server
    finally:
        subprocess.run([*run, "stop"], check=False, capture_output=True)


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, f"{what} does not answer"
        time.sleep(0.05)


def submit(postfix: Postfix, sender: str, recipient: str, raw: bytes) -> None:
    """Hand a mail to Postfix, as a mail program does."""
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=PATIENCE) as client:
        client.sendmail(sender, [recipient], raw)
