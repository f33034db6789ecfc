"""What a guard, check or effect sees of a matter while an act is being taken. Memory only; the door saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from yifa.kernel.dossier.files import Upload
from yifa.kernel.matter.call import Call, Follow
from yifa.kernel.matter.models import Clock, ClockExtension, ClockPause, Matter, Relation
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet


@dataclass
class Done:
    """An earlier act of the matter."""

    step: str
    actor_id: int | None
    on: date


@dataclass
class Ticking:
    """A clock with its pauses and extensions, loaded."""

    clock: Clock
    pauses: list[ClockPause] = field(default_factory=list)
    extensions: list[ClockExtension] = field(default_factory=list)
    changed: bool = False


@dataclass
class Work:
    """A matter while it is in hand."""

    matter: Matter
    detail: Any
    procedure: Procedure
    done: list[Done]
    clocks: list[Ticking]
    head: tuple[int, str] | None
    is_new: bool = False
    extra: list[models.Model] = field(default_factory=list)
    vouched: list[models.Model] = field(default_factory=list)
    """Rows the act does not change and vouches for all the same (after an erasure)."""
    recused: frozenset[int] = frozenset()
    names: dict[int, str] = field(default_factory=dict)
    """The parties' names as loaded, by key: words of the search document."""
    said: tuple[Any, ...] | None = None
    """What the stored search document was made of."""
    meets: list[tuple[str, str, date, str]] = field(default_factory=list)
    numbers: list[tuple[str, int, Callable[[int], None]]] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)

    def rows(self, model: type[models.Model]) -> list[Any]:
        """Rows of this kind that the matter has: those stored, and those this batch has added or changed."""
        held: list[Any] = [r for r in self.extra if isinstance(r, model)]
        if self.matter.pk is None:
            return held
        changed = {r.pk: r for r in held if r.pk is not None}
        rows = model._default_manager.all()
        if isinstance(rows, ScopedQuerySet):
            rows = rows.unscoped("rows of the matter in hand")
        stored = rows.filter(matter_id=self.matter.pk).order_by("pk")
        return [*(changed.get(r.pk, r) for r in stored), *(r for r in held if r.pk is None)]


@dataclass
class Context:
    """One act on one matter."""

    actor: Actor
    work: Work
    step_code: str
    data: dict[str, Any]
    on: date
    files: dict[str, Upload] = field(default_factory=dict)

    @property
    def matter(self) -> Matter:
        return self.work.matter

    @property
    def detail(self) -> Any:
        return self.work.detail

    def did(self, *steps: str) -> bool:
        """Whether any of the steps was done before."""
        return any(d.step in steps for d in self.work.done)

    def last(self, *steps: str) -> Done | None:
        """The latest act among the steps."""
        for done in reversed(self.work.done):
            if done.step in steps:
                return done
        return None

    def add(self, row: models.Model) -> models.Model:
        """Save another row with the act (party, delivery, document…); one changed again in a batch is saved once."""
        if not any(row is other for other in self.work.extra):
            self.work.extra.append(row)
        return row

    def rows(self, model: type[models.Model]) -> list[Any]:
        """See `Work.rows`."""
        return self.work.rows(model)

    def follow(self, call: Call, relation: str = "") -> None:
        """Let another matter take a step because this one did, in the same transaction (a part sent to a department,
        its result returned). Who may do it is settled by this step; state, requirements and form are checked as
        always, and what refuses it refuses this act. An opened matter is linked from this one as `relation`, and the
        two units read each other's matter.
        """
        self.work.follows.append(Follow(call, relation))

    def linked(self, kind: str, *, back: bool = False) -> list[Matter]:
        """Matters this one is linked to by `kind`; `back`: those that are linked to this one."""
        if self.matter.pk is None:
            return []
        near, far = ("target", "source") if back else ("source", "target")
        rows = Relation.objects.filter(**{near: self.matter, "kind": kind}).order_by("pk")
        return [getattr(r, far) for r in rows.select_related(f"{far}__unit")]

    def take_number(self, kind: str, year: int, give: Callable[[int], None]) -> None:
        """Let `give` have the next number of the unit's series when the act is saved; a batch takes its numbers at once."""
        self.work.numbers.append((kind, year, give))

    def clock(self, limit_id: str, *, running: bool = True) -> Ticking | None:
        """The latest clock of a limit."""
        for ticking in reversed(self.work.clocks):
            if ticking.clock.limit_id == limit_id and (ticking.clock.running or not running):
                return ticking
        return None
