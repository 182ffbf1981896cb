"""People who are no members, where a group takes topics from them: somebody reads them before all others."""

from types import SimpleNamespace

import pytest
from django.core import mail as outbox
from django.utils import timezone

from forum import operations
from forum.by_mail import starting
from forum.models import Topic
from forum.moderation import operations as review
from forum.moderation.models import Case, Held
from mail.models import Status
from members import operations as joining
from members.models import Member
from members.operations.joining import Newcomer
from search import operations as search
from search.index.building import rebuild
from search.index.store import store
from tests.factories import topic
from tests.forum.by_mail.conftest import OURS, mail
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db

TO = f"the-public@{OURS}"
ZOE = "Zoe Zuri <zoe@example.org>"


@pytest.fixture
def open_door(cast, groups) -> SimpleNamespace:
    operations.revise_group(group=groups["public"], by=cast.wanda, takes_strangers=True)
    groups["public"].refresh_from_db()
    return groups["public"]


def test_it_is_off_until_a_group_turns_it_on(arrive, cast, public):
    received = arrive(mail(ZOE, TO, subject="Glue"))
    assert (received.status, received.reason) == (Status.REJECTED, "unknown_sender")
    assert not Member.objects.filter(email="zoe@example.org").exists()
    shown = client_of(cast.wanda).get("/g/the-public/edit/").content.decode()
    assert 'name="takes_strangers"' in shown


def test_a_strangers_topic_is_read_by_hands_first(arrive, run_jobs, cast, open_door):
    received = arrive(mail(ZOE, TO, "Which glue holds in the rain?", subject="Glue?"))
    run_jobs()
    assert received.status == Status.POSTED
    stranger = Member.objects.get(email="zoe@example.org")
    assert (stranger.claimed, stranger.name, received.member) == (False, "Zoe Zuri", stranger)
    started = Topic.objects.get(posts=received.post_id)
    for who in (cast.visitor, cast.ada, cast.eve):
        assert client_of(who).get(started.get_absolute_url()).status_code == 404
        assert "Glue?" not in client_of(who).get("/latest/").content.decode()
    case = Case.objects.get()
    assert case.held_for == Held.GUEST
    assert "By somebody who is no member" in client_of(cast.carl).get(f"/review/{case.pk}/").content.decode()
    review.approve(case=case, by=cast.carl)
    run_jobs()
    assert "Glue?" in client_of(cast.visitor).get("/latest/").content.decode()
    assert [each.to for each in outbox.outbox if "zoe@example.org" in each.to] == [], "a stranger is never mailed"


def test_nobody_meets_a_strangers_name_before_a_hand_let_it_through(arrive, run_jobs, cast, open_door):
    received = arrive(mail("Qpills now <zoe@example.org>", TO, subject="Glue"))
    stranger = received.member
    run_jobs()

    def met() -> list[bool]:
        search.refresh_everything()
        rebuild(store())
        lists = ("/complete/names/?q=qpil", "/search/?q=qpills", "/search/suggest/?q=qpill")
        shown = [client_of(cast.ada).get(address).content.decode() for address in lists]
        profile = client_of(cast.ada).get(f"/m/{stranger.handle}/")
        return [profile.status_code == 200, *(stranger.handle in page for page in shown)]

    assert met() == [False] * 4
    review.approve(case=Case.objects.get(), by=cast.carl)
    assert met() == [True] * 4


def test_what_proves_nothing_makes_nobody(arrive, open_door):
    for proof in (None, "dmarc=fail header.from=example.org", "dmarc=pass header.from=else.where"):
        received = arrive(mail(ZOE, TO, subject="Glue", proof=proof))
        assert (received.status, received.reason) == (Status.REJECTED, "unknown_sender")
    assert not Member.objects.filter(claimed=False).exists()
    assert not Topic.objects.exists()


