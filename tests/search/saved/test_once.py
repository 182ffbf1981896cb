"""What is new is told once, and never lost."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from forum.models import Group
from jobs.models import Job
from members.models import Member
from notifications.models import Notification
from search.index.store import store
from search.models import MailEvery, SavedSearch, SearchEntry
from search.saved import looking, operations, tasks, telling
from tests.factories import MemberFactory, topic
from tests.search.conftest import bring_up
from tests.search.saved.conftest import due, readers, tell, verify

pytestmark = pytest.mark.django_db


def test_a_crash_before_the_mail_leaves_everything_as_it_was_but_for_a_while(
    wishes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    bring_up()
    due()
    before = dict(SavedSearch.objects.values_list("pk", "seen_upto"))
    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(smtplib.SMTPException("down")))
        tasks.tell_of_searches.call()
    assert dict(SavedSearch.objects.values_list("pk", "seen_upto")) == before
    assert not Notification.objects.filter(kind="search_found").exists()
    tasks.tell_of_searches.call()
    assert mail.outbox == []  # the mail server gets a rest
    SavedSearch.objects.update(due_at=timezone.now())
    tasks.tell_of_searches.call()
    assert readers() == ["ada", "eve"]


def test_a_mail_that_is_sent_again_after_a_crash_has_the_same_message_id(wishes: SimpleNamespace) -> None:
    def told() -> list[str]:
        return [str(m.message()["Message-ID"]) for m in mail.outbox if m.to == ["ada@example.org"]]

    class CrashError(Exception):
        """After the mail, before the commit."""

    topic(wishes.groups["public"], wishes.bob, "New oak")

    def crash() -> None:
        with transaction.atomic():
            tell()
            raise CrashError

    with pytest.raises(CrashError):
        crash()
    crashed = told()
    tell()
    assert told() == crashed
    topic(wishes.groups["public"], wishes.bob, "Newer oak")
    tell()
    assert told() != crashed


def test_two_workers_do_not_both_mail(wishes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    bring_up()
    due()

    def looked(search: SavedSearch, member: Member) -> looking.News:
        monkeypatch.setattr(telling, "look", looking.look)
        telling.tell(member.pk)  # another worker, meanwhile
        return looking.look(search, member)

    monkeypatch.setattr(telling, "look", looked)
    tasks.tell_of_searches.call()
    assert readers() == ["ada", "eve"]


MEANWHILE = [
    lambda w: operations.choose_mail(search=w.wish, mail=MailEvery.OFF),
    lambda w: operations.choose_mail(search=w.wish, mail=MailEvery.WEEKLY),
    lambda w: operations.discard_search(search=w.wish),
    lambda w: operations.stop_mails(member_id=w.ada.pk),
]


@pytest.mark.parametrize("change", MEANWHILE)
def test_who_changes_their_mind_while_it_is_looked_gets_none(
    wishes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    operations.discard_search(search=wishes.eves)
    topic(wishes.groups["public"], wishes.bob, "New oak")

    def looked(search: SavedSearch, member: Member) -> looking.News:
        news = looking.look(search, member)
        change(wishes)
        return news

    monkeypatch.setattr(telling, "look", looked)
    assert tell() == []
    assert not Notification.objects.filter(kind="search_found").exists()
    kept = SavedSearch.objects.filter(pk=wishes.wish.pk).first()
    assert kept is None or kept.seen_upto == wishes.wish.seen_upto


def test_while_the_index_is_built_searches_stay_due(wishes: SimpleNamespace) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    bring_up()
    due()
    store().condemn(store().current)
    tasks.tell_of_searches.call()
    assert mail.outbox == []
    assert not Job.objects.filter(task__endswith="tell_of_searches").exists()
    bring_up()
    tasks.tell_of_searches.call()
    assert readers() == ["ada", "eve"]


def test_what_is_not_in_the_index_yet_is_told_the_next_time(wishes: SimpleNamespace) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    bring_up()
    late = topic(wishes.groups["public"], wishes.bob, "Late oak")
    topic(wishes.groups["public"], wishes.bob, "Later oak")
    SearchEntry.objects.exclude(topic_id=late.pk).update(fed=0)
    due(pk=wishes.wish.pk)
    tasks.tell_of_searches.call()
    assert "New oak" in mail.outbox[0].body
    assert "ate" not in mail.outbox[0].body.partition("New oak")[2].partition("How often")[0]
    letter = next(m for m in tell() if m.to == ["ada@example.org"])
    assert ("Late oak" in letter.body, "Later oak" in letter.body, "New oak" in letter.body) == (True, True, False)


def test_what_was_written_just_now_is_left_for_the_next_time(
    wishes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others may have lower numbers and not be committed."""
    topic(wishes.groups["public"], wishes.bob, "New oak")
    with monkeypatch.context() as patch:
        patch.setattr(looking, "SETTLED", timedelta(minutes=5))
        assert tell() == []
    assert len(tell()) == 2


def test_many_members_are_told_in_several_runs(
    cast: SimpleNamespace,
    groups: dict[str, Group],
    settled_at_once: None,
    run_jobs: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    bring_up()
    for member in [MemberFactory() for _number in range(5)]:
        verify(member)
        operations.keep_search(member=member, text="oak")
    topic(groups["public"], cast.bob, "New oak")
    bring_up()
    due()
    run_jobs()
    tasks.tell_of_searches.enqueue()
    run_jobs()
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 5


def test_looking_takes_a_bounded_number_of_queries(
    wishes: SimpleNamespace, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for count in (1, 8):
        for number in range(count):
            topic(wishes.groups["public"], MemberFactory(), f"Oak {number}")
        bring_up()
        wishes.wish.refresh_from_db()
        with django_assert_max_num_queries(14):
            assert len(looking.look(wishes.wish, wishes.ada).results) >= count
