"""The search document of a matter: one inverted index answers words, unit and state together.

Words are character bigrams made here, so that two-character Chinese words are found exactly and nothing depends on
a database's own parser: SQLite keeps them in FTS5 (contentless, split at spaces), PostgreSQL in a `tsvector` with
positions under GIN. A run of characters ends with its last character alone, so that single characters are found by
prefix. The write door asks for it (`ask`); sensitive fields never enter a document. Units are marked with all they stand
below, so that a district finds in one step; when the tree changes, the documents of the moved units are made anew
(`renew`), and until then scope itself, which every query has beside the marks, decides.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from yifa.kernel.edition import once
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.tree import above
from yifa.kernel.rows import one_of
from yifa.kernel.transaction import write
from yifa.kernel.trip import Trip

TABLE = "kernel_matter_search"
BATCH = 400


def create_sql(vendor: str) -> list[str]:
    """Statements that make the index, for a migration."""
    if vendor == "postgresql":
        return [
            f"CREATE TABLE {TABLE} (matter_id bigint PRIMARY KEY, words tsvector NOT NULL)",
            f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)",
        ]
    # Documents are only matched, never read back: where SQLite can (3.43), it keeps the index alone.
    bare = ", content='', contentless_delete=1" if sqlite3.sqlite_version_info >= (3, 43) else ""
    return [f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize='ascii'{bare})"]


def drop_sql(vendor: str) -> list[str]:
    """Statements that take the index away."""
    return [f"DROP TABLE IF EXISTS {TABLE}"]


def _runs(text: str) -> list[str]:
    """Runs of Latin letters and digits, and runs of other letters (Chinese), in order, in small letters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kinds = groupby(plain, key=lambda c: (c.isascii() + 1) if c.isalnum() else 0)
    return ["".join(chars) for kind, chars in kinds if kind]


def tokens(text: str) -> list[str]:
    """The words of a document, in order.

    >>> tokens("道路规划 A-12号")
    ['道路', '路规', '规划', '划', 'a', '12', '号']
    """
    found: list[str] = []
    for run in _runs(text):
        found += [run] if run[0].isascii() else [run[i : i + 2] for i in range(len(run))]
    return found


def _phrase(word: str) -> tuple[list[str], bool]:
    """The adjacent tokens a sought word must have, and whether the last is a beginning only."""
    runs = _runs(word)
    if not runs:
        return [], False
    found = tokens("".join(f"{run} " for run in runs))
    last = runs[-1]
    if last[0].isascii():
        return found, True
    # Within a longer run the last character does not stand alone.
    return (found, True) if len(last) == 1 else (found[:-1], False)


def _marks(procedure: str, above: Iterable[int], is_open: bool) -> list[str]:
    """Marks of procedure, of the unit and those it stands below, of open or done; a leading underscore keeps them apart
    from words. The state itself is none of them: most acts change it, and an act that changes no word and no mark
    leaves the document alone."""
    return [
        f"_p{procedure}".replace(".", "_"),
        "_open" if is_open else "_done",
        *(f"_a{unit}" for unit in sorted(above)),
    ]


Said = tuple[str, str, str, tuple[str, ...], int, str, bool]


def said(m: Matter, names: Iterable[str]) -> Said:
    """All that the document of a matter is made of: equal before and after an act, the document stays."""
    return (m.number, m.external_number, m.title, tuple(names), m.unit_id, m.procedure, m.is_open)


def ask(trip: Trip, pk: int, words: Said) -> None:
    """Put the document of a matter in its place; the write door's trip takes it along."""
    number, external, title, names, unit, procedure, is_open = words
    document = tokens(" ".join((number, external, title, *names)))
    trip.ask(*_storing(pk, document + _marks(procedure, above(unit), is_open)))


def renew(units: Iterable[int] | None = None) -> int:
    """Make the documents of all matters anew, or of those of some units; returns how many. In portions, each whole."""
    wanted = None if units is None else sorted(units)
    if wanted == []:
        return 0
    last = done = 0
    while True:
        with write(), once():
            rows = _portion(last, wanted)
            _put(rows)
        if not rows:
            return done
        done += len(rows)
        last = rows[-1][0]


