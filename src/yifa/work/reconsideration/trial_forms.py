"""What the steps of a trial, its decision and its aftermath ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.common import DeliveryForm
from yifa.kernel.matter.procedure import StepForm
from yifa.work.reconsideration import grounds
from yifa.work.reconsideration.classes import FindingMethod, LetterKind
from yifa.work.reconsideration.fields import day, line, tick, words
from yifa.work.reconsideration.models import ReconsiderationOfficer
from yifa.work.reconsideration.outcomes import decision_choices, outcome_of


def officer_choices() -> list[tuple[str, str]]:
    """Everybody ever on the staff register, by account; who may be chosen on a day is checked by the step."""
    rows = ReconsiderationOfficer.objects.unscoped("a list to choose from").order_by(
        "username", "version"
    )
    latest = {o.username: o for o in rows}
    return [(name, f"{o.name}（{_standing(o)}）") for name, o in latest.items()]


def _standing(officer: ReconsiderationOfficer) -> str:
    if officer.valid_to is not None:
        return f"{officer.username}，已离任"
    return officer.username if officer.fit else f"{officer.username}，尚不具备办案资格"


class AppointForm(StepForm):
    lead = forms.ChoiceField(label="主办人", choices=officer_choices)
    others = forms.MultipleChoiceField(
        label="其他办案人员", choices=officer_choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="两人以上共同办理",
    )  # fmt: skip
    grave = tick("重大、疑难、复杂案件", "应当组织听证，并提请复议委员会提出咨询意见")


class SendForm(StepForm):
    served_on = day("被申请人收到副本之日", "答复期限自此起算")


class ReplyForm(StepForm):
    opinion = words("书面答复要点", 4)
    evidence = words("证据、依据目录", 4, help_text="每行一件")


class HearForm(StepForm):
    manner = forms.ChoiceField(
        label="方式",
        choices=[
            ("face", "当面"),
            ("internet", "互联网"),
            ("phone", "电话"),
            ("written", "因当事人原因不能听取，书面审理"),
        ],
    )
    heard_from = line("听取意见的当事人", required=False)
    record = words("意见记录或者不能听取的原因", 4)


class AccessForm(StepForm):
    reader = line("查阅人")
    granted = forms.ChoiceField(label="是否同意", choices=[("1", "同意"), ("0", "不同意")])
    record = words("查阅范围，或者不同意的理由", 2, 1000)


class StayForm(StepForm):
    decision = forms.ChoiceField(
        label="审查结论", choices=[("stay", "停止执行"), ("go_on", "不停止执行")]
    )
    ground = forms.ChoiceField(
        label="停止执行的情形", choices=[("", "—"), *grounds.choices(grounds.STAYS)], required=False
    )
    reason = words("理由", 2, 1000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "stay" and not data.get("ground"):
            self.add_error("ground", "停止执行的，请选择情形")
        return data


LATEST = "留空即最近一次尚未办完的"


class StartFindingForm(StepForm):
    method = forms.ChoiceField(label="方式", choices=FindingMethod.choices)
    subject = line("查明事项", 200)


class RecordFindingForm(StepForm):
    serial = forms.IntegerField(label="查明序号", min_value=1, required=False, help_text=LATEST)
    persons = forms.IntegerField(label="参加的复议人员人数", min_value=0)
    showed_card = tick("已出示行政复议工作证件")
    record = words("笔录、记录或者对方复函", 4)


class AdoptFindingForm(StepForm):
    serial = forms.IntegerField(label="查明序号", min_value=1, required=False, help_text=LATEST)
    adopted = forms.ChoiceField(label="是否采信", choices=[("1", "采信"), ("0", "不采信")])
    reason = words("理由", 2, 1000)


class HearingNoticeForm(StepForm):
    hearing_on = day("举行听证之日")
    place = line("地点")
    matters = words("拟听证事项", 3, 1000)


class HearingForm(StepForm):
    presiding = line("主持人", 40)
    assessors = forms.IntegerField(label="听证员人数", min_value=0)
    recorder = line("记录员", 40)
    head_attended = forms.ChoiceField(
        label="被申请人负责人",
        choices=[
            ("1", "参加"),
            ("0", "未参加，已说明理由并委托工作人员"),
            ("x", "未参加，也未说明理由"),
        ],
    )
    record = words("听证笔录要点", 4)


class CommitteeForm(StepForm):
    opinion = words("咨询意见", 4)


class MediateForm(StepForm):
    held = forms.ChoiceField(
        label="调解情况",
        choices=[("agreed", "达成协议"), ("failed", "未达成协议"), ("going", "继续调解")],
    )
    record = words("调解记录", 3)


class StatementForm(StepForm):
    agreement = words("协议内容", 4)
    signed_on = day("各方签字或者签章之日")
    perform_by = day("履行期限", required=False)


class SuspendForm(StepForm):
    ground = forms.ChoiceField(label="中止情形", choices=grounds.choices(grounds.SUSPENSIONS))
    reason = words("说明", 2, 1000)


class ExcludeForm(StepForm):
    kind = forms.ChoiceField(
        label="不计入期限的事由", choices=[("site", "现场勘验"), ("expert", "鉴定")]
    )


class TerminateForm(StepForm):
    ground = forms.ChoiceField(label="终止情形", choices=grounds.choices(grounds.TERMINATIONS))
    reason = words("说明", 2, 1000)


class ExtendForm(StepForm):
    amount = forms.IntegerField(
        label="延长日数", min_value=1, initial=30, help_text="最多三十日，只能延长一次"
    )
    ground = line("情况复杂的具体理由", 200)


class DraftForm(StepForm):
    """The opinion of those who tried the case, from which the decision is signed."""

    old = False

    outcome = forms.ChoiceField(label="拟决定", choices=decision_choices(old=False))
    found = words("查明的事实", 5)
    reasons = words("理由和依据", 4)
    order = words("决定内容", 3)
    perform_by = day("被申请人履行期限", required=False)
    third_party_proof = tick("被申请人未举证，但行为涉及第三人合法权益且第三人提供了证据")
    third_party_request = tick("第三人提出相反请求")
    worse = tick("变更后对申请人更为不利")
    court = line("有管辖权的人民法院")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = data.get("outcome")
        if code and outcome_of(code).lays_duty and not data.get("perform_by"):
            self.add_error("perform_by", "须由被申请人履行的决定，请写明履行期限")
        if code == "change" and data.get("worse") and not data.get("third_party_request"):
            self.add_error("worse", "不得作出对申请人更为不利的变更，第三人提出相反请求的除外")
        return data


class OldDraftForm(DraftForm):
    old = True
    outcome = forms.ChoiceField(label="拟决定", choices=decision_choices(old=True))


class ReviewForm(StepForm):
    opinion = words("审核意见", 2, 1000)


class DecideForm(StepForm):
    manner = forms.ChoiceField(
        label="作出方式", choices=[("head", "复议机关负责人同意"), ("collective", "集体讨论通过")]
    )
    opinion = line("签发意见", 200, required=False)


class ServeForm(DeliveryForm):
    paper = forms.ChoiceField(
        label="送达文书",
        choices=[("decision", "复议决定书、调解书或者终结案件的文书"), ("other", "其他文书")],
    )
    reader = forms.ChoiceField(
        label="受送达人身份",
        choices=[("applicant", "申请人"), ("respondent", "被申请人"), ("third", "第三人")],
    )


class PublishForm(StepForm):
    published = forms.ChoiceField(
        label="向社会公开", choices=[("1", "已公开"), ("0", "依法不公开")]
    )
    reason = line("不公开的理由", 200, required=False)
    copied_to = line(
        "抄告的上一级主管部门", required=False, help_text="以部门为被申请人的，应当抄告"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("published") == "0" and not data.get("reason"):
            self.add_error("reason", "不公开的，请写明理由")
        return data


class LetterForm(StepForm):
    kind = forms.ChoiceField(label="种类", choices=LetterKind.choices)
    addressee = line("受文机关")
    content = words("意见、建议内容", 4)


class PerformedForm(StepForm):
    performance = words("履行情况", 3)


class OrderForm(StepForm):
    perform_by = day("责令履行的期限")
    measures = forms.MultipleChoiceField(
        label="并采取", required=False, choices=[("talk", "约谈有关负责人"), ("criticise", "通报批评")],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    reason = words("理由", 2, 1000)


class NormForm(StepForm):
    document = line("被审查的规范性文件或者依据", 200)
    own = forms.ChoiceField(
        label="处理权限", choices=[("1", "本机关有权处理"), ("0", "无权处理，转送")]
    )
    maker = line("制定机关，或者接受转送的机关")


class NormSentForm(StepForm):
    served_on = day("对方收到之日", "答复或者回复期限自此起算")


class NormResultForm(StepForm):
    result = forms.ChoiceField(
        label="处理结论",
        choices=[("lawful", "合法"), ("unlawful", "超越权限或者违反上位法，停止执行并责令纠正")],
    )
    opinion = words("处理意见", 3, 2000)


class ArchiveForm(StepForm):
    file_number = line("档号", 80, required=False)
