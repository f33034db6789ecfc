"""Remedies and contracts in every state, dated relative to today: cases the district tries, answers its bureaus owe
elsewhere, contracts under legality review. Each act is taken by the person whose post it is, on its own day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.demo.district import MACHINE
from yifa.demo.requests import Did, F, J, S, people_of, walk, workday
from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

Scenario = tuple[int, str, list[Did]]
"""Working days ago it came in, what it is about, what was done since."""

CHALLENGED = {
    "penalty": ("综合行政执法局", "yxzfj", "行政处罚决定"), "licence": ("行政审批局", "yxspj", "不予许可决定"),
    "work_injury": ("人力资源和社会保障局", "yxrsj", "工伤认定决定"), "disclosure": ("自然资源和规划局", "yxzrj", "政府信息公开答复"),
    "inaction": ("市场监督管理局", "yxscj", "不履行投诉处理职责"), "coercion": ("住房和城乡建设局", "yxjsj", "责令停工并查封决定"),
}  # fmt: skip
PEOPLE = ("吴某某", "郑某", "孙某某", "某某餐饮店", "冯某某", "某某建材经营部")
CLASSES = ("natural", "natural", "natural", "enterprise", "natural", "enterprise")
ORDINARY = {"track": "ordinary"}
SUMMARY = {"track": "summary", "summary_ground": "disclosure", "clear": "on"}
PANEL = {"lead": "sfj", "others": ["bangan"]}
ANSWERED = {
    "opinion": "行政行为事实清楚、程序合法，请求维持。",
    "evidence": "案卷一册\n询问笔录一份\n送达回证一份",
}
HEARD = {"manner": "phone", "heard_from": "申请人", "record": "申请人坚持复议请求，补充说明经过。"}
OPINION = {
    "found": "经审理查明，被申请人作出该行为所依据的事实有案卷材料证明。", "reasons": "被申请人具有法定职权，适用依据正确。",
    "order": "维持被申请人作出的行政行为。", "court": "云溪区人民法院",
}  # fmt: skip
CORRECTING = {"items": "请补交身份证明，并写明具体的复议请求。", "served_on": "="}
SERVED = {
    "recipient": "申请人", "method": "post", "served_on": "=", "tracking": "", "paper": "decision", "reader": "applicant",
}  # fmt: skip


def _accepted(track: dict[str, str] = ORDINARY) -> list[Did]:
    return [Did(3, F, "accept", track), Did(4, F, "appoint", PANEL)]


def _sent(track: dict[str, str] = ORDINARY) -> list[Did]:
    return [*_accepted(track), Did(5, J, "send_copy", {"served_on": "="})]


def _heard() -> list[Did]:
    return [*_sent(), Did(13, J, "reply", ANSWERED), Did(16, J, "hear_parties", HEARD)]


def _drafted(outcome: str = "uphold", **more: str) -> list[Did]:
    return [*_heard(), Did(22, J, "draft", OPINION | {"outcome": outcome} | more)]


def _decided(outcome: str = "uphold", **more: str) -> list[Did]:
    return [
        *_drafted(outcome, **more),
        Did(24, S, "review", {"opinion": "事实清楚，同意审理意见。"}),
        Did(28, F, "decide", {"manner": "head", "opinion": "同意"}),
    ]


def _served(outcome: str = "uphold", **more: str) -> list[Did]:
    return [*_decided(outcome, **more), Did(30, J, "deliver", SERVED)]


def _archived(outcome: str = "uphold", **more: str) -> list[Did]:
    published = {"published": "1", "reason": "", "copied_to": ""}
    return [
        *_served(outcome, **more),
        Did(33, J, "publish", published),
        Did(36, J, "archive", {"file_number": ""}),
    ]


def _quick() -> list[Did]:
    """Summary procedure to its end: fifteen working days in all."""
    return [
        *_sent(SUMMARY), Did(8, J, "reply", ANSWERED), Did(11, J, "draft", OPINION | {"outcome": "uphold"}),
        Did(12, S, "review", {"opinion": "同意"}), Did(14, F, "decide", {"manner": "head", "opinion": ""}),
        Did(16, J, "deliver", SERVED), Did(20, J, "archive", {"file_number": ""}),
    ]  # fmt: skip


REDO = {"order": "撤销原行为，责令被申请人重新作出。", "perform_by": "+60"}
REVOKED = {"order": "撤销被申请人作出的行政行为。", "reasons": "主要事实不清，证据不足。"}


def cases() -> Iterator[Scenario]:
    """Applications for reconsideration, newest first."""
    yield from ((n, "penalty", []) for n in (0, 1))
    yield 3, "licence", []
    yield 5, "work_injury", [Did(2, J, "correct_notice", CORRECTING)]
    corrected = [
        Did(2, J, "correct_notice", CORRECTING),
        Did(7, J, "corrected", {"supplied": "补交身份证明复印件和请求说明。", "late_excuse": ""}),
    ]
    yield 9, "inaction", corrected
    yield 6, "coercion", _accepted()
    yield 9, "disclosure", _sent(SUMMARY)
    yield 12, "penalty", _sent()
    yield 17, "licence", _sent()  # the respondent's ten working days are over
    yield 19, "work_injury", _heard()
    talks = {"ground": "mediation", "reason": "双方同意调解，中止审理。"}
    yield 24, "penalty", [*_heard(), Did(18, F, "suspend", talks)]
    yield 24, "penalty", _drafted()
    reviewed = [*_drafted(), Did(24, S, "review", {"opinion": "同意审理意见。"})]
    yield 27, "coercion", reviewed
    more_time = {"amount": "30", "ground": "涉及多个行政机关，需要进一步查明事实"}
    yield 46, "licence", [*_heard(), Did(28, F, "extend", more_time)]
    yield 52, "work_injury", _heard()  # the decision is overdue
    yield 32, "penalty", _served()
    yield 40, "licence", _served("revoke_redo", **REDO)
    refusal = {
        "ground": "overdue",
        "reason": "收到申请时已超过六十日，且没有正当理由。",
        "competent_body": "",
    }
    yield 15, "penalty", [Did(3, F, "refuse", refusal)]
    lapsed = {"reason": "期满没有补正，也没有说明理由。"}
    yield (
        30,
        "inaction",
        [Did(2, J, "correct_notice", CORRECTING), Did(16, J, "lapse", lapsed)],
    )
    ended = {"ground": "withdrawn", "reason": "申请人自愿撤回，准予撤回。"}
    withdrawn = {"reason": "被申请人已改正，申请人撤回申请。"}
    yield (
        36, "coercion",
        [*_heard(), Did(20, J, "withdraw_request", withdrawn), Did(21, F, "terminate", ended)],
    )  # fmt: skip
    agreed = {
        "agreement": "被申请人十五日内退还多收费用，申请人不再提出请求。",
        "signed_on": "=",
        "perform_by": "+15",
    }
    mediated = {"held": "agreed", "record": "双方就款项退还达成一致。"}
    yield (
        58, "penalty",
        [*_heard(), Did(20, J, "mediate", mediated), Did(23, F, "mediation_statement", agreed)],
    )  # fmt: skip
    yield 45, "disclosure", _quick()
    yield 78, "penalty", _archived()
    yield 95, "work_injury", _archived("revoke", **REVOKED)
    yield 118, "licence", _archived("unlawful", order="确认被申请人作出的行政行为违法。")
    yield 140, "inaction", _archived("dismiss_claim", order="驳回申请人的行政复议请求。")
    yield 165, "penalty", _archived()


ELSEWHERE = "云江市人民政府"
ANSWER = {
    "reply": "我单位作出该行为职权合法、程序正当，请求驳回申请人的请求。", "evidence": "案卷一册\n法律依据一份",
}  # fmt: skip


def answers() -> Iterator[Scenario]:
    """The respondent's side of cases tried by the city: who has answered, who owes, who has to perform."""
    drafted = [Did(3, J, "draft", ANSWER)]
    signed = [*drafted, Did(6, F, "sign", {})]
    yield 4, "yxzfj", []
    yield 5, "yxscj", drafted
    yield 18, "yxzrj", signed
    lost = {"result": "revoke_redo", "perform_by": "+60"}
    yield 40, "yxjsj", [*signed, Did(35, J, "decision", lost)]
    won = {"result": "uphold", "perform_by": ""}
    yield 50, "yxrsj", [*signed, Did(38, J, "decision", won)]


