"""Reading the journal stream by stream, in bounded memory, and checking every hash on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from yifa.kernel import crypto
from yifa.kernel.journal.chain import ROWS
from yifa.kernel.journal.redact import ERASE
from yifa.kernel.journal.text import HEADER_SORTED, header_text

TABLE = "kernel_journalrow"
CHUNK = 2000
_MARK = f'"{ROWS}":'
_UTC = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True)
class Break:
    """One place where history does not hold."""

    where: str
    what: str


@dataclass
class Line:
    """What later checks need of a journal row."""

    seq: int
    verb: str
    step: str
    title: str
    on: str
    recorded_at: str
    salt: str
    row_digest: str
    payload: str


@dataclass
class Stream:
    """A stream read to its end: its latest content, every version of an entry, and the further rows it vouches for."""

    name: str
    matter_id: int | None = None
    last: Line | None = None
    entered: list[Line] = field(default_factory=list)
    rows: dict[tuple[str, str], tuple[str, str, int]] = field(default_factory=dict)
    """(table, key) → (salt, digest, seq) of the latest line that covers the row."""
    blank: int = 0
    """The sequence of the latest row without its content."""
    erased: int = 0
    """The sequence of the latest lawful erasure: it blanked the rows before it and vouches for what stands."""
    length: int = 0


@dataclass(frozen=True)
class Part:
    """The streams from `first` up to, not including, `end`; empty texts mean no bound."""

    first: str = ""
    end: str = ""


def parts() -> list[Part]:
    """The journal cut into parts that may be read at once: matters by the first digit of their random name."""
    cuts = ["matter:", *(f"matter:{n:x}" for n in range(1, 16)), "matter;"]
    return [Part(a, b) for a, b in zip(["", *cuts], [*cuts, ""], strict=True)]


@contextmanager
def one_view() -> Iterator[None]:
    """Everything inside reads one state of the database, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _sql(part: Part) -> tuple[str, list[str]]:
    moment = "CAST(recorded_at AS text)"
    if connection.vendor == "postgresql":
        moment = "to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    special = {"recorded_at": moment, "on": 'CAST("on" AS text)'}
    columns = ", ".join(special.get(n, f'"{n}"') for n in HEADER_SORTED)
    where, values = [], []
    for bound, sign in ((part.first, ">="), (part.end, "<")):
        if bound:
            where.append(f"stream {sign} %s")
            values.append(bound)
    clause = f"WHERE {' AND '.join(where)}" if where else ""
    return (
        f"SELECT id, matter_id, salt, payload, previous, hash, {columns} FROM {TABLE} "  # noqa: S608
        f"{clause} ORDER BY stream, seq",
        values,
    )


AT = {name: n + 6 for n, name in enumerate(HEADER_SORTED)}
_STREAM, _SEQ, _VERB, _STEP = AT["stream"], AT["seq"], AT["verb"], AT["step"]
_TITLE, _ON, _WHEN = AT["title"], AT["on"], AT["recorded_at"]
_PAYLOAD_DIGEST, _ROW_DIGEST = AT["payload_digest"], AT["row_digest"]


def _iso(stored: str) -> str:
    """SQLite keeps `2024-09-02 04:00:00[.123456]` in UTC."""
    day, _, time = stored.partition(" ")
    clock, _, fraction = time.partition(".")
    return f"{day}T{clock}.{fraction.ljust(6, '0')}Z"


def read(
    part: Part, say: Callable[[Break], None], count: Callable[[int], None]
) -> Iterator[Stream]:
    """Every stream of the part, each checked to its last row. `count` is told of rows as they are read."""
    sql, values = _sql(part)
    digest = crypto.digester()
    plain = connection.vendor == "sqlite"
    stream = Stream("")
    seq, previous = 0, crypto.GENESIS
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(CHUNK):
            count(len(rows))
            for row in rows:
                if plain:
                    row = (*row[:_WHEN], _iso(row[_WHEN]), *row[_WHEN + 1 :])
                if row[_STREAM] != stream.name:
                    if stream.name:
                        _end(stream, say)
                        yield stream
                    stream = Stream(row[_STREAM])
                    seq, previous = 0, crypto.GENESIS
                for what in _faults(row, seq, previous, digest):
                    say(Break(_place(row), what))
                seq, previous = row[_SEQ], row[5]
                _note(stream, row)
    if stream.name:
        _end(stream, say)
        yield stream


def _end(stream: Stream, say: Callable[[Break], None]) -> None:
    if stream.blank > stream.erased:
        say(
            Break(f"{stream.name} 第 {stream.blank} 条", "内容已清空，而其后没有删除个人信息的记录")
        )


def _place(row: Any) -> str:
    return f"{row[_STREAM]} 第 {row[_SEQ]} 条（{row[_TITLE]}，流水号 {row[0]}）"


def _faults(row: Any, seq: int, previous: str, digest: Callable[[str], str]) -> Iterator[str]:
    if row[_SEQ] != seq + 1:
        yield f"缺少第 {seq + 1} 条记录"
    elif row[4] != previous:
        yield "与上一条记录的链接不符"
    salt, payload = row[2], row[3]
    if salt and digest(salt + payload) != row[_PAYLOAD_DIGEST]:
        yield "内容被改动（payload）"
    elif payload and not salt:
        yield "内容没有对应的盐值"
    if digest(row[4] + header_text(row[6:])) != row[5]:
        yield "记录头被改动（时间、人员、步骤、状态之一）"


def _note(stream: Stream, row: Any) -> None:
    salt, payload = row[2], row[3]
    stream.length += 1
    if row[1] is not None:
        stream.matter_id = row[1]
    if not salt:
        stream.blank = row[_SEQ]
    elif _MARK in payload:
        for table, kept in json.loads(payload).get(ROWS, {}).items():
            for key, found in kept.items():
                stream.rows[(table, key)] = (salt, found, row[_SEQ])
    verb = row[_VERB]
    if row[_STEP] == ERASE and verb == "act" and stream.matter_id is not None:
        stream.erased = row[_SEQ]
    if row[_ROW_DIGEST] or verb == "enter":
        line = Line(
            row[_SEQ], verb, row[_STEP], row[_TITLE], row[_ON], row[_WHEN], salt, row[_ROW_DIGEST], payload
        )  # fmt: skip
        if verb == "enter":
            stream.entered.append(line)
        if row[_ROW_DIGEST]:
            stream.last = line
