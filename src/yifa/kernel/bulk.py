"""Inserting many new rows of one table: COPY on PostgreSQL, one prepared statement on SQLite.

`bulk_create` spends most of its time building one long statement. Here every value still passes its field (encryption,
blind index, `auto_now_add`), but the rows are streamed. The objects do not get their keys: only for rows that nobody
refers to before the transaction ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import connection, models

from yifa.kernel.copying import Same, copied

_AS_IT_IS = (
    models.CharField, models.TextField, models.IntegerField, models.PositiveIntegerField, models.BigIntegerField,
    models.SmallIntegerField, models.PositiveSmallIntegerField, models.BooleanField, models.ForeignKey,
)  # fmt: skip
"""Columns whose values both databases take as the object has them."""
_SAME_TEXT = (models.DateField, models.DateTimeField)
"""Columns where equal values are prepared alike. Not the encrypted ones: every value has its own nonce."""
_TYPED = (models.DateField, models.DateTimeField, models.DecimalField)
"""Columns whose values PostgreSQL takes as the object has them."""


@models.CharField.register_lookup
class Among(models.Lookup):
    """`key__among=texts`: one of very many texts, as one parameter, which costs less to prepare than their rows to find."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        wanted = list(dict.fromkeys(self.rhs))
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::varchar[])", (*params, wanted)
        told = json.dumps(wanted)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, told)  # noqa: S608 - a column of ours


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows, all of one model, in the caller's transaction. Raises `IntegrityError` as any insert does."""
    if not rows:
        return
    model = type(rows[0])
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    getters = [_getter(f) for f in fields]
    _stream(model, fields, ([get(row) for get in getters] for row in rows))


def insert_columns(
    model: type[models.Model], columns: Mapping[str, Same | Sequence[Any]], count: int
) -> None:
    """The same for `count` rows given by column (`unit_id`), one for every column but the key.

    For tables whose fields have nothing to do at saving but what `get_db_prep_save` does.
    """
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    given: list[Same | Sequence[Any]] = []
    for f in fields:
        take, column = _taker(f), columns[f.attname]
        if take is not None:
            column = (
                Same(take(column.value)) if isinstance(column, Same) else _taken(f, take, column)
            )
        given.append(column)
    if connection.vendor == "postgresql" and (block := copied(given, count)) is not None:
        _copy(model, fields, block)
        return
    lines = zip(*(c.times(count) if isinstance(c, Same) else c for c in given), strict=True)
    _stream(model, fields, lines)


def _taken(
    field: models.Field[Any, Any], take: Callable[[Any], Any], values: Sequence[Any]
) -> list[Any]:
    """A column prepared; of repeated days and moments each once."""
    if type(field) in _SAME_TEXT:
        known = {value: take(value) for value in set(values)}
        return [known[value] for value in values]
    return list(map(take, values))


def _quoted(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]]
) -> tuple[str, str]:  # fmt: skip
    quoted = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    return connection.ops.quote_name(model._meta.db_table), quoted


def _copy(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], blocks: Iterable[str]
) -> None:
    """Rows that are in the text form of COPY already; meanwhile the caller goes on, where `aside` allows it."""
    table, quoted = _quoted(model, fields)
    statement = f"COPY {table} ({quoted}) FROM STDIN"
    work = _aside.get()
    if work is not None:
        work.begin(statement, list(blocks))
        return
    with connection.cursor() as cursor, connection.wrap_database_errors:
        _written(cursor, statement, blocks)


def _written(cursor: Any, statement: str, blocks: Iterable[str]) -> None:
    with cursor.copy(statement) as copy:
        for block in blocks:
            copy.write(block)


class _Aside:
    """One COPY at a time in a thread of its own, on the connection of the thread that began it.

    PostgreSQL takes rows, checks them and writes its indexes while the next ones are made ready here. The connection
    belongs to the COPY until it ends: whoever asks the database something waits for that first.
    """

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.work: Future[None] | None = None

    def begin(self, statement: str, blocks: Sequence[str]) -> None:
        """Start it, the one before being done."""
        self.wait()
        raw: Any = connection.connection
        self.work = self.pool.submit(_written, raw.cursor(), statement, blocks)

    def wait(self) -> None:
        """Until nothing is under way. Raises what the COPY raised, as Django says it."""
        work, self.work = self.work, None
        if work is not None:
            with connection.wrap_database_errors:
                work.result()

    def ask(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """Between Django and every query of the connection."""
        self.wait()
        return execute(sql, params, many, context)


_aside: ContextVar[_Aside | None] = ContextVar("yifa_copy_aside", default=None)


def settle() -> None:
    """Wait until nothing is under way: for who asks the database otherwise than by Django's cursors."""
    work = _aside.get()
    if work is not None:
        work.wait()


@contextmanager
def aside(*, links_at_once: bool = False) -> Iterator[None]:
    """Inside, COPY goes on while Python does (PostgreSQL; elsewhere nothing changes). In the caller's transaction.

    What a COPY refuses is raised by the next thing asked of the database, at the latest when the context ends. With
    `links_at_once` foreign keys are checked as rows come, beside the work here, not one by one at the commit: for rows
    that lead to nothing written after them.
    """
    if connection.vendor != "postgresql" or _aside.get() is not None:
        yield
        return
    with ThreadPoolExecutor(1, "copy") as pool:
        work = _Aside(pool)
        token = _aside.set(work)
        try:
            with connection.execute_wrapper(work.ask), connection.cursor() as cursor:
                # What is asked meanwhile is asked by key, of tables whose statistics do not know the new rows yet.
                cursor.execute("SET LOCAL enable_seqscan = off")
                if links_at_once:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                yield
                work.wait()
                cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
                if links_at_once:
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except BaseException:
            with suppress(Exception):  # the transaction is lost already, for the reason under way
                work.wait()
            raise
        finally:
            _aside.reset(token)


def _stream(
    model: type[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    lines: Iterable[Sequence[Any]],
) -> None:
    table, quoted = _quoted(model, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if (work := _aside.get()) is not None:
                work.wait()
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
    if type(field) is models.DecimalField:
        return partial(_number, field, connection.ops.adapt_decimalfield_value)
    if type(field) is models.DateField:
        return partial(_day, field)
    return partial(field.get_db_prep_save, connection=connection)


def _number(field: Any, adapt: Callable[..., Any], value: Any) -> Any:
    """A decimal as the database takes it, without the ways of values that are none."""
    if type(value) is not Decimal:
        return field.get_db_prep_save(value, connection=connection)
    return adapt(value, field.max_digits, field.decimal_places)


def _day(field: Any, value: Any) -> Any:
    """The same for a day, which the embedded database keeps as text."""
    if type(value) is date:
        return value.isoformat()
    return field.get_db_prep_save(value, connection=connection)


def _getter(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a column's value is had of an object, as the database takes it."""
    plain = type(field) in _AS_IT_IS
    if connection.vendor == "postgresql" and type(field) in _TYPED:
        plain = not (getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))
    return attrgetter(field.attname) if plain else partial(_prepared, field)


def _prepared(field: models.Field[Any, Any], row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
