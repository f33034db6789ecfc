"""How a case proceeds, and the part of it that another department decides.

No law fixes the course of window service; it is written from the licensing law's own steps and from common practice
(verified = false). Where the item is a licence its statutory limits run; a promise shorter than the law's is the one
the office is measured by. Who accepts does not decide (受审分离), unless the item is finished while the applicant waits.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import (
    LONG_TERM,
    Pauses,
    Procedure,
    Resumes,
    Starts,
    State,
    Step,
    Stops,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.services import case_acts as acts
from yifa.work.services import case_forms as forms
from yifa.work.services import decision_acts as deciding
from yifa.work.services import limits, papers
from yifa.work.services import part_acts as parts
from yifa.work.services.limits import CORRECTION, DECISION, FALLS_AWAY, ISSUE, STOPS
from yifa.work.services.models import ServiceCase, ServicePart

SINCE = date(2008, 5, 1)
LOCAL = "政务服务办事规则（各地不同）"
LICENSING = "行政许可法"

RECEIVED = State("received", "已收件")
NOTICED = State("noticed", "待补正")
ACCEPTED = State("accepted", "已受理")
CHECKING = State("checking", "核查公示中")
PARTS = State("parts", "分送办理中")
DECIDED = State("decided", "已决定待出件")
DONE = State("done", "已办结", open=False)
REFUSED = State("refused", "不予受理", open=False)
WITHDRAWN = State("withdrawn", "已撤回", open=False)
STATES = (RECEIVED, NOTICED, CHECKING, ACCEPTED, PARTS, DECIDED, DONE, REFUSED, WITHDRAWN)

HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
ANY = HANDLER | REVIEWER | HEAD
NOBODY = role_set()

OUTCOMES = (
    ("granted", "准予、办结"), ("denied", "不予"), ("not_accepted", "不予受理"), ("withdrawn", "申请人撤回"),
)  # fmt: skip
PART_OUTCOMES = (
    ("granted", "准予"), ("denied", "不予"), ("opinion", "出具意见"), ("not_ours", "退回"), ("recalled", "撤回"),
)  # fmt: skip


def number(unit: Unit, year: int, serial: int) -> str:
    """Our own number of a case: 婺政服2026-000031."""
    return f"{unit.document_code or unit.short_name}服{year}-{serial:06d}"


def part_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}办{year}-{serial:06d}"


def _after_part(ctx: Context) -> State:
    """The last answer brings the case back to its window; before that it waits for the others."""
    if ctx.detail.decided_on:
        return DECIDED
    return PARTS if ctx.detail.parts_open else ACCEPTED


def _checks_left(ctx: Context) -> State:
    """Items that ask for a household check, a public notice or a report are not decided before these are done."""
    return CHECKING if deciding.undone(ctx) else ACCEPTED


_checks_left.leads = (ACCEPTED, CHECKING)  # type: ignore[attr-defined]
_after_part.leads = (PARTS, DECIDED, ACCEPTED)  # type: ignore[attr-defined]


RECEIVING = (acts.item_stands, acts.unit_has_item)
NOTICE_CLOCK = Starts(CORRECTION, when=limits.is_licence)

CASE_STEPS = (
    Step(code="receive", title="收件", to=RECEIVED, by=HANDLER, form=forms.ReceiveForm, cite=LOCAL,
         checks=(*RECEIVING, acts.helped_as_needed), effect=acts.receive, clocks=(NOTICE_CLOCK,),
         paper=papers.RECEIPT, help="收件即出具收件凭证和查询码"),
    Step(code="apply", title="网上申请", to=RECEIVED, by=NOBODY, form=forms.ApplyForm, cite=LOCAL,
         checks=RECEIVING, effect=acts.apply_online, clocks=(NOTICE_CLOCK,), paper=papers.RECEIPT),
    Step(code="bring_in", title="导入平台办结件", to=DONE, by=HANDLER, form=forms.BringInForm, cite=LOCAL,
         checks=(*RECEIVING, acts.brought_in_order), effect=acts.bring_in,
         clocks=(*limits.starts(acts.accepted_day), *STOPS),
         help="在规定平台上已经办结的，按平台的日期和编号登记，不重复录入过程"),
    Step(code="notice", title="一次性告知补正", from_=(RECEIVED,), to=NOTICED, by=HANDLER, form=forms.NoticeForm,
         cite=f"{LICENSING}第三十二条第一款第四项", checks=(acts.first_or_grounded,), effect=acts.notice,
         clocks=(Stops(CORRECTION),), paper=papers.NOTICE, help="把需要补正的全部内容一次列明"),
    Step(code="supply", title="收到补正", from_=(NOTICED,), to=RECEIVED, by=HANDLER, form=forms.SuppliedForm, cite=LOCAL),
    Step(code="assist", title="登记代办、陪同、上门", from_=(RECEIVED, NOTICED, CHECKING, ACCEPTED, PARTS, DECIDED), by=HANDLER,
         form=forms.HelpForm, cite=LOCAL, checks=(acts.mandate_given, acts.agent_listed), effect=acts.assist),
    Step(code="dispense", title="免予提交证明", from_=(RECEIVED, NOTICED, CHECKING, ACCEPTED), by=HANDLER, form=forms.WayForm,
         cite="国办发〔2020〕42号", when=acts.asks_for_proofs, requires=(acts.has_proofs, acts.once), effect=acts.dispense,
         help="直接取消、告知承诺、数据查询、部门核验，四种方式之一"),
    Step(code="accept", title="受理", from_=(RECEIVED,), to=_checks_left, by=HANDLER, form=forms.AcceptForm,
         cite=f"{LICENSING}第三十二条", effect=acts.accept, paper=papers.ACCEPTANCE,
         clocks=(Stops(CORRECTION, judge=False), *limits.starts()), help="承诺时限从受理之日起算，此后清单变化不影响本件"),
    Step(code="refuse", title="不予受理", from_=(RECEIVED, NOTICED), to=REFUSED, by=HANDLER, form=forms.RefuseForm,
         cite=f"{LICENSING}第三十二条", effect=acts.refuse, paper=papers.REFUSAL),
    Step(code="finish_on_spot", title="当场办结", from_=(RECEIVED,), to=DONE, by=HANDLER, form=forms.SpotForm,
         cite=f"{LICENSING}第三十四条第二款", when=deciding.on_the_spot, requires=(deciding.spot_allowed,), checks=(deciding.same_visit,),
         effect=deciding.finish_on_spot, clocks=(Stops(CORRECTION, judge=False), *limits.starts(), *STOPS)),
    Step(code="dispatch", title="分送办理", from_=(ACCEPTED,), to=PARTS, by=HANDLER, form=forms.DispatchForm, cite=LOCAL,
         when=parts.decided_elsewhere, requires=(parts.not_decided_here, deciding.no_special),
         checks=(parts.sent_anew, parts.also_known), effect=parts.dispatch, help="一次分送各单位并联办理；受理窗口不审批"),
    Step(code="consult", title="征求意见", from_=(ACCEPTED,), to=PARTS, by=HANDLER, form=forms.ConsultForm, cite=LOCAL,
         when=parts.decided_here, requires=(parts.must_not_go_elsewhere, deciding.no_special), checks=(parts.also_known,),
         effect=parts.dispatch, help="请其他单位出具意见，意见返回后由本单位决定"),
    Step(code="part_back", title="分送件返回", from_=(PARTS,), to=_after_part, by=NOBODY, form=forms.PartBackForm,
         cite=LOCAL, effect=parts.part_back),
    Step(code="household_check", title="入户核查", from_=(CHECKING,), to=_checks_left, by=HANDLER, form=forms.RecordForm, cite=LOCAL,
         when=deciding.declared("needs_household"), requires=(deciding.declares("needs_household", "入户核查"),)),
    Step(code="public_notice", title="公示", from_=(CHECKING,), to=_checks_left, by=HANDLER, form=forms.DeclaredNoticeForm, cite=LOCAL,
         when=deciding.declared("needs_notice"), requires=(deciding.declares("needs_notice", "公示"),), checks=(deciding.notice_over,)),
    Step(code="upward_report", title="上报", from_=(CHECKING,), to=_checks_left, by=HANDLER, form=forms.ReportForm, cite=LOCAL,
         when=deciding.declared("needs_report"), requires=(deciding.declares("needs_report", "上报"),)),
    Step(code="special", title="特别程序开始", from_=(CHECKING, ACCEPTED, PARTS), by=ANY, form=forms.SpecialForm,
         cite=f"{LICENSING}第四十五条", when=deciding.ordinarily, requires=(deciding.no_special,), effect=deciding.special,
         clocks=tuple(Pauses(d, deciding.special_words, f"{LICENSING}第四十五条") for d in DECISION)),
    Step(code="special_over", title="特别程序结束", from_=(CHECKING, ACCEPTED, PARTS), by=ANY, form=forms.RecordForm,
         cite=f"{LICENSING}第四十五条", when=deciding.specially, requires=(deciding.in_special,), effect=deciding.special_over,
         clocks=tuple(Resumes(d) for d in DECISION)),
    Step(code="extend", title="延长法定期限", from_=(ACCEPTED, PARTS), by=HEAD, form=forms.ExtendForm,
         cite=f"{LICENSING}第四十二条", when=deciding.statutory, requires=(deciding.extensible,), effect=deciding.extend,
         help="许可的法定期限可以依法延长一次；对公众的承诺时限不因此延长"),
    Step(code="decide", title="作出决定", from_=(ACCEPTED,), to=DECIDED, by=ANY, form=forms.DecideForm,
         cite=f"{LICENSING}第三十八条", not_by=("accept",),
         when=parts.decided_here, requires=(parts.must_not_go_elsewhere, deciding.no_special),
         effect=deciding.decide, clocks=(*STOPS, Starts(ISSUE, when=limits.granted_licence)),
         help="由受理人以外的人决定"),
    Step(code="issue", title="出件送达", from_=(DECIDED,), to=DONE, by=HANDLER, form=forms.IssueForm,
         cite=f"{LICENSING}第四十四条", requires=(deciding.helped_before_issue,), checks=(deciding.seal_as_authorised,),
         effect=deciding.issue, clocks=(Stops(ISSUE),), paper=papers.RESULT),
    Step(code="withdraw", title="申请人撤回", from_=(RECEIVED, NOTICED, CHECKING, ACCEPTED, PARTS), to=WITHDRAWN, by=HANDLER,
         form=forms.WithdrawForm, cite=LOCAL, effect=deciding.withdraw, clocks=(Stops(CORRECTION, judge=False), *FALLS_AWAY)),
)  # fmt: skip

CASE = Procedure(
    id="service.case", title="政务服务办件", room="services", since=SINCE, law=LOCAL, states=STATES, steps=CASE_STEPS,
    detail=ServiceCase, numbering=number, tags=("rated",), outcomes=OUTCOMES, retention_years=LONG_TERM,
    correctable=("way", "way_source", "window", "visits", "kind", "help", "area"),
)  # fmt: skip

SENT = State("sent", "待接收")
WORKING = State("working", "办理中")
ANSWERED = State("answered", "已返回", open=False)
RECALLED = State("recalled", "已撤回", open=False)
AGREED = "work.agreed"

PART = Procedure(
    id="service.part", title="分送件", room="services", since=SINCE, law=LOCAL,
    states=(SENT, WORKING, ANSWERED, RECALLED), detail=ServicePart, numbering=part_number, outcomes=PART_OUTCOMES,
    retention_years=LONG_TERM,
    steps=(
        Step(code="send", title="分送", to=SENT, by=NOBODY, form=forms.SendPartForm, effect=parts.sent, cite=LOCAL,
             clocks=(Starts(AGREED, controlling=True, when=parts.has_amount, amount=parts.amount),)),
        Step(code="take", title="接收", from_=(SENT,), to=WORKING, by=ANY, form=forms.TakeForm, cite=LOCAL, not_by=("send",)),
        Step(code="answer", title="审批并返回", from_=(WORKING,), to=ANSWERED, by=ANY, form=forms.PartDecideForm,
             cite=f"{LICENSING}第三十八条", not_by=("send",), effect=parts.answer, clocks=(Stops(AGREED),),
             help="由受理窗口以外的人审批；结果自动返回受理窗口"),
        Step(code="send_back", title="退回", from_=(SENT, WORKING), to=ANSWERED, by=ANY, form=forms.PartReturnForm,
             cite=LOCAL, not_by=("send",), effect=parts.send_back, clocks=(Stops(AGREED, judge=False),)),
        Step(code="pause", title="特别程序期间不计时", from_=(SENT, WORKING), by=NOBODY, form=forms.WithdrawForm, cite=LOCAL,
             clocks=(Pauses(AGREED, parts.pause_words),)),
        Step(code="resume", title="恢复计时", from_=(SENT, WORKING), by=NOBODY, cite=LOCAL, clocks=(Resumes(AGREED),)),
        Step(code="recall", title="撤回", from_=(SENT, WORKING), to=RECALLED, by=NOBODY, form=forms.WithdrawForm, cite=LOCAL,
             effect=parts.recalled, clocks=(Stops(AGREED, judge=False),)),
    ),
)  # fmt: skip
