"""Who is in service: asked by every act that names counsel by the number of their engagement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.organization.models import FOREVER_YM, Unit, UnitSpan
from yifa.work.counsel.models import Counsel

LOCAL = "本地法律顾问管理制度"
SOURCES = ("counsel.engagement", "counsel.government_lawyer")
WHY = "a name is checked, no other unit's work is shown"


def found(number: str) -> Counsel | None:
    """The engagement or appointment with this number."""
    rows = Counsel.objects.unscoped(WHY).filter(
        matter__procedure__in=SOURCES, matter__is_void=False
    )
    row: Counsel | None = rows.filter(matter__number=number).select_related("matter__unit").first()
    return row


def serving(units: list[int], on: date) -> list[Counsel]:
    """Those in service for any of the units on a day."""
    rows = Counsel.objects.unscoped(WHY).filter(
        Q(served_to__isnull=True) | Q(served_to__gt=on), matter__unit_id__in=units, served_from__lte=on,
        matter__is_void=False,
    )  # fmt: skip
    return list(rows.select_related("matter__unit").order_by("matter__number"))


def above(unit: Unit) -> list[int]:
    """The unit and those above it today: whose pool it may ask."""
    spans = UnitSpan.objects.filter(unit=unit, to_ym=FOREVER_YM)
    return list(spans.values_list("ancestor_id", flat=True)) or [unit.pk]


def is_serving(row: Counsel, on: date) -> bool:
    return (
        row.served_from is not None
        and row.served_from <= on
        and (row.served_to is None or on < row.served_to)
    )


def _offer(units: list[int], on: date) -> str:
    names = "、".join(f"{c.matter.number}（{c.name}）" for c in serving(units, on)[:5])
    return (
        f"现在任的有：{names}"
        if names
        else "现无在任的法律顾问，请先办理遴选、签约，或者向共享法律顾问提出申请"
    )


def in_service(
    field: str = "engagement", *, pool: bool = False
) -> Callable[[Context], Missing | None]:
    """Check: the counsel named in `field` serves this unit (with `pool`: it or a unit above) on the day of the act."""

    def check(ctx: Context) -> Missing | None:
        number = ctx.data.get(field, "").strip()
        if not number:
            return None
        units = above(ctx.matter.unit) if pool else [ctx.matter.unit_id]
        row, offer = found(number), _offer(units, ctx.on)
        if row is None:
            return Missing(f"没有编号为 {number} 的法律顾问", LOCAL, offer)
        if row.matter.unit_id not in units:
            return Missing(
                f"{number} 由{row.matter.unit}聘任，不服务{ctx.matter.unit}", LOCAL, offer
            )
        if is_serving(row, ctx.on):
            return None
        if row.served_to and ctx.on >= row.served_to:
            return Missing(
                f"{number} 的聘期已于 {row.served_to} 终止，不能再接受委托",
                LOCAL,
                f"请先续聘。{offer}",
            )
        return Missing(f"{number} 在 {ctx.on} 尚未任职", LOCAL, offer)

    return check


def name_of(number: str) -> str:
    row = found(number.strip())
    return row.name if row else ""
