"""Cells of a ledger: the room's columns as this reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
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


Tell = Callable[[Matter], str]


@lru_cache(maxsize=2_000)
def _teller(value: str | Callable[[Matter], Any], language: str | None) -> Tell:
    """How a column's cell is told in a language, choices by their label."""
    if callable(value):
        return lambda matter: text(value(matter))
    *names, last = value.split(".")
    path = tuple(names)
    found = _column(path, last)
    if found is None:
        return lambda matter: _found(matter, path, last)
    labels = {code: str(label) for code, label in found.flatchoices}

    def tell(matter: Matter) -> str:
        thing: Any = matter
        for name in path:
            thing = getattr(thing, name, None)
        had = getattr(thing, last, None)
        if labels and had is not None:
            had = labels.get(had, had)
        return had if type(had) is str else text(had)

    return tell


def _column(path: tuple[str, ...], last: str) -> Any:
    """The column that is meant, of the matter or of a row it leads to; None where it is something else."""
    model: Any = Matter
    try:
        for name in path:
            relation = model._meta.get_field(name)
            if not (relation.many_to_one or relation.one_to_one):
                return None
            model = relation.related_model
        field = model._meta.get_field(last)
    except FieldDoesNotExist:
        return None
    if field.is_relation:
        return None
    named_otherwise = hasattr(model, f"get_{last}_display") and not field.flatchoices
    return None if named_otherwise else field


def _found(matter: Matter, path: tuple[str, ...], last: str) -> str:
    """The same by what the rows themselves say."""
    thing: Any = matter
    for name in path:
        thing = getattr(thing, name, None)
    found = getattr(thing, last, None)
    if isinstance(found, str) and hasattr(thing, f"get_{last}_display"):
        return _label(cast(Any, type(thing)), last, found, get_language())
    label = getattr(thing, f"get_{last}_display", None)
    if label is not None:
        found = label()
    return text([str(r) for r in found.all()] if isinstance(found, Manager) else found)


@lru_cache(maxsize=10_000)
def _label(model: Any, name: str, code: str, language: str | None) -> str:
    """A choice's label in a language: Django makes the whole table of them anew at every cell."""
    return str(dict(model._meta.get_field(name).flatchoices).get(code, code))


class Cells:
    """The rows of one page as this reader may see them."""

    def __init__(self, actor: Actor, ledger: Ledger) -> None:
        self._actor, self._ledger = actor, ledger
        language = get_language()
        self._tellers = [(_teller(c.value, language), c.personal) for c in ledger.columns]
        self._known: dict[tuple[int, str], bool] = {}

    def _open(self, matter: Matter) -> bool:
        """Whether the reader works at the unit, so that names stand unmasked."""
        place = (matter.unit_id, matter.room)
        if place not in self._known:
            self._known[place] = handles(self._actor, *place)
        return self._known[place]

    def title(self, matter: Matter) -> str:
        """The title, with people's names masked outside the handling unit."""
        if not self._ledger.personal_title or self._open(matter):
            return matter.title
        return Masker.of(self._actor, matter, matter.parties.all()).text(matter.title)

    def of(self, matter: Matter) -> list[str]:
        """The room's own columns; personal ones masked outside the handling unit."""
        if self._open(matter):
            return [tell(matter) for tell, _ in self._tellers]
        return [
            mask(tell(matter))
            if (personal(matter) if callable(personal) else personal)
            else tell(matter)
            for tell, personal in self._tellers
        ]

    def row(self, matter: Matter, reckon: Reckoner) -> Row:
        return Row(
            matter, self.title(matter), state_title(matter), tone(matter, paused=False), reckon.line(matter),
            tuple(zip(self._ledger.columns, self.of(matter), strict=True)),
        )  # fmt: skip


def rows_shown(
    actor: Actor, ledger: Ledger, matters: Sequence[Matter], reckon: Reckoner
) -> list[Row]:
    """The matters of a page as this reader may see them."""
    cells = Cells(actor, ledger)
    return [cells.row(m, reckon) for m in matters]


def title_for(actor: Actor, ledger: Ledger, matter: Matter) -> str:
    """The title of one matter, with people's names masked outside the handling unit."""
    return Cells(actor, ledger).title(matter)
