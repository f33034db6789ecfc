"""Evaluating an item: targets, first measurement, optimisation, second measurement.

Less is better in every indicator. What the catalogue promises and what the cases took is read from the records; only
what no record holds is asked for.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter.context import Context, Work
from yifa.kernel.matter.models import Relation
from yifa.work.business_environment.actual import actual_days
from yifa.work.business_environment.catalogue import item_on
from yifa.work.business_environment.models import Indicator, ItemIndicator
from yifa.work.business_environment.reform_acts import linked_matter, ym

WHICH = ("promised", "actual")


def target(ctx: Context) -> None:
    data = ctx.data
    item = item_on(data["item_code"], ctx.on)
    if item is None:
        raise InvalidData(
            {"item_code": ["事项目录中没有这一编码，或者当日已经取消"]}, {"item_code": "事项编码"}
        )
    d = ctx.detail
    d.item_code, d.item_name = item.code, item.name
    ctx.matter.title = f"{item.name}：营商环境评价"
    for code in Indicator.values:
        if data[f"target_{code}"] is not None:
            ctx.add(ItemIndicator(indicator=code, target=data[f"target_{code}"]))
            d.indicators += 1


def when(work: Work) -> str:
    """Which measurement comes next."""
    return "after" if work.detail.first_on else "before"


def known(work: Work, on: date) -> dict[tuple[str, str], Decimal]:
    """What the records say of the item on a day, by indicator and which ("promised", "actual")."""
    d = work.detail
    item = item_on(d.item_code, on)
    found = {(code, "promised"): value for code, value in (item.promised if item else {}).items()}
    since = d.first_on if d.first_on else date(on.year - 1, on.month, 1)
    took = actual_days(d.item_code, work.matter.unit, since, on)
    if took is not None:
        found[(str(Indicator.DAYS), "actual")] = took
    return found


def unknown(work: Work) -> list[tuple[str, str]]:
    """What must be asked for today: indicators under evaluation of which no record says the value."""
    from yifa.kernel import moment

    held = known(work, moment.today())
    rows: list[ItemIndicator] = work.rows(ItemIndicator)
    return [(r.indicator, w) for r in rows for w in WHICH if (r.indicator, w) not in held]


def measured(ctx: Context) -> Missing | None:
    """At least the promised or the actual value of every indicator under evaluation."""
    held = known(ctx.work, ctx.on)
    rows: list[ItemIndicator] = ctx.rows(ItemIndicator)
    for row in rows:
        given = [ctx.data.get(f"{w}_{row.indicator}") for w in WHICH]
        if all(v is None for v in given) and not any((row.indicator, w) in held for w in WHICH):
            return Missing(
                f"“{Indicator(row.indicator).label}”没有数值", remedy="请填写承诺或者实际的数值"
            )
    return None


def measure(ctx: Context) -> None:
    d, which_time = ctx.detail, when(ctx.work)
    held = known(ctx.work, ctx.on)
    rows: list[ItemIndicator] = ctx.rows(ItemIndicator)
    for row in rows:
        for which in WHICH:
            value = ctx.data.get(f"{which}_{row.indicator}")
            if value is None:
                value = held.get((row.indicator, which))
            setattr(row, f"{which}_{which_time}", value)
        ctx.add(row)
    if which_time == "before":
        d.first_on = ctx.on
        return
    d.again_on, d.again_ym = ctx.on, ym(ctx.on)
    d.met = sum(reached(r) for r in rows)
    ctx.matter.outcome = "met" if d.met == d.indicators else "unmet"


def reached(row: ItemIndicator) -> bool:
    """Whether the second measurement meets the target: by the actual value, by the promise where nothing was measured."""
    value = row.actual_after if row.actual_after is not None else row.promised_after
    return value is not None and value <= row.target


def optimise(ctx: Context) -> None:
    ctx.detail.measures = ctx.data["measures"]
    if number := ctx.data["reform"]:
        other = linked_matter(ctx, number, "business_environment.reform", "reform")
        ctx.detail.reform = number
        ctx.add(Relation(source=ctx.matter, target=other, kind="改革措施"))
    if number := ctx.data["streamlining"]:
        other = linked_matter(ctx, number, "business_environment.streamlining")
        ctx.add(Relation(source=ctx.matter, target=other, kind="优化措施"))
