"""A baseline measure by measure: what was published, what the unit's ledgers say, last year, and the peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median

from yifa.account.check.arith.compare import same_class, shown
from yifa.account.check.baseline.models import ReportBaseline
from yifa.account.check.baseline.table import by_measure
from yifa.account.check.grammar.compare_words import value_words
from yifa.account.check.grammar.quantity import Kind, Quantity
from yifa.account.check.measures import Measure, measures
from yifa.kernel.figure import Figure, Period, UnknownFigure, ask, figure_of
from yifa.kernel.figure.measure import Value
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to


class Agreement(StrEnum):
    """How the published number stands to the ledgers."""

    SAME = "same"
    OTHER = "other"
    EMPTY = "empty"
    NONE = "none"


AGREEMENT_ZH = {
    Agreement.SAME: "一致", Agreement.OTHER: "不同", Agreement.EMPTY: "台账没有记录", Agreement.NONE: "没有台账",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One measure. `peers` is the median of other units' reports of the year, `peer_count` how many state it."""

    measure: Measure
    published: Quantity
    figure: Figure | None
    ledger: Value | None
    agreement: Agreement
    last: Quantity | None
    moved: str
    peers: str
    peer_count: int

    @property
    def said(self) -> str:
        """The agreement in words."""
        return AGREEMENT_ZH[self.agreement]

    @property
    def words(self) -> str:
        """The published value in words."""
        return value_words(self.published)

    @property
    def last_words(self) -> str:
        """Last year's value in words; empty where it was not stated."""
        return value_words(self.last) if self.last is not None else ""


def kept(actor: Actor) -> ScopedQuerySet:
    """The current baselines that a person may see."""
    return visible_to(actor, ReportBaseline).filter(valid_to__isnull=True)


def lines(actor: Actor, baseline: ReportBaseline) -> list[Line]:
    """A line for every measure the report states, in the order of the catalogue."""
    mine = by_measure(baseline.figures)
    rows = kept(actor)
    before = rows.filter(unit=baseline.unit, year=baseline.year - 1).first()
    last = by_measure(before.figures) if before is not None else {}
    others = [
        by_measure(b.figures) for b in rows.filter(year=baseline.year).exclude(unit=baseline.unit)
    ]
    return [
        _line(actor, baseline, measure, mine[measure.id], last.get(measure.id), others)
        for measure in measures()
        if measure.id in mine
    ]


def _line(
    actor: Actor,
    baseline: ReportBaseline,
    measure: Measure,
    published: Quantity,
    last: Quantity | None,
    others: Sequence[dict[str, Quantity]],
) -> Line:
    figure = _figure(measure, baseline.year)
    ledger = None
    if figure is not None and ask.may_see(actor, figure, baseline.unit):
        ledger = ask.value(figure, Period.year(baseline.year), baseline.unit)
    told = [o[measure.id].value for o in others if measure.id in o]
    return Line(
        measure, published, figure, ledger, agreement(published, ledger), last, _moved(published, last),
        f"{shown(median(told))} {published.unit}" if told else "", len(told),
    )  # fmt: skip


def _figure(measure: Measure, year: int) -> Figure | None:
    """The registered figure a measure is bound to; none where its room is not installed."""
    if not measure.figure:
        return None
    try:
        return figure_of(measure.figure, Period.year(year))
    except UnknownFigure:
        return None


def agreement(published: Quantity, ledger: Value | None) -> Agreement:
    """Whether the ledger's value is one that the published words allow: exact, rounded to their places, or about."""
    if ledger is None:
        return Agreement.NONE
    if ledger.shown is None or (not ledger.rows and published.value):
        return Agreement.EMPTY
    low, high = published.interval()
    if published.kind == Kind.PERCENT and published.exact:
        value = ledger.shown.quantize(published.step, ROUND_HALF_UP)
        return Agreement.SAME if value == published.value else Agreement.OTHER
    return Agreement.SAME if low <= ledger.shown <= high else Agreement.OTHER


def _moved(now: Quantity, last: Quantity | None) -> str:
    """The change against last year: points of a rate, percent of a count; empty where both are not exact."""
    if last is None or not (now.exact and last.exact) or not same_class(now, last):
        return ""
    difference = now.value - last.value
    if not difference:
        return "持平"
    sign = "增 " if difference > 0 else "减 "
    if now.kind == Kind.PERCENT:
        return f"{sign}{shown(abs(difference))} 个百分点"
    if not last.value:
        return f"{sign}{shown(abs(difference))}"
    share = (abs(difference) * 100 / last.value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{sign}{shown(abs(difference))}（{shown(share)}%）"
