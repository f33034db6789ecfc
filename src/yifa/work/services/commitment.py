"""A commitment after it was signed: drawn, checked, its breach recorded against it and repaired; and the draw itself."""

from __future__ import annotations

from datetime import date

from yifa.kernel import crypto
from yifa.kernel.errors import Missing
from yifa.kernel.matter.call import Call
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import (
    LONG_TERM,
    SHORT_TERM,
    Procedure,
    Starts,
    State,
    Step,
    Stops,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.services import beside_forms as forms
from yifa.work.services import papers
from yifa.work.services.case_acts import ym
from yifa.work.services.models import DrawTicket, ServiceCommitment, ServiceDraw

LOCAL = "本地告知承诺管理办法（各地不同）"
NATIONAL = "国办发〔2020〕42号"
POST_CHECK = "commitment.post_check"
POST_CHECK_SINCE = date(2020, 10, 27)

SIGNED = State("signed", "已承诺")
DRAWN = State("drawn", "待核查")
BREACHED = State("breached", "承诺不实，待修复")
TRUE = State("true", "核查属实", open=False)
EXEMPT = State("exempt", "未抽中，结束", open=False)
REPAIRED = State("repaired", "已修复", open=False)
ANY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}诺{year}-{serial:05d}"


def draw_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}抽〔{year}〕{serial}号"


