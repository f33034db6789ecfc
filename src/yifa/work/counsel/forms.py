"""What each step asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from stdnum.cn import uscc

from yifa.kernel.matter.context import Work
from yifa.kernel.matter.inputs import day as day
from yifa.kernel.matter.procedure import StepForm
from yifa.work.counsel.models import (
    Adoption,
    Advice,
    AssignmentKind,
    CaseResult,
    CheckupKind,
    CheckupProblem,
    CounselKind,
    Grade,
    RiskLevel,
)

LOGGED = (
    AssignmentKind.MEETING, AssignmentKind.CONSULT, AssignmentKind.MEDIATE, AssignmentKind.GUIDE,
    AssignmentKind.VILLAGE,
)  # fmt: skip
"""Services that are over when they are noted; the others are entrusted, handed in and answered."""
HEADED = (AssignmentKind.CONSULT, AssignmentKind.GUIDE)
ENGAGED = [(k.value, k.label) for k in CounselKind if k != CounselKind.GOVERNMENT_LAWYER]
ANSWERS = [c for c in Adoption.choices if c[0] != Adoption.PENDING]


def words(label: str, rows: int = 3, max_length: int = 3000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **more
    )


def lines(text: str) -> list[str]:
    """One item a line; empty lines and the writer's own numbering marks do not count."""
    found = (line.strip().lstrip("0123456789.、．) ）").strip() for line in text.splitlines())
    return [line for line in found if line]


def number(label: str = "法律顾问编号", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=80, required=required, help_text="在任法律顾问、公职律师的聘任编号"
    )


def need_reason(form: StepForm, data: dict[str, Any], verdict: str) -> None:
    if data.get(verdict) in (Adoption.PARTLY, Adoption.REJECTED) and not data.get("reason"):
        form.add_error("reason", "部分采纳、不采纳的应当说明理由")


class NoteForm(StepForm):
    note = words("说明")


class SelectForm(StepForm):
    name = forms.CharField(label="遴选事项", max_length=160)
    kind = forms.ChoiceField(label="类别", choices=ENGAGED)
    method = forms.ChoiceField(
        label="遴选方式", choices=[(m, m) for m in ("公开选聘", "比选", "政府采购", "直接聘请")]
    )
    candidates = forms.IntegerField(label="参加遴选人数", min_value=1)


class ChooseForm(StepForm):
    name = forms.CharField(label="姓名", max_length=40)
    licence = forms.CharField(label="执业证、资格证号", max_length=40)
    body = forms.CharField(
        label="律师事务所、法律服务所编号",
        max_length=80,
        required=False,
        help_text="在“法律服务机构”中登记的编号；专家、法制机构人员不填",
    )
    reason = words("选定理由")


class SignForm(StepForm):
    agreement = forms.CharField(label="聘用合同编号", max_length=80)
    term_to = day("聘期最后一日")
    villages = words(
        "服务的村（社区）", required=False, help_text="“一村一法律顾问”的填写：每行一个，编号 名称"
    )
    file = forms.FileField(label="聘用合同", required=False)


class EvaluateForm(StepForm):
    year = forms.IntegerField(label="考核年度", min_value=2000, max_value=2100)
    grade = forms.ChoiceField(label="考核结果", choices=Grade.choices)
    note = words("考核意见")


class RenewForm(StepForm):
    agreement = forms.CharField(label="续聘合同编号", max_length=80)
    term_to = day("续聘后聘期最后一日")


class ApplyForm(StepForm):
    name = forms.CharField(label="姓名", max_length=40)
    licence = forms.CharField(label="法律职业资格证号", max_length=40)
    reason = words("申请理由", required=False)


class AppointForm(StepForm):
    licence = forms.CharField(label="公职律师证号", max_length=40)


class LogForm(StepForm):
    """A service that is over when noted."""

    kind = forms.ChoiceField(label="事项类别", choices=[(k.value, k.label) for k in LOGGED])
    engagement = number()
    name = forms.CharField(label="事项", max_length=160)
    village = forms.CharField(label="村（社区）", max_length=60, required=False)
    heads = forms.IntegerField(label="服务人次", min_value=0, required=False)
    result = words("服务情况")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in HEADED and not data.get("heads"):
            self.add_error("heads", "咨询、指引的应当填写服务人次")
        if data.get("kind") == AssignmentKind.VILLAGE and not data.get("village"):
            self.add_error("village", "驻村服务的应当填写村（社区）")
        return data


