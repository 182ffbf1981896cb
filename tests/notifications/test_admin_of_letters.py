"""What operators see of mail that went out: whose, of which kind, what became of it and why; never what it told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.letter_viewset import letter_viewset
from notifications.models import Letter, State
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters():
    for handle, state, reason in (("kim", State.SKIPPED, "read"), ("lea", State.FAILED, "refused")):
        member = MemberFactory(handle=handle)
        Letter.objects.create(member=member, kind="replied", state=state, reason=reason, due_at=timezone.now())


def client_of(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def operator():
    return client_of(MemberFactory(handle="root", is_superuser=True))


def listed(client, query=""):
    return client.get(reverse(letter_viewset.get_url_name("index")) + query)


def test_each_letter_says_why_and_a_week_is_counted(operator, letters, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        page = listed(operator).content.decode()
    assert "not sent (You had read it by then.): 1" in page
    assert "Kim" in page
    assert "Your mail server did not take it." in page


@pytest.mark.parametrize("query", ["?member={}", "?q=kim"])
def test_the_letters_of_one_member(operator, letters, query):
    kim = Letter.objects.get(member__handle="kim").member_id
    page = listed(operator, query.format(kim)).content.decode()
    assert "Kim" in page
    assert "Lea" not in page


@pytest.mark.parametrize("query", ["?member=x", "?member=" + "9" * 40, "?member=²"])
def test_a_member_that_is_none_is_no_error(operator, letters, query):
    assert listed(operator, query).status_code == 200


def test_a_member_without_the_right_sees_nothing(letters):
    answer = listed(client_of(MemberFactory(handle="mia")))
    assert answer.status_code in (302, 403)
    assert b"Kim" not in answer.content
