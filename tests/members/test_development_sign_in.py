"""Signing in by a link: in development only, by a button only, for a week only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core import signing
from django.test import Client, override_settings

from members.development_sign_in import MAX_AGE, SALT, sign_in_link
from members.models import Member

URLS = "tests.forum.demo.development_urls"


@pytest.fixture
def person(db: None) -> Member:
    return Member.objects.create_user(email="ada@example.org", handle="ada", name="Ada M.")


@pytest.fixture
def development() -> Iterator[None]:
    with override_settings(ENVIRONMENT="development", ROOT_URLCONF=URLS):
        yield


def _path(member: Member) -> str:
    return "/" + sign_in_link(member).partition("://")[2].partition("/")[2]


def _signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.usefixtures("development")
def test_opening_the_link_changes_nothing_and_the_button_signs_in(person: Member, client: Client) -> None:
    page = client.get(_path(person))
    assert page.status_code == 200
    assert "Sign in as Ada" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client.head(_path(person))
    assert _signed_in(client) is None
    assert Member.objects.get(pk=person.pk).last_login is None
    answer = client.post(_path(person))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert _signed_in(client) == str(person.pk)


@pytest.mark.usefixtures("development")
def test_the_button_needs_the_token_of_its_page(person: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(_path(person)).status_code == 403
    assert _signed_in(client) is None


@pytest.mark.usefixtures("development")
def test_one_may_change_from_one_person_to_another(person: Member, client: Client) -> None:
    other = Member.objects.create_user(email="bob@example.org", handle="bob", name="Bob")
    client.post(_path(person))
    client.post(_path(other))
    assert _signed_in(client) == str(other.pk)


@pytest.mark.usefixtures("development")
def test_a_link_that_is_forged_or_old_or_of_nobody_is_not_there(person: Member, client: Client) -> None:
    long_ago = (datetime.now(UTC) - MAX_AGE - timedelta(minutes=1)).timestamp()
    with mock.patch("django.core.signing.time.time", return_value=long_ago):
        old = _path(person)
    foreign = signing.dumps(person.pk, salt="something else")
    gone = signing.dumps(person.pk + 99, salt=SALT)
    for path in (old, f"/account/as/{foreign}/", f"/account/as/{gone}/", "/account/as/x/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert _signed_in(client) is None


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize("field", ["is_active", "is_approved", "claimed"])
def test_who_may_not_sign_in_cannot_be_signed_in_as(person: Member, client: Client, field: str) -> None:
    Member.objects.filter(pk=person.pk).update(**{field: False})
    assert client.post(_path(person)).status_code == 404
    assert _signed_in(client) is None


@pytest.mark.parametrize("environment", ["testing", "production"])
def test_elsewhere_there_is_no_such_page(person: Member, client: Client, environment: str) -> None:
    path = f"/account/as/{signing.dumps(person.pk, salt=SALT)}/"
    with override_settings(ENVIRONMENT=environment):
        assert client.post(path).status_code == 404
        with pytest.raises(RuntimeError):
            sign_in_link(person)
        # Not even where the address were known by mistake.
        with override_settings(ROOT_URLCONF=URLS):
            assert client.get(path).status_code == 404
            assert client.post(path).status_code == 404
    assert _signed_in(client) is None
