"""Settings of the worker processes the tests start: the site's own, without the apps that take seconds to load."""

import os

from config.settings.testing import *  # noqa: F403
from config.settings.testing import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
INSTALLED_APPS = [
    "tests.jobs.scheduled",
    "jobs",
    "django_tasks",
    "django_q",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE: list[str] = []
