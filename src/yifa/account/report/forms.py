"""What the steps of a yearly report ask for."""

from __future__ import annotations

from django import forms

from yifa.account.report.models import PromiseKind, ReportComment, Secrecy, Submission
from yifa.account.report.parts import Kind, recipients_of
from yifa.kernel.matter.context import Work
from yifa.kernel.matter.procedure import StepForm

MAX_TEXT = 100_000


def words(label: str, *, rows: int = 3, required: bool = True, longest: int = 1000, help_text: str = "") -> forms.CharField:  # fmt: skip
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )  # fmt: skip


def day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}))


class OpenForm(StepForm):
    year = forms.IntegerField(label="报告年度", min_value=2019, max_value=2100)
    kind = forms.ChoiceField(
        label="文种", required=False, choices=[("", "按单位类别"), *Kind.choices]
    )


class SaveForm(StepForm):
    text = forms.CharField(
        label="正文", max_length=MAX_TEXT, strip=False, widget=forms.Textarea({"rows": 24})
    )
    base = forms.IntegerField(
        label="所依据的版本", min_value=0, help_text="打开编辑时的版本号，他人已另存新版时据此发现"
    )
    note = forms.CharField(label="修改说明", max_length=200, required=False)


class ReasonForm(StepForm):
    reason = forms.CharField(label="理由", max_length=300)


class ReviewForm(StepForm):
    facts = forms.ChoiceField(
        label="内容核对", choices=[("ok", "事实、数据、引用无误"), ("", "尚有问题，请改用退回修改")]
    )
    secrecy = forms.ChoiceField(label="保密审查结论", choices=[("", "请选择"), *Secrecy.choices])
    note = words("审核意见", required=False)


class SignForm(StepForm):
    signer = forms.CharField(label="签署人姓名和职务", max_length=60)


class SubmitForm(StepForm):
    recipients = forms.MultipleChoiceField(
        label="收件方",
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text="全部送出后，报送期限停止计算",
    )
    method = forms.CharField(label="报送方式", max_length=40, initial="公文交换")

    def fit(self, work: Work) -> None:
        sent = {s.recipient for s in work.rows(Submission) if s.returned_on is None}
        left = [r for r in recipients_of(work.detail.kind) if r.code not in sent]
        field = self.fields["recipients"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(r.code, r.title) for r in left]
        field.initial = [r.code for r in left]


class ReceiptForm(StepForm):
    recipient = forms.ChoiceField(label="收件方", choices=[])
    received_by = forms.CharField(label="签收人", max_length=60)

    def fit(self, work: Work) -> None:
        field = self.fields["recipient"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (s.recipient, s.title)
            for s in work.rows(Submission)
            if s.returned_on is None and s.received_on is None
        ]


class PublishForm(StepForm):
    summary = words(
        "内容概述", rows=2, longest=300, required=False, help_text="不超过三百字，可以不写"
    )


class HearForm(StepForm):
    held_on = day("会议日期")
    meeting = forms.CharField(label="会议名称", max_length=120)
    conclusion = words("听取汇报的意见", required=False)


class UrgeForm(StepForm):
    reason = forms.CharField(
        label="督促事项", max_length=300, initial="请按规定时限报送法治政府建设年度报告"
    )
    reply_by = day("请于此日前报送", required=False)


class OpinionForm(StepForm):
    body = forms.CharField(
        label="意见来源", max_length=120, help_text="第三方机构、社会公众或者评议组织"
    )
    opinion = words("意见或者评议结果", longest=2000)


class RestateForm(StepForm):
    reason = forms.CharField(label="重述理由", max_length=200)
    text = forms.CharField(
        label="更正后的正文", max_length=MAX_TEXT, required=False, strip=False,
        widget=forms.Textarea({"rows": 16}),
        help_text="只更正数据的留空：按现有记录重新计算，前后差异向公众列明",
    )  # fmt: skip


class CommentForm(StepForm):
    quote = forms.CharField(label="针对的文字", max_length=120, required=False)
    said = words("意见")


class SettleForm(StepForm):
    comment = forms.ChoiceField(label="批注", choices=[])
    answer = forms.CharField(label="处理", max_length=500)

    def fit(self, work: Work) -> None:
        field = self.fields["comment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(c.pk), f"{c.author}：{c.said[:40]}")
            for c in work.rows(ReportComment)
            if c.settled_on is None and c.pk is not None
        ]


class RaiseForm(StepForm):
    year = forms.IntegerField(label="报告年度", min_value=2015, max_value=2100)
    kind = forms.ChoiceField(label="类别", choices=PromiseKind.choices)
    said = words("内容", longest=2000)
    report = forms.CharField(label="所属报告编号", max_length=80, required=False)


class PlanForm(StepForm):
    plan = forms.CharField(
        label="列入的工作要点", max_length=160, help_text="要点名称和条目，例如：2027年要点第8条"
    )
    responsible = forms.CharField(label="责任单位", max_length=120)
    due_on = day("完成时限", required=False)


class FulfilForm(StepForm):
    result = words("落实情况", longest=2000)


class AnswerForm(StepForm):
    answered_year = forms.IntegerField(
        label="在哪一年度的报告中回应", min_value=2015, max_value=2100
    )
    answer = words("回应", longest=2000)
