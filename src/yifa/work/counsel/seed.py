"""Raw records of seed years: engagements, the work log line by line, coverage place by place. Never totals.

A loader takes the actor, the district's (or town's) unit and units below, and writes through the doors as history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from stdnum.cn import uscc

from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor

SUBJECTS = (
    "征收补偿",
    "招商项目",
    "工程建设",
    "劳动用工",
    "物业管理",
    "土地承包",
    "债权债务",
    "婚姻家庭",
    "行政许可",
    "信息公开",
)


def spread(year: int, n: int, count: int) -> date:
    """The n-th of `count` days spread evenly from mid-January to mid-December."""
    span = (date(year, 12, 15) - date(year, 1, 15)).days
    return date(year, 1, 15) + timedelta(days=n * span // max(count, 1))


def _send(actor: Actor, calls: list[Call]) -> int:
    """Send the calls in batches of whole matters; a matter's calls stand together."""
    batch: list[Call] = []
    for _, group in groupby(calls, key=lambda call: id(call.target)):
        batch += group
        if len(batch) >= 1000:
            act_many(actor, batch, how=How.BACKFILL)
            batch = []
    if batch:
        act_many(actor, batch, how=How.BACKFILL)
    return len(calls)


def firm(unit: Unit, year: int, n: int) -> str:
    """The code of a law firm; each year brings its own, so that years may be brought in in any order."""
    return f"{unit.code}-{year}LS{n:02d}"


def office(unit: Unit, year: int, n: int) -> str:
    """The code of a legal service office."""
    return f"{unit.code}-{year}FW{n:02d}"


def bodies(actor: Actor, unit: Unit, on: date, firms: int, offices: int) -> None:
    """The firms and offices that stand from a day on."""
    rows = [
        {"code": firm(unit, on.year, n), "name": f"第{n}律师事务所", "kind": "law_firm"}
        for n in range(1, firms + 1)
    ]
    rows += [
        {"code": office(unit, on.year, n), "name": f"第{n}法律服务所", "kind": "service_office"}
        for n in range(1, offices + 1)
    ]
    enter_many(
        actor,
        "counsel_body",
        [Standing(r, unit) for r in rows],
        on=on,
        reason="历史补录",
        how="backfill",
    )


def engagement(actor: Actor, unit: Unit, year: int, name: str, body: str) -> str:
    """One engagement in service all the year; returns its number."""
    begin = date(year, 1, 2)
    opening = Opening("counsel.engagement", unit)
    chosen = {
        "name": name,
        "licence": f"1{year}000{len(name)}",
        "body": body,
        "reason": "综合评分第一",
    }
    signed = {"agreement": f"{year}-顾-1", "term_to": date(year, 12, 31)}
    calls = [
        Call(
            opening,
            "select",
            {
                "name": f"{year}年度法律顾问",
                "kind": "lawyer",
                "method": "公开选聘",
                "candidates": 3,
            },
            on=begin,
        ),
        Call(opening, "choose", chosen, on=begin),
        Call(opening, "sign", signed, on=begin),
    ]
    return act_many(actor, calls, how=How.BACKFILL)[0].number


def logged(unit: Unit, number: str, kind: str, day: date, n: int, heads: int = 0) -> Call:
    values: dict[str, Any] = {
        "kind": kind, "engagement": number, "name": f"{SUBJECTS[n % len(SUBJECTS)]}（第{n + 1}次）", "heads": heads,
        "result": "已当场答复并记录",
    }  # fmt: skip
    return Call(Opening("counsel.assignment", unit), "log", values, on=day)


def entrusted(
    unit: Unit,
    number: str,
    kind: str,
    day: date,
    n: int,
    *,
    advice: int = 0,
    case: str = "",
    closed: bool = True,
) -> Iterator[Call]:
    """One task from entrusting to the answer on every piece of advice."""
    opening = Opening("counsel.assignment", unit)
    subject = SUBJECTS[n % len(SUBJECTS)]
    asked = {
        "kind": kind,
        "engagement": number,
        "name": f"{subject}事项（第{n + 1}件）",
        "request": f"就{subject}提供法律服务",
        "case_number": case,
    }
    yield Call(opening, "entrust", asked, on=day)
    if not closed:
        return
    done: dict[str, Any] = {
        "result": "已办理",
        "advice": "\n".join(f"完善{subject}的第{k}项手续" for k in range(1, advice + 1)),
    }
    if case:
        done["case_result"] = ("won", "withdrawn", "settled", "lost")[n % 4]
    later = day + timedelta(days=5)
    yield Call(opening, "submit", done, on=later)
    if advice:
        codes = [str(k) for k in range(1, advice + 1)]
        yield Call(
            opening, "adopt", {"advice": codes, "adoption": "adopted"}, on=later + timedelta(days=5)
        )


def load_2023(actor: Actor, town: Unit, units: Sequence[Unit] = ()) -> int:
    """S1, 2023: a town of sixteen villages, each with counsel."""
    bodies(actor, town, date(2023, 1, 3), 4, 0)
    rows = [
        {"code": f"{town.code}-V{n:02d}", "name": f"第{n}村", "place": "village", "manner": "adviser",
         "body": firm(town, 2023, 1 + n % 4), "adviser": f"律师{n}"}
        for n in range(1, 17)
    ]  # fmt: skip
    enter_many(
        actor,
        "counsel_coverage",
        [Standing(r, town) for r in rows],
        on=date(2023, 3, 1),
        reason="历史补录",
        how="backfill",
    )
    return len(rows)


