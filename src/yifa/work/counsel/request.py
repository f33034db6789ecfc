"""The shared pool: a unit without counsel of its own asks, the pool above it answers (提出→受理→指派→意见→采纳反馈)."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, Starts, State, Step, Stops, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.counsel import forms, papers
from yifa.work.counsel.models import Adoption, CounselRequest
from yifa.work.counsel.service import LOCAL, in_service, name_of, serving

LIMIT = "counsel.request.opinion"
HANDLER, POOL = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER)
RAISED = State("raised", "已提出")
ACCEPTED = State("accepted", "已受理待指派")
ASSIGNED = State("assigned", "办理中")
ANSWERED = State("answered", "待采纳反馈")
CLOSED = State("closed", "已办结", open=False)
DECLINED = State("declined", "不予受理", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}顾询〔{year}〕{serial}号"


def _has_none(ctx: Context) -> Missing | None:
    """Guard: the pool is for units without counsel of their own."""
    own = serving([ctx.matter.unit_id], ctx.on)
    if not own:
        return None
    names = "、".join(c.matter.number for c in own[:3])
    return Missing("本单位有在任的法律顾问", LOCAL, f"请直接委托：{names}")


def _raise(ctx: Context) -> None:
    ctx.matter.title, ctx.detail.question = ctx.data["name"], ctx.data["question"]


def _assign(ctx: Context) -> None:
    ctx.detail.engagement = ctx.data["engagement"].strip()
    ctx.detail.counsel = name_of(ctx.detail.engagement)


def _answer(ctx: Context) -> None:
    ctx.detail.opinion, ctx.detail.answered_ym = (
        ctx.data["opinion"],
        ctx.on.year * 100 + ctx.on.month,
    )


def _feedback(ctx: Context) -> None:
    ctx.detail.adoption, ctx.detail.reason = ctx.data["adoption"], ctx.data.get("reason", "")
    ctx.matter.outcome = ctx.data["adoption"]


REQUEST = Procedure(
    id="counsel.request", title="共享法律顾问申请", room="counsel", since=date(2008, 5, 1), law=LOCAL,
    detail=CounselRequest, states=(RAISED, ACCEPTED, ASSIGNED, ANSWERED, CLOSED, DECLINED), numbering=number,
    outcomes=tuple((c.value, c.label) for c in Adoption),
    steps=(
        Step(code="raise", title="提出", to=RAISED, by=HANDLER, form=forms.RaiseForm, requires=(_has_none,), effect=_raise, cite=LOCAL),
        Step(code="accept", title="受理", from_=(RAISED,), to=ACCEPTED, by=POOL, not_by=("raise",),
             clocks=(Starts(LIMIT, controlling=True),), cite=LOCAL),
        Step(code="decline", title="不予受理", from_=(RAISED,), to=DECLINED, by=POOL, form=forms.NoteForm, not_by=("raise",), cite=LOCAL),
        Step(code="assign_counsel", title="指派法律顾问", from_=(ACCEPTED,), to=ASSIGNED, by=POOL, form=forms.PoolForm,
             checks=(in_service(pool=True),), effect=_assign, cite=LOCAL),
        Step(code="opinion", title="出具意见", from_=(ASSIGNED,), to=ANSWERED, by=POOL, form=forms.AnswerForm, effect=_answer,
             not_by=("raise",), clocks=(Stops(LIMIT),), paper=papers.REQUEST, cite=LOCAL),
        Step(code="feedback", title="反馈采纳情况", from_=(ANSWERED,), to=CLOSED, by=HANDLER, form=forms.FeedbackForm,
             effect=_feedback, cite=LOCAL),
    ),
)  # fmt: skip
