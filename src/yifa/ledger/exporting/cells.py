"""Values as a workbook keeps them: dates as dates, numbers as numbers, codes by their words."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Manager

from yifa.kernel.fields import mask
from yifa.kernel.matter.models import Matter
from yifa.ledger.pages.cells import text
from yifa.ledger.rooms import Column

Cell = str | int | Decimal | date | datetime | None
_MONEY = re.compile(r"-?\d{1,3}(,?\d{3})*(\.\d+)?")
_PLAIN = (str, int, Decimal, date, datetime)


def typed(value: Any) -> Cell:
    """The value as a cell; what is neither number nor date is written as the pages write it."""
    if value is None or (isinstance(value, _PLAIN) and not isinstance(value, bool)):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Manager):
        value = [str(r) for r in value.all()]
    return text(value)


def found(row: Any, name: str) -> Cell:
    """One column of a row, its choices by their words."""
    label = getattr(row, f"get_{name}_display", None)
    if label is not None:
        return str(label() or "")
    return typed(getattr(row, name, None))


def of_matter(matter: Matter, column: Column, *, handling: bool) -> Cell:
    """A room's column of a matter; personal ones masked unless `handling`."""
    if callable(column.value):
        value = typed(column.value(matter))
    else:
        thing: Any = matter
        *path, last = column.value.split(".")
        for name in path:
            thing = getattr(thing, name, None)
        value = found(thing, last)
    asked = column.personal
    if not handling and (asked(matter) if callable(asked) else asked):
        return mask(text(value))
    if isinstance(value, str) and "元" in column.label and _MONEY.fullmatch(value):
        return Decimal(value.replace(",", ""))
    return value
