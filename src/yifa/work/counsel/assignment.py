"""What counsel do, task by task: the work log (委托→办理→提交→采纳反馈), counted by kind, people and advice."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.counsel import forms, papers
from yifa.work.counsel.models import Adoption, Advice, Assignment, AssignmentKind
from yifa.work.counsel.service import LOCAL, in_service, name_of

HANDLER = role_set(Role.CASE_HANDLER)
ENTRUSTED = State("entrusted", "办理中")
SUBMITTED = State("submitted", "待采纳反馈")
CLOSED = State("closed", "已办结", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}顾事〔{year}〕{serial}号"


def _ym(day: date) -> int:
    return day.year * 100 + day.month


def _open(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.kind, d.engagement = data["kind"], data["engagement"].strip()
    d.counsel = name_of(d.engagement)
    d.request, d.case_number = data.get("request", ""), data.get("case_number", "")


def _log(ctx: Context) -> None:
    _open(ctx)
    d, data = ctx.detail, ctx.data
    d.village, d.heads, d.result = data.get("village", ""), data.get("heads") or 0, data["result"]
    d.submitted_on, d.submitted_ym = ctx.on, _ym(ctx.on)


def _kind_complete(ctx: Context) -> Missing | None:
    """Check: what a kind of task must end with."""
    kind, data = ctx.detail.kind, ctx.data
    if kind == AssignmentKind.RISK and not data.get("risk"):
        return Missing("法律风险评估应当写明风险等级", LOCAL)
    if kind == AssignmentKind.LITIGATION and not data.get("case_result"):
        return Missing("代理诉讼结案应当写明案件结果", LOCAL)
    if kind in (AssignmentKind.OPINION, AssignmentKind.RISK) and not forms.lines(
        data.get("advice", "")
    ):
        return Missing("应当写明意见和建议，每行一条", LOCAL)
    return None


def _submit(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.result, d.risk, d.case_result = (
        data["result"],
        data.get("risk", ""),
        data.get("case_result", ""),
    )
    d.submitted_on, d.submitted_ym = ctx.on, _ym(ctx.on)
    for n, text in enumerate(forms.lines(data.get("advice", "")), 1):
        ctx.add(Advice(serial=n, text=text, given_ym=_ym(ctx.on)))
        d.advice = n


def _adopt(ctx: Context) -> None:
    for row in ctx.rows(Advice):
        if str(row.serial) in ctx.data["advice"]:
            row.adoption, row.reason = ctx.data["adoption"], ctx.data.get("reason", "")
            ctx.add(row)


def _answered(ctx: Context) -> State:
    """Done once no advice waits for its answer."""
    return SUBMITTED if any(r.adoption == Adoption.PENDING for r in ctx.rows(Advice)) else CLOSED


_answered.leads = (SUBMITTED, CLOSED)  # type: ignore[attr-defined]

ASSIGNMENT = Procedure(
    id="counsel.assignment", title="法律顾问事项", room="counsel", since=date(2008, 5, 1), law=LOCAL, detail=Assignment,
    states=(ENTRUSTED, SUBMITTED, CLOSED), numbering=number, correctable=("title", "case_number", "village"),
    steps=(
        Step(code="entrust", title="委托", to=ENTRUSTED, by=HANDLER, form=forms.EntrustForm, checks=(in_service(),),
             effect=_open, cite=LOCAL),
        Step(code="log", title="登记服务", to=CLOSED, by=HANDLER, form=forms.LogForm, checks=(in_service(),), effect=_log,
             cite=LOCAL, help="列席会议、咨询、化解纠纷、指引、驻村服务，做完即登记"),
        Step(code="submit", title="提交办理结果", from_=(ENTRUSTED,), to=_answered, by=HANDLER, form=forms.SubmitForm,
             checks=(_kind_complete,), effect=_submit, paper=papers.ASSIGNMENT, cite=LOCAL),
        Step(code="adopt", title="反馈采纳情况", from_=(SUBMITTED,), to=_answered, by=HANDLER, form=forms.AdoptForm,
             effect=_adopt, cite=LOCAL, help="逐条反馈；全部反馈后办结"),
        Step(code="cancel", title="取消委托", from_=(ENTRUSTED,), to=CLOSED, by=HANDLER, form=forms.NoteForm, cite=LOCAL),
    ),
)  # fmt: skip
