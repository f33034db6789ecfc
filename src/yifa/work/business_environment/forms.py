"""What each step asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms

from yifa.kernel.matter.context import Work
from yifa.kernel.matter.inputs import day
from yifa.kernel.matter.procedure import StepForm
from yifa.work.business_environment.models import (
    Category,
    ChangeKind,
    FairConclusion,
    Indicator,
    ProgressKind,
    Reviewer,
    Standard,
)

F = TypeVar("F", bound=StepForm)
RESULTS = (("done", "已见成效，通过验收"), ("partly", "部分完成，继续推进"), ("failed", "未达目的"))
AMOUNTS = ("steps", "materials", "days", "visits", "cost")
AMOUNT_TITLES = {
    "steps": "环节数", "materials": "材料数", "days": "时限（工作日）", "visits": "到场次数", "cost": "费用（元）",
}  # fmt: skip


def _words(
    label: str, *, required: bool = True, max_length: int = 2000, **more: Any
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=max_length, widget=forms.Textarea({"rows": 3}), **more
    )  # fmt: skip


def _asking(fields: Mapping[str, forms.Field]) -> Callable[[type[F]], type[F]]:
    """Declare fields made from a list of codes, so that pages and the journal know their labels too."""

    def add(form: type[F]) -> type[F]:
        form.base_fields = {**form.base_fields, **fields}
        return form

    return add


def _value(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=12, decimal_places=2, required=False
    )


class NoteForm(StepForm):
    note = _words("说明", required=False)


class ProposeForm(StepForm):
    name = forms.CharField(label="措施名称", max_length=160)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    basis = forms.CharField(
        label="依据", max_length=300, help_text="上级部署、法律法规或者企业群众反映"
    )
    cooperating = forms.CharField(label="配合单位", max_length=200, required=False)
    affects_market = forms.BooleanField(
        label="涉及经营者经济活动", required=False, help_text="勾选后须有公平竞争审查结论才能出台"
    )


class DraftForm(StepForm):
    finish_by = day("计划出台日期")

    def clean_finish_by(self) -> Any:
        """A plan lies ahead of the act; the door refuses a day before it, this names the field."""
        return self.cleaned_data["finish_by"]


class FairNumberForm(StepForm):
    number = forms.CharField(
        label="公平竞争审查编号", max_length=80, help_text="公平竞争审查台账上已作出结论的编号"
    )


class IssueForm(StepForm):
    document_number = forms.CharField(label="文号", max_length=80, required=False)


class ProgressForm(StepForm):
    kind = forms.ChoiceField(label="登记", choices=ProgressKind.choices)
    text = _words("内容")
    percent = forms.IntegerField(label="总体进度（%）", min_value=0, max_value=100, required=False)


class EvaluateForm(StepForm):
    result = forms.ChoiceField(label="评估结论", choices=RESULTS)
    findings = _words("评估意见")


class ReasonForm(StepForm):
    reason = forms.CharField(label="理由", max_length=300)


class SubmitForm(StepForm):
    name = forms.CharField(label="政策措施名称", max_length=160)
    document_kind = forms.CharField(
        label="文件类别", max_length=40, help_text="规范性文件、政策措施、招标文件、协议等"
    )
    reviewer = forms.ChoiceField(
        label="审查方式", choices=Reviewer.choices,
        help_text="部门出台的由起草单位审查；县级以上政府出台或者提请人大审议的，由市场监督管理部门会同审查",
    )  # fmt: skip
    file = forms.FileField(label="草案", required=False)


class ListenForm(StepForm):
    listened_to = _words("听取了谁的意见，意见如何", max_length=300)


@_asking({
    code: forms.CharField(
        label=f"{title}：违反之处", max_length=300, required=False, help_text="写明草案条款；不违反的留空"
    )
    for code, title in Standard.choices
})  # fmt: skip
class ConcludeForm(StepForm):
    """Each of the four groups of standards has its answer; a violation names its clause."""

    conclusion = forms.ChoiceField(label="审查结论", choices=FairConclusion.choices)
    reason = _words("结论的理由", help_text="适用例外规定的，写明没有对公平竞争影响更小的替代方案")
    ends_on = day("例外措施的实施期限", required=False)


class ReviseForm(StepForm):
    how = _words("怎样修改")
    file = forms.FileField(label="修改稿", required=False)


class ItemForm(StepForm):
    """Names an item of the catalogue by its code; the name is the catalogue's."""

    item_code = forms.CharField(
        label="事项编码", max_length=80, help_text="政务服务事项目录中的编码"
    )


class SortForm(ItemForm):
    kind = forms.ChoiceField(label="方式", choices=ChangeKind.choices)
    basis = forms.CharField(label="依据", max_length=300)
    merged_into = forms.CharField(
        label="并入事项的编码", max_length=80, required=False, help_text="整合的填写"
    )


def _amount(name: str, when: str) -> forms.Field:
    label = f"{'原' if when == 'before' else '现'}{AMOUNT_TITLES[name]}"
    if name == "cost":
        return forms.DecimalField(
            label=label, min_value=0, max_digits=14, decimal_places=2, required=False
        )
    return forms.IntegerField(label=label, min_value=0, max_value=10_000, required=False)


@_asking(
    {f"{name}_{when}": _amount(name, when) for name in AMOUNTS for when in ("before", "after")}
)
class SimplifyForm(StepForm):
    """The numbers before and after; those before that the catalogue holds are not asked for."""

    measure = _words("怎样精简")

    def fit(self, work: Work) -> None:
        for name in AMOUNTS:
            if getattr(work.detail, f"{name}_before") is not None:
                del self.fields[f"{name}_before"]


class PublishForm(StepForm):
    in_force_on = day("执行日期")


class PilotForm(StepForm):
    name = forms.CharField(label="应用名称", max_length=160)
    description = _words("内容")
    character = forms.CharField(label="区域或者行业特色", max_length=200)


class TrialForm(StepForm):
    place = forms.CharField(label="试用范围", max_length=200)
    trial_until = day("试用期满")


class UseForm(StepForm):
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", label="月份", help_text="如 2026-03")
    uses = forms.IntegerField(label="使用次数", min_value=0)


@_asking({f"target_{code}": _value(f"{title}目标") for code, title in Indicator.choices})
class TargetForm(ItemForm):
    """A target for at least one indicator."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(f"target_{code}") is not None for code in Indicator.values):
            raise forms.ValidationError("至少设定一项指标的目标值")
        return data


WORDS = {"promised": "承诺", "actual": "实际"}


@_asking(
    {
        f"{w}_{code}": _value(f"{title}（{word}）")
        for code, title in Indicator.choices
        for w, word in WORDS.items()
    }
)
class MeasureForm(StepForm):
    """Asks only for what no record holds: promises come from the catalogue, days from the cases of the item."""

    note = _words("测算说明", required=False)

    def fit(self, work: Work) -> None:
        from yifa.work.business_environment.evaluation_acts import unknown

        asked = {f"{which}_{code}" for code, which in unknown(work)}
        for name in [n for n in self.fields if n != "note" and n not in asked]:
            del self.fields[name]


class OutsideForm(StepForm):
    ground = forms.CharField(label="理由", max_length=300, help_text="为什么不涉及经营者的经济活动")


class OptimiseForm(StepForm):
    measures = _words("优化措施")
    reform = forms.CharField(
        label="改革措施编号", max_length=80, required=False, help_text="属于某项改革措施的填写"
    )
    streamlining = forms.CharField(
        label="精简优化编号", max_length=80, required=False, help_text="已登记精简优化的填写"
    )
