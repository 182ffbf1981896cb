"""Whoever distils sees in the review which authors have not answered yet."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forum.models import Topic
from forum.moderation.entries import entries_for
from guides.distil.models import Consent
from guides.distil.operations import consent
from tests.guides.distil.conftest import made_of

pytestmark = pytest.mark.django_db


def test_authors_who_have_not_answered_are_an_entry(keepers: SimpleNamespace, closed_talk: Topic) -> None:
    made = made_of(closed_talk, keepers.wanda, 2, 3)
    address = f"/distilled/{made.pk}/"
    assert [(each.words, each.url) for each in entries_for(keepers.wanda)] == [
        ("2 authors have not answered yet", address)
    ]
    assert entries_for(keepers.ada) == []
    consent(quote=made.quotes.get(post__number=2), by=keepers.bob, consent=Consent.NAMED)
    assert [each.words for each in entries_for(keepers.wanda)] == ["1 author has not answered yet"]
    consent(quote=made.quotes.get(post__number=3), by=keepers.carl, consent=Consent.DECLINED)
    assert entries_for(keepers.wanda) == []
