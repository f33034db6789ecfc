"""Rows of models on their way to and from the database without building a query each time.

The statements of a table are put together once and prepared; values still pass their fields (encryption, blind index,
moment of making). PostgreSQL is sent every value as text, so that one prepared statement serves whatever is empty or
large in a row. Keys are drawn before the rows are written: rows may then refer to each other, and the journal to them,
in one round trip. For the doors alone: nothing here asks for permission.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from yifa.kernel.trip import Asked, Trip

MANY = 200
"""From how many new rows of one model on they are streamed into the database."""

Saved = Callable[[Any], Any]

_TEXT = (models.CharField, models.TextField)
_WHOLE = (
    models.IntegerField, models.PositiveIntegerField, models.BigIntegerField, models.SmallIntegerField,
    models.PositiveSmallIntegerField, models.ForeignKey, models.OneToOneField, models.AutoField, models.BigAutoField,
)  # fmt: skip


def _day(value: date) -> str:
    return value.isoformat()


def _truth(value: Any) -> str:
    return ("t" if value else "f") if isinstance(value, bool) else str(value)


def _as_text(field: models.Field[Any, Any]) -> tuple[Saved, bool]:
    """How PostgreSQL is told a column's value, and whether a text is told otherwise than as it stands."""
    kind = type(field)
    if kind in _TEXT or kind in _WHOLE:
        return str, False
    if kind in (models.DateField, models.DateTimeField):
        return _day, False
    if kind is models.BooleanField:
        return _truth, False
    if isinstance(field, models.JSONField):
        encoder = field.encoder
        return lambda v: json.dumps(v, cls=encoder, ensure_ascii=False), True
    return lambda v: _truth(field.get_prep_value(v)), True


def _as_kept(field: models.Field[Any, Any]) -> Saved | None:
    """How SQLite is told a column's value; None where it takes it as it is."""
    if type(field) in _WHOLE:
        return None
    return lambda v: field.get_db_prep_save(v, connection=connection)


def _is_made(field: models.Field[Any, Any]) -> bool:
    """Whether the field itself makes its value when a row is saved."""
    if isinstance(field, (models.DateField, models.DateTimeField)):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not models.Field.pre_save


class _Teller:
    """Tells the values of a row's columns as the database takes them."""

    def __init__(self, fields: Sequence[models.Field[Any, Any]], vendor: str, *, add: bool) -> None:
        self._made = [f for f in fields if _is_made(f)]
        self._get = attrgetter(*(str(f.attname) for f in fields))
        self._add = add
        self._told: list[Saved] = []
        self._turned: list[tuple[int, Saved]] = []
        for at, field in enumerate(fields):
            if vendor == "postgresql":
                told, always = _as_text(field)
                self._told.append(told)
                if always:
                    self._turned.append((at, told))
            elif (kept := _as_kept(field)) is not None:
                self._turned.append((at, kept))

    def __call__(self, row: models.Model) -> list[Any]:
        for field in self._made:
            field.pre_save(row, self._add)
        had = self._get(row)
        if not self._told:
            values = list(had)
        else:
            pairs = zip(had, self._told, strict=True)
            values = [v if v is None or type(v) is str else told(v) for v, told in pairs]
        for at, told in self._turned:
            if had[at] is not None:
                values[at] = told(had[at])
        return values


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return list(model._meta.concrete_fields)


@cache
def _quoted(model: type[models.Model]) -> tuple[str, list[str]]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), [quote(str(f.column)) for f in _fields(model)]


@cache
def _insertion(
    model: type[models.Model], vendor: str, keyed: bool
) -> tuple[str, str, list[str], _Teller]:
    """The statement, the table, its columns and their values; without a key the database numbers the row."""
    table, quoted = _quoted(model)
    pairs = [p for p in zip(_fields(model), quoted, strict=True) if keyed or not p[0].primary_key]
    columns = [column for _, column in pairs]
    places = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own table's names
    return sql, table, columns, _Teller([f for f, _ in pairs], vendor, add=True)


@cache
def _change(model: type[models.Model], vendor: str) -> tuple[str, _Teller]:
    table, columns = _quoted(model)
    pairs = list(zip(_fields(model), columns, strict=True))
    key = next(p for p in pairs if p[0].primary_key)
    rest = [p for p in pairs if not p[0].primary_key]
    named = ", ".join(f"{column} = %s" for _, column in rest)
    sql = f"UPDATE {table} SET {named} WHERE {key[1]} = %s"  # noqa: S608 - our own table's names
    return sql, _Teller([f for f, _ in (*rest, key)], vendor, add=False)


def insert(trip: Trip, row: models.Model) -> Asked:
    """A new row. It should have its key already; if it has none the database gives one, and the object never learns it."""
    sql, _table, _columns, told = _insertion(type(row), trip.vendor, row.pk is not None)
    row._state.adding, row._state.db = False, trip.alias
    return trip.ask(sql, told(row))


