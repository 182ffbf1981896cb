"""The real data beside the project, imported by the real commands into a database of their own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
TABLES = [
    "forum_topic",
    "forum_post",
    "members_member",
    "forum_group",
    "forum_importeditem",
    "forum_oldaddress",
    "forum_participation",
    "forum_postoriginal",
    "forum_upload",
    "forum_postupload",
]
pytestmark = [pytest.mark.large, pytest.mark.xdist_group("large import")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, worker_id: str) -> Path:
    """A folder with an empty database: SQLite's template, on whatever the other tests run."""
    folder = tmp_path_factory.mktemp("import")
    shutil.copyfile(settings.TEST_FOLDER / f"{worker_id}-template.sqlite3", folder / "db.sqlite3")
    return folder


def manage(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command on the folder's database."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL)


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.testing",
    }


def run(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run an import to its end; its counts."""
    report = folder / "report.json"
    assert manage(folder, *arguments, "--report", str(report)).wait() == 0
    counts: dict[str, Any] = json.loads(report.read_text())["counts"]
    return counts


def ask(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "db.sqlite3", timeout=20)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def sizes(folder: Path) -> list[int]:
    return [ask(folder, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]  # noqa: S608


# What no import may leave behind.
FAULTS = (
    "SELECT id FROM forum_post WHERE trim(html) = ''",
    "SELECT id FROM forum_post WHERE trim(markdown) = ''",
    "SELECT topic_id, path FROM forum_post GROUP BY 1, 2 HAVING count(*) > 1",
    (
        "SELECT c.id FROM forum_post c JOIN forum_post p ON p.id = c.parent_id"
        " WHERE p.topic_id != c.topic_id OR c.path <= p.path OR c.number <= p.number"
    ),
    (
        "SELECT t.id FROM forum_topic t JOIN forum_post p ON p.topic_id = t.id GROUP BY t.id HAVING t.post_count !="
        " count(*) OR t.last_number != max(p.number) OR min(p.number) != 1 OR t.like_count != sum(p.like_count)"
    ),
    "SELECT id FROM forum_topic WHERE id NOT IN (SELECT topic_id FROM forum_post)",
    (
        "SELECT t.id FROM forum_topic t JOIN forum_post p ON p.topic_id = t.id AND p.number = t.last_number"
        " WHERE t.last_author_id != p.author_id OR t.bumped_at != p.created_at"
    ),
    (
        "SELECT p.topic_id FROM forum_participation p WHERE posts !="
        " (SELECT count(*) FROM forum_post q WHERE q.topic_id = p.topic_id AND q.author_id = p.member_id)"
    ),
    (
        "SELECT g.id FROM forum_group g WHERE topic_count !="
        " (SELECT count(*) FROM forum_topic t WHERE t.group_id = g.id)"
    ),
    "SELECT id FROM forum_readstate",
    "SELECT id FROM members_member WHERE claimed",
)


def assert_true(folder: Path) -> None:
    """Whatever was imported, these hold."""
    assert ask(folder, "PRAGMA foreign_key_check") == []
    for fault in FAULTS:
        assert ask(folder, f"{fault} LIMIT 3") == []


# Opens a page of each so many topics, and what leads to them, as a visitor; says which do not answer.
OPEN_PAGES = """
import sys; sys.path[:0] = ["{root}/site", "{root}"]
import django; django.setup()
from django.test import Client
from forum.models import Group, Topic
client, wrong = Client(), []
topics = Topic.objects.filter(pk__gt={after}).order_by("pk")
step = max(1, topics.count() // {sample})
addresses = ["/", "/latest/", *(group.get_absolute_url() for group in Group.objects.all())]
for topic in topics[::step]:
    addresses += [topic.get_absolute_url() + query for query in (f"?page={{topic.page_count}}", "?reading=threads")]
for address in addresses:
    answer = client.get(address, headers={{"host": "localhost"}})
    if answer.status_code != 200:
        wrong.append((answer.status_code, address))
print(len(addresses), wrong)
"""
SAMPLE = 60  # topics of an import whose pages are opened


def assert_pages_open(folder: Path, after: int) -> None:
    """What came with an import is shown: pages of a sample of the topics with higher numbers than `after`."""
    code = OPEN_PAGES.format(root=ROOT, after=after, sample=SAMPLE)
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    ).stdout.strip()
    assert int(said.split()[0]) > SAMPLE
    assert said.endswith("[]"), said


def kill_when(folder: Path, process: subprocess.Popen[bytes], is_time: Callable[[], bool]) -> None:
    """SIGKILL the command as soon as it is time."""
    deadline = time.monotonic() + 300
    while not is_time() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.poll() is None, "the import was over before it could be killed"
    process.kill()
    process.wait()


def children_of(process: subprocess.Popen[bytes]) -> list[Path]:
    """The processes of a command that help it, by their folders in /proc."""
    found = (Path(f"/proc/{process.pid}/task/{process.pid}/children")).read_text().split()
    return [Path("/proc", number) for number in found]


def assert_end(processes: list[Path]) -> None:
    deadline = time.monotonic() + 20
    while any(path.exists() for path in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [path for path in processes if path.exists()] == []


def test_discourse_killed_completed_and_twice(place: Path, shared: Path) -> None:
    arguments = ("import_discourse", str(shared / "data/urho3d-topics.jsonl.xz"))
    process = manage(place, *arguments)
    helpers: list[Path] = []

    def is_time() -> bool:
        helpers[:] = children_of(process)
        return int(ask(place, "SELECT count(*) FROM forum_post")[0][0]) > 5_000

    kill_when(place, process, is_time)
    assert helpers
    assert_end(helpers)
    begun = sizes(place)[1]
    assert 5_000 < begun < 36_990
    assert_true(place)

    counts = run(place, *arguments)
    assert counts["posts written"] == 36_990 - begun
    assert sizes(place)[:4] == [5_046, 36_990, 999, 11]
    assert_true(place)

    assert_pages_open(place, 0)

    before = sizes(place)
    assert run(place, *arguments)["posts written"] == 0
    assert sizes(place) == before


@pytest.mark.parametrize(("name", "posts"), [("linux-man", 5_389), ("blinux-list", 6_016)])
def test_mailing_list(place: Path, shared: Path, name: str, posts: int) -> None:
    """Of the 6,019 mails of blinux-list three stand in the file twice."""
    [(last,)] = ask(place, "SELECT coalesce(max(id), 0) FROM forum_topic")
    counts = run(place, "import_mbox", str(shared / f"data/{name}.mbox.xz"), "--group", name)
    assert counts["posts written"] == posts
    assert_true(place)
    assert_pages_open(place, last)
