"""Rules between figures: what must add up, declared beside the figures and checked for a unit and a period.

    register_rules(Rule(
        id="disclosure.request.flow", title="收到与结转等于办结与结转", room="disclosure",
        left=(Term("disclosure.request.received"), Term("disclosure.request.carried", at="before")),
        right=(Term("disclosure.request.concluded"), Term("disclosure.request.carried")),
    ))

A broken rule names the records that break it: those that weigh differently on its two sides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from yifa.kernel.figure import ask
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.frozen import closed, closed_at, frozen_value, line_of
from yifa.kernel.figure.marks import Marks, marks_of, unpacked
from yifa.kernel.figure.measure import Count, Ratio, Sum, Value
from yifa.kernel.figure.models import Freeze, FrozenFigure
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Scalar
from yifa.kernel.figure.registry import figure_of
from yifa.kernel.organization.models import Unit

Relation = Literal["=", "<="]


class BadRule(ValueError):
    """A rule names a figure, part or column that is not there."""


@dataclass(frozen=True)
class Term:
    """One figure on a side of a rule.

    `at`: the rule's period, the one `before` (a stock: the opening), or the same a `year_before`. `over` adds up the
    known codes of a column: less than the whole where a record has an unknown code or none. `frozen` takes the value
    signed off when that period was closed; while it is open the rule is not judged.
    """

    figure: str
    at: Literal["period", "before", "year_before"] = "period"
    part: Literal["numerator", "denominator"] = "numerator"
    slice: tuple[tuple[str, Scalar], ...] = ()
    over: str = ""
    frozen: bool = False

    def period(self, period: Period) -> Period:
        if self.at == "before":
            return period.before()
        return period.year_before() if self.at == "year_before" else period


@dataclass(frozen=True)
class Rule:
    """Both sides add up their terms; `left` must equal `right` or not exceed it."""

    id: str
    title: str
    room: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    relation: Relation = "="
    cite: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.left, *self.right)


@dataclass(frozen=True)
class Side:
    """A term with what it came to; None where its period is not closed."""

    term: Term
    figure: Figure
    period: Period
    value: int | None


@dataclass(frozen=True)
class Checked:
    """A rule as it stands for a unit and a period."""

    rule: Rule
    left: tuple[Side, ...]
    right: tuple[Side, ...]

    @property
    def totals(self) -> tuple[int, int] | None:
        """The two sides, None where one cannot be known yet."""
        sides = [[s.value for s in side] for side in (self.left, self.right)]
        if any(v is None for side in sides for v in side):
            return None
        first, second = (sum(v for v in side if v is not None) for side in sides)
        return first, second

    @property
    def holds(self) -> bool | None:
        """None: not judged."""
        if self.totals is None:
            return None
        left, right = self.totals
        return left == right if self.rule.relation == "=" else left <= right

    @property
    def said(self) -> str:
        """The rule in numbers: 收到 130 + 结转 3 = 办结 131 + 结转 2."""
        word = "=" if self.rule.relation == "=" else "≤"
        return f"{_joined(self.left)} {word} {_joined(self.right)}"


def _joined(side: tuple[Side, ...]) -> str:
    return " + ".join(f"{_named(s)} {'—' if s.value is None else s.value}" for s in side)


def _named(side: Side) -> str:
    """The figure as its term means it: 上期收到, 收到的各部分, 公布的收到."""
    term = side.term
    when = {"period": "", "before": "上期", "year_before": "上年同期"}[term.at]
    made = f"{when}{side.figure.title}"
    codes = "、".join(side.figure.fact.label(c, v) for c, v in term.slice)
    if codes:
        made += f"（{codes}）"
    if term.over:
        made += f"（{side.figure.fact.column(term.over).title}各类之和）"
    return f"{made}（已公布）" if term.frozen else made


def evaluate(rule: Rule, unit: Unit, period: Period) -> Checked:
    """Both sides of a rule."""
    left, right = (tuple(_side(t, unit, period) for t in side) for side in (rule.left, rule.right))
    return Checked(rule, left, right)


def _side(term: Term, unit: Unit, period: Period) -> Side:
    when = term.period(period)
    figure = figure_of(term.figure, when)
    if term.frozen:
        line = _frozen(term, figure, unit, when)
        value = None if line is None else _integer(term, frozen_value(line, dict(term.slice)))
    elif term.over:
        known = set(figure.fact.labels_of(term.over))
        rows = ask.by(figure, term.over, when, unit, slice=dict(term.slice))
        value = sum(_integer(term, r.value) or 0 for r in rows if r.key in known)
    else:
        value = _integer(term, ask.value(figure, when, unit, slice=dict(term.slice)))
    return Side(term, figure, when, value)


def _integer(term: Term, value: Value) -> int | None:
    return value.numerator if term.part == "numerator" else value.denominator


def _frozen(term: Term, figure: Figure, unit: Unit, when: Period) -> FrozenFigure | None:
    freeze: Freeze | None = (
        closed_at(unit, when.to_ym) if figure.stock else closed(unit, when, final=True)
    )
    return line_of(freeze, term.figure) if freeze else None


def breakers(rule: Rule, unit: Unit, period: Period) -> dict[int, tuple[int, int]]:
    """Row id → what the row weighs on the left and on the right, for the rows that break the rule.

    Of "=": rows that weigh differently; of "<=": rows that weigh more on the left. Empty for a rule whose figures
    speak of different kinds of rows.
    """
    if not comparable(rule):
        return {}
    sides = []
    for side in (rule.left, rule.right):
        weight: Counter[int] = Counter()
        for term in side:
            for row, weighs in _weights(term, unit, period).items():
                weight[row] += weighs
        sides.append(weight)
    left, right = sides
    found = {row: (left[row], right[row]) for row in {*left, *right} if left[row] != right[row]}
    if rule.relation == "=":
        return found
    return {row: (a, b) for row, (a, b) in found.items() if a > b}


def comparable(rule: Rule) -> bool:
    """Whether both sides are made of the same kind of rows, each adding its own integer."""
    figures = [figure_of(t.figure) for t in rule.terms]
    return len({f.fact.model for f in figures}) == 1 and all(
        isinstance(f.measure, (Count, Sum, Ratio)) for f in figures
    )


def _weights(term: Term, unit: Unit, period: Period) -> dict[int, int]:
    when = term.period(period)
    figure = figure_of(term.figure, when)
    if term.frozen:
        line = _frozen(term, figure, unit, when)
        marks = unpacked(line.marks) if line else Marks((), {})
    else:
        marks = marks_of(figure, when, unit)
    marks = marks.sliced(dict(term.slice)) if term.slice else marks
    if term.over:
        at, known = marks.columns.index(term.over) + 1, set(figure.fact.labels_of(term.over))
        marks = Marks(marks.columns, {i: r for i, r in marks.rows.items() if r[at] in known})
    if term.part == "denominator":
        return dict.fromkeys(marks.rows, 1)
    return {i: int(r[0] or 0) for i, r in marks.rows.items()}


_rules: dict[str, Rule] = {}


def register_rules(*rules: Rule) -> None:
    """Check and add rules; rooms do this when their app is ready, after their figures. Raises `BadRule`."""
    for rule in rules:
        _check(rule)
        if _rules.setdefault(rule.id, rule) != rule:
            raise BadRule(f"{rule.id}：两条核对规则的编号相同")


def _check(rule: Rule) -> None:
    for term in rule.terms:
        try:
            figure = figure_of(term.figure)
        except KeyError as unknown:
            raise BadRule(f"{rule.id}：{unknown}") from unknown
        if term.part == "denominator" and not figure.is_ratio:
            raise BadRule(f"{rule.id}：{term.figure} 没有分母")
        columns = [c for c, _ in term.slice] + ([term.over] if term.over else [])
        for column in columns:
            if column not in figure.disaggregations:
                raise BadRule(f"{rule.id}：{term.figure} 不允许按 {column} 细分")
        if term.over and not figure.additive and not figure.is_ratio:
            raise BadRule(f"{rule.id}：{term.figure} 的各部分不能相加")


def all_rules(room: str = "") -> list[Rule]:
    """The rules of a room, or of all, as registered."""
    return [r for r in _rules.values() if not room or r.room == room]


def rule_of(rule_id: str) -> Rule | None:
    return _rules.get(rule_id)