class EntrustForm(StepForm):
    kind = forms.ChoiceField(
        label="事项类别", choices=[(k.value, k.label) for k in AssignmentKind if k not in LOGGED]
    )
    engagement = number()
    name = forms.CharField(label="事项", max_length=160)
    request = words("委托内容")
    case_number = forms.CharField(
        label="案号", max_length=80, required=False, help_text="代理诉讼的填写"
    )
    file = forms.FileField(label="材料", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == AssignmentKind.LITIGATION and not data.get("case_number"):
            self.add_error("case_number", "代理诉讼的应当填写案号")
        return data


class SubmitForm(StepForm):
    result = words("办理结果")
    advice = words("意见和建议", rows=6, required=False, help_text="每行一条，系统自动编号")
    risk = forms.ChoiceField(
        label="风险等级",
        choices=[("", "—"), *RiskLevel.choices],
        required=False,
        help_text="法律风险评估的填写",
    )
    case_result = forms.ChoiceField(
        label="案件结果",
        choices=[("", "—"), *CaseResult.choices],
        required=False,
        help_text="代理诉讼结案的填写",
    )
    file = forms.FileField(label="意见书、材料", required=False)


class AdoptForm(StepForm):
    """The same answer for one or several pieces of advice."""

    advice = forms.MultipleChoiceField(
        label="意见", widget=forms.CheckboxSelectMultiple({"class": "form-check-input"})
    )
    adoption = forms.ChoiceField(label="采纳情况", choices=ANSWERS)
    reason = words("说明", required=False)

    def fit(self, work: Work) -> None:
        rows = [r for r in work.rows(Advice) if r.adoption == Adoption.PENDING]
        choices: Any = self.fields["advice"]
        choices.choices = [(str(r.serial), f"{r.serial} {r.text}") for r in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        need_reason(self, data, "adoption")
        return data


class InviteForm(StepForm):
    name = forms.CharField(label="重大决策事项", max_length=200)
    decide_on = day("拟决策日期")
    engagement = number()


class WithoutForm(StepForm):
    name = forms.CharField(label="重大决策事项", max_length=200)
    decide_on = day("决策日期")
    reason = words("未邀请法律顾问参与的原因")


class PostponeForm(StepForm):
    decide_on = day("新的拟决策日期")


class AttendForm(StepForm):
    manner = forms.ChoiceField(
        label="参与方式",
        choices=[("meeting", "列席会议"), ("written", "书面审查"), ("argument", "参加论证")],
    )
    note = forms.CharField(label="参与情况", max_length=400, required=False)


class DecisionOpinionForm(StepForm):
    opinion = words("法律意见", rows=5)
    file = forms.FileField(label="法律意见书", required=False)


class RaiseForm(StepForm):
    name = forms.CharField(label="事项", max_length=160)
    question = words("要问的法律问题", rows=5)
    file = forms.FileField(label="材料", required=False)


class PoolForm(StepForm):
    engagement = number("指派的法律顾问编号")


class AnswerForm(StepForm):
    opinion = words("意见", rows=6)


class FeedbackForm(StepForm):
    adoption = forms.ChoiceField(label="采纳情况", choices=ANSWERS)
    reason = words("说明", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        need_reason(self, data, "adoption")
        return data


class SignUpForm(StepForm):
    kind = forms.ChoiceField(label="类别", choices=CheckupKind.choices)
    enterprise = forms.CharField(label="企业或者场所", max_length=120)
    code = forms.CharField(
        label="统一社会信用代码", max_length=18, required=False, help_text="企业体检必填"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = data.get("code", "")
        if data.get("kind") == CheckupKind.ENTERPRISE and not code:
            self.add_error("code", "企业法治体检的应当填写统一社会信用代码")
        elif code and not uscc.is_valid(code):
            self.add_error("code", "统一社会信用代码的校验位不符，请核对")
        return data


class ExamineForm(StepForm):
    lawyers = forms.CharField(label="体检人员", max_length=120)
    scope = words("体检内容")
    problems = words(
        "发现的法律问题", rows=6, required=False, help_text="每行一个，系统自动编号；没有问题的不填"
    )


class SolveForm(StepForm):
    problem = forms.ChoiceField(label="问题")
    solution = words("整改、解决情况")

    def fit(self, work: Work) -> None:
        rows = [r for r in work.rows(CheckupProblem) if r.solved_on is None]
        choices: Any = self.fields["problem"]
        choices.choices = [(str(r.serial), f"{r.serial} {r.text}") for r in rows]


class RevisitForm(StepForm):
    satisfied = forms.TypedChoiceField(
        label="满意情况", choices=[("1", "满意"), ("0", "不满意")], coerce=int
    )
    note = words("回访情况")
