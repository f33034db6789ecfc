"""Rotating the data keys: every sealed column and blind index goes over to the ring's first key and today's cipher.

A row says by itself which key sealed it, so a pass that was cut off is simply begun again and finds only what is left.
Rows move in batches, each a short transaction; a column changed meanwhile is left for the next look. When nothing
is left, every value is opened once more with the new key alone.

Sealed words inside the journal cannot change, since the chain covers them: their keys stay in the ring for reading,
and the report says how many rows still need which key.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from yifa.kernel import crypto
from yifa.kernel.fields import BlindIndexField, SensitiveField
from yifa.kernel.journal.event import record_event
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.transaction import write

BATCH = 500
SEALED = re.compile(r"\b(?:e1:|e2:[0-9a-f]{8}:)")


@dataclass(frozen=True)
class Table:
    """A table with sealed columns, and its blind indexes: (index column, sealed column)."""

    name: str
    key: str
    sealed: tuple[str, ...]
    blind: tuple[tuple[str, str], ...]


@dataclass
class Rotated:
    """What a pass did: rows moved, values proved, and journal rows by the key they still need."""

    moved: Counter[str] = field(default_factory=Counter)
    proved: int = 0
    faults: list[str] = field(default_factory=list)
    journal: Counter[str] = field(default_factory=Counter)


def tables() -> list[Table]:
    """Every table that holds sealed columns, found by their field classes."""
    found = []
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        sealed = tuple(str(f.column) for f in fields if isinstance(f, SensitiveField))
        if not sealed or model._meta.proxy:
            continue
        columns = {f.name: str(f.column) for f in fields}
        blind = tuple(
            (str(f.column), columns[f.of]) for f in fields if isinstance(f, BlindIndexField)
        )
        key = model._meta.pk
        assert isinstance(key, models.Field)
        found.append(Table(model._meta.db_table, str(key.column), sealed, blind))
    return sorted(found, key=lambda t: t.name)


def rotate(told: Callable[[str, int], None] = lambda table, rows: None) -> Rotated:
    """Bring every table over, then prove all of it. `told` hears of each batch."""
    done = Rotated()
    for table in tables():
        last: Any = None
        while rows := _waiting(table, last):
            with write():
                moved = sum(_move(table, row) for row in rows)
            done.moved[table.name] += moved
            told(table.name, moved)
            last = rows[-1][0]
        _prove(table, done)
    for payload in _sealed_payloads():
        for mark in set(SEALED.findall(payload)):
            done.journal[mark.split(":")[1] or "e1"] += 1
    record_event(
        "keys", "rotate", "轮换数据密钥", actor_id=None, actor_name="系统",
        payload={"key": crypto.key_id(settings.YIFA_DATA_KEYS[0]), "cipher": crypto.cipher_name(),
                 "rows": dict(done.moved), "proved": done.proved, "faults": len(done.faults)},
    )  # fmt: skip
    return done


def _names(table: Table) -> list[str]:
    quote = connection.ops.quote_name
    return [quote(c) for c in (table.key, *table.sealed, *(b for b, _ in table.blind))]


def _waiting(table: Table, after: Any) -> list[tuple[Any, ...]]:
    """The next rows, by key, in which something is not yet under the present keys."""
    key, *columns = _names(table)
    # A value stands where it should when it begins with the present prefix; an empty one needs nothing.
    prefixes = [crypto.current_prefix()] * len(table.sealed) + [crypto.blind_prefix()] * len(
        table.blind
    )
    asked: list[Any] = [text for p in prefixes for text in ("", f"{p}%")]
    # The names come from the models, never from a person; every value is a parameter.
    wrong = " OR ".join(f"({c} <> %s AND {c} NOT LIKE %s)" for c in columns)
    begun = f"{key} > %s AND " if after is not None else ""
    sql = (
        f"SELECT {', '.join([key, *columns])} FROM {connection.ops.quote_name(table.name)}"  # noqa: S608
        f" WHERE {begun}({wrong}) ORDER BY {key} LIMIT {BATCH}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, ([after] if after is not None else []) + asked)
        return list(cursor.fetchall())


def _move(table: Table, row: tuple[Any, ...]) -> int:
    """Seal one row's values anew, if they still are what was read; 1 if the row was moved."""
    key, *stored = row
    sealed = dict(zip(table.sealed, stored, strict=False))
    plain = {c: crypto.decrypt(v) if v else v for c, v in sealed.items()}
    fresh = [crypto.encrypt(v) if v else v for v in plain.values()]
    fresh += [crypto.blind(plain[of]) if plain[of] else "" for _, of in table.blind]
    name, *columns = _names(table)
    sets = ", ".join(f"{c} = %s" for c in columns)
    same = " AND ".join(f"{c} = %s" for c, v in zip(columns, stored, strict=True) if v is not None)
    table_name = connection.ops.quote_name(table.name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table_name} SET {sets} WHERE {name} = %s AND {same}",  # noqa: S608
            [*fresh, key, *(v for v in stored if v is not None)],
        )
        return int(cursor.rowcount)


