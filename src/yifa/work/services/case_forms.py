"""What each step of a case asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.context import Work
from yifa.kernel.matter.inputs import day
from yifa.kernel.matter.models import PartyKind
from yifa.kernel.matter.procedure import StepForm
from yifa.work.services.catalogue import codes_of
from yifa.work.services.fields import ItemField, ItemForm, UnitField, line, words
from yifa.work.services.models import ProofItem
from yifa.work.services.models.words import Area, CaseKind, Channel, Help, PartResult, Way

SPECIAL = (
    ("hearing", "听证"), ("tender", "招标"), ("auction", "拍卖"), ("inspection", "检验、检测、检疫、鉴定"),
    ("review", "专家评审"),
)  # fmt: skip
"""What does not count within the limit of a decision (行政许可法第四十五条)."""
REFUSALS = (
    ("not_needed", "依法不需要办理"), ("not_ours", "不属于本机关职权范围"), ("not_complete", "补正后仍不符合法定形式"),
)  # fmt: skip
"""Grounds on which an application is not accepted (行政许可法第三十二条第一款)."""
DELIVERIES = (
    ("counter", "窗口领取"),
    ("post", "邮寄"),
    ("electronic", "电子证照"),
    ("door", "上门送达"),
)
SECOND_GROUNDS = (
    ("applicant", "申请人提交的补正材料出现新的问题"), ("law", "告知之后依据发生变化"), ("office", "首次告知有遗漏"),
)  # fmt: skip
"""Why a second notice may be given at all; the last one is the office's own failing and is counted as such."""


def chosen(pairs: Any, *, empty: str = "") -> list[tuple[str, str]]:
    return ([("", empty)] if empty else []) + [(str(v), str(t)) for v, t in pairs if v != ""]


class ApplicantForm(ItemForm):
    """Who applies, for what."""

    sensitive = ("identity_number", "phone", "address")
    item = ItemField()
    applicant = line("姓名或者名称", 120)
    applicant_kind = forms.ChoiceField(
        label="申请人类别", choices=PartyKind.choices, initial=PartyKind.NATURAL
    )
    identity_number = line("证件号码", 40, required=False)
    phone = line("联系电话", 40, required=False)
    address = line("送达地址", 200, required=False, help_text="需要邮寄、上门的填写")


class ReceiveForm(ApplicantForm):
    """收件: everything the window registers; kind, channel and the like have their usual answer already."""

    kind = forms.ChoiceField(
        label="办件类型", choices=chosen(CaseKind.choices, empty="按事项清单"), required=False
    )
    channel = forms.ChoiceField(
        label="渠道", choices=chosen(Channel.choices), required=False, initial=Channel.COUNTER
    )
    help = forms.ChoiceField(
        label="协助方式", choices=Help.choices, required=False, initial=Help.NONE
    )
    area = forms.ChoiceField(
        label="受理范围", choices=Area.choices, required=False, initial=Area.HOME
    )
    applied_at = line("申请地", 80, required=False, help_text="异地、同城申请的填写")
    window = line("受理窗口", 40, required=False)
    agent = line("代办员编号", 40, required=False)
    mandate = forms.BooleanField(label="已收委托书", required=False)
    file = forms.FileField(label="申请材料", required=False)


class ApplyForm(ApplicantForm):
    """网上申请."""

    file = forms.FileField(label="申请材料", required=False)


class BringInForm(ItemForm):
    """A case completed on a mandated platform, brought in as one act on the day it was finished."""

    item = ItemField()
    received_on = day("收件日期", required=False)
    accepted_on = day("受理日期", required=False)
    applicant = line("姓名或者名称", 120, required=False)
    applicant_kind = forms.ChoiceField(
        label="申请人类别", choices=chosen(PartyKind.choices, empty="未载"), required=False
    )
    kind = forms.ChoiceField(
        label="办件类型", choices=chosen(CaseKind.choices, empty="按事项清单"), required=False
    )
    channel = forms.ChoiceField(
        label="渠道", choices=chosen(Channel.choices, empty="窗口"), required=False
    )
    help = forms.ChoiceField(label="协助方式", choices=Help.choices, required=False)
    area = forms.ChoiceField(label="受理范围", choices=Area.choices, required=False)
    agent = line("代办员编号", 40, required=False)
    way = forms.ChoiceField(label="免证明方式", choices=Way.choices, required=False)
    way_source = line("数据来源或者核验单位", 120, required=False)
    on_the_spot = forms.BooleanField(label="当场办结", required=False)
    visits = forms.IntegerField(label="到场次数", min_value=0, max_value=99, required=False)
    notices = forms.IntegerField(label="补正告知次数", min_value=0, max_value=9, required=False)
    outcome = forms.ChoiceField(
        label="结果",
        choices=[("", "准予、办结"), ("granted", "准予、办结"), ("denied", "不予")],
        required=False,
    )


