"""What the steps of a difficulty in getting things done write and ask for."""

from __future__ import annotations

import secrets
from typing import Any

from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter, Party, PartyKind, Relation
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.work.hotline.models import (
    Campaign,
    Intake,
    JointAction,
    Obstacle,
    ObstacleChannel,
    ObstacleTask,
    Origin,
)
from yifa.work.hotline.order_acts import outer_number, ym

LOCAL = "本地营商环境监督投诉和办事难问题办理制度"
PART, JOINT, JOINT_PART, GROUPED = "办事难承办件", "协同移交", "协同办理件", "纳入整治"
WHY = "a case knows its own parts"


def complainant_of(data: dict[str, Any]) -> Party | None:
    """Who complained, as a party; None for somebody who gave neither name nor contact."""
    contacts = {k: data.get(k, "") for k in ("phone", "address")}
    if not data.get("complainant") and not any(contacts.values()):
        return None
    kind = PartyKind.ENTERPRISE if data.get("is_market") else PartyKind.NATURAL
    return Party(role="反映人", kind=kind, name=data.get("complainant") or "未留姓名", **contacts)


def _receive(ctx: Context, origin: Origin, channel: str) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.trouble, d.content, d.origin, d.channel = data["trouble"], data["content"], origin, channel
    if (party := complainant_of(data)) is not None:
        ctx.add(party)


def receive(ctx: Context) -> None:
    _receive(ctx, Origin.OWN, ctx.data["channel"])


def tell(ctx: Context) -> None:
    """Told on the public site: a code nobody can guess, and the channel's receiver has it on the desk."""
    receive(ctx)
    ctx.detail.query_code = f"{secrets.randbelow(10**10):010d}"
    channel = _standing(ctx).filter(channel=Intake.PORTAL).first()
    if channel is not None:
        ctx.matter.handler = User.objects.filter(username=channel.receiver, is_active=True).first()


def _standing(ctx: Context) -> ScopedQuerySet:
    """Channels of the unit and of those above it that stand and are published."""
    place: Unit | None = ctx.matter.unit
    places: list[int] = []
    while place is not None and place.pk not in places:
        places.append(place.pk)
        place = place.parent
    rows = ObstacleChannel.objects.unscoped("channels are public").standing(ctx.on)
    return rows.filter(unit_id__in=places, published_on__lte=ctx.on)


def channel_stands(ctx: Context) -> Missing | None:
    """Check: a complaint comes in by a channel that the unit, or one above it, has set up and published."""
    wanted = ctx.data["channel"]
    if _standing(ctx).filter(channel=wanted).exists():
        return None
    return Missing(
        f"{ctx.matter.unit}在 {ctx.on} 没有已公布的“{Intake(wanted).label}”投诉渠道", LOCAL,
        "请先在“监督投诉渠道”登记号码、地址和公布处，或者改选实际的渠道",
    )  # fmt: skip


def receive_from_above(ctx: Context) -> None:
    data = ctx.data
    _receive(ctx, Origin.ABOVE, Intake.PLATFORM)
    outer_number(ctx)
    ctx.detail.from_body = data["from_body"]
    handler = User.objects.filter(username=data["handler"], is_active=True).first()
    if handler is None:
        raise InvalidData({"handler": ["没有这个账号"]}, {"handler": "专人承办"})
    ctx.matter.handler = handler


def receive_collected(ctx: Context) -> None:
    _receive(ctx, Origin.COLLECTED, Intake.WINDOW)


def report_days(ctx: Context) -> tuple[int, str]:
    return int(ctx.data["report_by"]), "working_day"


def agreed(ctx: Context) -> tuple[int, str]:
    """The number of days that the assignment itself names."""
    return int(ctx.data["days"]), "working_day"


def from_above(ctx: Context) -> bool:
    return bool(ctx.detail.origin == Origin.ABOVE)


def own(ctx: Context) -> bool:
    return not from_above(ctx)