def load_2024(actor: Actor, district: Unit, units: Sequence[Unit] = ()) -> int:
    """S2, 2024: the work of the government's counsel, and the major decisions they took part in."""
    bodies(actor, district, date(2024, 1, 2), 1, 0)
    number = engagement(actor, district, 2024, "政府法律顾问", firm(district, 2024, 1))
    calls: list[Call] = []
    for n, pieces in enumerate((3, 2, 4, 1, 3, 2, 2, 3, 2)):
        calls += entrusted(district, number, "opinion", spread(2024, n, 9), n, advice=pieces)
    calls += [logged(district, number, "meeting", spread(2024, n, 16), n) for n in range(16)]
    for n in range(19):
        calls += entrusted(district, number, "document", spread(2024, n, 19), n)
    for n in range(42):
        case = f"（2024）黑08行初{n + 1}号"
        calls += entrusted(
            district, number, "litigation", spread(2024, n, 42), n, case=case, closed=n < 36
        )
    for n in range(8):
        calls += decision(district, number, spread(2024, n, 8), n)
    return _send(actor, calls)


def decision(unit: Unit, number: str, day: date, n: int) -> Iterator[Call]:
    opening = Opening("counsel.participation", unit)
    on = day + timedelta(days=10)
    yield Call(
        opening,
        "invite",
        {"name": f"{SUBJECTS[n % len(SUBJECTS)]}重大决策", "decide_on": on, "engagement": number},
        on=day,
    )
    yield Call(opening, "attend", {"manner": "meeting"}, on=day + timedelta(days=4))
    yield Call(
        opening,
        "opinion",
        {"opinion": "程序、权限、内容合法，可以提交集体讨论"},
        on=day + timedelta(days=6),
    )
    yield Call(opening, "archive", {"note": "已集体讨论决定"}, on=on)


def load_2019(actor: Actor, district: Unit, units: Sequence[Unit] = ()) -> int:
    """S4, 2019: coverage of 50 units and 272 villages, the work log, and check-ups of 125 enterprises."""
    begin = date(2019, 1, 2)
    bodies(actor, district, begin, 16, 4)
    leading = [firm(district, 2019, n) for n in range(1, 17)]
    leading += [office(district, 2019, n) for n in range(1, 5)]
    rows = [
        {
            "code": f"{district.code}-U{n:02d}",
            "name": f"第{n}单位",
            "place": "unit",
            "manner": "adviser",
            "adviser": f"顾问{n}",
        }
        for n in range(1, 51)
    ]
    rows += [
        {
            "code": f"{district.code}-V{n:03d}",
            "name": f"第{n}村",
            "place": "village",
            "manner": "team",
            "body": leading[n % 20],
        }
        for n in range(272)
    ]
    enter_many(
        actor,
        "counsel_coverage",
        [Standing(r, district) for r in rows],
        on=begin,
        reason="历史补录",
        how="backfill",
    )
    number = engagement(actor, district, 2019, "区政府法律顾问", leading[0])
    calls = [
        logged(district, number, "consult", spread(2019, n, 260), n, heads=4 + n % 5)
        for n in range(260)
    ]
    calls += [logged(district, number, "mediate", spread(2019, n, 156), n) for n in range(156)]
    calls += [
        logged(district, number, "guide", spread(2019, n, 78), n, heads=2 + n % 2)
        for n in range(78)
    ]
    calls += checkups(district, 2019)
    return len(rows) + _send(actor, calls)


def credit_code(n: int) -> str:
    """A well-formed unified social credit code of no real body."""
    base = f"91990101MA{n:07d}"
    return str(base + uscc.calc_check_digit(base))


def checkups(district: Unit, year: int) -> Iterator[Call]:
    """125 enterprises, every fourth with two problems of which the last found stay open; 22 looks at places."""
    for n in range(125):
        opening = Opening("counsel.checkup", district)
        day = spread(year, n, 125) - timedelta(days=10)
        found = ["劳动合同缺项", "应收账款未催告"] if n % 4 == 0 else []
        yield Call(
            opening,
            "sign_up",
            {"kind": "enterprise", "enterprise": f"第{n + 1}企业", "code": credit_code(n + 1)},
            on=day,
        )
        examined = {
            "lawyers": "律师服务团",
            "scope": "合同、用工、知识产权",
            "problems": "\n".join(found),
        }
        yield Call(opening, "examine", examined, on=day + timedelta(days=2))
        yield Call(opening, "report", {}, on=day + timedelta(days=3))
        solved = found if n < 108 else []
        for k, _ in enumerate(solved, 1):
            yield Call(
                opening,
                "solve",
                {"problem": str(k), "solution": "已按建议补正"},
                on=day + timedelta(days=9),
            )
        if len(solved) == len(found):
            yield Call(
                opening, "revisit", {"satisfied": "1", "note": "满意"}, on=day + timedelta(days=12)
            )
    for n in range(22):
        opening = Opening("counsel.checkup", district)
        day = spread(year, n, 22)
        yield Call(
            opening, "sign_up", {"kind": "environment", "enterprise": f"第{n + 1}经营场所"}, on=day
        )
        yield Call(opening, "examine", {"lawyers": "律师服务团", "scope": "经营环境"}, on=day)


LOADERS = {("S1", 2023): load_2023, ("S2", 2024): load_2024, ("S4", 2019): load_2019}
