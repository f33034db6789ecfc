"""What drafting, deciding, serving and carrying out a decision write and ask for."""

from __future__ import annotations

from datetime import date

from yifa import law
from yifa.kernel.errors import Missing
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Delivery, DeliveryMethod, Outbox
from yifa.kernel.matter.procedure import Effect
from yifa.work.reconsideration.classes import ActKind, ReplyStatus, Track
from yifa.work.reconsideration.grounds import NEW, OLD, RULES
from yifa.work.reconsideration.intake_acts import due_of
from yifa.work.reconsideration.outcomes import WITHOUT_REPLY, outcome_of
from yifa.work.reconsideration.trial_acts import DECIDE, is_old, is_summary, settle

PUBLIC_NOTICE = "service.public_notice"
LETTER_TOPIC = "reconsideration.letter"


def extension_allowed(ctx: Context) -> Missing | None:
    """Guard: only the ordinary procedure knows an extension, and only while its limit still runs."""
    if is_summary(ctx):
        return Missing(
            "简易程序没有延长的规定", f"{NEW}第六十二条第二款", "确有需要的，先转为普通程序"
        )
    due = due_of(ctx, DECIDE)
    if due is None or ctx.on <= due:
        return None
    return Missing(f"审理期限已于 {due} 届满，不能再延长", f"{NEW}第六十二条", "请尽快作出决定")


def extend(ctx: Context) -> None:
    ctx.detail.extended = 1


def outcome_fits(ctx: Context) -> Missing | None:
    """Check: what the law makes of the respondent's silence, and what an outcome rests on."""
    d, data, old = ctx.detail, ctx.data, is_old(ctx)
    found = outcome_of(data["outcome"])
    if (
        d.reply_status == ReplyStatus.NONE
        and found.code not in WITHOUT_REPLY
        and not data["third_party_proof"]
    ):
        cite = f"{RULES}第四十六条" if old else f"{NEW}第七十条"
        return Missing(
            f"被申请人没有答复举证，视为没有证据、依据，不能{found.label}", cite,
            "第三人提供了证据的，请勾选；否则改拟撤销、确认违法或者责令履行",
        )  # fmt: skip
    if found.code in ("perform", "dismiss_claim") and d.act_kind != ActKind.INACTION:
        return Missing(f"“{found.label}”只用于不履行法定职责的案件", found.cite(old=old))
    if found.code.startswith("agreement") and d.act_kind != ActKind.AGREEMENT:
        return Missing(f"“{found.label}”只用于行政协议案件", found.cite(old=old))
    return None


