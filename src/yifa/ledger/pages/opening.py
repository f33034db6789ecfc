"""Which matters a person may open, and where."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.procedure import Procedure, Step
from yifa.kernel.matter.registry import procedure_on
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.rooms import Ledger, rooms


@dataclass(frozen=True)
class Opening:
    """An opening act that the actor may do somewhere."""

    ledger: Ledger
    procedure: Procedure
    step: Step


def may_open(actor: Actor, procedure: Procedure, step: Step) -> bool:
    """Whether any of the actor's posts carries the opening act."""
    return any(g.role in step.by and g.room in ("", procedure.room) for g in actor.grants)


def openings(actor: Actor, only: Ledger | None = None) -> list[Opening]:
    """Opening acts of today's procedures for this actor, in the order of the rooms."""
    ledgers = [only] if only else [ledger for room in rooms() for ledger in room.ledgers]
    found: list[Opening] = []
    for ledger in ledgers:
        for procedure_id in ledger.procedures:
            try:
                procedure = procedure_on(procedure_id, moment.today())
            except Refusal:
                continue
            found += [
                Opening(ledger, procedure, step)
                for step in procedure.opening
                if may_open(actor, procedure, step)
            ]
    return found


def units_for(actor: Actor, procedure: Procedure, step: Step) -> list[Unit]:
    """Units where the actor may do the opening act, by code; closed ones take no new matters."""
    where = actor.units(procedure.room, frozenset(step.by))
    return list(Unit.objects.filter(pk__in=where, closed_on=None).order_by("code"))
