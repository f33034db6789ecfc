"""Who owes a yearly report (with the duty to keep a draft from January on), and which checks an office switched off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa.account.report.lint import RULES
from yifa.account.report.models import LintSwitch, ReportOwed
from yifa.account.report.parts import LAW, NAME, Kind, kind_of
from yifa.kernel.duty.models import Duty, Every
from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

DRAFTING = "report.annual.draft"
KEEPING = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})


class OwedForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="报送单位", to_field_name="code")
    kind = forms.ChoiceField(
        label="文种", choices=[("", "按单位类别"), *Kind.choices], required=False
    )
    internal_month = forms.IntegerField(
        label="内部期限月份", min_value=1, max_value=12, required=False,
        help_text="本地要求早于法定日期的，填写月和日；含当日",
    )  # fmt: skip
    internal_day = forms.IntegerField(
        label="内部期限当月日期", min_value=1, max_value=31, required=False
    )
    ground = forms.CharField(label="依据", max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        month, day = data.get("internal_month"), data.get("internal_day")
        if bool(month) != bool(day):
            raise forms.ValidationError("内部期限的月和日应当同时填写")
        if month and day:
            try:
                date(2023, month, day)
            except ValueError:
                raise forms.ValidationError("内部期限不是一个日期") from None
            if (month, day) >= (3, 1):
                raise forms.ValidationError("内部期限应当早于三月一日")
        return data


class SwitchForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    rule = forms.ChoiceField(
        label="检查项", choices=[(r.id, r.title) for r in RULES.values() if r.switchable]
    )


class _DutyForm(forms.Form):
    title = forms.CharField(max_length=120)
    room = forms.CharField(max_length=32)
    kind = forms.CharField(max_length=64)
    every = forms.ChoiceField(choices=Every.choices)
    cite = forms.CharField(max_length=160)


_DUTY = Register(
    id="report_duty", title="年度报告起草义务", room="report", model=Duty, form=_DutyForm,
    key=lambda d: str(d["kind"]), columns=(("title", "义务"),), kept_by_house=True,
)  # fmt: skip


def _kind(data: dict[str, Any], on: date) -> dict[str, Any]:
    return {"kind": data["kind"] or kind_of(data["at"].kind)}


def _of_its_unit(entry: Entry) -> None:
    if not entry.key.startswith(entry.unit.code):
        raise InvalidData({"at": [f"应为所属单位 {entry.unit}"]}, {"at": "单位"})


def _owed_after(entry: Entry) -> None:
    """A unit that owes a report owes its draft, every year, from January on."""
    _of_its_unit(entry)
    values = {
        "title": f"起草{NAME}", "room": "report", "kind": DRAFTING, "every": Every.YEAR,
        "cite": f"{LAW}第二十三条",
    }  # fmt: skip
    gone = entry.valid_to is not None
    enter(
        Actor.system(), _DUTY, values, unit=entry.unit, on=entry.valid_to or entry.valid_from,
        reason="不再报送" if gone else "列入报送单位", key=f"{DRAFTING}:{entry.key}", end=gone,
    )  # fmt: skip


REGISTERS = (
    Register(
        id="report_owed", title="报送单位", room="report", model=ReportOwed, form=OwedForm, by=KEEPING,
        key=lambda d: str(d["at"].code), before=_kind, after=_owed_after, cite=f"{LAW}第二十三条",
        help="列入后每年年初自动建立草稿；街道办事处是否单独报送由本地决定",
        columns=(("unit", "单位"), ("kind", "文种"), ("internal_month", "内部期限月份"),
                 ("internal_day", "内部期限当月日期"), ("ground", "依据"), ("valid_from", "自")),
    ),
    Register(
        id="report_lint_switch", title="停用的检查项", room="report", model=LintSwitch, form=SwitchForm,
        by=frozenset({Role.HEAD}), key=lambda d: f"{d['at'].code}:{d['rule']}", after=_of_its_unit,
        help="对本单位和下级生效；注销即恢复检查",
        columns=(("rule", "检查项"), ("unit", "单位"), ("reason", "理由"), ("valid_from", "自")),
    ),
    _DUTY,
)  # fmt: skip