def _prove(table: Table, done: Rotated) -> None:
    """Open every value with the first key alone, and compare every index with its value."""
    name, *columns = _names(table)
    table_name = connection.ops.quote_name(table.name)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([name, *columns])} FROM {table_name}")  # noqa: S608
        for key, *stored in iter(cursor.fetchone, None):
            plain: dict[str, str] = {}
            for column, value in zip(table.sealed, stored, strict=False):
                if not value:
                    continue
                try:
                    if not value.startswith(crypto.current_prefix()):
                        raise ValueError("under another key")
                    plain[column] = crypto.decrypt(value)
                except ValueError as error:
                    done.faults.append(f"{table.name} {key} {column}: {error}")
                    continue
                done.proved += 1
            for (index, of), value in zip(table.blind, stored[len(table.sealed) :], strict=True):
                if of in plain and value != crypto.blind(plain[of]):
                    done.faults.append(f"{table.name} {key} {index}: not the index of its value")


def _sealed_payloads() -> Iterator[str]:
    rows = JournalRow.objects.unscoped("which keys the journal still needs")
    held = rows.filter(models.Q(payload__contains='"e1:') | models.Q(payload__contains='"e2:'))
    return iter(held.values_list("payload", flat=True).iterator(chunk_size=2000))


def rotate_command(argv: list[str]) -> int:
    """`yifa rotate-keys`: put the new key first in YIFA_DATA_KEYS (and YIFA_BLIND_KEYS), restart, run this; it may be cut off."""
    parser = argparse.ArgumentParser(
        "yifa rotate-keys", description="把加密字段和盲索引换到密钥环的第一个密钥；可以中断后再运行"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    options = parser.parse_args(argv)

    def told(table: str, rows: int) -> None:
        if not options.json:
            sys.stderr.write(f"{table} {rows}\n")

    done = rotate(told)
    now = crypto.key_id(settings.YIFA_DATA_KEYS[0])
    older = {k: n for k, n in done.journal.items() if k != now}
    if options.json:
        result = {"key": now, "cipher": crypto.cipher_name(), "moved": dict(done.moved),
                  "proved": done.proved, "faults": done.faults, "journal": older}  # fmt: skip
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        return 1 if done.faults else 0
    sys.stdout.write(
        f"密钥 {now}（{crypto.cipher_name()}）：换过 {sum(done.moved.values())} 行，核验 {done.proved} 个值\n"
    )
    for fault in done.faults:
        sys.stdout.write(f"不符：{fault}\n")
    for key, rows in sorted(older.items()):
        sys.stdout.write(f"办理记录中还有 {rows} 条要用旧密钥 {key} 读，请把它留在密钥环的后面\n")
    if not older and not done.faults:
        sys.stdout.write("旧密钥已无处使用，可以从密钥环中去掉\n")
    return 1 if done.faults else 0