class NoticeForm(StepForm):
    """一次性告知: everything that is missing, at once."""

    items = words("需要补正的全部内容", help_text="一次列全，每行一项")
    ground = forms.ChoiceField(
        label="再次告知的理由",
        choices=chosen(SECOND_GROUNDS, empty="首次告知"),
        required=False,
        help_text="再次告知的须说明理由，并计入再次告知的件数",
    )


class SuppliedForm(StepForm):
    supplied = words("补正情况", rows=2)
    file = forms.FileField(label="补正材料", required=False)


class HelpForm(StepForm):
    """代办、陪同、上门: who helped, on whose mandate, on which day."""

    help = forms.ChoiceField(
        label="协助方式", choices=[c for c in Help.choices if c[0] != Help.NONE]
    )
    agent = line("代办员编号", 40, help_text="登记在代办员名册中的编号")
    helped_on = day("代办、陪同或者上门日期")
    mandate = forms.BooleanField(label="已收委托书", required=False)
    file = forms.FileField(label="委托书", required=False)
    note = words("办理情况", rows=2, required=False)


class WayForm(StepForm):
    """免证明: how the proofs the item asks for were dispensed with."""

    sensitive = ()
    way = forms.ChoiceField(label="免证明方式", choices=chosen(Way.choices))
    proofs = forms.MultipleChoiceField(
        label="免予提交的证明", widget=forms.CheckboxSelectMultiple({"class": "form-check-input"})
    )
    source = line("数据来源或者核验单位", 120, required=False)
    text = words(
        "承诺内容",
        required=False,
        help_text="告知承诺的填写：已告知的条件、承诺符合的情形、不实的责任",
    )
    file = forms.FileField(label="已签署的承诺书", required=False)

    def fit(self, work: Work) -> None:
        wanted = codes_of(work.detail.item.proofs)
        rows = ProofItem.objects.unscoped("the list of proofs is public").standing(
            work.matter.received_on
        )
        names = dict(rows.filter(key__in=wanted).values_list("key", "name"))
        field: Any = self.fields["proofs"]
        field.choices = [(code, names.get(code, code)) for code in wanted]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way = data.get("way")
        if way in (Way.QUERY, Way.CHECK) and not data.get("source"):
            what = "数据来源" if way == Way.QUERY else "核验单位"
            self.add_error("source", f"应当写明{what}")
        if way == Way.COMMITMENT and not data.get("text"):
            self.add_error("text", "应当写明承诺内容")
        if way == Way.COMMITMENT and not data.get("file"):
            self.add_error("file", "没有签署的承诺书不能按告知承诺办理；请申请人签署后上传")
        return data


class AcceptForm(StepForm):
    note = line("受理意见", 200, required=False)


class RefuseForm(StepForm):
    ground = forms.ChoiceField(label="不予受理的理由", choices=REFUSALS)
    reason = words("说明", help_text="不属本机关职权的，写明应当向哪个机关申请")


class DispatchForm(StepForm):
    """分送: to the units that the item names, and to those whose opinion is wanted besides."""

    also = words("另行会审的单位", rows=2, required=False, help_text="每行一个：单位代码｜会审内容")
    to = words(
        "改送", rows=2, required=False, help_text="有单位退回时填写，每行一个：单位代码｜证照"
    )
    days = forms.IntegerField(
        label="各单位办理时限（工作日）",
        min_value=1,
        max_value=60,
        required=False,
        help_text="不填的，按整件的时限",
    )


