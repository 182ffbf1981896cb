"""Favourites, verdicts, ticks, and the topic about a page."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from forum import operations as forum
from forum.models import Topic
from jobs.models import Job
from knowledge_base import operations
from knowledge_base.comments import operations as comments
from knowledge_base.models import Discussion, Favourite, PageTally, Tick, Verdict
from notifications.queries import unread_count
from tests.factories import topic
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db


def tally(page: object) -> PageTally:
    return PageTally.objects.get(page=page)


def test_a_favourite_counts_once_and_can_be_let_go(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    client = client_of(cast.ada)
    for _time in range(2):
        assert client.post(f"/pages/{library.public.pk}/favourite/").status_code == 302
    operations.favourite(page=library.public, member=cast.bob)
    assert tally(library.public).favourites == 2
    assert "Qpublic" in client.get("/favourites/").content.decode()
    assert "Among your favourites" in client.get(library.public.url).content.decode()
    client.post(f"/pages/{library.public.pk}/unfavourite/")
    assert tally(library.public).favourites == 1
    assert "Qpublic" not in client.get("/favourites/").content.decode()


def test_a_favourite_out_of_sight_is_not_shown_and_can_be_let_go(
    cast: SimpleNamespace, library: SimpleNamespace
) -> None:
    operations.favourite(page=library.groups, member=cast.ada)
    cast.ada.memberships.all().delete()
    client = client_of(cast.ada)
    assert "Qgroups" not in client.get("/favourites/").content.decode()
    answer = client.post(f"/pages/{library.groups.pk}/unfavourite/")
    assert (answer.status_code, answer["Location"]) == (302, "/favourites/")
    assert not Favourite.objects.filter(member=cast.ada).exists()


def test_a_member_alone_sees_their_favourites_on_their_pages(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    assert "stand here." in client_of(cast.ada).get("/me/").content.decode()
    for page in (library.public, library.groups):
        operations.favourite(page=page, member=cast.ada)
    for address in ("/me/", "/m/ada/"):
        shown = client_of(cast.ada).get(address).content.decode()
        assert shown.index("Qgroups") < shown.index("Qpublic") < shown.index('href="/favourites/"')
    for who in (cast.bob, cast.eve, cast.root):
        assert "Qpublic" not in client_of(who).get("/m/ada/").content.decode()
        assert "Qpublic" not in client_of(who).get("/me/").content.decode()
    cast.ada.memberships.all().delete()
    for address in ("/me/", "/m/ada/", "/favourites/"):
        shown = client_of(cast.ada).get(address).content.decode()
        assert ("Qpublic" in shown, "Qgroups" in shown) == (True, False), address


def test_the_last_word_on_a_page_counts(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    client = client_of(cast.ada)
    client.post(f"/pages/{library.public.pk}/helped/", {"helped": "no", "reason": " No figures. "})
    assert Verdict.objects.get(member=cast.ada).reason == "No figures."
    assert (tally(library.public).helped, tally(library.public).did_not_help) == (0, 1)
    client.post(f"/pages/{library.public.pk}/helped/", {"helped": "yes", "reason": "x"})
    assert (tally(library.public).helped, tally(library.public).did_not_help) == (1, 0)
    assert Verdict.objects.get(member=cast.ada).reason == ""


def test_a_reason_that_is_too_long_is_refused(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        operations.judge(page=library.public, member=cast.ada, helped=False, reason="x" * 501)


def test_nobody_marks_what_they_do_not_see(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    client = client_of(cast.eve)
    for act in ("favourite", "unfavourite", "helped", "tick", "discuss"):
        assert client.post(f"/pages/{library.groups.pk}/{act}/", {"markdown": "x"}).status_code == 404, act
    with pytest.raises(PermissionDenied):
        operations.favourite(page=library.groups, member=cast.eve)
    assert not Favourite.objects.exists()


def test_ticks_are_each_readers_own(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    page = library.public
    page.body = [("checklist", {"title": "Bring", "items": ["A bill", "A watch"]})]
    page.save_revision().publish()
    block = page.body[0].id
    client = client_of(cast.ada)
    items = [f"{block}.1", f"{block}.2"]
    client.post(f"/pages/{page.pk}/tick/", {"of": items, "item": items[1:]})
    assert list(Tick.objects.values_list("member", "item")) == [(cast.ada.pk, items[1])]
    mine, other = client.get(page.url).content.decode(), client_of(cast.bob).get(page.url).content.decode()
    assert f'value="{items[1]}" checked' in mine
    assert f'value="{items[0]}" checked' not in mine
    assert " checked" not in other
    client.post(f"/pages/{page.pk}/tick/", {"of": items})
    assert not Tick.objects.exists()
    with pytest.raises(ValidationError):
        operations.tick(page=page, member=cast.ada, item="anything")


def test_discuss_opens_one_topic_for_all(cast: SimpleNamespace, library: SimpleNamespace, groups: dict) -> None:
    page = library.public
    page.discussion_group = groups["public"]
    page.save_revision().publish()
    client, address = client_of(cast.ada), f"/pages/{page.pk}/discuss/"
    assert "Discuss this" in client.get(page.url).content.decode()
    assert client.post(address, {"markdown": ""}).status_code == 422
    opened = client.post(address, {"markdown": "Does it hold for bread?"})
    about = Discussion.objects.get(page=page).topic
    assert opened["Location"] == about.get_absolute_url()
    assert about.group == groups["public"]
    again = client_of(cast.bob).post(address, {"markdown": "Another"})
    assert again["Location"] == about.get_absolute_url()
    assert Topic.objects.filter(title__startswith="About").count() == 1
    forum.reply(topic=about, author=cast.bob, markdown="It holds for cakes.")
    shown = client_of(cast.bob).get(page.url).content.decode()
    assert about.get_absolute_url() in shown
    assert "It holds for cakes." in shown


def test_rules_are_accepted_where_a_page_is_to_be_discussed(
    cast: SimpleNamespace, library: SimpleNamespace, groups: dict
) -> None:
    library.public.discussion_group = groups["public"]
    library.public.save_revision().publish()
    rules = forum.publish_rules(by=cast.root, rules=[("Be kind", "To all.")])
    browser, address = Client(enforce_csrf_checks=True), f"/pages/{library.public.pk}/discuss/"
    browser.force_login(cast.ada)
    form = BeautifulSoup(browser.get(address).content, "html.parser").select_one("form[action='/rules/accept/']")
    sent = {field["name"]: field["value"] for field in form.select("input")}
    assert browser.post("/rules/accept/", sent)["Location"] == address
    assert rules.acceptances.filter(member=cast.ada).exists()


def test_after_its_topic_was_deleted_a_page_is_discussed_anew(
    cast: SimpleNamespace, library: SimpleNamespace, groups: dict
) -> None:
    page = library.public
    page.discussion_group = groups["public"]
    page.save_revision().publish()
    gone = operations.discuss(page=page, member=cast.ada, markdown="Does it hold?")
    client, address = client_of(cast.bob), f"/pages/{page.pk}/discuss/"
    assert gone.get_absolute_url() in client.get(page.url).content.decode()
    forum.delete_topic(topic=gone, by=cast.wanda)
    assert address in client.get(page.url).content.decode()
    opened = client.post(address, {"markdown": "Once more."})
    about = Discussion.objects.get(page=page).topic
    assert (about != gone, opened["Location"]) == (True, about.get_absolute_url())
    assert about.get_absolute_url() in client_of(cast.ada).get(page.url).content.decode()


def test_a_page_is_discussed_in_the_topic_that_took_in_its_own(
    cast: SimpleNamespace, library: SimpleNamespace, groups: dict
) -> None:
    page = library.public
    page.discussion_group = groups["public"]
    page.save_revision().publish()
    merged = operations.discuss(page=page, member=cast.ada, markdown="Does it hold?")
    client, into = client_of(cast.bob), topic(groups["public"], cast.ada, "Of chairs")
    assert merged.get_absolute_url() in client.get(page.url).content.decode()
    forum.merge_topics(topic=merged, into=into, by=cast.wanda)
    assert into.get_absolute_url() in client.get(page.url).content.decode()
    assert client.get(f"/pages/{page.pk}/discuss/")["Location"] == into.get_absolute_url()
    assert operations.discuss(page=page, member=cast.bob, markdown="And bread?") == into


WITHIN = {
    "public": {"public", "members", "private", "secret"},
    "members": {"members", "private", "secret"},
    "groups": {"private"},
    "below": {"private"},
}


@pytest.mark.parametrize("name", WITHIN)
def test_a_page_is_discussed_nowhere_where_others_read(
    name: str, cast: SimpleNamespace, library: SimpleNamespace, groups: dict
) -> None:
    page = getattr(library, name)
    for audience, group in groups.items():
        page.discussion_group = group
        page.save_revision().publish()
        client = client_of(cast.ada)
        assert ("Discuss this" in client.get(page.url).content.decode()) == (audience in WITHIN[name]), audience
        if audience not in WITHIN[name]:
            with pytest.raises(PermissionDenied):
                operations.discuss(page=page, member=cast.ada, markdown="Does it hold?")
            assert client.post(f"/pages/{page.pk}/discuss/", {"markdown": "Does it hold?"}).status_code == 403
            assert not Topic.objects.filter(title__contains=page.title).exists()


def test_a_topic_in_a_closed_group_is_shown_to_its_members_alone(
    cast: SimpleNamespace, library: SimpleNamespace, groups: dict
) -> None:
    page = library.public
    page.discussion_group = groups["private"]
    page.save_revision().publish()
    about = operations.discuss(page=page, member=cast.ada, markdown="Between us.")
    assert about.get_absolute_url() in client_of(cast.bob).get(page.url).content.decode()
    for who in (cast.eve, cast.visitor):
        assert about.get_absolute_url() not in client_of(who).get(page.url).content.decode()
    assert client_of(cast.eve).get(f"/pages/{page.pk}/discuss/").status_code == 404


def test_what_told_of_comments_is_read_with_the_page(
    cast: SimpleNamespace, library: SimpleNamespace, run_jobs: Callable[..., list[Job]]
) -> None:
    comments.follow_comments(page=library.public, member=cast.ada)
    comments.comment(page=library.public, author=cast.bob, markdown="Bread as well.")
    run_jobs()
    assert unread_count(cast.ada) == 1
    client_of(cast.ada).get(library.public.url)
    assert unread_count(cast.ada) == 0
