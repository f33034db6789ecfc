"""Raw records of seed years: contracts reviewed, opinion by opinion. Only acts are loaded, never totals.

A loader takes the actor, the district's unit and the units that submit, and sends acts through the write door as
history; the year's figures are computed from them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor

NAMES = (
    ("工业园区标准厂房建设", "project"), ("招商引资投资", "investment"), ("国有土地使用权出让", "land"), ("房屋征收补偿", "expropriation"),
    ("污水处理特许经营", "franchise"), ("信息系统采购", "procurement"), ("战略合作框架", "framework"), ("物业服务采购", "procurement"),
)  # fmt: skip
ADVICE = (
    "明确违约责任的计算方式",
    "补充争议解决条款",
    "核实相对方的授权委托手续",
    "付款节点与验收挂钩",
)


def working_day(day: date) -> date:
    """The day itself or the next working day."""
    calendar = office_calendar()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def contract(unit: Unit, n: int, day: date, party: str, *, again: bool = False) -> Iterator[Call]:
    """One contract from hand-in to filing; `again`: not fit to sign at first, revised and reviewed a second time."""
    name, kind = NAMES[n % len(NAMES)]
    opening = Opening("contracts.contract", unit)
    days = iter([working_day(day + timedelta(days=step)) for step in range(0, 60, 3)])
    advice = [ADVICE[(n + k) % len(ADVICE)] for k in range(1 + n % 3)]
    submitted = {
        "name": f"{name}合同（第{n + 1}号）", "party": party, "kind": kind, "counterparty": f"相对方企业{n + 1}",
        "amount": f"{(n + 1) * 120_000}.00", "has_text": True, "has_basis": True, "has_standing": True,
        "has_own_review": True,
    }  # fmt: skip
    yield Call(opening, "submit", submitted, on=next(days))
    rounds = 2 if again else 1
    for turn in range(1, rounds + 1):
        last = turn == rounds
        told = {
            "basis": "主体、权限、程序、内容逐项审查",
            "conclusion": "after_changes" if last else "disagree",
        }
        yield Call(opening, "accept", {}, on=next(days))
        yield Call(opening, "opinion", told | {"suggestions": "\n".join(advice)}, on=next(days))
        codes = [f"{turn}-{k}" for k in range(1, len(advice) + 1)]
        yield Call(opening, "adopt", {"suggestions": codes, "verdict": "adopted"}, on=next(days))
        step = "revise" if last else "resubmit"
        yield Call(opening, step, {"changes": "按审查意见修改相关条款"}, on=next(days))
    yield Call(opening, "sign", {"contract_number": f"合同{day.year}-{n + 1:03d}"}, on=next(days))
    yield Call(opening, "file", {"filing_number": f"备{day.year}-{n + 1:03d}"}, on=next(days))


def spread(year: int, n: int, count: int, last_month: int = 9) -> date:
    """The n-th of `count` days spread evenly from January to the end of `last_month`."""
    span = (date(year, last_month, 28) - date(year, 1, 4)).days
    return date(year, 1, 4) + timedelta(days=n * span // max(count, 1))


def load_2019(actor: Actor, district: Unit, units: Sequence[Unit] = ()) -> int:
    """S4, 2019: 24 contracts with the district government as party, one of them reviewed twice; and a clean-up."""
    calls = [
        call
        for n in range(24)
        for call in contract(district, n, spread(2019, n, 24), "government", again=n == 10)
    ]
    act_many(actor, calls, how=How.BACKFILL)
    act_many(actor, cleanup(district, date(2019, 10, 10), 30), how=How.BACKFILL)
    return len(calls)


def cleanup(unit: Unit, day: date, count: int) -> list[Call]:
    """A campaign over `count` contracts; every sixth is unpaid, is handled and cleared."""
    opening = Opening("contracts.cleanup", unit)
    scope = {
        "name": "行政合同履行情况清理",
        "year": day.year,
        "scope": "区政府及部门、乡镇为当事人、正在履行的合同",
    }
    calls = [Call(opening, "launch", scope, on=day)]
    for n in range(1, count + 1):
        behind = n % 6 == 0
        item = {
            "name": f"{NAMES[n % len(NAMES)][0]}合同", "counterparty": f"相对方企业{n}", "price": f"{n * 100_000}",
            "paid": f"{n * 60_000 if behind else n * 100_000}", "performed_percent": 100,
        }  # fmt: skip
        calls.append(Call(opening, "register_item", item, on=day))
        told = {"item": str(n), "verdict": "unpaid" if behind else "completed"}
        problem = {"problem": "价款未按约定付清"} if behind else {}
        calls.append(Call(opening, "judge", told | problem, on=day + timedelta(days=7)))
        if behind:
            later = day + timedelta(days=30)
            calls.append(
                Call(opening, "handle", {"item": str(n), "measure": "安排资金付清"}, on=later)
            )
            calls.append(
                Call(opening, "clear", {"item": str(n), "note": "已核对付款凭证"}, on=later)
            )
    calls.append(Call(opening, "finish", {"note": "完成"}, on=day + timedelta(days=40)))
    return calls


def load_2024(actor: Actor, district: Unit, units: Sequence[Unit] = ()) -> int:
    """S2, 2024: twelve contracts of the district and its departments reviewed."""
    at = [district, *units]
    calls: list[Call] = []
    for n in range(12):
        unit = at[n % len(at)]
        party = "government" if unit == district else "department"
        calls += contract(unit, n, spread(2024, n, 12), party)
    act_many(actor, calls, how=How.BACKFILL)
    return len(calls)


LOADERS = {("S4", 2019): load_2019, ("S2", 2024): load_2024}
