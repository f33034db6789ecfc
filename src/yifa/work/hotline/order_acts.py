"""What the steps of an order write and ask for, at the hotline centre."""

from __future__ import annotations

from typing import Any

from yifa import law
from yifa.kernel.errors import Missing
from yifa.kernel.matter import clock as clocks
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter, Party, PartyKind
from yifa.kernel.matter.next import look
from yifa.kernel.matter.procedure import Effect
from yifa.kernel.moment import ym as ym
from yifa.work.hotline.models import CONTENT, HotlineTask, OrderType
from yifa.work.hotline.routing import suggest

HANDLE, CONSULT, BACK = "hotline.handle", "hotline.consult_reply", "hotline.return"
LAW = "国办发〔2020〕53号"
LOCAL = "本地12345热线工单管理制度"
PART = "热线承办件"
"""The relation of an order to its part at a unit."""
WHY = "an order knows its own parts"


def caller_of(data: dict[str, Any]) -> Party | None:
    """The caller as a party; None for somebody who gave neither name nor contact."""
    contacts = {k: data.get(k, "") for k in ("phone", "address")}
    if not data.get("caller") and not any(contacts.values()):
        return None
    return Party(
        role="来电人", kind=PartyKind.NATURAL, name=data.get("caller") or "未留姓名", **contacts
    )


