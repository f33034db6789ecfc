"""Orders of the hotline, difficulties in getting things done, and ratings, in every state and dated relative to today.

Each act is taken by the person whose post it is, on its own day. The district office runs the hotline and supervises
ratings; the bureaus handle.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.demo.district import MACHINE, SINCE
from yifa.demo.requests import F, J, people_of, workday
from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import tagged
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.work.rating.cases import fold

CENTRE, PLACE, COMMITTEE, POLICE = "yunxi", "yxspj", "yunxi", "yxgaj"
DUTIES = (
    ("ZJ-01", "物业管理监督", "物业、小区、电梯", "yxjsj"), ("CG-01", "占道经营查处", "占道、摆摊、夜市", "yxzfj"),
    ("JT-01", "道路和停车", "停车、路灯、公交", "yxjtj"), ("SC-01", "消费维权", "退款、预付卡、价格", "yxscj"),
    ("RS-01", "劳动保障监察", "工资、社保", "yxrsj"), ("JY-01", "入学管理", "入学、学区", "yxjyj"),
)  # fmt: skip
CALLS = (
    ("complaint", "小区电梯停运三天", "小区电梯停运，物业没有安排维修。", "yxjsj"),
    ("help", "路灯夜间不亮", "公交站旁一段路灯连续两晚不亮。", "yxjtj"),
    ("complaint", "夜市占道噪声扰民", "夜市摆摊占道至凌晨，噪声大。", "yxzfj"),
    ("consult", "居住证办理材料", "咨询办理居住证需要哪些材料。", "yxspj"),
    ("complaint", "健身房预付卡退款", "健身房停业，预付卡不退款。", "yxscj"),
    ("report", "工地拖欠工资", "项目部拖欠两个月工资。", "yxrsj"),
    ("advice", "增设学校门口停车位", "建议放学时段增设临时停车位。", "yxjtj"),
    ("consult", "小学入学报名时间", "咨询学区和入学报名时间。", "yxjyj"),
)  # fmt: skip
CALLERS = ("王某", "李某某", "", "赵某", "刘某某", "", "周某", "吴某某")
ANSWER = "已到现场核实处理，并将结果回复来电人。"


def _on(day: date, who: Actor, matter: Matter, step: str, data: dict[str, Any]) -> Matter:
    with moment.at(day):
        return act(who, matter, step, data, on=day)


def _part(procedure: str, unit: Unit, **where: Any) -> Matter:
    rows = Matter.objects.unscoped("the part just opened").filter(
        procedure=procedure, unit=unit, is_open=True, **where
    )
    found: Matter = rows.order_by("-pk")[0]
    return found


def _duties(units: dict[str, Unit]) -> None:
    for code, name, words, unit in DUTIES:
        values = {
            "code": code,
            "name": name,
            "words": words,
            "responsible": unit,
            "basis": "机构职责规定",
        }
        enter(
            MACHINE,
            "hotline_duty",
            values,
            unit=units[CENTRE],
            on=SINCE,
            reason="演示",
            how="backfill",
        )


def _order(units: dict[str, Unit], n: int, ago: int, until: str, today: date) -> None:
    """One order, `ago` working days old, carried on to a point: received, sent, handling, replied or closed."""
    kind, name, content, code = CALLS[n % len(CALLS)]
    centre, unit = people_of(units[CENTRE]), people_of(units[code])
    start = workday(today, ago)
    values = {
        "type": kind, "channel": ("phone", "portal", "window", "mail")[n % 4], "name": name, "content": content,
        "place": "青云街道" if n % 2 else "柳塘街道", "caller": CALLERS[n % len(CALLERS)], "phone": "", "address": "",
        "confidential": kind == "report",
    }  # fmt: skip
    with moment.at(start):
        order = act(
            centre[J], Opening("hotline.order", units[CENTRE]), "register", values, on=start
        )
    if until == "received":
        return
    _on(start, centre[J], order, "assign", {"lead": code, "joint": [], "note": ""})
    if until == "sent":
        return
    task = _part("hotline.task", units[code])
    _on(workday(today, max(ago - 1, 0)), unit[J], task, "sign", {})
    if until == "handling":
        return
    took = 7 if n % 9 == 4 else 2
    day = workday(today, max(ago - took, 0))
    reply = {"result": ("resolved", "partly", "explained")[n % 3], "answer": ANSWER, "told": True}
    _on(day, unit[J], task, "reply", reply)
    if until == "replied":
        return
    said = ("satisfied", "basically", "satisfied", "unreached", "satisfied", "dissatisfied")[n % 6]
    heard = {"satisfaction": said, "note": "认为处理太慢" if said == "dissatisfied" else ""}
    _on(workday(today, max(ago - took - 1, 0)), centre[J], order, "call_back", heard)


ORDERS = (
    (0, "received"), (0, "received"), (1, "sent"), (1, "sent"), (2, "handling"), (3, "handling"), (9, "handling"),
    (5, "replied"), (6, "replied"), *((10 + 6 * k, "closed") for k in range(24)),
)  # fmt: skip


def _channels(units: dict[str, Unit]) -> None:
    told = (("phone", "演示电话，不接通"), ("mail", "demo@example.invalid"), ("window", "政务服务大厅“办不成事”窗口"),
            ("portal", "区政府网站监督投诉栏目"))  # fmt: skip
    for kind, contact in told:
        values = {
            "at": PLACE, "channel": kind, "contact": contact, "hours": "工作日", "published_on": SINCE.isoformat(),
            "published_in": "区政府网站、政务服务大厅",
        }  # fmt: skip
        if kind == "portal":
            values |= {"receiver": f"{PLACE}j", "deputy": f"{PLACE}s"}
        enter(
            MACHINE,
            "obstacle_channel",
            values,
            unit=units[PLACE],
            on=SINCE,
            reason="演示",
            how="backfill",
        )


TROUBLES = (
    (1, "undone", "食品经营许可两次未收件", "received"), (4, "hard", "不动产登记材料反复补正", "sent"),
    (12, "hard", "企业变更登记跨部门来回跑", "settled"), (30, "undone", "老人社保待遇认证无法办理", "cleared"),
    (48, "hard", "工程竣工验收缺联合验收", "cleared"), (15, "damage", "阻挠企业正常施工", "joint"),
)  # fmt: skip


def _trouble(
    units: dict[str, Unit], n: int, ago: int, kind: str, name: str, until: str, today: date
) -> None:
    here, other = people_of(units[PLACE]), units["yxjsj"]
    start = workday(today, ago)
    values = {
        "trouble": kind, "name": name, "content": f"{name}，请协调解决。", "complainant": "某某商贸有限公司", "is_market": True,
        "channel": ("window", "phone", "portal", "mail")[n % 4],
    }  # fmt: skip
    with moment.at(start):
        case = act(
            here[J], Opening("complaint.obstacle", units[PLACE]), "receive", values, on=start
        )
    if until == "received":
        return
    if until == "joint":
        asked = {"committee": COMMITTEE, "ground": "涉嫌违法，超出本单位职权。"}
        _on(start, here[F], case, "propose_joint", asked)
        joint = _part("complaint.joint", units[COMMITTEE])
        day = workday(today, ago - 2)
        given = {"receiver": POLICE, "days": 15, "opinion": "请依法处理，及时反馈。"}
        _on(day, people_of(units[COMMITTEE])[J], joint, "hand_over", given)
        police = people_of(units[POLICE])[J]
        _on(
            workday(today, ago - 3),
            police,
            _part("complaint.joint_part", units[POLICE]),
            "sign",
            {"signed_by": "演示"},
        )
        return
    _on(start, here[J], case, "transfer", {"responsible": other.code, "days": 5, "note": ""})
    if until == "sent":
        return
    part, handler = _part("complaint.task", other), people_of(other)[J]
    _on(workday(today, ago - 1), handler, part, "sign", {})
    done = {"result": "已牵头会商，一次办结。", "solved": True}
    _on(workday(today, ago - 4), handler, part, "report", done)
    _on(workday(today, ago - 5), here[J], case, "settle", done)
    if until == "settled":
        return
    _on(workday(today, ago - 6), here[J], case, "visit", {"satisfaction": "satisfied", "note": ""})
    _on(workday(today, ago - 7), here[F], case, "clear", {"note": "复核属实。"})


def _ratings(units: dict[str, Unit], today: date) -> int:
    """Ratings of what may be rated, whatever room it is of: every third case, one in six of them bad."""
    for channel in ("portal", "window"):
        values = {"at": "yunxi", "channel": channel, "supervisor": "yunxi", "place": "政务服务大厅"}
        enter(
            MACHINE,
            "rating_channel",
            values,
            unit=units["yunxi"],
            on=SINCE,
            reason="演示",
            how="backfill",
        )
    visitor = Actor.system("公众（网页评价）")
    rows = Matter.objects.unscoped("what may be rated").filter(
        procedure__in=tagged("rated"), is_open=False, is_void=False, closed_on__lte=today
    )
    count = 0
    for n, case in enumerate(rows.select_related("unit").order_by("closed_on", "pk")[:120:3]):
        day = min(case.closed_on + timedelta(days=1), today)
        bad = n % 6 == 5
        rating: dict[str, Any] = {
            "case_number": case.number or case.external_number, "channel": "window" if n % 2 else "portal", "given": True,
            "level": 2 if bad else (5, 5, 4, 3)[n % 4], "comment": "窗口没有一次告知全部材料" if bad else "",
            "reasons": ["notice"] if bad else [], "rater": "赵某" if bad else "", "phone": "",
        }  # fmt: skip
        with moment.at(day):
            act(visitor, Opening("rating.review", case.unit), "record", rating, on=day)
        count += 1
    fold()
    return count


def play(units: dict[str, Unit], today: date | None = None) -> int:
    """Open and walk every scenario; returns how many matters there are."""
    day = today or moment.today()
    _duties(units)
    _channels(units)
    for n, (ago, until) in sorted(enumerate(ORDERS), key=lambda pair: -pair[1][0]):
        _order(units, n, ago, until, day)
    for n, (ago, kind, name, until) in sorted(enumerate(TROUBLES), key=lambda pair: -pair[1][0]):
        _trouble(units, n, ago, kind, name, until, day)
    return len(ORDERS) + len(TROUBLES) + _ratings(units, day)
