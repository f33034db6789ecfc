"""Requests for information in every state, dated relative to today, so that the demonstration never goes stale.

Each act is taken by the person whose post it is, on its own day, as it would have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yifa.kernel import moment
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Post, Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

J, S, F = Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD


@dataclass(frozen=True)
class Did:
    """One act of a scenario: after how many working days, by which role, with what."""

    after: int
    role: Role
    step: str
    data: dict[str, Any]


WANTED = (
    "2025年度老旧小区改造项目清单和资金安排", "溪口村集体土地征收补偿安置方案", "区域内公共停车场收费标准及依据",
    "农村饮用水水质检测结果（近两年）", "某路段交通信号灯设置论证材料", "幼儿园招生片区划分文件",
    "危房改造补助发放标准", "食品经营单位监督抽检结果", "污水处理厂提标改造环评批复", "公交线路调整方案及征求意见情况",
    "城市更新项目立项批复", "村级公路养护经费使用情况", "行政处罚自由裁量权基准现行文本", "区属公园夜间照明改造合同",
    "残疾人两项补贴发放办法", "养老机构运营补贴名单", "河道清淤工程招标文件", "学校食堂供餐企业遴选结果",
)  # fmt: skip
PEOPLE = (
    "王某某",
    "李某",
    "陈某某",
    "赵某",
    "某某商贸有限公司",
    "某某律师事务所",
    "某某环境研究中心",
)
CLASSES = ("natural", "natural", "natural", "natural", "enterprise", "law_service", "research")
ANSWER = {
    "answer": "您申请的信息予以公开，详见附件。", "reconsideration_body": "云溪区人民政府",
    "court": "云溪区人民法院",
}  # fmt: skip
REASON = "该信息属于行政机关内部事务管理方面的信息，依法可以不予公开。"
CHECK = {"has_identity": "on", "has_description": "on", "has_provision": "on"}


def _checked() -> list[Did]:
    return [Did(1, J, "form_check", CHECK)]


def _searched() -> list[Did]:
    found = {"places": "公文系统、档案室、相关科室", "found": "检索到相关文件"}
    return [*_checked(), Did(3, J, "search", found)]


def _reviewed(conclusion: str = "open") -> list[Did]:
    note = "" if conclusion == "open" else "涉及内部事务的部分不予公开。"
    return [*_searched(), Did(5, S, "secrecy_review", {"conclusion": conclusion, "note": note})]


def _drafted(outcome: str = "opened") -> list[Did]:
    ground = "" if outcome == "opened" else REASON
    conclusion = "open" if outcome == "opened" else "partial"
    return [
        *_reviewed(conclusion),
        Did(8, J, "draft", {"outcome": outcome, "ground": ground} | ANSWER),
    ]


def _replied(after: int, outcome: str = "opened") -> list[Did]:
    return [*_drafted(outcome), Did(after, F, "reply", {"note": "同意"})]


def _served(after: int, outcome: str = "opened") -> list[Did]:
    served = {"recipient": "申请人", "method": "post", "served_on": "=", "tracking": "EMS 演示"}
    return [*_replied(after, outcome), Did(after + 3, J, "deliver", served)]


def _archived(after: int, outcome: str = "opened") -> list[Did]:
    return [*_served(after, outcome), Did(after + 6, J, "archive", {"file_number": ""})]


def _correcting() -> list[Did]:
    return [
        Did(4, J, "correct_notice", {"items": "请写明所需文件的年度和名称。", "correct_by": "+15"})
    ]


def _consulting() -> list[Did]:
    asked = {"consulted": "相关企业", "question": "拟公开合同文本，请就商业秘密部分提出意见。"}
    return [*_reviewed(), Did(7, J, "consult_third", asked)]


def _extended() -> list[Did]:
    return [
        *_searched(),
        Did(12, F, "extend", {"amount": 20, "ground": "检索范围涉及多个年度档案"}),
    ]


def scenarios() -> Iterator[tuple[int, list[Did]]]:
    """(working days ago it was received, what was done since)."""
    yield from ((n, []) for n in (0, 1, 2))
    yield from ((n, _checked()) for n in (3, 5))
    yield from ((n, _searched()) for n in (6, 27, 17, 19, 34))
    yield from ((n, _correcting()) for n in (7, 12))
    yield from ((n, _consulting()) for n in (9, 14))
    yield from ((n, _drafted()) for n in (13, 18))
    yield 15, _drafted("partial")
    yield 26, _extended()
    yield from ((n, _replied(n - 1)) for n in (16, 17))
    outcomes = (
        "opened",
        "opened",
        "partial",
        "opened",
        "internal",
        "opened",
        "not_held",
        "opened",
        "repeated",
    )
    for n in range(26):
        late = 24 if n in (7, 19) else 10 + n % 9
        yield 40 + n * 9, _archived(late, outcomes[n % len(outcomes)])


def workday(today: date, ago: int) -> date:
    """The working day `ago` working days before today (today itself or the last one for 0)."""
    calendar, day = office_calendar(), today
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(ago):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    return day


def people_of(unit: Unit) -> dict[Role, Actor]:
    """Who handles, reviews and heads at a unit, in every room."""
    posts = Post.objects.unscoped("simulating a unit").standing().filter(unit=unit, room="")
    return {Role(p.role): Actor.of(p.user) for p in posts.select_related("user")}


def plain(data: dict[str, Any], on: date) -> dict[str, Any]:
    """Dates relative to the act: "=" its own day, "+15" fifteen days on."""
    out = {}
    for name, value in data.items():
        if value == "=":
            out[name] = on.isoformat()
        elif isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
            out[name] = (on + timedelta(days=int(value[1:]))).isoformat()
        else:
            out[name] = value
    return out


def walk(
    matter: Matter, who: Mapping[Role, Actor], acts: Iterable[Did], ago: int, today: date
) -> None:
    """Take the acts of a matter received `ago` working days before today, each on its day, up to today."""
    for did in acts:
        if did.after > ago:
            break
        on = workday(today, ago - did.after)
        with moment.at(on):
            act(who[did.role], matter, did.step, plain(did.data, on), on=on)


def play(units: list[Unit], today: date | None = None) -> int:
    """Open and walk every scenario over the units in turn; returns how many requests there are."""
    day = today or moment.today()
    cast = {unit.pk: people_of(unit) for unit in units}
    count = 0
    for n, (ago, acts) in enumerate(scenarios()):
        unit = units[0] if n % 5 < 3 else units[1 + n % (len(units) - 1)]
        who = cast[unit.pk]
        opened = workday(day, ago)
        matter = _register(unit, who[J], opened, n)
        walk(matter, who, acts, ago, day)
        count += 1
    return count


def _register(unit: Unit, actor: Actor, on: date, n: int) -> Matter:
    data = {
        "applicant": PEOPLE[n % len(PEOPLE)], "applicant_class": CLASSES[n % len(CLASSES)],
        "identity_number": "", "phone": "", "address": "", "wanted": WANTED[n % len(WANTED)],
        "provision": "电子文档", "channel": "counter", "submitted_on": on.isoformat(),
    }  # fmt: skip
    with moment.at(on):
        return act(actor, Opening("disclosure.request", unit), "register", data, on=on)
