"""The registry."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications import kinds
from notifications.kinds import Kind


def kind(code):
    return Kind(code, "Label", "Explanation.", "bell", lambda member, notifications: {})


def test_a_kind_is_known_until_it_is_taken_back():
    registered = kind("test_mine")
    kinds.register(registered)
    assert kinds.kind_of("test_mine") is registered
    kinds.unregister("test_mine")
    with pytest.raises(LookupError):
        kinds.kind_of("test_mine")


@pytest.mark.parametrize("code", ["", "x" * (kinds.CODE_MAX + 1), "test_reply"])
def test_codes_are_short_and_taken_once(words, code):
    before = dict(kinds.registered())
    with pytest.raises(ImproperlyConfigured):
        kinds.register(kind(code))
    assert kinds.registered() == before
