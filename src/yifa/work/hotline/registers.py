"""What stands in the room: the duty list that orders are routed by, and the channels by which one complains."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel import moment
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import WORKING
from yifa.ledger.importing.spec import ImportSpec, MatterImport
from yifa.work.hotline.fields import day
from yifa.work.hotline.models import DutyArea, Intake, ObstacleChannel
from yifa.work.hotline.order_forms import CALLED

CODE = r"^[A-Za-z0-9._-]{1,40}$"


class DutyForm(forms.Form):
    code = forms.RegexField(CODE, label="职责编号", help_text="字母、数字、连字符；全区不重复")
    name = forms.CharField(label="职责事项", max_length=80)
    responsible = forms.ModelChoiceField(
        Unit.objects.filter(closed_on=None).order_by("code"), label="承办单位", to_field_name="code"
    )
    words = forms.CharField(
        label="关键词", max_length=200, help_text="诉求里出现的词，用顿号分开，如：物业、小区停车"
    )
    basis = forms.CharField(
        label="职责依据", max_length=160, required=False, help_text="三定规定、权责清单的条目"
    )


class ChannelForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    channel = forms.ChoiceField(label="渠道", choices=CALLED)
    contact = forms.CharField(
        label="公开号码、地址", max_length=120, help_text="向社会公布的电话、邮箱、窗口位置、网址"
    )
    hours = forms.CharField(label="服务时间", max_length=80, required=False)
    published_on = day("公布日期")
    published_in = forms.CharField(
        label="公布处", max_length=160, help_text="在哪里公布：网站、公告、大厅公示"
    )
    receiver = forms.CharField(
        label="接收人账号", max_length=40, required=False, help_text="网上渠道必填：谁接收"
    )
    deputy = forms.CharField(
        label="代理人账号",
        max_length=40,
        required=False,
        help_text="网上渠道必填：接收人不在时由谁接收",
    )


def _published(data: dict[str, Any]) -> None:
    if data["published_on"] > moment.today():
        raise InvalidData(
            {"published_on": ["不能晚于今天；公布之后再登记"]}, {"published_on": "公布日期"}
        )
    if data["channel"] == Intake.PORTAL:
        _somebody_behind(data)


def _somebody_behind(data: dict[str, Any]) -> None:
    """A page that takes complaints has a receiver and another person for the days the first is away."""
    known = set(
        User.objects.filter(
            username__in=[data["receiver"], data["deputy"]], is_active=True
        ).values_list("username", flat=True)
    )
    for name, label in (("receiver", "接收人账号"), ("deputy", "代理人账号")):
        if data[name] not in known:
            said = f"没有账号“{data[name]}”" if data[name] else "网上渠道应当写明"
            raise InvalidData({name: [said]}, {name: label})
    if data["receiver"] == data["deputy"]:
        raise InvalidData({"deputy": ["不能与接收人为同一人"]}, {"deputy": "代理人账号"})


REGISTERS = (
    Register(
        id="hotline_duty", title="职责清单", room="hotline", model=DutyArea, form=DutyForm, by=WORKING,
        key=lambda d: str(d["code"]), help="工单按这里的关键词建议承办单位，由经办人决定",
        columns=(("key", "编号"), ("name", "职责事项"), ("words", "关键词"), ("responsible", "承办单位"), ("basis", "依据"), ("valid_from", "自")),
    ),
    Register(
        id="obstacle_channel", title="监督投诉渠道", room="hotline", model=ObstacleChannel, form=ChannelForm, by=WORKING,
        key=lambda d: f"{d['at'].code}:{d['channel']}", check=_published, help="设立并公布之后才能受理；注销即停止受理",
        columns=(("unit", "单位"), ("channel", "渠道"), ("contact", "号码、地址"), ("hours", "服务时间"),
                 ("published_on", "公布日期"), ("published_in", "公布处"), ("valid_from", "自")),
    ),
)  # fmt: skip

IMPORTS = (
    ImportSpec(
        register_id="hotline_duty",
        aliases={
            "code": ("编号", "序号", "职责代码"), "name": ("职责", "事项", "事项名称"), "words": ("关键字", "匹配词", "分类词"), "responsible": ("责任单位", "主办单位", "部门"),
            "basis": ("依据", "三定依据"),
        },
        key_fields=("code",),
    ),
)  # fmt: skip

ORDERS = MatterImport(
    procedure="hotline.order",
    opening="bring_in",
    through=("platform_result", "call_back"),
    fill={"call_back": {"note": "（原台账未载）"}},
    aliases={
        "@number": ("工单编号", "工单号", "平台工单号"),
        "@on": ("受理时间", "受理日期", "来电时间", "登记时间"),
        "type": ("诉求类型", "诉求类别", "工单类别"),
        "name": ("标题", "主题", "诉求标题"),
        "content": ("内容", "诉求内容", "反映内容", "工单内容"),
        "place": ("地点", "事发地址"),
        "caller": ("姓名", "诉求人"),
        "phone": ("来电号码", "电话", "联系方式"),
        "platform_result.lead": ("办理单位", "实际承办单位"),
        "platform_result.result": ("办理情况", "是否解决"),
        "platform_result.answer": ("回复内容", "办理结果", "办理意见"),
        "platform_result@on": ("办结时间", "办结日期", "回复时间"),
        "call_back.satisfaction": ("满意度", "是否满意", "评价"),
        "call_back@on": ("回访时间", "回访日期"),
    },
)
CASES = MatterImport(
    procedure="complaint.obstacle",
    opening="receive_from_above",
    through=("handle", "settle", "report_up", "clear"),
    fill={"handle": {"progress": "（原台账未载）"}},
    aliases={
        "@number": ("转办编号", "案件编号"),
        "@on": ("接收日期", "转办日期", "收到日期"),
        "name": ("标题", "问题", "案由"),
        "content": ("内容", "反映内容"),
        "from_body": ("转办单位", "来源单位"),
        "settle.result": ("办理结果", "办理情况"),
        "settle@on": ("办结日期", "办结时间"),
        "clear@on": ("销号日期", "结案日期"),
    },
)
