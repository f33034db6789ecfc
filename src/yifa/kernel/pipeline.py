"""PostgreSQL's side of a trip: statements sent together through libpq and prepared under names of our own.

psycopg's cursors make an object and several passes over every statement; here a statement is its name and its values. Only
what libpq documents is used (pipeline mode), on Django's own psycopg connection, whose locks, waits and loaders stay the
only ones.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, DataError, InterfaceError, errors, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.generators import fetch_many, send

KEPT = 250
"""How many statements a connection keeps prepared; the one not used for longest is given up for the next."""

_OK = {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}
_FORGOTTEN = {"0A000", "26000"}
"""A cached plan does not fit its tables any more; a prepared statement is gone."""

_AS_WRITTEN = {int, bool, date, datetime, Decimal}
"""Types whose Python text PostgreSQL reads as it stands."""

_names = count()
Command = Callable[[], None]


class _Prepared(OrderedDict[str, bytes]):
    """The names of a connection's prepared statements, by their text."""


_prepared: WeakKeyDictionary[Connection[Any], _Prepared] = WeakKeyDictionary()


def together(
    link: Connection[Any], asked: Sequence[tuple[str, Sequence[Any]]], *, prepare: bool
) -> list[tuple[list[tuple[Any, ...]], int]]:
    """The rows and the count of touched rows of statements with `%s` places, sent at once and answered in order.

    Raises psycopg's error of the first that fails; those after it were not run. Outside a transaction they are one of
    their own. A connection left in the middle of an answer is closed.
    """
    done = False
    try:
        with link.lock:
            found = _Talk(link, prepare).ask(asked)
            done = True
    finally:
        if not done and link.pgconn.status == pq.ConnStatus.OK:
            _leave(link)
    return found


def _leave(link: Connection[Any]) -> None:
    try:
        link.pgconn.exit_pipeline_mode()
    except errors.OperationalError:  # answers are still under way
        link.close()


class _Talk:
    """One exchange."""

    def __init__(self, link: Connection[Any], prepare: bool) -> None:
        self.link, self.pgconn = link, link.pgconn
        self.turn = Transformer(link)
        self.prepare = prepare
        self.known = _prepared.get(link)
        if self.known is None:
            self.known = _prepared[link] = _Prepared()
        self.commands: list[Command] = []
        self.fresh: dict[int, str] = {}
        """Texts prepared in this exchange, by the place of the command that does it."""

    def ask(
        self, asked: Sequence[tuple[str, Sequence[Any]]]
    ) -> list[tuple[list[tuple[Any, ...]], int]]:
        if self.pgconn.status != pq.ConnStatus.OK:
            raise errors.OperationalError("the connection is closed")
        # What may be refused comes first: a text counts as prepared only when it is surely sent.
        told = [self._told(values) if self.prepare else values for _, values in asked]
        if not self.link.autocommit and self._is_idle():
            self._add(self.pgconn.send_query_params, self.link._get_tx_start_command(), None)
        self.pgconn.enter_pipeline_mode()
        places = [self._statement(sql, had) for (sql, _), had in zip(asked, told, strict=True)]
        results = self.link.wait(self._exchange())
        self.pgconn.exit_pipeline_mode()
        self._look(results)
        return [self._read(results[place]) for place in places]

    def _is_idle(self) -> bool:
        return self.pgconn.transaction_status == pq.TransactionStatus.IDLE

    def _add(self, call: Callable[..., None], *values: Any) -> int:
        self.commands.append(partial(call, *values))
        return len(self.commands) - 1

    def _statement(self, sql: str, values: Sequence[Any]) -> int:
        if not self.prepare:
            told = self.turn.dump_sequence(values, [PyFormat.TEXT] * len(values))
            return self._add(
                self.pgconn.send_query_params, numbered(sql), told, self.turn.types, self.turn.formats
            )  # fmt: skip
        assert self.known is not None
        name = self.known.get(sql)
        if name is None:
            while len(self.known) >= KEPT:
                _, last = self.known.popitem(last=False)
                self._add(self.pgconn.send_query_params, b"DEALLOCATE " + last, None)
            name = self.known[sql] = b"yifa_%d" % next(_names)
            self.fresh[self._add(self.pgconn.send_prepare, name, numbered(sql))] = sql
        else:
            self.known.move_to_end(sql)
        return self._add(self.pgconn.send_query_prepared, name, values)

    def _told(self, values: Sequence[Any]) -> list[bytes | None]:
        """Values in PostgreSQL's text form; their types are the columns' or the casts'."""
        told = [
            v.encode() if type(v) is str else None if v is None else self._other(v) for v in values
        ]
        if b"\0" in b"".join(filter(None, told)):  # libpq would end the value there
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return told

    def _other(self, value: Any) -> bytes:
        if type(value) in _AS_WRITTEN:
            return str(value).encode()
        return bytes(self.turn.get_dumper(value, PyFormat.TEXT).dump(value) or b"")

    def _exchange(self) -> Generator[Any, Any, list[list[pq.abc.PGresult]]]:
        for command in self.commands:
            command()
        self.pgconn.pipeline_sync()
        yield from send(self.pgconn)
        results = []
        for _ in self.commands:
            results.append((yield from fetch_many(self.pgconn)))
        yield from fetch_many(self.pgconn)  # the end of the pipeline
        return results

    def _look(self, results: list[list[pq.abc.PGresult]]) -> None:
        """Raise the first error; what was not prepared for it is not known."""
        assert self.known is not None
        failed = [at for at, one in enumerate(results) if not one or one[-1].status not in _OK]
        if not failed:
            return
        for at in failed:
            if at in self.fresh:
                self.known.pop(self.fresh[at], None)
        first = results[failed[0]]
        if not first or first[-1].status != pq.ExecStatus.FATAL_ERROR:
            raise InterfaceError("a statement of a trip gave no answer")
        error = errors.error_from_result(first[-1], encoding=self.link.info.encoding)
        if error.sqlstate in _FORGOTTEN:
            self.known.clear()
        raise error

    def _read(self, results: list[pq.abc.PGresult]) -> tuple[list[tuple[Any, ...]], int]:
        result = results[-1]
        if result.status == pq.ExecStatus.TUPLES_OK:
            if not (rows := result.ntuples):
                return [], 0
            self.turn.set_pgresult(result)
            return self.turn.load_rows(0, rows, tuple), rows
        return [], result.command_tuples or 0


@lru_cache(maxsize=1000)
def numbered(sql: str) -> bytes:
    """A statement with `%s` places as PostgreSQL numbers them; `%%` is a percent sign."""
    parts = sql.split("%s")
    found = [parts[0].replace("%%", "%")]
    for at, part in enumerate(parts[1:], start=1):
        found += [f"${at}", part.replace("%%", "%")]
    return "".join(found).encode()
