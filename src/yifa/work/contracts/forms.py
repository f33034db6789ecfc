"""What each step asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.context import Work
from yifa.kernel.matter.inputs import day as day
from yifa.kernel.matter.procedure import StepForm
from yifa.work.contracts.models import (
    NO_PROBLEM,
    CleanupItem,
    CleanupVerdict,
    Conclusion,
    ContractKind,
    ContractParty,
    Node,
    NodeKind,
    Suggestion,
    Verdict,
)

BREACH_GROUNDS = (
    ("redivision", "行政区划调整"),
    ("election", "政府换届"),
    ("reform", "机构或者职能调整"),
    ("personnel", "相关人员更替"),
)
"""Grounds on which the law lets no administrative body break a contract."""
CHANGE_GROUNDS = (
    ("public_interest", "国家利益、社会公共利益需要"),
    ("agreement", "双方协商一致"),
    ("statutory", "法定变更、解除事由"),
)


def words(label: str, rows: int = 3, max_length: int = 2000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **more
    )


def money(label: str, *, required: bool = True) -> forms.DecimalField:
    """An amount in yuan with two decimals."""
    return forms.DecimalField(
        label=label, min_value=0, max_digits=16, decimal_places=2, required=required, help_text="元"
    )


def lines(text: str) -> list[str]:
    """One item a line; empty lines and the writer's own numbering marks do not count."""
    found = (line.strip().lstrip("0123456789.、．) ）").strip() for line in text.splitlines())
    return [line for line in found if line]


class SubmitForm(StepForm):
    """What a unit hands in for review, with the checklist of papers."""

    name = forms.CharField(label="合同名称", max_length=160)
    party = forms.ChoiceField(label="政府一方", choices=ContractParty.choices)
    kind = forms.ChoiceField(label="合同类别", choices=ContractKind.choices)
    counterparty = forms.CharField(label="相对方", max_length=120)
    amount = money("合同金额")
    is_sme = forms.BooleanField(label="向中小企业采购货物、工程、服务", required=False)
    payment_days = forms.IntegerField(
        label="约定付款期限（日）", min_value=0, max_value=3650, required=False,
        help_text="自交付之日起；没有约定的不填",
    )  # fmt: skip
    affects_market = forms.BooleanField(
        label="涉及经营者经济活动", required=False, help_text="勾选后须先作公平竞争审查"
    )
    has_text = forms.BooleanField(label="合同文本及附件")
    has_basis = forms.BooleanField(label="立项、批准或者授权依据")
    has_standing = forms.BooleanField(label="相对方主体资格、资信材料")
    has_own_review = forms.BooleanField(label="承办单位内部审查意见")
    file = forms.FileField(label="合同送审稿", required=False)


class ReturnForm(StepForm):
    items = words("需要补充的材料", help_text="一次性列明")


class ResupplyForm(StepForm):
    note = words("补充情况")
    file = forms.FileField(label="补充材料", required=False)


class AcceptForm(StepForm):
    note = forms.CharField(label="核收记录", max_length=400, required=False)


class FairForm(StepForm):
    result = forms.ChoiceField(
        label="公平竞争审查结论",
        choices=[
            ("none", "不具有排除、限制竞争效果"),
            ("exception", "适用例外规定"),
            ("restricts", "具有排除、限制竞争效果"),
        ],
    )
    note = words("审查说明")


