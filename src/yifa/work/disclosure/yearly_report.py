"""The official yearly disclosure report of a unit and all below it, computed from records (国办公开办函〔2021〕30号).

Nothing here is typed in but the numbers of part 2 whose records another system keeps; those carry their source.
A request belongs to the tree as it stood in the month of its receipt, so openings and carry-overs always match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q

from yifa.kernel.matter.models import PartyKind
from yifa.kernel.organization.models import FOREVER_YM, Unit, UnitSpan
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.work.disclosure.models import (
    DisclosureRequest,
    Publication,
    Remedy,
    RemedyKind,
    RemedyResult,
    YearCount,
)
from yifa.work.disclosure.outcomes import OUTCOMES, Group

CLASSES: tuple[str, ...] = tuple(PartyKind.values)
RESULTS = (RemedyResult.UPHELD, RemedyResult.CORRECTED, RemedyResult.OTHER, RemedyResult.PENDING)


@dataclass(frozen=True)
class Line:
    """One row of part 3: a count for each of the six applicant classes."""

    code: str
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Check:
    """One cross-check, with both sides and where they were read."""

    title: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True)
class Told:
    """A number of part 2 with its sources; None where no record of it is here."""

    value: Decimal | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearlyReport:
    """Parts 2, 3 and 4 of one unit and year, with what they must agree on."""

    unit: Unit
    year: int
    published: int
    told: dict[str, Told]
    new: Line
    opening: Line
    outcomes: dict[str, Line]
    total: Line
    carried: Line
    remedies: dict[tuple[str, str], int]
    checks: tuple[Check, ...]

    def group(self, group: Group) -> Line:
        """A whole group of outcomes, as the format before 2021 shows 其他处理."""
        parts = [self.outcomes[o.code] for o in OUTCOMES if o.group == group]
        return _sum(str(group), group.label, parts)

    def remedy_total(self, kind: str) -> int:
        return sum(self.remedies[kind, r] for r in RESULTS)


def covers(actor: Actor, unit: Unit) -> bool:
    """Whether the actor reads everything at and below the unit: half a report would be a wrong one."""
    if actor.is_system:
        return True
    below = UnitSpan.objects.filter(ancestor=unit, to_ym=FOREVER_YM).values_list(
        "unit_id", flat=True
    )
    return {unit.pk, *below} <= actor.units("disclosure")


def build(actor: Actor, unit: Unit, year: int) -> YearlyReport:
    """The tables of a year from the rows the actor may read."""
    flows = _flows(_below(visible_to(actor, DisclosureRequest), unit), year)
    before = _flows(_below(visible_to(actor, DisclosureRequest), unit), year - 1)
    outcomes = {o.code: _line(o.code, o.label, flows, ("done", o.code)) for o in OUTCOMES}
    total = _sum("total", "总计", outcomes.values())
    new = _line("new", "本年新收政府信息公开申请数量", flows, ("new", ""))
    opening = _line("opening", "上年结转政府信息公开申请数量", flows, ("opening", ""))
    carried = _line("carried", "结转下年度继续办理", flows, ("carried", ""))
    last = _line("carried", "", before, ("carried", ""))
    published = visible_to(actor, Publication).filter(
        published_ym__gte=year * 100, published_ym__lte=year * 100 + 12, affair="government"
    )
    return YearlyReport(
        unit=unit, year=year, published=_below(published, unit, "published_ym").count(),
        told=_told(actor, unit, year), new=new, opening=opening, outcomes=outcomes, total=total, carried=carried,
        remedies=_remedies(actor, unit, year), checks=tuple(_checks(new, opening, total, carried, last)),
    )  # fmt: skip


def _below(rows: ScopedQuerySet, unit: Unit, month: str = "matter__received_ym") -> ScopedQuerySet:
    """Rows of matters whose unit stood at or below `unit` in the row's month."""
    spans = {"matter__unit__spans__ancestor": unit}
    within = Q(matter__unit__spans__from_ym__lte=F(month)) & Q(
        matter__unit__spans__to_ym__gte=F(month)
    )
    return rows.filter(within, matter__is_void=False, **spans)


def _flows(rows: ScopedQuerySet, year: int) -> Counter[tuple[str, str, str]]:
    """How many requests by (flow, outcome, class): new, opening, done, carried; from one grouped query."""
    first, last = year * 100 + 1, year * 100 + 12
    found: Counter[tuple[str, str, str]] = Counter()
    grouped = (
        rows.exclude(matter__state="submitted")
        .filter(matter__received_ym__lte=last)
        .filter(Q(matter__closed_ym__isnull=True) | Q(matter__closed_ym__gte=first))
        .values_list("applicant_class", "outcome", "matter__received_ym", "matter__closed_ym")
        .annotate(n=Count("pk"))
    )
    for kind, outcome, received, closed, n in grouped:
        found["new" if received >= first else "opening", "", kind] += n
        if closed is not None and closed <= last:
            found["done", outcome, kind] += n
        else:
            found["carried", "", kind] += n
    return found


def _line(
    code: str, label: str, flows: Counter[tuple[str, str, str]], key: tuple[str, str]
) -> Line:
    return Line(code, label, tuple(flows[(*key, kind)] for kind in CLASSES))


def _sum(code: str, label: str, lines: Iterable[Line]) -> Line:
    columns = zip(*(line.counts for line in lines), strict=True)
    return Line(code, label, tuple(sum(column) for column in columns))


def _checks(new: Line, opening: Line, total: Line, carried: Line, last: Line) -> Iterable[Check]:
    for n, kind in enumerate(CLASSES):
        name = PartyKind(kind).label
        yield Check(
            f"{name}：一＋二＝三（七）＋四",
            new.counts[n] + opening.counts[n],
            total.counts[n] + carried.counts[n],
        )
    yield Check(
        "总计：一＋二＝三（七）＋四", new.total + opening.total, total.total + carried.total
    )
    for n, kind in enumerate(CLASSES):
        name = PartyKind(kind).label
        yield Check(
            f"{name}：上年度“结转下年度”＝本年度“上年结转”", last.counts[n], opening.counts[n]
        )


def _told(actor: Actor, unit: Unit, year: int) -> dict[str, Told]:
    found: dict[str, Told] = {}
    below = UnitSpan.objects.filter(ancestor=unit, to_ym=FOREVER_YM).values("unit_id")
    rows = (
        visible_to(actor, YearCount.objects.standing())
        .filter(year=year, unit__in=below)
        .select_related("unit")
    )
    for row in rows.order_by("unit__code"):
        known = found.get(row.item, Told(Decimal(0)))
        found[row.item] = Told(
            (known.value or Decimal(0)) + row.value, (*known.sources, f"{row.unit}：{row.source}")
        )
    return found


def _remedies(actor: Actor, unit: Unit, year: int) -> dict[tuple[str, str], int]:
    """Cases ended in the year by result, and those pending at its end."""
    first, last = year * 100 + 1, year * 100 + 12
    found: dict[tuple[str, str], int] = {(k, r): 0 for k in RemedyKind.values for r in RESULTS}
    rows = _below(visible_to(actor, Remedy).filter(filed_ym__lte=last), unit)
    for kind, result, decided in rows.values_list("kind", "result", "decided_ym"):
        if decided is None or decided > last:
            found[kind, RemedyResult.PENDING] += 1
        elif decided >= first:
            found[kind, result] += 1
    return found


def units_of(actor: Actor) -> list[Unit]:
    """Units whose whole report the actor may read."""
    units = Unit.objects.filter(pk__in=actor.units("disclosure")).order_by("code")
    return [unit for unit in units if covers(actor, unit)]
