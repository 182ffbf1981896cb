"""The two mailing lists, read once for all tests."""

from pathlib import Path

import pytest

from mail.mailbox import messages
from mail.message import IncomingMessage, read_head

# Every so many mails are read whole; of the others the headers are enough.
WHOLE_EVERY = 12


class MailingList:
    """The mails of one list: all without their bodies, and a sample of whole ones as raw bytes."""

    def __init__(self, path: Path) -> None:
        self.headers: list[IncomingMessage] = []
        self.sample: list[bytes] = []
        for number, raw in enumerate(messages(path)):
            self.headers.append(read_head(raw))
            if number % WHOLE_EVERY == 0:
                self.sample.append(raw)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process reads the lists, and all tests of them run in it."""
    for item in items:
        if "mailing_lists" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("mailing lists"))


@pytest.fixture(scope="session")
def mailing_lists(shared: Path) -> dict[str, MailingList]:
    return {name: MailingList(shared / "data" / f"{name}.mbox.xz") for name in ("blinux-list", "linux-man")}
