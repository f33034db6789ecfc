"""A unit's assessment: 部署 → 自查 → 评估 → 上报, with objections; and the creation of demonstrations."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from yifa.account.assessment import forms
from yifa.account.assessment.models import Assessment, Demonstration, Score
from yifa.account.assessment.papers import SELF_CHECK
from yifa.account.assessment.tree import leaves_of
from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter, Relation
from yifa.kernel.matter.procedure import Procedure, State, Step, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.read import visible_to

DEPLOYED = State("deployed", "自查中")
SUBMITTED = State("submitted", "待评估")
REVIEWED = State("reviewed", "已评估，异议期")
REPORTED = State("reported", "已上报", open=False)
STATES = (DEPLOYED, SUBMITTED, REVIEWED, REPORTED)
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)
STAFF = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)
ASSESSOR = role_set(Role.SUPERVISOR, Role.REVIEWER)


def scores(ctx: Context) -> list[Score]:
    return ctx.rows(Score)


def _of(ctx: Context) -> Score:
    for row in scores(ctx):
        if row.indicator == ctx.data["indicator"]:
            ctx.add(row)
            return row
    raise InvalidData({"indicator": ["没有这一指标"]}, {"indicator": "指标"})


def _deploy(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.year, d.system, d.scheme, d.reply_by = (
        data["year"],
        data["system"],
        data["scheme"],
        data["reply_by"],
    )
    leaves = [n for n in leaves_of(d.system) if n.full_score is not None]
    if not leaves:
        raise InvalidData(
            {"system": ["这一体系还没有带分值的指标，请先由制定单位登记或者导入分值"]},
            {"system": "指标体系"},
        )
    for leaf in leaves:
        assert leaf.full_score is not None
        ctx.add(Score(matter=ctx.matter, indicator=leaf.code, full=leaf.full_score))
    ctx.matter.title = f"{ctx.matter.unit.name}{d.year}年法治政府建设自查评估"


def _score(ctx: Context) -> None:
    row, data = _of(ctx), ctx.data
    numbers = [n for n in re.split(r"[、,，;；\s]+", data["evidence"]) if n]
    rows = visible_to(ctx.actor, Matter).filter(number__in=numbers)
    found = set(rows.values_list("number", flat=True))
    if missing := [n for n in numbers if n not in found]:
        raise InvalidData(
            {"evidence": [f"没有可以查阅的事项：{'、'.join(missing)}"]},
            {"evidence": "佐证事项编号"},
        )
    row.own, row.own_note, row.evidence = data["own"], data["own_note"], "、".join(numbers)
    row.rescue, row.rescue_by = data["rescue"], data["rescue_by"]


def _loss_explained(ctx: Context) -> Missing | None:
    """A point given away is explained; one full of evidence needs none."""
    score = next((s for s in scores(ctx) if s.indicator == ctx.data["indicator"]), None)
    if score is None or ctx.data["own"] >= score.full or ctx.data["own_note"].strip():
        return None
    return Missing(
        "自评未得满分，没有说明失分原因", remedy="请写明失分原因；可以补救的，写明措施和时限"
    )


def _all_scored(ctx: Context) -> Missing | None:
    left = [s.indicator for s in scores(ctx) if s.own is None]
    if not left:
        return None
    return Missing(f"还有 {len(left)} 项没有自评：{'、'.join(left[:5])}")


def _all_reviewed(ctx: Context) -> Missing | None:
    left = [s.indicator for s in scores(ctx) if s.reviewed is None]
    if not left:
        return None
    return Missing(f"还有 {len(left)} 项没有评审：{'、'.join(left[:5])}")


def _hand_in(ctx: Context) -> None:
    ctx.detail.summary = ctx.data["summary"]


def _review(ctx: Context) -> None:
    row = _of(ctx)
    row.reviewed, row.review_note = ctx.data["reviewed"], ctx.data["review_note"]


def _conclude(ctx: Context) -> None:
    for row in scores(ctx):
        row.final = row.reviewed
        ctx.add(row)


def _object(ctx: Context) -> None:
    _of(ctx).objection = ctx.data["objection"]


def _settle(ctx: Context) -> None:
    row = _of(ctx)
    row.final, row.objection_answer = ctx.data["final"], ctx.data["objection_answer"]


def _objected(ctx: Context) -> Missing | None:
    waiting = any(s.objection and not s.objection_answer for s in scores(ctx))
    return None if waiting else Missing("没有待处理的异议")


def _settled(ctx: Context) -> Missing | None:
    waiting = [s.indicator for s in scores(ctx) if s.objection and not s.objection_answer]
    return Missing(f"异议还没有处理：{'、'.join(waiting)}") if waiting else None


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}法评〔{year}〕{serial}号"


ASSESSMENT = Procedure(
    id="report.assessment", title="自查评估", room="report", since=date(2015, 1, 1),
    law="上级年度评估方案", states=STATES, detail=Assessment, numbering=number,
    steps=(
        Step(code="deploy", title="部署", to=DEPLOYED, by=STAFF | role_set(Role.SUPERVISOR), form=forms.DeployForm,
             effect=_deploy, help="按所选版本列出全部带分值的指标"),
        Step(code="score", title="自评", from_=(DEPLOYED,), by=STAFF, form=forms.ScoreForm, effect=_score,
             checks=(_loss_explained,)),
        Step(code="hand_in", title="提交自查", from_=(DEPLOYED,), to=SUBMITTED, by=HEAD, form=forms.SummaryForm,
             effect=_hand_in, requires=(_all_scored,)),
        Step(code="send_back", title="退回补充", from_=(SUBMITTED,), to=DEPLOYED, by=ASSESSOR, form=forms.ReasonForm,
             not_by=("score",)),
        Step(code="review", title="评审", from_=(SUBMITTED,), by=ASSESSOR, not_by=("score", "hand_in"),
             form=forms.ReviewForm, effect=_review),
        Step(code="conclude", title="评估结束", from_=(SUBMITTED,), to=REVIEWED, by=ASSESSOR,
             not_by=("score", "hand_in"), requires=(_all_reviewed,), effect=_conclude),
        Step(code="object", title="提出异议", from_=(REVIEWED,), by=STAFF, not_by=("review",), form=forms.ObjectForm,
             effect=_object),
        Step(code="settle", title="处理异议", from_=(REVIEWED,), by=ASSESSOR, not_by=("object", "score"),
             form=forms.SettleForm, effect=_settle, requires=(_objected,)),
        Step(code="report_up", title="上报", from_=(REVIEWED,), to=REPORTED, by=HEAD, requires=(_settled,),
             paper=SELF_CHECK),
    ),
)  # fmt: skip

APPLIED = State("applied", "已申报")
SELF_SCORED = State("self_scored", "已自评")
ASSESSED = State("assessed", "已评审")
NAMED = State("named", "已命名")
REFUSED = State("refused", "未命名", open=False)
REVOKED = State("revoked", "已撤销", open=False)


def _apply(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.title_sought, d.category = data["title_sought"], data["category"]
    ctx.matter.title = f"{ctx.matter.unit.name}申报{d.title_sought}"


def _rest_on(ctx: Context) -> None:
    """A self-assessment of the same unit that was handed in."""
    rows = Matter.objects.unscoped("a link names a number, it shows nothing")
    found = rows.filter(
        procedure="report.assessment", number=ctx.data["assessment"], unit_id=ctx.matter.unit_id,
        is_void=False,
    ).exclude(state=DEPLOYED.code).first()  # fmt: skip
    if found is None:
        raise InvalidData(
            {"assessment": ["本单位没有这一编号的、已提交的自查评估"]},
            {"assessment": "自查评估编号"},
        )
    ctx.detail.assessment = found
    ctx.detail.system = found.assessment.system
    ctx.add(Relation(source=ctx.matter, target=found, kind="示范创建自评"))


def _finding(ctx: Context) -> None:
    ctx.detail.finding = ctx.data["finding"]


def _name(ctx: Context) -> None:
    ctx.detail.named_on, ctx.detail.valid_to = ctx.on, ctx.data["valid_to"]
    ctx.matter.outcome = "named"


def _end(outcome: str) -> Any:
    def effect(ctx: Context) -> None:
        ctx.matter.outcome = outcome

    return effect


def _recheck(ctx: Context) -> None:
    ctx.detail.valid_to = ctx.data["valid_to"]


def demonstration_number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}示创〔{year}〕{serial}号"


DEMONSTRATION = Procedure(
    id="report.demonstration", title="示范创建", room="report", since=date(2015, 1, 1), law="示范创建评估方案",
    states=(APPLIED, SELF_SCORED, ASSESSED, NAMED, REFUSED, REVOKED), detail=Demonstration,
    numbering=demonstration_number,
    steps=(
        Step(code="apply", title="申报", to=APPLIED, by=HANDLER, form=forms.ApplyForm, effect=_apply),
        Step(code="self_score", title="附自评", from_=(APPLIED,), to=SELF_SCORED, by=HANDLER, form=forms.SelfForm,
             effect=_rest_on),
        Step(code="assess", title="评审", from_=(SELF_SCORED,), to=ASSESSED, by=ASSESSOR, form=forms.FindingForm,
             effect=_finding, not_by=("apply", "self_score")),
        Step(code="name", title="命名", from_=(ASSESSED,), to=NAMED, by=ASSESSOR | HEAD, form=forms.NameForm,
             effect=_name, not_by=("apply",), grave=True),
        Step(code="refuse", title="不予命名", from_=(ASSESSED,), to=REFUSED, by=ASSESSOR | HEAD, form=forms.ReasonForm,
             effect=_end("refused"), not_by=("apply",), grave=True),
        Step(code="recheck", title="动态复核", from_=(NAMED,), by=ASSESSOR | HEAD, form=forms.NameForm, effect=_recheck,
             not_by=("apply",), help="复核通过的，写明下一次复核期限"),
        Step(code="revoke", title="撤销称号", from_=(NAMED,), to=REVOKED, by=ASSESSOR | HEAD, form=forms.ReasonForm,
             effect=_end("revoked"), not_by=("apply",), grave=True),
    ),
)  # fmt: skip


def register_assessment() -> None:
    """Register procedures, registers and papers; called once when the app is ready."""
    from yifa.account.assessment.registers import REGISTERS
    from yifa.kernel.entry.register import register_entries
    from yifa.kernel.matter.papers import register_paper
    from yifa.kernel.matter.registry import register

    register(ASSESSMENT, DEMONSTRATION)
    register_entries(*REGISTERS)
    register_paper(SELF_CHECK)
