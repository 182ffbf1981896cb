"""Settings for modelsearch's own tests of a backend."""

import os

from modelsearch.test.settings import *  # noqa: F403

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends.whoosh"}}
FIXTURE_DIRS = [os.environ["PEER_FIXTURES"]]
