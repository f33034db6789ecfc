"""Canonical JSON of whole columns: the same text of every value as `canonical` gives, without a dictionary per row.

A batch of thousands of rows has few shapes and, in most columns, few values: a column is told at once by the type of
its values, and a value that stands often is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from django.db import models

from yifa.kernel import crypto
from yifa.kernel.journal.chain import content_value, digested, utc

_NONE = type(None)
_QUOTED: Callable[[str], str] = encode_basestring
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _QUOTED,
    int: str,
    date: lambda day: f'"{day.isoformat()}"',
    datetime: lambda moment: f'"{moment.isoformat()}"',
    Decimal: lambda number: f'"{number}"',
    bool: lambda truth: "true" if truth else "false",
}
_EQUAL_MEANS_SAME = (str, int, date, bool)
"""Types of which equal values have one text: 1.0 and 1.00 are equal and have two."""


def texts(values: Sequence[Any]) -> list[str]:
    """The canonical text of every value. Rows of tables are told by their names, as payloads tell them."""
    kinds = set(map(type, values)) - {_NONE}
    kind = next(iter(kinds), _NONE)
    if len(kinds) > 1 or kind not in _WRITERS:
        if issubclass(kind, models.Model) and len(kinds) == 1:
            return _named(values)
        return [crypto.canonical(str(v) if isinstance(v, models.Model) else v) for v in values]
    return _each(_WRITERS[kind], values, kind in _EQUAL_MEANS_SAME)


def _named(rows: Sequence[Any]) -> list[str]:
    """Rows of a table by their names; each is asked once."""
    known = {id(row): "null" if row is None else _QUOTED(str(row)) for row in rows}
    return [known[id(row)] for row in rows]


def _each(write: Callable[[Any], str], values: Sequence[Any], repeats: bool) -> list[str]:
    distinct = set(values) if repeats else values
    if repeats and len(distinct) * 2 <= len(values):
        known = {v: "null" if v is None else write(v) for v in distinct}
        return [known[v] for v in values]
    if None in distinct:
        return ["null" if v is None else write(v) for v in values]
    return list(map(write, values))


def content_texts(field: models.Field[Any, Any], values: Sequence[Any]) -> list[str]:
    """The canonical text of a column as a snapshot has it: what the table will give back."""
    kinds = set(map(type, values)) - {_NONE}
    if isinstance(field, models.DecimalField) and kinds == {Decimal}:
        places = field.decimal_places
        return ["null" if v is None else f'"{v:.{places}f}"' for v in values]
    if kinds <= {str} and isinstance(field, models.CharField | models.TextField):
        return texts(values)
    if kinds <= {int} and isinstance(field, models.IntegerField | models.ForeignKey):
        return texts(values)
    if kinds <= {date} and type(field) is models.DateField:
        return texts(values)
    if kinds <= {datetime} and type(field) is models.DateTimeField:
        return ["null" if v is None else f'"{utc(v)}"' for v in values]
    return [crypto.canonical(content_value(field, v)) for v in values]


def _is_text(field: models.Field[Any, Any], values: Sequence[Any]) -> bool:
    """Whether payload and snapshot say the column alike."""
    plain = isinstance(field, models.CharField | models.TextField)
    return plain and set(map(type, values)) <= {str, _NONE}


def objects(columns: Mapping[str, Iterable[str]]) -> list[str]:
    """JSON objects of columns of canonical texts, one a row, keys in canonical order."""
    names = sorted(columns)
    shape = "{" + ",".join(_QUOTED(n).replace("%", "%%") + ":%s" for n in names) + "}"
    return list(map(shape.__mod__, zip(*(columns[n] for n in names), strict=True)))


def snapshots(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], said: Mapping[str, list[str]]
) -> list[str]:
    """The text of `canonical(snapshot(row))` of rows that never were objects, their values by column (`unit_id`).

    `said` are texts that `texts` has made of columns of the same name already.
    """
    told = {
        str(f.attname): said[f.attname]
        if f.attname in said and _is_text(f, columns[f.attname])
        else content_texts(f, columns[f.attname])
        for f in digested(model)
    }
    return [f"[{text}]" for text in objects(told)]
