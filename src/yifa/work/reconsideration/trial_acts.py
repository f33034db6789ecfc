"""What the steps of a trial write and ask for: panel, reply, hearing of the parties, suspension, end."""

from __future__ import annotations

from datetime import date, timedelta

from yifa import law
from yifa.kernel.errors import Missing
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Outbox, Recusal
from yifa.kernel.organization.models import User
from yifa.work.reconsideration.classes import ReplyStatus, Track
from yifa.work.reconsideration.grounds import (
    ENDS_AFTER_60,
    NEW,
    RULES,
    SUSPENSIONS,
    TERMINATIONS,
    ground_of,
)
from yifa.work.reconsideration.intake_acts import due_of
from yifa.work.reconsideration.models import PanelMember, ReconsiderationOfficer
from yifa.work.reconsideration.outcomes import outcome_of

DECIDE, DECIDE_SUMMARY = "reconsideration.decision.ordinary", "reconsideration.decision.summary"
SEND, SEND_SUMMARY = "reconsideration.send_copy.ordinary", "reconsideration.send_copy.summary"
REPLY, REPLY_SUMMARY = "reconsideration.reply.ordinary", "reconsideration.reply.summary"
SIXTY = "reconsideration.terminate_after_suspension"
HEARING_NOTICE = "reconsideration.hearing_notice"
ASSESSORS, INVESTIGATORS = (
    "reconsideration.hearing.assessors_min",
    "reconsideration.investigators_min",
)
RESPOND_TOPIC = "reconsideration.respond"
OLD_SIXTY = timedelta(days=60)
"""实施条例第四十二条第二款; the limits of `law` know this period from 2024 on."""


def is_old(ctx: Context) -> bool:
    """Whether the case follows the law before 2024."""
    return ctx.work.procedure.since.year < 2024


def is_summary(ctx: Context) -> bool:
    return bool(ctx.detail.track == Track.SUMMARY)


def is_ordinary(ctx: Context) -> bool:
    return not is_summary(ctx)


def running_reply(ctx: Context) -> str:
    return REPLY_SUMMARY if is_summary(ctx) else REPLY


# --- those who try the case


def _panel(ctx: Context) -> list[str]:
    return list(dict.fromkeys([ctx.data["lead"], *ctx.data["others"]]))


def panel_fits(ctx: Context) -> Missing | None:
    """Check: two or more persons on the staff register, qualified, none recused."""
    names = _panel(ctx)
    if len(names) < 2:
        return Missing("审理案件应当由两名以上复议人员参加", f"{RULES}第三十二条", "请再指定一人")
    rows = ReconsiderationOfficer.objects.unscoped(
        "a panel is checked, no content is shown"
    ).standing(ctx.on)
    known = {o.username: o for o in rows.filter(username__in=names)}
    for name in names:
        officer = known.get(name)
        if officer is None:
            return Missing(
                f"{name} 在 {ctx.on} 不在复议人员名册", f"{NEW}第六条", "请先登记复议人员"
            )
        if not officer.fit:
            return Missing(
                f"{officer.name}尚不具备办案资格",
                f"{NEW}第六条",
                "请取得资格、完成职前培训后再指定",
            )
    kept = Recusal.objects.filter(matter_id=ctx.matter.pk, user__username__in=names)
    if out := list(kept.values_list("user__username", flat=True)):
        return Missing(f"{'、'.join(out)} 已回避本案", remedy="请指定其他人员")
    return None


def appoint(ctx: Context) -> None:
    ctx.detail.grave = int(ctx.data["grave"])
    rows = PanelMember.objects.unscoped("the case in hand").filter(matter_id=ctx.matter.pk)
    before = {m.username: m for m in rows}
    for name in _panel(ctx):
        member = before.pop(name, None) or PanelMember(username=name, on=ctx.on)
        member.leads, member.left_on = int(name == ctx.data["lead"]), None
        ctx.add(member)
    for gone in before.values():
        gone.left_on = gone.left_on or ctx.on
        ctx.add(gone)


