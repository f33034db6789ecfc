"""Many figures in one pass: every month, and perhaps every unit, of all figures that speak of one fact.

A dashboard or a report asks dozens of figures of the same rows. Those that are counted by the same month column
travel in one query, each as a condition of its own. Percentiles of one column travel together over its ranks or its
histogram, which the database folds, so that a line comes back and not every value. Answers are those of `ask`, one by
one. See docs/adr/0036-passes.md.
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
from yifa.kernel.figure.figure import EVERY, BadFigure, Figure
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
"""Figures a query; each takes up to two columns."""
FEW = 16
"""Codes a column may have to be a key of its own at no cost worth saving."""

Company = tuple[str, str, str, Predicate]
"""Fact, month column, how it is counted, and for what it cannot share: the column or the rows."""

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
    groups: dict[Company, list[Figure]] = {}
    keyed: dict[tuple[str, str], str] = {}
    for figure in figures:
        if not figure.period_column:
            raise BadFigure(f"{figure.id}: stocks and changes are not counted by month")
        groups.setdefault(_company(figure, over, yesterday, keyed), []).append(figure)
    found: dict[str, dict[Key, Value]] = {f.id: {} for f in figures}
    for (_, _, how, _), members in groups.items():
        for at in range(0, len(members), CHUNK):
            part = members[at : at + CHUNK]
            made = {"": together, HISTOGRAM: histogram, RANKED: ranked}[how](part, over, yesterday)
            _values(part, over, asked.run(made.query), made.cells, found)
    return found


HISTOGRAM, RANKED = "histogram", "ranked"


def _company(
    figure: Figure, over: Over, yesterday: int, keyed: dict[tuple[str, str], str]
) -> Company:
    """Which figures travel in one query with this one.

    What adds up travels together, a maximum too, and one column of few known codes, which becomes a key (`keyed`).
    Other values make a histogram; where units are lines too, it hardly gathers rows any more: there rows are ranked,
    one population a query.
    """
    fact, column, measure = figure.fact, figure.period_column, figure.measure
    if isinstance(measure, Distinct):
        few = 0 < len(fact.labels_of(measure.column)) <= FEW
        if few and keyed.setdefault((fact.id, column), measure.column) == measure.column:
            return fact.id, column, "", EVERY
        return fact.id, column, HISTOGRAM, IsNull(measure.column)
    if isinstance(measure, Percentile) and measure.percent < 100:
        if _unit(over):
            return fact.id, column, RANKED, _population(figure, yesterday)
        return fact.id, column, HISTOGRAM, IsNull(measure.column)
    return fact.id, column, "", EVERY


def _population(figure: Figure, yesterday: int) -> Predicate:
    """The rows among which a percentile is found."""
    assert isinstance(figure.measure, Percentile)
    whole = settled(figure.part("denominator"), yesterday)
    return And(whole, Not(IsNull(figure.measure.column)))


@dataclass(frozen=True)
class Made:
    """A query and, for each figure, which of its columns after the keys hold numerator and rows."""

    query: Query
    cells: tuple[tuple[int, int], ...]


class _Cells:
    """Conditional aggregates, each written once however many figures need it."""

    def __init__(self) -> None:
        self.sql: list[str] = []
        self.params: list[Scalar] = []
        self._at: dict[tuple[str, tuple[Scalar, ...]], int] = {}

    def add(self, sql: str, params: tuple[Scalar, ...]) -> int:
        if (sql, params) not in self._at:
            self._at[sql, params] = len(self.sql)
            self.sql.append(sql)
            self.params += params
        return self._at[sql, params]


def together(figures: Sequence[Figure], over: Over, yesterday: int) -> Made:
    """Counts, sums, ratios and maxima in one pass: the unit if asked for, the month, then the cells.

    Distinct counts of one column of few codes come along: the column is one more key, folded afterwards.
    """
    fact, month = figures[0].fact, f"f.{quoted(figures[0].period_column)}"
    source, where, given = _rows(fact, month, over)
    keys = [*_unit(over), month]
    by = {f.measure.column for f in figures if isinstance(f.measure, Distinct)}
    cells, places = _Cells(), []
    for figure in figures:
        whole = settled(figure.part("denominator"), yesterday)
        if isinstance(figure.measure, Percentile):
            whole = _population(figure, yesterday)
        rows = cells.add(*_counted(whole))
        places.append((cells.add(*_numerator(figure, whole, yesterday)), rows))
    if not by:
        body = f"select {', '.join([*keys, *cells.sql])} {source} where {where} group by {', '.join(keys)}"
        query = Query(fact, body, (*cells.params, *given), wide=bool(_unit(over)))
        return Made(query, tuple(places))
    names = [f"k{n}" for n in range(len(keys))]
    value = f"f.{quoted(by.pop())}"
    inner = [f"{key} as {name}" for key, name in zip(keys, names, strict=True)]
    inner += [f"{value} as v", *(f"{sql} as a{n}" for n, sql in enumerate(cells.sql))]
    # One line a code, so how many lines have rows is how many codes there are.
    outer = [
        f"max(a{n})" if sql.startswith("max(") else f"sum(a{n})" for n, sql in enumerate(cells.sql)
    ]
    for n, figure in enumerate(figures):
        if isinstance(figure.measure, Distinct):
            rows = places[n][1]
            outer.append(f"sum(case when v is not null and a{rows} > 0 then 1 else 0 end)")
            places[n] = (len(outer) - 1, rows)
    body = (
        f"select {', '.join([*names, *outer])} from (select {', '.join(inner)} {source} where {where} "  # noqa: S608
        f"group by {', '.join([*keys, value])}) h group by {', '.join(names)}"
    )
    query = Query(fact, body, (*cells.params, *given), wide=bool(_unit(over)))
    return Made(query, tuple(places))


def histogram(figures: Sequence[Figure], over: Over, yesterday: int) -> Made:
    """Percentiles and distinct counts of one column: its histogram by unit and month, folded to a line each."""
    fact, month = figures[0].fact, f"f.{quoted(figures[0].period_column)}"
    measure = figures[0].measure
    assert isinstance(measure, (Percentile, Distinct))
    column = measure.column
    source, where, given = _rows(fact, month, over)
    keys = [*_unit(over), month]
    names = [f"k{n}" for n in range(len(keys))]
    by = ", ".join(names)
    inner, sums, outer = [], [], []
    first: list[Scalar] = []
    last: list[Scalar] = []
    for n, figure in enumerate(figures):
        whole: Predicate = settled(figure.part("denominator"), yesterday)
        if isinstance(figure.measure, Percentile):
            whole = _population(figure, yesterday)
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
    query = Query(fact, body, (*last, *first, *given), wide=bool(_unit(over)))
    return Made(query, tuple((2 * n, 2 * n + 1) for n in range(len(figures))))


def ranked(figures: Sequence[Figure], over: Over, yesterday: int) -> Made:
    """Percentiles of one column among the same rows: each row with its rank in its unit and month, folded to a line."""
    fact, month = figures[0].fact, f"f.{quoted(figures[0].period_column)}"
    measure = figures[0].measure
    assert isinstance(measure, Percentile)
    source, where, given = _rows(fact, month, over)
    among, values = compiled(_population(figures[0], yesterday))
    keys = [*_unit(over), month]
    names = [f"k{n}" for n in range(len(keys))]
    by = ", ".join(names)
    selected = ", ".join(f"{key} as {name}" for key, name in zip(keys, names, strict=True))
    window = ", ".join(keys)
    value = f"f.{quoted(measure.column)}"
    percents = [f.measure.percent for f in figures if isinstance(f.measure, Percentile)]
    outer = ["max(t)", *("min(case when r * 100 >= t * ? then v end)" for _ in percents)]
    body = (
        f"select {by}, {', '.join(outer)} from (select {selected}, {value} as v, "  # noqa: S608
        f"row_number() over (partition by {window} order by {value}) as r, count(*) over (partition by {window}) as t "
        f"{source} where {where} and {among}) g group by {by}"
    )
    query = Query(fact, body, (*percents, *given, *values), wide=bool(_unit(over)))
    return Made(query, tuple((n + 1, 0) for n in range(len(figures))))


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
        case Percentile(column):
            sql, params = compiled(whole)
            return f"max(case when {sql} then f.{quoted(column)} end)", params
        case _:
            return _counted(whole)


def _key(row: Sequence[Any], over: Over) -> tuple[Key, int]:
    """The key of a row and how many columns it took."""
    return ((int(row[0]), int(row[1])), 2) if over.leaf or over.fold else ((None, int(row[0])), 1)


def _values(
    figures: Sequence[Figure], over: Over, rows: Iterable[Sequence[Any]], cells: Sequence[tuple[int, int]],
    found: dict[str, dict[Key, Value]],
) -> None:  # fmt: skip
    # Small counts repeat from cell to cell; each is divided, rounded and worded once.
    known: list[dict[tuple[int, int], Value]] = [{} for _ in figures]
    for row in rows:
        key, at = _key(row, over)
        for n, figure in enumerate(figures):
            numerator, rows_at = cells[n]
            count = int(row[at + rows_at] or 0)
            if not count:
                continue
            pair = (int(row[at + numerator] or 0), count)
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
