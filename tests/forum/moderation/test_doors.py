"""The queue, a case, a decision and an appeal through the web, without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum import operations as forum
from forum.models import Group, Post, Rule, Sanction
from forum.moderation import links, operations
from forum.moderation.kinds import POSTS
from forum.moderation.models import Appeal, Case, Decision, Flag, ReviewSetting
from members.models import Member
from tests.factories import MemberFactory, topic
from tests.forum.conftest import client_of
from tests.forum.moderation.conftest import flagged
from tests.forum.policy_tables import PEOPLE

pytestmark = pytest.mark.django_db


def test_a_member_flags_by_rule_and_takes_it_back(said: Post, everybody: SimpleNamespace) -> None:
    forum.publish_rules(by=everybody.root, rules=[("Sell nothing", "Not here.")])
    ReviewSetting.objects.create(legal_contact="law@example.org")
    client = client_of(everybody.ada)
    assert f"/flag/post/{said.pk}/".encode() in client.get(f"/p/{said.pk}/acts/").content
    page = client.get(f"/flag/post/{said.pk}/")
    assert b"Sell nothing" in page.content
    assert b"law@example.org" in page.content
    assert client.post(f"/flag/post/{said.pk}/", {"reason": "breaks_rule"}).status_code == 422
    rule = Rule.objects.get()
    answer = client.post(f"/flag/post/{said.pk}/", {"reason": "breaks_rule", "rule": rule.pk, "note": "An advert"})
    assert answer.headers["Location"] == said.get_absolute_url()
    made = Flag.objects.get()
    assert (made.rule, made.note) == (rule, "An advert")
    assert b"Take my flag back" in client.get(f"/flag/post/{said.pk}/").content
    assert client_of(everybody.eve).post(f"/flags/{made.pk}/take-back/").status_code == 404
    client.post(f"/flags/{made.pk}/take-back/")
    assert not Flag.objects.exists()


def test_ones_own_post_offers_no_flag(said: Post, everybody: SimpleNamespace) -> None:
    client = client_of(everybody.bob)
    assert f"/flag/post/{said.pk}/".encode() not in client.get(f"/p/{said.pk}/acts/").content
    assert client.get(f"/flag/post/{said.pk}/").status_code == 403


def test_who_comes_to_the_queue(case: Case, everybody: SimpleNamespace) -> None:
    reviewers = {"carl", "wanda", "mo", "root"}
    for who in PEOPLE[1:]:
        client = client_of(getattr(everybody, who))
        page = client.get("/review/")
        assert page.status_code == (200 if who in reviewers | {"olga"} else 403), who
        assert (f"/review/{case.pk}/".encode() in page.content) == (who in reviewers), who
        assert client.get(f"/review/{case.pk}/").status_code == (200 if who in reviewers else 404), who
        for address in (f"/review/{case.pk}/hide/", f"/review/{case.pk}/claim/"):
            if who not in reviewers:
                assert client.post(address).status_code == 404
        assert (b"/review/" in client.get("/me/").content) == (who in reviewers | {"olga"})
    assert client_of(everybody.visitor).get("/review/").status_code == 302
    assert not Decision.objects.exists()


def test_the_queue_is_filtered(case: Case, everybody: SimpleNamespace, private: Group) -> None:
    other = flagged(topic(private, everybody.ada).posts.get(number=1), everybody.bob, reason="illegal")
    client = client_of(everybody.carl)

    def shown(question: str) -> set[int]:
        content = client.get(f"/review/{question}").content.decode()
        return {each.pk for each in (case, other) if f'"/review/{each.pk}/"' in content}

    assert shown("") == shown("?days=x&why=nonsense") == {case.pk, other.pk}
    assert shown("?group=the-private") == shown("?why=illegal") == {other.pk}
    assert shown("?why=appeal") == shown("?days=1") == shown("?group=none") == set()


@pytest.mark.parametrize("address", ["/review/", "/review/{}/"])
def test_more_cases_cost_no_more_queries(address: str, case: Case, said: Post, everybody: SimpleNamespace) -> None:
    client, counts = client_of(everybody.carl), []
    for _round in range(2):
        client.get(address.format(case.pk))
        with CaptureQueriesContext(connection) as asked:
            client.get(address.format(case.pk))
        counts.append(len(asked))
        for _number in range(3):
            member = MemberFactory()
            flagged(forum.reply(topic=said.topic, author=member, markdown="And mine."), everybody.ada, everybody.eve)
            operations.flag(kind=POSTS, thing=said, reporter=member, reason="spam")
    assert counts[0] == counts[1]


def test_a_case_is_decided_in_one_tap_and_leads_to_the_next(case: Case, said: Post, everybody: SimpleNamespace) -> None:
    other = flagged(said.topic.posts.get(number=1), everybody.eve)
    client = client_of(everybody.carl)
    page = client.get(f"/review/{case.pk}/").content.decode()
    assert "qzshop" in page
    assert "this one" in page
    assert f'formaction="/review/{case.pk}/suspend/"' not in page
    answer = client.post(f"/review/{case.pk}/silence/", {"words": "No adverts.", "days": "7"})
    assert answer.headers["Location"] == f"/review/{other.pk}/"
    given = Sanction.objects.get()
    assert (given.words, given.ends_at is not None) == ("No adverts.", True)
    decision = Decision.objects.get()
    assert f"/decisions/{decision.pk}/undo/" in client.get(f"/review/{case.pk}/").content.decode()
    client.post(f"/decisions/{decision.pk}/undo/")
    assert not Sanction.objects.in_force().exists()


def test_many_are_decided_at_once_and_what_cannot_be_stays(
    case: Case, said: Post, everybody: SimpleNamespace, private: Group
) -> None:
    held = flagged(said.topic.posts.get(number=1), everybody.eve)
    operations.claim(case=held, by=everybody.wanda)
    client = client_of(everybody.carl)
    client.post("/review/decide/", {"act": "suspend", "case": [case.pk]})
    assert not Decision.objects.exists()
    client.post("/review/decide/", {"act": "hide", "case": [case.pk, held.pk, 999, "x"]})
    assert Decision.objects.get().case == case
    assert Case.objects.waiting().get() == held


def test_a_flagged_message_is_read_by_who_claims_it_and_that_is_logged(everybody: SimpleNamespace) -> None:
    message = forum.start_message(
        author=everybody.ada, recipients=[everybody.bob], title="Qztitle", markdown="Qzwords."
    )
    opening = message.posts.get(number=1)
    assert client_of(everybody.mo).get(f"/flag/post/{opening.pk}/").status_code == 404
    found = flagged(opening, everybody.bob)
    client = client_of(everybody.mo)
    for address in ("/review/", f"/review/{found.pk}/"):
        page = client.get(address).content.lower()
        assert b"qztitle" not in page
        assert b"qzwords" not in page
    assert client_of(everybody.carl).get(f"/review/{found.pk}/").status_code == 404
    assert not ModelLogEntry.objects.filter(action="moderation.look").exists()
    client.post(f"/review/{found.pk}/claim/")
    assert b"Qzwords" in client.get(f"/review/{found.pk}/").content
    assert b"Qzwords" not in client_of(everybody.root).get(f"/review/{found.pk}/").content
    assert ModelLogEntry.objects.get(action="moderation.look").user == everybody.mo
    assert client.get(message.get_absolute_url()).status_code == 404
    client.post(f"/review/{found.pk}/hide/")
    assert Post.objects.visible_to(everybody.bob).count() == 0


def test_a_member_reads_what_was_decided_and_appeals(case: Case, everybody: SimpleNamespace) -> None:
    decision = operations.hide(case=case, by=everybody.carl, words="No <adverts>.")
    client, address = client_of(everybody.bob), f"/decisions/{decision.pk}/"
    page = client.get(address).content.decode()
    assert "No &lt;adverts&gt;." in page
    assert "Carl" not in page
    assert "Ada" not in page
    for who in PEOPLE[1:]:
        if who != "bob":
            other = client_of(getattr(everybody, who))
            assert other.get(address).status_code == 404
            assert other.post(f"{address}appeal/", {"words": "Mine"}).status_code == 404
    client.post(f"{address}appeal/", {"words": "It was none."})
    assert Appeal.objects.get().words == "It was none."
    assert "It was none." in client.get(address).content.decode()
    second = client_of(everybody.wanda)
    assert b"It was none." in second.get(f"/review/{case.pk}/").content
    second.post(f"{address}appeal/grant/", {"reply": "So it was."})
    assert "So it was." in client.get(address).content.decode()


def sign_in(client: Client, member: Member) -> Any:
    return client.post(reverse("account_login"), {"login": member.email, "password": "a good long password"})


def test_who_is_suspended_reads_why_where_they_sign_in_and_appeals_there(
    case: Case, everybody: SimpleNamespace
) -> None:
    everybody.bob.set_password("a good long password")
    everybody.bob.save()
    everybody.bob.emailaddress_set.create(email=everybody.bob.email, verified=True, primary=True)
    operations.suspend(case=case, by=everybody.mo, days=7, words="You sold chairs.")
    client = Client()
    address = sign_in(client, everybody.bob).headers["Location"]
    assert address.startswith("/suspended/")
    page = client.get(address).content.decode()
    assert "You sold chairs." in page
    assert client.get("/bookmarks/").status_code == 302
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "I sold none."}).status_code == 302
    appeal = Appeal.objects.get()
    assert client.post(address, {"words": "Again"}).status_code == 403
    operations.grant_appeal(appeal=appeal, by=everybody.root)
    assert client.get(address).status_code == 410
    assert sign_in(client, everybody.bob).headers["Location"] == "/"


def test_forged_and_old_links_show_nothing(
    case: Case, everybody: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations.suspend(case=case, by=everybody.mo, days=7, words="You sold chairs.")
    address = links.suspension_of(Member.objects.get(pk=everybody.bob.pk))
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))
    for forged in ("guessed", "MQ:1:x", address.split("/")[2]):
        answer = Client().get(f"/suspended/{forged}/")
        assert answer.status_code == 410
        assert b"chairs" not in answer.content


def test_requests_to_join_are_entries_that_lead_to_their_pages(everybody: SimpleNamespace, private: Group) -> None:
    forum.request_to_join(group=private, member=everybody.eve, note="Qzplease")
    for who, sees in (("carl", True), ("mo", True), ("olga", False)):
        page = client_of(getattr(everybody, who)).get("/review/").content.decode()
        assert ("/g/the-private/members/" in page) == sees, who
        assert "Qzplease" not in page
