"""The reform of reconsideration as a task: plan, milestones, completion when the duties are really concentrated."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, StepForm, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration.fields import day, line, words
from yifa.work.reconsideration.models import ReconsiderationConcentration, ReconsiderationReform

PLANNED = State("planned", "方案已定")
RUNNING = State("running", "实施中")
COMPLETED = State("completed", "已完成", open=False)
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)


class PlanForm(StepForm):
    name = line("任务名称", 160)
    plan = words("方案")
    due_on = day("完成期限")


class MilestoneForm(StepForm):
    milestone = line("节点", 160)
    result = words("完成情况", 3, 2000)


class NoteForm(StepForm):
    note = words("说明", 2, 1000)


def _plan(ctx: Context) -> None:
    ctx.matter.title = ctx.data["name"]
    ctx.detail.plan, ctx.detail.due_on = ctx.data["plan"], ctx.data["due_on"]


def _milestone(ctx: Context) -> None:
    ctx.detail.milestones += 1


def _concentrated(ctx: Context) -> Missing | None:
    """Guard: the reform is done when the bodies that gave up their duties are on record."""
    rows = ReconsiderationConcentration.objects.unscoped("the room's own register").standing(ctx.on)
    if rows.filter(unit=ctx.matter.unit).exists():
        return None
    return Missing("没有登记任何一个已集中复议职责的机关", remedy="请先在“复议职责集中”登记簿登记")


def _reached(ctx: Context) -> Missing | None:
    return None if ctx.detail.milestones else Missing("没有已完成的节点", remedy="先办“登记节点”")


def _complete(ctx: Context) -> None:
    d = ctx.detail
    d.completed_on, d.completed_in_time = ctx.on, int(ctx.on <= d.due_on)
    ctx.matter.outcome = "completed"


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}复改〔{year}〕{serial}号"


REFORM = Procedure(
    id="reconsideration.reform", title="复议体制改革", room="reconsideration", since=date(2007, 8, 1),
    law="行政复议体制改革方案（条文未逐条核对）", states=(PLANNED, RUNNING, COMPLETED), detail=ReconsiderationReform, numbering=number,
    steps=(
        Step(code="plan", title="确定方案", to=PLANNED, by=HANDLER, form=PlanForm, effect=_plan),
        Step(code="begin", title="开始实施", from_=(PLANNED,), to=RUNNING, by=HEAD, form=NoteForm),
        Step(code="milestone", title="登记节点", from_=(RUNNING,), by=HANDLER, form=MilestoneForm, effect=_milestone),
        Step(code="complete", title="完成", from_=(RUNNING,), to=COMPLETED, by=HEAD, form=NoteForm,
             requires=(_reached, _concentrated), effect=_complete),
    ),
)  # fmt: skip
