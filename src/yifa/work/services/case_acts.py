"""What the steps of a case write, and what they ask for before (guards) and after the form (checks)."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from yifa.kernel.errors import Missing
from yifa.kernel.matter.calendar import office_calendar
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Party, PartyKind
from yifa.kernel.moment import ym as ym
from yifa.work.services import catalogue
from yifa.work.services.limits import DECISION
from yifa.work.services.models import ServiceAgent, ServiceItem
from yifa.work.services.models.words import Area, CaseKind, Channel, Help, Way

LAW = "行政许可法"
COMMITTED = "告知承诺"


def new_code() -> str:
    """Ten digits that nobody can guess from another receipt."""
    return f"{secrets.randbelow(10**10):010d}"


def item_stands(ctx: Context) -> Missing | None:
    """Check: the item was in force on the day; a withdrawn one says why and since when."""
    item: ServiceItem = ctx.data["item"]
    if catalogue.stands(item, ctx.on):
        return None
    if item.valid_from > ctx.on:
        return Missing(
            f"事项“{item.name}”自 {item.valid_from} 起才列入清单",
            remedy="请核对发生日期，或者先登记该时期的清单",
        )
    return Missing(
        f"事项“{item.name}”{catalogue.ended_words(item)}",
        remedy="请告知申请人不再需要办理，或者选择承接的事项",
    )


def unit_has_item(ctx: Context) -> Missing | None:
    """Check: the unit is one that may take applications for the item."""
    item: ServiceItem = ctx.data["item"]
    if catalogue.may_accept(item, ctx.matter.unit, ctx.on):
        return None
    return Missing(
        f"“{item.name}”由{item.unit}办理，{ctx.matter.unit}没有这一事项，也不是无差别受理的窗口",
        f"{LAW}第三十二条第一款第二项",
        f"请引导申请人到{item.unit}，或者登记首问移交；实行通办的，先在事项清单中登记可以受理的单位",
    )


def usual_kind(item: ServiceItem, help_: str) -> str:
    """The kind of a case where neither the clerk nor the catalogue says it: by how it is done."""
    by_help = {Help.AGENT: CaseKind.AGENCY, Help.ACCOMPANIED: CaseKind.GUIDED}
    if item.on_the_spot:
        return CaseKind.SPOT
    return by_help.get(Help(help_), CaseKind.FLOW)


def _fill(ctx: Context) -> ServiceItem:
    d, data = ctx.detail, ctx.data
    item: ServiceItem = data["item"]
    ctx.matter.title = item.name
    d.item, d.item_code, d.item_type = item, item.key, item.item_type
    d.theme, d.joint = item.theme, item.joint
    d.channel = data.get("channel") or Channel.COUNTER
    d.help = data.get("help") or Help.NONE
    d.kind = data.get("kind") or item.kind or usual_kind(item, d.help)
    d.area = data.get("area") or Area.HOME
    d.zero_material = bool(item.zero_material)
    d.agent = data.get("agent") or ""
    d.applicant = data.get("applicant") or ""
    d.applicant_kind = data.get("applicant_kind") or ""
    return item


def receive(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    _fill(ctx)
    d.applied_at, d.window = data.get("applied_at", ""), data.get("window", "")
    d.mandate = bool(data.get("mandate"))
    d.query_code = new_code()
    known = {name: data.get(name) or "" for name in ("identity_number", "phone", "address")}
    ctx.add(
        Party(
            role="申请人",
            kind=d.applicant_kind or PartyKind.NATURAL,
            name=d.applicant,
            **known,
        )
    )


def apply_online(ctx: Context) -> None:
    ctx.data["channel"] = Channel.ONLINE
    receive(ctx)


def helped_as_needed(ctx: Context) -> Missing | None:
    """Check: an agent acts on a mandate and stands in the list of agents."""
    data = ctx.data
    if data.get("help") != Help.AGENT:
        return None
    if not data.get("mandate"):
        return Missing("全程代办没有委托书", remedy="请收取委托书后勾选，或者改为陪同、上门办理")
    return agent_listed(ctx)


def agent_listed(ctx: Context) -> Missing | None:
    key = ctx.data.get("agent", "")
    rows = ServiceAgent.objects.unscoped("a key is checked").standing(ctx.on)
    if key and rows.filter(key=key).exists():
        return None
    return Missing(
        f"代办员名册中没有编号“{key}”" if key else "没有写明代办员",
        remedy="请填写代办员名册中的编号；新的代办员先登记名册",
    )


def bring_in(ctx: Context) -> None:
    """One act on the day of completion: the earlier days stand in the data, as the platform has them."""
    d, data = ctx.detail, ctx.data
    item = _fill(ctx)
    received = data.get("received_on") or ctx.on
    ctx.matter.received_on, ctx.matter.received_ym = received, ym(received)
    ctx.matter.outcome = data.get("outcome") or "granted"
    d.accepted_on = data.get("accepted_on") or received
    d.accepted_ym = ym(d.accepted_on)
    d.way, d.way_source = data.get("way") or "", data.get("way_source") or ""
    d.on_the_spot = bool(data.get("on_the_spot"))
    d.visits, d.notices = data.get("visits"), data.get("notices") or 0
    d.repeated = d.notices > 1
    promise(ctx, item)
    decided(ctx)
    d.delivered_on = ctx.on


def brought_in_order(ctx: Context) -> Missing | None:
    """Check: received, accepted and finished follow one another."""
    received = ctx.data.get("received_on") or ctx.on
    accepted = ctx.data.get("accepted_on") or received
    if received <= accepted <= ctx.on:
        return None
    return Missing(
        f"收件 {received}、受理 {accepted}、办结 {ctx.on} 的先后不对", remedy="请核对来源平台的日期"
    )


def accepted_day(ctx: Context) -> date:
    day: date = ctx.detail.accepted_on or ctx.on
    return day


def first_or_grounded(ctx: Context) -> Missing | None:
    """Check: whatever is missing is told once; telling again needs a ground."""
    if not ctx.detail.notices or ctx.data.get("ground"):
        return None
    return Missing(
        "本件已经一次性告知补正，再次告知须说明理由",
        f"{LAW}第三十二条第一款第四项",
        "请选择再次告知的理由；没有理由的，按现有材料受理或者不予受理",
    )


def notice(ctx: Context) -> None:
    ctx.detail.notices += 1
    ctx.detail.repeated = ctx.detail.notices > 1


def assist(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.help, d.agent, d.helped_on = data["help"], data["agent"], data["helped_on"]
    d.mandate = d.mandate or bool(data.get("mandate"))


def mandate_given(ctx: Context) -> Missing | None:
    if ctx.data["help"] != Help.AGENT or ctx.data.get("mandate") or ctx.detail.mandate:
        return None
    return Missing("全程代办没有委托书", remedy="请收取委托书后勾选")


def has_proofs(ctx: Context) -> Missing | None:
    if catalogue.codes_of(ctx.detail.item.proofs):
        return None
    return Missing("本事项没有要求证明，不涉及免证明", remedy="要求证明的，先在事项清单中登记")


def asks_for_proofs(ctx: Context) -> bool:
    """Whether the item used to ask for a proof that this case has not yet been spared."""
    return bool(ctx.detail.item.proofs) and not ctx.detail.way


def once(ctx: Context) -> Missing | None:
    if not ctx.detail.way:
        return None
    return Missing(f"本件已按“{Way(ctx.detail.way).label}”免予提交证明", remedy="有误的请更正")


def dispense(ctx: Context) -> None:
    """Record the way; a commitment becomes a matter of its own, which alone bears what becomes of it."""
    d, data = ctx.detail, ctx.data
    d.way, d.way_source = data["way"], data.get("source", "")
    d.way_proofs = "，".join(data["proofs"])
    if d.way != Way.COMMITMENT:
        return
    values = {
        "title": f"{d.item.name}：告知承诺", "proofs": d.way_proofs, "committed": d.applicant or "申请人",
        "committed_kind": d.applicant_kind, "text": data["text"],
    }  # fmt: skip
    ctx.follow(Call(Opening("service.commitment", ctx.matter.unit), "sign", values), COMMITTED)


def promise(ctx: Context, item: ServiceItem) -> None:
    promised = catalogue.promised_of(item)
    if promised:
        ctx.detail.promised_amount, ctx.detail.promised_unit = promised


def accept(ctx: Context) -> None:
    d = ctx.detail
    d.accepted_on, d.accepted_ym, d.accepted_by = ctx.on, ym(ctx.on), ctx.actor.name
    promise(ctx, d.item)


def decided(ctx: Context) -> None:
    """The day of the decision, and what it took in days and in working days, as plain columns."""
    d = ctx.detail
    d.decided_on, d.decided_ym = ctx.on, ym(ctx.on)
    d.days = (ctx.on - d.accepted_on).days
    d.worked = worked(ctx)


def worked(ctx: Context) -> int:
    """Working days from acceptance to the act: the first day does not count, nor those a special procedure took."""
    calendar, first, last = office_calendar(), ctx.detail.accepted_on, ctx.on
    paused = next((t.pauses for t in ctx.work.clocks if t.clock.limit_id in DECISION), [])
    days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    return sum(
        calendar.is_working_day(day)
        and not any(p.from_on < day <= (p.to_on or last) for p in paused)
        for day in days
    )


def refuse(ctx: Context) -> None:
    ctx.matter.outcome = "not_accepted"
