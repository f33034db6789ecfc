"""The one emitter: a question about a fact as one tiny ANSI SQL text, the same bytes for every engine.

No date functions, no division, no literals: integers in, integers out. Units fold by the tree of their day: a row
belongs to an ancestor if its unit stood below it in the month the row counts in. Names are checked when declared
(`quoted`), values are always parameters: that is why text may be put together here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from yifa.kernel import moment
from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.figure import BadFigure, Figure
from yifa.kernel.figure.measure import Change, Distinct, Percentile, Ratio, Sum
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import (
    And,
    Between,
    Eq,
    IsNull,
    Le,
    Not,
    Or,
    Predicate,
    Scalar,
    compiled,
    quoted,
    settled,
)
from yifa.kernel.organization.models import UnitSpan

Part = Literal["numerator", "denominator"]
SPAN = quoted(UnitSpan._meta.db_table)


@dataclass(frozen=True)
class Query:
    """A body over the table `fact`, with `?` for each parameter. An engine puts its fact before it."""

    fact: Fact
    body: str
    params: tuple[Scalar, ...]
    wide: bool = False
    """Groups so many rows that sorting and hashing want memory."""

    @property
    def sql(self) -> str:
        """The whole text over the tables of record."""
        return f'with "fact" as ({self.fact.select}) {self.body}'


@dataclass(frozen=True)
class Whole:
    """Which rows: a part of a figure in a period, below a unit (None: everywhere), in a slice."""

    figure: Figure
    period: Period
    unit_id: int | None = None
    slice: tuple[tuple[str, Scalar | None], ...] = ()
    yesterday: int = 0

    def month(self) -> tuple[str, tuple[int, ...]]:
        """The month in which a row counts, for the tree of its day."""
        if self.figure.stock:
            return "?", (self.period.to_ym,)
        return f"f.{quoted(self.figure.period_column)}", ()

    def predicate(self, part: Part) -> Predicate:
        """Everything but the unit."""
        rows = settled(self.figure.part(part), self.yesterday)
        parts = [rows, self._when(), *map(_sliced, self.slice)]
        if isinstance(self.figure.measure, Percentile):
            parts.append(Not(IsNull(self.figure.measure.column)))
        return And(*parts)

    def _when(self) -> Predicate:
        stock, period = self.figure.stock, self.period
        if stock is None:
            return Between(self.figure.period_column, period.from_ym, period.to_ym)
        is_date = self.figure.fact.column(stock.from_column).kind == "date"
        at = period.last_day if is_date else period.to_ym
        gone = Or(IsNull(stock.to_column), Not(Le(stock.to_column, at)))
        return And(Le(stock.from_column, at), gone)

    def where(self, part: Part) -> tuple[str, tuple[Scalar, ...]]:
        sql, params = compiled(self.predicate(part))
        if self.unit_id is None:
            return sql, params
        month, at = self.month()
        below = (
            f'exists (select 1 from {SPAN} s where s."unit_id" = f."unit_id" '  # noqa: S608
            f'and s."ancestor_id" = ? and {month} between s."from_ym" and s."to_ym")'
        )
        return f"{sql} and {below}", (*params, self.unit_id, *at)


def _sliced(item: tuple[str, Scalar | None]) -> Predicate:
    column, value = item
    return IsNull(column) if value is None else Eq(column, value)


def whole(
    figure: Figure,
    period: Period,
    unit_id: int | None = None,
    slice: Mapping[str, Scalar | None] | None = None,
    today: date | None = None,
) -> Whole:
    """Refuses a slice that the figure does not allow. `today` decides which limits have passed."""
    chosen = tuple(sorted((slice or {}).items()))
    for column, _ in chosen:
        if column not in figure.disaggregations:
            raise BadFigure(f"{figure.id} 不允许按 {column} 细分")
    return Whole(figure, period, unit_id, chosen, day_before(today or moment.today()))


def day_before(today: date) -> int:
    """The last day that is over (yyyymmdd).

    >>> day_before(date(2026, 3, 1))
    20260228
    """
    return int(f"{today - timedelta(days=1):%Y%m%d}")


def measured(asked: Whole, by: str = "", children: Sequence[int] = ()) -> Query:
    """The integers of a figure: one row, or one per value of `by`.

    Columns: the key if `by`, then for a percentile value and count (a histogram), else numerator and rows.
    `by="unit"` gives one row per unit of `children`, and the unit asked about for its own rows.
    """
    figure = asked.figure
    if isinstance(figure.measure, Change):
        raise BadFigure(f"{figure.id}: a change is asked of what it compares")
    numerator, first = _numerator(figure, asked.yesterday)
    where, params = asked.where("denominator")
    source, key = 'from "fact" f', ""
    if by == "unit":
        key = 'c."ancestor_id"'
        month, at = asked.month()
        source += (
            f' join {SPAN} c on c."unit_id" = f."unit_id" '
            f'and {month} between c."from_ym" and c."to_ym"'
        )
        marks = ", ".join("?" * len(children))
        chosen = f'c."ancestor_id" in ({marks})' if children else "1 = 0"
        if asked.unit_id is not None:
            own = 'c."ancestor_id" = ? and c."depth" = 0'
            where, params = f"({chosen} or {own}) and {where}", (*children, asked.unit_id, *params)
        else:
            where, params = f"{chosen} and {where}", (*children, *params)
        params = (*at, *params)
    elif by:
        key = f"f.{quoted(by)}"
    keys = [key] if key else []
    if isinstance(figure.measure, Percentile):
        keys.append(f"f.{quoted(figure.measure.column)}")
        listed = [*keys, "count(*)"]
    else:
        listed = [*keys, numerator, "count(*)"]
    body = f"select {', '.join(listed)} {source} where {where}"
    if keys:
        body += f" group by {', '.join(keys)}"
    return Query(figure.fact, body, (*first, *params))


def _numerator(figure: Figure, yesterday: int) -> tuple[str, tuple[Scalar, ...]]:
    match figure.measure:
        case Ratio(predicate):
            sql, params = compiled(settled(predicate, yesterday))
            return f"coalesce(sum(case when {sql} then 1 else 0 end), 0)", params
        case Sum(column):
            return f"coalesce(sum(f.{quoted(column)}), 0)", ()
        case Distinct(column):
            return f"count(distinct f.{quoted(column)})", ()
        case _:
            return "count(*)", ()


def row_ids(asked: Whole, part: Part) -> Query:
    """The ids of the rows a part of the figure was made of."""
    where, params = asked.where(part)
    body = f'select f.{quoted(asked.figure.fact.row_id)} from "fact" f where {where}'  # noqa: S608
    return Query(asked.figure.fact, body, params)


def weighed(asked: Whole, columns: Sequence[str]) -> Query:
    """The rows of a figure's denominator one by one: id, what the row adds to the figure, and chosen columns.

    A count's rows weigh 1, a ratio's 1 in the numerator and else 0; of other measures it is the measured column.
    """
    figure = asked.figure
    weight, first = _weight(figure, asked.yesterday)
    where, params = asked.where("denominator")
    listed = [f"f.{quoted(figure.fact.row_id)}", weight, *(f"f.{quoted(c)}" for c in columns)]
    body = f'select {", ".join(listed)} from "fact" f where {where}'  # noqa: S608
    return Query(figure.fact, body, (*first, *params))


def _weight(figure: Figure, yesterday: int) -> tuple[str, tuple[Scalar, ...]]:
    match figure.measure:
        case Ratio(predicate):
            sql, params = compiled(settled(predicate, yesterday))
            return f"case when {sql} then 1 else 0 end", params
        case Sum(column) | Distinct(column) | Percentile(column):
            return f"f.{quoted(column)}", ()
        case _:
            return "1", ()


def exported(fact: Fact) -> Query:
    """The whole fact, columns in declared order: what Parquet holds."""
    listed = ", ".join(f"f.{quoted(name)}" for name in fact.resolved)
    return Query(fact, f'select {listed} from "fact" f', ())  # noqa: S608
