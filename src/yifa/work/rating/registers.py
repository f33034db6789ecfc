"""What stands in the room: the channels that units have opened, and who supervises what comes in by them."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.ledger.importing.spec import MatterImport
from yifa.work.rating.models import Channel, RatingChannel


class ChannelForm(forms.Form):
    at = forms.ModelChoiceField(
        Unit.objects.all(), label="开通单位", to_field_name="code", help_text="及于其下级单位"
    )
    channel = forms.ChoiceField(label="评价渠道", choices=Channel.choices)
    supervisor = forms.ModelChoiceField(
        Unit.objects.filter(closed_on=None).order_by("code"), label="监督单位", to_field_name="code",
        help_text="核实差评、回访；评价人的姓名和电话只有它能看",
    )  # fmt: skip
    place = forms.CharField(
        label="设置处", max_length=160, required=False, help_text="窗口位置、网址"
    )


def _apart(data: dict[str, Any]) -> None:
    if data["at"].pk == data["supervisor"].pk and data["at"].kind != "district":
        raise InvalidData({"supervisor": ["不能由被评价单位自己监督"]}, {"supervisor": "监督单位"})


REGISTERS = (
    Register(
        id="rating_channel", title="评价渠道", room="rating", model=RatingChannel, form=ChannelForm,
        by=frozenset({Role.HEAD, Role.REVIEWER}), key=lambda d: f"{d['at'].code}:{d['channel']}", check=_apart,
        help="登记即开通，注销即关闭；没有开通的渠道不能评价",
        columns=(("unit", "开通单位"), ("channel", "渠道"), ("supervisor", "监督单位"), ("place", "设置处"), ("valid_from", "自")),
    ),
)  # fmt: skip

REVIEWS = MatterImport(
    procedure="rating.review",
    opening="bring_in",
    aliases={
        "@number": ("评价编号", "评价流水号"),
        "@on": ("评价时间", "评价日期"),
        "case_number": ("办件编号", "办件流水号", "业务编号"),
        "level": ("满意度", "评价等级", "评价结果"),
        "comment": ("评价内容", "文字评价"),
        "channel": ("评价渠道", "评价来源"),
        "given_by": ("评价方式", "是否默认", "是否默认评价"),
        "visited_on": ("到访日期",),
        "ticket": ("取号", "排队号"),
        "rater": ("评价人", "姓名"),
        "phone": ("手机号", "联系电话"),
    },
)