def on_panel(ctx: Context) -> Missing | None:
    """Guard: what the panel says is said by one of the panel."""
    if ctx.actor.is_system:
        return None
    rows = PanelMember.objects.unscoped("the case in hand").filter(matter_id=ctx.matter.pk)
    if rows.filter(username__in=_usernames(ctx), left_on__isnull=True).exists():
        return None
    return Missing(
        "您不是本案办案人员", f"{NEW}第三十六条", "请由办案人员办理，或者由负责人重新指定"
    )


def _usernames(ctx: Context) -> list[str]:
    if ctx.actor.user_id is None:
        return []
    return list(User.objects.filter(pk=ctx.actor.user_id).values_list("username", flat=True))


# --- the respondent's reply


def send(ctx: Context) -> None:
    """Keep when the respondent got the copy; a respondent of this system gets its matter by the job loop."""
    ctx.detail.copy_served_on = ctx.data["served_on"]
    if ctx.detail.respondent_unit_id:
        ctx.add(
            Outbox(topic=RESPOND_TOPIC, payload={"matter": ctx.matter.pk, "step": ctx.step_code})
        )


def sent_before(ctx: Context) -> Missing | None:
    if ctx.data["served_on"] <= ctx.on and ctx.data["served_on"] >= ctx.detail.accepted_on:
        return None
    return Missing(
        f"收到之日应当在受理之日 {ctx.detail.accepted_on} 与办理之日 {ctx.on} 之间",
        f"{NEW}第四十八条",
    )


def replied(ctx: Context) -> None:
    ctx.detail.reply_status = ReplyStatus.SUBMITTED


def reply_awaited(ctx: Context) -> Missing | None:
    """Guard: silence once written down is not undone by a later reply."""
    if ctx.detail.reply_status != ReplyStatus.NONE:
        return None
    return Missing(
        "已登记被申请人逾期未答复，视为没有证据、依据", f"{NEW}第七十条", "材料可以用“添加材料”入卷"
    )


def not_replied(ctx: Context) -> None:
    ctx.detail.reply_status = ReplyStatus.NONE


def reply_is_over(ctx: Context) -> Missing | None:
    """Guard: silence of the respondent is written down only after its time."""
    due = due_of(ctx, running_reply(ctx))
    if due is not None and ctx.on > due:
        return None
    return Missing(f"被申请人答复期限至 {due}，尚未届满", f"{NEW}第四十八条、第五十四条")


def reply_settled(ctx: Context) -> Missing | None:
    """Guard: nothing is decided before the respondent has answered or let its time pass."""
    if ctx.detail.reply_status:
        return None
    if not ctx.did("send_copy"):
        return Missing("尚未向被申请人发送申请书副本", f"{NEW}第四十八条", "先办“发送副本”")
    due = due_of(ctx, running_reply(ctx))
    return Missing(
        f"被申请人答复期限至 {due}，尚未收到答复", f"{NEW}第四十八条、第五十四条",
        "收到答复后登记；期满仍未答复的，登记“逾期未答复”",
    )  # fmt: skip


# --- hearing the parties


def heard(ctx: Context) -> None:
    ctx.detail.heard = int(ctx.data["manner"] != "written")


def parties_heard(ctx: Context) -> Missing | None:
    """Guard: in the ordinary procedure of the new law the parties are heard."""
    if is_old(ctx) or is_summary(ctx) or ctx.did("hear_parties"):
        return None
    return Missing("尚未听取当事人意见", f"{NEW}第四十九条", "先办“听取意见”")


def grave_duties(ctx: Context) -> Missing | None:
    """Guard: a grave case has its hearing and the committee's opinion."""
    if is_old(ctx) or not ctx.detail.grave:
        return None
    if not ctx.did("hearing"):
        return Missing("重大、疑难、复杂案件应当组织听证", f"{NEW}第五十条第一款", "先办“听证”")
    if not ctx.did("committee"):
        return Missing(
            "应当提请行政复议委员会提出咨询意见", f"{NEW}第五十二条第二款", "先办“委员会咨询”"
        )
    return None