def parts(case_id: int | None, **where: Any) -> list[ObstacleTask]:
    """The case's parts, the first sent first."""
    rows = ObstacleTask.objects.unscoped(WHY).filter(case_id=case_id, **where)
    return list(rows.select_related("matter__unit").order_by("pk"))


def transfer(ctx: Context) -> None:
    """Send the case to the responsible unit with the number of days named here."""
    d, data = ctx.detail, ctx.data
    d.responsible = str(data["responsible"])
    told = {
        "name": ctx.matter.title, "content": d.content, "case": ctx.matter.pk, "days": data["days"],
        "note": data["note"],
    }  # fmt: skip
    party = next(iter(ctx.rows(Party)), None)
    if party is not None:
        told |= {
            "complainant": party.name, "phone": party.phone, "address": party.address,
            "is_market": party.kind == PartyKind.ENTERPRISE,
        }  # fmt: skip
    ctx.follow(Call(Opening("complaint.task", data["responsible"]), "open", told), relation=PART)


def open_part(ctx: Context) -> None:
    ctx.matter.title, ctx.detail.content = ctx.data["name"], ctx.data["content"]
    ctx.detail.case_id = ctx.data["case"]
    if (party := complainant_of(ctx.data)) is not None:
        ctx.add(party)


def urge(ctx: Context) -> None:
    ctx.detail.urged += 1
    for part in parts(ctx.matter.pk, matter__is_open=True):
        ctx.follow(Call(part.pk, "urged", {"ground": ctx.data["ground"]}))


def urged(ctx: Context) -> None:
    ctx.detail.urged += 1


def report(ctx: Context) -> None:
    """The responsible unit's result reaches the case."""
    ctx.detail.result = ctx.data["result"]
    told = {"result": ctx.data["result"], "solved": ctx.data["solved"]}
    ctx.follow(Call(ctx.detail.case_id, "part_reported", told))


def settle(ctx: Context) -> None:
    ctx.detail.result, ctx.detail.solved = ctx.data["result"], int(ctx.data["solved"])


def visit(ctx: Context) -> None:
    ctx.detail.satisfaction, ctx.detail.visited_ym = ctx.data["satisfaction"], ym(ctx.on)


def nothing_waits(ctx: Context) -> Missing | None:
    """Guard: what was sent to others has come back."""
    waiting = [str(p.matter.unit) for p in parts(ctx.matter.pk, matter__is_open=True)]
    rows = JointAction.objects.unscoped(WHY).filter(
        case_id=ctx.matter.pk, matter__is_open=True, whole=None
    )
    waiting += [f"{a.matter.unit}（协同移交）" for a in rows.select_related("matter__unit")]
    if not waiting:
        return None
    return Missing(f"尚未反馈：{'、'.join(waiting)}", LOCAL, "请督办，或者等反馈后再办结")


def report_up(ctx: Context) -> None:
    ctx.detail.reported_on = ctx.data["reported_on"]


def only_from_above(ctx: Context) -> Missing | None:
    """Guard: only what was passed down is reported back up."""
    if from_above(ctx):
        return None
    return Missing("不是上级转办的，不用向上级反馈", LOCAL, "请直接办“回访”“销号”")


def report_day(ctx: Context) -> Missing | None:
    """Check: a report is no later than today and no earlier than the case."""
    sent = ctx.data["reported_on"]
    if ctx.matter.received_on <= sent <= ctx.on:
        return None
    return Missing(f"反馈日期应在 {ctx.matter.received_on} 和 {ctx.on} 之间", LOCAL, "请照实填写")


def loop_closed(ctx: Context) -> Missing | None:
    """Guard: what came from above is struck off after its result was reported there."""
    if own(ctx) or ctx.detail.reported_on:
        return None
    return Missing("还没有向转办机关反馈", LOCAL, f"请先办“反馈上级”（{ctx.detail.from_body}）")


def clear(ctx: Context) -> None:
    ctx.matter.outcome = "solved" if ctx.detail.solved else "explained"


# Joint action: the case → the committee that coordinates → the body that has the power.


