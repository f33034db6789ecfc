"""Items beside each other and years beside each other: what was promised, what it took, for one indicator at a time.

Days and visits are counted from the cases themselves; steps, cost and materials nobody counts case by case, so what they
really were is what an evaluation measured in the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yifa.kernel import moment
from yifa.kernel.figure import Period
from yifa.kernel.figure.ask import by, value
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.measure import Value
from yifa.kernel.figure.registry import all_figures
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.tree import descendants
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.work.business_environment.actual import DAYS, VISITS
from yifa.work.business_environment.catalogue import promised_on
from yifa.work.business_environment.comparison import WIDTH
from yifa.work.business_environment.models import Indicator, ItemIndicator
from yifa.work.business_environment.papers import plain

COUNTED = {Indicator.DAYS: DAYS, Indicator.VISITS: VISITS}
"""Indicators that the cases themselves tell, and by which figure."""
MOST = 40
"""Items on one page: those that take most."""


@dataclass(frozen=True)
class Bar:
    """One value as printed and as the length of its bar; the page's longest bar is `WIDTH`."""

    text: str
    width: float


@dataclass(frozen=True)
class Line:
    """One item: promised and actual, the year before and the year asked."""

    code: str
    name: str
    promised_before: Bar
    promised: Bar
    actual_before: Bar
    actual: Bar
    change: str
    better: bool

    @property
    def bars(self) -> tuple[tuple[str, Bar], ...]:
        return (("before", self.actual_before), ("after", self.actual), ("promise", self.promised))


@dataclass(frozen=True)
class Whole:
    """One year of everything at and below the unit."""

    year: int
    bar: Bar
    cases: int


def _figure(id_: str) -> Figure | None:
    return next((f for f in all_figures() if f.id == id_), None)


def _each(found: Value, indicator: str) -> Decimal | None:
    """A value for one case: the median of days as it is, of visits the mean."""
    if not found.rows:
        return None
    if indicator == Indicator.VISITS:
        return (Decimal(found.numerator) / found.rows).quantize(Decimal("0.1"))
    return found.shown


def _counted(indicator: str, year: int, unit: Unit) -> dict[str, Decimal]:
    figure = _figure(COUNTED[Indicator(indicator)])
    if figure is None:
        return {}
    rows = by(figure, "item_code", Period.year(year), unit)
    known = ((str(r.key), _each(r.value, indicator)) for r in rows if r.key)
    return {code: took for code, took in known if took is not None}


def _evaluated(actor: Actor, indicator: str, year: int) -> dict[str, Decimal]:
    """What evaluations measured in a year, the later measurement first."""
    rows = visible_to(actor, ItemIndicator).filter(indicator=indicator, matter__is_void=False)
    found: dict[str, Decimal] = {}
    for row in rows.select_related("matter__evaluation").order_by("pk"):
        d = row.matter.evaluation
        for on, took in ((d.first_on, row.actual_before), (d.again_on, row.actual_after)):
            if on and on.year == year and took is not None:
                found[d.item_code] = took
    return found


def actual(actor: Actor, indicator: str, year: int, unit: Unit) -> dict[str, Decimal]:
    """Item code → what it really took in a year."""
    if indicator in COUNTED:
        return _counted(indicator, year, unit)
    return _evaluated(actor, indicator, year)


def _day_of(year: int) -> date:
    """The day by which a year is read: its last, or today while it runs."""
    return min(date(year, 12, 31), moment.today())


def lines(actor: Actor, indicator: str, year: int, unit: Unit) -> list[Line]:
    """The items at and below the unit with a value in one of the two years, those that take most first."""
    now, then = (actual(actor, indicator, y, unit) for y in (year, year - 1))
    below = [u.pk for u in descendants(unit)]
    items = promised_on(_day_of(year), below, [*now, *then])
    before = {i.code: i.promised for i in promised_on(_day_of(year - 1), below, [*now, *then])}
    rows = []
    for item in items:
        old = before.get(item.code, {}).get(indicator)
        four = (old, item.promised.get(indicator), then.get(item.code), now.get(item.code))
        if any(v is not None for v in four):
            rows.append((item, four))
    rows.sort(key=lambda r: (-(r[1][3] or r[1][1] or Decimal(0)), r[0].code))
    rows = rows[:MOST]
    longest = max((v for _, four in rows for v in four if v is not None), default=Decimal(1))
    return [_line(i.code, i.name, four, longest or Decimal(1)) for i, four in rows]


def _bar(number: Decimal | None, longest: Decimal) -> Bar:
    width = 0.0 if number is None else round(float(number / longest) * WIDTH, 1)
    return Bar(plain(number), width)


def _line(code: str, name: str, four: tuple[Decimal | None, ...], longest: Decimal) -> Line:
    bars = [_bar(v, longest) for v in four]
    # What was measured is compared where both years have it, else what was promised.
    old, new = (four[2], four[3]) if None not in four[2:] else (four[0], four[1])
    change, better = "", False
    if old is not None and new is not None and old != new:
        change, better = f"{'减少' if new < old else '增加'} {plain(abs(old - new))}", new < old
    elif old is not None and new is not None:
        change = "未变"
    return Line(code, name, bars[0], bars[1], bars[2], bars[3], change, better)


def wholes(indicator: str, last: int, unit: Unit, count: int = 4) -> list[Whole]:
    """Everything at and below the unit, one bar a year; nothing for indicators that cases do not tell."""
    figure = _figure(COUNTED[Indicator(indicator)]) if indicator in COUNTED else None
    if figure is None:
        return []
    found = {
        year: value(figure, Period.year(year), unit) for year in range(last - count + 1, last + 1)
    }
    known = {y: (_each(v, indicator), v.rows) for y, v in found.items()}
    longest = max((t for t, _ in known.values() if t is not None), default=None) or Decimal(1)
    return [Whole(y, _bar(t, longest), n) for y, (t, n) in known.items() if t is not None]
