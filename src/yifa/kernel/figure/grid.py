"""Many figures in one pass: every month, and perhaps every unit, of all figures that speak of one fact.

A dashboard or a report asks dozens of figures of the same rows. Those that are counted by the same month column
travel in one query, each as a condition of its own. Percentiles and distinct counts of one column travel together
over that column's histogram, which the database folds, so that a line comes back and not every value. Answers are
those of `ask`, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yifa.kernel import moment
from yifa.kernel.figure import ask
from yifa.kernel.figure.emit import SPAN, Query, day_before
from yifa.kernel.figure.engine import Engine
from yifa.kernel.figure.engine.django import DjangoEngine
from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.figure import BadFigure, Figure
from yifa.kernel.figure.measure import Count, Distinct, Percentile, Ratio, Sum, Value
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import (
    And,
    IsNull,
    Not,
    Predicate,
    Scalar,
    compiled,
    quoted,
    settled,
)
from yifa.kernel.organization.models import Unit

CHUNK = 60
"""Figures a query; each takes two columns."""

Key = tuple[int | None, int]
"""(unit id or None, month)."""


@dataclass(frozen=True)
class Over:
    """Over which rows, and how they are grouped beside the month.

    `below`: rows at and below this unit (None: everywhere). `fold`: a line for each of these units, with all that
    stood below it in the month; `leaf`: a line for each unit that handled rows; `units`: rows of these units alone.
    """

    period: Period
    below: int | None = None
    fold: tuple[int, ...] = ()
    leaf: bool = False
    units: tuple[int, ...] | None = None


def flows(figures: Iterable[Figure]) -> list[Figure]:
    """Those of the figures that a grid can answer: counted by month, and no comparison."""
    return [f for f in figures if f.period_column]


def grid(
    figures: Sequence[Figure], over: Over, *, engine: Engine | None = None
) -> dict[str, dict[Key, Value]]:
    """Figure id → (unit, month) → value; a month without rows is absent. Raises `BadFigure` for stocks and changes."""
    asked = engine or DjangoEngine()
    yesterday = day_before(moment.today())
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        if not figure.period_column:
            raise BadFigure(f"{figure.id}: stocks and changes are not counted by month")
        apart = figure.measure.column if isinstance(figure.measure, (Percentile, Distinct)) else ""
        groups.setdefault((figure.fact.id, figure.period_column, apart), []).append(figure)
    found: dict[str, dict[Key, Value]] = {f.id: {} for f in figures}
    for (_, _, apart), members in groups.items():
        for at in range(0, len(members), CHUNK):
            part = members[at : at + CHUNK]
            made = folded(part, over, yesterday, apart) if apart else query(part, over, yesterday)
            _values(part, over, asked.run(made), found)
    return found


def query(figures: Sequence[Figure], over: Over, yesterday: int) -> Query:
    """The one query of figures that share fact and month column.

    Columns: the unit if asked for, the month, then numerator and rows of each figure.
    """
    fact, month = figures[0].fact, f"f.{quoted(figures[0].period_column)}"
    listed: list[str] = []
    params: list[Scalar] = []
    source, where, given = _rows(fact, month, over)
    keys = [*_unit(over), month]
    for figure in figures:
        whole = settled(figure.part("denominator"), yesterday)
        for sql, values in (_numerator(figure, whole, yesterday), _counted(whole)):
            listed.append(sql)
            params += values
    body = f"select {', '.join([*keys, *listed])} {source} where {where} group by {', '.join(keys)}"
    return Query(fact, body, (*params, *given), wide=bool(_unit(over)))


def folded(figures: Sequence[Figure], over: Over, yesterday: int, column: str) -> Query:
    """Percentiles and distinct counts of one column: its histogram by unit and month, folded to a line each.

    Columns as of `query`; the numerator is the value at the percentile, or how many values there are.
    """
    fact, month = figures[0].fact, f"f.{quoted(figures[0].period_column)}"
    source, where, given = _rows(fact, month, over)
    keys = [*_unit(over), month]
    names = [f"k{n}" for n in range(len(keys))]
    by = ", ".join(names)
    inner, sums, outer = [], [], []
    first: list[Scalar] = []
    last: list[Scalar] = []
    for n, figure in enumerate(figures):
        whole = And(settled(figure.part("denominator"), yesterday))
        if isinstance(figure.measure, Percentile):
            whole = And(*whole.parts, Not(IsNull(column)))
        sql, values = _counted(whole)
        inner.append(f"{sql} as n{n}")
        first += values
        if isinstance(figure.measure, Percentile):
            sums.append(f"sum(n{n}) over (partition by {by} order by v) as r{n}")
            sums.append(f"sum(n{n}) over (partition by {by}) as t{n}")
            outer.append(f"min(case when r{n} * 100 >= t{n} * ? then v end)")
            last.append(figure.measure.percent)
        else:
            outer.append(f"sum(case when v is not null and n{n} > 0 then 1 else 0 end)")
        outer.append(f"sum(n{n})")
    selected = ", ".join(f"{key} as {name}" for key, name in zip(keys, names, strict=True))
    groups = ", ".join([*keys, f"f.{quoted(column)}"])
    body = (
        f"select {by}, {', '.join(outer)} from (select {', '.join(['h.*', *sums])} from "  # noqa: S608
        f"(select {selected}, f.{quoted(column)} as v, {', '.join(inner)} {source} where {where} group by {groups}) h) g "
        f"group by {by}"
    )
    return Query(fact, body, (*last, *first, *given), wide=bool(_unit(over)))


def _unit(over: Over) -> list[str]:
    return ['f."unit_id"'] if over.leaf else ['c."ancestor_id"'] if over.fold else []


def _rows(fact: Fact, month: str, over: Over) -> tuple[str, str, tuple[Scalar, ...]]:
    """(from, where, parameters)."""
    source, where = 'from "fact" f', f"{month} between ? and ?"
    given: tuple[Scalar, ...] = (over.period.from_ym, over.period.to_ym)
    if over.fold:
        marks = ", ".join("?" * len(over.fold))
        source += (
            f' join {SPAN} c on c."unit_id" = f."unit_id" '
            f'and {month} between c."from_ym" and c."to_ym" and c."ancestor_id" in ({marks})'
        )
        given = (*over.fold, *given)
    if over.units is not None:
        marks = ", ".join("?" * len(over.units))
        where += f' and f."unit_id" in ({marks})' if over.units else " and 1 = 0"
        given = (*given, *over.units)
    if over.below is not None:
        where += (
            f' and exists (select 1 from {SPAN} s where s."unit_id" = f."unit_id" '  # noqa: S608
            f'and s."ancestor_id" = ? and {month} between s."from_ym" and s."to_ym")'
        )
        given = (*given, over.below)
    return source, where, given


def _counted(predicate: Predicate) -> tuple[str, tuple[Scalar, ...]]:
    sql, params = compiled(predicate)
    if not params and predicate == And():
        return "count(*)", ()
    return f"sum(case when {sql} then 1 else 0 end)", params


def _numerator(figure: Figure, whole: Predicate, yesterday: int) -> tuple[str, tuple[Scalar, ...]]:
    match figure.measure:
        case Ratio(part):
            return _counted(And(whole, settled(part, yesterday)))
        case Sum(column):
            sql, params = compiled(whole)
            return f"coalesce(sum(case when {sql} then f.{quoted(column)} end), 0)", params
        case _:
            return _counted(whole)


def _key(row: Sequence[Any], over: Over) -> tuple[Key, int]:
    """The key of a row and how many columns it took."""
    return ((int(row[0]), int(row[1])), 2) if over.leaf or over.fold else ((None, int(row[0])), 1)


def _values(
    figures: Sequence[Figure], over: Over, rows: Iterable[Sequence[Any]],
    found: dict[str, dict[Key, Value]],
) -> None:  # fmt: skip
    # Small counts repeat from cell to cell; each is divided, rounded and worded once.
    known: list[dict[tuple[int, int], Value]] = [{} for _ in figures]
    for row in rows:
        key, at = _key(row, over)
        for n, figure in enumerate(figures):
            count = int(row[at + 2 * n + 1] or 0)
            if not count:
                continue
            pair = (int(row[at + 2 * n] or 0), count)
            if (value := known[n].get(pair)) is None:
                made = ask._percentile if isinstance(figure.measure, Percentile) else ask._value
                value = known[n][pair] = made(figure, *pair)
            found[figure.id][key] = value


def added(figure: Figure, values: Iterable[Value]) -> Value:
    """Months (or units) of an additive figure or a ratio added up."""
    kept = list(values)
    if not isinstance(figure.measure, (Count, Sum, Ratio)):
        raise BadFigure(f"{figure.id}: {type(figure.measure).__name__} does not add up")
    return ask._value(figure, sum(v.numerator for v in kept), sum(v.rows for v in kept))


@dataclass(frozen=True)
class Course:
    """A figure over the months of a period, and for the period as a whole."""

    value: Value
    months: tuple[Value, ...]


def courses(
    figures: Sequence[Figure], period: Period, unit: Unit | None = None, *, months: bool = True
) -> Mapping[str, Course]:
    """Each figure's value with its months, in as few queries as can be. Stocks and changes show no months here."""
    found: dict[str, Course] = {}
    below = unit.pk if unit else None
    monthly = grid(flows(figures), Over(period, below))
    for figure in figures:
        if not figure.period_column:
            found[figure.id] = Course(ask.value(figure, period, unit), ())
            continue
        values = monthly[figure.id]
        nothing = ask._empty(figure)
        line = tuple(values.get((None, ym), nothing) for ym in period.months)
        add_up = isinstance(figure.measure, (Count, Sum, Ratio))
        value = added(figure, values.values()) if add_up else ask.value(figure, period, unit)
        found[figure.id] = Course(value, line if months else ())
    return found
