"""What the steps of a rating write and ask for."""

from __future__ import annotations

from yifa.kernel.errors import Missing
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter, Party, PartyKind
from yifa.kernel.matter.procedure import State
from yifa.kernel.moment import ym as ym
from yifa.work.rating.cases import by_number, channel_of
from yifa.work.rating.forms import REASONS
from yifa.work.rating.models import LOWEST_GOOD, Level, RatingCallback, RatingReview
from yifa.work.rating.states import COUNTED, DEFAULTED, VERIFYING

LAW = "国办发〔2019〕51号"
CONTACT = "service_rating.contact"
PRIVATE = ("case_number", "rater", "phone", "ticket")
"""What the rated unit must not learn: it leaves the act before the journal is written."""


def _case(ctx: Context) -> Matter | None:
    """The case that is rated, found once for the checks and the effect."""
    if "case" not in ctx.data:
        ctx.data["case"] = by_number(ctx.data["case_number"], ctx.matter.unit)
    found: Matter | None = ctx.data["case"]
    return found


def case_known(ctx: Context) -> Missing | None:
    if _case(ctx) is not None:
        return None
    return Missing(
        f"{ctx.matter.unit}没有编号为 {ctx.data['case_number']} 的可评价办件", LAW,
        "请核对受理单上的编号和单位；在其他平台办理的，先导入该办件",
    )  # fmt: skip


def case_ripe(ctx: Context) -> Missing | None:
    """Check: a whole case is rated when it is closed; a visit from the day it happened."""
    case, visited = _case(ctx), ctx.data.get("visited_on")
    if case is None:
        return None
    if visited is None:
        if not case.is_open:
            return None
        return Missing("办件尚未办结，还不能对整件评价", LAW, "可以对某一次到访评价：填写到访日期")
    if visited > ctx.on:
        return Missing(f"到访日期 {visited} 晚于评价之日", LAW, "请填写实际到访的日期")
    if visited < case.received_on:
        return Missing(f"到访日期 {visited} 早于办件收到之日 {case.received_on}", LAW, "请核对日期")
    return None


def subject_of(ctx: Context) -> str:
    """What is rated once: the case as a whole, or one visit."""
    case = _case(ctx)
    assert case is not None
    visited = ctx.data.get("visited_on")
    ticket = ctx.data.get("ticket", "") if visited else ""
    return f"{case.pk}:{visited or ''}:{ticket}"


def not_yet(ctx: Context) -> Missing | None:
    """Check: one rating per case and per visit. A default one stands in nobody's way."""
    if _case(ctx) is None or not ctx.data["given"]:
        return None
    rows = RatingReview.objects.unscoped("has it been rated").filter(subject=subject_of(ctx))
    earlier = rows.select_related("matter").first()
    if earlier is None:
        return None
    what = "这一次到访" if ctx.data.get("visited_on") else "这一办件"
    return Missing(
        f"{what}已于 {earlier.matter.received_on} 评价过，一件（一次）只评价一回", LAW,
        "另一次到访请填写该次的到访日期和取号；前一评价有误的，由监督单位作废后重新评价",
    )  # fmt: skip


def channel_open(ctx: Context) -> Missing | None:
    channel = ctx.data["channel"]
    if channel_of(ctx.matter.unit, channel) is not None:
        return None
    return Missing(
        f"{ctx.matter.unit}没有开通这一评价渠道", LAW, "请先在“评价渠道”登记渠道和监督单位"
    )


def not_by_the_rated(ctx: Context) -> Missing | None:
    """Check: nobody records the rating of their own unit."""
    own = ctx.actor.own_unit()
    if own is None or own.pk != ctx.matter.unit_id:
        return None
    return Missing(
        "评价不能由被评价单位的人员登记",
        LAW,
        "请办事人用评价码、评价器自行评价，或者由监督单位登记",
    )


def one_number(ctx: Context) -> Missing | None:
    """Check: the same rating of the same platform comes in once."""
    if ctx.matter.external_number:
        return None
    known = Matter.objects.unscoped("is this number in").filter(
        room="rating", source_system=ctx.data["source_system"],
        external_number=ctx.data["external_number"],
    )  # fmt: skip
    if (first := known.first()) is None:
        return None
    return Missing(
        f"平台评价 {ctx.data['external_number']} 已经导入：{first.number}", LAW, "不要重复导入"
    )


def bring_in(ctx: Context) -> None:
    if not ctx.matter.external_number:
        ctx.matter.source_system = ctx.data["source_system"]
        ctx.matter.external_number = ctx.data["external_number"]
    record(ctx)


