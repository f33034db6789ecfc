"""How a contract of an administrative body proceeds: review, opinion, adoption, signing, filing, performance.

No national law fixes the course of review or its days; both are the place's own (verified = false). National law
binds single points: payment to small and medium enterprises, fair competition, no breach for a change of government.
The reviewer sits in the legality review body and holds a post for this room that reaches the submitting units.
"""

from __future__ import annotations

import dataclasses
from datetime import date

from yifa.kernel.matter.procedure import Procedure, Starts, State, Step, Stops, done, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.contracts import contract_acts as acts
from yifa.work.contracts import forms, papers
from yifa.work.contracts.contract_acts import REVIEW
from yifa.work.contracts.models import Contract

LOCAL = "本地行政合同管理制度"
TAG = "legality_review"

SUBMITTED = State("submitted", "已送审")
RETURNED = State("returned", "待补充材料")
REVIEWING = State("reviewing", "审查中")
OPINED = State("opined", "已出具意见")
REVISED = State("revised", "已修改")
SIGNED = State("signed", "已签订待备案")
PERFORMING = State("performing", "履行中")
CLOSED = State("closed", "已办结", open=False)
ABANDONED = State("abandoned", "不再签订", open=False)
STATES = (SUBMITTED, RETURNED, REVIEWING, OPINED, REVISED, SIGNED, PERFORMING, CLOSED, ABANDONED)
BEFORE = (SUBMITTED, RETURNED, REVIEWING, OPINED, REVISED)
HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
DRAFTERS = ("submit", "resupply", "revise", "resubmit", "adopt")


def number(unit: Unit, year: int, serial: int) -> str:
    """Our own number of a review: 婺政合审〔2026〕3号."""
    return f"{unit.document_code or unit.short_name}合审〔{year}〕{serial}号"


