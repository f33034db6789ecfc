"""The search document of a matter: one inverted index answers words, unit and state together.

Words are character bigrams made here, so that two-character Chinese words are found exactly and nothing depends on
a database's own parser: SQLite keeps them in FTS5 (contentless, split at spaces), PostgreSQL in a `tsvector` with
positions under GIN. A run of characters ends with its last character alone, so that single characters are found by
prefix. The write door calls `index(works)`; sensitive fields never enter a document.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from yifa.kernel.matter.models import Matter, Party

if TYPE_CHECKING:
    from yifa.kernel.matter.context import Work

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


def _marks(procedure: str, unit_id: int, state: str, is_open: bool) -> list[str]:
    """Marks of unit, procedure and state; a leading underscore keeps them apart from words."""
    return [
        f"_u{unit_id}",
        f"_p{procedure}".replace(".", "_"),
        f"_s{state}",
        "_open" if is_open else "_done",
    ]


def index(works: Sequence[Work]) -> None:
    """Renew the documents of matters just written. Called by the write door inside its transaction."""
    index_matters([w.matter for w in works])


def index_matters(matters: Sequence[Matter]) -> None:
    """Renew the documents of matters: number, title, names of parties, unit, procedure, state."""
    if not matters:
        return
    names: dict[int, list[str]] = defaultdict(list)
    ids = [m.pk for m in matters]
    for at in range(0, len(ids), BATCH):
        rows = Party.objects.filter(matter_id__in=ids[at : at + BATCH])
        for matter_id, name in rows.values_list("matter_id", "name"):
            names[matter_id].append(name)
    rows_ = []
    for m in matters:
        words = [*tokens(" ".join((m.number, m.external_number, m.title, *names[m.pk])))]
        rows_.append((m.pk, words + _marks(m.procedure, m.unit_id, m.state, m.is_open)))
    _store(rows_)


def _store(rows: list[tuple[int, list[str]]]) -> None:
    """Put documents in their place; a document that was there is replaced."""
    if connection.vendor == "postgresql":
        sql = (
            f"INSERT INTO {TABLE} (matter_id, words) VALUES (%s, %s::tsvector) "  # noqa: S608
            "ON CONFLICT (matter_id) DO UPDATE SET words = EXCLUDED.words"
        )
        values = [(pk, _vector(words)) for pk, words in rows]
    else:
        sql = f"INSERT OR REPLACE INTO {TABLE} (rowid, words) VALUES (%s, %s)"  # noqa: S608
        values = [(pk, " ".join(_sqlite_mark(w) for w in words)) for pk, words in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _sqlite_mark(word: str) -> str:
    # The ascii tokenizer of FTS5 splits at underscores and dots; ¦ counts as a letter there.
    return word.replace("_", "¦") if word.startswith("_") else word


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(words: list[str]) -> str:
    """A tsvector literal; positions past 16,383 are all the last one, as PostgreSQL has it."""
    return " ".join(f"{_quoted(w)}:{min(n, 16383)}" for n, w in enumerate(words, 1))


def matching(
    words: str = "", *, units: Iterable[int] = (), procedure: str = "", state: str = "",
    is_open: bool | None = None,
) -> Q:  # fmt: skip
    """A condition on matters: every word of `words` occurs, and the marks hold.

    Words are parted by blanks and found anywhere within number, title and names; Latin letters and digits match from
    their beginning. Nothing sought gives a condition that always holds; words without a letter match nothing.
    """
    phrases = [_phrase(w) for w in words.split()]
    if words.strip() and not any(found for found, _ in phrases):
        return Q(pk__in=[])
    asked: list[tuple[list[str], bool]] = [p for p in phrases if p[0]]
    marks = [f"_p{procedure}".replace(".", "_")] if procedure else []
    marks += [f"_s{state}"] if state else []
    marks += [] if is_open is None else ["_open" if is_open else "_done"]
    asked += [([m], False) for m in marks]
    either = [f"_u{u}" for u in units]
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
