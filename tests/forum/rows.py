"""Everything that is kept, compared before and after: a refused act leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core import mail
from django.db import connection
from django.db.models import Model

APPS = (
    *("forum", "jobs", "notifications", "freshness", "taggit", "members", "account", "mfa", "django_q"),
    *("knowledge_base", "guides", "comments", "django_comments", "django_comments_xtd"),
)
# The entries of the search follow all of these, and say when they were written.
OF_THE_SEARCH = "search.SavedSearch"
# When somebody was last here changes with every sign-in, and says nothing of what they did.
LEFT_OUT = {"last_login"}


@cache
def models() -> list[type[Model]]:
    """Every table that an act may write to, once: a proxy has none of its own."""
    every = (model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True))
    return [*(model for model in every if not model._meta.proxy), apps.get_model(OF_THE_SEARCH)]


Rows = dict[str, list[tuple[Any, ...]]]


@cache
def question(model: type[Model]) -> str:
    """The SQL for all rows of a table: the ORM would write it anew each time, and these are a hundred tables."""
    quote = connection.ops.quote_name
    # Of a page's kind only what its own table has: the rest stands in the tables above it.
    columns = ", ".join(quote(field.column) for field in model._meta.local_concrete_fields if counts(field.attname))
    return f"SELECT {columns} FROM {quote(model._meta.db_table)} ORDER BY {quote(model._meta.pk.column)}"  # noqa: S608


def counts(name: str) -> bool:
    return name not in LEFT_OUT


def everything() -> Rows:
    """Every row of the forum, the jobs, the notifications and the people; and the mails that were sent."""
    kept: Rows = {"mails": [(message.subject,) for message in mail.outbox]}
    with connection.cursor() as cursor:
        for model in models():
            cursor.execute(question(model))
            kept[model._meta.label] = cursor.fetchall()
    return kept


def differences(before: Rows) -> dict[str, list[dict[str, Any]]]:
    """The rows that are there now and were not before, by table; and those that are gone, or were otherwise."""
    return {
        label: [told(label, number, row) for number, row in enumerate(rows) if row not in before[label]]
        + [{"gone": row} for row in before[label] if row not in rows]
        for label, rows in everything().items()
        if rows != before[label]
    }


def told(label: str, number: int, row: tuple[Any, ...]) -> dict[str, Any]:
    """A row by the names of its columns, with values as Python has them."""
    if label == "mails":
        return {"subject": row[0]}
    values = apps.get_model(label)._base_manager.order_by("pk").values()[number]
    return {name: value for name, value in values.items() if counts(name)}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fails where what happens inside leaves anything behind."""
    before = everything()
    yield
    assert differences(before) == {}
