"""What each step of an order, and of its part at a unit, asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from yifa.kernel.matter.procedure import StepForm
from yifa.work.hotline.fields import days, line, tick, unit, units, words
from yifa.work.hotline.models import HandlingResult, Intake, OrderType, Satisfaction
from yifa.work.hotline.routing import suggest

if TYPE_CHECKING:
    from yifa.kernel.matter.context import Work

CALLED = [c for c in Intake.choices if c[0] != Intake.PLATFORM]


class OrderForm(StepForm):
    """One intake for every way of coming in."""

    sensitive = ("phone", "address")

    type = forms.ChoiceField(label="工单类型", choices=OrderType.choices)
    name = line("诉求标题", 80)
    content = words("诉求内容")
    place = line("事发地点", required=False)
    caller = line("来电人", 80, required=False, help_text="不愿留名的留空")
    phone = line("联系电话", 40, required=False, help_text="加密保存，查看留痕")
    address = line("通信地址", 200, required=False)
    confidential = tick("要求对承办单位保密", "举报人要求保密的，承办单位看不到来电人和联系方式")


class RegisterForm(OrderForm):
    channel = forms.ChoiceField(label="受理渠道", choices=CALLED)
    field_order = ("channel",)


class OuterNumber(StepForm):
    """Where a matter was born and its number there. An import has told both already when it opens the matter."""

    def fit(self, work: Work) -> None:
        if work.matter.external_number:
            for name in ("source_system", "external_number"):
                self.fields[name].required = False


class PlatformForm(OuterNumber, OrderForm):
    """An order born in a higher platform: its number there is kept, nothing is numbered twice."""

    source_system = line("来源平台", 40)
    external_number = line("平台工单号", 80)
    field_order = ("source_system", "external_number")


class PlatformResultForm(StepForm):
    """What the platform's own units did with an order before it came here."""

    lead = line("办理单位")
    result = forms.ChoiceField(label="办理结果", choices=HandlingResult.choices)
    answer = words("答复内容")


class ReasonForm(StepForm):
    reason = words("理由", rows=3, max_length=1000)


class AnswerForm(StepForm):
    answer = words("答复内容")


class AssignForm(StepForm):
    """Who handles: the duty list suggests, the clerk decides."""

    lead = unit("主办单位")
    joint = units("会办单位", "需要几个单位共同办理的，由主办单位汇总答复")
    note = line("转办意见", 400, required=False)

    def fit(self, work: Work) -> None:
        found = suggest(f"{work.matter.title} {work.detail.content}", work.matter.unit)
        if not found:
            self.fields["lead"].help_text = "职责清单中没有对应的职责事项，请核对后选择"
            return
        self.fields["lead"].initial = found[0].unit.code
        told = "；".join(f"{s.unit}（{s.area}：{'、'.join(s.words)}）" for s in found[:3])
        self.fields["lead"].help_text = f"按职责清单建议：{told}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lead") and data["lead"] in (data.get("joint") or ()):
            self.add_error("joint", "主办单位不能同时作为会办单位")
        return data


class TaskForm(StepForm):
    """What the order hands over when a part is opened; nobody fills it in."""

    sensitive = ("phone", "address")

    name = line("诉求标题", 80)
    type = forms.ChoiceField(label="工单类型", choices=OrderType.choices)
    content = words("诉求内容")
    order = forms.IntegerField(label="工单", widget=forms.HiddenInput)
    is_lead = forms.IntegerField(label="主办", min_value=0, max_value=1)
    caller = line("来电人", 80, required=False)
    phone = line("联系电话", 40, required=False)
    address = line("通信地址", 200, required=False)
    note = line("转办意见", 400, required=False)


class ReturnForm(StepForm):
    ground = words("退回理由", rows=3, max_length=1000, help_text="写明不属于本单位职责的依据")
    should = line("建议承办单位", required=False)


class RulingForm(StepForm):
    ground = words("提请裁定的理由", rows=3, max_length=1000)


class RuledForm(StepForm):
    opinion = words("裁定意见", rows=3, max_length=1000)


class ExtendForm(StepForm):
    ground = line("延期理由", 200)


class ExclusionForm(StepForm):
    ground = words("认定不合理诉求的理由", rows=3, max_length=1000)
    evidence = words("办理过程和证明材料", rows=3, max_length=1000)


class AskedForm(StepForm):
    """What the part tells the order of an application; nobody fills it in."""

    unit = line("申请单位")
    ground = words("认定不合理诉求的理由", rows=3, max_length=1000)


class DecideForm(StepForm):
    decision = forms.ChoiceField(
        label="认定结论", choices=[("1", "认定为不合理诉求"), ("0", "不予认定")]
    )
    opinion = words("认定意见", rows=3, max_length=1000)


class SuperviseForm(StepForm):
    ground = line("督办事由", 200)
    days = days("限几个工作日内办结", 2)


class ReplyForm(StepForm):
    result = forms.ChoiceField(label="办理结果", choices=HandlingResult.choices)
    answer = words("答复内容", help_text="已经回复来电人的内容，反馈热线中心")
    told = forms.BooleanField(
        label="已回复来电人", required=False, help_text="匿名或者无联系方式的不勾选，在答复中说明"
    )


class CallBackForm(StepForm):
    satisfaction = forms.ChoiceField(label="回访评价", choices=Satisfaction.choices)
    note = words("回访记录", rows=3, max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("satisfaction") == Satisfaction.DISSATISFIED and not data.get("note"):
            self.add_error("note", "不满意的，记下来电人说的理由")
        return data


class NoteForm(StepForm):
    note = line("说明", 400, required=False)
