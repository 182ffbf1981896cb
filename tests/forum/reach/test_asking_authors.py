"""The author of a question without a solution is asked how far it shall go: in time, once, here and by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import operations as forum
from forum.models import AuthorAsked, Group, Kind, Membership, Reach, Topic
from forum.reach import operations, tasks, told
from jobs.models import Job
from mail.leaving.transport import Transport
from members.models import Member
from notifications.by_mail import sending
from notifications.models import Letter, Notification
from notifications.operations import set_preference
from tests.factories import topic
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db
Run = Callable[..., list[Job]]
TITLE = "Which price <b>for</b> a chair?"


@pytest.fixture
def asked(cast: SimpleNamespace, public: Group, run_jobs: Run, settings: Any) -> Topic:
    """A question of ada's that has waited for four days."""
    settings.MAIL_HOLD_SECONDS = 0
    for member in (cast.ada, cast.bob):
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    found = waiting(public, cast.ada, days=4)
    run_jobs()
    Notification.objects.all().delete()
    Letter.objects.all().delete()
    return found


def waiting(group: Group, author: Member, *, days: float, **more: Any) -> Topic:
    found = topic(group, author, TITLE, **{"kind": Kind.QUESTION, **more})
    Topic.objects.filter(pk=found.pk).update(created_at=timezone.now() - timedelta(days=days))
    return found


def ask(run_jobs: Run) -> list[tuple[str, str]]:
    """Who was told what, after all jobs and mails."""
    tasks.ask_authors.call()
    run_jobs()
    send()
    return list(Notification.objects.values_list("member__handle", "kind"))


def send() -> None:
    with Transport() as transport:
        sending.send_due(transport)


def test_an_author_is_asked_once_here_and_by_mail(asked: Topic, run_jobs: Run, settings: Any) -> None:
    for _time in range(2):
        assert ask(run_jobs) == [("ada", told.UNSOLVED)]
    [letter] = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == f"No solution yet: “{TITLE}”"
    for part in ("everybody", "advisors", "solved", "wait"):
        assert f"{settings.SITE_URL}/t/{asked.pk}/reach/#{part}" in letter.body
    ((html, kind),) = [tuple(each) for each in letter.alternatives]
    assert kind == "text/html"
    assert "&lt;b&gt;for&lt;/b&gt;" in html
    assert 'href="/' not in html
    assert "\n\n\n" not in letter.body


def test_it_leads_to_the_page_of_answers_and_is_read_there(asked: Topic, cast: SimpleNamespace, run_jobs: Run) -> None:
    ask(run_jobs)
    client = client_of(cast.ada)
    page = client.get("/told/").content.decode()
    assert f'href="/t/{asked.pk}/reach/"' in page
    assert "&lt;b&gt;for" in page
    client.get(f"/t/{asked.pk}/reach/")
    assert not Notification.objects.unread_by(cast.ada.pk).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"created_at": timezone.now() - timedelta(days=2.9)},
        {"created_at": timezone.now() - timedelta(days=30)},
        {"kind": Kind.DISCUSSION},
        {"closed_at": timezone.now()},
        {"archived_at": timezone.now()},
        {"deleted_at": timezone.now()},
    ],
    ids=["not yet", "long ago", "no question", "closed", "archived", "deleted"],
)
def test_nobody_is_asked_about_what_waits_for_nothing(changes: dict[str, Any], asked: Topic, run_jobs: Run) -> None:
    Topic.objects.filter(pk=asked.pk).update(**changes)
    assert ask(run_jobs) == []
    assert mail.outbox == []
    assert not AuthorAsked.objects.exists()


def test_what_is_solved_or_was_asked_of_everybody_is_not_asked_about(
    asked: Topic, cast: SimpleNamespace, public: Group, run_jobs: Run
) -> None:
    forum.accept_solution(post=forum.reply(topic=asked, author=cast.bob, markdown="Ten."), by=cast.ada)
    operations.widen(topic=waiting(public, cast.ada, days=4), by=cast.ada)
    assert told.UNSOLVED not in {kind for _who, kind in ask(run_jobs)}


def test_the_group_says_when(asked: Topic, cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Run) -> None:
    other = waiting(groups["members"], cast.bob, days=8)
    Group.objects.filter(pk=groups["public"].pk).update(ask_author_after=0)
    Group.objects.filter(pk=groups["members"].pk).update(ask_author_after=7)
    Notification.objects.all().delete()
    assert ("ada", told.UNSOLVED) not in ask(run_jobs)
    assert list(AuthorAsked.objects.values_list("topic", flat=True)) == [other.pk]


