"""The databases of the tests: migrated once, copied for every process, and copied anew after a test that commits.

Migrating takes many seconds, copying milliseconds. A copy also brings back what migrations put into the database
(Wagtail's root page, the home page, the reactions); Django's own way after such a test, to empty every table, would
take that from all tests that follow.

SQLite's template is kept in pytest's cache until a migration or a locked dependency changes. PostgreSQL's lives in a
server that the first process in need of it starts, on a socket in the folder of this run, and the last one stops.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "baraza_template"
# Rooms whose tests are long and whose queries are the ORM's plainest: signing in, what is written, the admin's pages.
ANY_DATABASE = (
    *("tests/forum/demo/", "tests/guides/demo/", "tests/guides/admin/", "tests/pages/", "tests/members/"),
    *("tests/search/test_finding", "tests/forum/test_personal_lists"),
    *(f"tests/knowledge_base/comments/test_{name}" for name in ("doors", "policy", "hostile", "writing", "without")),
)


class SQLite:
    """A template in pytest's cache, and the copy in the folder of this run that one process works on."""

    def __init__(self, worker: str, cache: Path) -> None:
        self.template = settings.TEST_FOLDER / f"{worker}-template.sqlite3"
        with alone(cache / "lock"):
            kept = cache / f"{fingerprint()}.sqlite3"
            if not kept.exists():
                self._migrate(cache).rename(kept)
            shutil.copyfile(kept, self.template)
        connection.settings_dict["NAME"] = str(settings.TEST_FOLDER / f"{worker}.sqlite3")

    def _migrate(self, cache: Path) -> Path:
        for former in cache.glob("*.sqlite3*"):
            former.unlink()
        unfinished = cache / "unfinished.sqlite3"
        connection.settings_dict["NAME"] = str(unfinished)
        migrate()
        with closing(sqlite3.connect(unfinished)) as file:
            file.execute("PRAGMA journal_mode=DELETE")  # the log goes into the file, so that it can be copied alone
        return unfinished

    def copy(self) -> None:
        """Put the template's content where this process's connections lead."""
        connection.ensure_connection()
        with closing(sqlite3.connect(self.template)) as template:
            template.backup(connection.connection)


class PostgreSQL:
    """A template in the server of this run, and the copy that one process works on."""

    def __init__(self, worker: str, cache: Path) -> None:
        self.name = f"baraza_{worker}"
        ready = settings.TEST_FOLDER / "postgresql-is-ready"
        with alone(settings.TEST_FOLDER / "lock"):
            if not ready.exists():
                start_postgresql(server_folder())
                self._run(f"CREATE DATABASE {TEMPLATE}")
                connection.settings_dict["NAME"] = TEMPLATE
                migrate()
                ready.touch()
        connection.settings_dict["NAME"] = self.name

    def copy(self) -> None:
        """Put the template's content where this process's connections lead."""
        connections.close_all()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {self.name} TEMPLATE {TEMPLATE}")

    def _run(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


def migrate() -> None:
    connection.close()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable")
    connection.close()


def fingerprint() -> str:
    """Changes with everything a fresh database depends on."""
    files = [ROOT / "requirements" / "base.txt", *sorted((ROOT / "site" / "config" / "settings").glob("*.py"))]
    for app in apps.get_app_configs():
        files += sorted(Path(app.path, "migrations").glob("*.py"))
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time; a lock that a killed process held is free again."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# The server ------------------------------------------------------------------------------------------------------


def server_folder() -> Path:
    folder: Path = settings.TEST_FOLDER / "postgresql"
    return folder


def programs() -> Path | None:
    """Where Debian keeps the server's programs, of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def server_program(name: str, *arguments: str) -> None:
    """Run one of the server's programs, which refuse to be run by root."""
    folder = programs()
    assert folder is not None
    command = [str(folder / name), *arguments]
    if os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    log = server_folder() / "log"
    with log.open("a") as output:
        ran = subprocess.run(command, cwd="/", env=environment, stdout=output, stderr=output, check=False)
    if ran.returncode:
        pytest.exit(f"{name} failed:\n{log.read_text()}", returncode=3)


def start_postgresql(folder: Path) -> None:
    """A new cluster that nothing but this run can reach, and that keeps nothing safe: it is thrown away."""
    folder.mkdir()
    if os.getuid() == 0:
        settings.TEST_FOLDER.chmod(0o711)
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    choices = {
        "listen_addresses": "''",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",  # its visits to the template would keep a copy waiting
        "jit": "off",  # compiling a query takes longer than any of the tests' queries, and plans are asked for dearly
    }
    locale = ("--encoding=UTF8", "--locale=C.UTF-8")
    server_program("initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust", "--no-sync", *locale)
    options = " ".join(f"-c {name}={value}" for name, value in choices.items())
    server_program("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={folder / 'server.log'}", "-o", options)


def stop_postgresql() -> None:
    data = server_folder() / "data"
    if (data / "postmaster.pid").exists():
        server_program("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={data}")


# What pytest calls -----------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that use no database, those of the browser, and those marked any_database",
    )


def pytest_configure(config: pytest.Config) -> None:
    if connection.vendor == "postgresql":
        if connection.settings_dict["OPTIONS"].get("host") != str(server_folder()):
            raise pytest.UsageError("The tests use a PostgreSQL of their own: BARAZA_TEST_DATABASE=postgresql")
        if programs() is None:
            raise pytest.UsageError("PostgreSQL is not installed: apt-get install postgresql")


def pytest_unconfigure(config: pytest.Config) -> None:
    if connection.vendor == "postgresql" and not hasattr(config, "workerinput"):
        stop_postgresql()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        left_out = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if uses_database(item)]


def uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("any_database"):
        return False
    if item.path.relative_to(ROOT).as_posix().startswith(ANY_DATABASE):
        return False
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: object, worker_id: str, pytestconfig: pytest.Config
) -> None:
    """Takes the place of pytest-django's fixture of this name."""
    engine = SQLite if connection.vendor == "sqlite" else PostgreSQL
    with django_db_blocker.unblock():
        database = engine(worker_id, pytestconfig.cache.mkdir("database"))
        database.copy()

    def restore(case: TransactionTestCase) -> None:
        database.copy()
        ContentType.objects.clear_cache()

    TransactionTestCase._fixture_teardown = restore
