"""One dated version of a time limit, threshold or yearly date, and the words it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

PERIOD_UNITS = frozenset({"working_day", "day", "month", "year", "hour"})
UNITS = PERIOD_UNITS | {"annual_date", "yuan", "person", "percent", "count"}
BOUNDS = frozenset({"max", "min", "exact", "threshold", "annual_by", "within_before"})
KINDS = frozenset(
    [
        "statutory",
        "judicial_interpretation",
        "departmental_rule",
        "policy",
        "party_rule",
        "local_default",
    ]
)
MODES = frozenset({"additional", "total_max", "discretionary", "from_obstacle_removed"})
UNIT_ZH: Mapping[str, str] = {
    "working_day": "个工作日",
    "day": "日",
    "month": "个月",
    "year": "年",
    "hour": "小时",
    "yuan": "元",
    "person": "人",
    "percent": "%",
    "count": "次",
}


OTHERS = frozenset(
    [
        "第三方",
        "被征求意见机关",
        "当事人",
        "对方当事人",
        "双方当事人（共同）",
        "申请人",
        "申请人、利害关系人",
        "复议申请人等",
        "公民、法人或者其他组织",
        "原告",
        "赔偿请求人",
        "信访人",
        "被许可人",
        "人民法院",
    ]
)
"""Those a limit may bind who are not the office that keeps the clock."""


@dataclass(frozen=True, slots=True)
class Extension:
    """How the law lets a limit be extended.

    additional: `value` more, on top of the original limit, at most `times` times.
    total_max: at most `value` in all. discretionary: the deciding body names the number.
    from_obstacle_removed: `value` counted anew from the day the obstacle is gone.
    """

    mode: str
    unit: str
    value: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """One dated version of a time limit, threshold or yearly date.

    `value` is in `unit`; for annual_date it is the month and day, and `date_inclusive` says whether
    that day itself is still in time. `direction` "before" counts back from an event. A placeholder
    is a number nobody read in a text: it may remind, it must never judge.
    """

    id: str
    title_zh: str
    mechanism: str
    kind: str
    law: str
    article: str
    value: int | tuple[int, int]
    unit: str
    bound: str
    effective_from: date
    effective_to: date | None
    effective_basis: str
    status: str
    verified: bool
    source_type: str
    unit_label: str = ""
    date_inclusive: bool = True
    direction: str = "after"
    counting: str = ""
    suspendable: bool = False
    trigger: str = ""
    extension: Extension | None = None
    placeholder: bool = False
    in_force_confirmed: bool | None = None
    actor: str = ""
    local_unit: str | None = None
    agreed: bool = False
    """Its number stands in each matter (a promised limit); the one here is only the shape."""

    @property
    def citation(self) -> str:
        """Law and article, for a reader."""
        return f"{self.law}{self.article}"

    @property
    def is_period(self) -> bool:
        """Whether it runs from (or back from) a day, and so has a due date."""
        return self.unit in PERIOD_UNITS and self.bound != "threshold"

    @property
    def is_yearly(self) -> bool:
        """Whether it is a date that comes back every year."""
        return self.unit == "annual_date"

    @property
    def binds_others(self) -> bool:
        """Whether it binds somebody the office waits for (a party, a third party, a court): its passing lets the office
        go on, and makes nobody in the office late."""
        return self.actor in OTHERS

    @property
    def judgeable(self) -> bool:
        """Whether lateness may be judged by it."""
        return not self.placeholder

    @property
    def amount_zh(self) -> str:
        """The number with its unit, as a reader says it: 20个工作日, 3月1日之前, 3000元."""
        if self.agreed:
            return "按本事项登记的天数"
        if isinstance(self.value, tuple):
            month, day = self.value
            return f"每年{month}月{day}日" + ("以前（含当日）" if self.date_inclusive else "之前")
        if self.unit_label and self.unit not in PERIOD_UNITS:
            return f"{self.value}{self.unit_label}"
        return f"{self.value}{UNIT_ZH[self.unit]}"
