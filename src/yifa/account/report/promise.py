"""What a report admits and announces, carried into the next year's plan: 提出 → 列入要点 → 落实 → 回应."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from yifa.account.report import forms
from yifa.account.report.models import PromiseKind, ReportPromise, ReportVersion
from yifa.account.report.parts import LAW
from yifa.account.report.sheet import Sheet
from yifa.kernel.errors import InvalidData
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import How, Matter, Relation
from yifa.kernel.matter.procedure import Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

RAISED = State("raised", "已提出")
PLANNED = State("planned", "已列入要点")
FULFILLED = State("fulfilled", "已落实")
ANSWERED = State("answered", "已回应", open=False)
DROPPED = State("dropped", "不再列入", open=False)
STATES = (RAISED, PLANNED, FULFILLED, ANSWERED, DROPPED)
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
KINDS = {"problems": PromiseKind.PROBLEM, "next_year": PromiseKind.TASK}


def _raise(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.year, d.kind, d.said = data["year"], data["kind"], data["said"]
    said = " ".join(d.said.split())
    ctx.matter.title = said if len(said) <= 60 else said[:59] + "…"
    if data["report"]:
        d.report = _report(data["report"], ctx.matter.unit)
        ctx.add(Relation(source=ctx.matter, target=d.report, kind="报告任务"))


def _report(number: str, unit: Unit) -> Matter:
    rows = Matter.objects.unscoped("a link names a number, it shows nothing")
    found = rows.filter(procedure="report.annual", number=number, unit=unit).first()
    if found is None:
        raise InvalidData({"report": ["本单位没有这一编号的年度报告"]}, {"report": "所属报告编号"})
    return found  # type: ignore[no-any-return]


def _plan(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.plan, d.responsible, d.due_on = data["plan"], data["responsible"], data["due_on"]


def _fulfil(ctx: Context) -> None:
    ctx.detail.result = ctx.data["result"]


def _answer(ctx: Context) -> None:
    ctx.detail.answered_year, ctx.detail.answer = ctx.data["answered_year"], ctx.data["answer"]
    ctx.matter.outcome = "answered"


def _drop(ctx: Context) -> None:
    ctx.detail.answer = ctx.data["reason"]
    ctx.matter.outcome = "dropped"


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}法报任务〔{year}〕{serial}号"


PROMISE = Procedure(
    id="report.promise", title="报告中的不足与任务", room="report", since=date(2015, 1, 1),
    law=f"{LAW}第二十五条第二项、第四项", states=STATES, detail=ReportPromise, numbering=number,
    correctable=("said", "plan", "responsible"),
    steps=(
        Step(code="raise", title="提出", to=RAISED, by=HANDLER, form=forms.RaiseForm, effect=_raise,
             help="报告签署时由正文第二、第四部分的条目自动生成"),
        Step(code="plan", title="列入下年要点", from_=(RAISED,), to=PLANNED, by=HANDLER | HEAD, form=forms.PlanForm,
             effect=_plan),
        Step(code="fulfil", title="登记落实", from_=(PLANNED,), to=FULFILLED, by=HANDLER, form=forms.FulfilForm,
             effect=_fulfil),
        Step(code="answer", title="在下年报告中回应", from_=(PLANNED, FULFILLED), to=ANSWERED, by=HANDLER,
             form=forms.AnswerForm, effect=_answer, help="未完成的，写明原因和接续安排"),
        Step(code="drop", title="不再列入", from_=(RAISED, PLANNED), to=DROPPED, by=HEAD, form=forms.ReasonForm,
             effect=_drop, grave=True),
    ),
)  # fmt: skip


def carry_over(payload: dict[str, Any]) -> None:
    """A signed report's items become matters to follow; again for the same text makes nothing twice."""
    rows = Matter.objects.unscoped("items of a signed report").select_related("unit")
    report = rows.filter(uid=payload["uid"]).first()
    if report is None:
        return
    versions = ReportVersion.objects.unscoped("items of a signed report").filter(matter=report)
    newest = versions.exclude(sheet__isnull=True).order_by("-no").first()
    if newest is None:
        return
    sheet = Sheet.of(newest.sheet)
    for line in sheet.lines:
        if line.kind != "item" or line.part not in KINDS:
            continue
        mark = hashlib.sha256(f"{line.part}:{line.text}".encode()).hexdigest()[:24]
        act(
            Actor.system("年度报告"), Opening("report.promise", report.unit), "raise",
            {"year": sheet.year, "kind": KINDS[line.part], "said": line.text[:2000], "report": report.number},
            on=date.fromisoformat(payload["on"]), how=How.LIVE,
            idempotency_key=f"promise:{report.uid.hex[:12]}:{mark}",
        )  # fmt: skip
