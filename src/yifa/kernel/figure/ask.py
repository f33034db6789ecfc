"""Asking figures: the value, its parts, its course, and the rows it was made of.

Counting and drill-down share one predicate: `len(rows(…, part="numerator"))` is the numerator of a count or ratio,
and `len(rows(…, part="denominator"))` its denominator (`Value.rows`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils import timezone

from yifa.kernel.figure.emit import Part, Whole, exported, measured, row_ids, whole
from yifa.kernel.figure.engine import Engine
from yifa.kernel.figure.engine.django import DjangoEngine, placed
from yifa.kernel.figure.figure import BadFigure, Figure
from yifa.kernel.figure.measure import (
    Change,
    Percentile,
    Ratio,
    Value,
    divided,
    percentile,
)
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Scalar
from yifa.kernel.organization.models import Unit, UnitSpan
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet

Slice = Mapping[str, Scalar | None]
MONTH, UNIT = "month", "unit"


@dataclass(frozen=True)
class Row:
    """One line of a comparison: its key (code, month or unit id), what to call it, and its value.

    `own` marks, in a comparison of units, the rows of the asked unit itself.
    """

    key: Scalar | None
    label: str
    value: Value
    own: bool = False


def value(
    figure: Figure,
    period: Period,
    unit: Unit | None = None,
    *,
    slice: Slice | None = None,
    engine: Engine | None = None,
) -> Value:
    """The figure for a period, at and below a unit (None: everywhere), perhaps for one slice of it."""
    if isinstance(figure.measure, Change):
        now = value(figure.measure.of, period, unit, slice=slice, engine=engine)
        then = value(figure.measure.of, compared(figure, period), unit, slice=slice, engine=engine)
        return change(figure, now, then)
    asked = _whole(figure, period, unit, slice, engine)
    found = (engine or DjangoEngine()).run(measured(asked))
    return _made(figure, [(None, *row) for row in found]).get(None) or _empty(figure)


def by(
    figure: Figure,
    column: str,
    period: Period,
    unit: Unit | None = None,
    *,
    slice: Slice | None = None,
    engine: Engine | None = None,
) -> list[Row]:
    """The figure split by an allowed column, by "unit" (the units right below, and the unit's own) or "month"."""
    if column == MONTH:
        return series(figure, period, unit, slice=slice, engine=engine)
    if column == UNIT:
        return _by_unit(figure, period, unit, slice, engine)
    if column not in figure.base().disaggregations:
        raise BadFigure(f"{figure.id} 不允许按 {column} 细分")
    if isinstance(figure.measure, Change):
        first, then = (
            {r.key: r for r in by(figure.measure.of, column, p, unit, slice=slice, engine=engine)}
            for p in (period, compared(figure, period))
        )
        nothing = _empty(figure.measure.of)
        rows = []
        for key in first | then:
            now, old = (side[key].value if key in side else nothing for side in (first, then))
            label = (first.get(key) or then[key]).label
            rows.append(Row(key, label, change(figure, now, old)))
        return rows
    asked = _whole(figure, period, unit, slice, engine)
    found = _made(figure, (engine or DjangoEngine()).run(measured(asked, column)))
    return listed(figure, column, found)


def listed(figure: Figure, column: str, found: Mapping[Any, Value]) -> list[Row]:
    """Values by code as lines: known codes in their order, others after them, empty last."""
    order = {code: n for n, code in enumerate(figure.fact.labels_of(column))}
    keys = sorted(
        found, key=lambda k: (k is None, order.get(k, len(order)) if k is not None else 0, str(k))
    )
    return [Row(key, figure.fact.label(column, key), found[key]) for key in keys]


def series(
    figure: Figure,
    period: Period,
    unit: Unit | None = None,
    *,
    slice: Slice | None = None,
    engine: Engine | None = None,
) -> list[Row]:
    """The figure month by month; a month without rows is there too."""
    if isinstance(figure.measure, Change) or figure.stock:
        found = {
            ym: value(figure, Period.month(ym), unit, slice=slice, engine=engine)
            for ym in period.months
        }
    else:
        asked = _whole(figure, period, unit, slice, engine)
        query = measured(asked, figure.period_column)
        found = _made(figure, (engine or DjangoEngine()).run(query))
    return [Row(ym, _month(ym, period), found.get(ym) or _empty(figure)) for ym in period.months]


def _month(ym: int, period: Period) -> str:
    """A month's name; its year is left out where the period has one year only."""
    one_year = period.from_ym // 100 == period.to_ym // 100
    return f"{ym % 100}月" if one_year else f"{ym // 100}-{ym % 100:02d}"


def rows(
    figure: Figure,
    period: Period,
    unit: Unit | None = None,
    *,
    slice: Slice | None = None,
    part: Part = "numerator",
    engine: Engine | None = None,
) -> list[int]:
    """Ids of the rows, ascending: of the matters, or of the entry versions of an entry fact.

    For a change: the rows of the later period.
    """
    asked = _whole(figure.base(), period, unit, slice, engine)
    return sorted(int(r[0]) for r in (engine or DjangoEngine()).run(row_ids(asked, part)))


def visible_rows(
    actor: Actor,
    figure: Figure,
    period: Period,
    unit: Unit | None = None,
    *,
    slice: Slice | None = None,
    part: Part = "numerator",
) -> ScopedQuerySet:
    """The same rows as a queryset narrowed to what the actor may read, without fetching the ids."""
    from yifa.kernel.scope.read import visible_to

    query = row_ids(_whole(figure.base(), period, unit, slice, None), part)
    model = figure.fact.model
    return visible_to(actor, model).filter(pk__in=RawSQL(placed(query.sql), query.params))  # noqa: S611


def may_see(actor: Actor, figure: Figure, unit: Unit | None) -> bool:
    """Figures are totals: staff whose post covers the unit may see them; everywhere is for the system."""
    if actor.is_system:
        return True
    return unit is not None and unit.pk in actor.units(figure.room)


def compared(figure: Figure, period: Period) -> Period:
    """The earlier period of a change."""
    assert isinstance(figure.measure, Change)
    before = figure.measure.against == "before"
    return period.before() if before else period.year_before()


def change(figure: Figure, now: Value, then: Value) -> Value:
    """A change from two values. Of ratios: the difference of what is shown, in percentage points (个百分点)."""
    assert isinstance(figure.measure, Change)
    base = figure.measure.of
    if figure.measure.rate:
        shown = divided(
            now.numerator - then.numerator, then.numerator, percent=True, decimals=figure.decimals
        )
        word = "%"
    elif base.is_ratio:
        known = now.shown is not None and then.shown is not None
        shown = now.shown - then.shown if now.shown is not None and then.shown is not None else None
        word = "个百分点" if known else ""
    else:
        shown, word = Decimal(now.numerator - then.numerator), figure.unit_word
    return Value(
        now.numerator - then.numerator, then.numerator, now.rows, shown, _moved(figure, shown, word)
    )


def _moved(figure: Figure, shown: Decimal | None, word: str) -> str:
    assert isinstance(figure.measure, Change)
    if shown is None:
        return "无从比较"
    if shown == 0:
        return "持平"
    up, down = ("上升", "下降") if word in ("%", "个百分点") else ("增加", "减少")
    return f"{up if shown > 0 else down}{abs(shown)}{word}"


def _whole(
    figure: Figure, period: Period, unit: Unit | None, slice: Slice | None, engine: Engine | None
) -> Whole:
    """The question; which limits have passed is read on the day the engine's records were cut off."""
    today = None
    if engine is not None and not figure.timeless:
        today = timezone.localdate(engine.cut_off(exported(figure.fact)))
    return whole(figure, period, unit.pk if unit else None, slice, today)


def _by_unit(
    figure: Figure, period: Period, unit: Unit | None, slice: Slice | None, engine: Engine | None
) -> list[Row]:
    units = _children(unit, period)
    if isinstance(figure.measure, Change):
        found = {
            u.pk: value(figure, period, u, slice=slice, engine=engine)
            for u in units
        }  # fmt: skip
    else:
        asked = _whole(figure, period, unit, slice, engine)
        query = measured(asked, UNIT, [u.pk for u in units])
        found = _made(figure, (engine or DjangoEngine()).run(query))
    return placed_rows(figure, unit, units, found)


def placed_rows(
    figure: Figure, unit: Unit | None, units: Sequence[Unit], found: Mapping[int, Value]
) -> list[Row]:
    """Values by unit id as lines: the unit's own first where it has any, then every unit below."""
    nothing = _empty(figure)
    result = [Row(u.pk, str(u), found.get(u.pk) or nothing) for u in units]
    if unit is not None and unit.pk in found:
        result.insert(0, Row(unit.pk, f"{unit}（本级）", found[unit.pk], own=True))
    return result


def _children(unit: Unit | None, period: Period) -> Sequence[Unit]:
    """Units that stood right below in any month of the period."""
    spans = UnitSpan.objects.filter(from_ym__lte=period.to_ym, to_ym__gte=period.from_ym)
    if unit is not None:
        below = spans.filter(ancestor=unit, depth=1)
        return list(Unit.objects.filter(pk__in=below.values("unit_id")))
    return list(Unit.objects.filter(parent__isnull=True))


def _made(figure: Figure, found: Sequence[tuple[Any, ...]]) -> dict[Any, Value]:
    """Values from an engine's rows (key, numerator, rows) or, of a percentile, (key, value, count)."""
    if isinstance(figure.measure, Percentile):
        histograms: dict[Any, list[tuple[int, int]]] = {}
        for key, at, count in found:
            histograms.setdefault(key, []).append((int(at), int(count)))
        return {
            key: _percentile(figure, *percentile(histogram, figure.measure.percent))
            for key, histogram in histograms.items()
        }
    return {key: _value(figure, int(numerator), int(count)) for key, numerator, count in found}


def _percentile(figure: Figure, at: int | None, count: int) -> Value:
    shown = None if at is None else Decimal(at)
    return Value(at or 0, None, count, shown, _text(figure, shown))


def _value(figure: Figure, numerator: int, count: int) -> Value:
    if isinstance(figure.measure, Ratio):
        percent = figure.unit_word == "%"
        shown = divided(numerator, count, percent=percent, decimals=figure.decimals)
        return Value(numerator, count, count, shown, _text(figure, shown))
    shown = Decimal(numerator)
    return Value(numerator, None, count, shown, _text(figure, shown))


def _empty(figure: Figure) -> Value:
    if isinstance(figure.measure, Percentile):
        return _percentile(figure, None, 0)
    return _value(figure, 0, 0)


def _text(figure: Figure, shown: Decimal | None) -> str:
    return "—" if shown is None else f"{shown}{figure.unit_word}"