CONTRACTS = (
    ("通村公路养护工程施工合同", "project", "某某路桥有限公司", "860000.00", "yxjtj"),
    ("城区公共厕所保洁服务合同", "procurement", "某某保洁服务有限公司", "320000.00", "yxjsj"),
    ("疫苗冷链设备采购合同", "procurement", "某某医疗器械有限公司", "458000.00", "yxwjj"),
    ("集镇闲置厂房租赁合同", "land", "某某食品有限公司", "96000.00", "yxbh"),
    ("高标准农田建设监理合同", "project", "某某工程咨询有限公司", "215000.00", "yxnyj"),
    ("学校食堂食材配送框架协议", "framework", "某某供应链有限公司", "1200000.00", "yxjyj"),
)
PAPERS = {"has_text": "on", "has_basis": "on", "has_standing": "on", "has_own_review": "on"}
CHANGES = {
    "conclusion": "after_changes", "basis": "主体适格、权限合法，个别条款需要完善。", "counsel": "",
    "suggestions": "付款期限改为自验收合格之日起三十日内\n违约责任应当对等\n补充争议解决方式",
}  # fmt: skip
AGREED = {
    "conclusion": "agree",
    "basis": "主体适格、内容合法、程序完备。",
    "counsel": "",
    "suggestions": "",
}
AGAINST = {
    "conclusion": "disagree", "basis": "约定政府以财政资金承诺固定回报，没有依据。", "counsel": "",
    "suggestions": "删除固定回报条款\n依法重新确定合作方式",
}  # fmt: skip
REFUSED = {"suggestions": ["1-3"], "verdict": "rejected", "reason": "主合同已有约定。"}
CHANGED = {"changes": "已按意见修改付款和违约责任条款。"}
SIGNED = {"contract_number": "云合〔演示〕"}