def draft(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    found = outcome_of(data["outcome"])
    d.result, d.result_group = found.code, str(found.group)
    d.found, d.reasons, d.order = data["found"], data["reasons"], data["order"]
    d.lays_duty, d.perform_by = (
        int(found.lays_duty),
        data["perform_by"] if found.lays_duty else None,
    )
    d.remedy = f"不服本决定的，可以自收到本决定书之日起十五日内向{data['court']}提起行政诉讼。"


def decide(ctx: Context) -> None:
    settle(ctx, ctx.detail.result)


def mediation_agreed(ctx: Context) -> Missing | None:
    return (
        None
        if ctx.did("mediate")
        else Missing("没有调解记录", f"{NEW}第五条、第七十三条", "先办“调解”")
    )


def state_mediation(ctx: Context) -> None:
    settle(ctx, "mediated")
    d = ctx.detail
    d.order, d.lays_duty = ctx.data["agreement"], int(ctx.data["perform_by"] is not None)
    d.perform_by = ctx.data["perform_by"]
    # A mediation statement binds once the parties have signed and it is sealed; it waits for no service (art. 73).
    d.effective_on = ctx.on


def signed_by_then(ctx: Context) -> Missing | None:
    if ctx.data["signed_on"] <= ctx.on:
        return None
    return Missing("各方尚未签字或者签章，调解书不能制作", f"{NEW}第七十三条")


def served_as_ruled(ctx: Context) -> Missing | None:
    """Check: service by public notice counts from the end of the notice, nothing counts before it was sent."""
    served, method = ctx.data["served_on"], ctx.data["method"]
    if method != DeliveryMethod.NOTICE:
        return (
            None
            if served <= ctx.on
            else Missing(f"送达日期 {served} 晚于办理日期 {ctx.on}", remedy="签收之后再登记")
        )
    limit = office_limits().get(PUBLIC_NOTICE, ctx.on)
    counted = law.due(limit, ctx.on, office_calendar()).due_on
    if counted is None or served == counted:
        return None
    return Missing(
        f"公告自 {ctx.on} 发出，于 {counted} 视为送达",
        limit.citation,
        f"请把送达日期改为 {counted}",
    )


def serve(ctx: Context) -> None:
    """Keep the service; a decision takes effect when it has been served (art. 75)."""
    data = ctx.data
    row = Delivery(
        recipient=data["recipient"], method=data["method"], sent_on=ctx.on, served_on=data["served_on"],
        tracking=data["tracking"], cite="民事诉讼法第八十七条至第九十五条",
    )  # fmt: skip
    ctx.add(row)
    concluded = ctx.matter.state in ("decided", "archived")
    if (
        data["paper"] == "decision"
        and data["reader"] != "third"
        and concluded
        and not ctx.detail.effective_on
    ):
        ctx.detail.effective_on = data["served_on"]


def served(ctx: Context) -> Missing | None:
    """Guard: what follows from a decision waits for its service."""
    if ctx.detail.effective_on:
        return None
    return Missing("决定书尚未送达，没有生效", f"{NEW}第七十五条第二款", "先办“送达”")


def publish(ctx: Context) -> None:
    if ctx.data["published"] == "1":
        ctx.detail.published_on = ctx.on


def duty_open(ctx: Context) -> Missing | None:
    d = ctx.detail
    if not d.lays_duty:
        return Missing("本案没有须由被申请人履行的内容")
    if d.performed_on:
        return Missing(f"被申请人已于 {d.performed_on} 履行")
    return None


def performance_overdue(ctx: Context) -> Missing | None:
    """Guard: an order to perform answers a duty not met in its time."""
    by: date | None = ctx.detail.perform_by
    if by is None or ctx.on > by:
        return None
    cite = f"{OLD}第三十二条" if is_old(ctx) else f"{NEW}第七十七条"
    return Missing(f"履行期限至 {by}，尚未届满", cite)


def performed(ctx: Context) -> None:
    ctx.detail.performed_on = ctx.on


def order(ctx: Context) -> None:
    ctx.detail.ordered_on, ctx.detail.perform_by = ctx.on, ctx.data["perform_by"]


def write_letter(ctx: Context) -> None:
    """The letter is opened as a matter of its own by the job loop."""
    payload = {
        "matter": ctx.matter.pk, "kind": ctx.data["kind"], "addressee": ctx.data["addressee"],
        "content": ctx.data["content"], "on": ctx.on.isoformat(), "key": f"letter:{ctx.matter.uid.hex}:{ctx.matter.version}",
    }  # fmt: skip
    ctx.add(Outbox(topic=LETTER_TOPIC, payload=payload))


def switch(track: Track) -> Effect:
    """Effect: the case goes on by the other procedure."""

    def effect(ctx: Context) -> None:
        ctx.detail.track = track
        ctx.detail.summary_ground = ctx.data.get("summary_ground", "")
        ctx.detail.switched = int(track == Track.ORDINARY) or ctx.detail.switched

    return effect


def on_summary(ctx: Context) -> Missing | None:
    return None if is_summary(ctx) else Missing("本案适用普通程序")


def on_ordinary(ctx: Context) -> Missing | None:
    return Missing("本案已适用简易程序") if is_summary(ctx) else None


def not_switched(ctx: Context) -> Missing | None:
    """Guard: a case that went back to the ordinary procedure stays there."""
    if ctx.detail.switched:
        return Missing("本案已由简易程序转为普通程序，不再改用简易程序", f"{NEW}第五十五条")
    return None


def archived_after_service(ctx: Context) -> Missing | None:
    """Guard: the file is closed when its paper has been served, or the duty it laid was carried out."""
    d = ctx.detail
    if not ctx.did("deliver"):
        return Missing("结案文书尚未送达", f"{NEW}第七十五条", "先办“送达”")
    if ctx.matter.state == "decided" and d.lays_duty and not d.performed_on:
        return Missing("被申请人尚未履行", f"{NEW}第七十七条", "登记履行情况后归档")
    return None
