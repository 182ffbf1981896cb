"""Prepared questions: a queryset's SQL, written by the ORM once and asked again with other values.

For the few questions that every page view asks of its reader: there the ORM takes longer to write a query than the
database to answer it. The answer is rows as the driver gives them, so ask only for numbers and text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)
Value = int | str | Sequence[int] | Sequence[str]
_NUMBER = 2_000_000_000  # stands for a value while the ORM writes the query; within every integer column's range


class Prepared:
    """`Prepared(lambda member, posts: Reaction.objects.filter(...).values_list("post", "code"))`.

    `build` gets one argument for each value: a number, a text, or a sequence of one of them for an IN. It is called
    once for each length of its sequences. Asking with an empty sequence answers with no rows and asks nothing.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._written: dict[tuple[object, ...], tuple[str, list[Any]]] = {}

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        if any(not isinstance(value, int | str) and not len(value) for value in values):
            return []
        shape = (connection.vendor, *(None if isinstance(value, int | str) else len(value) for value in values))
        if shape not in self._written:
            self._written[shape] = self._write(values)
        sql, places = self._written[shape]
        flat = _flat(values)
        parameters = [flat[place.number] if isinstance(place, _Place) else place for place in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _write(self, values: Sequence[Value]) -> tuple[str, list[Any]]:
        """The SQL, and for each of its parameters the place of the value that goes there, or a constant."""
        stand_ins: list[Any] = []
        marks: dict[Any, _Place] = {}
        for value in values:
            if isinstance(value, int | str):
                stand_ins.append(_stand_in(value, len(marks), marks))
            else:
                stand_ins.append([_stand_in(each, len(marks), marks) for each in value])
        sql, parameters = self._build(*stand_ins).query.sql_with_params()
        return sql, [marks.get(parameter, parameter) for parameter in parameters]


class _Place:
    def __init__(self, number: int) -> None:
        self.number = number


def _stand_in(value: int | str, number: int, marks: dict[Any, _Place]) -> int | str:
    mark: int | str = _NUMBER + number if isinstance(value, int) else f"\ue000{number}"
    marks[mark] = _Place(number)
    return mark


def _flat(values: Sequence[Value]) -> list[int | str]:
    flat: list[int | str] = []
    for value in values:
        if isinstance(value, int | str):
            flat.append(value)
        else:
            flat.extend(value)
    return flat


class PreparedGet(Generic[Row]):
    """One whole row by its primary key, or by other fields that together are unique, as the ORM would give it, without
    the ORM writing the query each time."""

    def __init__(self, model: type[Row], *by: str) -> None:
        self.model, self._by = model, by or ("pk",)

    @cached_property
    def _question(self) -> tuple[str, list[str], SQLCompiler, Any]:
        fields = self.model._meta.concrete_fields
        columns = [field.get_col(self.model._meta.db_table) for field in fields]
        compiler = Query(self.model).get_compiler(connection=connection)
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(field.column)) for field in fields)
        keys: list[Any] = [
            self.model._meta.pk if name == "pk" else self.model._meta.get_field(name) for name in self._by
        ]
        where = " AND ".join(f"{quote(str(key.column))} = %s" for key in keys)
        sql = f"SELECT {names} FROM {quote(self.model._meta.db_table)} WHERE {where}"  # noqa: S608 - our own names
        return sql, [field.attname for field in fields], compiler, compiler.get_converters(columns)

    def __call__(self, *keys: int | str) -> Row | None:
        """The row; None where there is none."""
        sql, names, compiler, converters = self._question
        with connection.cursor() as cursor:
            cursor.execute(sql, keys)
            row = cursor.fetchone()
        if row is None:
            return None
        (values,) = compiler.apply_converters([row], converters)
        return self.model.from_db(connection.alias, names, values)
