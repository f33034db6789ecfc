"""What the steps before acceptance ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.models import PartyKind
from yifa.kernel.matter.procedure import StepForm
from yifa.kernel.organization.models import Unit
from yifa.work.reconsideration import grounds
from yifa.work.reconsideration.classes import ActKind, Channel, SummaryGround, Track
from yifa.work.reconsideration.fields import day, line, tick, words


class RegisterForm(StepForm):
    """The application as it came; an oral one is written down on the spot (art. 22)."""

    sensitive = ("identity_number", "phone", "address")

    channel = forms.ChoiceField(label="申请渠道", choices=Channel.choices)
    applicant = line("申请人", help_text="姓名或者单位名称；多人的写第一人")
    applicant_class = forms.ChoiceField(label="申请人类别", choices=PartyKind.choices)
    applicants = forms.IntegerField(label="申请人人数", min_value=1, initial=1)
    representatives = line(
        "代表人", 200, required=False, help_text="申请人超过五人的，推选一至五名代表"
    )
    identity_number = line("身份证件或者信用代码号码", 40, required=False)
    phone = line("联系电话", 40, required=False)
    address = line("通信地址", 200, required=False)
    respondent = line("被申请人", help_text="作出行政行为的机关")
    respondent_unit = forms.ModelChoiceField(
        Unit.objects.all(), label="被申请人（本系统单位）", to_field_name="code", required=False,
        help_text="选定后，发送副本时自动在该单位开立答复事项",
    )  # fmt: skip
    third_party = line("第三人", required=False)
    act_kind = forms.ChoiceField(label="行政行为类别", choices=ActKind.choices)
    act = line("被申请的行政行为", 200, help_text="名称、文号")
    known_on = day("知道行政行为之日", "六十日申请期限自此起算")
    act_on = day("行政行为作出之日", required=False)
    real_estate = tick("因不动产提出")
    amount = forms.DecimalField(
        label="涉案款额（元）", max_digits=14, decimal_places=2, min_value=0, required=False
    )
    claim = words("复议请求", 3)
    facts = words("事实和理由")
    asks_compensation = tick("一并请求行政赔偿")
    asks_norm_review = tick("一并请求审查规范性文件")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("applicants") or 1) > 5 and not data.get("representatives"):
            self.add_error(
                "representatives", "申请人超过五人的，请写明推选的代表（实施条例第八条）"
            )
        return data


class CorrectionForm(StepForm):
    items = words("需要补正的事项", help_text="一次性写明")
    served_on = day(
        "申请人收到通知之日",
        "十个工作日的补正期限自此起算；尚未收到的留空，按发出之日计",
        required=False,
    )


class OldCorrectionForm(StepForm):
    items = words("需要补正的事项")
    correct_by = day("补正期限", "合理期限的最后一日")


class ExtendCorrectionForm(StepForm):
    amount = forms.IntegerField(label="延长工作日数", min_value=1)
    ground = line("不能按期补正的正当理由", 200)


class CorrectedForm(StepForm):
    supplied = words("补正的内容", 3)
    late_excuse = line("逾期补正的正当理由", 200, required=False)


class AcceptForm(StepForm):
    """Acceptance, with the procedure the case will be tried by."""

    track = forms.ChoiceField(label="审理程序", choices=Track.choices, initial=Track.ORDINARY)
    summary_ground = forms.ChoiceField(
        label="适用简易程序的情形", choices=[("", "—"), *SummaryGround.choices], required=False
    )
    clear = tick("事实清楚、权利义务关系明确、争议不大", "适用简易程序的前提（第五十三条）")
    late_excuse = line(
        "超期申请的正当理由",
        200,
        required=False,
        help_text="申请超过六十日的，写明耽误事由和障碍消除之日",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("track") == Track.SUMMARY and not data.get("summary_ground"):
            self.add_error("summary_ground", "适用简易程序的，请选择情形")
        return data


class OldAcceptForm(StepForm):
    late_excuse = line("超期申请的正当理由", 200, required=False)


class RefuseForm(StepForm):
    ground = forms.ChoiceField(label="不予受理事由", choices=grounds.choices(grounds.REFUSALS))
    reason = words("理由", 3, 2000)
    competent_body = line("有管辖权的复议机关", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ground") == "jurisdiction" and not data.get("competent_body"):
            self.add_error("competent_body", "不属于本机关管辖的，应当告知有管辖权的复议机关")
        return data


class TransferForm(StepForm):
    competent_body = line("移送或者告知的机关")
    reason = words("理由", 3, 1000)


class SummaryForm(StepForm):
    summary_ground = forms.ChoiceField(label="适用简易程序的情形", choices=SummaryGround.choices)
    clear = tick("事实清楚、权利义务关系明确、争议不大")


class ReasonForm(StepForm):
    reason = words("理由", 3, 1000)