def record(ctx: Context) -> None:
    """Keep the rating without its person; a bad one opens the supervising unit's follow-up, which has name and number."""
    d, data = ctx.detail, ctx.data
    case, given = _case(ctx), bool(data["given"])
    channel = channel_of(ctx.matter.unit, data["channel"])
    assert case is not None and channel is not None
    d.level, d.channel, d.case_id = data["level"], data["channel"], case.pk
    d.visited_on, d.comment = data.get("visited_on"), data["comment"]
    d.reasons = "、".join(dict(REASONS)[r] for r in data["reasons"])
    d.given, d.named = int(given), int(bool(data.get("rater") or data.get("phone")))
    d.bad = int(given and d.level < LOWEST_GOOD)
    d.subject = subject_of(ctx) if given else None
    d.rated_ym = ym(ctx.on)
    ctx.matter.title = f"{Level(d.level).label}（{ctx.detail.get_channel_display()}）"
    if d.bad:
        told = {
            "rating": ctx.matter.uid.hex, "case": case.pk, "level": d.level, "rater": data.get("rater", ""),
            "phone": data.get("phone", ""), "comment": "；".join(t for t in (d.reasons, d.comment) if t),
        }  # fmt: skip
        # No link: the units must not read each other's matter, or the rated one would see who rated.
        ctx.follow(Call(Opening("rating.callback", channel.supervisor), "open", told))
    for name in (*PRIVATE, "case"):
        data.pop(name, None)


def after_record(ctx: Context) -> State:
    if not ctx.detail.given:
        return DEFAULTED
    return VERIFYING if ctx.detail.bad else COUNTED


after_record.leads = (COUNTED, VERIFYING, DEFAULTED)  # type: ignore[attr-defined]


def verified(ctx: Context) -> None:
    ctx.detail.confirmed, ctx.detail.finding = 1, ctx.data["finding"]


def unfounded(ctx: Context) -> None:
    ctx.detail.confirmed, ctx.detail.finding = 0, ctx.data["finding"]


def rectify(ctx: Context) -> None:
    ctx.detail.measure = ctx.data["measure"]
    _tell_callback(ctx, "rectified", {"measure": ctx.data["measure"]})


def called_back(ctx: Context) -> None:
    ctx.detail.rectified, ctx.detail.callback = 1, ctx.data["callback"]
    ctx.matter.outcome = "rectified"


def publish(ctx: Context) -> None:
    ctx.detail.published, ctx.detail.published_on = ctx.data["summary"], ctx.on


def void(ctx: Context) -> None:
    """A void rating makes room for the right one."""
    ctx.matter.is_void = True
    ctx.detail.subject = None


def _tell_callback(ctx: Context, step: str, told: dict[str, object]) -> None:
    rows = RatingCallback.objects.unscoped("a rating's own follow-up")
    found = rows.filter(rating=ctx.matter.uid.hex).values_list("pk", flat=True)
    for pk in found:
        ctx.follow(Call(pk, step, told))


# The supervising unit's follow-up.


def open_callback(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.level, d.comment, d.case_id = data["level"], data["comment"], data["case"]
    d.rating = data["rating"]
    d.named = int(bool(data["rater"] or data["phone"]))
    ctx.matter.title = f"差评核实：{Level(d.level).label}"
    if d.named:
        ctx.add(
            Party(
                role="评价人", kind=PartyKind.NATURAL, name=data["rater"] or "未留姓名",
                phone=data["phone"],
            )
        )  # fmt: skip


def _tell_rating(ctx: Context, step: str, told: dict[str, object]) -> None:
    rows = Matter.objects.unscoped("a follow-up's own rating").filter(uid=ctx.detail.rating)
    ctx.follow(Call(rows.get().pk, step, told))


def named(ctx: Context) -> bool:
    return bool(ctx.detail.named)


def agreed(ctx: Context) -> tuple[int, str]:
    """The days for rectifying that the verification names."""
    return int(ctx.data.get("days") or 15), "working_day"


def confirm(ctx: Context) -> None:
    ctx.detail.finding = ctx.data["finding"]
    _tell_rating(ctx, "verified", {"finding": ctx.data["finding"], "days": ctx.data["days"]})


def dismiss(ctx: Context) -> None:
    ctx.detail.finding = ctx.data["finding"]
    _tell_rating(ctx, "unfounded", {"finding": ctx.data["finding"]})


def rectified(ctx: Context) -> None:
    ctx.detail.measure = ctx.data["measure"]


def call_back(ctx: Context) -> None:
    ctx.detail.callback = ctx.data["callback"]
    _tell_rating(ctx, "called_back", {"callback": ctx.data["callback"], "note": ""})


def only_the_unnamed(ctx: Context) -> Missing | None:
    """Check: "anonymous" is said of somebody who gave no name, and of nobody else."""
    anonymous = ctx.data["callback"] == "anonymous"
    if anonymous == (not ctx.detail.named):
        return None
    return Missing(
        "实名评价须回访到人" if anonymous else "匿名评价没有联系方式，不能回访", LAW,
        "请联系后登记结果" if anonymous else "请选“匿名，不能回访”",
    )  # fmt: skip


def redo(ctx: Context) -> None:
    _tell_rating(ctx, "redo", {"reason": ctx.data["reason"]})
