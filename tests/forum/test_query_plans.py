"""What the database does for a page, in a community of 4,000 posts and in one of 20,000: as good as the same.

Counted, not timed: on SQLite the instructions of its virtual machine, on PostgreSQL the rows that its plans touched.
Both grow at once where an index is missing or a page reads what it does not show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from bench.generate import Community, Size
from forum.models import Group, Topic
from forum.topic_page import start_of_thread
from freshness.memo import forget_everything
from tests.forum.conftest import client_of

pytestmark = [pytest.mark.large, pytest.mark.django_db, pytest.mark.xdist_group("large community")]

SMALL, LARGE = 4_000, 20_000
END = datetime(2026, 1, 1, tzinfo=UTC)
SLACK = 10_000 if connection.vendor == "sqlite" else 2_500
MOST = 30_000 if connection.vendor == "sqlite" else 6_000
# PostgreSQL may read all 1,000 topics or 500 members at once where that is cheaper, never all 20,000 posts.
# A tag's topics are sorted; the home page counts all members every ten minutes.
MAY_GROW = {"tag", "home"}
if connection.vendor == "postgresql":
    MAY_GROW.add("member")  # it reads so few topics as there are here at once rather than one by one
STEP = 100  # instructions of SQLite's between two calls of the one that counts them


class TakenBackError(Exception):
    """Takes back what a smaller community wrote."""


class Work:
    """Counts what the database does within `counted`, in the units of the database at hand."""

    def __init__(self) -> None:
        self.done = 0

    def _step(self) -> int:
        self.done += STEP
        return 0

    def _explained(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and "FOR UPDATE" not in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + sql, params)
                (plan,) = cursor.fetchone()
            self.done += touched((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        return execute(sql, params, many, context)

    @contextmanager
    def counted(self) -> Iterator[None]:
        self.done = 0
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # A planner reads or sorts a small table whole though there is an index; what is asked is whether there
                # is one.
                for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                    cursor.execute(f"SET LOCAL enable_{way}=off")
            with connection.execute_wrapper(self._explained):
                yield
            return
        connection.connection.set_progress_handler(self._step, STEP)
        try:
            yield
        finally:
            connection.connection.set_progress_handler(None, STEP)


def touched(plan: dict[str, Any]) -> int:
    """The rows that a plan's scans read, those included that a filter then dropped."""
    here = 0
    if "Scan" in plan["Node Type"]:
        dropped = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        here = int((plan["Actual Rows"] + dropped) * plan["Actual Loops"])
    return here + sum(touched(part) for part in plan.get("Plans", ()))


def addresses(group: Group, usual: Topic, longest: Topic) -> dict[str, str]:
    middle = longest.last_number // 2
    thread = start_of_thread(longest.posts.filter(number__gte=middle).order_by("number")[0])
    return {
        "home": "/",
        **{kind: f"/{kind}/" for kind in ("latest", "new", "unread", "unanswered", "top", "mine", "bookmarks")},
        "top ever": "/top/?period=all",
        "list": group.get_absolute_url(),
        "unanswered of a group": f"{group.get_absolute_url()}unanswered/",
        "top of a group": f"{group.get_absolute_url()}top/?period=all",
        "tag": "/tags/tag-1/",
        "tag in a group": f"{group.get_absolute_url()}?tag=tag-1",
        "questions": "/latest/?kind=question",
        "topic": usual.get_absolute_url(),
        "longest, first": longest.get_absolute_url(),
        "longest, middle": f"{longest.get_absolute_url()}{middle}/",
        "longest, end": f"{longest.get_absolute_url()}?page={longest.page_count}",
        "threads": f"{longest.get_absolute_url()}?reading=threads",
        "threads, middle": f"{longest.get_absolute_url()}?reading=threads&from={thread}",
        "news": f"/t/{longest.pk}/news/?after={longest.last_number - 3}",
        "member": f"/m/{longest.author.handle}/",
        "groups": "/groups/",
        "about": f"{group.get_absolute_url()}about/",
        "members": f"{group.get_absolute_url()}members/",
        "names": "/complete/names/?q=m",
        "told": "/told/",
        "messages": "/messages/",
    }


def measured(posts: int) -> dict[tuple[str, str], int]:
    """The work for each page of a community of this size, for a visitor and for a member."""
    Community(Size(posts), 1, END, paragraphs=40).write()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    group = Group.objects.get(slug="generated-1")
    topics = Topic.objects.filter(group__slug__startswith="generated").select_related("group", "author")
    longest = topics.order_by("-last_number")[0]
    usual = topics.filter(group=group).order_by("-last_number")[1]
    work, done = Work(), {}
    for name, who in (("visitor", AnonymousUser()), ("member", usual.author)):
        client = client_of(who)
        for page, address in addresses(group, usual, longest).items():
            forget_everything()
            with work.counted():
                answer = client.get(address, follow=True)
            assert answer.status_code == 200, (page, answer.status_code)
            done[page, name] = work.done
    return done


def test_a_page_of_a_large_community_is_no_more_work(db: None) -> None:
    with suppress(TakenBackError), transaction.atomic():
        small = measured(SMALL)
        raise TakenBackError
    large = measured(LARGE)
    grown = {page: (small[page], work) for page, work in large.items() if work > 2 * small[page] + SLACK}
    assert {page: counts for page, counts in grown.items() if page[0] not in MAY_GROW} == {}
    assert max(work for page, work in large.items() if page[0] not in MAY_GROW) < MOST
