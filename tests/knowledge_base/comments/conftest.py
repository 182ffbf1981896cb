"""The forum's cast, and a small knowledge base for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace

import pytest
from django.apps import apps

from forum.models import Group
from tests import stage
from tests.forum import rows

from .worlds import small_world

TABLES = ("comments", "django_comments", "django_comments_xtd", "knowledge_base")


@stage.kept
def world(everybody: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    return small_world(everybody, groups)


def kept() -> dict[str, list[dict[str, object]]]:
    """Every row that an act on comments may touch."""
    found = rows.everything()
    for label in TABLES:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            found[model._meta.label] = list(model._base_manager.order_by("pk").values())
    return found


@contextmanager
def _nothing_changes() -> Iterator[None]:
    before = kept()
    yield
    after = kept()
    assert {label for label in after if after[label] != before[label]} == set()


@pytest.fixture
def nothing_changes(db: None) -> Callable[[], AbstractContextManager[None]]:
    """Fails where what happens inside leaves anything behind."""
    return _nothing_changes