class ConsultForm(StepForm):
    """征求意见: other units are heard, this one decides."""

    also = words("征求哪些单位的意见", rows=2, help_text="每行一个：单位代码｜征求意见的内容")
    days = forms.IntegerField(
        label="答复时限（工作日）",
        min_value=1,
        max_value=60,
        required=False,
        help_text="不填的，按整件的时限",
    )


class PartBackForm(StepForm):
    """What a part brings back to its case."""

    certificate = line("证照或者会审内容", 120)
    result = forms.ChoiceField(label="结果", choices=chosen(PartResult.choices))
    number = line("证照编号", 80, required=False)
    decided_by = line("审批人", 40, required=False)
    note = words("意见", required=False)


class SpecialForm(StepForm):
    special = forms.ChoiceField(label="不计入时限的程序", choices=SPECIAL)
    days = forms.IntegerField(label="预计天数", min_value=1, max_value=365)
    told = forms.BooleanField(label="已将所需时间书面告知申请人")


class RecordForm(StepForm):
    record = words("情况")


class DeclaredNoticeForm(StepForm):
    """公示: where, and until which day objections may be raised."""

    place = line("公示载体", 120)
    until = day("公示期满日")
    objections = words("公示反馈", rows=2, required=False)


class ReportForm(StepForm):
    to = line("上报机关", 120)
    record = words("上报内容和批复", rows=2)


class DecideForm(StepForm):
    result = forms.ChoiceField(label="决定", choices=[("granted", "准予"), ("denied", "不予")])
    reason = words("理由", rows=2, required=False, help_text="不予的应当说明理由，并告知救济途径")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("result") == "denied" and not data.get("reason"):
            self.add_error("reason", "不予办理的，应当说明理由")
        return data


class SpotForm(StepForm):
    certificate = line("证照名称和编号", 200, required=False)
    visits = forms.IntegerField(
        label="到场次数", min_value=0, max_value=99, required=False, initial=1
    )


class IssueForm(StepForm):
    delivery = forms.ChoiceField(label="出件方式", choices=DELIVERIES)
    certificate = line("证照名称和编号", 200, required=False)
    seal = line("用印", 80, required=False, help_text="一枚印章审批的，不填即用审批专用章")
    visits = forms.IntegerField(label="申请人到场次数", min_value=0, max_value=99, initial=1)
    reply = words(
        "回复和反馈", rows=2, required=False, help_text="对申请人的回复和申请人当场的反馈"
    )


class ExtendForm(StepForm):
    amount = forms.IntegerField(label="延长的工作日", min_value=1, max_value=15)
    ground = line("理由", 200, help_text="延长期限的理由应当告知申请人")


class WithdrawForm(StepForm):
    reason = line("撤回理由", 200)


class SendPartForm(StepForm):
    """What a part is opened with; filled by the case it comes from."""

    title = line("名称", 200)
    certificate = line("证照或者会审内容", 120)
    consulted = forms.BooleanField(label="只出具意见", required=False)
    amount = forms.IntegerField(label="办理时限", min_value=1, required=False)
    amount_unit = line("时限单位", 12, required=False)


class TakeForm(StepForm):
    note = line("接收意见", 200, required=False)


class PartDecideForm(StepForm):
    result = forms.ChoiceField(label="结果", choices=[("granted", "准予"), ("denied", "不予"), ("opinion", "出具意见")])  # fmt: skip
    reason = words("理由或者意见", required=False)
    number = line("证照编号", 80, required=False)

    def fit(self, work: Work) -> None:
        choices: Any = self.fields["result"]
        consulted = work.detail.consulted
        choices.choices = [c for c in choices.choices if (c[0] == "opinion") == bool(consulted)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("result") in ("denied", "opinion") and not data.get("reason"):
            self.add_error("reason", "应当写明理由或者意见")
        return data


class PartReturnForm(StepForm):
    reason = words("退回理由", help_text="写明不属本单位办理的依据和应当办理的单位")


class HandOverForm(StepForm):
    to = UnitField(label="移交给（单位代码）")
    reason = line("移交理由", 200)
