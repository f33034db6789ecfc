"""Local values: what a province, a district or an office fixes where the law leaves it to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn

from yifa.law.errors import LawDataError, StatutoryLimit
from yifa.law.limit import PERIOD_UNITS, Limit

TABLE = "本地期限表"
_LOCAL_COUNTING = {
    "working_day": "explicit_working_day",
    "day": "civil_code_art201_203",
    "month": "civil_code_art201_203",
    "year": "civil_code_art201_203",
    "hour": "civil_code_art201_hours",
}


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """A local value for a `local_default` limit.

    `source` is the document and article that fixes it. `unit_code` "" speaks for the whole
    district; a unit's own row goes before it. `unit` None keeps the unit of the national entry.
    """

    id: str
    value: int
    effective_from: date
    source: str
    effective_to: date | None = None
    unit: str | None = None
    unit_code: str = ""


def localised(versions: Sequence[Limit], row: LocalLimit) -> Limit:
    """The local version of a limit whose shipped `versions` are given, oldest first.

    Raises StatutoryLimit, LawDataError.
    """

    def refuse(field: str, problem: str, remedy: str) -> NoReturn:
        raise LawDataError(TABLE, row.id, field, problem, remedy)

    # a local rule may be older than the shipped example it replaces
    started = [v for v in versions if v.effective_from <= row.effective_from]
    shipped = started[-1] if started else versions[0]
    if shipped.kind != "local_default":
        raise StatutoryLimit(row.id, shipped.kind)
    if isinstance(shipped.value, tuple):
        refuse("value", "是每年固定日期，不能改成天数", "请在年度任务里另设内部日期")
    if type(row.value) is not int or row.value < 0:
        refuse("value", f"应为不小于 0 的整数，现为 {row.value!r}", "请改成整数")
    if not row.source.strip():
        refuse("source", "是空的", "请写明本地文件名和条款")
    if row.effective_to is not None and row.effective_to < row.effective_from:
        refuse("effective_to", f"早于起始日 {row.effective_from}", "请核对两个日期")
    unit = row.unit or shipped.unit
    if unit != shipped.unit and not {unit, shipped.unit} <= PERIOD_UNITS:
        refuse("unit", f"不能由 {shipped.unit} 改成 {unit}", "期限只能换成另一种期限单位")
    changed = unit != shipped.unit
    if (changed or shipped.placeholder) and unit in PERIOD_UNITS and shipped.is_period:
        counting = _LOCAL_COUNTING[unit]
    else:
        counting = shipped.counting
    return replace(
        shipped,
        value=row.value,
        unit=unit,
        counting=counting,
        extension=None if changed else shipped.extension,
        law=row.source,
        article="",
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        effective_basis="source_text",
        status="in_force",
        verified=True,
        placeholder=False,
        in_force_confirmed=None,
        source_type="local",
        local_unit=row.unit_code,
    )
