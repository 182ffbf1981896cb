"""What is new for saved searches: to whom, when, what of it, and once."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import Client
from django.utils import timezone

from forum import operations as forum
from forum.models import Group, Membership, Post, ReadState
from jobs.models import Job
from knowledge_base.comments import operations as comments
from members.models import Member
from notifications import queries
from notifications.models import Notification
from search.index.store import store
from search.models import MailEvery, SavedSearch, SearchEntry
from search.saved import looking, mails, operations, tasks, telling
from tests.factories import MemberFactory, join, posts, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import ENGINES, bring_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "SETTLED", timedelta(0))


def verify(*members: Member) -> None:
    for member in members:
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)


@pytest.fixture
def wishes(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """Ada and eve want to know of oak; what was there before is no news."""
    cast.groups = groups
    verify(cast.ada, cast.eve)
    topic(groups["public"], cast.bob, "Old oak")
    bring_up()
    cast.wish = operations.keep_search(member=cast.ada, text="oak")
    cast.eves = operations.keep_search(member=cast.eve, text="oak")
    return cast


def due(**which: Any) -> None:
    SavedSearch.objects.filter(**which).exclude(mail="off").update(due_at=timezone.now())


def tell() -> list[Any]:
    """Bring the index up, look at everything now, and give the mails that this sends."""
    mail.outbox.clear()
    bring_up()
    due()
    tasks.tell_of_searches.call()
    return list(mail.outbox)


def readers() -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in mail.outbox)


# What ------------------------------------------------------------------------------------------------------------


@ENGINES
def test_one_mail_says_what_is_new_and_only_once(wishes: SimpleNamespace, settings: Any) -> None:
    new = topic(wishes.groups["public"], wishes.bob, "New oak", markdown="For chairs.")
    letters = tell()
    assert readers() == ["ada", "eve"]
    letter = letters[0]
    assert letter.subject == "New for “oak”"
    assert "- New oak\n  Topic · The public group · Bob · " in letter.body
    assert f"\n  {settings.SITE_URL}{new.get_absolute_url()}\n" in letter.body
    assert f"\noak\n{settings.SITE_URL}/search/?q=oak\n" in letter.body
    assert "Old oak" not in letter.body
    ((html, kind),) = [tuple(each) for each in letter.alternatives]
    assert kind == "text/html"
    assert f'<a href="{settings.SITE_URL}{new.get_absolute_url()}"><bdi>New oak</bdi></a>' in html
    assert 'href="/' not in html
    assert tell() == []


def test_nothing_new_is_no_mail_and_not_due_until_the_next_time(wishes: SimpleNamespace) -> None:
    assert tell() == []
    for search in SavedSearch.objects.select_related("member"):
        assert search.due_at == operations.next_due("daily", search.member, timezone.now())
    topic(wishes.groups["public"], wishes.bob, "New oak")
    bring_up()
    tasks.tell_of_searches.call()  # not due
    assert mail.outbox == []


def test_all_searches_of_a_member_that_are_due_are_one_mail(wishes: SimpleNamespace) -> None:
    operations.keep_search(member=wishes.ada, text="walnut in:guides")
    operations.keep_search(member=wishes.ada, text="ebony")
    guide(shelf("Library"), "Walnut and what it costs")
    topic(wishes.groups["public"], wishes.bob, "New oak")
    tell()
    [letter] = [letter for letter in mail.outbox if letter.to == ["ada@example.org"]]
    assert letter.subject == "New for your saved searches"
    assert "- New oak" in letter.body
    assert "- Walnut and what it costs\n  Guide · Library" in letter.body
    assert "ebony" not in letter.body


def test_everything_that_is_found_may_be_news(wishes: SimpleNamespace) -> None:
    page = guide(shelf("Library"), "Wood")
    talk = topic(wishes.groups["public"], wishes.bob, "Something else")
    bring_up()
    due()
    tasks.tell_of_searches.call()
    comments.comment(page=page, author=wishes.bob, markdown="Take oak.")
    reply = forum.reply(topic=talk, author=wishes.carl, markdown="Rather oak.")
    forum.start_message(author=wishes.bob, title="Psst, oak", markdown="Tea?", recipients=[wishes.ada])
    tell()
    ada = next(letter for letter in mail.outbox if letter.to == ["ada@example.org"])
    assert {line[2:] for line in ada.body.splitlines() if line.startswith("- ")} == {
        "On “Wood”",
        "Something else",
        "Psst, oak",
    }
    assert reply.get_absolute_url() in ada.body
    assert "Psst" not in next(letter for letter in mail.outbox if letter.to == ["eve@example.org"]).body


def test_not_ones_own_words_nor_what_one_has_read(wishes: SimpleNamespace) -> None:
    topic(wishes.groups["public"], wishes.ada, "My oak")
    read = topic(wishes.groups["public"], wishes.bob, "Read oak")
    _first, second = posts(read, wishes.bob, 2)
    ReadState.objects.update_or_create(member=wishes.ada, topic=read, defaults={"upto": 1, "beyond": []})
    tell()
    assert readers() == ["eve"]
    forum.revise_post(post=second, editor=wishes.bob, markdown="oak", reason="")
    new = forum.reply(topic=read, author=wishes.carl, markdown="More oak.")
    tell()
    assert new.get_absolute_url() in next(m for m in mail.outbox if m.to == ["ada@example.org"]).body


def test_what_has_only_some_of_the_words_is_no_news(wishes: SimpleNamespace) -> None:
    operations.discard_search(search=wishes.wish)
    operations.keep_search(member=wishes.ada, text="the oak chairs -walnut")
    topic(wishes.groups["public"], wishes.bob, "Oak tables")
    topic(wishes.groups["public"], wishes.bob, "Oak chair of walnut")
    tell()
    assert readers() == ["eve"]
    talk = topic(wishes.groups["public"], wishes.bob, "An old chair")
    forum.reply(topic=talk, author=wishes.carl, markdown="Of oak?")
    tell()
    assert "- An old chair" in next(m for m in mail.outbox if m.to == ["ada@example.org"]).body


def test_ten_of_many_and_a_word_of_the_rest(wishes: SimpleNamespace) -> None:
    for number in range(12):
        topic(wishes.groups["public"], wishes.bob, f"Oak {number}")
    letter = tell()[0]
    assert letter.body.count("\n- Oak ") == 10
    assert "There is more" in letter.body
    assert tell() == []


def test_the_unread_are_found_behind_many_that_are_read(wishes: SimpleNamespace) -> None:
    for number in range(25):
        talk = topic(wishes.groups["public"], wishes.bob, f"Oak {number}", markdown="Oak, oak and oak.")
        ReadState.objects.create(member=wishes.ada, topic=talk, upto=1)
    topic(wishes.groups["public"], wishes.bob, "At last", markdown="A word of oak among many others, for once.")
    tell()
    assert "- At last" in next(m for m in mail.outbox if m.to == ["ada@example.org"]).body


def test_a_new_post_is_found_behind_one_of_its_topic_that_is_read(wishes: SimpleNamespace) -> None:
    talk = topic(wishes.groups["public"], wishes.bob, "Oak, oak and oak", markdown="Oak!")
    ReadState.objects.create(member=wishes.ada, topic=talk, upto=1)
    new = forum.reply(topic=talk, author=wishes.carl, markdown="A word of oak among many others, for once.")
    tell()
    assert new.get_absolute_url() in next(m for m in mail.outbox if m.to == ["ada@example.org"]).body


def test_a_topic_is_told_once_in_a_mail(wishes: SimpleNamespace) -> None:
    talk = topic(wishes.groups["public"], wishes.bob, "Oak", markdown="Oak!")
    for number in range(3):
        forum.reply(topic=talk, author=wishes.carl, markdown=f"Oak {number}.")
    for number in range(22):
        topic(wishes.groups["public"], wishes.bob, f"Much oak {number}", markdown="Oak oak.")
        ReadState.objects.create(member=wishes.ada, topic_id=Post.objects.latest("pk").topic_id, upto=1)
    tell()
    assert next(m for m in mail.outbox if m.to == ["ada@example.org"]).body.count("- Oak\n") == 1


def test_what_was_imported_or_comes_back_after_long_is_no_news(wishes: SimpleNamespace) -> None:
    talk = topic(wishes.groups["public"], wishes.bob, "Oak of yore")
    Post.objects.filter(topic=talk).update(created_at=timezone.now() - timedelta(days=31))
    assert tell() == []


def test_a_change_of_old_words_is_no_news(wishes: SimpleNamespace) -> None:
    old = Post.objects.get(topic__title="Old oak")
    forum.revise_post(post=old, editor=wishes.bob, markdown="Oak, again.", reason="")
    assert tell() == []


# For whom --------------------------------------------------------------------------------------------------------


@ENGINES
def test_nothing_is_told_that_a_member_does_not_see(wishes: SimpleNamespace) -> None:
    topic(wishes.groups["secret"], wishes.bob, "Secret oak")
    tell()
    assert readers() == ["ada"]


def test_what_a_member_lost_sight_of_is_in_no_mail_page_or_notification(wishes: SimpleNamespace) -> None:
    hidden = topic(wishes.groups["secret"], wishes.bob, "Secret oak")
    bring_up()
    due()
    Membership.objects.filter(member=wishes.ada, group=wishes.groups["secret"]).delete()
    tasks.tell_of_searches.call()
    assert (mail.outbox, Notification.objects.count()) == ([], 0)
    join(wishes.groups["secret"], wishes.ada)
    topic(wishes.groups["secret"], wishes.bob, "Another secret oak")
    tell()
    Membership.objects.filter(member=wishes.ada, group=wishes.groups["secret"]).delete()
    for address in ("/told/", "/search/saved/", wishes.wish.address):
        page = client_of(wishes.ada).get(address).content.decode()
        assert "ecret oak" not in page
        assert hidden.get_absolute_url() not in page


UNREACHABLE = [
    lambda w: Member.objects.filter(pk=w.ada.pk).update(is_active=False),
    lambda w: Member.objects.filter(pk=w.ada.pk).update(is_approved=False),
    lambda w: Member.objects.filter(pk=w.ada.pk).update(email="other@example.org"),
    lambda w: EmailAddress.objects.filter(user=w.ada).update(verified=False),
    lambda w: EmailAddress.objects.filter(user=w.ada).delete(),
    lambda w: operations.choose_mail(search=w.wish, mail=MailEvery.OFF),
    lambda w: operations.discard_search(search=w.wish),
    lambda w: operations.stop_mails(member_id=w.ada.pk),
]


@pytest.mark.parametrize("change", UNREACHABLE)
def test_who_does_not_take_part_or_wants_none_gets_none(wishes: SimpleNamespace, change: Any) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    change(wishes)
    tell()
    assert readers() == ["eve"]
    assert list(Notification.objects.filter(kind="search_found").values_list("member", flat=True)) == [wishes.eve.pk]


def test_who_is_switched_off_after_the_list_was_made_gets_none(wishes: SimpleNamespace) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    bring_up()
    due()
    Member.objects.filter(pk=wishes.ada.pk).update(is_active=False)
    telling.tell(wishes.ada.pk)
    assert mail.outbox == []


def test_it_speaks_the_language_and_keeps_the_time_of_the_member(
    wishes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def looked(search: SavedSearch, member: Member) -> looking.News:
        seen.append((member.handle, str(timezone.get_current_timezone())))
        return looking.look(search, member)

    monkeypatch.setattr(telling, "look", looked)
    Member.objects.filter(pk=wishes.ada.pk).update(time_zone="Asia/Tokyo", language="xx")
    new = topic(wishes.groups["public"], wishes.bob, "New oak")
    moment = timezone.now().replace(hour=20, minute=34)
    Post.objects.filter(topic=new).update(created_at=moment - timedelta(days=1))
    tell()
    assert sorted(seen) == [("ada", "Asia/Tokyo"), ("eve", "UTC")]
    bodies = {letter.to[0].partition("@")[0]: letter.body for letter in mail.outbox}
    assert ("5:34" in bodies["ada"], "5:34" in bodies["eve"]) == (True, False)


# Once, and never lost --------------------------------------------------------------------------------------------


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
    with pytest.raises(CrashError), transaction.atomic():
        tell()
        raise CrashError
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
    cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
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


# Ways out --------------------------------------------------------------------------------------------------------


def test_a_link_in_the_mail_ends_it_by_a_button(wishes: SimpleNamespace, settings: Any) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    letter = next(m for m in tell() if m.to == ["ada@example.org"])
    sent = letter.message()
    end = sent["List-Unsubscribe"].strip("<>")
    assert end in letter.body
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Auto-Submitted"] == "auto-generated"
    path = end.removeprefix(settings.SITE_URL)
    client = Client(enforce_csrf_checks=True)
    for _time in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert "oak" not in page.content.decode()
    assert SavedSearch.objects.get(pk=wishes.wish.pk).mail == "daily"
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "No more e-mails" in answer.content.decode()
    assert set(SavedSearch.objects.values_list("member__handle", "mail")) == {("ada", "off"), ("eve", "daily")}
    topic(wishes.groups["public"], wishes.bob, "Newer oak")
    tell()
    assert readers() == ["eve"]


def test_a_link_that_is_not_ours_ends_nothing(wishes: SimpleNamespace) -> None:
    token = mails.token_of(wishes.ada.pk)
    for wrong in ("guessed", token[:-1], f"x{token}"):
        for answer in (Client().get(f"/search/saved/no-mail/{wrong}/"), Client().post(f"/search/saved/no-mail/{wrong}/")):
            assert answer.status_code == 404
    assert not SavedSearch.objects.filter(mail="off").exists()
    assert Client().post(f"/search/saved/no-mail/{mails.token_of(987654)}/").status_code == 200


# In the app ------------------------------------------------------------------------------------------------------


def test_it_is_told_in_the_app_and_leads_to_the_page(wishes: SimpleNamespace) -> None:
    for title in ("New oak", "Newer oak"):
        topic(wishes.groups["public"], wishes.bob, title)
        tell()
    [item] = queries.latest(wishes.ada)
    assert str(item.described.text) == "There is something new for your search <strong>oak</strong>"
    assert item.described.url == "/search/?q=oak"
    client = client_of(wishes.ada)
    assert client.post(f"/told/{item.notification.pk}/")["Location"] == "/search/?q=oak"
    assert client_of(wishes.eve).post(f"/told/{item.notification.pk}/").status_code == 404
    operations.discard_search(search=wishes.wish)
    assert queries.latest(wishes.ada) == []
    assert not Notification.objects.filter(member=wishes.ada).exists()


# Hostile words ---------------------------------------------------------------------------------------------------

HOSTILE = [
    'oak "\r\nBcc: all@example.org',
    "oak\u2028\x85\x0b\x1cBcc: all@example.org",
    "oak -<script>alert(1)</script>",
    "oak -{{ 7|add:7 }}{% now %}",
    'oak -"><img/src=x>',
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_come_out_harmless(wishes: SimpleNamespace, typed: str) -> None:
    operations.discard_search(search=wishes.wish)
    SavedSearch.objects.filter(pk=wishes.eves.pk).delete()
    operations.keep_search(member=wishes.ada, text=typed)
    topic(wishes.groups["public"], wishes.bob, "<b>Oak</b> all@example.org bcc", markdown="{{ 7 }} `Bcc: all@example.org`")
    [letter] = tell()
    sent = letter.message()
    assert (letter.recipients(), sent["Bcc"], sent["To"]) == (["ada@example.org"], None, "ada@example.org")
    assert "\n" not in letter.subject
    html = str(letter.alternatives[0][0])
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>Oak" not in html
    assert "14" not in letter.subject
