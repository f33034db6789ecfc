"""Registers: what stands on a day, searched, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, ForeignKey, OuterRef, Q, TextField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yifa.kernel import moment
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register, register_of
from yifa.kernel.organization.models import FOREVER_YM, Unit, UnitSpan
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.cells import text
from yifa.ledger.pages.filters import day_of, query_without, scope_units
from yifa.ledger.pages.keyset import CAP, SIZE
from yifa.ledger.pages.page import actor_of, handles, tabs
from yifa.ledger.pages.payload import HIDDEN
from yifa.ledger.rooms import room_of


def found_register(register_id: str) -> Register:
    """A room's register; those of the organisation have their own pages in the settings."""
    try:
        register = register_of(register_id)
    except KeyError:
        raise Http404(_("没有这一登记簿")) from None
    if not register.room:
        raise Http404
    return register


def readable(actor: Actor, register: Register) -> ScopedQuerySet:
    """The versions an actor may read; rows that hold for everybody are read by all staff."""
    if register.global_rows:
        return register.model.objects.unscoped("rows that hold for everybody")
    return visible_to(actor, register.model, register.room)


def may_enter(actor: Actor, register: Register) -> list[Unit]:
    """Units for which the actor may enter."""
    return list(
        Unit.objects.filter(
            pk__in=actor.units(register.room, frozenset(register.by)), closed_on=None
        ).order_by("code")
    )


def enters(actor: Actor, register: Register) -> bool:
    """Whether any of the actor's posts may enter here."""
    return any(g.role in register.by and g.room in ("", register.room) for g in actor.grants)


def cell(actor: Actor, register: Register, row: Entry, name: str) -> str:
    """One value of an entry as this reader may see it."""
    field = next((f for f in row._meta.concrete_fields if f.name == name), None)
    kind = getattr(field, "classification", "")
    if kind == "sensitive" and getattr(row, name):
        return HIDDEN
    label = getattr(row, f"get_{name}_display", None)
    found = text(label() if label is not None else getattr(row, name, None))
    if kind == "personal" and not handles(actor, row.unit_id, register.room):
        from yifa.kernel.fields import mask

        return mask(found)
    return found


def _related(register: Register) -> list[str]:
    names = {name for name, _label in register.columns}
    fields = register.model._meta.concrete_fields
    return ["unit", *(f.name for f in fields if isinstance(f, ForeignKey) and f.name in names)]


def _words(register: Register, sought: str) -> Q:
    """Every word occurs in the key or in some plain text column; encrypted columns are never searched."""
    names = [
        f.name for f in register.model._meta.concrete_fields
        if isinstance(f, (CharField, TextField)) and getattr(f, "classification", "") != "sensitive"
        and f.name not in ("source_system", "reason")
    ]  # fmt: skip
    found = Q()
    for word in sought.split():
        part = Q()
        for name in names:
            part |= Q(**{f"{name}__icontains": word})
        found &= part
    return found


@dataclass(frozen=True)
class Asked:
    """What the URL asks of a register: the day, the words, the unit, and the rows that answer."""

    day: date
    ended: bool
    sought: str
    unit: str
    rows: ScopedQuerySet


def asked_of(actor: Actor, reg: Register, data: QueryDict) -> Asked:
    """The versions in force on a day (or ended by then) that the actor may read and the filters let through."""
    day = day_of(data.get("on", "")) or moment.today()
    ended = data.get("ended") == "1"
    rows = readable(actor, reg)
    if ended:
        later = reg.model.objects.filter(key=OuterRef("key"), version__gt=OuterRef("version"))
        rows = rows.filter(valid_to__lte=day).exclude(Exists(later))
    else:
        rows = rows.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    sought = data.get("q", "").strip()[:60]
    rows = rows.filter(_words(reg, sought)) if sought else rows
    unit = data.get("unit", "")
    if unit.isdigit():
        below = UnitSpan.objects.filter(ancestor_id=int(unit), to_ym=FOREVER_YM)
        rows = rows.filter(unit_id__in=below.values("unit_id"))
    return Asked(day, ended, sought, unit, rows)


@access("staff")
def register(request: HttpRequest, register_id: str) -> HttpResponse:
    """The page: entries standing on a day, or those that have ended."""
    reg = found_register(register_id)
    actor = actor_of(request)
    today = moment.today()
    asked = asked_of(actor, reg, request.GET)
    day, ended, sought, unit, rows = asked.day, asked.ended, asked.sought, asked.unit, asked.rows
    count = rows.order_by().values("pk")[: CAP + 1].count()
    after = request.GET.get("after", "")
    walk = rows.filter(key__gt=after) if after else rows
    taken: list[Entry] = list(walk.select_related(*_related(reg)).order_by("key")[: SIZE + 1])
    query = query_without(request.GET, "after")
    here = reverse("register", args=[reg.id])
    following = ""
    if len(taken) > SIZE:
        kept = request.GET.copy()
        kept["after"] = taken[SIZE - 1].key
        following = f"{here}?{kept.urlencode()}"
    room = room_of(reg.room)
    context: dict[str, Any] = {
        "nav": f"room:{reg.room}", "room": room, "tabs": tabs(room) if room else [],
        "tab": f"register:{reg.id}", "register": reg, "q": sought, "on": day.isoformat(), "ended": ended,
        "unit": unit, "units": scope_units(actor), "query": query, "next": following, "after": after,
        "here": here, "total": min(count, CAP), "exact": count <= CAP, "may_enter": enters(actor, reg),
        "rows": [(r, [cell(actor, reg, r, name) for name, _label in reg.columns]) for r in taken[:SIZE]],
        "used": bool(sought or unit or ended or day != today),
    }  # fmt: skip
    return render(request, "ledger/register.html", context)
