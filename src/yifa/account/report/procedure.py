"""How a yearly report on law-based government proceeds: a draft all year, review, signature, submission, publication."""

from __future__ import annotations

from datetime import date

from yifa.account.report import acts, forms, papers
from yifa.account.report.models import AnnualReport
from yifa.account.report.parts import (
    LAW,
    PARTS,
    PUBLISH,
    SUBMIT_DEPARTMENT,
    SUBMIT_LEVEL,
    SUBMIT_UP,
    Kind,
)
from yifa.kernel.matter.common import ReasonForm
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import (
    VOID,
    Procedure,
    Starts,
    State,
    Step,
    Stops,
    done,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role

DRAFTING = State("drafting", "起草中")
REVIEWING = State("reviewing", "待审核")
REVIEWED = State("reviewed", "待签署")
SIGNED = State("signed", "待报送")
SUBMITTED = State("submitted", "已报送待公开")
PUBLISHED = State("published", "已公开", open=False)
KEPT = State("kept", "已报送不公开", open=False)
STATES = (DRAFTING, REVIEWING, REVIEWED, SIGNED, SUBMITTED, PUBLISHED, KEPT)
OPEN = tuple(s for s in STATES if s.open)

HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
STAFF = HANDLER | REVIEWER | HEAD
INSPECTION = role_set(Role.SUPERVISOR)
WRITING = ("open", "save", "hand_in")


def _cite(article: str) -> str:
    return f"{LAW}{article}"


def _signed(ctx: Context) -> State:
    return SIGNED if acts.is_signed(ctx.detail) else REVIEWED


def _sent(ctx: Context) -> State:
    return SUBMITTED if acts.all_sent(ctx) else SIGNED


_signed.leads = (REVIEWED, SIGNED)  # type: ignore[attr-defined]
_sent.leads = (SIGNED, SUBMITTED)  # type: ignore[attr-defined]

WRITE = (
    Step(code="open", title="建立年度报告", to=DRAFTING, by=STAFF, form=forms.OpenForm, effect=acts.open_report,
         checks=(acts.year_fits, acts.not_yet), cite=_cite("第二十三条"),
         clocks=(
             Starts(SUBMIT_DEPARTMENT, acts.after_year, True, acts.is_kind(Kind.DEPARTMENT)),
             Starts(SUBMIT_LEVEL, acts.after_year, True, acts.is_kind(Kind.DISTRICT)),
             Starts(SUBMIT_UP, acts.after_year, True, acts.is_kind(Kind.TOWN)),
             Starts(SUBMIT_UP, acts.after_year, False, acts.is_kind(Kind.DISTRICT)),
             Starts(PUBLISH, acts.after_year),
         ),
         help="自年初起就有一份草稿，数随记录更新"),
    Step(code="save", title="保存正文", from_=(DRAFTING,), by=STAFF, form=forms.SaveForm, effect=acts.save,
         meets=acts.drafted, help="建议在编写页面保存；每次保存都是一个版本"),
    Step(code="comment", title="批注", from_=OPEN, by=STAFF | INSPECTION, form=forms.CommentForm,
         effect=acts.comment),
    Step(code="settle", title="处理批注", from_=OPEN, by=STAFF, form=forms.SettleForm, effect=acts.settle,
         requires=(acts.has_comments,)),
    Step(code="hand_in", title="送审", from_=(DRAFTING,), to=REVIEWING, by=HANDLER, cite=_cite("第二十五条"),
         mandatory=tuple(p.mandatory for p in PARTS),
         requires=(*(acts.needs(p) for p in PARTS if p.required), acts.blanks_filled,
            acts.references_sound, acts.markers_paired,
                   acts.comments_settled)),
)  # fmt: skip

SETTLE = (
    Step(code="rework", title="退回修改", from_=(REVIEWING, REVIEWED, SIGNED), to=DRAFTING, by=REVIEWER | HEAD,
         form=forms.ReasonForm, effect=acts.rework),
    Step(code="review", title="审核和保密审查", from_=(REVIEWING,), to=REVIEWED, by=REVIEWER, not_by=WRITING,
         form=forms.ReviewForm, effect=acts.review, checks=(acts.cut_is_marked,), cite=_cite("第二十四条")),
    Step(code="sign_party", title="党委主要负责人签署", from_=(REVIEWED,), to=_signed, by=HEAD, not_by=WRITING,
         form=forms.SignForm, effect=acts.sign_party, cite=_cite("第二十三条第二款"),
         requires=(done("review", "审核和保密审查"), acts.joint_only, acts.unsigned("party_signed_on"))),
    Step(code="sign_head", title="行政主要负责人签署", from_=(REVIEWED,), to=_signed, by=HEAD, not_by=WRITING,
         form=forms.SignForm, effect=acts.sign_head, cite=_cite("第二十三条第二款"),
         requires=(done("review", "审核和保密审查"), acts.unsigned("head_signed_on")),
         help="签署齐备即定稿：数据、口径和记录范围一并固定"),
)  # fmt: skip

GIVE = (
    Step(code="submit", title="报送", from_=(SIGNED,), to=_sent, by=HANDLER, form=forms.SubmitForm,
         effect=acts.submit, cite=_cite("第二十三条第二款"),
         mandatory=("dept_report", "gov_level_report", "up_report"), grave=True),
    Step(code="receipt", title="登记签收", from_=(SIGNED, SUBMITTED, PUBLISHED, KEPT), by=STAFF | INSPECTION,
         form=forms.ReceiptForm, effect=acts.receipt, requires=(acts.something_sent,), cite=_cite("第二十三条")),
    Step(code="send_back", title="退回补正", from_=(SUBMITTED,), to=DRAFTING, by=INSPECTION | HEAD,
         form=forms.ReasonForm, effect=acts.send_back, cite=_cite("第二十六条"), grave=True),
    Step(code="publish", title="向社会公开", from_=(SUBMITTED,), to=PUBLISHED, by=HANDLER | HEAD,
         form=forms.PublishForm, effect=acts.publish, requires=(acts.may_publish,), cite=_cite("第二十四条"),
         mandatory=("publish",), clocks=(Stops(PUBLISH),), grave=True),
    Step(code="keep", title="涉密不公开", from_=(SUBMITTED,), to=KEPT, by=HEAD, form=forms.ReasonForm,
         requires=(acts.is_secret,), cite=_cite("第二十四条"), clocks=(Stops(PUBLISH, judge=False),), grave=True),
    Step(code="restate", title="重述", from_=(SUBMITTED, PUBLISHED), by=HEAD, form=forms.RestateForm,
         effect=acts.restate, grave=True, help="原文和原数据仍然保留，差异和理由向公众列明"),
)  # fmt: skip

AROUND = (
    Step(code="urge", title="督促报送", from_=OPEN, by=INSPECTION, form=forms.UrgeForm, paper=papers.URGE,
         mandatory=("urge",), cite=_cite("第二十六条")),
    Step(code="hear", title="党委听取汇报", from_=STATES, by=STAFF, form=forms.HearForm, effect=acts.hear,
         mandatory=("party_hearing",), cite=_cite("第七条第一款第一项")),
    Step(code="opinion", title="第三方意见和评议", from_=(SUBMITTED, PUBLISHED), by=STAFF | INSPECTION,
         form=forms.OpinionForm, mandatory=("review",), cite=_cite("第二十七条")),
    Step(code="void", title="作废", from_=OPEN, to=VOID, by=HEAD, form=ReasonForm, effect=acts.void, grave=True,
         help="作废后可以重新建立该年度的报告"),
)  # fmt: skip


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}法报〔{year}〕{serial}号"


ANNUAL = Procedure(
    id="report.annual", title="法治政府建设年度报告", room="report", since=date(2019, 4, 15),
    law=f"{LAW}（厅字〔2019〕28号）", states=STATES, steps=(*WRITE, *SETTLE, *GIVE, *AROUND),
    detail=AnnualReport, law_procedure="rule_of_law_annual_report", numbering=number,
)  # fmt: skip
