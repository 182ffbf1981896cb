"""Words that were mistyped, and what is proposed instead."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forum.models import Group
from search.finding import search
from search.language import read
from search.spelling import distance
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.search.conftest import bring_up


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        *(("invoice", "invoice", 0), ("invoce", "invoice", 1), ("invoicce", "invoice", 1), ("invoive", "invoice", 1)),
        *(("invocie", "invoice", 1), ("nivoice", "invoice", 1), ("invocei", "invoice", 2), ("chair", "table", 3)),
        *(("", "ab", 2), ("abc", "", 3)),
    ],
)
def test_how_far_words_are_apart(one: str, other: str, apart: int):
    assert distance(one, other, 2) == distance(other, one, 2) == apart


@pytest.fixture
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    topic(groups["public"], cast.ada, "Invoices that are late")
    topic(groups["secret"], cast.ada, "Qwhisper among us")
    bring_up()
    return cast


@pytest.mark.django_db
def test_a_word_that_nothing_has_is_replaced_by_one_that_is_nearly_the_same(talk: SimpleNamespace) -> None:
    assert search(talk.eve, read("invocies late")).meant == "invoices late"
    assert search(talk.eve, read("invoices late")).meant == ""
    assert search(talk.eve, read("zebra")).meant == ""
    assert search(talk.eve, read("in:topics invocies")).meant == "in:topics invoices"


@pytest.mark.django_db
def test_a_word_of_what_somebody_may_not_see_is_not_proposed(talk: SimpleNamespace) -> None:
    assert search(talk.ada, read("qwhispr")).meant == "qwhisper"
    for who in (talk.eve, talk.visitor, talk.mo):
        assert search(who, read("qwhispr")).meant == ""


@pytest.mark.django_db
def test_where_nothing_is_found_what_was_meant_is_shown(talk: SimpleNamespace) -> None:
    page = client_of(talk.eve).get("/search/?q=invocies").content.decode()
    assert "Nothing is found for “invocies”" in page
    assert "<mark>Invoices</mark> that are late" in page
    page = client_of(talk.eve).get("/search/?q=invocies+late").content.decode()
    assert 'Did you mean <a href="/search/?q=invoices+late">invoices late</a>?' in page
