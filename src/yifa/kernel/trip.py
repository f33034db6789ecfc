"""Several statements in one round trip.

A request to the database costs its sender and its receiver more in waiting, waking and switching than a short statement
costs in work. On PostgreSQL the statements of a `Trip` travel together (libpq's pipeline mode) and are prepared; each
still sees what those before it did. On SQLite, which is in the same process, they simply run in turn. Both happen inside
the caller's transaction, on Django's own connection.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection

from yifa.kernel.bulk import settle

AT_ONCE = 1_000
"""How many statements travel together at most."""

Row = tuple[Any, ...]


class Asked:
    """A statement on its way; after `Trip.go` it has its rows and how many it touched."""

    __slots__ = ("count", "rows", "sql", "values")

    def __init__(self, sql: str, values: Sequence[Any]) -> None:
        self.sql = sql
        self.values = values
        self.rows: list[Row] = []
        self.count = 0


class Trip:
    """Statements gathered with `ask` and run by `go`, in order. The first error ends it, as any statement's does."""

    def __init__(self, *, prepared: bool = True) -> None:
        """`prepared`: the same statement will be asked again and its plan does not hang on the values. A search must
        say no: a plan made for every word is the wrong one for a rare word."""
        self._asked: list[Asked] = []
        self._prepared = prepared
        self.vendor, self.alias = connection.vendor, connection.alias

    def ask(self, sql: str, values: Sequence[Any] = ()) -> Asked:
        """Add a statement with `%s` places. Its answer is there after `go`."""
        asked = Asked(sql, values)
        self._asked.append(asked)
        return asked

    def go(self) -> None:
        """Run what was asked. Raises Django's database errors."""
        asked, self._asked = self._asked, []
        if not asked:
            return
        began = time.monotonic()
        if self.vendor == "postgresql":
            for at in range(0, len(asked), AT_ONCE):
                _together(asked[at : at + AT_ONCE], self._prepared)
        else:
            _in_turn(asked)
        if connection.queries_logged:
            spent = f"{time.monotonic() - began:.3f}"
            connection.queries_log.extend({"sql": a.sql, "time": spent} for a in asked)


def _together(asked: list[Asked], prepare: bool) -> None:
    from yifa.kernel.pipeline import together

    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    settle()
    with connection.wrap_database_errors:
        raw = cast(Any, connection.connection)
        found = together(raw, [(a.sql, a.values) for a in asked], prepare=prepare)
    cast(Any, connection).health_check_done = True  # it has just answered
    for one, (rows, count) in zip(asked, found, strict=True):
        one.rows, one.count = rows, count


def _in_turn(asked: list[Asked]) -> None:
    with connection.cursor() as cursor:
        raw = cursor.cursor if connection.queries_logged else cursor  # logged once, by the trip
        for one in asked:
            raw.execute(one.sql, one.values)
            one.count = raw.rowcount
            if raw.description is not None:
                one.rows = raw.fetchall()
