"""Every page says what a browser may load and run on it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client, override_settings

from freshness.content_policy import HEADER, content_policy
from tests.forum.conftest import cast, client_of, groups, nothing_remembered
from tests.freshness.test_gate import Line, line

__all__ = ["cast", "groups", "line", "nothing_remembered"]

pytestmark = pytest.mark.django_db


def test_every_answer_has_the_policy_made_by_django_or_by_the_gate(line: Line, cast: SimpleNamespace) -> None:
    answers = [line.get("/latest/") for _twice in range(2)]
    assert [answer.made for answer in answers] == [True, False]
    assert {answer.headers[HEADER] for answer in answers} == {content_policy()}
    for address in ("/", "/groups/", "/search/?q=chair", "/account/login/", "/account/signup/", "/nowhere/"):
        assert Client().get(address)[HEADER] == content_policy(), address
    for address in ("/told/", "/ask/", "/me/"):
        assert client_of(cast.ada).get(address)[HEADER] == content_policy(), address


def test_nothing_is_run_or_framed_but_our_own() -> None:
    policy = content_policy()
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for directive in ("object-src", "base-uri", "frame-src"):
        assert f"{directive} 'none'" in policy
    assert "frame-src https://video.example;" in content_policy(frames=["https://video.example"])


def test_pictures_may_come_from_where_they_are_kept() -> None:
    assert settings.MEDIA_URL.startswith("/")
    assert "img-src 'self' data:;" in content_policy()
    with override_settings(MEDIA_URL="https://pictures.example/baraza/"):
        assert "img-src 'self' data: https://pictures.example;" in content_policy()


def test_the_admin_has_its_own_ways(cast: SimpleNamespace) -> None:
    assert HEADER not in client_of(cast.root).get("/admin/")
