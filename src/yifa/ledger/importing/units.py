"""The unit a cell names: by its name, short name, code or credit code, as the organisation tree has it today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches

from yifa.kernel.entry.register import Register
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor


@dataclass
class Named:
    """A unit as the file names it: found or not, in how many rows, and what it may have meant."""

    text: str
    unit: Unit | None
    suggestions: tuple[str, ...] = ()
    ambiguous: bool = False
    rows: int = 0


class UnitIndex:
    """All open units by everything that names them."""

    def __init__(self, actor: Actor, register: Register) -> None:
        self._actor, self._register = actor, register
        self.by_id = {u.pk: u for u in Unit.objects.filter(closed_on__isnull=True)}
        self._named: dict[str, set[int]] = defaultdict(set)
        for unit in self.by_id.values():
            for name in (unit.name, unit.short_name, unit.code, unit.uscc):
                if name:
                    self._named[name].add(unit.pk)
        self._found: dict[str, Named] = {}
        self._allowed: dict[int, bool] = {}

    def find(self, text: str) -> Named:
        """What `text` names. Of units with the same name the one within the actor's reach is meant."""
        if text not in self._found:
            self._found[text] = self._look(text)
        return self._found[text]

    def _look(self, text: str) -> Named:
        hits = self._named.get(text, set())
        if len(hits) > 1:
            hits = {pk for pk in hits if self.may_enter(pk)} or hits
        if len(hits) == 1:
            return Named(text, self.by_id[next(iter(hits))])
        if hits:
            names = tuple(sorted(self.by_id[pk].name for pk in hits))
            return Named(text, None, names, ambiguous=True)
        return Named(text, None, tuple(get_close_matches(text, self._named, n=3, cutoff=0.6)))

    def may_enter(self, unit_id: int) -> bool:
        """Whether the actor may enter into this register for the unit."""
        if unit_id not in self._allowed:
            register = self._register
            self._allowed[unit_id] = (
                self._actor.is_system
                or self._actor.may(set(register.by), unit_id, register.room) is not None
            )
        return self._allowed[unit_id]


def units_open_to(actor: Actor, register: Register) -> list[Unit]:
    """Open units for which the actor may enter into this register."""
    open_units = Unit.objects.filter(closed_on__isnull=True)
    if actor.is_system:
        return list(open_units)
    ids = actor.units(register.room, frozenset(register.by))
    return [
        u for u in open_units.filter(pk__in=ids) if actor.may(set(register.by), u.pk, register.room)
    ]
