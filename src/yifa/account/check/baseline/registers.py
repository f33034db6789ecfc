"""Registers of the report check: baselines, kept by the check alone, and switched-off rules, kept by the office's head."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa.account.check.baseline.models import CheckSwitch, ReportBaseline
from yifa.account.check.baseline.table import FIELDS
from yifa.account.check.rules import all_rules
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.models import FOREVER_YM, Unit, UnitSpan
from yifa.kernel.organization.roles import Role

KEEPING = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})
FIRST, LAST = 2000, 2999


class BaselineForm(forms.Form):
    """What the check found; nobody types it."""

    year = forms.IntegerField(label="报告年度", min_value=FIRST, max_value=LAST)
    title = forms.CharField(label="报告", max_length=200)
    digest = forms.RegexField(r"[0-9a-f]{64}", label="正文摘要")
    characters = forms.IntegerField(label="字数", min_value=1)
    figures = forms.JSONField(label="数据")
    passages = forms.JSONField(label="长句摘要", required=False)

    def clean_figures(self) -> list[dict[str, str]]:
        """Rows of the figure table, nothing else."""
        rows = self.cleaned_data["figures"]
        whole = isinstance(rows, list) and all(
            isinstance(row, dict)
            and tuple(sorted(row)) == tuple(sorted(FIELDS))
            and all(isinstance(words, str) for words in row.values())
            for row in rows
        )
        if not whole:
            raise forms.ValidationError("不是审读得出的数据表")
        return list(rows)

    def clean_passages(self) -> list[str]:
        """Digests; none is a list too."""
        return list(self.cleaned_data["passages"] or [])


class SwitchForm(forms.Form):
    """Which rule, at which unit."""

    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    rule = forms.ChoiceField(label="审读规则", choices=[(r.id, r.title) for r in all_rules()])


def _of_its_unit(entry: Entry) -> None:
    if entry.key.rpartition(":")[0] != entry.unit.code:
        raise InvalidData({"at": [f"应为所属单位 {entry.unit}"]}, {"at": "单位"})


def _plain(data: dict[str, Any], on: date) -> dict[str, Any]:
    return {"rule": data["rule"]}


BASELINES = Register(
    id="report_check_baseline", title="已审读报告的数据", room="report", model=ReportBaseline, form=BaselineForm,
    by=KEEPING, key=lambda d: "", after=_of_its_unit, kept_by_house=True,
    columns=(("title", "报告"), ("year", "年度"), ("unit", "单位"), ("characters", "字数")),
)  # fmt: skip
SWITCHES = Register(
    id="report_check_switch", title="停用的审读规则", room="report", model=CheckSwitch, form=SwitchForm,
    by=frozenset({Role.HEAD}), key=lambda d: f"{d['at'].code}:{d['rule']}", before=_plain, after=_of_its_unit,
    help="对本单位和下级生效；注销即恢复审读",
    columns=(("rule", "审读规则"), ("unit", "单位"), ("reason", "理由"), ("valid_from", "自")),
)  # fmt: skip


def switched_off(unit: Unit) -> set[str]:
    """Rules that the unit or a unit above it has switched off; a rule that is gone since is passed over."""
    above = UnitSpan.objects.filter(unit=unit, to_ym=FOREVER_YM).values("ancestor_id")
    rows = CheckSwitch.objects.unscoped("an office's own switches").standing()
    known = {rule.id for rule in all_rules()}
    return set(rows.filter(unit_id__in=above).values_list("rule", flat=True)) & known


def register_check() -> None:
    """Register both; called once when the app is ready."""
    from yifa.kernel.entry.register import register_entries

    register_entries(BASELINES, SWITCHES)
