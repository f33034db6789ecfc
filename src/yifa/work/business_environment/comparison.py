"""Items before and after each reform: what was promised, what it really took, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yifa.kernel.entry.register import register_of
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.work.business_environment.actual import actual_days
from yifa.work.business_environment.catalogue import REGISTER, promised_by
from yifa.work.business_environment.forms import AMOUNT_TITLES, AMOUNTS
from yifa.work.business_environment.models import Indicator, ItemIndicator, Streamlining
from yifa.work.business_environment.papers import plain

WIDTH = 100
"""Length of the longest bar, in SVG units."""


@dataclass(frozen=True)
class Pair:
    """One number before and after; `before_width` and `after_width` are lengths of bars, the longer one `WIDTH`."""

    title: str
    before: str
    after: str
    before_width: float
    after_width: float
    change: str
    better: bool


@dataclass(frozen=True)
class Compared:
    """One item with what changed; `matter_id` opens the record the numbers stand in."""

    name: str
    code: str
    how: str
    on: date | None
    matter_id: int
    number: str
    pairs: tuple[Pair, ...]


def pair(title: str, before: Decimal | None, after: Decimal | None) -> Pair | None:
    """The pair of bars; None when nothing was measured on one of the sides."""
    if before is None or after is None:
        return None
    longest = max(before, after) or Decimal(1)
    fall = before - after
    if fall == 0:
        change = "未变"
    elif before:
        change = f"{'减少' if fall > 0 else '增加'} {plain(abs(fall))}（{abs(fall) * 100 / before:.0f}%）"
    else:
        change = f"增加 {plain(abs(fall))}"
    return Pair(
        title, plain(before), plain(after), round(float(before / longest) * WIDTH, 1),
        round(float(after / longest) * WIDTH, 1), change, fall > 0,
    )  # fmt: skip


def evaluated(actor: Actor, year: int) -> list[Compared]:
    """Items measured again in a year."""
    rows = visible_to(actor, ItemIndicator).filter(
        matter__evaluation__again_ym__range=(year * 100 + 1, year * 100 + 12), matter__is_void=False
    )
    groups: dict[int, list[ItemIndicator]] = {}
    for row in rows.select_related("matter__evaluation").order_by(
        "-matter__evaluation__again_on", "pk"
    ):
        groups.setdefault(row.matter_id, []).append(row)
    return [_evaluated(members) for members in groups.values()]


def _evaluated(members: list[ItemIndicator]) -> Compared:
    matter = members[0].matter
    d = matter.evaluation
    found = []
    for r in members:
        title = str(Indicator(r.indicator).label)
        found += [
            pair(f"{title} · 承诺", r.promised_before, r.promised_after),
            pair(f"{title} · 实际", r.actual_before, r.actual_after),
        ]
    return Compared(
        d.item_name, d.item_code, d.measures, d.again_on, matter.pk, matter.number, tuple(p for p in found if p)
    )  # fmt: skip


def streamlined(actor: Actor, year: int) -> list[Compared]:
    """Items whose streamlining was published in a year."""
    rows = visible_to(actor, Streamlining).filter(
        published_ym__range=(year * 100 + 1, year * 100 + 12), matter__is_void=False
    )
    found = []
    for d in rows.select_related("matter").order_by("-published_on", "pk"):
        pairs = []
        for name in AMOUNTS:
            values = [getattr(d, f"{name}_{w}") for w in ("before", "after")]
            numbers = [
                None if v is None else Decimal(v) / (100 if name == "cost" else 1) for v in values
            ]
            pairs.append(pair(AMOUNT_TITLES[name], numbers[0], numbers[1]))
        found.append(
            Compared(
                d.item_name, d.item_code, d.measure or d.get_kind_display(), d.published_on, d.matter_id,
                d.matter.number, tuple(p for p in pairs if p),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Version:
    """One version of an item in the catalogue."""

    since: date
    until: date | None
    promised: tuple[str, ...]


@dataclass(frozen=True)
class ItemYear:
    """What an item's cases of one year took, as a bar."""

    year: int
    days: str
    width: float


def versions(code: str) -> list[Version]:
    """The item's versions in the catalogue, oldest first, with what each promised."""
    rows = register_of(REGISTER).model.objects.unscoped("the catalogue is everybody's")
    found = []
    for row in rows.filter(key=code).order_by("valid_from", "pk"):
        promised = promised_by(row)
        values = [plain(promised.get(indicator)) for indicator in Indicator.values]
        found.append(Version(row.valid_from, row.valid_to, tuple(values)))
    return found


def years(code: str, unit: Unit, last: int, count: int = 4) -> list[ItemYear]:
    """The median days of the item's cases in each of the last years; years without cases are left out."""
    took = {
        year: actual_days(code, unit, date(year, 1, 1), date(year, 12, 31))
        for year in range(last - count + 1, last + 1)
    }
    known = {year: days for year, days in took.items() if days is not None}
    longest = max(known.values(), default=Decimal(1)) or Decimal(1)
    return [
        ItemYear(year, plain(days), round(float(days / longest) * WIDTH, 1))
        for year, days in known.items()
    ]
