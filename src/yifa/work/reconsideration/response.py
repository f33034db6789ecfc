"""The respondent's side: the reply with its evidence in its own time, then the decision and its performance.

A unit of this system gets the matter by itself when the copy is sent (`follow_up`); a unit whose case is tried
elsewhere registers it by hand.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import (
    Procedure,
    Starts,
    State,
    Step,
    StepForm,
    Stops,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration import papers
from yifa.work.reconsideration.classes import Track
from yifa.work.reconsideration.fields import day, line, words
from yifa.work.reconsideration.grounds import NEW
from yifa.work.reconsideration.intake_acts import ym
from yifa.work.reconsideration.models import ReconsiderationResponse
from yifa.work.reconsideration.outcomes import LABELS, WORDS, outcome_of
from yifa.work.reconsideration.trial_acts import REPLY, REPLY_SUMMARY

REDO = "reconsideration.redo_deadline"
NOTIFIED = State("notified", "待答复")
DRAFTED = State("drafted", "待签发")
REPLIED = State("replied", "已答复待决定")
PERFORMING = State("performing", "待履行")
PERFORMED = State("performed", "已履行", open=False)
SETTLED = State("settled", "已收到决定", open=False)
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
WORKING = role_set(Role.CASE_HANDLER, Role.HEAD)


class NoticeForm(StepForm):
    case_number = line("复议案号", 80)
    body = line("复议机关")
    act = line("被申请的行政行为", 200)
    track = forms.ChoiceField(label="审理程序", choices=Track.choices, initial=Track.ORDINARY)


class ReplyDraftForm(StepForm):
    reply = words("答复意见", 6)
    evidence = words("证据、依据目录", 5, help_text="每行一件；逾期提交的视为没有")


class ReasonForm(StepForm):
    reason = words("理由", 2, 1000)


class DecisionForm(StepForm):
    result = forms.ChoiceField(label="复议结果", choices=list(LABELS.items()))
    perform_by = day(
        "履行期限",
        "责令重新作出而决定书没有写明的留空，依实施条例第四十九条为六十日",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = data.get("result")
        if (
            code
            and outcome_of(code).lays_duty
            and code not in ("revoke_redo", "mediated")
            and not data.get("perform_by")
        ):
            self.add_error("perform_by", "须由本单位履行的，请写明履行期限")
        return data


class PerformanceForm(StepForm):
    performance = words("履行情况", 4)


class ReportForm(StepForm):
    reported_to = line("报告的机关")
    content = words("报告内容", 3)


def _notify(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    for name in ("case_number", "body", "act", "track"):
        setattr(d, name, data[name])
    ctx.matter.title = f"答复复议：{d.act}（{d.case_number}）"[:200]


def _draft(ctx: Context) -> None:
    d = ctx.detail
    d.reply, d.evidence = ctx.data["reply"], ctx.data["evidence"]
    d.evidence_items = sum(1 for item in d.evidence.splitlines() if item.strip())


def _ordinary(ctx: Context) -> bool:
    return bool(ctx.detail.track == Track.ORDINARY)


def _summary(ctx: Context) -> bool:
    return not _ordinary(ctx)


def _must_redo(ctx: Context) -> bool:
    return bool(ctx.data["result"] == "revoke_redo" and not ctx.data["perform_by"])


def _decided(ctx: Context) -> None:
    d, found = ctx.detail, outcome_of(ctx.data["result"])
    d.result, d.corrected = found.code, int(found.corrects)
    d.decided_on, d.decided_ym = ctx.on, ym(ctx.on)
    d.perform_by = ctx.data["perform_by"]
    d.lays_duty = int(found.lays_duty and (found.code != "mediated" or d.perform_by is not None))
    ctx.matter.outcome = found.code


def _after_decision(ctx: Context) -> State:
    return PERFORMING if ctx.detail.lays_duty else SETTLED


_after_decision.leads = (PERFORMING, SETTLED)  # type: ignore[attr-defined]


def _perform(ctx: Context) -> None:
    d = ctx.detail
    redo = ctx.clock(REDO)
    by: date | None = d.perform_by or (redo.clock.due_on if redo else None)
    d.performed, d.performed_on, d.performance = 1, ctx.on, ctx.data["performance"]
    d.performed_in_time = None if by is None else int(ctx.on <= by)


def _report(ctx: Context) -> None:
    ctx.detail.reported_on = ctx.on


def _not_reported(ctx: Context) -> Missing | None:
    if ctx.detail.reported_on is None:
        return None
    return Missing(f"已于 {ctx.detail.reported_on} 报告履行情况")


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}复答〔{year}〕{serial}号"


STOPS = (Stops(REPLY), Stops(REPLY_SUMMARY))
RESPONSE = Procedure(
    id="reconsideration.response", title="复议答复与履行", room="reconsideration", since=date(2007, 8, 1), law=NEW,
    states=(NOTIFIED, DRAFTED, REPLIED, PERFORMING, PERFORMED, SETTLED), detail=ReconsiderationResponse, numbering=number,
    outcomes=WORDS,
    steps=(
        Step(code="notify", title="收到提出答复通知", to=NOTIFIED, by=HANDLER, form=NoticeForm, effect=_notify,
             cite=f"{NEW}第四十八条、第五十四条",
             clocks=(Starts(REPLY, controlling=True, when=_ordinary),
                     Starts(REPLY_SUMMARY, controlling=True, when=_summary)),
             help="发生日期填收到申请书副本之日；普通程序十日，简易程序五日，均为工作日（2023年以前十日为自然日）"),
        Step(code="draft", title="拟制答复书", from_=(NOTIFIED,), to=DRAFTED, by=HANDLER, form=ReplyDraftForm,
             effect=_draft, cite=f"{NEW}第四十八条"),
        Step(code="send_back", title="退回", from_=(DRAFTED,), to=NOTIFIED, by=HEAD, form=ReasonForm),
        Step(code="sign", title="签发答复书", from_=(DRAFTED,), to=REPLIED, by=HEAD, not_by=("draft",),
             cite=f"{NEW}第四十八条", clocks=STOPS, paper=papers.RESPONSE),
        Step(code="decision", title="收到复议决定", from_=(NOTIFIED, DRAFTED, REPLIED), to=_after_decision, by=HANDLER,
             form=DecisionForm, effect=_decided, cite=f"{NEW}第七十五条、第七十七条",
             clocks=(*STOPS, Starts(REDO, when=_must_redo))),
        Step(code="perform", title="履行决定", from_=(PERFORMING,), to=PERFORMED, by=WORKING, form=PerformanceForm,
             effect=_perform, cite=f"{NEW}第七十七条第一款", clocks=(Stops(REDO),)),
        Step(code="report", title="报告履行情况", from_=(PERFORMED, SETTLED), by=WORKING, form=ReportForm,
             requires=(_not_reported,), effect=_report, cite=f"{NEW}第七十七条"),
    ),
)  # fmt: skip
