"""Making a reform known (宣传): planned, held, and for what stands on a channel its views read again and again.

How many copies went out and how often a piece was seen are read from these records, each with its proof; nobody types
a total into a report.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import SHORT_TERM, Procedure, State, Step, role_set
from yifa.kernel.moment import ym
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.services import beside_forms as forms
from yifa.work.services.models import ServicePublicity
from yifa.work.services.models.words import PublicityKind
from yifa.work.services.words import short

SINCE = date(2008, 5, 1)
LOCAL = "改革宣传工作安排（各地不同）"
ANY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)

PLANNED = State("planned", "待开展")
HELD = State("held", "已开展", open=False)
DROPPED = State("dropped", "不再开展", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}宣〔{year}〕{serial}号"


def _plan(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = short(data["name"])
    d.kind, d.place, d.force = data["kind"], data["place"], data.get("force", "")


def counted(ctx: Context) -> Missing | None:
    """Check: booklets are counted when they are handed out; only they are."""
    booklets, copies = ctx.detail.kind == PublicityKind.BOOKLET, ctx.data.get("copies")
    if booklets and not copies:
        return Missing("没有填写发放份数", remedy="按签收记录填写份数；没有发放的，办“不再开展”")
    if copies and not booklets:
        return Missing("不是发放宣传手册，没有发放份数", remedy="请留空，或者另行登记一次发放")
    return None


def _hold(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.held_on, d.held_ym = ctx.on, ym(ctx.on)
    d.copies, d.proof = data.get("copies") or 0, data["proof"]


def on_a_channel(ctx: Context) -> Missing | None:
    """Guard: only what stands on a channel is viewed."""
    if ctx.detail.kind == PublicityKind.ARTICLE:
        return None
    return Missing("不是网上发布，没有浏览量")


def no_fewer(ctx: Context) -> Missing | None:
    """Check: a counter of views does not run backwards."""
    d = ctx.detail
    if ctx.data["views"] >= d.views:
        return None
    return Missing(
        f"{d.read_on} 已经读到 {d.views} 次，不会变少",
        remedy="请核对读数；原来的读数有误的，办“更正”",
    )


def _read(ctx: Context) -> None:
    d = ctx.detail
    d.views, d.read_on, d.proof = ctx.data["views"], ctx.on, ctx.data["proof"]


PUBLICITY = Procedure(
    id="service.publicity", retention_years=SHORT_TERM, title="改革宣传", room="services", since=SINCE, law=LOCAL, states=(PLANNED, HELD, DROPPED),
    detail=ServicePublicity, numbering=number, correctable=("title", "place", "copies", "views", "proof"),
    steps=(
        Step(code="plan", title="部署宣传", to=PLANNED, by=ANY, form=forms.PublicityForm, effect=_plan, cite=LOCAL),
        Step(code="hold", title="登记开展情况", from_=(PLANNED,), to=HELD, by=ANY, form=forms.PublicityHeldForm,
             checks=(counted,), effect=_hold, cite=LOCAL, help="份数按签收记录填写，凭据写明在哪里可以查到"),
        Step(code="read_views", title="登记浏览量", from_=(HELD,), by=ANY, form=forms.ViewsForm, requires=(on_a_channel,),
             checks=(no_fewer,), effect=_read, cite=LOCAL, help="填写当天读到的累计浏览次数，按最近一次读数计"),
        Step(code="drop", title="不再开展", from_=(PLANNED,), to=DROPPED, by=ANY, form=forms.ReasonForm, cite=LOCAL),
    ),
)  # fmt: skip
