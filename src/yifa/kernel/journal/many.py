"""Appending very many lines: columns instead of rows, one salt drawing, one header form for lines that share it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any

from django.db import connection

from yifa.kernel import crypto
from yifa.kernel.bulk import insert_columns
from yifa.kernel.copying import Same
from yifa.kernel.journal import chain
from yifa.kernel.journal.models import JournalRow

_AT_ONCE = 2_000
Heads = dict[str, tuple[int, str]]
_SLOTS = {"payload_digest": '"%s"', "row_digest": '"%s"', "seq": "%s", "stream": "%s"}
_SHARED = (
    "verb", "step", "title", "actor_id", "actor_name", "role", "on", "how", "from_state", "to_state", "cite",
)  # fmt: skip
"""What lines of one batch have in common, or a few kinds of it."""


@dataclass
class Lines:
    """Lines to append, by column. `payloads` and `snapshots` are canonical texts, a snapshot "" where there is none.

    `shared` is who does what when, of every line or of all alike. `salts` may have been drawn already.
    """

    streams: Sequence[str]
    units: Sequence[int | None]
    payloads: Sequence[str]
    snapshots: Sequence[str]
    shared: Same | Sequence[tuple[Any, ...]]
    matters: Same | Sequence[int | None] = field(default_factory=lambda: Same(None))
    keys: Same | Sequence[str | None] = field(default_factory=lambda: Same(None))
    salts: Sequence[str] = ()


def heads(streams: Iterable[str]) -> Heads:
    """Last (seq, hash) of each stream that has rows, of very many streams."""
    names = list(streams)
    table = JournalRow._meta.db_table
    found: Heads = {}
    with connection.cursor() as cursor:
        for at in range(0, len(names), _AT_ONCE):
            part = names[at : at + _AT_ONCE]
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"SELECT DISTINCT ON (stream) stream, seq, hash FROM {table}"  # noqa: S608 - our own table
                    " WHERE stream = ANY(%s) ORDER BY stream, seq DESC",
                    [part],
                )
            else:  # beside max(), SQLite gives the other columns of the row that has it
                cursor.execute(
                    f"SELECT stream, max(seq), hash FROM {table}"  # noqa: S608 - our own table
                    " WHERE stream IN (SELECT value FROM json_each(%s)) GROUP BY stream",
                    [json.dumps(part)],
                )
            found |= {name: (seq, last) for name, seq, last in cursor.fetchall()}
    return found


def shared_of(line: chain.Line) -> tuple[Any, ...]:
    """What the header form of a line depends on."""
    return tuple([getattr(line, name) for name in _SHARED])


def new_salts(count: int) -> list[str]:
    """So many salts, drawn at once."""
    drawn = os.urandom(16 * count).hex()
    return [drawn[at : at + 32] for at in range(0, 32 * count, 32)]


def stream(lines: Lines, heads: Heads, recorded_at: datetime) -> None:
    """Append the lines in order to chains that end in `heads`. Raises `IntegrityError` where a place is taken."""
    digest = crypto.digester()
    salts = lines.salts or new_salts(len(lines.streams))
    told = [digest(salt + text) for salt, text in zip(salts, lines.payloads, strict=True)]
    rows = [
        digest(salt + text) if text else ""
        for salt, text in zip(salts, lines.snapshots, strict=True)
    ]
    forms = _Forms(chain.utc(recorded_at))
    at = dict(heads)
    seqs: list[int] = []
    before: list[str] = []
    hashes: list[str] = []
    shared = lines.shared
    each = shared.times(len(told)) if isinstance(shared, Same) else shared
    for name, unit, common, payload_digest, row_digest in zip(
        lines.streams, lines.units, each, told, rows, strict=True
    ):
        seq, previous = at.get(name, (0, crypto.GENESIS))
        header = forms[common, unit] % (
            payload_digest,
            row_digest,
            seq + 1,
            encode_basestring(name),
        )
        chained = digest(previous + header)
        at[name] = (seq + 1, chained)
        seqs.append(seq + 1)
        before.append(previous)
        hashes.append(chained)
    columns: dict[str, Any] = {
        "stream": lines.streams, "seq": seqs, "unit_id": lines.units, "matter_id": lines.matters,
        "recorded_at": Same(recorded_at), "payload": lines.payloads, "salt": salts, "payload_digest": told,
        "row_digest": rows, "previous": before, "hash": hashes, "idempotency_key": lines.keys,
    }  # fmt: skip
    if isinstance(shared, Same):
        columns |= {n: Same(v) for n, v in zip(_SHARED, shared.value, strict=True)}
    else:
        columns |= dict(zip(_SHARED, zip(*shared, strict=True), strict=True))
    insert_columns(JournalRow, columns, len(told))


class _Forms(dict[tuple[tuple[Any, ...], int | None], str]):
    """Header texts with room for what differs from line to line: payload and row digest, sequence, stream."""

    def __init__(self, recorded_at: str) -> None:
        self.recorded_at = recorded_at

    def __missing__(self, key: tuple[tuple[Any, ...], int | None]) -> str:
        common, unit = key
        known = dict(zip(_SHARED, common, strict=True))
        known |= {"unit_id": unit, "recorded_at": self.recorded_at}
        parts = [
            f'"{name}":{_SLOTS.get(name) or crypto.canonical(known[name]).replace("%", "%%")}'
            for name in sorted(chain.HEADER)
        ]
        form = self[key] = "{" + ",".join(parts) + "}"
        return form


def lines_of(lines: Iterable[chain.Line]) -> Lines:
    """Lines as the doors give them, by column."""
    wanted = list(lines)
    salts = new_salts(len(wanted))
    payloads = [
        crypto.canonical(
            {**line.payload, chain.ROWS: chain.row_digests(salt, line.rows)} if line.rows else line.payload
        )
        for line, salt in zip(wanted, salts, strict=True)
    ]  # fmt: skip
    return Lines(
        streams=[line.stream for line in wanted],
        units=[line.unit_id for line in wanted],
        payloads=payloads,
        snapshots=[
            "" if line.snapshot is None else crypto.canonical(line.snapshot) for line in wanted
        ],
        shared=[shared_of(line) for line in wanted],
        matters=[line.matter_id for line in wanted],
        keys=[line.idempotency_key for line in wanted],
        salts=salts,
    )
