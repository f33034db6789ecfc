"""What the steps of assessments and demonstrations ask for, and the forms of indicator systems."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from yifa.account.assessment.models import IndicatorSystem, Score
from yifa.kernel.figure import UnknownFigure, figure_of
from yifa.kernel.matter.context import Work
from yifa.kernel.matter.procedure import StepForm
from yifa.kernel.organization.models import Unit


def words(
    label: str, *, required: bool = True, longest: int = 500, rows: int = 2
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=forms.Textarea({"rows": rows})
    )


def day(label: str, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}))


def systems() -> list[tuple[str, str]]:
    rows = IndicatorSystem.objects.unscoped("editions are everybody's").standing().order_by("key")
    return [(s.key, str(s)) for s in rows]


class DeployForm(StepForm):
    year = forms.IntegerField(label="年度", min_value=2015, max_value=2100)
    system = forms.ChoiceField(label="指标体系", choices=systems)
    scheme = forms.CharField(label="评估方案", max_length=200, required=False)
    reply_by = day("上报时限")


class _LeafForm(StepForm):
    """A form about one leaf; `ask` says which leaves may be chosen."""

    indicator = forms.ChoiceField(label="指标", choices=[])

    def ask(self, score: Score) -> bool:
        return True

    def fit(self, work: Work) -> None:
        field = self.fields["indicator"]
        assert isinstance(field, forms.ChoiceField)
        leaves = [s for s in work.rows(Score) if self.ask(s)]
        field.choices = [
            (s.indicator, f"{s.indicator}（{s.full.normalize():f}分）") for s in leaves
        ]
        self.full = {s.indicator: s.full for s in leaves}

    def points(self, name: str) -> Decimal | None:
        """A score within the leaf's full one."""
        given: Decimal | None = self.cleaned_data.get(name)
        full = getattr(self, "full", {}).get(self.cleaned_data.get("indicator"))
        if given is not None and full is not None and given > full:
            self.add_error(name, f"不能超过分值 {full.normalize():f}")
        return given


class ScoreForm(_LeafForm):
    own = forms.DecimalField(label="自评分", min_value=0, max_digits=7, decimal_places=2)
    own_note = words("自评说明", required=False)
    evidence = forms.CharField(
        label="佐证事项编号",
        max_length=600,
        required=False,
        help_text="本系统事项的编号，多个用顿号或者逗号分开",
    )
    rescue = forms.CharField(label="补救措施", max_length=300, required=False)
    rescue_by = day("补救时限")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.points("own")
        return data


class ReviewForm(_LeafForm):
    reviewed = forms.DecimalField(label="评审分", min_value=0, max_digits=7, decimal_places=2)
    review_note = words("评审说明", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.points("reviewed")
        return data


class ObjectForm(_LeafForm):
    objection = words("异议和理由")

    def ask(self, score: Score) -> bool:
        return not score.objection and score.reviewed is not None and score.reviewed < score.full


class SettleForm(_LeafForm):
    final = forms.DecimalField(label="核定分", min_value=0, max_digits=7, decimal_places=2)
    objection_answer = words("异议处理")

    def ask(self, score: Score) -> bool:
        return bool(score.objection) and not score.objection_answer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.points("final")
        return data


class SummaryForm(StepForm):
    summary = words("自查情况", longest=4000, rows=5)


class ReasonForm(StepForm):
    reason = forms.CharField(label="理由", max_length=300)


class ApplyForm(StepForm):
    title_sought = forms.CharField(label="申报称号", max_length=120)
    category = forms.ChoiceField(
        label="类别", choices=[("area", "综合示范"), ("project", "单项示范")]
    )
    note = words("申报理由", longest=2000, rows=4)


class SelfForm(StepForm):
    assessment = forms.CharField(label="自查评估编号", max_length=80)


class FindingForm(StepForm):
    finding = words("评审意见", longest=2000, rows=4)


class NameForm(StepForm):
    decision = forms.CharField(label="命名决定文号", max_length=120)
    valid_to = day("复核期限")


class SystemForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$", label="编号", max_length=40, help_text="小写字母、数字和连字符"
    )
    title = forms.CharField(label="名称", max_length=120)
    edition = forms.CharField(label="版本", max_length=40)
    issuer = forms.CharField(label="制定机关", max_length=120, required=False)
    scoring = forms.CharField(label="分值说明", max_length=300, required=False)
    source = forms.CharField(label="来源", max_length=300, required=False)


class IndicatorForm(forms.Form):
    system = forms.ChoiceField(label="指标体系", choices=systems)
    code = forms.CharField(label="序号", max_length=40)
    parent = forms.CharField(label="上级序号", max_length=40, required=False)
    title = forms.CharField(
        label="内容", max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    known = forms.BooleanField(label="已取得原文", required=False, initial=True)
    full_score = forms.DecimalField(
        label="分值", min_value=0, max_digits=7, decimal_places=2, required=False
    )
    figures = forms.CharField(
        label="绑定指标", max_length=400, required=False, help_text="数据指标编号，多个用逗号分开"
    )
    aim = forms.DecimalField(
        label="达标值",
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text="绑定的第一个指标应当达到的数",
    )
    order = forms.IntegerField(label="顺序", required=False, initial=0)

    def clean_figures(self) -> str:
        ids = [
            i.strip()
            for i in self.cleaned_data["figures"].replace("，", ",").split(",")
            if i.strip()
        ]
        for figure_id in ids:
            try:
                figure_of(figure_id)
            except UnknownFigure:
                raise forms.ValidationError(f"没有这一指标：{figure_id}") from None
        return ",".join(ids)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("known") and not data.get("title"):
            raise forms.ValidationError("已取得原文的指标应当填写内容")
        if not data.get("known") and data.get("title"):
            raise forms.ValidationError("没有取得原文的指标不填内容，以免把推测当作原文")
        data["order"] = data.get("order") or 0
        data["aim"] = "" if data.get("aim") is None else f"{data['aim'].normalize():f}"
        return data
