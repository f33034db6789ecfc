"""What the catalogue says on a day: materials, gaps of a guide, promises against the law, who may accept and decide."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.kernel.edition import kept
from yifa.kernel.organization.models import Unit
from yifa.work.services.models import ApprovalOffice, ServiceItem, ServicePoint
from yifa.work.services.models.words import ItemType, Joint, Online, PeriodUnit, Source

PUBLIC = "the catalogue is public"
LICENCE_DAYS, LICENCE_JOINT_DAYS = 20, 45
"""行政许可法第四十二条: the limits of one body and of joint handling, in working days, where no special law says less."""

_SOURCES = {str(label): str(value) for value, label in Source.choices}


@dataclass(frozen=True)
class Material:
    """One material of a guide: its name and where it comes from."""

    name: str
    source: str

    @property
    def source_title(self) -> str:
        return str(Source(self.source).label)


@dataclass(frozen=True)
class JointPart:
    """One certificate of a joint item and the unit that decides on it."""

    unit_code: str
    certificate: str


def split_line(line: str) -> list[str]:
    """The cells of a line written as 名称｜来源 (either bar)."""
    return [cell.strip() for cell in line.replace("|", "｜").split("｜")]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def codes_of(text: str) -> list[str]:
    """Codes separated by commas, spaces or lines."""
    for mark in "，、;；\n\t ":
        text = text.replace(mark, ",")
    return [code for code in (c.strip() for c in text.split(",")) if code]


def materials_in(text: str) -> list[Material]:
    """The materials of a guide, one a line. ValueError names a line whose source is unknown."""
    found = []
    for line in lines_of(text):
        name, *rest = split_line(line)
        source = rest[0] if rest and rest[0] else Source.APPLICANT.label
        if str(source) not in _SOURCES:
            known = "、".join(_SOURCES)
            raise ValueError(f"“{line}”的来源不认识，应为{known}之一")
        found.append(Material(name, _SOURCES[str(source)]))
    return found


def joint_parts_in(text: str) -> list[JointPart]:
    """The parts of a joint item, one a line: 单位代码｜证照名称. ValueError for a line of another shape."""
    found = []
    for line in lines_of(text):
        cells = split_line(line)
        if len(cells) != 2 or not all(cells):
            raise ValueError(f"“{line}”应写成：单位代码｜证照名称")
        found.append(JointPart(*cells))
    return found


def _fewest_days(amount: int, unit: str) -> int:
    """The fewest calendar days so many days can be: weekends fall outside working days."""
    if unit == PeriodUnit.MONTH:
        return amount * 28
    return amount + 2 * (max(amount - 1, 0) // 5) if unit == PeriodUnit.WORKING_DAY else amount


def _most_days(amount: int, unit: str) -> int:
    """The most calendar days so many days usually are, holidays left aside."""
    if unit == PeriodUnit.MONTH:
        return amount * 31
    return amount + 2 * ((amount + 4) // 5) if unit == PeriodUnit.WORKING_DAY else amount


def longer(promised: tuple[int, str], legal: tuple[int, str]) -> bool:
    """Whether a promise is surely longer than the law's limit; working days and days are compared by the calendar."""
    if promised[1] == legal[1]:
        return promised[0] > legal[0]
    return _fewest_days(*promised) > _most_days(*legal)


def legal_of(values: Mapping[str, Any]) -> tuple[int, str] | None:
    """The law's limit of an item: its own, or what the licensing law says for every licence."""
    amount: int | None = values.get("legal_amount")
    if amount is not None:
        return amount, values.get("legal_unit") or PeriodUnit.WORKING_DAY
    if values.get("item_type") == ItemType.LICENCE:
        days = LICENCE_JOINT_DAYS if values.get("joint") else LICENCE_DAYS
        return days, PeriodUnit.WORKING_DAY
    return None


def promised_of(item: ServiceItem) -> tuple[int, str] | None:
    """The promise as it is counted; an item done on the spot promises nothing to count."""
    if item.promised_amount is None or item.promised_amount == 0:
        return None
    return item.promised_amount, item.promised_unit or PeriodUnit.WORKING_DAY


_GUIDE = (
    ("kind", "办件类型"), ("legal_basis", "设定依据"), ("promised_amount", "承诺办结时限"),
    ("process_steps", "办理环节"), ("visits", "到场次数"), ("window", "办理窗口"), ("consult", "咨询方式"),
)  # fmt: skip


def gaps_of(values: dict[str, Any]) -> list[str]:
    """What a guide needs and the entry does not say."""
    found = [title for name, title in _GUIDE if values.get(name) in (None, "")]
    if values.get("on_the_spot") and "承诺办结时限" in found:
        found.remove("承诺办结时限")
    if not values.get("materials") and not values.get("no_materials"):
        found.append("申请材料")
    if legal_of(values) is None:
        found.append("法定办结时限")
    if values.get("cost_yuan") and not values.get("fee_basis"):
        found.append("收费依据")
    return found


