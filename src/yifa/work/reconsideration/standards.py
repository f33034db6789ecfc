"""Standardised work: what stands as standard is checked on case files, rooms, papers and hearings, and put right."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import Procedure, State, Step, StepForm, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration.classes import Area, CheckScore
from yifa.work.reconsideration.fields import line, words
from yifa.work.reconsideration.intake_acts import ym
from yifa.work.reconsideration.models import (
    CheckItem,
    ReconsiderationCheck,
    ReconsiderationStandard,
)

PLANNED = State("planned", "待检查")
FOUND = State("found", "待整改")
RECTIFIED = State("rectified", "待复核")
PASSED = State("passed", "符合规范", open=False)
CLOSED = State("closed", "整改完成", open=False)
HANDLER, REVIEWER = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER, Role.HEAD)
PREFIX = "standard_"


class PlanForm(StepForm):
    area = forms.ChoiceField(label="检查对象类别", choices=Area.choices)
    target = line("检查对象", help_text="案卷填案号，场所填名称")


class ScoreForm(StepForm):
    """One question per standing standard."""

    remark = words("检查情况", 3, 2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for standard in standing():
            self.fields[f"{PREFIX}{standard.pk}"] = forms.ChoiceField(
                label=f"{standard.get_area_display()}：{standard.requirement}",
                choices=[("", "—"), *CheckScore.choices], required=False, help_text=standard.basis,
            )  # fmt: skip


class RectifyForm(StepForm):
    measures = words("整改情况", 3, 2000)


class ReasonForm(StepForm):
    reason = words("理由", 2, 1000)


def standing(area: str = "") -> list[ReconsiderationStandard]:
    """Standards in force, of one area or all."""
    rows = (
        ReconsiderationStandard.objects.unscoped("standards are everybody's")
        .standing()
        .order_by("area", "key")
    )
    return list(rows.filter(area=area) if area else rows)


def _plan(ctx: Context) -> None:
    ctx.detail.area, ctx.detail.target = ctx.data["area"], ctx.data["target"]
    ctx.matter.title = f"规范化检查：{ctx.data['target']}"


def _file_exists(ctx: Context) -> Missing | None:
    """Check: a case file that is checked is a case."""
    if ctx.data["area"] != Area.FILE:
        return None
    rows = Matter.objects.unscoped("a number is checked, nothing is shown")
    if rows.filter(number=ctx.data["target"], procedure="reconsideration.application").exists():
        return None
    return Missing(f"没有案号为 {ctx.data['target']} 的复议案件", remedy="请核对案号")


def _scored(ctx: Context) -> list[tuple[ReconsiderationStandard, str]]:
    return [(s, ctx.data.get(f"{PREFIX}{s.pk}", "")) for s in standing(ctx.detail.area)]


def _complete(ctx: Context) -> Missing | None:
    """Check: every standard of the area has its conclusion."""
    found = _scored(ctx)
    if not found:
        return Missing("该类别没有现行规范，无从检查", remedy="请先登记执业规范")
    if lacking := [s.requirement for s, score in found if not score]:
        return Missing(f"尚未作出结论：{'；'.join(lacking)}")
    return None


def _score(ctx: Context) -> None:
    found = _scored(ctx)
    d = ctx.detail
    d.met = sum(score == CheckScore.MET for _, score in found)
    d.unmet = sum(score == CheckScore.UNMET for _, score in found)
    d.checked_ym = ym(ctx.on)
    for standard, score in found:
        ctx.add(CheckItem(standard=standard.key, requirement=standard.requirement, score=score))
    ctx.matter.outcome = "unmet" if d.unmet else "met"


def _after(ctx: Context) -> State:
    return FOUND if ctx.detail.unmet else PASSED


_after.leads = (FOUND, PASSED)  # type: ignore[attr-defined]


def _closed(ctx: Context) -> None:
    ctx.detail.rectified_ym = ym(ctx.on)


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}复检〔{year}〕{serial}号"


CHECK = Procedure(
    id="reconsideration.check", title="复议规范化检查", room="reconsideration", since=date(2007, 8, 1), law="复议执业规范",
    states=(PLANNED, FOUND, RECTIFIED, PASSED, CLOSED), detail=ReconsiderationCheck, numbering=number,
    steps=(
        Step(code="plan", title="确定检查对象", to=PLANNED, by=HANDLER, form=PlanForm, checks=(_file_exists,), effect=_plan),
        Step(code="score", title="对照规范检查", from_=(PLANNED,), to=_after, by=HANDLER, form=ScoreForm,
             checks=(_complete,), effect=_score, help="只须填写与检查对象同类的规范"),
        Step(code="rectify", title="整改", from_=(FOUND,), to=RECTIFIED, by=HANDLER, form=RectifyForm),
        Step(code="verify", title="复核销号", from_=(RECTIFIED,), to=CLOSED, by=REVIEWER, not_by=("rectify",),
             form=ReasonForm, effect=_closed),
        Step(code="again", title="退回再整改", from_=(RECTIFIED,), to=FOUND, by=REVIEWER, not_by=("rectify",), form=ReasonForm),
    ),
)  # fmt: skip
