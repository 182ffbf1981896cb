"""Everything that is kept, compared before and after: a refused act leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core import mail
from django.db.models import Model

APPS = (
    *("forum", "jobs", "notifications", "freshness", "taggit", "members", "django_q"),
    *("knowledge_base", "guides", "comments", "django_comments", "django_comments_xtd"),
)
# When somebody was last here changes with every sign-in, and says nothing of what they did.
LEFT_OUT = {"last_login"}


def models() -> list[type[Model]]:
    """Every table that an act may write to."""
    return [model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the forum, the jobs, the notifications and the people; and the mails that were sent."""
    kept: dict[str, list[dict[str, Any]]] = {"mails": [{"subject": message.subject} for message in mail.outbox]}
    for model in models():
        rows = model._default_manager.order_by("pk").values()
        kept[model._meta.label] = [{k: v for k, v in row.items() if k not in LEFT_OUT} for row in rows]
    return kept


def differences(before: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows that are there now and were not before, by table; and for fewer rows, what is left of them."""
    return {
        label: [row for row in rows if row not in before[label]]
        for label, rows in everything().items()
        if rows != before[label]
    }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fails where what happens inside leaves anything behind."""
    before = everything()
    yield
    assert differences(before) == {}
