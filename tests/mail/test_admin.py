"""What operators see of mail: what came in and what became of it, opened only with a trace; and what is wrong."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from mail import health
from mail.models import ReceivedMail, Status, Way
from mail.received_viewset import received_mail_viewset
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

RAW = b"From: ann@example.org\nTo: nobody@talk.example.org\nSubject: Rent\nMessage-ID: <1@a>\n\nMy private words.\n"


@pytest.fixture
def received():
    fields = {"envelope_sender": "ann@example.org", "from_address": "ann@example.org", "subject": "Rent"}
    path = [["came_before", "passed"], ["where_to", "unknown"]]
    ended = {"status": Status.REJECTED, "reason": "unknown_recipient", "path": path}
    return ReceivedMail.objects.create(raw=RAW, size=len(RAW), way=Way.LMTP, message_id="1@a", **fields, **ended)


def client_of(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def operator():
    return client_of(MemberFactory(handle="root", is_superuser=True))


def address(name, *args):
    return reverse(received_mail_viewset.get_url_name(name), args=args)


def test_the_list_says_what_became_of_each_and_counts_a_week(operator, received, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        page = operator.get(address("index")).content.decode()
    assert "Rent" in page
    assert "rejected (unknown_recipient): 1" in page


def test_the_page_of_a_mail_shows_its_path_and_not_its_words(operator, received):
    page = operator.get(address("inspect", received.pk)).content.decode()
    assert "where_to: unknown" in page
    assert "My private words." not in page
    assert not ModelLogEntry.objects.exists()


def test_opening_a_mail_is_written_down(operator, received):
    answer = operator.post(address("raw", received.pk))
    assert answer["Content-Type"].startswith("text/plain")
    assert "My private words." in answer.content.decode()
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.object_id, entry.user.handle) == ("mail.opened", str(received.pk), "root")
    assert operator.get(address("raw", received.pk)).status_code == 405


def test_a_mail_is_tried_again(operator, received, run_jobs, settings):
    settings.MAIL_DOMAIN = "talk.example.org"
    operator.post(address("try_again", received.pk))
    run_jobs()
    received.refresh_from_db()
    assert (received.status, received.reason) == (Status.REJECTED, "unknown_recipient")
    assert len(received.path) > 2


def test_what_became_a_post_is_left_alone(operator, received):
    ReceivedMail.objects.update(status=Status.POSTED)
    operator.post(address("try_again", received.pk))
    received.refresh_from_db()
    assert received.status == Status.POSTED


@pytest.mark.parametrize("who", ["moderator", "member", "visitor"])
def test_nobody_else_looks_at_mail(received, who):
    client = Client() if who == "visitor" else client_of(MemberFactory(handle="mo", is_moderator=who == "moderator"))
    for name, args in (("index", ()), ("inspect", (received.pk,))):
        assert client.get(address(name, *args)).status_code in (302, 403)
    assert client.post(address("raw", received.pk)).status_code in (302, 403)
    assert client.get(reverse("mail_health")).status_code in (302, 403)


def test_health_says_what_name_servers_lack(settings):
    settings.MAIL_DOMAIN = "talk.example.org"
    known = {
        ("talk.example.org", "MX"): ["10 mx.example.net."],
        ("talk.example.org", "TXT"): ["other", "v=spf1 mx -all"],
        ("_dmarc.talk.example.org", "TXT"): ["v=DMARC1; p=none"],
    }
    good = {each.name: each.is_good for each in health.findings(lambda name, kind: known.get((name, kind), []))}
    bad = {each.name: each.is_good for each in health.findings(lambda name, kind: [])}
    assert all(good.values())
    assert [name for name, is_good in bad.items() if not is_good] == ["MX", "SPF", "DMARC"]


@pytest.mark.parametrize("records", [["v=spf1 +all"], ["v=spf1 mx -all", "v=spf1 a -all"]])
def test_a_policy_that_lets_everybody_or_two_of_them_are_wrong(records):
    found = {each.name: each.is_good for each in health.findings(lambda name, kind: records)}
    assert not found["SPF"]


def test_the_page_of_health(operator, monkeypatch):
    monkeypatch.setattr(health, "records", lambda name, kind: [])
    monkeypatch.setattr(health.findings, "__defaults__", (lambda name, kind: [],))
    assert "SPF" in operator.get(reverse("mail_health")).content.decode()
