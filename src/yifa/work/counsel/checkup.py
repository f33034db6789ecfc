"""The legal health check of enterprises (报名→体检→体检表→整改→回访), and looks at a place's business environment."""

from __future__ import annotations

from datetime import date

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.counsel import forms, papers
from yifa.work.counsel.models import Checkup, CheckupProblem
from yifa.work.counsel.service import LOCAL

HANDLER = role_set(Role.CASE_HANDLER)
APPLIED = State("applied", "已报名")
EXAMINED = State("examined", "已体检待出表")
RECTIFYING = State("rectifying", "整改中")
FOLLOWING = State("following", "待回访")
CLOSED = State("closed", "已回访", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}法检〔{year}〕{serial}号"


def _ym(day: date) -> int:
    return day.year * 100 + day.month


def _apply(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.kind, d.enterprise, d.code = data["kind"], data["enterprise"], data.get("code", "")
    ctx.matter.title = f"{d.enterprise}法治体检"


def _examine(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.lawyers, d.examined_on, d.examined_ym = data["lawyers"], ctx.on, _ym(ctx.on)
    for n, text in enumerate(forms.lines(data.get("problems", "")), 1):
        ctx.add(CheckupProblem(serial=n, text=text, found_ym=_ym(ctx.on)))
        d.problems = n


def _solve(ctx: Context) -> None:
    row = next(r for r in ctx.rows(CheckupProblem) if str(r.serial) == ctx.data["problem"])
    row.solution, row.solved_on, row.solved_ym = ctx.data["solution"], ctx.on, _ym(ctx.on)
    ctx.add(row)
    ctx.detail.solved += 1


def _left(ctx: Context) -> State:
    """Rectification lasts while a problem is unsolved."""
    return RECTIFYING if ctx.detail.problems > ctx.detail.solved else FOLLOWING


_left.leads = (RECTIFYING, FOLLOWING)  # type: ignore[attr-defined]


def _revisit(ctx: Context) -> None:
    ctx.detail.satisfied = ctx.data["satisfied"]
    ctx.matter.outcome = "satisfied" if ctx.data["satisfied"] else "unsatisfied"


CHECKUP = Procedure(
    id="counsel.checkup", title="法治体检", room="counsel", since=date(2008, 5, 1), law=LOCAL, detail=Checkup,
    states=(APPLIED, EXAMINED, RECTIFYING, FOLLOWING, CLOSED), numbering=number, correctable=("enterprise",),
    outcomes=(("satisfied", "回访满意"), ("unsatisfied", "回访不满意")),
    steps=(
        Step(code="sign_up", title="报名", to=APPLIED, by=HANDLER, form=forms.SignUpForm, effect=_apply, cite=LOCAL),
        Step(code="examine", title="体检", from_=(APPLIED,), to=EXAMINED, by=HANDLER, form=forms.ExamineForm, effect=_examine, cite=LOCAL),
        Step(code="report", title="出具体检表", from_=(EXAMINED,), to=_left, by=HANDLER, paper=papers.CHECKUP, cite=LOCAL,
             help="一企业一表，由体检记录生成"),
        Step(code="solve", title="整改", from_=(RECTIFYING,), to=_left, by=HANDLER, form=forms.SolveForm, effect=_solve, cite=LOCAL),
        Step(code="revisit", title="回访", from_=(FOLLOWING,), to=CLOSED, by=HANDLER, form=forms.RevisitForm, effect=_revisit, cite=LOCAL),
    ),
)  # fmt: skip
