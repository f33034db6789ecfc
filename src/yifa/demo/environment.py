"""The business environment of the demonstration: reform measures, a fair competition review, items made simpler."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.demo.district import MACHINE
from yifa.demo.requests import F, J, S, people_of, workday
from yifa.demo.services import GUIDE, ITEMS
from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

ROOM = "business_environment"
FOOD, MARKET = "YX-SCJ-01", "yxscj"
SIMPLER: dict[str, Any] = {"promised_amount": 5, "process_steps": 3, "visits": 1}
TRANSPORT = "YX-JTJ-01"
MEASURES = (
    # name, category, touches operators, working days ago, how far
    ("招标投标领域信用承诺办法", "serve", True, 60, "done"), ("首次办理企业帮办服务", "serve", False, 45, "running"),
    ("跨部门联合抽查计划", "regulate", False, 20, "drafting"), ("乡镇赋权事项动态调整", "delegate", False, 4, "proposed"),
)  # fmt: skip


class Desk:
    """One unit's people at work on a chain of matters, each act on its day."""

    def __init__(self, unit: Unit, today: date) -> None:
        self.unit, self.today, self.who = unit, today, people_of(unit)

    def open(self, kind: str, role: Role, step: str, ago: int, /, **data: Any) -> Matter:
        return self._act(self.who[role], Opening(f"{ROOM}.{kind}", self.unit), step, ago, data)

    def take(self, matter: Matter, role: Role, step: str, ago: int, /, **data: Any) -> Matter:
        return self._act(self.who[role], matter, step, ago, data)

    def _act(self, who: Actor, target: Any, step: str, ago: int, data: dict[str, Any]) -> Matter:
        day = workday(self.today, ago)
        with moment.at(day):
            return act(who, target, step, data, on=day)


def _review(desk: Desk, name: str, ago: int) -> Matter:
    """A draft reviewed twice: the first round found a clause that keeps others out."""
    found = desk.open("fair_competition", J, "submit", ago, name=name, document_kind="规范性文件", reviewer="self")  # fmt: skip
    found = desk.take(found, J, "listen", ago - 1, listened_to="书面征求两家行业协会和五家企业意见")
    first = {"conclusion": "revise", "reason": "第三条限定投标人注册地", "entry": "第三条"}
    found = desk.take(found, S, "conclude", ago - 3, **first)
    found = desk.take(found, J, "revise", ago - 5, how="删去第三条")
    return desk.take(found, S, "conclude", ago - 6, conclusion="passed", reason="四类标准均不违反")


def measures(desk: Desk) -> None:
    """A reform measure at each stage; the one that touches operators waits for its review."""
    for name, category, market, ago, until in MEASURES:
        values = {"name": name, "category": category, "basis": "企业座谈会反映", "affects_market": market}  # fmt: skip
        made = desk.open("reform", J, "propose", ago, **values)
        if until == "proposed":
            continue
        finish = workday(desk.today, max(ago - 15, 0)) + timedelta(days=0 if ago > 20 else 30)
        made = desk.take(made, F, "draft", ago - 1, finish_by=finish)
        if until == "drafting":
            continue
        if market:
            review = _review(desk, name, ago - 2)
            made = desk.take(made, J, "link_fair_review", ago - 9, number=review.number)
            desk.take(review, J, "issue", ago - 11)
        else:
            desk.take(
                made, S, "outside", ago - 9, ground="只改内部办理方式，不涉及经营者的经济活动"
            )
        made = desk.take(made, F, "issue", ago - 11, document_number=f"云市〔{desk.today.year}〕{ago}号")  # fmt: skip
        made = desk.take(made, J, "progress", ago - 30, kind="progress", text="已在三类项目中使用", percent=60)  # fmt: skip
        made = desk.take(made, J, "progress", ago - 34, kind="case", text="一家企业免交保证金参加投标")  # fmt: skip
        if until == "done":
            desk.take(made, S, "evaluate", ago - 50, result="done", findings="保证金占用减少")


def _item(code: str) -> tuple[str, str, dict[str, Any]]:
    return next((name, at, more) for c, name, at, more in ITEMS if c == code)


def streamlined(desk: Desk) -> None:
    """Food licences made simpler and evaluated before and after; transport licences on their way."""
    goals = {"target_days": 5, "target_steps": 3, "target_visits": 1, "target_materials": 3, "target_cost": 0}  # fmt: skip
    reform = Matter.objects.unscoped("the measure it belongs to").get(
        procedure=f"{ROOM}.reform", unit=desk.unit, title="首次办理企业帮办服务"
    )
    evaluation = desk.open("evaluation", J, "target", 58, item_code=FOOD, **goals)
    evaluation = desk.take(evaluation, J, "measure", 57, actual_steps=6, actual_visits=2, actual_cost=0, actual_materials=3, actual_days=9)  # fmt: skip
    made = desk.open("streamlining", J, "sort", 55, item_code=FOOD, kind="simplify", basis="区优化营商环境行动计划")  # fmt: skip
    after = {"steps_after": 3, "days_after": 5, "visits_after": 1}
    made = desk.take(made, J, "simplify", 50, measure="现场核查并联，减少一次到场", **after)
    made = desk.take(made, F, "publish", 48, in_force_on=workday(desk.today, 46))
    _catalogue(FOOD, desk.unit, workday(desk.today, 46))
    desk.take(made, J, "enforce", 45, note="清单已改")
    evaluation = desk.take(evaluation, J, "optimise", 44, measures="并联核查、数据共享", streamlining=made.number, reform=reform.number)  # fmt: skip
    again = {"actual_steps": 3, "actual_visits": 1, "actual_cost": 0, "actual_materials": 3, "actual_days": 4}  # fmt: skip
    desk.take(evaluation, S, "remeasure", 10, **again)


def _catalogue(code: str, unit: Unit, on: date) -> None:
    """The catalogue follows what was published: windows accept by it."""
    name, _, more = _item(code)
    values = GUIDE | {"item_code": code, "name": name, "department_name": unit.name} | more | SIMPLER  # fmt: skip
    enter(MACHINE, "service_item", values, unit=unit, key=code, on=on, reason="精简优化", how="backfill")  # fmt: skip


def play(units: dict[str, Unit], today: date | None = None) -> None:
    """Everything above, dated relative to today; the catalogue must stand already."""
    day = today or moment.today()
    market = Desk(units[MARKET], day)
    measures(market)
    streamlined(market)
    traffic = Desk(units["yxjtj"], day)
    made = traffic.open("streamlining", J, "sort", 9, item_code=TRANSPORT, kind="simplify", basis="企业反映")  # fmt: skip
    traffic.take(made, J, "simplify", 5, measure="车辆检测数据共享", days_after=6, steps_after=2)