def propose(ctx: Context) -> None:
    ctx.detail.joint = 1
    told = {"name": ctx.matter.title, "content": ctx.data["ground"], "case": ctx.matter.pk}
    call = Call(Opening("complaint.joint", ctx.data["committee"]), "propose", told)
    ctx.follow(call, relation=JOINT)


def open_joint(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title, d.content, d.case_id = data["name"], data["content"], data["case"]
    d.whole_id = data.get("whole")


def hand_over(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.receiver = str(data["receiver"])
    told = {
        "name": ctx.matter.title, "content": d.content, "case": d.case_id, "whole": ctx.matter.pk,
        "days": data["days"], "opinion": data["opinion"],
    }  # fmt: skip
    call = Call(Opening("complaint.joint_part", data["receiver"]), "receive", told)
    ctx.follow(call, relation=JOINT_PART)


def sign(ctx: Context) -> None:
    ctx.detail.signed_by = ctx.data["signed_by"]
    ctx.follow(Call(ctx.detail.whole_id, "signed", {"signed_by": ctx.data["signed_by"]}))


def signed(ctx: Context) -> None:
    ctx.detail.signed_by = ctx.data["signed_by"]


def refuse_part(ctx: Context) -> None:
    ctx.follow(Call(ctx.detail.whole_id, "refused", {"reason": ctx.data["reason"]}))


def feed_back(ctx: Context) -> None:
    """The body's result goes to the committee, which passes it on to the case."""
    ctx.detail.result = ctx.data["result"]
    ctx.follow(Call(ctx.detail.whole_id, "fed_back", {"result": ctx.data["result"]}))


def pass_on(ctx: Context) -> None:
    ctx.detail.result = ctx.data["result"]
    ctx.follow(Call(ctx.detail.case_id, "joint_result", {"result": ctx.data["result"]}))


# The campaign.


def launch(ctx: Context) -> None:
    ctx.matter.title = ctx.data["name"]
    ctx.detail.scope, ctx.detail.year = ctx.data["scope"], ctx.data["year"]


def collect(ctx: Context) -> None:
    """A problem found by the campaign becomes a case at the same unit."""
    ctx.detail.problems += 1
    told = dict(ctx.data) | {"campaign": ctx.matter.pk}
    ctx.follow(
        Call(Opening("complaint.obstacle", ctx.matter.unit), "receive_collected", told),
        relation=GROUPED,
    )


def take_in(ctx: Context) -> None:
    """Group cases that were received already."""
    numbers = ctx.data["numbers"]
    rows = Matter.objects.unscoped("cases of the same unit, by number").filter(
        procedure="complaint.obstacle", unit=ctx.matter.unit, number__in=numbers
    )
    found = {m.number: m for m in rows}
    missing = [n for n in numbers if n not in found]
    held = {m.pk for m in ctx.linked(GROUPED)}
    twice = [n for n, m in found.items() if m.pk in held]
    if missing or twice:
        said = [f"本单位没有这一编号：{n}" for n in missing] + [f"已经纳入：{n}" for n in twice]
        raise InvalidData({"numbers": said}, {"numbers": "问题编号"})
    for case in found.values():
        ctx.add(Relation(source=ctx.matter, target=case, kind=GROUPED))
    ctx.detail.problems += len(found)


def all_cleared(ctx: Context) -> Missing | None:
    """Guard: a campaign ends when each of its problems is struck off."""
    cases = ctx.linked(GROUPED)
    if not cases:
        return Missing("还没有征集、纳入问题", LOCAL)
    waiting = [m.number for m in cases if m.is_open]
    if not waiting:
        return None
    more = f"等 {len(waiting)} 件" if len(waiting) > 5 else ""
    return Missing(f"尚未销号：{'、'.join(waiting[:5])}{more}", LOCAL, "逐件销号后再结束")


def cleared_of(campaign: Campaign) -> list[Obstacle]:
    """The campaign's cases with their results, for its list of cleared problems."""
    rows = Obstacle.objects.unscoped(WHY).filter(
        matter__related_from__source_id=campaign.pk, matter__related_from__kind=GROUPED
    )
    return list(rows.select_related("matter").order_by("pk"))
