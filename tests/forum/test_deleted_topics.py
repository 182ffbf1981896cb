"""Topics that were deleted: a list of them, and a way back, for whoever looks after their group."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from forum import operations
from forum.models import Group, Topic
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.forum.policy_tables import PEOPLE
from tests.forum.test_personal_lists import followed_pages

pytestmark = pytest.mark.django_db

World = SimpleNamespace
LIST = "/g/the-public/deleted/"


def deleted(group: Group, member: object, *titles: str) -> list[Topic]:
    return [operations.delete_topic(topic=topic(group, member, title), by=member) for title in titles]  # type: ignore[arg-type]


def test_who_may_restore_is_led_to_what_was_deleted(everybody: World, public: Group) -> None:
    deleted(public, everybody.ada, "Taken back")
    for who in PEOPLE:
        client, may = client_of(getattr(everybody, who)), who in ("carl", "wanda", "mo", "root")
        answer = client.get(LIST)
        assert answer.status_code == (200 if may else 302 if who == "visitor" else 403), who
        assert (b"Taken back" in answer.content) == may, who
        for page in ("/g/the-public/", "/g/the-public/about/"):
            assert (LIST.encode() in client.get(page).content) == may, (who, page)


def test_a_deleted_topic_comes_back_by_its_button(everybody: World, public: Group) -> None:
    found = topic(public, everybody.ada, "Taken away")
    client = client_of(everybody.carl)
    assert "among the deleted topics" in client.post(f"/t/{found.pk}/delete/", follow=True).content.decode()
    page = client.get(LIST).content.decode()
    assert f'action="/t/{found.pk}/restore/"' in page
    client.post(f"/t/{found.pk}/restore/")
    assert client_of(everybody.eve).get(found.get_absolute_url()).status_code == 200
    assert "Taken away" not in client.get(LIST).content.decode()


def test_only_what_can_come_back_to_this_group_is_listed(everybody: World, groups: dict[str, Group]) -> None:
    public = groups["public"]
    deleted(groups["private"], everybody.ada, "Of another group")
    kept, merged = topic(public, everybody.ada, "Qzstays"), topic(public, everybody.ada, "Qzmerged")
    operations.merge_topics(topic=merged, into=kept, by=everybody.carl)
    page = client_of(everybody.carl).get(LIST).content.decode().partition("<main")[2]
    assert not any(title in page for title in ("Of another group", "Qzstays", "Qzmerged"))
    assert client_of(everybody.eve).get("/g/the-secret/deleted/").status_code == 404


def test_deleted_topics_have_a_next_page(everybody: World, public: Group) -> None:
    deleted(public, everybody.ada, *[f"No. {number}" for number in range(31)])
    Topic.objects.update(deleted_at=timezone.now() - timedelta(days=1))
    assert followed_pages(everybody.carl, LIST, "/restore/") == [30, 1]
