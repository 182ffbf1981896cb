"""The benchmark's own instruments."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.test import Client

from bench.posting import post_replies
from bench.run import Figure
from bench.running import answers, descendants, free_port, is_running, memory, running
from forum.models import Post
from tests import factories

SLEEP = "import time; time.sleep(60)"
FAMILY = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); {SLEEP}"


def test_a_figure_is_a_line_of_name_value_unit_and_ratio() -> None:
    assert (
        str(Figure("200000.topic.member", 412.3, "requests/s", 0.1472)) == "200000.topic.member 412.3 requests/s 0.147"
    )
    assert str(Figure("200000.memory", 187.25, "MiB")) == "200000.memory 187.2 MiB"


def test_what_was_started_is_stopped_with_its_children() -> None:
    with running([sys.executable, "-c", FAMILY]) as process:
        until = time.monotonic() + 20
        while not (children := descendants(process.pid)) and time.monotonic() < until:
            time.sleep(0.05)
        assert len(children) == 1
        assert memory(process.pid) > memory(children[0]) > 0
    assert not any(is_running(pid) for pid in (process.pid, *children))


def test_a_server_that_ends_at_once_is_named() -> None:
    with running([sys.executable, "-c", "raise SystemExit(3)"]) as process, pytest.raises(RuntimeError, match="with 3"):
        answers(f"http://127.0.0.1:{free_port()}/", process)


@pytest.mark.django_db(transaction=True)
def test_replies_are_posted_through_the_form(live_server: object, client: Client) -> None:
    author = factories.MemberFactory()
    topic = factories.topic(factories.GroupFactory(), author)
    client.force_login(author)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    port = live_server.thread.port  # type: ignore[attr-defined]
    form = f"/t/{topic.pk}/reply/"
    posted = post_replies(port, form=form, cookie=cookie, csrf_cookie=settings.CSRF_COOKIE_NAME, number=2)
    assert Post.objects.filter(topic=topic, number__gt=1).count() == 3  # one to warm up
    assert posted.mean > 0


def test_options_are_explained() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "bench.run", "--help"], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert "--quick" in told.stdout
