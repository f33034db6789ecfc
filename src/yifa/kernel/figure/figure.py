"""Figures: named questions. A declaration says everything; it is checked when it is registered."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from yifa.kernel.figure.fact import BadFact, Fact, Resolved
from yifa.kernel.figure.measure import (
    Change,
    Count,
    Distinct,
    Measure,
    Percentile,
    Ratio,
    StockAt,
    Sum,
)
from yifa.kernel.figure.predicate import (
    And,
    Between,
    Eq,
    Ge,
    In,
    IsNull,
    Le,
    Leaf,
    NotIn,
    Passed,
    Predicate,
    contradiction,
    leaves,
)

EVERY = And()
COUNT = Count()
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class BadFigure(ValueError):
    """A figure contradicts itself or its fact."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure.

    Flow: `period_column` (a yyyymm column). Stock: `stock`. `where` is the whole the figure speaks of; for a ratio
    that is the denominator. `disaggregations` are the fact's columns by which it may be split (units and months
    always). `definition` says in plain words what is counted; `cite` the article or rule; `source` the kind of
    record. A later version has the same id and a later `since`.
    """

    id: str
    title: str
    fact: Fact
    measure: Measure = COUNT
    period_column: str = ""
    stock: StockAt | None = None
    where: Predicate = EVERY
    unit_word: str = "件"
    decimals: int = 0
    disaggregations: tuple[str, ...] = ()
    definition: str = ""
    cite: str = ""
    source: str = ""
    since: date = date.min
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.source:
            object.__setattr__(self, "source", f"{self.fact.title}台账")

    @property
    def room(self) -> str:
        return self.fact.room

    @property
    def is_ratio(self) -> bool:
        return isinstance(self.measure, Ratio)

    @property
    def additive(self) -> bool:
        """Whether the parts of a disaggregation add up to the whole."""
        return isinstance(self.measure, (Count, Sum))

    @property
    def timeless(self) -> bool:
        """Whether the answer changes with the records alone, and not because a day goes by."""
        base = self.base()
        found = (*leaves(base.part("denominator")), *leaves(base.part("numerator")))
        return not any(isinstance(leaf, Passed) for leaf in found)

    def base(self) -> Figure:
        """The figure that is asked of the fact: itself, or what a change compares."""
        return self.measure.of.base() if isinstance(self.measure, Change) else self

    def part(self, name: str) -> Predicate:
        """The rows of a part: "numerator" or "denominator" (the same but for a ratio)."""
        if isinstance(self.measure, Ratio) and name == "numerator":
            return And(self.where, self.measure.numerator)
        return self.where

    def digest(self) -> str:
        """The definition's hash: what a frozen value was made by."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        said = {
            "id": self.id, "fact": self.fact.select, "measure": _plain(self.measure),
            "period": self.period_column, "stock": _plain(self.stock), "where": _plain(self.where),
            "decimals": self.decimals, "unit_word": self.unit_word, "since": str(self.since),
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(thing: Any) -> Any:
    if thing is None:
        return None
    if isinstance(thing, Change):
        return {"Change": thing.of.digest(), "against": thing.against, "rate": thing.rate}
    if isinstance(thing, Ratio):
        return {"Ratio": _plain(thing.numerator)}
    if hasattr(thing, "parts"):
        return {type(thing).__name__: [_plain(p) for p in thing.parts]}
    if hasattr(thing, "part"):
        return {type(thing).__name__: _plain(thing.part)}
    return {type(thing).__name__: asdict(thing)}


def check(figure: Figure) -> None:
    """Raise `BadFigure` where the declaration contradicts itself or its fact."""
    if not _ID.fullmatch(figure.id):
        raise BadFigure(f"指标编号须为 业务.名称 的形式：{figure.id}")
    try:
        _check(figure)
    except BadFact as bad:
        raise BadFigure(f"{figure.id}：{bad}") from bad


def _check(figure: Figure) -> None:
    def refuse(why: str) -> None:
        raise BadFigure(f"{figure.id}：{why}")

    if not figure.definition:
        refuse("缺少定义文字")
    if figure.until and figure.until < figure.since:
        refuse("版本止期早于起期")
    fact, measure = figure.fact, figure.measure
    if others := fact.mismatched():
        refuse(f"程序不属于业务 {fact.room}：{'、'.join(others)}")
    if isinstance(measure, Change):
        if (
            figure.where != EVERY
            or figure.period_column
            or figure.stock
            or fact is not measure.of.fact
        ):
            refuse("比较指标只引用被比较的指标，不另设条件、期间或者事实表")
        if measure.rate != (figure.unit_word == "%"):
            refuse("增长率的单位是 %，增减量的单位与被比较的指标相同")
        return check(measure.of)
    if bool(figure.period_column) == bool(figure.stock):
        refuse("期间列（流量）和存量二者须有且只有一个")
    if figure.period_column and fact.column(figure.period_column).kind != "ym":
        refuse(f"期间列须为月份：{figure.period_column}")
    if figure.stock:
        kinds = {fact.column(c).kind for c in (figure.stock.from_column, figure.stock.to_column)}
        if kinds not in ({"date"}, {"ym"}):
            refuse("存量的起止列须同为日期或者同为月份")
    for name in figure.disaggregations:
        fact.column(name)
    for part in ("numerator", "denominator"):
        for leaf in leaves(figure.part(part)):
            _fits(figure, leaf, fact.column(leaf.column))
        if why := contradiction(figure.part(part)):
            refuse(f"条件自相矛盾，{why}")
    if isinstance(measure, Ratio):
        if measure.numerator == EVERY:
            refuse("分子与分母相同，比率恒为 1")
    elif figure.unit_word == "%":
        refuse("只有比率的单位才是 %")
    if isinstance(measure, (Sum, Percentile)) and fact.column(measure.column).kind != "int":
        refuse(f"{measure.column} 不是整数列，不能求和或者排位")
    if isinstance(measure, Distinct):
        fact.column(measure.column)
    return None


def _fits(figure: Figure, leaf: Leaf, column: Resolved) -> None:
    """A comparison must be of the column's own kind, and name only codes that the column knows."""
    values: tuple[Any, ...]
    match leaf:
        case IsNull():
            return
        case Passed():
            if column.kind != "date":
                raise BadFigure(f"{figure.id}：只有日期列才能判断是否已过：{column.name}")
            return
        case In(_, found) | NotIn(_, found):
            values = found
        case Between(_, low, high):
            values = (low, high)
        case Eq(_, value) | Ge(_, value) | Le(_, value):
            values = (value,)
    text = column.kind == "text"
    if text and isinstance(leaf, (Between, Ge, Le)):
        raise BadFigure(f"{figure.id}：文字列不能比较大小：{column.name}")
    known = figure.fact.labels_of(column.name)
    for value in values:
        if isinstance(value, bool) or not isinstance(value, str if text else int):
            raise BadFigure(f"{figure.id}：{column.name} 的值类型不符：{value!r}")
        if text and known and value != "" and value not in known:
            raise BadFigure(f"{figure.id}：{column.name} 没有这个代码：{value}")
