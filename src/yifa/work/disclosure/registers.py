"""What stands in the room: boards, leading group, key-field catalogue, public channels, numbers from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.duty.models import Duty, Every
from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.work.disclosure.boards import DUTY_KIND
from yifa.work.disclosure.classes import Affair, ChannelKind, YearItem
from yifa.work.disclosure.models import Board, GroupMember, KeyItem, PublicChannel, YearCount

CODE = r"^[A-Za-z0-9._-]{1,40}$"


class BoardForm(forms.Form):
    code = forms.RegexField(CODE, label="公开栏编号", help_text="字母、数字、连字符；全区不重复")
    name = forms.CharField(label="名称", max_length=80)
    place = forms.CharField(label="地点", max_length=120)
    affair = forms.ChoiceField(label="公开类别", choices=Affair.choices)
    keeper = forms.CharField(label="责任人", max_length=40, required=False)


class MemberForm(forms.Form):
    group = forms.CharField(label="领导小组", max_length=80, initial="政务公开领导小组")
    name = forms.CharField(label="姓名", max_length=40)
    part = forms.ChoiceField(
        label="组内职务",
        choices=[(p, p) for p in ("组长", "副组长", "成员", "办公室主任", "联络员")],
    )
    post = forms.CharField(label="单位职务", max_length=80, required=False)


class KeyItemForm(forms.Form):
    code = forms.RegexField(CODE, label="事项编号")
    field = forms.CharField(label="重点领域", max_length=60)
    item = forms.CharField(label="公开事项", max_length=120)
    basis = forms.CharField(label="公开依据", max_length=160, required=False)
    renewal = forms.CharField(label="更新要求", max_length=60, required=False)


class ChannelForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    kind = forms.ChoiceField(label="渠道", choices=ChannelKind.choices)
    receiver = forms.CharField(label="受理人账号", max_length=40)
    deputy = forms.CharField(
        label="代理人账号", max_length=40, help_text="受理人不在时由其办理，不得为同一人"
    )


class YearCountForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2100)
    item = forms.ChoiceField(label="数据项", choices=YearItem.choices)
    value = forms.DecimalField(label="数值", min_value=0, max_digits=14, decimal_places=4)
    source = forms.CharField(label="数据来源", max_length=160, help_text="由哪个系统、哪份材料得来")


def _channel_check(data: dict[str, Any]) -> None:
    """A channel opens only with two different people behind it who both have accounts."""
    for name, label in (("receiver", "受理人账号"), ("deputy", "代理人账号")):
        if not User.objects.filter(username=data[name], is_active=True).exists():
            raise InvalidData({name: ["没有这个账号"]}, {name: label})
    if data["receiver"] == data["deputy"]:
        raise InvalidData({"deputy": ["不能与受理人为同一人"]}, {"deputy": "代理人账号"})


def _whole(data: dict[str, Any]) -> None:
    if data["item"] != YearItem.FEE and data["value"] != int(data["value"]):
        raise InvalidData({"value": ["件数应为整数"]}, {"value": "数值"})


def _of_its_unit(entry: Entry) -> None:
    """The unit that is named is the unit that enters."""
    if not entry.key.startswith(f"{entry.unit.code}:"):
        raise InvalidData({"at": [f"应为所属单位 {entry.unit}"]}, {"at": "单位"})


class _DutyForm(forms.Form):
    title = forms.CharField(max_length=120)
    room = forms.CharField(max_length=32)
    kind = forms.CharField(max_length=64)
    subject = forms.CharField(max_length=120)
    every = forms.ChoiceField(choices=Every.choices)


_BOARD_DUTY = Register(
    id="disclosure_board_duty", title="公开栏更新义务", room="disclosure", model=Duty, form=_DutyForm,
    key=lambda d: f"{DUTY_KIND}:{d['subject']}", columns=(("title", "义务"),), kept_by_house=True,
)  # fmt: skip


def _board_after(entry: Entry) -> None:
    """A board that stands owes a renewal every month; one that is gone owes nothing."""
    assert isinstance(entry, Board)
    values = {
        "title": f"{entry.name}按月更新", "room": "disclosure", "kind": DUTY_KIND, "subject": entry.key,
        "every": Every.MONTH,
    }  # fmt: skip
    gone = entry.valid_to is not None
    enter(
        Actor.system(), _BOARD_DUTY, values, unit=entry.unit, on=entry.valid_to or entry.valid_from,
        reason="公开栏撤销" if gone else "公开栏登记", key=f"{DUTY_KIND}:{entry.key}", end=gone,
    )  # fmt: skip


KEEPING = frozenset({Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD})
REGISTERS = (
    Register(
        id="disclosure_board", title="公开栏", room="disclosure", model=Board, form=BoardForm, by=KEEPING,
        key=lambda d: str(d["code"]), after=_board_after, help="登记后即按月产生更新义务",
        columns=(("key", "编号"), ("name", "名称"), ("place", "地点"), ("affair", "公开类别"), ("unit", "单位"),
                 ("keeper", "责任人"), ("valid_from", "自")),
    ),
    Register(
        id="disclosure_group_member", title="领导小组", room="disclosure", model=GroupMember, form=MemberForm,
        by=KEEPING, key=lambda d: f"{d['group']}:{d['name']}",
        columns=(("group", "领导小组"), ("name", "姓名"), ("part", "组内职务"), ("post", "单位职务"),
                 ("unit", "单位"), ("valid_from", "自")),
    ),
    Register(
        id="disclosure_key_item", title="目录事项", room="disclosure", model=KeyItem, form=KeyItemForm,
        by=KEEPING, key=lambda d: str(d["code"]), cite="政府信息公开条例第二十条",
        columns=(("key", "编号"), ("field", "重点领域"), ("item", "公开事项"), ("unit", "责任单位"),
                 ("basis", "依据"), ("renewal", "更新要求")),
    ),
    Register(
        id="disclosure_channel", title="公众渠道", room="disclosure", model=PublicChannel, form=ChannelForm,
        by=frozenset({Role.HEAD}), key=lambda d: f"{d['at'].code}:{d['kind']}", check=_channel_check,
        after=_of_its_unit, help="开通网上渠道须有受理人和代理人；注销即关闭",
        columns=(("unit", "单位"), ("kind", "渠道"), ("receiver", "受理人"), ("deputy", "代理人"), ("valid_from", "自")),
    ),
    Register(
        id="disclosure_year_count", title="外部数据", room="disclosure", model=YearCount, form=YearCountForm,
        by=KEEPING, key=lambda d: f"{d['at'].code}:{d['year']}:{d['item']}", check=_whole,
        after=_of_its_unit, cite="国办公开办函〔2021〕30号", help="只登记本系统没有记录的数据，并注明来源",
        columns=(("year", "年度"), ("item", "数据项"), ("value", "数值"), ("unit", "单位"), ("source", "来源")),
    ),
    _BOARD_DUTY,
)  # fmt: skip
