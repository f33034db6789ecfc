"""How a request for government information proceeds (依申请公开).

Two versions: 政府信息公开条例 as revised in 2019, and the 2007 regulation for requests received before 2019-05-15.
A request is closed for counting when it is replied to or ends; serving, remedies and archiving follow.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.matter.clock import not_extended
from yifa.kernel.matter.common import DeliveryForm
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import (
    Extends,
    Pauses,
    Procedure,
    Restarts,
    Resumes,
    Starts,
    State,
    Step,
    Stops,
    done,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.disclosure import forms, papers
from yifa.work.disclosure import request_acts as acts
from yifa.work.disclosure.models import DisclosureRequest
from yifa.work.disclosure.receipt import received_as_ruled
from yifa.work.disclosure.request_acts import AGENCY, CORRECTION, REPLY, THIRD

LAW = "政府信息公开条例（2019年修订）"
OLD_LAW = "政府信息公开条例（2007年，条文未逐条核对）"

SUBMITTED = State("submitted", "待确认收到")
RECEIVED = State("received", "已收到")
CORRECTING = State("correcting", "待补正")
EXPLAINING = State("explaining", "待说明理由")
REVIEWING = State("reviewing", "审查中")
CONSULTING = State("consulting", "征求意见中")
UNPAID = State("unpaid", "待缴费")
DRAFTED = State("drafted", "待签发")
REPLIED = State("replied", "已答复", open=False)
ENDED = State("ended", "已终结", open=False)
ARCHIVED = State("archived", "已归档", open=False)
STATES = (
    SUBMITTED, RECEIVED, CORRECTING, EXPLAINING, REVIEWING, CONSULTING, UNPAID, DRAFTED, REPLIED, ENDED,
    ARCHIVED,
)  # fmt: skip
OPEN = tuple(s for s in STATES if s.open)
HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)


def number(unit: Unit, year: int, serial: int) -> str:
    """Our own number of a request: 婺政办公开申〔2026〕3号."""
    return f"{unit.document_code or unit.short_name}公开申〔{year}〕{serial}号"


def _after_opinion(ctx: Context) -> State:
    """Back to review once nobody else is still being asked."""
    other = {"third_opinion": AGENCY, "agency_opinion": THIRD}[ctx.step_code]
    return CONSULTING if ctx.clock(other) else REVIEWING


_after_opinion.leads = (REVIEWING, CONSULTING)  # type: ignore[attr-defined]


def _cite(article: str) -> str:
    return f"{LAW}{article}"


RECEIPT = (
    Step(code="register", title="登记", to=RECEIVED, by=HANDLER, form=forms.RegisterForm,
         cite=_cite("第三十一条"), mandatory=("register",), checks=(received_as_ruled,), effect=acts.register,
         clocks=(Starts(REPLY, controlling=True), Starts(CORRECTION)), paper=papers.RECEIPT,
         help="发生日期填收到申请之日：当面为提交之日，签收邮件为签收之日，平信、互联网、传真为双方确认之日"),
    Step(code="submit", title="网上提交", to=SUBMITTED, by=HANDLER, form=forms.ApplicationForm,
         cite=_cite("第二十九条"), effect=acts.register, help="公众从网上提交，确认之后才算收到"),
    Step(code="confirm", title="确认收到", from_=(SUBMITTED,), to=RECEIVED, by=HANDLER, form=forms.ConfirmForm,
         cite=_cite("第三十一条"), mandatory=("register",), checks=(acts.agreed_today,), effect=acts.confirm,
         clocks=(Starts(REPLY, controlling=True), Starts(CORRECTION)), paper=papers.RECEIPT),
    Step(code="form_check", title="核对申请要件", from_=(RECEIVED,), to=REVIEWING, by=HANDLER,
         form=forms.CheckForm, cite=_cite("第二十九条第二款"), mandatory=("form_check",),
         checks=(acts.elements_complete,), effect=acts.check_elements, clocks=(Stops(CORRECTION, judge=False),)),
    Step(code="correct_notice", title="一次性告知补正", from_=(RECEIVED,), to=CORRECTING, by=HANDLER,
         form=forms.CorrectionForm, cite=_cite("第三十条"), mandatory=("form_check", "correction"),
         requires=(acts.corrected_once,), checks=(acts.later_day("correct_by", "补正期限"),),
         effect=acts.ask_correction, paper=papers.CORRECTION,
         clocks=(Stops(CORRECTION), Pauses(REPLY, "等待申请人补正", _cite("第三十条")))),
    Step(code="corrected", title="收到补正", from_=(CORRECTING,), to=RECEIVED, by=HANDLER,
         form=forms.CorrectedForm, cite=_cite("第三十条"), effect=acts.take_correction,
         clocks=(Restarts(REPLY),), help="答复期限自收到补正的申请之日起重新计算"),
    Step(code="lapse_correction", title="逾期不补正，不再处理", from_=(CORRECTING,), to=ENDED, by=HANDLER,
         form=forms.ReasonForm, cite=_cite("第三十条"), effect=acts.end_as("not_corrected"), grave=True,
         requires=(acts.passed("correct_by", "补正期限", _cite("第三十条")),), clocks=(Stops(REPLY, judge=False),)),
)  # fmt: skip

REVIEW = (
    Step(code="ask_reason", title="要求说明理由", from_=(REVIEWING,), to=EXPLAINING, by=HANDLER,
         form=forms.ReasonForm, cite=_cite("第三十五条"), mandatory=("abuse",),
         help="申请的数量、频次明显超过合理范围的"),
    Step(code="explained", title="审核申请理由", from_=(EXPLAINING,), to=REVIEWING, by=HANDLER,
         form=forms.ExplainedForm, cite=_cite("第三十五条"), effect=acts.explained),
    Step(code="search", title="检索", from_=(REVIEWING,), by=HANDLER, form=forms.SearchForm,
         cite=_cite("第三十六条"), mandatory=("search",), effect=acts.search),
    Step(code="secrecy_review", title="公开审查（含保密审查）", from_=(REVIEWING,), by=REVIEWER, not_by=("search",),
         form=forms.SecrecyForm, cite=_cite("第十七条"), mandatory=("search",), effect=acts.review,
         requires=(done("search", "检索", _cite("第三十六条")),)),
    Step(code="consult_third", title="征求第三方意见", from_=(REVIEWING, CONSULTING), to=CONSULTING, by=HANDLER,
         form=forms.ConsultForm, cite=_cite("第三十二条"), mandatory=("third_party",), effect=acts.consult,
         paper=papers.THIRD_PARTY,
         clocks=(Pauses(REPLY, "征求第三方意见", _cite("第三十三条第三款")), Starts(THIRD, from_="served_on"))),
    Step(code="third_opinion", title="记录第三方意见", from_=(CONSULTING,), to=_after_opinion, by=HANDLER,
         form=forms.OpinionForm, cite=_cite("第三十二条"),
         requires=(done("consult_third", "征求第三方意见", _cite("第三十二条")),),
         checks=(acts.silence_is_over(THIRD, _cite("第三十二条")),),
         clocks=(Stops(THIRD, judge=False), Resumes(REPLY)), help="逾期未提出意见的，由本机关依条例决定是否公开"),
    Step(code="consult_agency", title="征求其他机关意见", from_=(REVIEWING, CONSULTING), to=CONSULTING, by=HANDLER,
         form=forms.ConsultForm, cite=_cite("第三十四条"), mandatory=("co_maker",), effect=acts.consult,
         paper=papers.AGENCY,
         clocks=(Pauses(REPLY, "征求其他机关意见", _cite("第三十三条第三款")), Starts(AGENCY, from_="served_on"))),
    Step(code="agency_opinion", title="记录其他机关意见", from_=(CONSULTING,), to=_after_opinion, by=HANDLER,
         form=forms.OpinionForm, cite=_cite("第三十四条"),
         requires=(done("consult_agency", "征求其他机关意见", _cite("第三十四条")),),
         checks=(acts.silence_is_over(AGENCY, _cite("第三十四条")),),
         clocks=(Stops(AGENCY, judge=False), Resumes(REPLY)), help="逾期未提出意见的，视为同意公开"),
    Step(code="extend", title="延长答复期限", from_=(REVIEWING, CONSULTING, DRAFTED), by=HEAD,
         form=forms.ExtendForm, cite=_cite("第三十三条第二款"), mandatory=("extend",), effect=acts.extend,
         requires=(not_extended(REPLY, _cite("第三十三条第二款")), acts.within_reply_limit),
         clocks=(Extends(REPLY, amount="amount"),), paper=papers.EXTENSION),
    Step(code="charge", title="通知缴费", from_=(REVIEWING,), to=UNPAID, by=HANDLER, form=forms.FeeForm,
         cite=_cite("第四十二条"), requires=(acts.fee_rules_apply,), effect=acts.charge,
         checks=(acts.later_day("pay_by", "缴费期限"),),
         clocks=(Pauses(REPLY, "等待申请人缴费", "政府信息公开信息处理费管理办法"),)),
    Step(code="paid", title="收到缴费", from_=(UNPAID,), to=REVIEWING, by=HANDLER, clocks=(Restarts(REPLY),),
         cite="政府信息公开信息处理费管理办法", help="答复期限自缴费完成之日重新计算"),
    Step(code="lapse_payment", title="逾期不缴费，不再处理", from_=(UNPAID,), to=ENDED, by=HANDLER,
         form=forms.ReasonForm, cite=_cite("第四十二条"), effect=acts.end_as("not_paid"), grave=True,
         requires=(acts.passed("pay_by", "缴费期限", _cite("第四十二条")),), clocks=(Stops(REPLY, judge=False),)),
)  # fmt: skip

ANSWER = (
    Step(code="draft", title="拟制答复", from_=(REVIEWING,), to=DRAFTED, by=HANDLER, form=forms.DraftForm,
         cite=_cite("第三十六条"), effect=acts.draft, checks=(acts.outcome_fits,),
         requires=(done("search", "检索", _cite("第三十六条")),
                   done("secrecy_review", "公开审查（含保密审查）", _cite("第十七条")))),
    Step(code="send_back", title="退回重拟", from_=(DRAFTED,), to=REVIEWING, by=HEAD, form=forms.ReasonForm),
    Step(code="reply", title="签发答复", from_=(DRAFTED,), to=REPLIED, by=HEAD, not_by=("draft",),
         form=forms.SignForm, cite=_cite("第三十六条"), mandatory=("reply", "remedy"),
         requires=(acts.remedy_named,), effect=acts.conclude, clocks=(Stops(REPLY),), paper=papers.REPLY,
         grave=True),
    Step(code="withdraw", title="申请人撤回", from_=OPEN, to=ENDED, by=HANDLER, form=forms.ReasonForm,
         effect=acts.end_as("otherwise"), clocks=(Stops(REPLY, judge=False),), grave=True),
    Step(code="deliver", title="送达", from_=STATES, by=role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD),
         form=DeliveryForm, effect=acts.deliver, paper=papers.SERVICE, cite=_cite("第四十条")),
    Step(code="remedy_result", title="登记复议诉讼", from_=(REPLIED, ENDED, ARCHIVED), by=HANDLER,
         form=forms.RemedyForm, effect=acts.record_remedy, cite=_cite("第五十一条"),
         help="同一案号再次登记即更新结果；年度报告第四部分据此统计"),
    Step(code="to_proactive", title="转为主动公开", from_=(REPLIED, ARCHIVED), by=HANDLER, form=forms.ReasonForm,
         cite=_cite("第四十四条"), mandatory=("to_proactive",), requires=(acts.was_opened,),
         effect=acts.make_proactive, help="随即生成一件待审查的公开信息，并与本申请关联"),
    Step(code="archive", title="归档", from_=(REPLIED, ENDED), to=ARCHIVED, by=HANDLER, form=forms.ArchiveForm,
         cite=_cite("第四十五条"), mandatory=("archive",), requires=(acts.reply_delivered,)),
)  # fmt: skip

CORRECTABLE = ("title", "applicant", "applicant_class", "wanted", "provision")
REQUEST = Procedure(
    id="disclosure.request", title="依申请公开", room="disclosure", since=date(2019, 5, 15), law=LAW,
    states=STATES, steps=(*RECEIPT, *REVIEW, *ANSWER), detail=DisclosureRequest,
    law_procedure="disclosure_request", numbering=number, correctable=CORRECTABLE,
)  # fmt: skip


NOT_IN_2007 = (SUBMITTED, EXPLAINING, UNPAID)


def _before_2019() -> tuple[Step, ...]:
    """The same work as far as the 2007 regulation knew it: fifteen working days, no seven-day correction rule,
    no day-of-receipt rule, no limit for those consulted, no lapse by silence of another agency."""
    import dataclasses

    absent = {"submit", "confirm", "ask_reason", "explained", "consult_agency", "agency_opinion", "charge",
              "paid", "lapse_payment", "to_proactive"}  # fmt: skip
    unknown_limits = {CORRECTION, THIRD, AGENCY}
    articles: dict[str, str] = {"extend": "第二十四条第二款", "reply": "第二十四条第二款"}
    steps: list[Step] = []
    for step in (*RECEIPT, *REVIEW, *ANSWER):
        if step.code in absent:
            continue
        cite = f"{OLD_LAW}{articles[step.code]}" if step.code in articles else OLD_LAW
        change: dict[str, Any] = {
            "cite": cite,
            "mandatory": (),
            "from_": tuple(s for s in step.from_ if s not in NOT_IN_2007),
            "clocks": tuple(c for c in step.clocks if c.limit not in unknown_limits),
            "checks": tuple(c for c in step.checks if c is not received_as_ruled),
        }
        if step.code == "third_opinion":
            change |= {"to": REVIEWING, "checks": ()}
        steps.append(dataclasses.replace(step, **change))
    return tuple(steps)


REQUEST_2007 = Procedure(
    id="disclosure.request", title="依申请公开（旧）", room="disclosure", since=date(2008, 5, 1),
    until=date(2019, 5, 14), law=OLD_LAW, states=tuple(s for s in STATES if s not in NOT_IN_2007), steps=_before_2019(), detail=DisclosureRequest,
    numbering=number, correctable=CORRECTABLE,
)  # fmt: skip