def _reviewed(opinion: dict[str, str] = CHANGES) -> list[Did]:
    return [Did(1, S, "accept", {"note": ""}), Did(4, S, "opinion", opinion)]


def _revised() -> list[Did]:
    taken = {"suggestions": ["1-1", "1-2"], "verdict": "adopted", "reason": ""}
    return [
        *_reviewed(), Did(6, J, "adopt", taken), Did(6, J, "adopt", REFUSED), Did(7, J, "revise", CHANGED),
    ]  # fmt: skip


def _performing() -> list[Did]:
    return [
        *_revised(), Did(9, F, "sign", SIGNED), Did(12, J, "file", {"filing_number": "云司备〔演示〕"}),
        Did(13, J, "node", {"kind": "perform", "title": "完成全部服务", "due_on": "+25"}),
        Did(13, J, "node", {"kind": "pay", "title": "首期款", "amount": "100000.00", "due_on": "+40"}),
    ]  # fmt: skip


def reviews() -> Iterator[Scenario]:
    """Contracts under review, signed, performed; the second word is the place in `CONTRACTS`."""
    yield 0, "0", []
    yield 2, "1", []
    yield 4, "2", [Did(1, S, "return_papers", {"items": "请补充立项批复和相对方资质证明。"})]
    yield 3, "3", [Did(1, S, "accept", {"note": ""})]
    yield 9, "4", [Did(1, S, "accept", {"note": ""})]  # five working days are over
    yield 6, "5", _reviewed()
    yield 8, "0", _reviewed(AGAINST)
    yield 10, "1", _revised()
    yield 14, "2", [*_reviewed(AGREED), Did(6, F, "sign", SIGNED)]
    yield 22, "3", _performing()
    yield 60, "4", _performing()  # its nodes are overdue
    late = SIGNED | {"ground": "工期紧迫，先行签订。", "responsible": "业务科室负责人"}
    yield 30, "5", [Did(1, S, "accept", {"note": ""}), Did(3, F, "sign_in_breach", late)]
    done = [
        Did(25, J, "node_done", {"node": "1", "note": "验收合格"}),
        Did(30, J, "node_done", {"node": "2", "amount": "100000.00", "note": "已支付"}),
        Did(34, F, "close", {"note": "双方义务均已履行完毕。"}),
    ]
    yield 110, "0", [*_performing(), *done]
    yield 40, "1", [*_reviewed(AGAINST), Did(8, F, "abandon", {"note": "不再合作。"})]