def insert_now(rows: Sequence[models.Model]) -> None:
    """Many new rows of one model, each with its key: streamed at once, without waiting for a trip."""
    sql, table, columns, told = _insertion(type(rows[0]), connection.vendor, True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(told(row))
        else:
            cursor.executemany(sql, map(told, rows))  # type: ignore[arg-type]
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def change(trip: Trip, row: models.Model) -> Asked:
    """Every column of a row that is there."""
    sql, told = _change(type(row), trip.vendor)
    return trip.ask(sql, told(row))


# ---- reading --------------------------------------------------------------------------------------------------------


@cache
def selection(model: type[models.Model], alias: str = "") -> str:
    """The columns of a model, for a SELECT; `alias` names its table there."""
    before = f"{alias}." if alias else ""
    return ", ".join(before + column for column in _quoted(model)[1])


@cache
def _shape(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Saved]]]:
    fields = _fields(model)
    turned: list[tuple[int, Saved]] = []
    for at, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        for turn in (
            *connection.ops.get_db_converters(column),
            *field.get_db_converters(connection),
        ):
            turned.append(
                (at, lambda v, turn=turn, column=column: turn(v, column, connection))  # type: ignore[misc]
            )
    return [f.attname for f in fields], turned


def made(model: type[models.Model], found: Sequence[Any]) -> Any:
    """A row of `selection(model)` as the model's own, as if the ORM had read it.

    The columns are put in place without `__init__`, which takes longer than reading them: no model here has one of its
    own, or hears `post_init`.
    """
    names, turned = _shape(model)
    if turned:
        found = list(found)
        for at, turn in turned:
            found[at] = turn(found[at])
    row = model.__new__(model)
    row.__dict__.update(zip(names, found, strict=True))
    row._state = state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return row


def one_of(column: str, ids: Sequence[int]) -> tuple[str, list[Any]]:
    """A condition that `column` is one of `ids`, and its values: the same statement however many they are."""
    if len(ids) == 1:
        return f"{column} = %s", [str(ids[0])]
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])", ["{" + ",".join(map(str, ids)) + "}"]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]  # noqa: S608


# ---- keys -----------------------------------------------------------------------------------------------------------


class Keys:
    """Keys for new rows, drawn in one statement: `count` for each model. `take` gives them after the trip.

    On SQLite the writer is alone: the keys after the largest ever given are free, and the rows that take them move the
    mark.
    """

    def __init__(self, trip: Trip, wanted: dict[type[models.Model], int]) -> None:
        self._models = tuple(m for m in wanted if is_numbered(m))
        self._asked: Asked | None = None
        if not self._models:
            return
        counts = [wanted[m] for m in self._models]
        self._vendor = trip.vendor
        if trip.vendor == "postgresql":
            self._asked = trip.ask(_drawing(self._models), [str(n) for n in counts])
        else:
            self._asked = trip.ask(_highest(self._models), [])
        self._counts = counts

    def take(self) -> dict[type[models.Model], list[int]]:
        """The keys of each model, in rising order."""
        if self._asked is None:
            return {}
        found: dict[type[models.Model], list[int]] = {m: [] for m in self._models}
        if self._vendor == "postgresql":
            for at, key in self._asked.rows:
                found[self._models[at]].append(key)
        else:
            for (at, last), count in zip(sorted(self._asked.rows), self._counts, strict=True):
                found[self._models[at]] = list(range(last + 1, last + 1 + count))
        return found


@cache
def _drawing(wanted: tuple[type[models.Model], ...]) -> str:
    parts = []
    with connection.cursor() as cursor:
        for at, model in enumerate(wanted):
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, %s)",
                (_quoted(model)[0], str(_key(model).column)),
            )
            (sequence,) = cursor.fetchone()
            parts.append(f"SELECT {at}, nextval('{sequence}') FROM generate_series(1, %s::int)")  # noqa: S608
    return " UNION ALL ".join(parts)


@cache
def _highest(wanted: tuple[type[models.Model], ...]) -> str:
    parts = []
    for at, model in enumerate(wanted):
        table, column = _quoted(model)[0], connection.ops.quote_name(str(_key(model).column))
        given = f"SELECT max(seq) FROM sqlite_sequence WHERE name = '{model._meta.db_table}'"  # noqa: S608
        parts.append(
            f"SELECT {at}, max(coalesce(({given}), 0), coalesce((SELECT max({column}) FROM {table}), 0))"  # noqa: S608
        )
    return " UNION ALL ".join(parts)


def _key(model: type[models.Model]) -> Any:
    return model._meta.pk


def is_numbered(model: type[models.Model]) -> bool:
    """Whether the database numbers the rows of a model."""
    return isinstance(_key(model), models.AutoField)
