"""The canonical text of many rows, quickly: the same text as `canonical(snapshot(row))`, from plain columns.

Verification digests millions of rows; making a model object and a dictionary of each would cost more than the digests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from django.db import models

from yifa.kernel import crypto
from yifa.kernel.journal.chain import HEADER, digested, utc

quoted: Callable[[str], str] = encode_basestring

HEADER_SORTED = tuple(sorted(HEADER))
_TEMPLATE = "{" + ",".join(f'"{name}":%s' for name in HEADER_SORTED) + "}"
_NUMBERS = {"seq", "unit_id", "actor_id"}


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


_WRITERS = tuple(_number if name in _NUMBERS else quoted for name in HEADER_SORTED)


def header_text(values: Sequence[Any]) -> str:
    """Canonical JSON of a header whose values come in the order of `HEADER_SORTED`, dates as text."""
    return _TEMPLATE % tuple([write(v) for write, v in zip(_WRITERS, values)])  # noqa: B905 - same length


class Content:
    """Canonical texts of a table's rows: `for key, text in Content(Model).of(queryset)`."""

    def __init__(self, model: type[models.Model]) -> None:
        kept = sorted(digested(model), key=lambda f: f.attname)
        self.columns = [f.attname for f in kept]
        self._plain = [_writer(f) for f in kept]
        self._template = "{" + ",".join(f'"{n}":%s' for n in self.columns) + "}"

    def text(self, values: Sequence[Any]) -> str:
        """The text of one row, its values in the order of `columns`."""
        return self._template % tuple([write(v) for write, v in zip(self._plain, values)])  # noqa: B905

    def of(self, rows: models.QuerySet[Any]) -> Iterator[tuple[Any, str]]:
        """(primary key, text) of every row."""
        for key, *values in rows.values_list("pk", *self.columns):
            yield key, self.text(values)


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    if isinstance(field, models.DecimalField):
        form = f'"%.{field.decimal_places}f"'
        return lambda v: "null" if v is None else _decimal(v, field.decimal_places, form)
    if isinstance(field, (models.CharField, models.TextField)):
        return quoted if not field.null else lambda v: "null" if v is None else quoted(v)
    if isinstance(field, (models.IntegerField, models.ForeignKey)):
        return lambda v: "null" if v is None else str(v)
    return written


def _decimal(value: Any, places: int, form: str) -> str:
    return f'"{value:.{places}f}"' if isinstance(value, Decimal) else form % value


def written(value: Any) -> str:
    """Canonical JSON of one column's value."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is UUID:
        return f'"{value}"'
    if isinstance(value, datetime):
        return f'"{utc(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return crypto.canonical(value)
