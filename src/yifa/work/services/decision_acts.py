"""From acceptance to issue: procedures that do not count, steps an item declares, the decision, the paper handed out."""

from __future__ import annotations

from yifa.kernel.errors import Missing
from yifa.kernel.matter import clock as clocks
from yifa.kernel.matter.call import Call
from yifa.kernel.matter.context import Context, Ticking
from yifa.kernel.matter.models import ClockExtension
from yifa.kernel.matter.procedure import Applies, Guard
from yifa.work.services import catalogue
from yifa.work.services.case_acts import LAW, accept, decided
from yifa.work.services.case_forms import DELIVERIES, SPECIAL
from yifa.work.services.limits import JOINT_LIMIT, SINGLE
from yifa.work.services.models.words import Channel, Help
from yifa.work.services.part_acts import decided_here, must_not_go_elsewhere, open_parts


def no_special(ctx: Context) -> Missing | None:
    if not ctx.detail.special:
        return None
    name = dict(SPECIAL).get(ctx.detail.special, ctx.detail.special)
    return Missing(f"“{name}”尚未结束", f"{LAW}第四十五条", "先办“特别程序结束”")


def in_special(ctx: Context) -> Missing | None:
    return None if ctx.detail.special else Missing("没有在进行的特别程序")


def specially(ctx: Context) -> bool:
    """Whether a special procedure is under way."""
    return bool(ctx.detail.special)


def ordinarily(ctx: Context) -> bool:
    return not ctx.detail.special


def special(ctx: Context) -> None:
    ctx.detail.special = ctx.data["special"]
    for part in open_parts(ctx):
        ctx.follow(Call(part, "pause", {"reason": dict(SPECIAL)[ctx.data["special"]]}))


def special_words(ctx: Context) -> str:
    return dict(SPECIAL)[ctx.data["special"]]


def special_over(ctx: Context) -> None:
    ctx.detail.special = ""
    for part in open_parts(ctx):
        ctx.follow(Call(part, "resume"))


DECLARED = (
    ("needs_household", "household_check", "入户核查"), ("needs_notice", "public_notice", "公示"),
    ("needs_report", "upward_report", "上报"),
)  # fmt: skip


def declares(flag: str, title: str) -> Guard:
    """Guard: a step that only some items have."""

    def guard(ctx: Context) -> Missing | None:
        if getattr(ctx.detail.item, flag):
            return None
        return Missing(f"本事项不要求{title}", remedy="要求的，先在事项清单中登记")

    return guard


def declared(flag: str) -> Applies:
    """Whether the item has this step at all."""
    return lambda ctx: bool(getattr(ctx.detail.item, flag))


def on_the_spot(ctx: Context) -> bool:
    """Whether the catalogue lets this item be finished while the applicant waits, and by this unit."""
    return bool(ctx.detail.item.on_the_spot) and decided_here(ctx)


def statutory(ctx: Context) -> bool:
    """Whether a limit of the licensing law runs, which alone can be extended, and was not extended yet."""
    ticking = _statutory(ctx)
    return ticking is not None and not ticking.extensions


def notice_over(ctx: Context) -> Missing | None:
    """Check: a public notice is recorded when its days are over."""
    until = ctx.data["until"]
    if until <= ctx.on:
        return None
    return Missing(f"公示至 {until}，尚未期满", remedy="公示期满之后登记")


def _statutory(ctx: Context) -> Ticking | None:
    return ctx.clock(SINGLE) or ctx.clock(JOINT_LIMIT)


def extensible(ctx: Context) -> Missing | None:
    """Guard: a licence's limit runs in this case and was not extended before."""
    ticking = _statutory(ctx)
    if ticking is None:
        return Missing("只有行政许可的法定期限可以延长", f"{LAW}第四十二条")
    if ticking.extensions:
        return Missing("期限已经延长过一次", f"{LAW}第四十二条", "请在延长后的期限内决定")
    return None


def extend(ctx: Context) -> None:
    """Ten working days at most for one body, fifteen for several; the law's own book refuses more."""
    ticking = _statutory(ctx)
    assert ticking is not None
    more = ClockExtension(
        amount=ctx.data["amount"], approver=ctx.actor.name, ground=ctx.data["ground"], on=ctx.on
    )
    ticking.extensions.append(more)
    clocks.derive(ticking)
    clocks.stamp(ctx.work)


def undone(ctx: Context) -> list[str]:
    """What the item declares and nobody has done, the act in hand counting as done."""
    item = ctx.detail.item
    return [
        title
        for flag, step, title in DECLARED
        if getattr(item, flag) and step != ctx.step_code and not ctx.did(step)
    ]


def decide(ctx: Context) -> None:
    d = ctx.detail
    ctx.matter.outcome = ctx.data["result"]
    d.decided_by, d.separated = ctx.actor.name, True
    d.one_seal = (
        d.item.unit_id != ctx.matter.unit_id
        and catalogue.seal_office(ctx.matter.unit, d.item, ctx.on) is not None
    )
    decided(ctx)


def spot_allowed(ctx: Context) -> Missing | None:
    """Guard: the catalogue says this item is finished while the applicant waits."""
    if not ctx.detail.item.on_the_spot:
        return Missing("本事项不是当场办结事项", remedy="请先受理，由另一人决定")
    return must_not_go_elsewhere(ctx)


def same_visit(ctx: Context) -> Missing | None:
    if ctx.on == ctx.matter.received_on:
        return None
    return Missing(
        f"收件为 {ctx.matter.received_on}，不是同一次到场", remedy="请先受理，按一般程序办理"
    )


def finish_on_spot(ctx: Context) -> None:
    d = ctx.detail
    accept(ctx)
    d.on_the_spot, d.separated, d.decided_by = True, None, ctx.actor.name
    d.certificate, d.visits = ctx.data.get("certificate", ""), ctx.data.get("visits")
    d.delivered_on, d.delivery = ctx.on, "counter"
    if d.visits is None:
        d.visits = 0 if d.channel == Channel.ONLINE else 1
    ctx.matter.outcome = "granted"
    decided(ctx)


def helped_before_issue(ctx: Context) -> Missing | None:
    """Guard: help that was promised at the window has been given and recorded."""
    d = ctx.detail
    if d.help == Help.NONE or d.helped_on is not None:
        return None
    return Missing(
        f"登记为“{Help(d.help).label}”，尚未登记办理情况",
        remedy="先办“登记代办、陪同、上门”",
    )


def seal_as_authorised(ctx: Context) -> Missing | None:
    """Check: a decision under the one seal bears that seal and no other."""
    d = ctx.detail
    if not d.one_seal or not ctx.data.get("seal"):
        return None
    office = catalogue.seal_office(ctx.matter.unit, d.item, ctx.on)
    if office is None or ctx.data["seal"] == office.seal:
        return None
    return Missing(f"一枚印章审批的，应当用“{office.seal}”", office.authorised_by)


def issue(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.delivered_on, d.delivery, d.visits = ctx.on, data["delivery"], data["visits"]
    d.seal = data.get("seal", "")
    if d.one_seal and not d.seal:
        office = catalogue.seal_office(ctx.matter.unit, d.item, ctx.on)
        d.seal = office.seal if office else ""
    if data.get("certificate"):
        d.certificate = data["certificate"]


def delivery_words(code: str) -> str:
    return dict(DELIVERIES).get(code, code)


def withdraw(ctx: Context) -> None:
    ctx.matter.outcome = "withdrawn"
    for part in open_parts(ctx):
        ctx.follow(Call(part, "recall", {"reason": ctx.data["reason"]}))
