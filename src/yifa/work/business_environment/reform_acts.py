"""What the steps of measures, fair competition reviews, streamlining and pilots write and ask for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter, Relation
from yifa.kernel.matter.procedure import State
from yifa.kernel.moment import ym as ym
from yifa.kernel.scope.read import visible_to
from yifa.work.business_environment.catalogue import item_on
from yifa.work.business_environment.forms import AMOUNT_TITLES, AMOUNTS
from yifa.work.business_environment.models import (
    MAY_ISSUE,
    ChangeKind,
    FairConclusion,
    FairFinding,
    FairReview,
    PilotUse,
    ProgressKind,
    ReformProgress,
    Reviewer,
    Standard,
)

GATE = "公平竞争审查条例第十八条"
SCOPE = "公平竞争审查条例第二条"


def propose(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.category, d.basis, d.cooperating = data["category"], data["basis"], data["cooperating"]
    d.affects_market = int(data["affects_market"])


def days_to_finish(ctx: Context) -> tuple[int, str]:
    """The planned day as a number of days from the act."""
    return (ctx.data["finish_by"] - ctx.on).days, "day"


def plan_lies_ahead(ctx: Context) -> Missing | None:
    if ctx.data["finish_by"] > ctx.on:
        return None
    return Missing("计划出台日期应晚于本步骤的日期", remedy="请改填以后的日期")


def link_fair_review(ctx: Context) -> None:
    """Take the conclusion from the review itself: nobody types it again."""
    number = ctx.data["number"]
    found = visible_to(ctx.actor, FairReview).filter(matter__number=number, matter__is_void=False)
    review = found.select_related("matter").first()
    if review is None:
        raise InvalidData(
            {"number": ["公平竞争审查台账上没有这一编号，或者不在您的查阅范围"]}, {"number": "编号"}
        )
    if review.conclusion not in MAY_ISSUE:
        said = FairConclusion(review.conclusion).label if review.conclusion else "尚未作出结论"
        raise InvalidData({"number": [f"该审查的结论为：{said}，不能据以出台"]}, {"number": "编号"})
    ctx.detail.fair_review, ctx.detail.fair_conclusion = number, review.conclusion
    ctx.add(Relation(source=ctx.matter, target=review.matter, kind="公平竞争审查"))


def fair_review_done(ctx: Context) -> Missing | None:
    """No measure is issued before it was checked: reviewed, or found by somebody else to touch no operator."""
    if ctx.detail.fair_conclusion:
        return None
    if ctx.detail.affects_market:
        return Missing(
            "涉及经营者经济活动，尚无公平竞争审查结论", GATE,
            "请先在“登记公平竞争审查”中填写审查编号",
        )  # fmt: skip
    return Missing(
        "尚未判断是否属于公平竞争审查范围", SCOPE,
        "不涉及经营者经济活动的，由提出人以外的人办“认定不属于审查范围”写明理由；涉及的，登记审查编号",
    )  # fmt: skip


def touches_nobody(ctx: Context) -> bool:
    """Whether the proposer said that no operator is touched, and nothing has been concluded."""
    return not ctx.detail.affects_market and not ctx.detail.fair_conclusion


def may_be_outside(ctx: Context) -> Missing | None:
    """Guard: what touches operators is reviewed, never declared to be outside."""
    if ctx.detail.affects_market:
        return Missing("涉及经营者经济活动的，应当审查", SCOPE, "请办“登记公平竞争审查”")
    if ctx.detail.fair_conclusion:
        return Missing("已经有公平竞争审查的结论")
    return None


def outside(ctx: Context) -> None:
    ctx.detail.fair_conclusion = FairConclusion.OUT_OF_SCOPE
    ctx.detail.fair_ground = ctx.data["ground"]


def issue(ctx: Context) -> None:
    d = ctx.detail
    d.issued_on, d.issued_ym, d.document_number = ctx.on, ym(ctx.on), ctx.data["document_number"]


def progress(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.add(
        ReformProgress(kind=data["kind"], text=data["text"], percent=data["percent"], on=ctx.on)
    )
    if data["kind"] == ProgressKind.CASE:
        d.cases += 1
    else:
        d.progress += 1
    if data["percent"] is not None:
        d.percent = data["percent"]


def evaluate(ctx: Context) -> None:
    ctx.detail.result = ctx.data["result"]
    ctx.detail.evaluated_ym = ym(ctx.on)
    ctx.matter.outcome = ctx.data["result"]


def has_progress(ctx: Context) -> Missing | None:
    if ctx.detail.progress:
        return None
    return Missing("还没有登记过进展，无从评估", remedy="请先登记进展")


def submit(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.document_kind, d.reviewer = data["document_kind"], data["reviewer"]


def listen(ctx: Context) -> None:
    ctx.detail.listened_to = ctx.data["listened_to"]


def listened(ctx: Context) -> Missing | None:
    if ctx.detail.listened_to:
        return None
    return Missing(
        "尚未登记听取利害关系人意见的情况", "公平竞争审查条例第十六条", "请先办理“听取意见”"
    )


def conclusion_fits_findings(ctx: Context) -> Missing | None:
    """The conclusion and the four answers must say the same."""
    data = ctx.data
    violated = [Standard(code).label for code in Standard.values if data[code]]
    passes = data["conclusion"] in (FairConclusion.PASSED, FairConclusion.OUT_OF_SCOPE)
    if violated and passes:
        return Missing(
            f"逐项意见认为违反“{'、'.join(violated)}”，与结论不符", GATE, "请改结论或者改逐项意见"
        )
    if not violated and not passes:
        return Missing(
            "结论认为违反审查标准，但四类标准都没有写明违反之处", "公平竞争审查条例第十七条第一款"
        )
    if data["conclusion"] == FairConclusion.EXCEPTION and not data["ends_on"]:
        return Missing(
            "适用例外规定的，应当确定实施期限",
            "公平竞争审查条例第十七条第二款",
            "请填写例外措施的实施期限",
        )
    return None


def conclude(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.rounds += 1
    d.conclusion, d.concluded_ym, d.ends_on = data["conclusion"], ym(ctx.on), data["ends_on"]
    ctx.matter.outcome = data["conclusion"]
    for code in Standard.values:
        ctx.add(
            FairFinding(
                round=d.rounds, standard=code, violates=int(bool(data[code])), clause=data[code]
            )
        )


def after_conclusion(passed: State, revising: State, refused: State) -> Callable[[Context], State]:
    """Where a conclusion leads."""

    def target(ctx: Context) -> State:
        if ctx.data["conclusion"] in MAY_ISSUE:
            return passed
        return revising if ctx.data["conclusion"] == FairConclusion.REVISE else refused

    target.leads = (passed, revising, refused)  # type: ignore[attr-defined]
    return target


def revise(ctx: Context) -> None:
    ctx.detail.revised = 1


def record_issue(ctx: Context) -> None:
    ctx.detail.issued_on = ctx.on


def joint_reviewer_is_market_body(ctx: Context) -> Missing | None:
    """A joint review is concluded by the market regulator, whose reviewers hold a post that reaches the drafter."""
    if ctx.detail.reviewer != Reviewer.JOINT or ctx.actor.is_system:
        return None
    home = ctx.actor.own_unit()
    if home is not None and home.pk != ctx.matter.unit_id:
        return None
    return Missing(
        "本件应由市场监督管理部门会同审查，不能由起草单位自行作出结论", "公平竞争审查条例第十四条",
        "请由市场监督管理部门的审核人办理",
    )  # fmt: skip


def sort(ctx: Context) -> None:
    """Name the item from the catalogue, and take from it what it promises today."""
    d, data = ctx.detail, ctx.data
    item = item_on(data["item_code"], ctx.on)
    if item is None:
        raise InvalidData(
            {"item_code": ["事项目录中没有这一编码，或者当日已经取消"]}, {"item_code": "事项编码"}
        )
    d.item_code, d.item_name, d.kind, d.basis = item.code, item.name, data["kind"], data["basis"]
    if data["kind"] == ChangeKind.MERGE:
        into = item_on(data["merged_into"], ctx.on)
        if into is None or into.code == item.code:
            raise InvalidData(
                {"merged_into": ["整合的，应写明目录中另一事项的编码"]}, {"merged_into": "并入事项"}
            )
        d.merged_into = into.name
    ctx.matter.title = f"{item.name}：{ChangeKind(data['kind']).label}"
    for name, value in item.promised.items():
        held = int(value * 100) if name == "cost" else int(value)
        setattr(d, f"{name}_before", held)


def simplify(ctx: Context) -> None:
    d = ctx.detail
    d.measure = ctx.data["measure"]
    for name in AMOUNTS:
        for when in ("before", "after"):
            value = ctx.data.get(f"{name}_{when}")
            if value is not None:
                held = int(Decimal(value) * 100) if name == "cost" else int(value)
                setattr(d, f"{name}_{when}", held)


def saves_something(ctx: Context) -> Missing | None:
    """A cut that cuts nothing, or asks for more, is none."""
    d, data = ctx.detail, ctx.data
    if d.kind in (ChangeKind.CUT, ChangeKind.KEEP):
        return None
    fewer = False
    for name in AMOUNTS:
        before = data.get(f"{name}_before")
        if before is None and (held := getattr(d, f"{name}_before")) is not None:
            before = Decimal(held) / 100 if name == "cost" else held
        after = data.get(f"{name}_after")
        if before is None or after is None:
            continue
        if after > before:
            return Missing(
                f"{AMOUNT_TITLES[name]}由 {before} 增加到 {after}，不是精简",
                remedy="请核对前后数值",
            )
        fewer = fewer or after < before
    return (
        None
        if fewer
        else Missing(
            "没有一项数值减少", remedy="请至少填写一项减少的环节、材料、时限、到场次数或者费用"
        )
    )


def publish(ctx: Context) -> None:
    d = ctx.detail
    d.published_on, d.published_ym, d.in_force_on = ctx.on, ym(ctx.on), ctx.data["in_force_on"]
    ctx.matter.outcome = d.kind


def catalogue_follows(ctx: Context) -> Missing | None:
    """What was promised must stand in the catalogue: windows accept by the catalogue, not by this record."""
    d = ctx.detail
    item = item_on(d.item_code, ctx.on)
    gone = d.kind in (ChangeKind.CUT, ChangeKind.MERGE)
    if gone:
        return (
            None
            if item is None
            else Missing("事项仍在目录中", remedy="请先在事项目录中停用该事项，再登记执行")
        )
    if item is None:
        return Missing("事项目录中已没有这一事项", remedy="请核对事项目录")
    for name, promised in item.promised.items():
        after = getattr(d, f"{name}_after")
        held = (
            None if after is None else (Decimal(after) / 100 if name == "cost" else Decimal(after))
        )
        if held is not None and promised > held:
            return Missing(
                f"事项目录中{AMOUNT_TITLES[name]}仍为 {promised}，公布的是 {held}",
                remedy="请先修改事项目录，再登记执行",
            )
    return None


def open_pilot(ctx: Context) -> None:
    ctx.matter.title = ctx.data["name"]
    ctx.detail.description, ctx.detail.character = ctx.data["description"], ctx.data["character"]


def trial(ctx: Context) -> None:
    ctx.detail.place, ctx.detail.trial_until = ctx.data["place"], ctx.data["trial_until"]


def days_of_trial(ctx: Context) -> tuple[int, str]:
    return (ctx.data["trial_until"] - ctx.on).days, "day"


def trial_lies_ahead(ctx: Context) -> Missing | None:
    return None if ctx.data["trial_until"] > ctx.on else Missing("试用期满应晚于开始试用的日期")


def count_use(ctx: Context) -> None:
    """One number a month; the same month again replaces it, with the earlier one in the journal."""
    month = int(ctx.data["month"].replace("-", ""))
    if month > ym(ctx.on):
        raise InvalidData({"month": ["不能晚于本月"]}, {"month": "月份"})
    rows: list[PilotUse] = ctx.rows(PilotUse)
    row = next((r for r in rows if r.ym == month), None) or PilotUse(ym=month)
    ctx.detail.uses += ctx.data["uses"] - (row.uses or 0)
    row.uses = ctx.data["uses"]
    ctx.add(row)


def was_used(ctx: Context) -> Missing | None:
    return (
        None
        if ctx.detail.uses
        else Missing("试用中没有使用记录，不能推广", remedy="请先登记使用情况")
    )


def spread(ctx: Context) -> None:
    ctx.detail.spread_ym = ym(ctx.on)
    ctx.matter.outcome = "spread"


def stop_pilot(ctx: Context) -> None:
    ctx.matter.outcome = "stopped"


def linked_matter(ctx: Context, number: str, procedure: str, field: str = "streamlining") -> Matter:
    """A matter of the room by its number, within what the actor reads."""
    found = (
        visible_to(ctx.actor, Matter)
        .filter(number=number, procedure=procedure, is_void=False)
        .first()
    )
    if found is None:
        raise InvalidData({field: ["台账上没有这一编号，或者不在您的查阅范围"]}, {field: "编号"})
    matter: Matter = found
    return matter
