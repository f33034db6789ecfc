"""The database of record: SQLite or PostgreSQL, whichever the office runs on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yifa.kernel import moment
from yifa.kernel.figure.emit import Query


def placed(sql: str) -> str:
    """The same text with the placeholders of Django's cursor. The emitter writes no literals, so no `?` or `%` else."""
    return sql.replace("?", "%s")


def run_text(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a text that names its own tables; `?` for each parameter."""
    with connection.cursor() as cursor:
        cursor.execute(placed(sql), params)
        return list(cursor.fetchall())


class DjangoEngine:
    """Always up to date; the default."""

    name = "db"

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        if not query.wide or connection.vendor != "postgresql":
            return self._run(query)
        with transaction.atomic(), connection.cursor() as cursor:
            # The default 4 MB sends the sort of a million rows to disk; it falls back with the transaction.
            cursor.execute("set local work_mem = '64MB'")
            return self._run(query)

    def _run(self, query: Query) -> list[tuple[Any, ...]]:
        return run_text(query.sql, query.params)

    def cut_off(self, query: Query | None = None) -> datetime:
        return moment.now()
