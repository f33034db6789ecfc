"""Counsel in major decisions (邀请→参与→出具意见→归档), before the decision; those decided without are recorded too."""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Procedure, State, Step, done, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.counsel import forms, papers
from yifa.work.counsel.models import Participation
from yifa.work.counsel.service import LOCAL, in_service, name_of

LAW = "重大行政决策程序暂行条例"
HANDLER = role_set(Role.CASE_HANDLER)
INVITED = State("invited", "已邀请")
ATTENDED = State("attended", "已参与")
ADVISED = State("advised", "已出具意见")
ARCHIVED = State("archived", "已归档", open=False)
WITHOUT = State("without", "未经参与即决策", open=False)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}顾决〔{year}〕{serial}号"


def _invite(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    ctx.matter.title = d.decision = data["name"]
    d.decide_on, d.engagement = data["decide_on"], data["engagement"].strip()
    d.counsel = name_of(d.engagement)


def _without(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    if "name" in data:
        ctx.matter.title = d.decision = data["name"]
        d.decide_on = data["decide_on"]
    d.took_part, d.decided_ym = 0, d.decide_on.year * 100 + d.decide_on.month
    ctx.matter.outcome = "without"


def _before_decision(ctx: Context) -> Missing | None:
    """Guard: an opinion after the decision is no participation in it."""
    day = ctx.detail.decide_on
    if day is None or ctx.on <= day:
        return None
    return Missing(
        f"已过拟决策日期 {day}，决策之后的意见不算参与",
        LAW,
        "决策推迟的先改拟决策日期；已经决策的办“登记未参与”",
    )


def _ahead(ctx: Context) -> Missing | None:
    return None if ctx.data["decide_on"] >= ctx.on else Missing("拟决策日期不能早于邀请之日", LAW)


def _postpone(ctx: Context) -> None:
    ctx.detail.decide_on = ctx.data["decide_on"]


def _attend(ctx: Context) -> None:
    ctx.detail.manner = ctx.data["manner"]


def _opinion(ctx: Context) -> None:
    ctx.detail.opinion, ctx.detail.opinion_on = ctx.data["opinion"], ctx.on


def _archive(ctx: Context) -> None:
    d = ctx.detail
    d.took_part, d.decided_ym = 1, d.decide_on.year * 100 + d.decide_on.month
    ctx.matter.outcome = "took_part"


PARTICIPATION = Procedure(
    id="counsel.participation", title="法律顾问参与决策", room="counsel", since=date(2008, 5, 1), law=LOCAL,
    detail=Participation, states=(INVITED, ATTENDED, ADVISED, ARCHIVED, WITHOUT), numbering=number,
    outcomes=(("took_part", "法律顾问已参与"), ("without", "未经参与")),
    steps=(
        Step(code="invite", title="邀请", to=INVITED, by=HANDLER, form=forms.InviteForm, checks=(_ahead, in_service()),
             effect=_invite, cite=LAW),
        Step(code="record_without", title="登记未邀请即决策", to=WITHOUT, by=HANDLER, form=forms.WithoutForm, effect=_without,
             cite=LAW, help="如实登记，计入参与率的分母"),
        Step(code="postpone", title="改拟决策日期", from_=(INVITED, ATTENDED, ADVISED), by=HANDLER, form=forms.PostponeForm,
             checks=(_ahead,), effect=_postpone, cite=LAW),
        Step(code="attend", title="参与", from_=(INVITED,), to=ATTENDED, by=HANDLER, form=forms.AttendForm,
             requires=(_before_decision,), effect=_attend, cite=LAW),
        Step(code="opinion", title="出具法律意见", from_=(ATTENDED,), to=ADVISED, by=HANDLER, form=forms.DecisionOpinionForm,
             requires=(_before_decision,), effect=_opinion, paper=papers.DECISION, cite=LAW),
        Step(code="archive", title="决策并归档", from_=(ADVISED,), to=ARCHIVED, by=HANDLER, form=forms.NoteForm,
             requires=(done("opinion", "法律意见", LAW),), effect=_archive, cite=LAW),
        Step(code="without", title="登记未参与", from_=(INVITED, ATTENDED), to=WITHOUT, by=HANDLER, form=forms.NoteForm,
             effect=_without, cite=LAW),
    ),
)  # fmt: skip
