"""What an extension adds, and when the law refuses one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from yifa.law.errors import BadInput, ExtensionRefused
from yifa.law.limit import UNIT_ZH, Extension, Limit

Grant: TypeAlias = int | date | None
Extensions: TypeAlias = int | Sequence[Grant]
"""A number of full statutory extensions, or what each grant gave: a number in the limit's unit,
None for all the law allows, or (from_obstacle_removed) the day the obstacle was gone."""


@dataclass(frozen=True, slots=True)
class Extended:
    """`added` in the limit's unit; `restart` = (day, amount) when the period runs anew."""

    added: int = 0
    times: int = 0
    restart: tuple[date, int] | None = None


def extend(limit: Limit, value: int, extensions: Extensions) -> Extended:
    """Apply the grants to a limit of `value`. Raises ExtensionRefused, BadInput."""
    grants = _grants(extensions)
    if not grants:
        return Extended()
    rule = limit.extension
    if rule is None:
        raise ExtensionRefused(f"{limit.citation}没有规定“{limit.title_zh}”可以延长。")
    if rule.mode != "discretionary" and len(grants) > rule.times:
        raise ExtensionRefused(
            f"{limit.citation}最多延长 {rule.times} 次，现要延长 {len(grants)} 次。"
        )
    if rule.mode == "from_obstacle_removed":
        removed = grants[0]
        if not isinstance(removed, date):
            raise ExtensionRefused("这一延长从障碍消除起另算，请给出障碍消除的日期。")
        return Extended(times=1, restart=(removed, rule.value or 0))
    added = sum(_amount(limit, rule, value, grant) for grant in grants)
    if rule.mode == "total_max" and value + added > (rule.value or 0):
        raise ExtensionRefused(
            f"{limit.citation}延长后总共不得超过 {rule.value}{UNIT_ZH[rule.unit]}。"
        )
    return Extended(added=added, times=len(grants))


def _grants(extensions: Extensions) -> list[Grant]:
    if not isinstance(extensions, int):
        return list(extensions)
    if extensions < 0:
        raise BadInput(f"延长次数不能是 {extensions}。")
    return [None] * extensions


def _amount(limit: Limit, rule: Extension, value: int, grant: Grant) -> int:
    unit = UNIT_ZH[rule.unit]
    if isinstance(grant, date):
        raise BadInput(f"“{limit.title_zh}”的延长按数量计，不按日期，请给出延长的数量。")
    if grant is None:
        if rule.value is None:
            raise ExtensionRefused(
                f"{limit.citation}没有给出延长多少，由机关酌定，请写明数量（{unit}）。"
            )
        return rule.value - value if rule.mode == "total_max" else rule.value
    if grant <= 0:
        raise BadInput(f"延长的数量应为正数，现为 {grant}。")
    if rule.mode == "additional" and rule.value is not None and grant > rule.value:
        raise ExtensionRefused(f"{limit.citation}每次最多延长 {rule.value}{unit}，现为 {grant}。")
    return grant