class OpinionForm(StepForm):
    """One written opinion; each line of `suggestions` becomes a numbered suggestion."""

    conclusion = forms.ChoiceField(label="结论", choices=Conclusion.choices)
    basis = words("审查依据和理由", rows=4)
    suggestions = words(
        "修改意见和建议",
        rows=6,
        max_length=6000,
        required=False,
        help_text="每行一条，系统自动编号",
    )
    counsel = forms.CharField(label="参与审查的法律顾问、公职律师", max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = lines(data.get("suggestions", ""))
        if data.get("conclusion") == Conclusion.AFTER_CHANGES and not found:
            self.add_error("suggestions", "结论为修改后签订的，应当写明修改意见")
        return data


class AdoptForm(StepForm):
    """The same answer for one or several suggestions; each keeps its own."""

    suggestions = forms.MultipleChoiceField(
        label="意见", widget=forms.CheckboxSelectMultiple({"class": "form-check-input"})
    )
    verdict = forms.ChoiceField(
        label="采纳情况", choices=[c for c in Verdict.choices if c[0] != Verdict.PENDING]
    )
    reason = words("说明", required=False, help_text="部分采纳、不采纳的应当说明理由")

    def fit(self, work: Work) -> None:
        rows = [r for r in work.rows(Suggestion) if r.verdict == Verdict.PENDING]
        choices: Any = self.fields["suggestions"]
        choices.choices = [(r.code, f"{r.code} {r.text}") for r in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") in (Verdict.PARTLY, Verdict.REJECTED) and not data.get("reason"):
            self.add_error("reason", "部分采纳、不采纳的应当说明理由")
        return data


class ReviseForm(StepForm):
    changes = words("修改情况")
    amount = money("修改后的合同金额", required=False)
    payment_days = forms.IntegerField(
        label="修改后的付款期限（日）",
        min_value=0,
        max_value=3650,
        required=False,
        help_text="没有变化的不填",
    )
    file = forms.FileField(label="修改稿", required=False)


class SignForm(StepForm):
    contract_number = forms.CharField(label="合同编号", max_length=80)
    file = forms.FileField(label="正式签订文本", required=False)


class BreachForm(SignForm):
    ground = words("未经审查先行签订的原因", help_text="将作为违反审查程序的记录保留，并单独统计")
    responsible = forms.CharField(label="责任单位和责任人", max_length=120)


class FileForm(StepForm):
    filing_number = forms.CharField(label="备案号", max_length=80)
    file = forms.FileField(label="备案材料", required=False)


class NodeForm(StepForm):
    """A node; a payment may be due by its own date or a number of days after delivery."""

    kind = forms.ChoiceField(label="类别", choices=NodeKind.choices)
    title = forms.CharField(label="内容", max_length=160)
    amount = money("金额", required=False)
    due_on = day("应完成日期", "付款期限自交付起算的不填", required=False)


class ChooseForm(StepForm):
    node = forms.ChoiceField(label="履约节点")

    def fit(self, work: Work) -> None:
        rows = [r for r in work.rows(Node) if r.done_on is None]
        choices: Any = self.fields["node"]
        choices.choices = [(str(r.serial), f"{r.serial} {r.title}") for r in rows]


class DeliveredForm(ChooseForm):
    delivered_on = day("交付或者双方确认结算日期", "付款期限自该日起算")


class DoneForm(ChooseForm):
    amount = money("实付金额", required=False)
    note = forms.CharField(label="办理情况", max_length=400, required=False)


class UrgeForm(StepForm):
    what = words("对方未履行的约定和催告内容")
    perform_by = day("催告的履行期限")


class ChangeForm(StepForm):
    ground = forms.ChoiceField(label="变更、解除事由", choices=[*CHANGE_GROUNDS, *BREACH_GROUNDS])
    what = words("变更、解除内容")
    compensation = words("对相对方损失的补偿", rows=2, required=False)


class ArrearsForm(StepForm):
    year = forms.IntegerField(label="公开所属年度", min_value=2020, max_value=2100)
    place = forms.CharField(label="公开载体", max_length=120, help_text="网站、报刊等")


class NoteForm(StepForm):
    note = words("说明")


class LaunchForm(StepForm):
    name = forms.CharField(label="清理行动名称", max_length=160)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    scope = words("清理范围")


class ItemForm(StepForm):
    name = forms.CharField(label="合同名称", max_length=160)
    number = forms.CharField(label="合同编号", max_length=80, required=False)
    counterparty = forms.CharField(label="相对方", max_length=120)
    price = money("合同价款")
    paid = money("已付价款")
    performed_percent = forms.IntegerField(label="履行进度（%）", min_value=0, max_value=100)


class _ItemChoice(StepForm):
    item = forms.ChoiceField(label="合同")

    def wanted(self, row: CleanupItem) -> bool:
        return True

    def fit(self, work: Work) -> None:
        rows = [r for r in work.rows(CleanupItem) if self.wanted(r)]
        choices: Any = self.fields["item"]
        choices.choices = [(str(r.serial), f"{r.serial} {r.name}") for r in rows]


class VerdictForm(_ItemChoice):
    verdict = forms.ChoiceField(
        label="核查结论",
        choices=[c for c in CleanupVerdict.choices if c[0] != CleanupVerdict.PENDING],
    )
    problem = words("发现的问题", required=False)

    def wanted(self, row: CleanupItem) -> bool:
        return row.cleared_on is None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") not in (*NO_PROBLEM, None) and not data.get("problem"):
            self.add_error("problem", "结论不是正常履行、履行完毕的，应当写明问题")
        return data


class HandleForm(_ItemChoice):
    measure = words("处理措施和结果")

    def wanted(self, row: CleanupItem) -> bool:
        return bool(row.problem) and row.cleared_on is None


class ClearForm(_ItemChoice):
    note = words("复核情况")

    def wanted(self, row: CleanupItem) -> bool:
        return bool(row.measure) and row.cleared_on is None