STEPS = (
    Step(code="submit", title="送审", to=SUBMITTED, by=HANDLER, form=forms.SubmitForm, cite=LOCAL,
         effect=acts.submit, help="四项送审材料齐备才能送审"),
    Step(code="return_papers", title="退回补充材料", from_=(SUBMITTED,), to=RETURNED, by=REVIEWER,
         form=forms.ReturnForm, cite=LOCAL, not_by=("submit",)),
    Step(code="resupply", title="补充材料", from_=(RETURNED,), to=SUBMITTED, by=HANDLER, form=forms.ResupplyForm, cite=LOCAL),
    Step(code="accept", title="受理审查", from_=(SUBMITTED,), to=REVIEWING, by=REVIEWER, form=forms.AcceptForm,
         cite=LOCAL, mandatory=("draft_review",), not_by=DRAFTERS, clocks=(Starts(REVIEW, controlling=True),),
         help="收齐材料之日起算审查期限；每份意见各有自己的期限"),
    Step(code="fair_competition", title="登记公平竞争审查", from_=(SUBMITTED, RETURNED, REVIEWING), by=HANDLER, form=forms.FairForm,
         cite="公平竞争审查条例第二条", mandatory=("fair_competition",), effect=acts.fair),
    Step(code="opinion", title="出具审查意见书", from_=(REVIEWING,), to=OPINED, by=REVIEWER, not_by=DRAFTERS,
         form=forms.OpinionForm, cite="保障中小企业款项支付条例（2025年修订）第九条第一款", mandatory=("payment_term",),
         requires=(acts.fair_competition_done,), checks=(acts.agreeing_needs_lawful_term,),
         effect=acts.issue_opinion, clocks=(Stops(REVIEW),), paper=papers.OPINION),
    Step(code="adopt", title="反馈采纳情况", from_=(OPINED,), by=HANDLER, form=forms.AdoptForm, cite=LOCAL,
         requires=(acts.has_unanswered,), effect=acts.adopt, help="逐条反馈；同样处理的可以一次选多条"),
    Step(code="revise", title="修改", from_=(OPINED,), to=REVISED, by=HANDLER, form=forms.ReviseForm, cite=LOCAL,
         requires=(acts.all_answered,), effect=acts.revise),
    Step(code="resubmit", title="再次送审", from_=(OPINED, REVISED), to=SUBMITTED, by=HANDLER, form=forms.ReviseForm, cite=LOCAL,
         requires=(acts.all_answered,), effect=acts.revise, help="实质性修改或者结论为不宜签订的，再次送审；另出一份意见书"),
    Step(code="sign", title="签订", from_=(OPINED, REVISED), to=SIGNED, by=HEAD, form=forms.SignForm, cite=LOCAL,
         not_by=("opinion",), requires=(done("opinion", "审查意见书", LOCAL), acts.all_answered, acts.not_disagreed,
                                        acts.changes_made, acts.lawful_term), effect=acts.sign, grave=True),
    Step(code="sign_in_breach", title="登记未经审查先行签订", from_=(SUBMITTED, RETURNED, REVIEWING), to=SIGNED, by=HEAD,
         form=forms.BreachForm, cite=LOCAL, effect=acts.sign_in_breach, clocks=(Stops(REVIEW, judge=False),),
         grave=True, help="合同未经审查不得签订；已经签订的如实登记为违反程序，写明原因和责任"),
    Step(code="file", title="备案", from_=(SIGNED,), to=PERFORMING, by=HANDLER, form=forms.FileForm, cite=LOCAL,
         effect=acts.file, paper=papers.FILING),
    Step(code="node", title="登记履约节点", from_=(SIGNED, PERFORMING), by=HANDLER, form=forms.NodeForm, cite=LOCAL,
         effect=acts.add_node),
    Step(code="delivered", title="登记交付", from_=(SIGNED, PERFORMING), by=HANDLER, form=forms.DeliveredForm,
         cite="保障中小企业款项支付条例第九条第一款", checks=(acts.is_payment,), effect=acts.delivered,
         help="付款期限自交付之日或者双方确认结算金额之日起算"),
    Step(code="node_done", title="登记履行、付款", from_=(SIGNED, PERFORMING), by=HANDLER, form=forms.DoneForm, cite=LOCAL,
         checks=(acts.paid_in_full,), effect=acts.node_done),
    Step(code="urge", title="催告对方履行", from_=(PERFORMING,), by=HANDLER, form=forms.UrgeForm,
         cite="最高人民法院关于审理行政协议案件若干问题的规定第二十四条第一款", mandatory=("enforce_agreement",), paper=papers.URGE),
    Step(code="change", title="变更、解除", from_=(SIGNED, PERFORMING), by=HEAD, form=forms.ChangeForm,
         cite="中华人民共和国民营经济促进法第七十条", mandatory=("no_breach", "change_compensate"),
         checks=(acts.ground_allowed,)),
    Step(code="disclose_arrears", title="公开逾期未支付信息", from_=(SIGNED, PERFORMING), by=HANDLER, form=forms.ArrearsForm,
         cite="保障中小企业款项支付条例（2025年修订）第十八条第一款", mandatory=("arrears_publish",), requires=(acts.has_arrears,),
         help="每年3月31日以前公开上一年度逾期尚未支付中小企业款项的合同数量、金额"),
    Step(code="close", title="办结", from_=(PERFORMING,), to=CLOSED, by=HEAD, form=forms.NoteForm, cite=LOCAL,
         requires=(acts.nodes_done,), effect=acts.end("performed")),
    Step(code="abandon", title="不再签订", from_=BEFORE, to=ABANDONED, by=HEAD, form=forms.NoteForm, cite=LOCAL,
         effect=acts.end("abandoned"), clocks=(Stops(REVIEW, judge=False),), grave=True),
)  # fmt: skip

CONTRACT = Procedure(
    id="contracts.contract", title="行政合同", room="contracts", since=date(2025, 6, 1),
    law="本地行政合同管理制度（国家没有统一规定）；保障中小企业款项支付条例（2025年修订）", states=STATES, steps=STEPS,
    detail=Contract, law_procedure="admin_contract", numbering=number, tags=(TAG,),
    outcomes=(("signed", "审查后签订"), ("in_breach", "未经审查先行签订"), ("performed", "履行完毕"), ("abandoned", "不再签订")),
    correctable=("title", "counterparty", "contract_number", "filing_number"),
)  # fmt: skip


def _earlier() -> tuple[Step, ...]:
    """Before the law's version of 2025-06: the same local course; articles of later law are not cited."""
    later = {"fair_competition", "urge", "change", "disclose_arrears", "opinion", "delivered"}
    return tuple(
        dataclasses.replace(
            s, mandatory=(), cite=f"{LOCAL}（未核对）" if s.code in later else s.cite
        )
        for s in STEPS
    )


CONTRACT_EARLIER = dataclasses.replace(
    CONTRACT, title="行政合同（旧）", since=date(2008, 5, 1), until=date(2025, 5, 31), steps=_earlier(),
    law="本地行政合同管理制度（未核对）", law_procedure="",
)  # fmt: skip