def _portion(last: int, units: list[int] | None) -> list[tuple[Any, ...]]:
    where, values = ("true", []) if units is None else one_of("unit_id", units)
    columns = "id, number, external_number, title, unit_id, procedure, is_open"
    trip = Trip()
    asked = trip.ask(
        f"SELECT {columns} FROM kernel_matter WHERE {where} AND id > %s ORDER BY id LIMIT {BATCH}",  # noqa: S608
        (*values, str(last)),
    )
    trip.go()
    return asked.rows


def _put(rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    names: dict[int, list[str]] = defaultdict(list)
    where, values = one_of("matter_id", [row[0] for row in rows])
    trip = Trip()
    asked = trip.ask(f"SELECT matter_id, name FROM kernel_party WHERE {where} ORDER BY id", values)  # noqa: S608
    trip.go()
    for matter_id, name in asked.rows:
        names[matter_id].append(name)
    for pk, number, external, title, unit, procedure, is_open in rows:
        found = tuple(names[pk])
        ask(trip, pk, (number, external, title, found, unit, procedure, bool(is_open)))
    trip.go()


def _storing(pk: int, words: list[str]) -> tuple[str, tuple[str, str]]:
    """Put a document in its place; one that was there is replaced."""
    if connection.vendor == "postgresql":
        sql = (
            f"INSERT INTO {TABLE} (matter_id, words) VALUES (%s, %s::tsvector) "  # noqa: S608
            "ON CONFLICT (matter_id) DO UPDATE SET words = EXCLUDED.words"
        )
        return sql, (str(pk), _vector(words))
    sql = f"INSERT OR REPLACE INTO {TABLE} (rowid, words) VALUES (%s, %s)"  # noqa: S608
    return sql, (str(pk), " ".join(_sqlite_mark(w) for w in words))


def _sqlite_mark(word: str) -> str:
    # The ascii tokenizer of FTS5 splits at underscores and dots; ¦ counts as a letter there.
    return word.replace("_", "¦") if word.startswith("_") else word


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(words: list[str]) -> str:
    """A tsvector literal; positions past 16,383 are all the last one, as PostgreSQL has it."""
    return " ".join(f"{_quoted(w)}:{min(n, 16383)}" for n, w in enumerate(words, 1))


def matching(
    words: str = "", *, tops: Iterable[int] = (), procedure: str = "", is_open: bool | None = None
) -> Q:
    """A condition on matters: every word of `words` occurs, and the marks hold (`tops`: at or below one of the units).

    Words are parted by blanks and found anywhere within number, title and names; Latin letters and digits match from
    their beginning. Nothing sought gives a condition that always holds; words without a letter match nothing.
    """
    phrases = [_phrase(w) for w in words.split()]
    if words.strip() and not any(found for found, _ in phrases):
        return Q(pk__in=[])
    asked: list[tuple[list[str], bool]] = [p for p in phrases if p[0]]
    marks = [f"_p{procedure}".replace(".", "_")] if procedure else []
    marks += [] if is_open is None else ["_open" if is_open else "_done"]
    asked += [([m], False) for m in marks]
    either = [f"_a{u}" for u in tops]
    if not asked and not either:
        return Q()
    if connection.vendor == "postgresql":
        parts = [
            " <-> ".join([_quoted(t) for t in found]) + (":*" if begins else "")
            for found, begins in asked
        ]
        parts += ["(" + " | ".join(_quoted(u) for u in either) + ")"] if either else []
        sql = f"SELECT matter_id FROM {TABLE} WHERE words @@ %s::tsquery"  # noqa: S608
        query = " & ".join(f"({p})" for p in parts)
    else:
        parts = [
            '"' + " ".join(_sqlite_mark(t) for t in found) + '"' + (" *" if begins else "")
            for found, begins in asked
        ]
        parts += ["(" + " OR ".join(f'"{_sqlite_mark(u)}"' for u in either) + ")"] if either else []
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608
        query = " AND ".join(parts)
    return Q(pk__in=RawSQL(sql, (query,)))  # noqa: S611 - the only value is a bound parameter
