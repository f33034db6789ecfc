"""How the matters of the room proceed.

National law fixes the fair competition review (公平竞争审查条例, from 1 August 2024; before it 国发〔2016〕34号, by which
drafters reviewed their own drafts) and no days for any of this: days are those the office plans for itself. Measures and reviews of policies declare no period of keeping: policy papers
are kept for ever (国家档案局令第8号第七条第一项).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

from yifa.kernel.matter.procedure import SHORT_TERM, Procedure, Starts, State, Step, Stops, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.business_environment import evaluation_acts as evaluation
from yifa.work.business_environment import forms, papers
from yifa.work.business_environment import reform_acts as acts
from yifa.work.business_environment.models import (
    ChangeKind,
    Evaluation,
    FairConclusion,
    FairReview,
    Pilot,
    ReformMeasure,
    Streamlining,
)

ROOM = "business_environment"
FAIR = "公平竞争审查条例"
LOCAL = "优化营商环境条例及本地实施办法"
AGREED = "work.agreed"
HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
JUDGE = role_set(Role.REVIEWER, Role.HEAD)

PROPOSED, DRAFTING = State("proposed", "已提出"), State("drafting", "制定中")
RUNNING = State("running", "推进中")
EVALUATED = State("evaluated", "已评估", open=False)
DROPPED = State("dropped", "不再实施", open=False)

SUBMITTED, CONCLUDED = State("submitted", "待审查"), State("concluded", "审查通过")
REVISING = State("revising", "修改中")
FORBIDDEN = State("forbidden", "不得出台", open=False)
ISSUED = State("issued", "已出台", open=False)

SORTED, SIMPLIFIED = State("sorted", "已梳理"), State("simplified", "已精简")
PUBLISHED = State("published", "已公布")
IN_FORCE = State("in_force", "已执行", open=False)

APPLIED, ON_TRIAL = State("applied", "已申报"), State("on_trial", "试用中")
SPREAD = State("spread", "已推广", open=False)
STOPPED = State("stopped", "停止试用", open=False)

TARGETED, MEASURED = State("targeted", "已设定目标"), State("measured", "已测算")
OPTIMISED = State("optimised", "已优化")
REMEASURED = State("remeasured", "已复测", open=False)


def numbered(word: str) -> Callable[[Unit, int, int], str]:
    """Numbers of one kind: 婺改〔2026〕3号."""

    def number(unit: Unit, year: int, serial: int) -> str:
        return f"{unit.document_code or unit.short_name}{word}〔{year}〕{serial}号"

    return number


REFORM = Procedure(
    id="business_environment.reform", title="改革措施", room=ROOM, since=date(2016, 1, 1), law=LOCAL,
    detail=ReformMeasure, numbering=numbered("改"), correctable=("title", "basis", "cooperating"),
    outcomes=forms.RESULTS, states=(PROPOSED, DRAFTING, RUNNING, EVALUATED, DROPPED),
    steps=(
        Step(code="propose", title="提出", to=PROPOSED, by=HANDLER, form=forms.ProposeForm, effect=acts.propose),
        Step(code="draft", title="部署制定", from_=(PROPOSED,), to=DRAFTING, by=HEAD, form=forms.DraftForm,
             checks=(acts.plan_lies_ahead,), clocks=(Starts(AGREED, controlling=True, amount=acts.days_to_finish),)),
        Step(code="link_fair_review", title="登记公平竞争审查", from_=(PROPOSED, DRAFTING), by=HANDLER,
             form=forms.FairNumberForm, cite=f"{FAIR}第十八条", effect=acts.link_fair_review,
             help="填写公平竞争审查台账的编号，结论从审查记录带出"),
        Step(code="outside", title="认定不属于审查范围", from_=(PROPOSED, DRAFTING), by=JUDGE, form=forms.OutsideForm,
             cite=acts.SCOPE, not_by=("propose",), when=acts.touches_nobody, requires=(acts.may_be_outside,), effect=acts.outside,
             help="每项措施都要有公平竞争的判断：不涉及经营者经济活动的写明理由"),
        Step(code="issue", title="出台实施", from_=(DRAFTING,), to=RUNNING, by=HEAD, form=forms.IssueForm,
             cite=f"{FAIR}第十八条", requires=(acts.fair_review_done,), effect=acts.issue, clocks=(Stops(AGREED),)),
        Step(code="progress", title="登记进展或者案例", from_=(RUNNING,), by=HANDLER, form=forms.ProgressForm, effect=acts.progress),
        Step(code="evaluate", title="评估验收", from_=(RUNNING,), to=EVALUATED, by=JUDGE, form=forms.EvaluateForm,
             not_by=("propose", "progress"), requires=(acts.has_progress,), effect=acts.evaluate),
        Step(code="drop", title="不再实施", from_=(PROPOSED, DRAFTING, RUNNING), to=DROPPED, by=HEAD, form=forms.ReasonForm, grave=True),
    ),
)  # fmt: skip

FAIR_COMPETITION = Procedure(
    id="business_environment.fair_competition", title="公平竞争审查", room=ROOM, since=date(2024, 8, 1), law=FAIR,
    law_procedure="fair_competition_review", detail=FairReview, numbering=numbered("公审"),
    correctable=("title", "document_kind"), outcomes=tuple(FairConclusion.choices),
    states=(SUBMITTED, REVISING, CONCLUDED, FORBIDDEN, ISSUED, DROPPED),
    steps=(
        Step(code="submit", title="起草送审", to=SUBMITTED, by=HANDLER, form=forms.SubmitForm, cite=f"{FAIR}第二条",
             mandatory=("scope", "self_review"), effect=acts.submit),
        Step(code="listen", title="听取意见", from_=(SUBMITTED,), by=HANDLER, form=forms.ListenForm, cite=f"{FAIR}第十六条",
             mandatory=("opinion",), effect=acts.listen),
        Step(code="conclude", title="作出审查结论", from_=(SUBMITTED,),
             to=acts.after_conclusion(CONCLUDED, REVISING, FORBIDDEN), by=REVIEWER, form=forms.ConcludeForm,
             cite=f"{FAIR}第十七条", mandatory=("standard", "joint_review", "exception"), not_by=("submit", "revise"),
             requires=(acts.listened, acts.joint_reviewer_is_market_body), checks=(acts.conclusion_fits_findings,),
             effect=acts.conclude, paper=papers.REVIEW_FORM, help="四类标准逐类作答；违反的写明草案条款"),
        Step(code="revise", title="修改后再送审", from_=(REVISING,), to=SUBMITTED, by=HANDLER, form=forms.ReviseForm,
             cite=f"{FAIR}第十七条第一款", effect=acts.revise),
        Step(code="issue", title="登记出台", from_=(CONCLUDED,), to=ISSUED, by=HANDLER, cite=f"{FAIR}第十八条",
             form=forms.NoteForm, mandatory=("gate",), effect=acts.record_issue),
        Step(code="drop", title="不再出台", from_=(SUBMITTED, REVISING, CONCLUDED), to=DROPPED, by=HEAD, form=forms.ReasonForm),
    ),
)  # fmt: skip

BEFORE_2024 = "国发〔2016〕34号"
FAIR_COMPETITION_EARLIER = dataclasses.replace(
    FAIR_COMPETITION, since=date(2016, 6, 1), until=date(2024, 7, 31), law=BEFORE_2024, law_procedure="",
    steps=tuple(
        dataclasses.replace(
            s, cite=BEFORE_2024 if s.cite else "", mandatory=(),
            requires=tuple(g for g in s.requires if g is not acts.joint_reviewer_is_market_body),
        )
        for s in FAIR_COMPETITION.steps
    ),
)  # fmt: skip
"""Before the regulation drafters reviewed their own drafts."""

STREAMLINING = Procedure(
    id="business_environment.streamlining", retention_years=SHORT_TERM, title="精简优化", room=ROOM, since=date(2016, 1, 1), law=LOCAL,
    detail=Streamlining, numbering=numbered("简"), correctable=("basis",), outcomes=tuple(ChangeKind.choices),
    states=(SORTED, SIMPLIFIED, PUBLISHED, IN_FORCE, DROPPED),
    steps=(
        Step(code="sort", title="梳理", to=SORTED, by=HANDLER, form=forms.SortForm, effect=acts.sort,
             help="环节、材料、时限、到场次数和费用的原数值从事项目录带出"),
        Step(code="simplify", title="精简", from_=(SORTED,), to=SIMPLIFIED, by=HANDLER, form=forms.SimplifyForm,
             checks=(acts.saves_something,), effect=acts.simplify),
        Step(code="publish", title="公布", from_=(SIMPLIFIED,), to=PUBLISHED, by=HEAD, form=forms.PublishForm,
             effect=acts.publish, paper=papers.COMPARISON),
        Step(code="enforce", title="登记执行", from_=(PUBLISHED,), to=IN_FORCE, by=HANDLER, form=forms.NoteForm,
             requires=(acts.catalogue_follows,), help="事项目录改到位之后登记"),
        Step(code="drop", title="不再办理", from_=(SORTED, SIMPLIFIED), to=DROPPED, by=HEAD, form=forms.ReasonForm),
    ),
)  # fmt: skip

PILOT = Procedure(
    id="business_environment.pilot", retention_years=SHORT_TERM, title="创新服务应用", room=ROOM, since=date(2016, 1, 1), law=LOCAL,
    detail=Pilot, numbering=numbered("试"), correctable=("title", "description", "character"),
    outcomes=(("spread", "推广"), ("stopped", "停止试用")), states=(APPLIED, ON_TRIAL, SPREAD, STOPPED),
    steps=(
        Step(code="apply", title="申报", to=APPLIED, by=HANDLER, form=forms.PilotForm, effect=acts.open_pilot),
        Step(code="trial", title="开始试用", from_=(APPLIED,), to=ON_TRIAL, by=HEAD, form=forms.TrialForm,
             checks=(acts.trial_lies_ahead,), effect=acts.trial,
             clocks=(Starts(AGREED, controlling=True, amount=acts.days_of_trial),)),
        Step(code="use", title="登记使用情况", from_=(ON_TRIAL,), by=HANDLER, form=forms.UseForm, effect=acts.count_use),
        Step(code="spread", title="推广", from_=(ON_TRIAL,), to=SPREAD, by=HEAD, form=forms.NoteForm,
             requires=(acts.was_used,), effect=acts.spread, clocks=(Stops(AGREED),)),
        Step(code="stop", title="停止试用", from_=(APPLIED, ON_TRIAL), to=STOPPED, by=HEAD, form=forms.ReasonForm, effect=acts.stop_pilot),
    ),
)  # fmt: skip

EVALUATION = Procedure(
    id="business_environment.evaluation", retention_years=SHORT_TERM, title="营商环境评价", room=ROOM, since=date(2016, 1, 1), law=LOCAL,
    detail=Evaluation, numbering=numbered("评"), outcomes=(("met", "全部达标"), ("unmet", "未全部达标")),
    states=(TARGETED, MEASURED, OPTIMISED, REMEASURED, DROPPED),
    steps=(
        Step(code="target", title="设定目标", to=TARGETED, by=HANDLER, form=forms.TargetForm, effect=evaluation.target),
        Step(code="measure", title="测算", from_=(TARGETED,), to=MEASURED, by=HANDLER, form=forms.MeasureForm,
             checks=(evaluation.measured,), effect=evaluation.measure,
             help="承诺数从事项目录带出，实际办理时间从办件记录算出，只填记录里没有的"),
        Step(code="optimise", title="优化", from_=(MEASURED,), to=OPTIMISED, by=HANDLER, form=forms.OptimiseForm, effect=evaluation.optimise),
        Step(code="remeasure", title="复测", from_=(OPTIMISED,), to=REMEASURED, by=JUDGE, form=forms.MeasureForm,
             not_by=("optimise",), checks=(evaluation.measured,), effect=evaluation.measure, paper=papers.INDICATORS),
        Step(code="drop", title="不再评价", from_=(TARGETED, MEASURED, OPTIMISED), to=DROPPED, by=HEAD, form=forms.ReasonForm),
    ),
)  # fmt: skip

PROCEDURES = (REFORM, FAIR_COMPETITION_EARLIER, FAIR_COMPETITION, STREAMLINING, PILOT, EVALUATION)
