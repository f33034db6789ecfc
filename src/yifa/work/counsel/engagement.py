"""Engaging legal counsel (遴选→签约→履职→考核→续聘、解聘) and appointing government lawyers (公职律师)."""

from __future__ import annotations

from datetime import date, timedelta

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Outbox
from yifa.kernel.matter.procedure import Effect, Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.counsel import forms, papers
from yifa.work.counsel.models import Counsel, CounselKind, Grade, LegalBody
from yifa.work.counsel.service import LOCAL

TOPIC = "counsel.coverage"
HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
OF_BODY = (CounselKind.LAWYER, CounselKind.LEGAL_WORKER)

SELECTING = State("selecting", "遴选中")
CHOSEN = State("chosen", "待签约")
SERVING = State("serving", "在任")
ENDED = State("ended", "已终止", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}顾聘〔{year}〕{serial}号"


def lawyer_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}公律〔{year}〕{serial}号"


def _cover(ctx: Context) -> None:
    """The register of coverage follows, by the job loop: nobody types it twice."""
    ctx.add(Outbox(topic=TOPIC, payload={"matter": ctx.matter.uid.hex}))


def _select(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = data["name"]
    d.kind, d.method, d.candidates = data["kind"], data["method"], data["candidates"]


def _body_stands(ctx: Context) -> Missing | None:
    """Check: lawyers and legal workers come from a registered firm or office."""
    if ctx.detail.kind not in OF_BODY:
        return None
    key = ctx.data.get("body", "")
    rows = LegalBody.objects.unscoped("a key is checked").standing(ctx.on)
    if key and rows.filter(key=key).exists():
        return None
    return Missing(f"没有编号为“{key}”的现行法律服务机构", LOCAL, "先在“法律服务机构”登记")


def _choose(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.name, d.licence, d.body = data["name"], data["licence"], data.get("body", "")


def _later(ctx: Context) -> Missing | None:
    return None if ctx.data["term_to"] > ctx.on else Missing("聘期最后一日应当晚于签约之日")


def _begin(ctx: Context) -> None:
    d = ctx.detail
    d.served_from, d.served_to = ctx.on, ctx.data["term_to"] + timedelta(days=1)
    d.agreement, d.terms = ctx.data["agreement"], d.terms + 1
    d.signed_ym = ctx.on.year * 100 + ctx.on.month
    d.villages = ctx.data.get("villages", "")
    _cover(ctx)


def _evaluate(ctx: Context) -> None:
    ctx.detail.evaluated_on, ctx.detail.grade = ctx.on, ctx.data["grade"]


def _evaluated(ctx: Context) -> Missing | None:
    """Guard: renewal rests on an evaluation of the running term that was passed."""
    d = ctx.detail
    began = ctx.last("sign", "renew")
    if d.evaluated_on is None or (began and d.evaluated_on < began.on):
        return Missing("本聘期尚未考核", LOCAL, "先办“考核”")
    return (
        Missing("考核不合格，不得续聘", LOCAL, "办理解聘，另行遴选")
        if d.grade == Grade.UNFIT
        else None
    )


def _renew(ctx: Context) -> None:
    d = ctx.detail
    d.served_to, d.agreement, d.terms = (
        ctx.data["term_to"] + timedelta(days=1),
        ctx.data["agreement"],
        d.terms + 1,
    )
    _cover(ctx)


def _end(outcome: str) -> Effect:
    def effect(ctx: Context) -> None:
        d = ctx.detail
        ctx.matter.outcome = outcome
        if d.served_from and (d.served_to is None or ctx.on < d.served_to):
            d.served_to = ctx.on
        if d.served_from:
            _cover(ctx)

    return effect


def _term_over(ctx: Context) -> Missing | None:
    to = ctx.detail.served_to
    return (
        None
        if to and ctx.on >= to
        else Missing(f"聘期至 {to - timedelta(days=1) if to else '—'}，尚未届满", LOCAL)
    )


ENGAGEMENT = Procedure(
    id="counsel.engagement", title="聘任法律顾问", room="counsel", since=date(2008, 5, 1), law=LOCAL, detail=Counsel,
    states=(SELECTING, CHOSEN, SERVING, ENDED), numbering=number, correctable=("name", "licence"),
    outcomes=(("dismissed", "解聘"), ("expired", "期满终止"), ("called_off", "终止遴选")),
    steps=(
        Step(code="select", title="遴选", to=SELECTING, by=HANDLER, form=forms.SelectForm, effect=_select, cite=LOCAL),
        Step(code="choose", title="确定人选", from_=(SELECTING,), to=CHOSEN, by=HEAD, form=forms.ChooseForm,
             checks=(_body_stands,), effect=_choose, cite=LOCAL),
        Step(code="sign", title="签约", from_=(CHOSEN,), to=SERVING, by=HEAD, form=forms.SignForm, checks=(_later,),
             effect=_begin, paper=papers.APPOINTMENT, cite=LOCAL, help="发生日期为聘期起始日"),
        Step(code="evaluate", title="考核", from_=(SERVING,), by=HEAD, form=forms.EvaluateForm, effect=_evaluate, cite=LOCAL),
        Step(code="renew", title="续聘", from_=(SERVING,), by=HEAD, form=forms.RenewForm, requires=(_evaluated,),
             checks=(_later,), effect=_renew, cite=LOCAL),
        Step(code="dismiss", title="解聘", from_=(SERVING,), to=ENDED, by=HEAD, form=forms.NoteForm, effect=_end("dismissed"),
             grave=True, cite=LOCAL),
        Step(code="expire", title="期满不再续聘", from_=(SERVING,), to=ENDED, by=HANDLER, requires=(_term_over,),
             effect=_end("expired"), cite=LOCAL),
        Step(code="call_off", title="终止遴选", from_=(SELECTING, CHOSEN), to=ENDED, by=HEAD, form=forms.NoteForm,
             effect=_end("called_off"), cite=LOCAL),
    ),
)  # fmt: skip

APPLIED = State("applied", "已申请")
REVIEWED = State("reviewed", "已审核")
LAWYERS = "公职律师管理办法（未核对）"


def _apply(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.kind, d.name, d.licence = CounselKind.GOVERNMENT_LAWYER, data["name"], data["licence"]
    ctx.matter.title = f"公职律师任职（{ctx.matter.unit}）"


def _appoint(ctx: Context) -> None:
    d = ctx.detail
    d.licence, d.served_from, d.terms = ctx.data["licence"], ctx.on, 1
    d.signed_ym = ctx.on.year * 100 + ctx.on.month
    _cover(ctx)


GOVERNMENT_LAWYER = Procedure(
    id="counsel.government_lawyer", title="公职律师", room="counsel", since=date(2008, 5, 1), law=LAWYERS, detail=Counsel,
    states=(APPLIED, REVIEWED, SERVING, ENDED), numbering=lawyer_number, correctable=("name", "licence"),
    outcomes=(("dismissed", "免去"), ("rejected", "审核不通过")),
    steps=(
        Step(code="apply", title="申请", to=APPLIED, by=HANDLER, form=forms.ApplyForm, effect=_apply, cite=LAWYERS,
             help="行政机关、事业单位在编的法律职业资格人员"),
        Step(code="review", title="审核", from_=(APPLIED,), to=REVIEWED, by=REVIEWER, form=forms.NoteForm, not_by=("apply",), cite=LAWYERS),
        Step(code="reject", title="审核不通过", from_=(APPLIED,), to=ENDED, by=REVIEWER, form=forms.NoteForm, not_by=("apply",),
             effect=_end("rejected"), cite=LAWYERS),
        Step(code="appoint", title="任职", from_=(REVIEWED,), to=SERVING, by=HEAD, form=forms.AppointForm, effect=_appoint, cite=LAWYERS),
        Step(code="evaluate", title="年检", from_=(SERVING,), by=REVIEWER, form=forms.EvaluateForm, effect=_evaluate, cite=LAWYERS,
             not_by=("apply",)),
        Step(code="dismiss", title="免去公职律师", from_=(SERVING,), to=ENDED, by=HEAD, form=forms.NoteForm,
             effect=_end("dismissed"), grave=True, cite=LAWYERS),
    ),
)  # fmt: skip