def test_two_topics_are_by_one_person_who_may_claim_them(arrive, open_door):
    for subject in ("Glue", "Nails"):
        arrive(mail(ZOE, TO, f"About {subject}.", subject=subject))
    stranger = Member.objects.get(email="zoe@example.org")
    assert stranger.topics.count() == 2
    newcomer = Newcomer(name="Zoe", password="!", handle="")
    assert joining.join(email="zoe@example.org", newcomer=newcomer) == Member.objects.get(pk=stranger.pk, claimed=True)


def test_strangers_answer_nobody_and_command_nothing(arrive, cast, open_door):
    opening = topic(open_door, cast.ada).posts.get()
    received = arrive(mail(ZOE, TO, "Pine.", In_Reply_To=f"<post-{opening.pk}@{OURS}>"))
    assert (received.status, received.reason) == (Status.REJECTED, "unknown_sender")
    assert not Member.objects.filter(claimed=False).exists()
    received = arrive(mail(ZOE, TO, "unsubscribe", subject="How to leave"))
    assert (received.status, received.reason) == (Status.POSTED, "posted")
    assert Topic.objects.get(posts=received.post_id).posts.get().markdown == "unsubscribe"


@pytest.mark.parametrize("slug", ["the-members", "the-private", "the-secret"])
def test_only_groups_that_everybody_reads_take_strangers(arrive, groups, slug):
    for group in groups.values():
        type(group).objects.filter(pk=group.pk).update(takes_strangers=True)
    assert arrive(mail(ZOE, f"{slug}@{OURS}", subject="Glue")).reason == "unknown_sender"
    assert not Member.objects.filter(claimed=False).exists()


def test_the_name_of_a_stranger_is_no_trick(arrive, open_door):
    for number, name in enumerate(("\u202eadmin", "\u2060\u2060", "A" * 300, "Root <b>")):
        arrive(mail(f'"{name}" <zoe{number}@example.org>', TO, subject="Glue"))
    people = Member.objects.filter(claimed=False).order_by("pk")
    assert [each.handle in ("admin", "root") for each in people] == [False] * 4
    assert [len(each.name) for each in people][2] == 80
    assert "zoe1" in [each.name for each in people][1]


def test_an_address_that_no_member_could_have_makes_nobody(arrive, open_door):
    for address in (f"{'z' * 250}@example.org", "zoe@-.example.org", "zo..e@example.org"):
        received = arrive(mail(f"Zoe <{address}>", TO, subject="Glue"))
        assert (received.status, received.reason) == (Status.REJECTED, "unknown_sender"), address
    assert not Member.objects.filter(claimed=False).exists()


def test_a_members_unverified_address_and_a_person_who_was_sent_away_start_nothing(arrive, cast, open_door):
    cast.eve.emailaddress_set.update(verified=False)
    assert arrive(mail(cast.eve, TO, subject="Glue")).reason == "unknown_sender"
    arrive(mail(ZOE, TO, subject="Glue"))
    Member.objects.filter(email="zoe@example.org").update(is_active=False)
    assert arrive(mail(ZOE, TO, "More.", subject="Nails")).reason == "unknown_sender"


def test_no_group_is_buried_under_strangers(arrive, settings, monkeypatch, open_door):
    monkeypatch.setattr(starting, "STRANGERS_A_WEEK", 2)
    subjects = ("Glue", "Nails", "Oil")
    received = [arrive(mail(f"zoe{s}@example.org", TO, f"{s}.", subject=s)) for s in subjects]
    assert [each.reason for each in received] == ["posted", "posted", "too_many_strangers"]
    settings.MAILS_AN_HOUR = 1
    assert arrive(mail("zoeGlue@example.org", TO, "More.", subject="Wax")).reason == "too_many"


def test_a_group_that_is_over_takes_none(arrive, cast, run_jobs, open_door):
    type(open_door).objects.filter(pk=open_door.pk).update(archived_at=timezone.now())
    assert arrive(mail(ZOE, TO, subject="Glue")).reason == "unknown_sender"
    run_jobs()
    assert outbox.outbox == []
