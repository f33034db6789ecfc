"""Parts of a case: sent to the units that decide, taken, answered, and brought together again."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.errors import Missing
from yifa.kernel.matter import clock as clocks
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
from yifa.work.services import catalogue
from yifa.work.services.case_acts import decided
from yifa.work.services.catalogue import JointPart, decides_here, lines_of, split_line
from yifa.work.services.limits import DECISION, ISSUE, granted_licence
from yifa.work.services.models.words import PartResult

PART = "分送件"
"""How a case is linked to its parts, in the words the matter page shows."""


def decided_here(ctx: Context) -> bool:
    """Whether the unit at whose window the case stands decides it itself. Asked several times for one page, read once."""
    known: dict[date, bool] = ctx.detail.__dict__.setdefault("_decided_here", {})
    if ctx.on not in known:
        known[ctx.on] = decides_here(ctx.detail.item, ctx.matter.unit, ctx.on)
    return known[ctx.on]


def decided_elsewhere(ctx: Context) -> bool:
    return not decided_here(ctx)


def not_decided_here(ctx: Context) -> Missing | None:
    """Guard of sending out: what this unit decides itself is sent to nobody to decide."""
    if decided_elsewhere(ctx):
        return None
    return Missing(
        "本单位自行办理的事项，不分送审批",
        remedy="直接办“作出决定”；要听其他单位意见的，办“征求意见”",
    )


def must_not_go_elsewhere(ctx: Context) -> Missing | None:
    """Guard of deciding here: the item belongs to this unit, or its one seal was authorised for it."""
    item = ctx.detail.item
    if decided_here(ctx):
        return None
    where = "各联办单位" if item.joint else str(item.unit)
    return Missing(
        f"“{item.name}”由{where}决定，受理窗口不能自行审批", "受审分离", "请先办“分送办理”"
    )


def _lines(text: str) -> list[JointPart]:
    return [JointPart(*split_line(line)[:2]) for line in lines_of(text)]


def sent_anew(ctx: Context) -> Missing | None:
    """Check: what the units have decided already is not asked of them again."""
    if not ctx.detail.parts or ctx.data.get("to") or not ctx.detail.parts_sent:
        return None
    return Missing(
        "清单所列单位已经分送过", remedy="有单位退回的，请在“改送”中写明现在由哪个单位办理"
    )


def also_known(ctx: Context) -> Missing | None:
    """Check: every unit named exists, and something is to be sent."""
    for line in lines_of(ctx.data.get("to", "") + "\n" + ctx.data.get("also", "")):
        if len(split_line(line)) != 2:
            return Missing(f"“{line}”应写成：单位代码｜证照或者会审内容")
    wanted = [*_own_parts(ctx), *_lines(ctx.data.get("also", ""))]
    known = catalogue.units_by_code(p.unit_code for p in wanted)
    missing = [p.unit_code for p in wanted if p.unit_code not in known]
    return Missing(f"没有这些单位代码：{'、'.join(missing)}") if missing else None


def _own_parts(ctx: Context) -> list[JointPart]:
    """The parts that decide: as the item names them, or as the form does after one was sent back."""
    item = ctx.detail.item
    if ctx.data.get("to"):
        return _lines(ctx.data["to"])
    return [] if decided_here(ctx) else catalogue.parts_of(item)


def dispatch(ctx: Context) -> None:
    """One part for each unit: those that decide, and those whose opinion is wanted besides."""
    d = ctx.detail
    wanted = [(p, False) for p in _own_parts(ctx)]
    wanted += [(p, True) for p in _lines(ctx.data.get("also", ""))]
    units = catalogue.units_by_code(p.unit_code for p, _ in wanted)
    days = ctx.data.get("days")
    amount, unit = (days, "working_day") if days else (d.promised_amount, d.promised_unit)
    for part, consulted in wanted:
        values: dict[str, Any] = {
            "title": f"{d.item.name}：{part.certificate}"[:200], "certificate": part.certificate,
            "consulted": consulted, "amount": amount, "amount_unit": unit if amount else "",
        }  # fmt: skip
        ctx.follow(Call(Opening("service.part", units[part.unit_code]), "send", values), PART)
    d.parts_sent = d.parts_sent or bool(_own_parts(ctx))
    d.parts += len(wanted)
    d.parts_open = len(wanted)


def part_back(ctx: Context) -> None:
    """A department's answer. The last one decides the whole; one that was sent back leaves it to be sent anew."""
    d, data = ctx.detail, ctx.data
    d.parts_open -= 1
    d.parts_returned += data["result"] == PartResult.NOT_OURS
    if data["result"] == "granted":
        named = " ".join(x for x in (data["certificate"], data.get("number", "")) if x)
        d.certificate = "；".join(x for x in (d.certificate, named) if x)[:200]
    if data["result"] in ("granted", "denied"):
        d.decided_by = (data.get("decided_by") or "")[:40]
        d.parts_denied = d.parts_denied or data["result"] == "denied"
    if d.parts_open:
        return
    if d.decided_by and not d.parts_returned:
        d.separated = d.decided_by != d.accepted_by
        ctx.matter.outcome = "denied" if d.parts_denied else "granted"
        decided(ctx)
        _stop_clocks(ctx)
    d.parts_returned = 0


def _stop_clocks(ctx: Context) -> None:
    for ticking in ctx.work.clocks:
        if ticking.clock.limit_id in DECISION and ticking.clock.running:
            clocks.stop(ticking, ctx.on)
    if granted_licence(ctx):
        clocks.start(ctx.work, ISSUE, ctx.on)
    clocks.stamp(ctx.work)


def open_parts(ctx: Context) -> list[Any]:
    return [m for m in ctx.linked(PART) if m.is_open]


# A part's own steps.


def sent(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["title"]
    d.certificate, d.consulted = data["certificate"], bool(data.get("consulted"))
    d.amount, d.amount_unit = data.get("amount"), data.get("amount_unit") or ""


def has_amount(ctx: Context) -> bool:
    return ctx.detail.amount is not None


def amount(ctx: Context) -> tuple[int, str]:
    return ctx.detail.amount, ctx.detail.amount_unit


def answer(ctx: Context) -> None:
    """The unit's decision on its part; it moves the whole."""
    d, data = ctx.detail, ctx.data
    d.result, d.reason, d.number = data["result"], data.get("reason", ""), data.get("number", "")
    d.decided_by = ctx.actor.name
    ctx.matter.outcome = d.result
    _bring_back(ctx)


def send_back(ctx: Context) -> None:
    ctx.detail.result, ctx.detail.reason = PartResult.NOT_OURS, ctx.data["reason"]
    ctx.matter.outcome = str(PartResult.NOT_OURS)
    _bring_back(ctx)


def _bring_back(ctx: Context) -> None:
    d = ctx.detail
    values = {
        "certificate": d.certificate, "result": str(d.result), "number": d.number, "note": d.reason,
        "decided_by": d.decided_by if d.result in ("granted", "denied") else "",
    }  # fmt: skip
    for whole in ctx.linked(PART, back=True):
        ctx.follow(Call(whole, "part_back", values))


def recalled(ctx: Context) -> None:
    ctx.detail.result = PartResult.RECALLED
    ctx.matter.outcome = str(PartResult.RECALLED)


def pause_words(ctx: Context) -> str:
    return str(ctx.data["reason"])
