"""The one read door: which rows an actor may see."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from yifa.kernel.organization.models import FOREVER_YM, UnitSpan
from yifa.kernel.organization.roles import READING, Reach, Role
from yifa.kernel.organization.tree import every
from yifa.kernel.scope.actor import Actor, Grant
from yifa.kernel.scope.query import ScopedQuerySet


def _has(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _paths(model: Any) -> tuple[str, str | None]:
    """Where a model's row says its unit and its room: ("unit_id", "room") or through its matter."""
    if _has(model, "unit"):
        if _has(model, "room"):
            return "unit_id", "room"
        room = getattr(model, "ROOM", None)
        return "unit_id", f"={room}" if room else None
    return "matter__unit_id", "matter__room"


def visible_to(
    actor: Actor, rows: ScopedQuerySet | type[Any], room: str = "", *, shared: bool = False
) -> ScopedQuerySet:
    """The rows of `rows` that `actor` may read, by the units and rooms of today's posts.

    `rows` is a model or a queryset of one; a model stands for all of its rows. Administrators read no business rows:
    the audit administrator reads the journal through its own page. `shared` adds matters of other units in which the
    actor's unit takes part (会办): a page of one matter asks so, ledgers and figures do not.
    """
    query: ScopedQuerySet = rows if isinstance(rows, ScopedQuerySet) else rows.objects.all()
    if actor.is_system:
        return query.scoped()
    unit_path, room_path = _paths(query.model)
    allowed = Q(pk__in=[])
    asked: set[tuple[str, int, str]] = set()
    for grant in actor.grants:
        if grant.role not in READING and not _administers(grant.role, query.model):
            continue
        if room and grant.room not in ("", room):
            continue
        # Several roles at one unit read the same rows: asked once, for the database does not see that.
        where = (str(grant.reach), grant.unit_id, grant.room)
        if where in asked:
            continue
        asked.add(where)
        units = _units(actor, grant, every_row=_always(query.model, unit_path))
        part = Q(**{f"{unit_path}__in": units}) if units is not None else Q()
        if shared:
            part = part and part | _shared(query.model, units)
        if grant.room and room_path:
            if room_path.startswith("="):
                if room_path[1:] != grant.room:
                    continue
            else:
                part &= Q(**{room_path: grant.room})
        if not part:
            return query.scoped()
        allowed |= part
    return query.filter(allowed).scoped()


NAMED = 400
"""Up to how many units are named one by one, which lets the database plan by how many rows they have."""


def _always(model: Any, unit_path: str) -> bool:
    """Whether every row of the model has a unit."""
    return unit_path == "unit_id" and not model._meta.get_field("unit").null


def _units(actor: Actor, grant: Grant, *, every_row: bool) -> Any:
    """The units of a grant for a condition; None where they are all there are, and no row needs to be asked."""
    if grant.reach != Reach.SUBTREE:
        return (grant.unit_id,)
    units = actor.reaches(grant)
    if every_row and units >= every():
        return None
    if len(units) <= NAMED:
        return tuple(sorted(units))
    return UnitSpan.objects.filter(ancestor_id=grant.unit_id, to_ym=FOREVER_YM).values("unit_id")


def _shared(model: Any, units: Any) -> Q:
    """Rows of matters in which one of the units takes part."""
    from yifa.kernel.matter.models import Matter, Participant

    path = "pk" if model is Matter else "matter_id"
    if model is not Matter and not _has(model, "matter"):
        return Q(pk__in=[])
    return Q(**{f"{path}__in": Participant.objects.filter(unit__in=units).values("matter_id")})


def _administers(role: Role, model: Any) -> bool:
    """Models that say `ADMINISTERED_BY` are read by that administrator within reach of the post."""
    return role in getattr(model, "ADMINISTERED_BY", ())
