"""A public server starts with its secrets or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMPLETE = {
    "SECRET_KEY": "kR7pWm2XvT9qLz4NbYc6HsJd8FgA3eKu5ZiQ1oBxVnMtPw0ErUy",
    "ALLOWED_HOSTS": "forum.example.org, www.example.org",
    "SITE_URL": "https://forum.example.org/",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "forum@example.org",
}


def manage(tmp_path: Path, *arguments: str, without: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` under the production settings, with a complete environment of its own but for one name."""
    environment = {name: value for name, value in (COMPLETE | more).items() if name != without}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "VAR_DIR": str(tmp_path),
        "ENV_FILE": str(tmp_path / "absent"),
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_check_for_deployment_is_clean(tmp_path):
    ran = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("name", COMPLETE)
def test_nothing_starts_without(name, tmp_path):
    ran = manage(tmp_path, "check", without=name)
    assert ran.returncode != 0
    assert f"{name} must be set in production; see docs/settings.md" in ran.stderr


@pytest.mark.parametrize("name", COMPLETE)
def test_nothing_starts_with_an_empty(name, tmp_path):
    assert manage(tmp_path, "check", **{name: ""}).returncode != 0


def test_a_short_secret_key_is_refused(tmp_path):
    ran = manage(tmp_path, "check", SECRET_KEY="x" * 49)
    assert "at least 50 characters" in ran.stderr
    assert ran.returncode != 0


def test_what_the_environment_says_arrives(tmp_path):
    question = (
        "from django.conf import settings as s;"
        "print(s.ALLOWED_HOSTS, s.SITE_URL, s.WAGTAILADMIN_BASE_URL, s.DEFAULT_FROM_EMAIL, s.DEBUG, s.ENVIRONMENT)"
    )
    ran = manage(tmp_path, "shell", "--no-imports", "-c", question)
    assert ran.stdout.split("\n")[0] == (
        "['forum.example.org', 'www.example.org'] https://forum.example.org https://forum.example.org "
        "forum@example.org False production"
    ), ran.stderr


def test_a_public_server_has_no_ways_in_for_developers(tmp_path):
    ran = manage(tmp_path, "sign_in_links")
    assert ran.returncode != 0
    assert "development settings only" in ran.stderr