def _sign(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["title"]
    d.proofs, d.committed, d.text = data["proofs"], data["committed"], data["text"]
    d.signed_on, d.signed_ym = ctx.on, ym(ctx.on)


def _limit_known(ctx: Context) -> bool:
    return ctx.on >= POST_CHECK_SINCE


def _drawn(ctx: Context) -> None:
    ctx.detail.drawn = True


def _verify(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.finding, d.checked_ym = data["finding"], ym(ctx.on)
    d.breach = data["result"] == "breach"
    ctx.matter.outcome = data["result"]


def _verified(ctx: Context) -> State:
    return BREACHED if ctx.detail.breach else TRUE


_verified.leads = (TRUE, BREACHED)  # type: ignore[attr-defined]


def _repair(ctx: Context) -> None:
    ctx.detail.repaired_on = ctx.on
    ctx.matter.outcome = "repaired"


COMMITMENT = Procedure(
    id="service.commitment", retention_years=LONG_TERM, title="告知承诺", room="services", since=date(2008, 5, 1), law=f"{NATIONAL}；{LOCAL}",
    states=(SIGNED, DRAWN, BREACHED, TRUE, EXEMPT, REPAIRED), detail=ServiceCommitment, numbering=number,
    outcomes=(("true", "承诺属实"), ("breach", "承诺不实"), ("repaired", "已修复")),
    steps=(
        Step(code="sign", title="签署承诺", to=SIGNED, by=role_set(), form=forms.SignForm, effect=_sign, cite=NATIONAL,
             paper=papers.COMMITMENT, clocks=(Starts(POST_CHECK, when=_limit_known),)),
        Step(code="drawn", title="抽中核查", from_=(SIGNED,), to=DRAWN, by=role_set(), form=forms.DrawnForm, effect=_drawn, cite=LOCAL),
        Step(code="name", title="列为重点核查", from_=(SIGNED,), to=DRAWN, by=ANY, form=forms.ReasonForm, effect=_drawn, cite=LOCAL,
             help="有举报或者疑点的，不待抽取"),
        Step(code="verify", title="登记核查结果", from_=(DRAWN,), to=_verified, by=ANY, form=forms.VerifyForm, effect=_verify,
             cite=NATIONAL, clocks=(Stops(POST_CHECK),), help="不实的只记在这份承诺上，不记在人上"),
        Step(code="repair", title="修复", from_=(BREACHED,), to=REPAIRED, by=ANY, form=forms.RepairForm, effect=_repair, cite=LOCAL,
             not_by=("verify",)),
        Step(code="close", title="未抽中，结束", from_=(SIGNED,), to=EXEMPT, by=ANY, form=forms.CloseForm, cite=LOCAL,
             clocks=(Stops(POST_CHECK, judge=False),)),
    ),
)  # fmt: skip

PREPARED = State("prepared", "名单和摘要已固定")
FINISHED = State("finished", "已抽取", open=False)
ABANDONED = State("abandoned", "作罢", open=False)
BY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)


def rank(seed: str, outside: str, number: str) -> str:
    """A ticket's lot: anybody who knows the three texts gets the same one."""
    return crypto.digest(f"{seed}|{outside}|{number}")


def lots(seed: str, outside: str, numbers: list[str], share: int) -> list[str]:
    """The numbers drawn: of the list ordered by lot the first `share` in a hundred, rounded up."""
    ordered = sorted(numbers, key=lambda n: rank(seed, outside, n))
    return ordered[: -(-len(numbers) * share // 100)]


def list_digest(numbers: list[str]) -> str:
    return crypto.digest("\n".join(sorted(numbers)))


def _candidates(ctx: Context) -> list[Matter]:
    data = ctx.data
    rows = Matter.objects.unscoped("commitments of the unit that draws").filter(
        unit=ctx.matter.unit, procedure="service.commitment", state=SIGNED.code, is_void=False,
        servicecommitment__signed_on__range=(data["period_from"], data["period_to"]),
    )  # fmt: skip
    return list(rows.order_by("number"))


def _period(ctx: Context) -> Missing | None:
    if ctx.data["period_from"] <= ctx.data["period_to"] <= ctx.on:
        return None
    return Missing("承诺签署的起止日期不对，止期不能晚于今天")


def _some(ctx: Context) -> Missing | None:
    if _candidates(ctx):
        return None
    return Missing("这一期间没有待抽查的承诺", remedy="请改变期间；已抽中、已结束的不再列入")


def _prepare(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    found = _candidates(ctx)
    ctx.matter.title = f"告知承诺抽查 {data['period_from']} 至 {data['period_to']}"
    d.period_from, d.period_to, d.share = data["period_from"], data["period_to"], data["share"]
    d.seed_digest, d.listed = crypto.digest(data["seed"]), len(found)
    d.list_digest = list_digest([m.number for m in found])
    for m in found:
        ctx.add(DrawTicket(commitment=m, number=m.number))


def _same_seed(ctx: Context) -> Missing | None:
    if crypto.digest(ctx.data["seed"]) == ctx.detail.seed_digest:
        return None
    return Missing("密钥与准备时公开的摘要不符", remedy="请由准备人公布当时的密钥")


def _draw(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    tickets: list[DrawTicket] = ctx.rows(DrawTicket)
    by_lot = sorted(tickets, key=lambda t: rank(data["seed"], data["outside"], t.number))
    chosen = set(lots(data["seed"], data["outside"], [t.number for t in tickets], d.share))
    d.seed, d.outside, d.drawn = data["seed"], data["outside"], len(chosen)
    for n, ticket in enumerate(by_lot, 1):
        ticket.rank, ticket.drawn = n, ticket.number in chosen
        ctx.add(ticket)
        if ticket.drawn and ticket.commitment.state == SIGNED.code:
            ctx.follow(Call(ticket.commitment, "drawn", {"draw": ctx.matter.number}))


DRAW = Procedure(
    id="service.draw", retention_years=SHORT_TERM, title="告知承诺抽查", room="services", since=date(2008, 5, 1), law=LOCAL,
    states=(PREPARED, FINISHED, ABANDONED), detail=ServiceDraw, numbering=draw_number,
    steps=(
        Step(code="prepare", title="固定名单", to=PREPARED, by=BY, form=forms.PrepareDrawForm, checks=(_period, _some),
             effect=_prepare, cite=LOCAL, help="名单和密钥摘要先固定，抽取时谁也不能再改"),
        Step(code="draw", title="抽取", from_=(PREPARED,), to=FINISHED, by=BY, form=forms.DrawForm, checks=(_same_seed,),
             effect=_draw, not_by=("prepare",), cite=LOCAL, help="由准备人以外的人加入外部数抽取，任何人都能重算"),
        Step(code="abandon", title="作罢", from_=(PREPARED,), to=ABANDONED, by=BY, form=forms.ReasonForm, cite=LOCAL),
    ),
)  # fmt: skip
