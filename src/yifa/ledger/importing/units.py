"""The unit or person a cell names, as the organisation has them today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches

from yifa.kernel.organization.models import Unit, User
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.destination import Destination
from yifa.ledger.importing.marks import loose


@dataclass
class Named:
    """A unit as the file names it: found or not, in how many rows, and what it may have meant."""

    text: str
    unit: Unit | None
    suggestions: tuple[str, ...] = ()
    ambiguous: bool = False
    rows: int = 0


class UnitIndex:
    """All open units by everything that names them: name, short name, code, credit code."""

    def __init__(self, actor: Actor, into: Destination) -> None:
        self._actor, self._into = actor, into
        self.by_id = {u.pk: u for u in Unit.objects.filter(closed_on__isnull=True)}
        self._named: dict[str, set[int]] = defaultdict(set)
        for unit in self.by_id.values():
            for name in (unit.name, unit.short_name, unit.code, unit.uscc):
                if name:
                    self._named[name].add(unit.pk)
        self._alike: dict[str, set[int]] = defaultdict(set)
        for name, pks in self._named.items():
            self._alike[loose(name)] |= pks
        self._found: dict[str, Named] = {}
        self._allowed: dict[int, bool] = {}

    def find(self, text: str) -> Named:
        """What `text` names. Of units with the same name the one within the actor's reach is meant."""
        if text not in self._found:
            self._found[text] = self._look(text)
        return self._found[text]

    def _look(self, text: str) -> Named:
        hits = self._named.get(text) or self._alike.get(loose(text), set())
        if len(hits) > 1:
            hits = {pk for pk in hits if self.may_enter(pk)} or hits
        if len(hits) == 1:
            return Named(text, self.by_id[next(iter(hits))])
        if hits:
            names = tuple(sorted(self.by_id[pk].name for pk in hits))
            return Named(text, None, names, ambiguous=True)
        return Named(
            text, None, tuple(get_close_matches(loose(text), self._named, n=3, cutoff=0.6))
        )

    def may_enter(self, unit_id: int) -> bool:
        """Whether the actor may bring rows in for the unit."""
        if unit_id not in self._allowed:
            self._allowed[unit_id] = self._into.may(self._actor, unit_id)
        return self._allowed[unit_id]


class PersonIndex:
    """People with an account, by account and name; asked for when the first name is looked up."""

    def __init__(self) -> None:
        self._named: dict[str, list[User]] | None = None

    def find(self, text: str) -> tuple[User | None, tuple[str, ...]]:
        """(the person, or what the name may have meant: names with accounts)."""
        if self._named is None:
            self._named = defaultdict(list)
            for user in User.objects.filter(is_active=True):
                for name in {loose(user.username), loose(user.name)}:
                    self._named[name].append(user)
        text = loose(text)
        found = self._named.get(text, [])
        if len(found) == 1:
            return found[0], ()
        near = [u for n in get_close_matches(text, self._named, n=3, cutoff=0.5) for u in self._named[n]]  # fmt: skip
        return None, tuple(dict.fromkeys(f"{u.name}（{u.username}）" for u in found or near))
