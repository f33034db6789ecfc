"""Inserting many new rows of one table: COPY on PostgreSQL, one prepared statement on SQLite.

`bulk_create` spends most of its time building one long statement. Here every value still passes its field (encryption,
blind index, `auto_now_add`), but the rows are streamed. The objects do not get their keys: only for rows that nobody
refers to before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import connection, models

_AS_IT_IS = (
    models.CharField, models.TextField, models.IntegerField, models.PositiveIntegerField, models.BigIntegerField,
    models.SmallIntegerField, models.PositiveSmallIntegerField, models.BooleanField, models.ForeignKey,
)  # fmt: skip
"""Columns whose values both databases take as the object has them."""
_TYPED = (models.DateField, models.DateTimeField, models.DecimalField)
"""Columns whose values PostgreSQL takes as the object has them."""


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows, all of one model, in the caller's transaction. Raises `IntegrityError` as any insert does."""
    if not rows:
        return
    model = type(rows[0])
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    getters = [_getter(f) for f in fields]
    _stream(model, fields, ([get(row) for get in getters] for row in rows))


def insert_values(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """The same for rows that never were objects: values by column (`unit_id`), one for every column but the key.

    For tables whose fields have nothing to do at saving: no encryption, no index of another column, no clock.
    """
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    takers = [_taker(f) for f in fields]
    names = [(str(f.attname), take) for f, take in zip(fields, takers, strict=True)]
    lines = ([row[n] if take is None else take(row[n]) for n, take in names] for row in rows)
    _stream(model, fields, lines)


def _stream(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], lines: Iterable[list[Any]]
) -> None:
    quoted = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy,
            ):
                for line in lines:
                    copy.write_row(line)
        else:
            places = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({quoted}) VALUES ({places})"  # noqa: S608 - our own table's names
            cursor.executemany(statement, lines)  # type: ignore[arg-type]


def _taker(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a column's value is prepared for the database; None where it is taken as it is."""
    if type(field) in _AS_IT_IS or (connection.vendor == "postgresql" and type(field) in _TYPED):
        return None
    return partial(field.get_db_prep_save, connection=connection)


def _getter(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a column's value is had of an object, as the database takes it."""
    plain = type(field) in _AS_IT_IS
    if connection.vendor == "postgresql" and type(field) in _TYPED:
        plain = not (getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))
    return attrgetter(field.attname) if plain else partial(_prepared, field)


def _prepared(field: models.Field[Any, Any], row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