def test_the_group_s_page_takes_the_days(cast: SimpleNamespace, public: Group) -> None:
    forum.revise_group(group=public, by=cast.wanda, ask_author_after=9)
    assert 'name="ask_author_after" value="9"' in client_of(cast.wanda).get("/g/the-public/edit/").content.decode()


@pytest.mark.parametrize("change", ["kind", "claimed", "left"])
def test_who_has_no_wish_or_no_sight_is_not_asked(
    change: str, asked: Topic, cast: SimpleNamespace, run_jobs: Run
) -> None:
    if change == "kind":
        set_preference(member=cast.ada, kind=told.UNSOLVED, wanted=False)
    elif change == "claimed":
        Member.objects.filter(pk=cast.ada.pk).update(claimed=False)
    else:
        Group.objects.filter(pk=asked.group_id).update(audience="private")
        Membership.objects.filter(member=cast.ada).delete()
    assert ask(run_jobs) == []
    assert mail.outbox == []


@pytest.mark.parametrize("change", ["widened", "solved", "left", "let wait", "closed"])
def test_rights_are_asked_again_when_the_mail_is_sent(
    change: str, asked: Topic, cast: SimpleNamespace, run_jobs: Run
) -> None:
    tasks.ask_authors.call()
    if change == "widened":
        operations.widen(topic=asked, by=cast.ada)
    elif change == "solved":
        forum.accept_solution(post=forum.reply(topic=asked, author=cast.bob, markdown="Ten."), by=cast.ada)
    elif change == "let wait":
        operations.let_wait(topic=asked, by=cast.ada)
    elif change == "closed":
        forum.close_topic(topic=asked, by=cast.wanda)
    else:
        Group.objects.filter(pk=asked.group_id).update(audience="private")
        Membership.objects.filter(member=cast.ada).delete()
    run_jobs()
    send()
    assert not [letter for letter in mail.outbox if letter.subject.startswith("No solution")]


def test_from_a_closed_group_the_mail_offers_to_ask_anew(
    asked: Topic, cast: SimpleNamespace, private: Group, run_jobs: Run
) -> None:
    waiting(private, cast.bob, days=4)
    ask(run_jobs)
    bodies = {letter.to[0]: letter.body for letter in mail.outbox if letter.subject.startswith("No solution")}
    assert "Ask anew in an open group:" in bodies["bob@example.org"]
    assert "Ask everybody:" in bodies["ada@example.org"]


def test_it_speaks_the_author_s_language_and_is_ended_with_one_press(
    asked: Topic, cast: SimpleNamespace, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Member.objects.filter(pk=cast.ada.pk).update(language="ar", time_zone="Africa/Kampala")
    monkeypatch.setattr("members.letters.interface_language", lambda language: language)
    ask(run_jobs)
    [letter] = mail.outbox
    assert '<html lang="ar" dir="rtl">' in letter.alternatives[0][0]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["Message-ID"].startswith(f"<unsolved-{asked.pk}@")


def test_answers_settle_what_asked(asked: Topic, cast: SimpleNamespace, public: Group, run_jobs: Run) -> None:
    def is_told() -> bool:
        return Notification.objects.filter(kind=told.UNSOLVED).exists()

    ask(run_jobs)
    assert is_told()
    client_of(cast.ada).post(f"/t/{asked.pk}/wait/")
    assert not is_told()
    assert Topic.objects.get(pk=asked.pk).reach == Reach.GROUP
    other = waiting(public, cast.ada, days=4)
    ask(run_jobs)
    assert is_told()
    forum.accept_solution(post=forum.reply(topic=other, author=cast.bob, markdown="Ten."), by=cast.ada)
    assert not is_told()
    assert ask(run_jobs).count(("ada", told.UNSOLVED)) == 0


def test_looking_for_them_asks_no_query_for_each_that_waits(
    asked: Topic, cast: SimpleNamespace, public: Group, run_jobs: Run
) -> None:
    ask(run_jobs)
    numbers = []
    for _time in range(2):
        for _number in range(3):
            waiting(public, cast.ada, days=1)
        with CaptureQueriesContext(connection) as queries:
            tasks.ask_authors.call()
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 3
