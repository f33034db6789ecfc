"""What the steps up to acceptance write, and what they ask for before (guards) and after the form (checks)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from yifa import law
from yifa.kernel.errors import Missing
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Party, PartyKind
from yifa.kernel.moment import ym as ym
from yifa.work.reconsideration.classes import ActKind, Intake, SummaryGround, Track
from yifa.work.reconsideration.grounds import NEW, RULES

ACCEPT = "reconsideration.accept_review"
NOTICE = "reconsideration.correction_notice"
SUBMIT = "reconsideration.correction_submit"
APPLY = "reconsideration.apply.general"
CAP, CAP_ESTATE = "reconsideration.apply.max.other", "reconsideration.apply.max.real_estate"
AMOUNT_CAP = "reconsideration.summary.amount_cap"
SAME = ("channel", "applicant", "applicant_class", "applicants", "third_party", "respondent", "respondent_unit",
        "act", "act_kind", "known_on", "act_on", "claim", "facts")  # fmt: skip


def due_of(ctx: Context, limit: str) -> date | None:
    """The due date of the running clock of a limit, or None."""
    ticking = ctx.clock(limit)
    return ticking.clock.due_on if ticking else None


def register(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    for name in SAME:
        setattr(d, name, data[name])
    d.real_estate, d.asks_compensation = int(data["real_estate"]), int(data["asks_compensation"])
    d.asks_norm_review = int(data["asks_norm_review"])
    if data["amount"] is not None:
        d.amount_cents = int(data["amount"] * 100)
    ctx.matter.title = f"不服{d.respondent}“{d.act}”"[:200]
    personal = {name: data[name] for name in ("identity_number", "phone", "address")}
    ctx.add(Party(role="申请人", kind=d.applicant_class, name=d.applicant, **personal))
    ctx.add(Party(role="被申请人", kind=PartyKind.OTHER, name=d.respondent))
    if data["representatives"]:
        ctx.add(Party(role="代表人", kind=PartyKind.NATURAL, name=data["representatives"][:120]))
    if d.third_party:
        ctx.add(Party(role="第三人", kind=PartyKind.OTHER, name=d.third_party))


def known_before(ctx: Context) -> Missing | None:
    """Check: nobody applies against an act before knowing it, nor knows it before it was done."""
    known, made = ctx.data["known_on"], ctx.data["act_on"]
    if known > ctx.on:
        return Missing(f"知道行政行为之日 {known} 晚于收到申请之日 {ctx.on}", remedy="请核对日期")
    if made and made > known:
        return Missing(f"行政行为作出之日 {made} 晚于知道之日 {known}", remedy="请核对日期")
    return None


def own_conduct(ctx: Context) -> Missing | None:
    """Check: a body does not review what it did itself (only a province does, art. 24)."""
    if ctx.data["respondent_unit"] != ctx.matter.unit:
        return None
    return Missing(
        f"{ctx.matter.unit}不能复议本机关自己的行政行为", f"{NEW}第二十四条", "请由上一级机关受理"
    )


def still_reviewing(ctx: Context) -> Missing | None:
    """Guard: the review of an application can be concluded only within its limit; then it counts as accepted."""
    due = due_of(ctx, ACCEPT)
    if due is None or ctx.on <= due:
        return None
    return Missing(
        f"受理审查期限已于 {due} 届满，自该日起视为受理", f"{NEW}第三十条第三款",
        "请办理“登记视为受理”；不符合受理条件的，受理后决定驳回申请",
    )  # fmt: skip


def review_is_over(ctx: Context) -> Missing | None:
    """Guard: only silence beyond the limit makes an application accepted."""
    due = due_of(ctx, ACCEPT)
    if due is not None and ctx.on > due:
        return None
    return Missing(
        f"受理审查期限至 {due}，尚未届满", f"{NEW}第三十条第三款", "请在期限内受理或者不予受理"
    )


def still_refusable(ctx: Context) -> Missing | None:
    """Guard of the old law: what was not refused in five days has been accepted since its receipt."""
    due = due_of(ctx, ACCEPT)
    if due is None or ctx.on <= due:
        return None
    return Missing(
        f"受理审查期限已于 {due} 届满，申请自收到之日起即为受理", "行政复议法（2017年修正）第十七条",
        "请办理“受理”；不符合条件的，受理后决定驳回申请",
    )  # fmt: skip


def corrected_once(ctx: Context) -> Missing | None:
    if not ctx.detail.corrections:
        return None
    return Missing(
        "补正已经一次性通知过，不能再次通知", f"{NEW}第三十一条", "请依现有材料决定是否受理"
    )


def ask_correction(ctx: Context) -> None:
    ctx.detail.corrections += 1
    ctx.detail.correct_by = ctx.data.get("correct_by")


def later_deadline(ctx: Context) -> Missing | None:
    if ctx.data["correct_by"] > ctx.on:
        return None
    return Missing(f"补正期限应当晚于通知之日 {ctx.on}", f"{RULES}第二十九条")


def submit_over(ctx: Context) -> Missing | None:
    """Guard: an application lapses only after the time for its correction."""
    due = due_of(ctx, SUBMIT) or ctx.detail.correct_by
    if due is not None and ctx.on > due:
        return None
    return Missing(f"补正期限至 {due}，尚未届满", f"{NEW}第三十一条第二款")


def late_is_excused(ctx: Context) -> Missing | None:
    """Check: what comes after the time for correction needs a good reason."""
    due = due_of(ctx, SUBMIT) or ctx.detail.correct_by
    if due is None or ctx.on <= due or ctx.data.get("late_excuse"):
        return None
    return Missing(
        f"补正期限已于 {due} 届满，没有写明正当理由",
        f"{NEW}第三十一条第二款",
        "无正当理由的，办理“逾期不补正”",
    )


def concluded(intake: Intake) -> Callable[[Context], None]:
    """Effect: the application ends at the door in this way."""

    def effect(ctx: Context) -> None:
        d = ctx.detail
        d.intake, d.intake_ym = intake, ym(ctx.on)
        d.refuse_ground = ctx.data.get("ground", "")
        d.competent_body = ctx.data.get("competent_body", "")
        ctx.matter.outcome = str(intake)

    return effect


def accepted_from(ctx: Context, on: date, *, deemed: bool = False) -> None:
    """Write that the application stands accepted since `on`."""
    d = ctx.detail
    d.intake, d.accepted_on, d.deemed = Intake.ACCEPTED, on, int(deemed)
    d.intake_ym = d.accepted_ym = ym(on)
    d.late_excuse = ctx.data.get("late_excuse", "")
    d.track = ctx.data.get("track") or Track.ORDINARY
    if d.track == Track.SUMMARY:
        d.summary_ground = ctx.data["summary_ground"]


def accept(ctx: Context) -> None:
    accepted_from(ctx, ctx.on)


def accept_since_receipt(ctx: Context) -> None:
    """Under the old law an application counts as accepted since it was received (art. 17)."""
    accepted_from(ctx, ctx.matter.received_on)


def deemed_day(ctx: Context) -> date:
    """The day the review limit ran out: since then the application counts as accepted (art. 30)."""
    ticking = ctx.clock(ACCEPT, running=False)
    assert ticking is not None and ticking.clock.due_on is not None
    return ticking.clock.due_on


def deem(ctx: Context) -> None:
    accepted_from(ctx, deemed_day(ctx), deemed=True)


def accepted_day(ctx: Context) -> date:
    """The day of acceptance, once it is written."""
    day: date = ctx.detail.accepted_on
    return day


def applied_in_time(ctx: Context) -> Missing | None:
    """Check: an application after its sixty days is accepted only with a good reason; five or twenty years end all."""
    d = ctx.detail
    book, received = office_limits(), ctx.matter.received_on
    if d.act_on:
        cap = CAP_ESTATE if d.real_estate else CAP
        try:
            limit = book.get(cap, received)
        except law.NotInForce:
            limit = None  # the old law knew no such end
        if limit is not None:
            last = law.due(limit, d.act_on, office_calendar()).due_on
            if last and received > last:
                return Missing(f"申请超过最长期限（{last}）", limit.citation, "请决定不予受理")
    limit = book.get(APPLY, max(d.known_on, date(1999, 10, 1)))
    last = law.due(limit, d.known_on, office_calendar()).due_on
    if last is None or received <= last or ctx.data.get("late_excuse"):
        return None
    return Missing(
        f"申请期限已于 {last} 届满，收到之日为 {received}",
        limit.citation,
        "有正当理由的请写明，否则决定不予受理",
    )


def _has_ground(ctx: Context, ground: str) -> Missing | None:
    d, cite = ctx.detail, f"{NEW}第五十三条第一款"
    if ground == SummaryGround.DISCLOSURE and d.act_kind != ActKind.DISCLOSURE:
        return Missing("本案不是政府信息公开案件", cite)
    if ground == SummaryGround.AMOUNT:
        cap = office_limits().get(AMOUNT_CAP, ctx.matter.received_on).value
        assert isinstance(cap, int)
        if d.amount_cents is None:
            return Missing(
                "没有登记涉案款额，不能以款额适用简易程序", cite, "请选其他情形，或者适用普通程序"
            )
        if d.amount_cents > cap * 100:
            return Missing(
                f"涉案款额 {d.amount_cents / 100:.2f} 元，超过 {cap} 元", cite, "请适用普通程序"
            )
    if ground in (SummaryGround.ON_SPOT, SummaryGround.WARNING) and d.act_kind != ActKind.PENALTY:
        return Missing("本案不是行政处罚案件", cite, "请选其他情形，或者适用普通程序")
    return None


def summary_fits(ctx: Context) -> Missing | None:
    """Check: the summary procedure only for the matters of art. 53, and only where the facts are clear."""
    if ctx.data.get("track", Track.SUMMARY) != Track.SUMMARY:
        return None
    if not ctx.data.get("clear"):
        return Missing(
            "没有确认事实清楚、权利义务关系明确、争议不大", f"{NEW}第五十三条", "请适用普通程序"
        )
    if ctx.detail.grave:
        return Missing(
            "重大、疑难、复杂案件不适用简易程序", f"{NEW}第五十条、第五十三条", "请适用普通程序"
        )
    return _has_ground(ctx, ctx.data["summary_ground"])
