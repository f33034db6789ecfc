"""What the steps of an order's part write and ask for, at the handling unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from yifa import law
from yifa.kernel import moment
from yifa.kernel.errors import Missing
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.matter.call import Call
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Party
from yifa.work.hotline.models import HotlineOrder, HotlineTask
from yifa.work.hotline.order_acts import BACK, HANDLE, LOCAL, caller_of, is_consult, parts

RULING = "请按职责继续办理；确有异议的，办“提请裁定”，由热线中心裁定"


def open_task(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.order_id = data["order"]
    d.type, d.content, d.is_lead = data["type"], data["content"], data["is_lead"]
    # The hour counts only where the order was sent as it was recorded; of history only the day is known.
    d.sent_at = moment.now() if ctx.on == moment.today() else None
    if (caller := caller_of(data)) is not None:
        ctx.add(caller)


def _order(ctx: Context) -> HotlineOrder:
    found: HotlineOrder = HotlineOrder.objects.unscoped("a part's own order").get(
        pk=ctx.detail.order_id
    )
    return found


def return_end(
    unit_code: str, first: date, sent_at: datetime | None
) -> tuple[law.Limit, date | datetime] | None:
    """The limit for returning and its last moment (a day where no hour is known); None before the limit stood."""
    try:
        limit = office_limits().get(BACK, first, unit_code)
    except law.LawError:
        return None
    if limit.unit == "hour" and sent_at is None:
        assert isinstance(limit.value, int)
        return limit, first + timedelta(days=-(-limit.value // 24))
    start = sent_at if limit.unit == "hour" and sent_at else first
    counted = law.due(limit, start, office_calendar())
    return limit, counted.due_at or counted.due_on or first


def end_of_return(task: HotlineTask) -> str:
    """Until when the part may be returned, for its page; empty once it was settled."""
    if not task.matter.is_open:
        return ""
    found = return_end(task.matter.unit.code, task.matter.received_on, task.sent_at)
    if found is None:
        return ""
    last = found[1]
    shown = (
        timezone.localtime(last).strftime("%Y-%m-%d %H:%M")
        if isinstance(last, datetime)
        else str(last)
    )
    return f"{shown}（{found[0].title_zh}，{found[0].amount_zh}，{found[0].citation}）"


def returned_once(ctx: Context) -> Missing | None:
    """Guard: an order is returned once; whoever objects again asks the centre."""
    if not _order(ctx).returns:
        return None
    return Missing("这一工单已经退回过一次，不能再次退回", LOCAL, RULING)


def return_in_time(ctx: Context) -> Missing | None:
    """Guard: what was kept beyond the limit is not returned any more."""
    found = return_end(ctx.matter.unit.code, ctx.matter.received_on, ctx.detail.sent_at)
    if found is None:
        return None
    limit, last = found
    live = ctx.on == moment.today()
    if isinstance(last, datetime):
        late = moment.now() > last if live else ctx.on > last.date()
    else:
        late = ctx.on > last
    if not late:
        return None
    return Missing(f"已超过退回时限（{limit.amount_zh}）", limit.citation, RULING)


def needs_ruling(ctx: Context) -> Missing | None:
    """Guard: what may still be returned needs no ruling."""
    if returned_once(ctx) or return_in_time(ctx):
        return None
    return Missing("还可以直接退回，不必提请裁定", LOCAL, "请办“退回”，写明理由")


def _tell(ctx: Context, step: str, **told: object) -> None:
    """Let the order know."""
    ctx.follow(Call(ctx.detail.order_id, step, dict(told)))


def send_back(ctx: Context) -> None:
    """The lead's return puts the whole order back; parts of other units fall away with it."""
    ctx.detail.return_ground = ctx.data["ground"]
    ctx.matter.outcome = "returned"
    if not ctx.detail.is_lead:
        _tell(ctx, "part_returned", reason=f"{ctx.matter.unit}退回：{ctx.data['ground']}")
        return
    for part in parts(ctx.detail.order_id, matter__is_open=True, is_lead=0):
        ctx.follow(Call(part.pk, "ruled_move", {"opinion": "主办单位已退回，整件重新转办"}))
    _tell(ctx, "task_returned", reason=ctx.data["ground"])


def is_lead(ctx: Context) -> Missing | None:
    """Guard: only the lead speaks for the whole order."""
    if ctx.detail.is_lead:
        return None
    return Missing("由主办单位办理", LOCAL, "会办单位有异议的，办“退回”或者告知主办单位")


def ask_ruling(ctx: Context) -> None:
    _tell(ctx, "ruling_asked", reason=f"{ctx.matter.unit}：{ctx.data['ground']}")


def moved(ctx: Context) -> None:
    ctx.matter.outcome = "moved"


def not_consult(ctx: Context) -> Missing | None:
    """Guard: the law's extension is that of handling, not of an answer to a question."""
    return Missing("咨询类没有延期", LOCAL, "请按期答复") if is_consult(ctx) else None


def before_due(ctx: Context) -> Missing | None:
    """Guard: an extension is asked before the day has passed."""
    ticking = ctx.clock(HANDLE)
    due = ticking.clock.due_on if ticking else None
    if due is None or ctx.on <= due:
        return None
    return Missing(f"期限 {due} 已经届满，不能再延期", LOCAL, "请尽快办结并说明原因")


def extend(ctx: Context) -> None:
    if ctx.detail.is_lead:
        _tell(ctx, "extended", ground=ctx.data["ground"])


def ask_exclusion(ctx: Context) -> None:
    _tell(ctx, "exclusion_asked", unit=str(ctx.matter.unit), ground=ctx.data["ground"])


def supervised(ctx: Context) -> None:
    ctx.detail.supervised += 1


def agreed(ctx: Context) -> tuple[int, str]:
    """The number of days that the supervision itself names."""
    return int(ctx.data["days"]), "working_day"


def parts_closed(ctx: Context) -> Missing | None:
    """Guard: the lead answers when the others have."""
    if not ctx.detail.is_lead:
        return None
    waiting = [
        str(p.matter.unit)
        for p in parts(ctx.detail.order_id, matter__is_open=True, is_lead=0)
    ]  # fmt: skip
    if not waiting:
        return None
    return Missing(
        f"会办单位尚未答复：{'、'.join(waiting)}", LOCAL, "会办答复齐了再汇总；请催促会办单位"
    )


def told_caller(ctx: Context) -> Missing | None:
    """Check: whoever left a number is answered."""
    if ctx.data["told"] or not any(p.phone or p.address for p in ctx.rows(Party)):
        return None
    return Missing("来电人留有联系方式，应当先回复来电人", LOCAL, "回复之后勾选“已回复来电人”")


def reply(ctx: Context) -> None:
    d = ctx.detail
    d.result, d.answer = ctx.data["result"], ctx.data["answer"]
    ctx.matter.outcome = d.result
    if d.is_lead:
        _tell(ctx, "task_replied", answer=ctx.data["answer"])
    else:
        _tell(ctx, "part_replied", answer=f"{ctx.matter.unit}：{ctx.data['answer']}")
