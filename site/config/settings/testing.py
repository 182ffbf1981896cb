"""For the test suite: a database of its own, fast hashing, mail in memory, jobs run when a test says so."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import environ

env = environ.Env()
# The first process of a run makes the folder; the processes it starts find it in their environment.
if not env.str("TEST_FOLDER", ""):
    os.environ["TEST_FOLDER"] = tempfile.mkdtemp(prefix="baraza-")
    atexit.register(shutil.rmtree, os.environ["TEST_FOLDER"], ignore_errors=True)
TEST_FOLDER = Path(env.str("TEST_FOLDER"))
# tests/databases.py makes the one, and starts the other on a socket in this folder.
if env.str("BARAZA_TEST_DATABASE", "sqlite") == "postgresql":
    os.environ.setdefault("DATABASE_URL", f"postgresql://postgres@/postgres?host={TEST_FOLDER}/postgresql")
else:
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{TEST_FOLDER}/baraza.sqlite3")
# A machine that does much beside has writers wait longer than any site would.
os.environ.setdefault("SQLITE_BUSY_SECONDS", "120")
# What a developer has written down for their own site is not a test's business.
os.environ.setdefault("ENV_FILE", os.devnull)

from .base import *  # noqa: E402, F403
from .base import STORAGES  # noqa: E402

ENVIRONMENT = "testing"
SECRET_KEY = "testing"  # noqa: S105 - it protects nothing
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECONDS_BETWEEN_WRITING_VIEWS = 0  # no thread writes beside a test
MEDIA_ROOT = tempfile.mkdtemp(prefix="media-", dir=TEST_FOLDER)
SEARCH_FOLDER = tempfile.mkdtemp(prefix="search-", dir=TEST_FOLDER)
# Large enough that nothing is ever dropped from it to make room: whether it was would hang on the tests before.
CACHES = {"default": env.cache_url("CACHE_URL", "locmemcache://?max_entries=100000")}
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
