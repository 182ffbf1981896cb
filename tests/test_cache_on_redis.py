"""With Redis as the cache, as docs/settings.md says, what the cache decides is decided the same."""

from __future__ import annotations

import environ
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.members.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_redis(redis_server, settings):
    settings.CACHES = {"default": environ.Env.cache_url_config(redis_server.replace("redis:", "rediscache:") + "/1")}


def test_it_is_redis_that_keeps_it():
    cache.set("greeting", {"en": "Welcome", "sw": "Karibu"}, 60)
    assert cache.get("greeting")["sw"] == "Karibu"
    assert "Redis" in type(cache._connections[cache._alias]).__name__


def test_counting_is_exact():
    cache.set("count", 0)
    assert [cache.incr("count") for _ in range(3)] == [1, 2, 3]


def test_guessing_a_password_is_limited():
    ada, client = make_member("ada"), Client()
    address = reverse("account_login")
    answers = [client.post(address, {"login": ada.email, "password": f"guess {n}"}) for n in range(7)]
    assert "_auth_user_id" not in client.session
    told = ["tried too often" in answer.content.decode() for answer in answers]
    assert told == [False] * 5 + [True] * 2


def test_pages_are_answered():
    assert Client().get("/").status_code == 200