def register(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.type, d.channel, d.content = data["type"], data.get("channel") or "platform", data["content"]
    d.place, d.confidential = data["place"], int(data["confidential"])
    if (caller := caller_of(data)) is not None:
        ctx.add(caller)


def bring_in(ctx: Context) -> None:
    """An order of a higher platform keeps its number there."""
    outer_number(ctx)
    register(ctx)


def outer_number(ctx: Context) -> None:
    """Keep where the matter was born; an import has said so when it opened it."""
    if not ctx.matter.external_number:
        ctx.matter.source_system = ctx.data["source_system"]
        ctx.matter.external_number = ctx.data["external_number"]


def born_elsewhere(ctx: Context) -> Missing | None:
    """Guard: only what the platform handled has a result of the platform."""
    if ctx.matter.external_number:
        return None
    return Missing("不是平台转来的工单，没有平台办理结果", LOCAL, "请直接答复或者转办")


def platform_result(ctx: Context) -> None:
    ctx.detail.lead = ctx.data["lead"]
    answer(ctx)


def not_in_yet(ctx: Context) -> Missing | None:
    """Check: the same number of the same platform comes in once."""
    if ctx.matter.external_number:
        return None
    known = Matter.objects.unscoped("is this number in").filter(
        room="hotline", source_system=ctx.data["source_system"],
        external_number=ctx.data["external_number"],
    )  # fmt: skip
    first = known.first()
    if first is None:
        return None
    return Missing(
        f"{ctx.data['source_system']}的工单 {ctx.data['external_number']} 已经登记：{first.number}",
        remedy="请在该工单上继续办理，不要重复登记",
    )


def parts(order_id: int | None, **where: Any) -> list[HotlineTask]:
    """The order's parts, the first sent first."""
    rows = HotlineTask.objects.unscoped(WHY).filter(order_id=order_id, **where)
    return list(rows.select_related("matter__unit").order_by("pk"))


def is_consult(ctx: Context) -> bool:
    return bool(ctx.detail.type == OrderType.CONSULT)


def is_other(ctx: Context) -> bool:
    return not is_consult(ctx)


def assign(ctx: Context) -> None:
    """Open the lead's part and those of the units that handle jointly; a confidential caller is not passed on."""
    d, data = ctx.detail, ctx.data
    lead, joint = data["lead"], list(data["joint"])
    found = suggest(f"{ctx.matter.title} {d.content}", ctx.matter.unit)
    d.suggested = "、".join(str(s.unit) for s in found[:3])
    d.lead, d.joint = str(lead), len(joint)
    d.assignments += 1
    d.satisfaction, d.called_ym = "", None
    caller = next(iter(ctx.rows(Party)), None)
    for unit in (lead, *joint):
        told = {
            "name": ctx.matter.title, "type": d.type, "content": d.content, "order": ctx.matter.pk,
            "is_lead": int(unit == lead), "note": data["note"],
        }  # fmt: skip
        if caller is not None and not d.confidential:
            told |= {"caller": caller.name, "phone": caller.phone, "address": caller.address}
        call = Call(Opening("hotline.task", unit), "open", told)
        # A link would let the unit read the order, and with it who asked to stay unknown.
        ctx.follow(call, relation="" if d.confidential else PART)


def outside(ctx: Context) -> Missing | None:
    """Check: the centre does not send an order to itself."""
    if ctx.matter.unit not in (ctx.data["lead"], *ctx.data["joint"]):
        return None
    return Missing("不能转给热线中心自己", LAW, "能当场答复的，办“直接答复”")


def answer(ctx: Context) -> None:
    ctx.detail.answer, ctx.detail.answered_ym = ctx.data["answer"], ym(ctx.on)


def task_replied(ctx: Context) -> None:
    answer(ctx)


def task_returned(ctx: Context) -> None:
    ctx.detail.returns += 1


def extended(ctx: Context) -> None:
    ctx.detail.extended = 1


def exclusion_asked(ctx: Context) -> None:
    ctx.detail.exclusion_asked_by = ctx.data["unit"]
    ctx.detail.exclusion_ground = ctx.data["ground"]


def exclusion_waits(ctx: Context) -> Missing | None:
    """Guard: an order is excluded only on a recorded application."""
    if ctx.detail.exclusion_asked_by:
        return None
    return Missing(
        "没有承办单位的认定申请", LOCAL, "由承办单位在承办件上办“申请认定不合理诉求”，写明理由和证明材料"
    )  # fmt: skip


def decide_exclusion(ctx: Context) -> None:
    ctx.detail.excluded = int(ctx.data["decision"])
    for part in parts(ctx.matter.pk, matter__is_open=True):
        told = {"decision": ctx.data["decision"], "opinion": ctx.data["opinion"]}
        ctx.follow(Call(part.pk, "exclusion_decided", told))
    ctx.detail.exclusion_asked_by = ""


def ruling(step: str) -> Effect:
    """The centre's ruling reaches the unit that asked for it."""

    def effect(ctx: Context) -> None:
        for part in parts(ctx.matter.pk, matter__is_open=True):
            if step == "ruled_move" or part.matter.state == "ruling":
                ctx.follow(Call(part.pk, step, {"opinion": ctx.data["opinion"]}))
        if step == "ruled_move":
            ctx.detail.returns += 1

    return effect


def late_parts(ctx: Context) -> list[HotlineTask]:
    """Open parts past a limit that may be judged: a placeholder is nobody's lateness."""
    found = []
    for part in parts(ctx.matter.pk, matter__is_open=True):
        work = look(part.matter)
        running = [t for t in work.clocks if t.clock.running]
        if any(law.is_late(clocks.counted(t), ctx.on) for t in running):
            found.append(part)
    return found


def some_late(ctx: Context) -> Missing | None:
    """Guard: supervision is for what is late."""
    if late_parts(ctx):
        return None
    return Missing(
        "没有逾期的承办件", LAW, "未到期的请催促承办单位；期限为占位数值的不判逾期，请先登记本地期限"
    )  # fmt: skip


def supervise(ctx: Context) -> None:
    ctx.detail.supervised += 1
    for part in late_parts(ctx):
        told = {"ground": ctx.data["ground"], "days": ctx.data["days"]}
        ctx.follow(Call(part.pk, "supervised", told))


def call_back(ctx: Context) -> None:
    d = ctx.detail
    d.satisfaction, d.called_ym = ctx.data["satisfaction"], ym(ctx.on)
    ctx.matter.outcome = d.satisfaction if d.satisfaction not in CONTENT else "satisfied"


def end(outcome: str) -> Effect:
    def effect(ctx: Context) -> None:
        ctx.matter.outcome = outcome

    return effect
