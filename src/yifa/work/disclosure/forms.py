"""What each step of a request asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.inputs import day as day
from yifa.kernel.matter.models import PartyKind
from yifa.kernel.matter.procedure import StepForm
from yifa.work.disclosure.models import Channel, RemedyKind, RemedyResult
from yifa.work.disclosure.outcomes import outcome_of, reply_choices

PROVISIONS = ("电子文档", "纸质文件", "当面查阅", "其他")


def words(label: str, rows: int = 4, max_length: int = 4000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **more
    )


class ApplicationForm(StepForm):
    """The three elements of an application (art. 29): who, what, in which form."""

    sensitive = ("identity_number", "phone", "address")

    applicant = forms.CharField(label="申请人", max_length=120, help_text="姓名或者单位名称")
    applicant_class = forms.ChoiceField(label="申请人类别", choices=PartyKind.choices)
    identity_number = forms.CharField(
        label="身份证件或者信用代码号码", max_length=40, required=False
    )
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    address = forms.CharField(label="通信地址或者电子邮箱", max_length=200, required=False)
    wanted = words("所需信息", help_text="名称、文号或者便于查询的其他特征描述")
    provision = forms.ChoiceField(label="提供方式", choices=[(p, p) for p in PROVISIONS])


class RegisterForm(ApplicationForm):
    """Registration, with the days that fix the day of receipt (art. 31)."""

    channel = forms.ChoiceField(label="申请渠道", choices=Channel.choices)
    submitted_on = day("提交或者寄出日期", "当面提交的即收到申请之日，可留空", required=False)
    signed_on = day("签收日期", "挂号信、邮政快递，签收之日为收到申请之日", required=False)
    agreed_on = day(
        "与申请人确认日期", "平信、互联网、传真，确认之日为收到申请之日", required=False
    )


class ConfirmForm(StepForm):
    agreed_on = day("与申请人确认日期", "双方确认之日为收到申请之日，答复期限自此起算")


class CheckForm(StepForm):
    """Whether the application has what art. 29 asks for."""

    has_identity = forms.BooleanField(
        label="申请人姓名或者名称、身份证明、联系方式齐全", required=False
    )
    has_description = forms.BooleanField(label="所需信息描述明确、便于查询", required=False)
    has_provision = forms.BooleanField(label="写明获取信息的方式、途径", required=False)
    note = forms.CharField(label="核对记录", max_length=400, required=False)


class CorrectionForm(StepForm):
    items = words("需要补正的事项", help_text="一次性写明全部事项和理由")
    correct_by = day("补正期限", "合理期限的最后一日；逾期不补正的不再处理")


class CorrectedForm(StepForm):
    wanted = words("补正后的所需信息")
    note = forms.CharField(label="补正情况", max_length=400, required=False)


class ReasonForm(StepForm):
    reason = words("理由", rows=3, max_length=1000)


class ExplainedForm(StepForm):
    reasonable = forms.ChoiceField(
        label="理由是否合理", choices=[("1", "合理，继续办理"), ("0", "不合理，拟不予处理")]
    )
    statement = words("申请人说明的理由", max_length=2000)
    delayed_until = day(
        "延迟答复的期限", "理由合理但法定期限内无法答复的，确定并告知合理期限", required=False
    )


class SearchForm(StepForm):
    places = forms.CharField(
        label="检索范围", max_length=200, help_text="检索了哪些机构、系统、档案"
    )
    found = forms.CharField(label="检索结果", max_length=400)


class SecrecyForm(StepForm):
    conclusion = forms.ChoiceField(
        label="审查结论",
        choices=[("open", "可以公开"), ("partial", "区分处理后部分公开"), ("closed", "不得公开")],
    )
    note = words("审查意见", rows=3, max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("conclusion") not in (None, "open") and not data.get("note"):
            self.add_error("note", "不能全部公开的，请写明依据和理由")
        return data


class ConsultForm(StepForm):
    consulted = forms.CharField(label="征求意见对象", max_length=120)
    served_on = day(
        "对方收到征求意见书之日",
        "对方十五个工作日的期限自此起算；未知可留空，按发函之日计",
        required=False,
    )
    question = words("征求意见的内容", rows=3, max_length=2000)


class OpinionForm(StepForm):
    opinion = forms.ChoiceField(
        label="意见",
        choices=[
            ("agree", "同意公开"),
            ("partly", "部分同意"),
            ("refuse", "不同意公开"),
            ("silent", "逾期未提出意见"),
        ],
    )
    reason = words("意见和理由", rows=3, max_length=2000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opinion") in ("partly", "refuse") and not data.get("reason"):
            self.add_error("reason", "不同意公开的，请写明合理理由")
        return data


class ExtendForm(StepForm):
    amount = forms.IntegerField(label="延长工作日数", min_value=1, initial=20)
    ground = forms.CharField(label="延长理由", max_length=200)


class FeeForm(StepForm):
    fee = forms.DecimalField(label="信息处理费（元）", max_digits=10, decimal_places=2, min_value=0)
    pay_by = day("缴费期限")
    basis = forms.CharField(label="收费依据和标准", max_length=200)


class DraftForm(StepForm):
    """The reply as drafted: outcome, answer, reasons, remedies."""

    outcome = forms.ChoiceField(label="办理结果", choices=reply_choices)
    answer = words("答复内容", rows=6)
    ground = words("理由和依据", max_length=2000, required=False)
    reconsideration_body = forms.CharField(label="行政复议机关", max_length=120)
    court = forms.CharField(label="有管辖权的人民法院", max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = data.get("outcome")
        if code and outcome_of(code).needs_ground and not data.get("ground"):
            self.add_error(
                "ground", "不予公开、无法提供、不予处理的，应当说明理由（条例第三十六条）"
            )
        return data


class SignForm(StepForm):
    note = forms.CharField(label="签发意见", max_length=200, required=False)


class RemedyForm(StepForm):
    kind = forms.ChoiceField(label="途径", choices=RemedyKind.choices)
    number = forms.CharField(label="案号", max_length=80, required=False)
    filed_on = day("提起日期")
    result = forms.ChoiceField(label="结果", choices=RemedyResult.choices)
    decided_on = day("审结日期", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pending = data.get("result") == RemedyResult.PENDING
        if pending == bool(data.get("decided_on")):
            self.add_error("decided_on", "已审结的填写审结日期；尚未审结的留空")
        if (
            data.get("decided_on")
            and data.get("filed_on")
            and data["decided_on"] < data["filed_on"]
        ):
            self.add_error("decided_on", "不能早于提起日期")
        return data


class ArchiveForm(StepForm):
    file_number = forms.CharField(label="档号", max_length=80, required=False)
