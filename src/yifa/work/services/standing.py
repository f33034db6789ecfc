"""The room's other registers: proofs, places, posts, people in office, promises, standards, the task force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.matter.inputs import day
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.organization.roles import Role
from yifa.work.services.case_acts import ym
from yifa.work.services.fields import line, words
from yifa.work.services.models import (
    ApprovalOffice,
    Facility,
    PraiseRecord,
    ProofItem,
    ServiceAgent,
    ServiceChannel,
    ServicePoint,
    ServicePromise,
    ServiceStaff,
    ServiceStandard,
    ServiceWindow,
    TaskForceMember,
    WindowCover,
)
from yifa.work.services.models.words import Level, Verdict, Way
from yifa.work.services.registers import flag, optional, text

CODE = r"^[A-Za-z0-9._-]{1,40}$"
REFORM = "国办发〔2020〕42号"


def code(label: str) -> forms.RegexField:
    return forms.RegexField(CODE, label=label, help_text="字母、数字、连字符；全区不重复")


class ProofForm(forms.Form):
    code = code("证明编号")
    name = line("证明名称", 200)
    asked_by = line("索要单位", 80)
    issued_by = text("开具单位", 80)
    used_for = text("用途")
    basis = text("设定依据", 300)
    verdict = forms.ChoiceField(label="清理结论", choices=Verdict.choices)
    way = optional("替代方式", Way.choices)
    replaced_by = text("以什么替代", 200, help_text="数据来源、核验单位或者承诺内容")
    cancelled_on = day("取消日期", required=False)


class PointForm(forms.Form):
    code = code("服务点编号")
    name = line("名称")
    level = forms.ChoiceField(label="类别", choices=Level.choices)
    place = line("地点", 160)
    hours = text("服务时间", 120)
    office_line = text("咨询电话", 40)
    any_item = flag("无差别受理", help_text="勾选后，本单位可以受理清单中的任何事项")
    duties = words("职责", required=False)


class WindowForm(forms.Form):
    code = code("窗口编号")
    point = line("服务点编号", 40)
    name = line("窗口", 80)
    scope = text("受理范围")
    holder = line("A岗账号", 40)
    stand_in = line("B岗账号", 40)


class CoverForm(forms.Form):
    window = line("窗口编号", 40)
    away_from = day("离岗日期")
    back_on = day("返岗日期", "返岗当日不算离岗")
    covered = flag("B岗顶岗", initial=True)


class StaffForm(forms.Form):
    code = code("公示编号")
    shown_as = line("公开称谓", 40, help_text="对外公示的称呼或者工号，由单位决定")
    point = text("服务点编号", 40)
    post = line("岗位", 80)
    items = words("服务事项")
    duties = words("工作职责", required=False)
    office_line = line("办公电话", 40)
    full_time = flag("专职")
    seal_office = flag("审批办公室人员")


class AgentForm(forms.Form):
    code = code("代办员编号")
    shown_as = line("公开称谓", 40)
    username = text("账号", 40)
    point = text("服务点编号", 40)
    scope = line("代办范围", 200)
    office_line = line("办公电话", 40)


class OfficeForm(forms.Form):
    code = code("编号")
    name = line("审批办公室")
    seal = line("审批专用章", 80)
    seals = forms.IntegerField(label="审批用章枚数", min_value=1, max_value=99, initial=1)
    authorised_by = line("授权文件", 160)
    items = words("授权事项编码", help_text="逗号或者换行分开")


class FacilityForm(forms.Form):
    code = code("编号")
    point = line("服务点编号", 40)
    what = line("设施或者岗位", 80)
    is_post = flag("人员岗位")
    needed = forms.IntegerField(label="核定数", min_value=0, max_value=9999)
    present = forms.IntegerField(label="现有数", min_value=0, max_value=9999)


class ChannelForm(forms.Form):
    at = forms.ModelChoiceField(Unit.objects.all(), label="单位", to_field_name="code")
    receiver = line("受理人账号", 40)
    deputy = line("代理人账号", 40, help_text="受理人不在时由其办理，不得为同一人")


class PromiseForm(forms.Form):
    code = code("承诺编号")
    text = words("承诺内容", rows=2, max_length=400)
    measure = line("怎样算兑现", 200)
    published_at = line("公开载体")


class StandardForm(forms.Form):
    code = code("清单编号")
    name = line("清单事项", 160)
    standard = words("标准")
    owner = line("责任岗位", 80)
    basis = text("依据")


class MemberForm(forms.Form):
    force = line("专班", 80, initial="“无证明城市”改革工作专班")
    name = line("姓名", 40)
    part = line("专班职务", 40)
    post = text("单位职务", 80)


class PraiseForm(forms.Form):
    code = code("编号")
    force = line("专班", 80)
    given_on = day("日期")
    given_by = line("来自")
    content = line("内容", 400)
    proof = line("凭据", 200, help_text="文件、批示、截图等，写明存放处")


def _bad(name: str, said: str, label: str) -> InvalidData:
    return InvalidData({name: [said]}, {name: label})


def _proof_check(data: dict[str, Any]) -> None:
    """A kept proof needs its basis; a cancelled one its day and what stands in its place."""
    if data["verdict"] == Verdict.KEPT and not data.get("basis"):
        raise _bad("basis", "没有设定依据的证明不能保留；请写明依据，或者取消", "设定依据")
    if data["verdict"] == Verdict.CANCELLED:
        if not data.get("cancelled_on"):
            raise _bad("cancelled_on", "取消的证明应当写明取消日期", "取消日期")
        if not data.get("way"):
            raise _bad("way", "取消的证明应当写明替代方式；直接取消的也选上", "替代方式")


def _proof_before(data: dict[str, Any], on: date) -> dict[str, Any]:
    day_ = data.get("cancelled_on")
    return {"cancelled_ym": ym(day_) if day_ and data["verdict"] == Verdict.CANCELLED else None}


def _accounts(first: str, second: str) -> Callable[[dict[str, Any]], None]:
    """Check: two different people with accounts."""

    def check(data: dict[str, Any]) -> None:
        for name in (first, second):
            if not User.objects.filter(username=data[name], is_active=True).exists():
                raise _bad(name, "没有这个账号", "账号")
        if data[first] == data[second]:
            raise _bad(second, "两人不得为同一人", "账号")

    return check


def _cover_check(data: dict[str, Any]) -> None:
    if data["back_on"] <= data["away_from"]:
        raise _bad("back_on", "返岗日期应当晚于离岗日期", "返岗日期")
    if not ServiceWindow.objects.unscoped("a key is checked").standing().filter(key=data["window"]).exists():  # fmt: skip
        raise _bad("window", "没有这一窗口编号", "窗口编号")


def _point_known(data: dict[str, Any]) -> None:
    if not ServicePoint.objects.unscoped("a key is checked").standing().filter(key=data["point"]).exists():  # fmt: skip
        raise _bad("point", "没有这一服务点编号，请先登记服务点", "服务点编号")


def _window_check(data: dict[str, Any]) -> None:
    _point_known(data)
    _accounts("holder", "stand_in")(data)


def _of_its_unit(entry: Entry) -> None:
    """The unit that is named is the unit that enters."""
    if entry.key != entry.unit.code:
        raise InvalidData({"at": [f"应为所属单位 {entry.unit}"]}, {"at": "单位"})


def _gap(data: dict[str, Any], on: date) -> dict[str, Any]:
    return {"gap": max(data["needed"] - data["present"], 0)}


def _praise_before(data: dict[str, Any], on: date) -> dict[str, Any]:
    return {"given_ym": ym(data["given_on"])}


def _register(
    id_: str, title: str, model: type[Entry], form: type[forms.Form], *columns: tuple[str, str], **more: Any,
) -> Register:  # fmt: skip
    values: dict[str, Any] = {"key": lambda d: str(d["code"])} | more
    return Register(
        id=id_, title=title, room="services", model=model, form=form, columns=(*columns, ("unit", "单位"), ("valid_from", "自")),
        **values,
    )  # fmt: skip


REGISTERS = (
    _register("service_proof", "证明事项", ProofItem, ProofForm, ("key", "编号"), ("name", "证明名称"),
              ("asked_by", "索要单位"), ("verdict", "结论"), ("way", "替代方式"), ("replaced_by", "以什么替代"),
              ("cancelled_on", "取消日期"), check=_proof_check, before=_proof_before, cite=REFORM,
              help="保留的须有法律、法规或者国务院决定依据；取消的写明替代方式和日期，并一直列在清单中"),
    _register("service_point", "服务点", ServicePoint, PointForm, ("key", "编号"), ("name", "名称"), ("level", "类别"),
              ("place", "地点"), ("hours", "服务时间"), ("any_item", "无差别受理")),
    _register("service_window", "窗口岗位", ServiceWindow, WindowForm, ("key", "编号"), ("name", "窗口"), ("point", "服务点"),
              ("scope", "受理范围"), ("holder", "A岗"), ("stand_in", "B岗"), check=_window_check,
              help="每个窗口一名A岗、一名B岗，互为代理"),
    _register("service_cover", "顶岗安排", WindowCover, CoverForm, ("window", "窗口"), ("away_from", "离岗"), ("back_on", "返岗"),
              ("covered", "B岗顶岗"), key=lambda d: f"{d['window']}:{d['away_from']}", check=_cover_check,
              help="只为窗口不空岗登记，不记离岗原因"),
    _register("service_staff", "公示人员", ServiceStaff, StaffForm, ("shown_as", "公开称谓"), ("post", "岗位"),
              ("items", "服务事项"), ("office_line", "办公电话"), ("full_time", "专职")),
    _register("service_agent", "代办员", ServiceAgent, AgentForm, ("key", "编号"), ("shown_as", "公开称谓"),
              ("scope", "代办范围"), ("point", "服务点"), ("office_line", "办公电话")),
    _register("service_seal", "一枚印章", ApprovalOffice, OfficeForm, ("name", "审批办公室"), ("seal", "审批专用章"),
              ("seals", "用章枚数"), ("authorised_by", "授权文件"), by=frozenset({Role.HEAD, Role.REVIEWER})),
    _register("service_facility", "设施和人员", Facility, FacilityForm, ("point", "服务点"), ("what", "设施或者岗位"),
              ("needed", "核定"), ("present", "现有"), ("gap", "缺口"), check=_point_known, before=_gap),
    _register("service_promise", "公开承诺", ServicePromise, PromiseForm, ("key", "编号"), ("text", "承诺内容"),
              ("measure", "怎样算兑现"), ("published_at", "公开载体")),
    _register("service_standard", "管理服务清单", ServiceStandard, StandardForm, ("key", "编号"), ("name", "清单事项"),
              ("standard", "标准"), ("owner", "责任岗位")),
    _register("service_member", "专班成员", TaskForceMember, MemberForm, ("force", "专班"), ("name", "姓名"),
              ("part", "专班职务"), ("post", "单位职务"), key=lambda d: f"{d['force']}:{d['name']}"),
    _register("service_praise", "肯定记录", PraiseRecord, PraiseForm, ("given_on", "日期"), ("given_by", "来自"),
              ("content", "内容"), ("proof", "凭据"), before=_praise_before),
    _register("service_channel", "网上申请渠道", ServiceChannel, ChannelForm, ("receiver", "受理人"), ("deputy", "代理人"),
              key=lambda d: str(d["at"].code), by=frozenset({Role.HEAD}), after=_of_its_unit, check=_accounts("receiver", "deputy"),
              help="开通网上申请须有受理人和代理人；注销即关闭"),
)  # fmt: skip
