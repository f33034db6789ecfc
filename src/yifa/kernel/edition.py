"""Editions of small tables that every act reads: who holds which post, the tree, the calendar, the catalogue.

They change a few times a day and are asked for a thousand times a minute. A trigger of the database gives a watched
table a new stamp whenever one of its rows changes, whoever changed it; what was read under a stamp may be used again
while the stamp is the same. So nothing is ever answered without looking: one short question tells the stamps of all
watched tables, and a change committed by another process is seen by the next request.

A stamp is random, never a counter: after a rollback the old stamp is back and names the old content.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connection, models

from yifa.kernel.rows import made, selection
from yifa.kernel.trip import Asked, Trip

T = TypeVar("T")
TABLE = "kernel_edition"
MOST = 20_000
"""How many readings a process keeps, the longest unused first to go."""

Stamps = dict[str, str]


class Edition(models.Model):
    """The stamp of a watched table. Written by the database's own triggers."""

    table = models.CharField(max_length=63, primary_key=True)
    stamp = models.CharField(max_length=36)


_watched: set[type[models.Model]] = set()
_kept: OrderedDict[Hashable, tuple[tuple[str | None, ...], Any]] = OrderedDict()
_lock = threading.Lock()


class _Held:
    """The stamps as a request or an act has seen them; None before the first look and after a change of its own."""

    def __init__(self) -> None:
        self.stamps: Stamps | None = None


_held: ContextVar[_Held | None] = ContextVar("yifa_editions", default=None)


def watch(*wanted: type[models.Model]) -> None:
    """Declare tables whose readings may be kept; `put_up` gives them their triggers."""
    _watched.update(wanted)


def watched() -> frozenset[type[models.Model]]:
    """The models declared so far."""
    return frozenset(_watched)


def trigger_sql(vendor: str, table: str) -> list[str]:
    """Statements that give `table` its stamps."""
    if vendor == "postgresql":
        return [
            """CREATE OR REPLACE FUNCTION edition_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO kernel_edition ("table", stamp) VALUES (TG_TABLE_NAME, gen_random_uuid()::text)
                  ON CONFLICT ("table") DO UPDATE SET stamp = EXCLUDED.stamp;
                  RETURN NULL;
                END $$""",
            f"""CREATE TRIGGER edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION edition_stamp()""",
        ]
    return [
        f"CREATE TRIGGER {table}_edition_{event.lower()} AFTER {event} ON {table} BEGIN INSERT OR "  # noqa: S608
        f"REPLACE INTO {TABLE} VALUES ('{table}', lower(hex(randomblob(16)))); END"
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


def untrigger_sql(vendor: str, table: str) -> list[str]:
    """Statements that take the triggers of `table` away."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS edition ON {table}"]
    return [
        f"DROP TRIGGER IF EXISTS {table}_edition_{event}"
        for event in ("insert", "update", "delete")
    ]


@contextmanager
def once() -> Iterator[None]:
    """Inside, the stamps are looked at once: a request or an act reads one edition of each table."""
    if _held.get() is not None:
        yield
        return
    token = _held.set(_Held())
    try:
        yield
    finally:
        _held.reset(token)


def look_again() -> None:
    """Forget the stamps seen: called by the write door after a change of its own."""
    if (held := _held.get()) is not None:
        held.stamps = None


def ask_stamps(trip: Trip) -> Asked:
    """Let a trip bring the stamps along; give its answer to `saw`."""
    return trip.ask(f'SELECT "table", stamp FROM {TABLE}')  # noqa: S608


def saw(asked: Asked) -> None:
    """Use the stamps a trip has brought, until the end of `once`."""
    if (held := _held.get()) is not None:
        held.stamps = dict(asked.rows)


def _stamps() -> Stamps:
    held = _held.get()
    if held is not None and held.stamps is not None:
        return held.stamps
    trip = Trip()
    asked = ask_stamps(trip)
    trip.go()
    found: Stamps = dict(asked.rows)
    if held is not None:
        held.stamps = found
    return found


def kept(tables: tuple[type[models.Model], ...], key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read again only when one of `tables` has changed. Give back nothing a caller may change.

    `key` names the question with all it depends on. A table without a stamp (not watched, just emptied) is always read.
    """
    stamps = _stamps()
    under = tuple(stamps.get(t._meta.db_table) for t in tables)
    place = (tables, key)
    known = _kept.get(place)
    if known is not None and known[0] == under:
        return known[1]  # type: ignore[no-any-return]
    found = read()
    if None not in under:
        with _lock:
            _kept[place] = (under, found)
            _kept.move_to_end(place)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return found


def row(model: Any, pk: int) -> Any:
    """A row of a watched table by its key, as it stands. Raises the model's `DoesNotExist`."""

    def read() -> Any:
        trip = Trip()
        sql = f"SELECT {selection(model)} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s"  # noqa: S608
        asked = trip.ask(sql, (str(pk),))
        trip.go()
        if not asked.rows:
            raise model.DoesNotExist(f"{model.__name__} {pk}")
        return made(model, asked.rows[0])

    return kept((model,), ("row", pk), read)


def put_up() -> None:
    """Give every watched table its triggers and a new stamp. Run after each migration: rebuilding a table on SQLite
    takes its triggers along, and what changed meanwhile must be read anew."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for model in sorted(_watched, key=lambda m: m._meta.db_table):
            table = model._meta.db_table
            for statement in (*untrigger_sql(vendor, table), *trigger_sql(vendor, table)):
                cursor.execute(statement)
            cursor.execute(f'DELETE FROM {TABLE} WHERE "table" = %s', (table,))  # noqa: S608
            fresh = uuid4().hex
            cursor.execute(f'INSERT INTO {TABLE} ("table", stamp) VALUES (%s, %s)', (table, fresh))  # noqa: S608
    look_again()
