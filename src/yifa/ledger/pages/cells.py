"""Cells of a ledger: the room's columns as this reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from django.db.models import Manager
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yifa.kernel.fields import mask
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.pages.due_line import DueLine, Reckoner
from yifa.ledger.pages.page import Masker, handles, state_title, tone
from yifa.ledger.rooms import Column, Ledger


@dataclass(frozen=True)
class Row:
    """One row of a ledger as shown."""

    matter: Matter
    title: str
    state: str
    tone: str
    due: DueLine | None
    cells: tuple[tuple[Column, str], ...]


def loaded(rows: ScopedQuerySet, ledger: Ledger) -> ScopedQuerySet:
    """The rows with everything the columns need, so that a page costs the same for one row and for fifty."""
    single, many = {"unit", "handler"}, set()
    for column in ledger.columns:
        single |= set(column.related)
        many |= set(column.many)
        if isinstance(column.value, str) and "." in column.value:
            single.add("__".join(column.value.split(".")[:-1]))
    if ledger.personal_title:
        many.add("parties")
    return rows.select_related(*sorted(single)).prefetch_related(*sorted(many))


def text(value: Any) -> str:
    """A value for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(text(v) for v in value)
    return str(value)


def value_of(matter: Matter, column: Column) -> str:
    """The cell's text, choices by their label."""
    if callable(column.value):
        return text(column.value(matter))
    thing: Any = matter
    path, last = _path(column.value)
    for name in path:
        thing = getattr(thing, name, None)
    found = getattr(thing, last, None)
    if isinstance(found, str) and hasattr(thing, f"get_{last}_display"):
        return _label(cast(Any, type(thing)), last, found, get_language())
    label = getattr(thing, f"get_{last}_display", None)
    if label is not None:
        found = label()
    return text([str(r) for r in found.all()] if isinstance(found, Manager) else found)


@cache
def _path(written: str) -> tuple[tuple[str, ...], str]:
    *path, last = written.split(".")
    return tuple(path), last


@lru_cache(maxsize=10_000)
def _label(model: Any, name: str, code: str, language: str | None) -> str:
    """A choice's label in a language: Django makes the whole table of them anew at every cell."""
    return str(dict(model._meta.get_field(name).flatchoices).get(code, code))


def rows_shown(
    actor: Actor, ledger: Ledger, matters: Sequence[Matter], reckon: Reckoner
) -> list[Row]:
    """The matters of a page as this reader may see them."""
    return [_row(actor, ledger, m, reckon) for m in matters]


def title_for(actor: Actor, ledger: Ledger, matter: Matter) -> str:
    """The title, with people's names masked outside the handling unit."""
    if not ledger.personal_title or handles(actor, matter.unit_id, matter.room):
        return matter.title
    return Masker.of(actor, matter, matter.parties.all()).text(matter.title)


def cells_for(actor: Actor, ledger: Ledger, matter: Matter) -> list[str]:
    """The room's own columns; personal ones masked outside the handling unit."""
    open_ = handles(actor, matter.unit_id, matter.room)
    return [
        mask(found) if not open_ and _personal(c, matter) else found
        for c in ledger.columns
        for found in (value_of(matter, c),)
    ]


def _personal(column: Column, matter: Matter) -> bool:
    asked = column.personal
    return asked(matter) if callable(asked) else asked


def _row(actor: Actor, ledger: Ledger, matter: Matter, reckon: Reckoner) -> Row:
    cells = zip(ledger.columns, cells_for(actor, ledger, matter), strict=True)
    return Row(
        matter, title_for(actor, ledger, matter), state_title(matter),
        tone(matter, paused=False), reckon.line(matter), tuple(cells),
    )  # fmt: skip
