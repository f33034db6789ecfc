"""The tree over time, unfolded: who stood below whom, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yifa.kernel.edition import kept
from yifa.kernel.organization.models import FOREVER_YM, Placement, Unit, UnitSpan

BEGINNING_YM = 190001


def _ym(day: date) -> int:
    return day.year * 100 + day.month


def _before(ym: int) -> int:
    year, month = divmod(ym, 100)
    return ym - 1 if month > 1 else (year - 1) * 100 + 12


def unfold() -> set[int]:
    """Rebuild `UnitSpan` from the placements; returns the units that now stand below others than before.

    A move takes effect for figures with the month in which it happened.
    """
    before = _standing()
    history: dict[int, list[tuple[int, int, int | None]]] = {}
    rows = Placement.objects.unscoped("unfolding the tree").order_by("key", "version")
    for p in rows:
        # Records older than the tree's own entry (imports, history) fold as the tree first stood.
        start = _ym(p.valid_from) if p.placed_id in history else BEGINNING_YM
        end = _before(_ym(p.valid_to)) if p.valid_to else FOREVER_YM
        if end >= start:
            history.setdefault(p.placed_id, []).append((start, end, p.parent_id))
    spans: list[UnitSpan] = []
    for unit_id, places in history.items():
        for start, end, parent in places:
            spans.append(
                UnitSpan(unit_id=unit_id, ancestor_id=unit_id, depth=0, from_ym=start, to_ym=end)
            )
            _climb(spans, history, unit_id, parent, start, end, 1)
    UnitSpan.objects.all().delete()
    UnitSpan.objects.bulk_create(spans, batch_size=1000)
    after = _standing()
    return {unit for unit in before.keys() | after if before.get(unit) != after.get(unit)}


def _standing() -> dict[int, set[int]]:
    """Whom every unit stands below today."""
    found: dict[int, set[int]] = {}
    rows = UnitSpan.objects.filter(to_ym=FOREVER_YM)
    for unit, ancestor in rows.values_list("unit_id", "ancestor_id"):
        found.setdefault(unit, set()).add(ancestor)
    return found


def _climb(
    spans: list[UnitSpan],
    history: dict[int, list[tuple[int, int, int | None]]],
    unit_id: int, ancestor: int | None, start: int, end: int, depth: int,
) -> None:  # fmt: skip
    if ancestor is None or depth > 12:
        return
    for a_start, a_end, above in history.get(ancestor, []):
        low, high = max(start, a_start), min(end, a_end)
        if low <= high:
            spans.append(
                UnitSpan(
                    unit_id=unit_id, ancestor_id=ancestor, depth=depth, from_ym=low, to_ym=high
                )
            )
            _climb(spans, history, unit_id, above, low, high, depth + 1)


Tree = dict[int, frozenset[int]]


def below(top: int) -> frozenset[int]:
    """Keys of the units at or below one in today's tree."""
    return _tree()[0].get(top) or frozenset((top,))


def above(unit: int) -> frozenset[int]:
    """Keys of the unit and of those it stands below in today's tree."""
    return _tree()[1].get(unit) or frozenset((unit,))


def _tree() -> tuple[Tree, Tree]:
    """Today's tree, read whole once an edition: for every unit those below it, and those above it."""
    return kept((UnitSpan,), "tree", _read_tree)


def _read_tree() -> tuple[Tree, Tree]:
    lower: dict[int, set[int]] = {}
    upper: dict[int, set[int]] = {}
    rows = UnitSpan.objects.filter(to_ym=FOREVER_YM)
    for unit, ancestor in rows.values_list("unit_id", "ancestor_id"):
        lower.setdefault(ancestor, {ancestor}).add(unit)
        upper.setdefault(unit, {unit}).add(ancestor)
    return _frozen(lower), _frozen(upper)


def _frozen(found: dict[int, set[int]]) -> Tree:
    return {key: frozenset(units) for key, units in found.items()}


def unit_of(key: int | str) -> Unit | None:
    """A unit by its key (a number) or its code (a text), as it stands."""
    return units_known().get(key)


def units_known() -> Mapping[int | str, Unit]:
    """Every unit, by its key and by its code."""

    def read() -> dict[int | str, Unit]:
        units = list(Unit.objects.all())
        return {u.pk: u for u in units} | {u.code: u for u in units}

    return kept((Unit,), "units", read)


def every() -> frozenset[int]:
    """Keys of all units there are or were."""
    return kept((Unit,), "every", lambda: frozenset(Unit.objects.values_list("pk", flat=True)))


def descendants(unit: Unit) -> list[Unit]:
    """Units at or below `unit` in today's tree."""
    return list(
        Unit.objects.filter(spans__ancestor=unit, spans__to_ym=FOREVER_YM)
        .distinct()
        .order_by("code")
    )
