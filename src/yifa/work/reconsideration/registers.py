"""What stands in the room: staff with their training, standards, the bodies concentrated, values others published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.figure import UnknownFigure, figure_of
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration.classes import Area, Qualification
from yifa.work.reconsideration.fields import day, line
from yifa.work.reconsideration.models import (
    ReconsiderationAssessment,
    ReconsiderationConcentration,
    ReconsiderationOfficer,
    ReconsiderationPublished,
    ReconsiderationStandard,
    ReconsiderationTraining,
)

KEEPING = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})
PROFESSIONAL_SINCE = date(2024, 1, 1)
"""From this day a newcomer needs the legal qualification and the common training beforehand (行政复议法第六条)."""


class OfficerForm(forms.Form):
    username = line("账号", 40)
    name = line("姓名", 40)
    qualification = forms.ChoiceField(label="资格", choices=Qualification.choices)
    certificate = line("证书编号", 60, required=False)
    card = line("行政复议工作证件号", 60, required=False)
    engaged_on = day("从事复议工作日期")
    trained_before_on = day(
        "统一职前培训日期", "2024年起初次从事复议工作的，应当参加", required=False
    )


class TrainingForm(forms.Form):
    username = line("账号", 40)
    course = line("培训内容")
    held_on = day("培训日期")
    hours = forms.IntegerField(label="学时", min_value=1, max_value=400)


class AssessmentForm(forms.Form):
    username = line("账号", 40)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    grade = forms.ChoiceField(
        label="等次", choices=[(g, g) for g in ("优秀", "称职", "基本称职", "不称职")]
    )


class StandardForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9._-]{1,40}$", label="规范编号", help_text="字母、数字、连字符"
    )
    area = forms.ChoiceField(label="类别", choices=Area.choices)
    requirement = line("要求", 200)
    basis = line("依据", 160, required=False)


class ConcentrationForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="本级政府", to_field_name="code")
    body = line("原复议机关")
    into = line("现复议机关")
    basis = line("依据", 160)


class PublishedForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    figure = line("指标编号", 80, help_text="如 reconsideration.correction_rate")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    printed = line("公布数值", 20, help_text="照原样填写，不带单位，如 24.5")
    source = line("出处", 160)


def _account(data: dict[str, Any]) -> None:
    if not User.objects.filter(username=data["username"]).exists():
        raise InvalidData({"username": ["没有这个账号"]}, {"username": "账号"})


def _fit(data: dict[str, Any], _on: Any) -> dict[str, Any]:
    """Whether the person may try cases: qualified, and trained beforehand when new since 2024."""
    qualified = data["qualification"] != Qualification.NONE
    newcomer = data["engaged_on"] >= PROFESSIONAL_SINCE
    trained = data["trained_before_on"] is not None
    bar = data["qualification"] == Qualification.BAR
    return {"fit": int(qualified and (not newcomer or (bar and trained)))}


def _on_staff(data: dict[str, Any]) -> None:
    rows = ReconsiderationOfficer.objects.unscoped("a name is checked, nothing is shown").standing()
    if not rows.filter(username=data["username"]).exists():
        raise InvalidData({"username": ["不在复议人员名册"]}, {"username": "账号"})


def _month(data: dict[str, Any], _on: Any) -> dict[str, Any]:
    return {"held_ym": data["held_on"].year * 100 + data["held_on"].month}


def _published(data: dict[str, Any]) -> None:
    try:
        figure_of(data["figure"])
    except UnknownFigure as unknown:
        raise InvalidData({"figure": [str(unknown)]}, {"figure": "指标编号"}) from unknown
    try:
        Decimal(data["printed"])
    except InvalidOperation as bad:
        raise InvalidData({"printed": ["不是数"]}, {"printed": "公布数值"}) from bad


REGISTERS = (
    Register(
        id="reconsideration_officer", title="复议人员", room="reconsideration", model=ReconsiderationOfficer, form=OfficerForm,
        by=KEEPING, key=lambda d: str(d["username"]), check=_account, before=_fit,
        cite="行政复议法（2023年修订）第六条；实施条例第四条",
        columns=(("key", "账号"), ("name", "姓名"), ("qualification", "资格"), ("certificate", "证书编号"),
                 ("engaged_on", "从事日期"), ("trained_before_on", "职前培训"), ("fit", "可办案"), ("unit", "单位")),
    ),
    Register(
        id="reconsideration_training", title="复议培训", room="reconsideration", model=ReconsiderationTraining, form=TrainingForm,
        by=KEEPING, key=lambda d: f"{d['username']}:{d['held_on']}:{d['course']}"[:120], check=_on_staff, before=_month,
        cite="实施条例第六十条",
        columns=(("username", "账号"), ("course", "培训内容"), ("held_on", "日期"), ("hours", "学时"), ("unit", "单位")),
    ),
    Register(
        id="reconsideration_assessment", title="复议人员考核", room="reconsideration", model=ReconsiderationAssessment,
        form=AssessmentForm, by=frozenset({Role.HEAD}), key=lambda d: f"{d['username']}:{d['year']}", check=_on_staff,
        cite="行政复议法（2023年修订）第六条第三款",
        columns=(("username", "账号"), ("year", "年度"), ("grade", "等次"), ("unit", "单位")),
    ),
    Register(
        id="reconsideration_standard", title="复议执业规范", room="reconsideration", model=ReconsiderationStandard, form=StandardForm,
        by=KEEPING, key=lambda d: str(d["code"]), help="检查时逐项对照；修改后旧版本留存",
        columns=(("key", "编号"), ("area", "类别"), ("requirement", "要求"), ("basis", "依据"), ("valid_from", "自")),
    ),
    Register(
        id="reconsideration_concentration", title="复议职责集中", room="reconsideration", model=ReconsiderationConcentration,
        form=ConcentrationForm, by=KEEPING, key=lambda d: f"{d['at'].code}:{d['body']}"[:120],
        help="复议职责由谁集中到谁，自生效日期起",
        columns=(("body", "原复议机关"), ("into", "现复议机关"), ("basis", "依据"), ("valid_from", "自"), ("unit", "单位")),
    ),
    Register(
        id="reconsideration_published", title="已公布数值", room="reconsideration", model=ReconsiderationPublished,
        form=PublishedForm, by=KEEPING, key=lambda d: f"{d['at'].code}:{d['figure']}:{d['year']}", check=_published,
        help="把已经公布的数照原样登记，系统用记录复算并指出不符之处",
        columns=(("figure", "指标"), ("year", "年度"), ("printed", "公布数值"), ("source", "出处"), ("unit", "单位")),
    ),
)  # fmt: skip