def play(units: dict[str, Unit], today: date | None = None) -> int:
    """Open and walk every scenario; returns how many matters there are."""
    day = today or moment.today()
    actors = {u.username: Actor.of(u) for u in User.objects.filter(username__in=_JUSTICE)}
    _officers(units["yunxi"])
    court: dict[Role, Actor] = {J: actors["sfj"], S: actors["shenhe"], F: actors["sfjfz"]}
    count = 0
    for ago, kind, acts in sorted(cases(), key=_oldest_first):
        matter = _apply(units, court[J], workday(day, ago), count, kind, acts)
        walk(matter, court, acts, ago, day)
        count += 1
    for ago, code, acts in sorted(answers(), key=_oldest_first):
        who = people_of(units[code])
        opening, values = Opening("reconsideration.response", units[code]), _notice(code, count)
        matter = _opened(who[J], opening, "notify", values, workday(day, ago))
        walk(matter, who, acts, ago, day)
        count += 1
    for ago, place, acts in sorted(reviews(), key=_oldest_first):
        name, kind, other, amount, code = CONTRACTS[int(place)]
        who = people_of(units[code]) | {S: actors["shenhe"]}
        party = "town" if code == "yxbh" else "department"
        values = PAPERS | {
            "name": name, "party": party, "kind": kind, "counterparty": other, "amount": amount,
        }  # fmt: skip
        opening = Opening("contracts.contract", units[code])
        matter = _opened(who[J], opening, "submit", values, workday(day, ago))
        walk(matter, who, acts, ago, day)
        count += 1
    return count


def _oldest_first(scenario: Scenario) -> int:
    """Numbers are given in the order things came in."""
    return -scenario[0]


_JUSTICE = ("sfj", "shenhe", "sfjfz")


def _officers(office: Unit) -> None:
    """The staff register: a panel is taken from those who stand on it."""
    for username, name in (("sfj", "周敏"), ("bangan", "许宁")):
        values = {
            "username": username, "name": name, "qualification": "bar", "engaged_on": "2019-03-01",
        }  # fmt: skip
        since = date(2019, 3, 1)
        enter(
            MACHINE, "reconsideration_officer", values, unit=office, on=since, reason="演示",
            how="backfill",
        )  # fmt: skip


def _opened(actor: Actor, opening: Opening, step: str, values: dict[str, Any], on: date) -> Matter:
    with moment.at(on):
        return act(actor, opening, step, values, on=on)


def _apply(
    units: dict[str, Unit], actor: Actor, on: date, n: int, kind: str, acts: list[Did]
) -> Matter:
    """The application as received. A respondent that still owes its answer gets its own matter by the job loop."""
    body, code, act_name = CHALLENGED[kind]
    steps = {d.step for d in acts}
    owes = "send_copy" in steps and "reply" not in steps
    known = on - timedelta(days=75 if "refuse" in steps else 12 + n)
    values = {
        "channel": ("counter", "mail", "internet")[n % 3], "applicant": PEOPLE[n % len(PEOPLE)],
        "applicant_class": CLASSES[n % len(CLASSES)], "applicants": 1, "respondent": f"云溪区{body}",
        "respondent_unit": code if owes else "", "act_kind": kind, "act": f"{act_name}（演示第{n + 1}号）",
        "known_on": known.isoformat(), "act_on": known.isoformat(), "claim": "请求撤销该行政行为。",
        "facts": "申请人认为事实认定有误，程序不当。",
    }  # fmt: skip
    if kind == "inaction":
        values |= {"act_on": "", "claim": "请求责令被申请人履行职责。"}
    return _opened(
        actor, Opening("reconsideration.application", units["yunxi"]), "register", values, on
    )


def _notice(code: str, n: int) -> dict[str, Any]:
    return {
        "case_number": f"云江政复〔演示〕{n}号", "body": ELSEWHERE, "act": "行政处罚决定（演示）", "track": "ordinary",
    }  # fmt: skip
