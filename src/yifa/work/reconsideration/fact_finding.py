"""Finding the facts of a case: site visits, talks, hearings, letters; begun, recorded, relied on or not."""

from __future__ import annotations

from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter.context import Context
from yifa.work.reconsideration.classes import FindingMethod
from yifa.work.reconsideration.grounds import NEW, RULES
from yifa.work.reconsideration.intake_acts import ym
from yifa.work.reconsideration.models import Finding
from yifa.work.reconsideration.trial_acts import is_old


def hold_hearing(ctx: Context) -> None:
    ctx.detail.hearing = 1
    ctx.detail.heard = 1
    ctx.detail.hearing_on = ctx.detail.hearing_on or ctx.on
    done = {
        "done_on": ctx.on,
        "done_ym": ym(ctx.on),
        "persons": 1 + ctx.data["assessors"],
        "adopted": 1,
    }
    ctx.add(_finding(ctx, FindingMethod.HEARING, "听证", record=ctx.data["record"], **done))


def _finding(ctx: Context, method: str, subject: str, **more: object) -> Finding:
    count = Finding.objects.unscoped("the case in hand").filter(matter_id=ctx.matter.pk).count()
    pending = sum(isinstance(r, Finding) and r.pk is None for r in ctx.work.extra)
    return Finding(
        serial=count + pending + 1,
        method=method,
        subject=subject,
        started_on=ctx.on,
        started_ym=ym(ctx.on),
        **more,
    )


def start_finding(ctx: Context) -> None:
    ctx.add(_finding(ctx, ctx.data["method"], ctx.data["subject"]))


def _found(ctx: Context) -> Finding:
    """The finding the form names, or the latest that waits for this step."""
    rows = Finding.objects.unscoped("the case in hand").filter(matter_id=ctx.matter.pk)
    if (serial := ctx.data["serial"]) is not None:
        rows = rows.filter(serial=serial)
    elif ctx.step_code == "record_finding":
        rows = rows.filter(done_on__isnull=True)
    else:
        rows = rows.filter(adopted__isnull=True)
    row: Finding | None = rows.order_by("-serial").first()
    if row is None:
        raise InvalidData(
            {"serial": ["本案没有这一序号或者待办的查明记录"]}, {"serial": "查明序号"}
        )
    return row


def two_with_cards(ctx: Context) -> Missing | None:
    """Check: evidence is taken by two or more, who show their cards."""
    if _found(ctx).method in (FindingMethod.LETTER, FindingMethod.EXPERT):
        return None
    cite = f"{NEW}第四十五条第二款" if not is_old(ctx) else f"{RULES}第三十四条第二款"
    if ctx.data["persons"] < 2:
        return Missing(f"复议人员 {ctx.data['persons']} 人，调查取证不得少于两人", cite)
    if not ctx.data["showed_card"]:
        return Missing("没有出示行政复议工作证件", cite)
    return None


def record_finding(ctx: Context) -> None:
    row = _found(ctx)
    row.done_on, row.done_ym = ctx.on, ym(ctx.on)
    row.persons, row.record = ctx.data["persons"], ctx.data["record"]
    ctx.add(row)


def adopt_finding(ctx: Context) -> None:
    row = _found(ctx)
    if row.done_on is None:
        raise InvalidData({"serial": ["尚未实施并记录，不能决定是否采信"]}, {"serial": "查明序号"})
    row.adopted = int(ctx.data["adopted"])
    ctx.add(row)


def findings_closed(ctx: Context) -> Missing | None:
    """Guard: whatever was begun to find the facts is carried out and judged before the opinion."""
    rows = Finding.objects.unscoped("the case in hand").filter(
        matter_id=ctx.matter.pk, adopted__isnull=True
    )
    if waiting := list(rows.values_list("serial", flat=True)):
        numbers = "、".join(map(str, waiting))
        return Missing(
            f"第 {numbers} 号事实查明尚未作出是否采信的结论",
            f"{NEW}第四十三条",
            "先记录并决定是否采信",
        )
    return None
