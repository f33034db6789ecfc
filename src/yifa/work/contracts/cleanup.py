"""The campaign that cleans up contract performance: registered → checked → handled → cleared, a verdict per contract."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.contracts import forms, papers
from yifa.work.contracts.contract_acts import fen, ym
from yifa.work.contracts.models import NO_PROBLEM, Cleanup, CleanupItem, CleanupVerdict

LOCAL = "本地行政合同管理制度"
RUNNING = State("running", "清理中")
FINISHED = State("finished", "已完成", open=False)
HANDLER, REVIEWER = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER, Role.HEAD)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}合清〔{year}〕{serial}号"


def _launch(ctx: Context) -> None:
    ctx.matter.title = ctx.data["name"]
    ctx.detail.scope, ctx.detail.year = ctx.data["scope"], ctx.data["year"]


def _register(ctx: Context) -> None:
    data = ctx.data
    ctx.detail.items += 1
    ctx.add(
        CleanupItem(
            serial=ctx.detail.items, name=data["name"], number=data.get("number", ""),
            counterparty=data["counterparty"], price_fen=fen(data["price"]), paid_fen=fen(data["paid"]),
            performed_percent=data["performed_percent"], registered_ym=ym(ctx.on),
        )
    )  # fmt: skip


def _chosen(ctx: Context) -> CleanupItem:
    found: CleanupItem = next(r for r in ctx.rows(CleanupItem) if str(r.serial) == ctx.data["item"])
    return found


def _judge(ctx: Context) -> None:
    row = _chosen(ctx)
    row.verdict, row.problem = ctx.data["verdict"], ctx.data.get("problem", "")
    row.measure = ""
    row.cleared_on, row.cleared_ym = (
        (ctx.on, ym(ctx.on)) if row.verdict in NO_PROBLEM else (None, None)
    )
    ctx.add(row)
    ctx.detail.problems = sum(bool(r.problem) for r in ctx.rows(CleanupItem))


def _handle(ctx: Context) -> None:
    row = _chosen(ctx)
    row.measure, row.handled_by = ctx.data["measure"], ctx.actor.user_id
    ctx.add(row)


def _another_person(ctx: Context) -> Missing | None:
    """Check: a problem is cleared by somebody else than who handled it."""
    row = _chosen(ctx)
    if ctx.actor.user_id is None or row.handled_by != ctx.actor.user_id:
        return None
    return Missing("销号不能由办理处理的同一人复核", LOCAL, "请由另一人复核")


def _clear(ctx: Context) -> None:
    row = _chosen(ctx)
    row.cleared_on, row.cleared_ym = ctx.on, ym(ctx.on)
    ctx.add(row)


def _all_cleared(ctx: Context) -> Missing | None:
    rows = ctx.rows(CleanupItem)
    if not rows:
        return Missing("还没有登记合同")
    waiting = [r for r in rows if r.verdict == CleanupVerdict.PENDING]
    if waiting:
        return Missing(f"{len(waiting)} 件合同尚未核查：{'、'.join(r.name for r in waiting[:5])}")
    left = [r for r in rows if r.cleared_on is None]
    return (
        Missing(f"{len(left)} 件问题合同尚未销号：{'、'.join(r.name for r in left[:5])}")
        if left
        else None
    )


CLEANUP = Procedure(
    id="contracts.cleanup", title="合同履约清理", room="contracts", since=date(2008, 5, 1), law=LOCAL,
    states=(RUNNING, FINISHED), detail=Cleanup, numbering=number,
    steps=(
        Step(code="launch", title="部署清理", to=RUNNING, by=HANDLER, form=forms.LaunchForm, effect=_launch, cite=LOCAL),
        Step(code="register_item", title="登记合同", from_=(RUNNING,), by=HANDLER, form=forms.ItemForm, effect=_register, cite=LOCAL,
             help="登记价款支付情况和履行情况"),
        Step(code="judge", title="核查", from_=(RUNNING,), by=HANDLER, form=forms.VerdictForm, effect=_judge, cite=LOCAL,
             help="每件合同一个结论；正常履行、履行完毕的当即销号"),
        Step(code="handle", title="处理", from_=(RUNNING,), by=HANDLER, form=forms.HandleForm, effect=_handle, cite=LOCAL),
        Step(code="clear", title="销号", from_=(RUNNING,), by=REVIEWER, form=forms.ClearForm, checks=(_another_person,),
             effect=_clear, cite=LOCAL),
        Step(code="finish", title="完成清理", from_=(RUNNING,), to=FINISHED, by=role_set(Role.HEAD), form=forms.NoteForm,
             requires=(_all_cleared,), paper=papers.CLEANUP, cite=LOCAL),
    ),
)  # fmt: skip
