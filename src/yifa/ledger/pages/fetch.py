"""The rows of a page by their keys, with what its columns show: one round trip, and no query built, where that will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db.models import OneToOneRel

from yifa.kernel import edition
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.tree import units_known
from yifa.kernel.rows import made, one_of, selection
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.trip import Trip

BESIDE = ("unit", "handler")


def by_key(rows: ScopedQuerySet, keys: list[int]) -> Iterable[Any]:
    """The rows with these keys and what `rows` wants with them. Their scope was asked when the keys were read."""
    wanted = _wanted(rows) if rows.model is Matter else None
    if wanted is not None:
        return _matters(keys, *wanted)
    whole = rows.model._default_manager.unscoped("keys read through the scope").filter(pk__in=keys)
    whole.query.select_related = rows.query.select_related
    whole._prefetch_related_lookups = cast(Any, rows)._prefetch_related_lookups
    return cast(Iterable[Any], whole)


def _wanted(rows: ScopedQuerySet) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    """The rooms' own rows wanted (by name), and the links of each to watched tables; None for anything else."""
    related = rows.query.select_related
    if cast(Any, rows)._prefetch_related_lookups or not isinstance(related, dict):
        return None
    details: dict[str, Any] = {}
    links: dict[str, list[str]] = {}
    for name, further in related.items():
        if name in BESIDE and not further:
            continue
        relation = Matter._meta.get_field(name)
        if not isinstance(relation, OneToOneRel):
            return None
        model = relation.related_model
        for link, deeper in further.items():
            if deeper or model._meta.get_field(link).related_model not in edition.watched():
                return None
        details[name], links[name] = model, list(further)
    return details, links


def _matters(keys: list[int], details: dict[str, Any], links: dict[str, list[str]]) -> list[Matter]:
    where, values = one_of("m.id", keys)
    models: list[tuple[str, Any]] = [("handler", User), *details.items()]
    columns = [selection(Matter, "m"), *(selection(m, f"t{n}") for n, (_, m) in enumerate(models))]
    joins = ["LEFT JOIN kernel_user t0 ON t0.id = m.handler_id"]
    joins += [
        f"LEFT JOIN {model._meta.db_table} t{n} ON t{n}.matter_id = m.id"
        for n, model in enumerate(details.values(), 1)
    ]
    trip = Trip()
    asked = trip.ask(
        f"SELECT {', '.join(columns)} FROM kernel_matter m {' '.join(joins)} WHERE {where}",  # noqa: S608
        values,
    )
    trip.go()
    units = units_known()
    return [_whole(row, units, models, links) for row in asked.rows]


def _whole(
    row: tuple[Any, ...],
    units: Mapping[int | str, Unit],
    models: list[tuple[str, Any]],
    links: dict[str, list[str]],
) -> Matter:
    at = len(Matter._meta.concrete_fields)
    matter: Matter = made(Matter, row[:at])
    known = matter._state.fields_cache
    known["unit"] = units[matter.unit_id]
    for name, model in models:
        width = len(model._meta.concrete_fields)
        part = row[at : at + width]
        at += width
        there = part[0] is not None
        known[name] = made(model, part) if there else None
        if there and name in links:
            known[name]._state.fields_cache["matter"] = matter
            for link in links[name]:
                pk = getattr(known[name], model._meta.get_field(link).attname)
                known[name]._state.fields_cache[link] = edition.row(
                    model._meta.get_field(link).related_model, pk
                ) if pk is not None else None  # fmt: skip
    return matter
