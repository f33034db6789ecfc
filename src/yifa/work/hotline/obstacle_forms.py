"""What the steps of a difficulty in getting things done ask for, with its parts, joint action and campaign."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.procedure import StepForm
from yifa.work.hotline.fields import day, days, line, tick, unit, words
from yifa.work.hotline.models import Intake, Satisfaction, Trouble
from yifa.work.hotline.order_forms import CALLED, OuterNumber


class TroubleForm(StepForm):
    sensitive = ("phone", "address")

    trouble = forms.ChoiceField(label="类别", choices=Trouble.choices)
    name = line("问题标题", 80)
    content = words("反映内容")
    complainant = line("反映人", 80, required=False, help_text="个人或者经营主体；匿名的留空")
    is_market = tick("反映人是经营主体")
    phone = line("联系电话", 40, required=False, help_text="加密保存，查看留痕")
    address = line("通信地址", 200, required=False)


class TellForm(TroubleForm):
    """A difficulty told on the public site: the channel is the page itself."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return data | {"channel": str(Intake.PORTAL)}


class ReceiveForm(TroubleForm):
    channel = forms.ChoiceField(
        label="渠道", choices=CALLED, help_text="只能经已经登记、公布的渠道受理"
    )
    field_order = ("channel",)


class FromAboveForm(OuterNumber, TroubleForm):
    """A case passed down: its number above is kept, and a person here answers for it."""

    from_body = line("转办机关")
    source_system = line("来源系统", 40, help_text="没有系统、以文件转来的，写文件的来源")
    external_number = line("转办编号", 80)
    handler = line("专人承办（账号）", 40)
    report_by = days("限几个工作日内反馈", 10, 120)
    field_order = ("from_body", "source_system", "external_number", "handler", "report_by")


class CollectedForm(TroubleForm):
    """What a campaign hands over when it collects a problem."""

    campaign = forms.IntegerField(label="专项整治", widget=forms.HiddenInput)


class TransferForm(StepForm):
    responsible = unit("责任单位")
    days = days("限几个工作日内办结", 5)
    note = line("转办意见", 400, required=False)


class PartForm(StepForm):
    """What a case hands over to the responsible unit; nobody fills it in."""

    sensitive = ("phone", "address")

    name = line("问题标题", 80)
    content = words("反映内容")
    case = forms.IntegerField(label="问题", widget=forms.HiddenInput)
    days = days("限几个工作日内办结", 5)
    complainant = line("反映人", 80, required=False)
    is_market = tick("反映人是经营主体")
    phone = line("联系电话", 40, required=False)
    address = line("通信地址", 200, required=False)
    note = line("转办意见", 400, required=False)


class NoteForm(StepForm):
    note = line("说明", 400, required=False)


class FollowUpForm(StepForm):
    progress = words("进展情况", rows=3, max_length=1000)


class UrgeForm(StepForm):
    ground = line("督办事由", 200)


class ResultForm(StepForm):
    result = words("办理结果")
    solved = tick("问题已经解决", "没有解决的不勾选，写明原因和下一步")


class VisitForm(StepForm):
    satisfaction = forms.ChoiceField(label="回访评价", choices=Satisfaction.choices)
    note = words("回访记录", rows=3, max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("satisfaction") == Satisfaction.DISSATISFIED and not data.get("note"):
            self.add_error("note", "不满意的，记下反映人说的理由")
        return data


class ReportUpForm(StepForm):
    report = words("反馈内容")
    reported_on = day("反馈日期")
    receipt = line("回执编号或者接收人", required=False)


class ClearForm(StepForm):
    note = words("复核情况", rows=3, max_length=1000)


class ProposeForm(StepForm):
    committee = unit("协调机关", "政法委等牵头协调的机关")
    ground = words("移交事由", help_text="为什么超出本单位职权、涉嫌什么")


class JointForm(StepForm):
    """What a case hands over for joint action; nobody fills it in."""

    name = line("问题标题", 80)
    content = words("移交事由")
    case = forms.IntegerField(label="问题", widget=forms.HiddenInput)
    whole = forms.IntegerField(label="协同移交", widget=forms.HiddenInput, required=False)


class HandOverForm(StepForm):
    receiver = unit("接收机关", "有职权办理的机关")
    days = days("商定几个工作日内反馈", 15, 120)
    opinion = words("协调意见", rows=3, max_length=1000)


class JointPartForm(JointForm):
    days = days("商定几个工作日内反馈", 15, 120)
    opinion = words("协调意见", rows=3, max_length=1000)


class SignForm(StepForm):
    signed_by = line("签收人", 40)


class RefuseForm(StepForm):
    reason = words("退回理由", rows=3, max_length=1000)


class FeedbackForm(StepForm):
    result = words("办理结果")


class LaunchForm(StepForm):
    name = line("专项整治名称", 80)
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2100)
    scope = words("整治范围")


class TakeInForm(StepForm):
    """Cases received already that belong to this campaign."""

    numbers = words("问题编号", rows=3, max_length=1000, help_text="每行一个，或者用顿号分开")

    def clean_numbers(self) -> list[str]:
        text: str = self.cleaned_data["numbers"].replace("、", "\n").replace("，", "\n")
        return list(dict.fromkeys(n.strip() for n in text.splitlines() if n.strip()))


class FinishForm(StepForm):
    summary = words("整治总结")
