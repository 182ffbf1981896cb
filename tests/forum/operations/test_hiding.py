"""A hidden post is out of sight as if deleted, but its author and hands read it, and hands bring it back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from forum import operations
from forum.models import Group, Post, Topic
from notifications.models import Notification
from search.models import SearchEntry
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.forum.policy_tables import PEOPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(everybody: SimpleNamespace, public: Group) -> Post:
    """bob's reply to ada."""
    return operations.reply(
        topic=topic(public, everybody.ada), author=everybody.bob, markdown="Cheap chairs at qzshop."
    )


def readers(everybody: SimpleNamespace, post: Post) -> set[str]:
    return {who for who in PEOPLE if Post.objects.hidden_for(getattr(everybody, who)).filter(pk=post.pk).exists()}


def test_author_and_hands_alone_read_a_hidden_post(everybody: SimpleNamespace, public: Group, said: Post) -> None:
    assert readers(everybody, said) == set()
    operations.hold_post(post=said)
    assert readers(everybody, said) == {"bob", "carl", "wanda", "mo", "root"}
    for who in PEOPLE:
        client, person = client_of(getattr(everybody, who)), getattr(everybody, who)
        assert not Post.objects.visible_to(person).filter(pk=said.pk).exists()
        page = client.get(said.topic.get_absolute_url())
        assert b"hidden here until somebody has looked" in page.content
        assert b"qzshop" not in page.content
        leads = f"/p/{said.pk}/hidden/".encode() in page.content
        answer = client.get(f"/p/{said.pk}/hidden/")
        assert (answer.status_code == 200) == leads == (who in readers(everybody, said)), who
        assert (b"qzshop" in answer.content) == leads


def test_it_is_counted_told_and_found_no_more_until_it_is_back(
    everybody: SimpleNamespace, said: Post, run_jobs: object
) -> None:
    run_jobs()  # type: ignore[operator]
    found = SearchEntry.objects.there().filter(source="post", source_id=said.pk)
    told = Notification.objects.filter(object_id=said.pk, kind="replied")
    assert (Topic.objects.get().post_count, found.exists(), told.exists()) == (2, True, True)
    hidden = operations.hide_post(post=said, by=everybody.carl)
    assert hidden.deleted_by == everybody.carl
    run_jobs()  # type: ignore[operator]
    assert (Topic.objects.get().post_count, found.exists(), told.exists()) == (1, False, False)
    with pytest.raises(PermissionDenied):
        operations.restore_post(post=said, by=everybody.bob)
    operations.unhide_post(post=said, by=everybody.wanda)
    run_jobs()  # type: ignore[operator]
    said.refresh_from_db()
    assert (said.hidden_at, said.deleted_at, said.deleted_by) == (None, None, None)
    assert (Topic.objects.get().post_count, found.exists()) == (2, True)


def test_a_hidden_opening_hides_its_topic(everybody: SimpleNamespace, public: Group, said: Post) -> None:
    opening = said.topic.posts.get(number=1)
    operations.hold_post(post=opening)
    found = Topic.objects.get()
    assert found.hidden_at is not None
    assert not Topic.objects.visible_to(everybody.ada).exists()
    assert readers(everybody, opening) == {"ada", "carl", "wanda", "mo", "root"}
    assert readers(everybody, said) == set()
    public.refresh_from_db()
    assert public.topic_count == 0
    operations.unhide_post(post=opening, by=everybody.carl)
    assert Topic.objects.visible_to(everybody.ada).get().hidden_at is None


def test_what_is_removed_its_author_reads_no_more(everybody: SimpleNamespace, said: Post) -> None:
    operations.hold_post(post=said)
    operations.remove_post(post=said, by=everybody.carl)
    said.refresh_from_db()
    assert (said.hidden_at, said.deleted_by) == (None, everybody.carl)
    assert readers(everybody, said) == set()
    opening = said.topic.posts.get(number=1)
    operations.remove_post(post=opening, by=everybody.carl)
    assert Topic.objects.get().deleted_by == everybody.carl


@pytest.mark.parametrize("who", ["eve", "olga", "ada", "bob", "ava", "fay"])
def test_others_hide_and_unhide_nothing(who: str, everybody: SimpleNamespace, said: Post) -> None:
    by = getattr(everybody, who)
    for act in (operations.hide_post, *([operations.remove_post] if who != "bob" else [])):
        with pytest.raises(PermissionDenied):
            act(post=said, by=by)
    assert Post.objects.filter(pk=said.pk, deleted_at=None, hidden_at=None).exists()
    operations.hold_post(post=said)
    for act in (operations.unhide_post, operations.remove_post):
        with pytest.raises(PermissionDenied):
            act(post=said, by=by)
    assert Post.objects.exclude(hidden_at=None).filter(pk=said.pk, deleted_by=None).exists()
