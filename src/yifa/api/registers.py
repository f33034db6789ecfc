"""Registers, read only: what stands on a day, and one entry with its versions. Entering stays with pages and imports."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, Field, ForeignKey, IntegerField
from django.http import HttpRequest, HttpResponse

from yifa.api import query, shown
from yifa.api.answer import answer
from yifa.api.caller import Caller
from yifa.api.door import controller
from yifa.api.problem import invalid
from yifa.kernel.entry.enter import stream_of
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register, all_registers
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.scope.actor import Actor
from yifa.ledger.pages.entries import OWN, found_entry, versions_of
from yifa.ledger.pages.keyset import CAP, SIZE
from yifa.ledger.pages.registers import asked_of, cell, found_register

ASKED = frozenset({"on", "ended", "q", "unit", "after"})
RAW = (BooleanField, IntegerField)


def listed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`GET /api/registers/`: the rooms' registers."""
    query.only(request, frozenset())
    found = [
        {
            "id": r.id, "title": r.title, "room": r.room, "cite": r.cite, "help": r.help,
            "url": f"/api/registers/{r.id}/",
        }
        for r in all_registers() if r.room
    ]  # fmt: skip
    return answer({"registers": found})


def rows(request: HttpRequest, caller: Caller, register_id: str) -> HttpResponse:
    """`GET /api/registers/{register}/`: the versions in force on a day (or ended by then), fifty at a time by key."""
    register = found_register(register_id)
    actor, asked = caller.actor, request.GET
    query.only(asked, ASKED)
    query.day(asked, "on")
    query.choice(asked, "ended", ("0", "1"))
    query.text(asked, "q", 60)
    after = query.text(asked, "after", 120)
    data: Any = asked
    if wanted := asked.get("unit", ""):
        unit = query.unit_named(wanted, actor.units(register.room))
        if unit is None:
            raise invalid("unit", "没有这一单位，或者不在您的查阅范围", status=400)
        data = asked.copy()
        data["unit"] = str(unit.pk)
    found = asked_of(actor, register, data).rows
    total = found.order_by().values("pk")[: CAP + 1].count()
    walk = found.filter(key__gt=after) if after else found
    related = ["unit", *(f.name for f in columns_of(register.model) if isinstance(f, ForeignKey))]
    taken: list[Entry] = list(walk.select_related(*related).order_by("key", "pk")[: SIZE + 1])
    following = None
    if len(taken) > SIZE:
        kept = asked.copy()
        kept["after"] = taken[SIZE - 1].key
        following = f"{request.path}?{kept.urlencode()}"
    return answer(
        {
            "total": min(total, CAP), "total_exact": total <= CAP, "next": following,
            "rows": [version(actor, register, r) | {"values": values(actor, register, r)} for r in taken[:SIZE]],
        }
    )  # fmt: skip


def entry(request: HttpRequest, caller: Caller, register_id: str, pk: int) -> HttpResponse:
    """`GET /api/registers/{register}/{id}/`: one version with its values, every version, and what was journalled."""
    register = found_register(register_id)
    query.only(request, frozenset())
    actor = caller.actor
    row = found_entry(actor, register, pk)
    journal = JournalRow.objects.unscoped("the journal of an entry in scope")
    events = journal.filter(stream=stream_of(register, row.key)).order_by("seq")
    return answer(
        version(actor, register, row) | {
            "values": values(actor, register, row),
            "versions": [version(actor, register, v) for v in versions_of(actor, register, row.key)],
            "journal": [shown.event(e) for e in events],
        }
    )  # fmt: skip


def version(actor: Actor, register: Register, row: Entry) -> dict[str, Any]:
    """What every entry's version has."""
    return {
        "id": row.pk, "key": row.key, "unit": shown.unit(row.unit), "version": row.version,
        "valid_from": row.valid_from.isoformat(), "valid_to": shown.iso(row.valid_to),
        "reason": row.reason, "source_system": row.source_system,
        "url": f"/api/registers/{register.id}/{row.pk}/",
    }  # fmt: skip


@cache
def columns_of(model: type[Entry]) -> tuple[Field[Any, Any], ...]:
    """The register's own columns, without what every entry has and without indexes made of other columns."""
    return tuple(
        f
        for f in model._meta.concrete_fields
        if f.name not in OWN and not f.name.endswith("_blind")
    )


def values(actor: Actor, register: Register, row: Entry) -> dict[str, Any]:
    """The register's columns: codes, numbers, days and truth values as they are; classified ones as the page shows them."""
    return {f.name: _value(actor, register, row, f) for f in columns_of(register.model)}


def _value(actor: Actor, register: Register, row: Entry, field: Field[Any, Any]) -> Any:
    if getattr(field, "classification", ""):
        return cell(actor, register, row, field.name)
    found = getattr(row, field.name)
    if found is None or isinstance(field, RAW):
        return found
    if isinstance(field, ForeignKey):
        return {"id": found.pk, "name": str(found)}
    return found.isoformat() if isinstance(found, (date, datetime)) else str(found)


LISTED = controller(GET=listed)
ROWS = controller(GET=rows)
ENTRY = controller(GET=entry)