def derived(values: dict[str, Any], day: date) -> dict[str, Any]:
    """The columns an entry of the catalogue makes of its own fields."""
    materials = materials_in(values.get("materials") or "")
    said = bool(materials) or bool(values.get("no_materials"))
    handed = sum(m.source == Source.APPLICANT for m in materials)
    online = values.get("online") in (Online.APPLY, Online.FULL)
    visits = values.get("visits")
    return {
        "materials_total": len(materials) if said else None,
        "materials_handed": handed if said else None,
        "zero_material": said and handed == 0,
        "one_visit": bool(online and values.get("one_door") and visits is not None and visits <= 1),
        "gaps": len(gaps_of(values)),
        "legal_unit": values.get("legal_unit") or ("working_day" if values.get("legal_amount") else ""),
        "promised_unit": values.get("promised_unit")
        or ("working_day" if values.get("promised_amount") else ""),
    }  # fmt: skip


def item_on(code: str, day: date) -> ServiceItem | None:
    """The version in force on a day; else the newest one there is, which then no longer (or not yet) stands."""

    def read() -> ServiceItem | None:
        rows = ServiceItem.objects.unscoped(PUBLIC).filter(key=code).select_related("unit")
        return rows.standing(day).first() or rows.order_by("-version").first()

    return kept((ServiceItem, Unit), ("item", code, day), read)


def stands(item: ServiceItem, day: date) -> bool:
    return item.valid_from <= day and (item.valid_to is None or day < item.valid_to)


def ended_words(item: ServiceItem) -> str:
    """Why an item no longer stands: the reason given when it was ended, from its journal."""
    from yifa.kernel.journal.models import JournalRow

    rows = JournalRow.objects.unscoped("why a public item ended")
    row = rows.filter(stream=f"service_item:{item.key}", step="end").order_by("-seq").first()
    reason = json.loads(row.payload or "{}").get("reason", "") if row else ""
    return f"已于 {item.valid_to} 取消" + (f"：{reason}" if reason else "")


def any_item_units(day: date) -> frozenset[int]:
    """Units with a window that takes every item (无差别受理)."""
    return _units_with_points(day, any_item=True)


def point_units(day: date) -> frozenset[int]:
    """Units with any service point on the day."""
    return _units_with_points(day)


def _units_with_points(day: date, **asked: bool) -> frozenset[int]:
    def read() -> frozenset[int]:
        rows = ServicePoint.objects.unscoped(PUBLIC).standing(day).filter(**asked)
        return frozenset(rows.values_list("unit_id", flat=True))

    return kept((ServicePoint,), ("points", day, *asked), read)


def may_accept(item: ServiceItem, unit: Unit, day: date) -> bool:
    """Whether a unit may take applications for an item: its own, one named to it, any at an undifferentiated window,
    and one open to the whole city or beyond at any service point."""
    if item.unit_id == unit.pk or unit.code in codes_of(item.accepting):
        return True
    if unit.pk in any_item_units(day):
        return True
    return (item.citywide or item.crossarea) and unit.pk in point_units(day)


def acceptable(unit: Unit, day: date) -> Any:
    """The items a unit may take applications for, as a queryset."""
    from django.db.models import Q

    rows = ServiceItem.objects.unscoped(PUBLIC).standing(day)
    if unit.pk in any_item_units(day):
        return rows
    wanted = Q(unit=unit) | Q(accepting__contains=unit.code)
    if unit.pk in point_units(day):
        wanted |= Q(citywide=True) | Q(crossarea=True)
    return rows.filter(wanted)


def seal_office(unit: Unit, item: ServiceItem, day: date) -> ApprovalOffice | None:
    """The unit's approval office if it was authorised to decide this item under its one seal."""
    rows = ApprovalOffice.objects.unscoped(PUBLIC).standing(day).filter(unit=unit)
    return next((r for r in rows if item.key in codes_of(r.items)), None)


def decides_here(item: ServiceItem, unit: Unit, day: date) -> bool:
    """Whether the accepting unit itself decides; else the case is sent to the unit whose item it is."""
    if item.joint:
        return False
    return item.unit_id == unit.pk or seal_office(unit, item, day) is not None


def parts_of(item: ServiceItem) -> list[JointPart]:
    """Where a case of the item goes: the parts of a joint item, else the one unit that decides."""
    if item.joint in (Joint.ONE_THING, Joint.PARALLEL):
        return joint_parts_in(item.joint_parts)
    return [JointPart(item.unit.code, item.name)]


def units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    return {u.code: u for u in Unit.objects.filter(code__in=list(codes), closed_on=None)}
