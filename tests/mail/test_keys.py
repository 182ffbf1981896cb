"""Keys in our addresses: whose, for what, how long, and what the systems on the way do to them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail import keys
from mail.keys import Purpose
from mail.our_addresses import Recipient, address_for, key_in, recipient
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory()


def made(member, purpose=Purpose.REPLY, thing=7):
    return keys.make(purpose, member_id=member.pk, thing=thing, generation=keys.generation_of(member.pk))


def test_a_key_says_whose_it_is_and_for_what(member):
    key = keys.read(made(member, thing=2**40 - 1))
    assert key is not None
    assert (key.purpose, key.member_id, key.thing) == (Purpose.REPLY, member.pk, 2**40 - 1)
    assert not key.is_expired


def test_case_does_not_matter(member):
    assert keys.read(made(member).upper()) == keys.read(made(member))


@pytest.mark.parametrize("text", ["", "a" * 36, "é" * 36, "1" * 36, "a" * 37, "reply"])
def test_what_is_no_key_opens_nothing(text):
    assert keys.read(text) is None


def test_each_changed_character_makes_it_worthless(member):
    text = made(member)
    for at in range(len(text) - 1):  # the last holds bits that say nothing
        changed = text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1 :]
        assert keys.read(changed) is None, at


def test_what_is_revoked_is_worth_nothing_and_the_next_is(member):
    old = made(member)
    keys.revoke_all(member.pk)
    assert keys.read(old) is None
    assert keys.read(made(member)) is not None


def test_a_key_grows_old(member, monkeypatch, settings):
    text = made(member)
    later = timezone.now() + timedelta(days=settings.REPLY_ADDRESS_DAYS + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    key = keys.read(text)
    assert key is not None
    assert key.is_expired


def test_keys_of_a_former_secret_stay_valid_while_it_is_kept(member, settings):
    text, former = made(member), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert keys.read(text) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert keys.read(text) is not None


@pytest.mark.parametrize("host", ["", "replies.example.org"])
def test_an_address_is_read_as_it_was_made(member, settings, host):
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = "example.org", host
    address = address_for(Purpose.REPLY, member_id=member.pk, thing=7, generation=0)
    local = address.partition("@")[0]
    assert len(local) <= 64
    assert local.replace("+", "").isalnum()
    found = recipient(address.upper())
    assert found is not None
    key = key_in(found)
    assert key is not None
    assert key.thing == 7


def test_a_dropped_plus_does_no_harm(member, settings):
    settings.MAIL_DOMAIN = "example.org"
    address = address_for(Purpose.REPLY, member_id=member.pk, thing=7, generation=0)
    found = recipient(address.replace("+", ""))
    assert found is not None
    assert key_in(found) is not None


def test_a_key_for_one_thing_is_worth_nothing_for_another(member, settings):
    settings.MAIL_DOMAIN = "example.org"
    stop = made(member, Purpose.STOP)
    assert key_in(Recipient("reply", stop)) is None
    assert key_in(Recipient("unsubscribe", stop)) is not None


def test_names_are_read_without_keys_and_strangers_not_at_all(settings):
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = "example.org", ""
    assert recipient("Market Traders <Market-Traders@Example.org>") == Recipient("market-traders", "")
    assert recipient("market-traders@example.com") is None
    assert recipient("nobody") is None
