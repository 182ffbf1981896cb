"""What importers bring is found: its entries are written with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forum.importers.discourse_import import import_discourse
from forum.models import Group
from members.models import Member
from search.models import Kind, SearchEntry, Source
from tests.forum.importers.conftest import discourse_file, post, topic
from tests.search.conftest import all_true

__all__ = ["discourse_file"]

pytestmark = pytest.mark.django_db


def test_imported_topics_people_and_groups_have_entries(discourse_file: Callable[..., Path]) -> None:
    words = post(2, "Bob", "Oak **shelves** ||hidden||, `code` and [a page](https://shop.example/)")
    import_discourse(path=discourse_file(topic(1, post(1), words, tags=["till"]), topic(2)))
    assert SearchEntry.objects.filter(source=Source.POST).count() == 3
    assert SearchEntry.objects.filter(source=Source.MEMBER).count() == Member.objects.count() == 2
    assert SearchEntry.objects.filter(source=Source.GROUP).count() == Group.objects.count() == 1
    assert all_true()


def test_a_topic_that_grew_says_so(discourse_file: Callable[..., Path]) -> None:
    import_discourse(path=discourse_file(topic(1, post(1), post(2, "Bob"))))
    import_discourse(path=discourse_file(topic(1, post(1), post(2, "Bob"), post(3), post(4, "Dee"))))
    assert SearchEntry.objects.get(kind=Kind.TOPIC).replies == 3
    assert all_true()
