"""What is new for saved searches: of what it is told, and to whom."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from forum import operations as forum
from forum.models import Membership, Post, ReadState
from knowledge_base.comments import operations as comments
from members.models import Member
from notifications.models import Notification
from search.models import MailEvery, SavedSearch
from search.saved import looking, operations, tasks, telling
from tests.factories import join, posts, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import ENGINES, bring_up
from tests.search.saved.conftest import due, readers, tell

pytestmark = pytest.mark.django_db


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
    comments.comment(page=guide(shelf("Library"), "Wood"), author=wishes.ada, markdown="My oak.")
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
