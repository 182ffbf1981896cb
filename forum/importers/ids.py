"""Ids before there are rows, so that rows which name one another can be written at once."""

from __future__ import annotations

from django.db import connection, models, transaction


def reserve(model: type[models.Model], number: int) -> list[int]:
    """As many ids of a table as asked for, ascending, that no other writer will ever be given.

    On PostgreSQL they come from the column's sequence. On SQLite the counter that AUTOINCREMENT keeps in
    `sqlite_sequence` is moved on, which SQLite allows by ordinary statements ("SQLite Autoincrement", section 3).
    """
    if number < 1:
        return []
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', model._meta.pk.column, number],
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
            [table, table],
        )
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [number, table])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last: int = cursor.fetchone()[0]
    return list(range(last - number + 1, last + 1))
