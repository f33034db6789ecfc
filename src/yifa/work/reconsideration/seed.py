"""Raw records of the reconsideration year 2019: applications one by one, as a district would have backfilled them.

The totals of the year are published facts; who applied against what, and on which day, are made up, evenly spread and
the same at every run. Of 2018 only the cases that 2019 is told against stand here: nine corrected decisions and five
cases still open at its end. The six cases open at the end of 2019 are decided early in 2020, without correction.
Everything proceeds under the law of those years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.matter.act import Call, Opening, act_many
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.models import How
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.work.reconsideration.models import ReconsiderationOfficer

MACHINE = Actor.system("历史补录")
REFUSED_WEEKS = (6, 17, 28, 38)
CORRECTIONS = (
    "revoke", "unlawful", "perform", "revoke", "change", "revoke", "perform", "unlawful", "revoke", "perform",
    "unlawful", "revoke",
)  # fmt: skip
"""The twelve corrections of 2019; the nine of 2018 are the first nine of the same list."""
OTHERS = ("uphold", "uphold", "withdrawn", "uphold", "dismiss", "uphold", "mediated", "uphold")
CORRECTED_AT = (1, 5, 9, 13, 16, 20, 24, 27, 31, 35, 39, 43)
"""Places of the corrections among the forty-five cases concluded in 2019."""
KINDS = (
    ("penalty", "行政处罚决定", "综合行政执法局"), ("expropriation", "房屋征收补偿决定", "住房和城乡建设局"),
    ("work_injury", "工伤认定决定", "人力资源和社会保障局"), ("disclosure", "信息公开答复", "自然资源分局"),
    ("licence", "不予变更登记决定", "市场监督管理局"), ("penalty", "责令改正决定", "生态环境分局"),
)  # fmt: skip
APPLICANTS = ("王某某", "李某", "陈某某", "某商贸有限公司", "赵某", "某建材有限公司")


@dataclass(frozen=True)
class Case:
    """One application of the seed: its name for repeated runs, its receipt, and how and when it ended."""

    name: str
    received: date
    result: str
    after: int = 45


def cases() -> Iterator[Case]:
    """The applications in the order they came."""
    for n, result in enumerate(CORRECTIONS[:9]):
        yield Case(f"2018-{n:02d}", date(2018, 2, 5) + timedelta(weeks=4 * n), result)
    concluded = 0
    for n in range(5):
        yield Case(f"2018-c{n}", date(2018, 11, 19) + timedelta(weeks=n), _result(concluded))
        concluded += 1
    for week in range(50):
        received = date(2019, 1, 7) + timedelta(weeks=week)
        if week in REFUSED_WEEKS:
            yield Case(f"2019-{week:02d}", received, "refuse")
        elif concluded < 45:
            yield Case(f"2019-{week:02d}", received, _result(concluded))
            concluded += 1
        else:
            yield Case(f"2019-{week:02d}", received, "uphold", after=54)


def _result(place: int) -> str:
    if place in CORRECTED_AT:
        return CORRECTIONS[CORRECTED_AT.index(place)]
    return OTHERS[place % len(OTHERS)]


def _workday(day: date) -> date:
    calendar = office_calendar()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def _application(n: int, case: Case, received: date) -> dict[str, Any]:
    kind, act, respondent = KINDS[n % len(KINDS)]
    if case.result == "perform":
        kind, act = "inaction", "不履行查处职责"
    applicant = APPLICANTS[n % len(APPLICANTS)]
    known = received - timedelta(days=20 + n % 30)
    return {
        "channel": ("counter", "mail")[n % 2], "applicant": applicant,
        "applicant_class": "enterprise" if "公司" in applicant else "natural", "applicants": 1,
        "respondent": respondent, "act_kind": kind, "act": act, "known_on": known, "act_on": known,
        "claim": "请求依法审查并纠正", "facts": "见申请书",
    }  # fmt: skip


def _steps(
    n: int, case: Case, officers: tuple[str, str]
) -> Iterator[tuple[str, date, dict[str, Any]]]:
    received = _workday(case.received)
    yield "register", received, _application(n, case, received)
    looked = _workday(received + timedelta(days=3))
    if case.result == "refuse":
        yield (
            "refuse",
            looked,
            {"ground": "out_of_scope", "reason": "所申请事项不属于行政复议范围。"},
        )
        return
    sent, answered = _workday(received + timedelta(days=6)), _workday(received + timedelta(days=14))
    ended = _workday(received + timedelta(days=case.after))
    yield "accept", looked, {}
    yield "appoint", looked, {"lead": officers[0], "others": [officers[1]]}
    yield "send_copy", sent, {"served_on": sent}
    yield "reply", answered, {"opinion": "行政行为合法适当", "evidence": "案卷材料"}
    yield from _end(case.result, ended)
    yield "deliver", _workday(ended + timedelta(days=2)), {
        "recipient": "申请人", "method": "direct", "served_on": _workday(ended + timedelta(days=2)),
        "paper": "decision", "reader": "applicant",
    }  # fmt: skip


def _end(result: str, ended: date) -> Iterator[tuple[str, date, dict[str, Any]]]:
    before = ended - timedelta(days=3)
    if result == "withdrawn":
        yield "withdraw_request", before, {"reason": "申请人自愿撤回"}
        yield "terminate", ended, {"ground": "withdrawn", "reason": "准予撤回"}
        return
    if result == "mediated":
        yield "mediate", before, {"held": "agreed", "record": "自愿达成协议"}
        yield "mediation_statement", ended, {"agreement": "各方协议如笔录", "signed_on": ended}
        return
    by = ended + timedelta(days=60) if result == "perform" else ""
    yield "draft", before, {
        "outcome": result, "found": "如案卷所载。", "reasons": "如案卷所载。", "order": "由被申请人依法办理。", "court": "区人民法院",
        "perform_by": by,
    }  # fmt: skip
    yield "review", before, {"opinion": "同意"}
    yield "decide", ended, {"manner": "head"}


def _officers(unit: Unit) -> tuple[str, str]:
    """Two persons of that time, with closed accounts: they tried the cases, left since and can sign in no more."""
    names = (f"fy-{unit.code}-1"[:40], f"fy-{unit.code}-2"[:40])
    if (
        ReconsiderationOfficer.objects.unscoped("was the year brought in before")
        .filter(key=names[0])
        .exists()
    ):
        return names
    accounts = [
        Standing({"username": u, "name": f"复议人员{n}", "is_active": False}, unit)
        for n, u in enumerate(names, 1)
    ]
    engaged = {"qualification": "earlier", "certificate": "", "engaged_on": date(2016, 1, 4)}
    staff = [
        Standing({"username": u, "name": f"复议人员{n}"} | engaged, unit)
        for n, u in enumerate(names, 1)
    ]
    since = date(2016, 1, 4)
    enter_many(MACHINE, "account", accounts, on=since, reason="历史补录", how="backfill")
    enter_many(
        MACHINE, "reconsideration_officer", staff, on=since, reason="历史补录", how="backfill"
    )
    gone = [Standing({}, unit, key=u, end=True) for u in names]
    enter_many(
        MACHINE,
        "reconsideration_officer",
        gone,
        on=date(2020, 12, 31),
        reason="离任",
        how="backfill",
    )
    return names


def _published(unit: Unit) -> None:
    said = (
        ("reconsideration.correction_rate", "24.5"),
        ("reconsideration.corrected_growth", "33.3"),
    )
    rows = [
        Standing(
            {
                "at": unit.code,
                "figure": f,
                "year": 2019,
                "printed": v,
                "source": "2019年度法治政府建设报告",
            },
            unit,
        )
        for f, v in said
    ]
    enter_many(
        MACHINE,
        "reconsideration_published",
        rows,
        on=date(2020, 3, 31),
        reason="照原文登记",
        how="backfill",
    )


def load_year_2019(
    unit: Unit, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Bring in the applications at a district; doing it again changes nothing. Returns how many there are."""
    officers = _officers(unit)
    found = list(cases())
    for at in range(0, len(found), 16):
        calls: list[Call] = []
        for n, case in list(enumerate(found))[at : at + 16]:
            opening = Opening("reconsideration.application", unit)
            for step, on, data in _steps(n, case, officers):
                key = f"fy19:{unit.pk}:{case.name}:{step}"
                calls.append(Call(opening, step, data, on, idempotency_key=key))
        act_many(MACHINE, calls, how=How.BACKFILL)
        progress(min(at + 16, len(found)), len(found))
    _published(unit)
    return len(found)
