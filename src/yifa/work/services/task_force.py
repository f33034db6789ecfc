"""The task force of a reform: its supervision list, each item with its owner and limit, and its meetings."""

from __future__ import annotations

from datetime import date

from yifa.kernel.matter import clock as clocks
from yifa.kernel.matter.call import Call, Opening
from yifa.kernel.matter.context import Context
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
from yifa.work.services.models import (
    ServiceMeeting,
    ServiceTask,
)
from yifa.work.services.words import short

AGREED = "work.agreed"
SINCE = date(2008, 5, 1)
ANY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)
NOBODY = role_set()

ASSIGNED = State("assigned", "已交办")
REPORTED = State("reported", "已报结果，待验收")
ACCEPTED = State("accepted", "已销号", open=False)


SENT = "督办承办"


def _enlist(ctx: Context) -> None:
    """The item stands on the task force's list; the unit that owns it gets its own part with the same limit."""
    d, data = ctx.detail, ctx.data
    ctx.matter.title = f"督办：{short(data['what'])}"
    d.origin, d.what, d.amount = data["origin"], data["what"], data["amount"]
    d.owner = str(data["to"])
    values = {"origin": d.origin, "what": d.what, "owner": d.owner, "amount": d.amount}
    ctx.follow(Call(Opening("service.task_part", data["to"]), "arrive", values), SENT)


def _arrive(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = f"督办：{short(data['what'])}"
    d.origin, d.what, d.amount = data["origin"], data["what"], data["amount"]
    d.owner = data["owner"]


def _amount(ctx: Context) -> tuple[int, str]:
    return ctx.detail.amount, "working_day"


def _report(ctx: Context) -> None:
    ctx.detail.result = ctx.data["result"]
    for whole in ctx.linked(SENT, back=True):
        ctx.follow(Call(whole, "reported", {"result": ctx.data["result"]}))


def _reported(ctx: Context) -> None:
    ctx.detail.result = ctx.data["result"]


def _settle(ctx: Context) -> None:
    step = "closed" if ctx.data["verdict"] == "ok" else "again"
    for part in ctx.linked(SENT):
        ctx.follow(Call(part, step, {"reason": ctx.data["note"]}))
    if step == "closed":
        for ticking in ctx.work.clocks:
            if ticking.clock.running:
                clocks.stop(ticking, ctx.on)
        clocks.stamp(ctx.work)


def _settled(ctx: Context) -> State:
    return ACCEPTED if ctx.data["verdict"] == "ok" else ASSIGNED


_settled.leads = (ACCEPTED, ASSIGNED)  # type: ignore[attr-defined]


def task_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}督〔{year}〕{serial}号"


FORCE = "改革专班工作规则（各地不同）"
RUNS = (Starts(AGREED, controlling=True, amount=_amount),)

TASK = Procedure(
    id="service.task", retention_years=SHORT_TERM, title="专班督办事项", room="services", since=SINCE, law=FORCE,
    states=(ASSIGNED, REPORTED, ACCEPTED), detail=ServiceTask, numbering=task_number,
    steps=(
        Step(code="enlist", title="列入督办清单", to=ASSIGNED, by=ANY, form=forms.TaskForm, effect=_enlist, cite=FORCE, clocks=RUNS),
        Step(code="reported", title="收到办理结果", from_=(ASSIGNED,), to=REPORTED, by=NOBODY, form=forms.ResultForm,
             effect=_reported, cite=FORCE),
        Step(code="settle", title="验收", from_=(REPORTED,), to=_settled, by=ANY, form=forms.VerdictForm, effect=_settle,
             cite=FORCE, help="由专班验收；未到位的退回责任单位继续办理"),
    ),
)  # fmt: skip
TASK_PART = Procedure(
    id="service.task_part", retention_years=SHORT_TERM, title="督办承办件", room="services", since=SINCE, law=FORCE,
    states=(ASSIGNED, REPORTED, ACCEPTED), detail=ServiceTask,
    steps=(
        Step(code="arrive", title="收到督办", to=ASSIGNED, by=NOBODY, form=forms.TaskSentForm, effect=_arrive, cite=FORCE, clocks=RUNS),
        Step(code="report", title="报送办理结果", from_=(ASSIGNED,), to=REPORTED, by=ANY, form=forms.ResultForm, effect=_report,
             cite=FORCE, not_by=("arrive",)),
        Step(code="again", title="退回继续办理", from_=(REPORTED,), to=ASSIGNED, by=NOBODY, form=forms.ReasonForm, cite=FORCE),
        Step(code="closed", title="验收销号", from_=(REPORTED,), to=ACCEPTED, by=NOBODY, form=forms.ReasonForm, cite=FORCE,
             clocks=(Stops(AGREED),)),
    ),
)  # fmt: skip

PLANNED = State("planned", "待召开")
HELD = State("held", "已召开", open=False)
CANCELLED = State("cancelled", "取消", open=False)


def _plan(ctx: Context) -> None:
    ctx.matter.title = f"专班会议：{short(ctx.data['topic'])}"
    ctx.detail.topic, ctx.detail.chair = ctx.data["topic"], ctx.data.get("chair", "")


def _held(ctx: Context) -> None:
    ctx.detail.attended, ctx.detail.resolved = ctx.data["attended"], ctx.data["resolved"]


MEETING = Procedure(
    id="service.meeting", retention_years=LONG_TERM, title="专班会议", room="services", since=SINCE, law="改革专班工作规则（各地不同）",
    states=(PLANNED, HELD, CANCELLED), detail=ServiceMeeting,
    steps=(
        Step(code="plan", title="安排会议", to=PLANNED, by=ANY, form=forms.MeetingForm, effect=_plan, cite=FORCE),
        Step(code="hold", title="会议记录", from_=(PLANNED,), to=HELD, by=ANY, form=forms.HeldForm, effect=_held, cite=FORCE),
        Step(code="cancel", title="取消会议", from_=(PLANNED,), to=CANCELLED, by=ANY, form=forms.ReasonForm, cite=FORCE),
    ),
)  # fmt: skip
