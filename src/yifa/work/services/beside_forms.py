"""What the steps beside a case ask for: enquiries, commitments, draws, checks, tasks, meetings."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.inputs import day
from yifa.kernel.matter.models import PartyKind
from yifa.kernel.matter.procedure import StepForm
from yifa.work.services.fields import UnitField, line, words
from yifa.work.services.models.words import CheckKind, PublicityKind


class AskForm(StepForm):
    """首问登记."""

    sensitive = ("contact",)
    question = words("询问事项", rows=2, max_length=400)
    asker = line("询问人", 60, required=False)
    contact = line("联系方式", 60, required=False)


class AnswerForm(StepForm):
    answer = words("答复")


class HandOverForm(StepForm):
    to = UnitField(label="移交给（单位代码）")
    reason = line("移交理由", 200)


class ArriveForm(AskForm):
    """What an enquiry is handed over with."""

    first_asked = line("首问责任人", 40)
    first_unit = line("首问单位", 80)
    handed = forms.IntegerField(label="移交次数")


class ReasonForm(StepForm):
    reason = line("理由", 200)


class TakenForm(StepForm):
    by = line("接收人", 40)


class SignForm(StepForm):
    """A commitment, filled by the case that took it."""

    title = line("名称", 200)
    proofs = line("承诺替代的证明", 400)
    committed = line("承诺人", 120)
    committed_kind = forms.ChoiceField(
        label="承诺人类别", choices=[("", "未载"), *PartyKind.choices], required=False
    )
    text = words("承诺内容")


class DrawnForm(StepForm):
    draw = line("抽查编号", 80)


class VerifyForm(StepForm):
    """事后核查: true, or a breach of the commitment."""

    result = forms.ChoiceField(label="核查结果", choices=[("true", "承诺属实"), ("breach", "承诺不实")])  # fmt: skip
    finding = words("核查情况")


class RepairForm(StepForm):
    record = words("修复情况", help_text="补正事实、退回所得、主动纠正等，写明凭据")


class CloseForm(StepForm):
    note = line("说明", 200, required=False)


class PrepareDrawForm(StepForm):
    """The list and the secret are fixed before anybody knows the number from outside."""

    sensitive = ("seed",)
    period_from = day("承诺签署自")
    period_to = day("承诺签署至")
    share = forms.IntegerField(label="抽查比例（%）", min_value=1, max_value=100)
    seed = line("密钥", 64, help_text="任意文字，抽取之前只公开它的摘要，抽取时由另一人公布")


class DrawForm(StepForm):
    seed = line("密钥", 64, help_text="与准备时的一致，摘要相符才能抽取")
    outside = line("外部数", 80, help_text="事先无法知道的公开数字，如当日开奖号码，写明来源")


POINTS = (
    ("subject", "主体和职权"), ("basis", "依据"), ("procedure", "程序"), ("limit", "期限"), ("content", "内容和条件"),
    ("paper", "文书和送达"),
)  # fmt: skip
"""What the legality of an approval is checked by."""


class CheckForm(StepForm):
    """One check. A finding names what was not met; an approval is checked point by point."""

    kind = forms.ChoiceField(label="检查内容", choices=CheckKind.choices)
    subject = line(
        "检查对象", 160, help_text="承诺、标准填登记簿中的编号；审批行为填办件编号或者决定文号"
    )
    basis = line("依据", 200, required=False)
    found = forms.ChoiceField(label="结论", choices=[("0", "符合、已兑现"), ("1", "发现问题、未兑现")])  # fmt: skip
    points = forms.MultipleChoiceField(
        label="合法性不符合的方面",
        required=False,
        choices=POINTS,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        help_text="检查审批行为时逐项核对",
    )  # fmt: skip
    finding = words("检查情况")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("points") and data.get("found") != "1":
            self.add_error("found", "有不符合的方面，结论应为发现问题")
        if data.get("kind") == CheckKind.APPROVAL and data.get("found") == "1" and not data.get("points"):  # fmt: skip
            self.add_error("points", "请写明哪些方面不符合")
        return data


class RectifyForm(StepForm):
    correction = words("整改、纠正情况")
    file = forms.FileField(label="整改材料", required=False)


class VerdictForm(StepForm):
    verdict = forms.ChoiceField(label="复核结论", choices=[("ok", "已整改到位"), ("again", "尚未到位，继续整改")])  # fmt: skip
    note = words("复核情况", rows=2)


class TaskForm(StepForm):
    """督办事项."""

    origin = forms.ChoiceField(
        label="来源",
        choices=[("meeting", "专班会议"), ("leader", "领导批示"), ("check", "督查发现")],
    )
    what = words("督办内容", rows=2, max_length=400)
    to = UnitField(label="责任单位代码")
    amount = forms.IntegerField(label="办理时限（工作日）", min_value=1, max_value=250)


class TaskSentForm(StepForm):
    origin = line("来源", 12)
    what = words("督办内容")
    owner = line("责任单位", 80)
    amount = forms.IntegerField(label="办理时限（工作日）")


class ResultForm(StepForm):
    result = words("办理情况")


class MeetingForm(StepForm):
    topic = line("议题", 200)
    chair = line("主持人职务", 60, required=False)


class HeldForm(StepForm):
    attended = forms.IntegerField(label="到会人数", min_value=2, max_value=500)
    resolved = words("议定事项")


class PublicityForm(StepForm):
    """部署宣传."""

    name = line("宣传名称", 120)
    kind = forms.ChoiceField(label="方式", choices=PublicityKind.choices)
    place = line("范围或者载体", 160, help_text="村、社区、单位，或者公众号、网站的名称")
    force = line("专班", 80, required=False)


class PublicityHeldForm(StepForm):
    copies = forms.IntegerField(label="发放份数", min_value=1, max_value=10**7, required=False)
    proof = line("凭据", 200, help_text="签收记录、网址、现场记录的编号或者存放处")


class ViewsForm(StepForm):
    views = forms.IntegerField(label="累计浏览次数", min_value=0, max_value=10**9)
    proof = line("凭据", 200, help_text="截图或者后台记录的编号")