def notice_early_enough(ctx: Context) -> Missing | None:
    """Check: the notice comes five full working days before the hearing."""
    limit = office_limits().get(HEARING_NOTICE, ctx.on)
    latest = law.due(limit, ctx.data["hearing_on"], office_calendar()).due_on
    if latest is None or ctx.on <= latest:
        return None
    return Missing(
        f"{ctx.data['hearing_on']} 的听证，最迟应当在 {latest} 通知", limit.citation, "请推迟听证"
    )


def notify_hearing(ctx: Context) -> None:
    ctx.detail.hearing_on = ctx.data["hearing_on"]


def hearing_notified(ctx: Context) -> Missing | None:
    if ctx.detail.hearing_on is None:
        return Missing("尚未通知听证", f"{NEW}第五十一条", "先办“听证通知”")
    if ctx.on < ctx.detail.hearing_on:
        return Missing(f"听证定于 {ctx.detail.hearing_on} 举行", f"{NEW}第五十一条")
    return None


def hearing_staffed(ctx: Context) -> Missing | None:
    if is_old(ctx):
        return None
    least = office_limits().get(ASSESSORS, ctx.on)
    assert isinstance(least.value, int)
    if ctx.data["assessors"] >= least.value:
        return None
    return Missing(f"听证员 {ctx.data['assessors']} 名，少于 {least.value} 名", least.citation)


# --- suspension and the end without decision


def suspend(ctx: Context) -> None:
    ctx.detail.suspensions += 1
    ctx.detail.suspended_for = ctx.data["ground"]


def suspension_known(ctx: Context) -> Missing | None:
    """Check: the ground stands in the law the case follows."""
    ground = ground_of(SUSPENSIONS, ctx.data["ground"])
    if ground.cite(old=is_old(ctx)):
        return None
    return Missing(f"本案所依的法律没有“{ground.label}”这一中止情形", remedy="请选其他情形")


def suspension_words(ctx: Context) -> str:
    """The ground of a suspension, for the clock."""
    return ground_of(SUSPENSIONS, ctx.data.get("ground", "norm_review")).label


def suspension_cite(ctx: Context) -> str:
    return ground_of(SUSPENSIONS, ctx.data.get("ground", "norm_review")).cite(old=is_old(ctx))


def sixty_days_end_it(ctx: Context) -> bool:
    """Whether this suspension ends the case when it lasts sixty days."""
    return ctx.data["ground"] in ENDS_AFTER_60


def resume(ctx: Context) -> None:
    ctx.detail.suspended_for = ""


def may_end(ctx: Context) -> Missing | None:
    """Check: a case ends by withdrawal only when withdrawn, by time only when the time has passed."""
    code = ctx.data["ground"]
    cite = ground_of(TERMINATIONS, code).cite(old=is_old(ctx))
    if code in ("withdrawn", "settled") and not ctx.did("withdraw_request"):
        return Missing("没有申请人撤回申请的记录", cite, "先办“申请人撤回”")
    if code != "sixty_days":
        return None
    full = _sixty_full(ctx)
    if full is None:
        return Missing("本案没有因死亡、丧失能力、单位终止而中止", cite)
    if ctx.on <= full:
        return Missing(f"中止至 {full} 才满六十日", cite)
    return None


def _sixty_full(ctx: Context) -> date | None:
    """The day a suspension of the kind that ends a case has lasted sixty days; None where there is none."""
    if ctx.detail.suspended_for not in ENDS_AFTER_60:
        return None
    if not is_old(ctx):
        return due_of(ctx, SIXTY)
    decision = ctx.clock(DECIDE)
    begun = [p.from_on for p in decision.pauses if p.to_on is None] if decision else []
    return begun[0] + OLD_SIXTY if begun else None


def end(ctx: Context) -> None:
    ground = ctx.data["ground"]
    settle(ctx, ground if ground in ("withdrawn", "settled") else "terminated")
    ctx.detail.reasons = ctx.data["reason"]


def settle(ctx: Context, code: str) -> None:
    """Write how the case ended, and whether that corrects the respondent."""
    d, found = ctx.detail, outcome_of(code)
    d.result, d.result_group, d.corrected = found.code, str(found.group), int(found.corrects)
    d.suspended_for = ""
    ctx.matter.outcome = found.code
