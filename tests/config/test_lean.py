"""What is left out is not missed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client

from tests.factories import MemberFactory

LEFT_OUT = ("ninja", "pydantic", "fido2", "cryptography", "docutils", "pygments", "yaml", "requests", "pillow_heif")
LOADED = """
import sys
sys.path[:0] = [".", "site"]
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
passkeys = sys.modules["allauth.mfa.webauthn.internal.auth"]
print(*(name for name in {names} if sys.modules.get(name)))
passkeys.WebAuthn
print(*(name for name in {names} if sys.modules.get(name)))
""".replace("{names}", repr(LEFT_OUT))


def test_what_is_not_asked_for_is_not_loaded() -> None:
    """Before anybody uses a passkey, and when somebody does."""
    ran = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    before, after = ran.stdout.splitlines()
    assert before == ""
    assert after.split() == ["fido2", "cryptography"]


@pytest.mark.django_db
def test_the_api_that_editors_pages_ask_is_there_and_the_others_are_not() -> None:
    client = Client()
    client.force_login(MemberFactory(handle="root", is_superuser=True))
    assert client.get("/admin/api/main/pages/?child_of=root&for_explorer=1").json()["meta"]["total_count"] == 1
    assert client.get("/api/v3/pages/").status_code == 404
