"""A large batch of new versions, by column: one COPY for the table, one for the journal, no object for any row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import models

from yifa.kernel import crypto, moment
from yifa.kernel.bulk import insert_columns
from yifa.kernel.copying import Same
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.journal import columns, many
from yifa.kernel.journal.chain import Line, clashes
from yifa.kernel.organization.models import Unit

AT_ONCE = 2_000
"""Rows that are columns at the same time."""
_WAYS = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)
"""Ways to save a column that look at nothing but its own value and the clock."""
_OWN = ("key", "unit", "version", "valid_from", "valid_to", "reason", "source_system")


@dataclass(slots=True)
class Standing:
    """One entry to be entered: its values, unit, and the key if it stands already. `end` closes it.

    `source` is where the values come from (file digest, sheet, row); the journal keeps it with them.
    """

    values: dict[str, Any]
    unit: Unit
    key: str = ""
    end: bool = False
    until: date | None = None
    source: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Fresh:
    """A version to be written: its row as wanted, key, number, cleaned data, and what it changes."""

    item: Standing
    key: str
    version: int
    data: dict[str, Any]
    changes: dict[str, Any]


@dataclass(frozen=True)
class Written:
    """What all versions of a batch have in common."""

    day: date
    reason: str
    source_system: str


@cache
def _plain_fields(model: type[Entry]) -> bool:
    """Whether no column waits for an object: an index of another column, an upload."""
    kept = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    return all(type(f).pre_save in _WAYS or _by_clock(f) for f in kept)


def _by_clock(field: Any) -> bool:
    """Whether the column says when it was written."""
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))


def fits(model: type[Entry], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether rows of cleaned data can go into the table by column: of one shape, links as the rows they lead to."""
    if not rows or not _plain_fields(model):
        return False
    names = list(rows[0])
    if any(list(row) != names for row in rows) or not {str(n) for n in names}.isdisjoint(_OWN):
        return False
    for f in model._meta.concrete_fields:
        if f.is_relation and f.name in rows[0]:
            kinds = {type(row[f.name]) for row in rows} - {type(None)}
            if not all(issubclass(kind, f.related_model) for kind in kinds):  # type: ignore[arg-type]
                return False
    return True


def stream(reg: Register, fresh: Sequence[Fresh], shared: Line, common: Written) -> None:
    """Write the versions and a journal line for each, in the caller's transaction.

    The versions they replace are closed already. Raises `Conflict` when somebody appended to the same chain meanwhile.
    """
    for at in range(0, len(fresh), AT_ONCE):
        part = fresh[at : at + AT_ONCE]
        table = _table(reg.model, part, common)
        streams = [f"{reg.id}:{one.key}" for one in part]
        old = {s for s, one in zip(streams, part, strict=True) if one.version > 1}
        said = {n: columns.texts([one.data[n] for one in part]) for n in part[0].data}
        lines = many.Lines(
            streams=streams,
            units=[one.item.unit.pk for one in part],
            payloads=_payloads(part, common.reason, said),
            snapshots=columns.snapshots(reg.model, _listed(table, len(part)), said),
            shared=Same(many.shared_of(shared)),
        )  # fmt: skip
        with clashes():
            insert_columns(reg.model, table, len(part))
            many.stream(lines, many.heads(old), moment.now())


def _table(
    model: type[Entry], part: Sequence[Fresh], common: Written
) -> dict[str, Same | Sequence[Any]]:
    """The columns of the table by `attname`."""
    first = part[0].data
    found: dict[str, Same | Sequence[Any]] = {
        "key": [one.key for one in part],
        "unit_id": [one.item.unit.pk for one in part],
        "version": [one.version for one in part],
        "valid_from": Same(common.day),
        "valid_to": [one.item.until for one in part],
        "reason": Same(common.reason),
        "source_system": Same(common.source_system),
    }
    blank = model()
    for f in model._meta.concrete_fields:
        if isinstance(f, models.AutoField) or f.attname in found:
            continue
        if _by_clock(f):
            found[f.attname] = Same(f.pre_save(blank, add=True))
        elif f.name not in first:
            found[f.attname] = (
                [f.get_default() for _ in part] if callable(f.default) else Same(f.get_default())
            )
        elif f.is_relation:
            to = f.target_field.attname  # type: ignore[attr-defined]
            found[f.attname] = [
                None if (row := one.data[f.name]) is None else getattr(row, to) for one in part
            ]
        else:
            found[f.attname] = [one.data[f.name] for one in part]
    return found


def _listed(
    table: Mapping[str, Same | Sequence[Any]], count: int
) -> dict[str, Sequence[Any]]:  # fmt: skip
    return {n: [*c.times(count)] if isinstance(c, Same) else c for n, c in table.items()}


def _payloads(part: Sequence[Fresh], reason: str, told: Mapping[str, list[str]]) -> list[str]:
    """What the journal keeps of every version, as canonical text."""
    count = len(part)
    keys: dict[str, list[str]] = {
        "changes": ["{}" if not one.changes else crypto.canonical(one.changes) for one in part],
        "reason": [crypto.canonical(reason)] * count,
        "values": columns.objects(told) if told else ["{}"] * count,
    }
    sources = [one.item.source for one in part]
    shapes = {tuple(s) if s else () for s in sources}
    untils = {one.item.until is None for one in part}
    if len(shapes) > 1 or len(untils) > 1:
        return [
            text
            for at, one in enumerate(part)
            for text in _payloads([one], reason, {n: [texts[at]] for n, texts in told.items()})
        ]  # some rows keep a source or an end and others do not
    if names := shapes.pop():
        keys["source"] = columns.objects({n: columns.texts([s[n] for s in sources]) for n in names})  # type: ignore[index]
    if not untils.pop():
        keys["until"] = columns.texts([one.item.until for one in part])
    return columns.objects(keys)
