"""What the steps of a rating ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from yifa.kernel.matter.inputs import day
from yifa.kernel.matter.procedure import StepForm
from yifa.work.rating.models import LOWEST_GOOD, Callback, Channel, Level

if TYPE_CHECKING:
    from yifa.kernel.matter.context import Work

REASONS = (
    ("attitude", "服务态度"), ("time", "办理时间"), ("visits", "跑动次数"), ("materials", "材料要求"),
    ("notice", "一次性告知"), ("process", "流程"), ("other", "其他"),
)  # fmt: skip


def words(label: str, rows: int = 3, max_length: int = 1000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **more
    )


class RatingForm(StepForm):
    """A rating as its person gave it. Name and number go to the supervising unit alone."""

    sensitive = ("phone",)

    level = forms.TypedChoiceField(label="评价等级", choices=Level.choices, coerce=int)
    reasons = forms.MultipleChoiceField(
        label="评价理由", choices=REASONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    comment = words("评价内容", required=False)
    rater = forms.CharField(
        label="评价人", max_length=80, required=False, help_text="匿名的留空；被评价单位看不到"
    )
    phone = forms.CharField(
        label="联系电话",
        max_length=40,
        required=False,
        help_text="用于核实和回访；被评价单位看不到",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        told = data.get("reasons") or data.get("comment")
        if "level" in data and data["level"] < LOWEST_GOOD and not told:
            self.add_error("comment", "差评请选择理由或者写明情况，以便核实整改")
        return data


class RecordForm(RatingForm):
    case_number = forms.CharField(label="办件编号", max_length=80)
    channel = forms.ChoiceField(label="评价渠道", choices=Channel.choices)
    visited_on = day("到访日期", "对某一次到窗口的评价填写；对整件的评价留空", required=False)
    ticket = forms.CharField(label="取号", max_length=20, required=False)
    given = forms.BooleanField(
        label="评价由办事人本人作出", help_text="没有本人作出的评价不登记，不以默认好评充数",
        error_messages={"required": "只登记办事人本人作出的评价；平台的默认评价请导入，单独列示、不计入"},
    )  # fmt: skip
    field_order = ("case_number", "channel", "visited_on", "ticket", "level")


class BringInForm(RatingForm):
    """A rating of a platform, with its number there. Default ratings come in flagged and are not counted."""

    source_system = forms.CharField(label="来源平台", max_length=40)
    external_number = forms.CharField(label="平台评价编号", max_length=80)
    case_number = forms.CharField(label="办件编号", max_length=80)
    channel = forms.ChoiceField(label="评价渠道", choices=Channel.choices)
    visited_on = day("到访日期", required=False)
    ticket = forms.CharField(label="取号", max_length=20, required=False)
    given_by = forms.ChoiceField(
        label="由谁作出", choices=[("person", "办事人本人"), ("default", "系统默认")]
    )
    field_order = ("source_system", "external_number", "case_number", "channel", "given_by")

    def fit(self, work: Work) -> None:
        """An import has told source and number already when it opens the matter."""
        if work.matter.external_number:
            for name in ("source_system", "external_number"):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["given"] = data.get("given_by") == "person"
        return data


class OpenForm(StepForm):
    """What a bad rating hands over to the supervising unit; nobody fills it in."""

    sensitive = ("phone",)

    rating = forms.CharField(widget=forms.HiddenInput)
    case = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.IntegerField(label="评价等级")
    comment = words("评价内容", required=False)
    rater = forms.CharField(label="评价人", max_length=80, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)


class DismissForm(StepForm):
    finding = words("核实情况", help_text="向评价人和承办单位了解的情况；不写能认出评价人的内容")


class FindForm(DismissForm):
    days = forms.IntegerField(label="限几个工作日整改", min_value=1, max_value=60, initial=15)


class FoundForm(StepForm):
    finding = words("核实情况")
    days = forms.IntegerField(label="限几个工作日整改", min_value=1, max_value=60, required=False)


class RectifyForm(StepForm):
    measure = words("整改措施和结果")


class CallForm(StepForm):
    callback = forms.ChoiceField(label="回访结果", choices=Callback.choices)
    note = words("回访记录", required=False, help_text="不写能认出评价人的内容")


class RedoForm(StepForm):
    reason = words("退回重新整改的理由")


class PublishForm(StepForm):
    summary = words("公开的处理结果", help_text="在评价结果页公开；不写办事人信息和办件编号")
