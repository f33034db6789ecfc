"""Letters that follow from cases: an opinion (意见书) must be answered in sixty days, a proposal (建议书) need not be.

行政复议法（2023）第七十六条、第七十七条；实施条例（2007）第五十七条.
"""

from __future__ import annotations

from datetime import date

from django import forms

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, Starts, State, Step, StepForm, Stops, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration import papers
from yifa.work.reconsideration.classes import LetterKind
from yifa.work.reconsideration.fields import day, line, words
from yifa.work.reconsideration.grounds import NEW, RULES
from yifa.work.reconsideration.intake_acts import due_of
from yifa.work.reconsideration.models import ReconsiderationLetter

REPORT = "reconsideration.opinion_letter_report"
DRAFTED = State("drafted", "待签发")
ISSUED = State("issued", "已制发")
REPORTED = State("reported", "已报送纠正情况", open=False)
CLOSED = State("closed", "已办结", open=False)
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
CITE = f"{NEW}第七十六条；{RULES}第五十七条"


class DraftForm(StepForm):
    kind = forms.ChoiceField(label="种类", choices=LetterKind.choices)
    case_number = line("复议案号", 80, required=False)
    addressee = line("受文机关")
    content = words("意见、建议内容", 5)


class IssueForm(StepForm):
    served_on = day("对方收到之日", "意见书的六十日报送期限自此起算")


class ReportForm(StepForm):
    report = words("报送的纠正情况", 4)


class ReasonForm(StepForm):
    reason = words("理由", 2, 1000)


def _draft(ctx: Context) -> None:
    d = ctx.detail
    for name in ("kind", "case_number", "addressee", "content"):
        setattr(d, name, ctx.data[name])
    ctx.matter.title = f"致{d.addressee}的{LetterKind(d.kind).label}"


def _issue(ctx: Context) -> None:
    ctx.detail.served_on = ctx.data["served_on"]
    ctx.matter.outcome = "issued"


def _is_opinion(ctx: Context) -> bool:
    return bool(ctx.detail.kind == LetterKind.OPINION)


def _served_then(ctx: Context) -> Missing | None:
    if ctx.data["served_on"] <= ctx.on:
        return None
    return Missing(f"对方收到之日晚于办理之日 {ctx.on}", CITE, "对方收到后再登记制发")


def _report(ctx: Context) -> None:
    ctx.detail.report = ctx.data["report"]
    ctx.matter.outcome = "reported"


def _opinion_only(ctx: Context) -> Missing | None:
    if _is_opinion(ctx):
        return None
    return Missing("建议书没有报送期限，不适用责令履行", f"{RULES}第五十七条第二款")


def _proposal_only(ctx: Context) -> Missing | None:
    if not _is_opinion(ctx):
        return None
    return Missing("意见书应当收到纠正情况后办结", f"{NEW}第七十六条", "逾期未报送的，责令限期履行")


def _report_overdue(ctx: Context) -> Missing | None:
    due = due_of(ctx, REPORT)
    if due is None or ctx.on > due:
        return None
    return Missing(f"报送期限至 {due}，尚未届满", f"{NEW}第七十六条")


def _urge(ctx: Context) -> None:
    ctx.detail.urged_on = ctx.on


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}复函〔{year}〕{serial}号"


LETTER = Procedure(
    id="reconsideration.letter", title="复议意见书、建议书", room="reconsideration", since=date(2007, 8, 1), law=CITE,
    states=(DRAFTED, ISSUED, REPORTED, CLOSED), detail=ReconsiderationLetter, numbering=number,
    steps=(
        Step(code="draft", title="拟制", to=DRAFTED, by=HANDLER, form=DraftForm, effect=_draft, cite=CITE),
        Step(code="issue", title="制发", from_=(DRAFTED,), to=ISSUED, by=HEAD, not_by=("draft",), form=IssueForm,
             checks=(_served_then,), effect=_issue, cite=CITE, paper=papers.LETTER,
             clocks=(Starts(REPORT, from_="served_on", controlling=True, when=_is_opinion),)),
        Step(code="report", title="收到纠正情况", from_=(ISSUED,), to=REPORTED, by=HANDLER, form=ReportForm,
             effect=_report, clocks=(Stops(REPORT),), cite=CITE),
        Step(code="urge", title="责令限期履行", from_=(ISSUED,), by=HEAD, form=ReasonForm, effect=_urge,
             requires=(_opinion_only, _report_overdue), cite=f"{NEW}第七十七条第二款"),
        Step(code="close", title="办结", from_=(ISSUED,), to=CLOSED, by=HANDLER, form=ReasonForm,
             requires=(_proposal_only,)),
        Step(code="drop", title="不制发", from_=(DRAFTED,), to=CLOSED, by=HEAD, form=ReasonForm),
    ),
)  # fmt: skip
