"""What the steps of publications, opinions, board renewals and meetings ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.matter.procedure import StepForm
from yifa.work.disclosure.classes import Affair, Attribute, Genre, Subject, Validity
from yifa.work.disclosure.forms import day, words

YES = [("1", "是"), ("0", "否")]


class MetadataForm(StepForm):
    """The metadata that the maker of a piece of information knows; the index number comes with publication."""

    name = forms.CharField(label="名称", max_length=200, help_text="只写主标题")
    summary = words("内容概述", rows=3, max_length=300, required=False, help_text="不超过三百字")
    created_on = day("生成日期", "公文为成文日期；二十个工作日的公开期限自此起算")
    document_number = forms.CharField(label="文号", max_length=80, required=False)
    genre = forms.ChoiceField(label="体裁分类", choices=Genre.choices, initial=Genre.NOTICE)
    audience = forms.CharField(label="服务对象", max_length=60, required=False, initial="全社会")
    manner = forms.CharField(label="公开方式", max_length=60, initial="政府网站")
    time_limit = forms.CharField(
        label="公开时限", max_length=60, required=False, initial="长期公开"
    )
    scope = forms.CharField(label="公开范围", max_length=60, required=False, initial="面向全社会")
    department = forms.CharField(label="责任部门", max_length=120, required=False)
    review_procedure = forms.CharField(
        label="审核程序",
        max_length=120,
        required=False,
        initial="经办人拟制，审核人保密和合法性审查，公开",
    )
    content = words(
        "正文", rows=10, max_length=200_000, required=False, help_text="也可以在材料中上传文件"
    )


class GovernmentForm(MetadataForm):
    subject = forms.ChoiceField(label="主题分类", choices=Subject.choices, initial=Subject.GENERAL)
    key_item = forms.CharField(label="重点领域事项编号", max_length=120, required=False)
    is_policy = forms.ChoiceField(label="是否需要解读的政策文件", choices=YES, initial="0")


class AffairForm(MetadataForm):
    affair = forms.ChoiceField(
        label="公开类别", choices=[(a.value, a.label) for a in Affair if a != Affair.GOVERNMENT]
    )


class InterpretationForm(MetadataForm):
    subject = forms.ChoiceField(label="主题分类", choices=Subject.choices, initial=Subject.GENERAL)
    policy = forms.CharField(label="所解读政策的信息索引号或者编号", max_length=80)


class HistoryForm(GovernmentForm):
    """Information that was published before it was entered here, with the number it then got."""

    affair = forms.ChoiceField(label="公开类别", choices=Affair.choices, initial=Affair.GOVERNMENT)
    index_number = forms.CharField(label="原信息索引号", max_length=48, required=False)


class ReviewForm(StepForm):
    attribute = forms.ChoiceField(label="公开属性", choices=Attribute.choices)
    secrecy = forms.ChoiceField(
        label="保密审查", choices=[("ok", "不涉密、不涉敏感信息"), ("no", "不得公开")]
    )
    legality = forms.ChoiceField(
        label="合法性审查", choices=[("ok", "符合法律规定"), ("no", "不符合")]
    )
    note = words("审查意见", rows=3, max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        proactive = data.get("attribute") == Attribute.PROACTIVE
        if proactive and (data.get("secrecy") == "no" or data.get("legality") == "no"):
            self.add_error("attribute", "审查未通过的，不得主动公开；可以退回修改")
        if not proactive and not data.get("note"):
            self.add_error("note", "不主动公开的，请写明理由和依据")
        return data


class ReasonForm(StepForm):
    reason = forms.CharField(label="理由", max_length=300)


class ReviseForm(StepForm):
    summary = words("内容概述", rows=3, max_length=300, required=False)
    content = words("更新后的正文", rows=10, max_length=200_000, required=False)
    changed_on = day("信息变更日期", "变更后二十个工作日内公开")
    reason = forms.CharField(label="更新理由", max_length=300)


class ValidityForm(StepForm):
    validity = forms.ChoiceField(label="有效性", choices=Validity.choices)
    reason = forms.CharField(label="依据", max_length=300)


class MarkForm(StepForm):
    interpreted = forms.ChoiceField(label="是否已有公开的解读", choices=YES)


class SaidForm(StepForm):
    """An opinion of the public; a name is not asked for."""

    sensitive = ("contact",)

    about = forms.CharField(label="所涉公开信息的索引号", max_length=48, required=False)
    content = words("意见内容", max_length=2000)
    contact = forms.CharField(
        label="联系方式",
        max_length=80,
        required=False,
        help_text="需要答复时填写，只供承办单位使用",
    )


class AnswerForm(StepForm):
    answer = words("答复")
    adopted = forms.ChoiceField(
        label="是否采纳", choices=[("1", "采纳"), ("0", "未采纳"), ("", "不涉及")], required=False
    )


class CollectForm(StepForm):
    board = forms.CharField(label="公开栏编号", max_length=120)
    contents = words("上栏内容", max_length=4000)


class PassForm(StepForm):
    note = forms.CharField(label="审核意见", max_length=300, required=False)


class PlanMeetingForm(StepForm):
    name = forms.CharField(label="会议名称", max_length=200)
    agenda = words("议题", rows=3, max_length=2000)


class HeldForm(StepForm):
    place = forms.CharField(label="地点", max_length=120)
    present = forms.IntegerField(label="到会人数", min_value=1)


class MinutesForm(StepForm):
    resolutions = words("议定事项", max_length=4000)
