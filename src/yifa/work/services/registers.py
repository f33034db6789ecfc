"""The catalogue's register and how its spreadsheets are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.ledger.importing.spec import ImportSpec
from yifa.work.services import catalogue
from yifa.work.services.codes import code_doubt
from yifa.work.services.fields import words
from yifa.work.services.models import ItemType, ProofItem, ServiceItem
from yifa.work.services.models.words import CaseKind, Joint, Online, PeriodUnit, Theme
from yifa.work.services.papers import period_words

_TYPE_BY_LABEL = {str(label): value for value, label in ItemType.choices}


def optional(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    """A choice that may be left open."""
    pairs = [(v, t) for v, t in choices if v != ""]
    return forms.ChoiceField(label=label, choices=[("", "未定"), *pairs], required=False, **more)


def number(label: str, most: int = 9999, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, **more)


def flag(label: str, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **more)


def text(label: str, most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


class ServiceItemForm(forms.Form):
    """A service item: what its catalogue publishes, and what its guide needs besides."""

    name = forms.CharField(label="事项名称", max_length=200)
    main_item = forms.CharField(label="主事项", max_length=200, required=False)
    item_code = forms.CharField(
        label="事项编码", max_length=80, help_text="按公布的编码原样填写，作为事项的唯一标识"
    )
    area_code = forms.RegexField(
        r"^(\d{6}|\d{9}|\d{12})$", label="区划代码", help_text="6 位、9 位或者 12 位数字",
        error_messages={"invalid": "应为 6 位、9 位或者 12 位数字"},
    )  # fmt: skip
    item_type = forms.CharField(
        label="事项类型码", max_length=12,
        help_text="1 行政许可，5 行政给付，7 行政确认，10 其他行政权力，20 公共服务；其他代码照原样填写",
    )  # fmt: skip
    department_name = forms.CharField(label="部门", max_length=80)
    department_code = forms.CharField(label="部门代码", max_length=40, required=False)
    link = forms.URLField(label="链接", max_length=500, required=False, assume_scheme="https")
    kind = optional("办件类型", CaseKind.choices)
    theme = optional("专题", Theme.choices)
    legal_amount = number("法定办结时限", help_text="行政许可不填的，按行政许可法第四十二条")
    legal_unit = optional("法定时限单位", PeriodUnit.choices)
    legal_basis = text("设定依据", 300)
    promised_amount = number("承诺办结时限", help_text="不得长于法定办结时限")
    promised_unit = optional("承诺时限单位", PeriodUnit.choices)
    on_the_spot = flag("当场办结")
    conditions = words("办理条件", required=False)
    materials = words(
        "申请材料", rows=5, required=False, max_length=6000,
        help_text="每行一份：材料名称｜来源；来源为申请人提供、数据共享、告知承诺，不写即申请人提供",
    )  # fmt: skip
    no_materials = flag("不需要材料")
    process_steps = number("办理环节（个）", 99)
    visits = number("到场次数", 99, help_text="全程网办为 0")
    cost_yuan = number("申请人费用（元）", 10**8)
    fee_basis = text("收费依据")
    window = text("办理窗口", 120)
    consult = text("咨询方式", 120)
    accepting = text("可以受理的单位", 400, help_text="单位代码，逗号分开；无差别受理的窗口不必写")
    citywide = flag("同城通办")
    crossarea = flag("异地可办")
    online = optional("网办深度", Online.choices)
    one_door = flag("进综合窗口")
    high_frequency = flag("高频事项")
    livelihood = flag("民生事项")
    needs_household = flag("入户核查")
    needs_notice = flag("公示")
    needs_report = flag("上报")
    proofs = text("要求的证明", 400, help_text="证明事项编号，逗号分开")
    joint = optional("联办方式", Joint.choices)
    joint_parts = words(
        "联办单位和证照", required=False, help_text="每行一项：单位代码｜证照名称；一件事至少两项"
    )

    def clean_item_type(self) -> str:
        """The code itself: a known name is turned into its code, an unknown code stays."""
        typed: str = self.cleaned_data["item_type"]
        code = _TYPE_BY_LABEL.get(typed, typed)
        if not code.isdigit() or len(code) > 4:
            raise forms.ValidationError("应为数字代码或者已知的类型名称", code="invalid")
        return str(int(code))


def _refuse(name: str, words_: str) -> InvalidData:
    label = str(ServiceItemForm.base_fields[name].label)
    return InvalidData({name: [words_]}, {name: label})


def _check(data: dict[str, Any]) -> None:
    """What an item may not say: a promise longer than the law's, proofs nobody may ask for, a joint item of one."""
    legal = catalogue.legal_of(data)
    if legal and data.get("promised_amount"):
        promised = (data["promised_amount"], data.get("promised_unit") or PeriodUnit.WORKING_DAY)
        if catalogue.longer(promised, legal):
            raise _refuse(
                "promised_amount",
                f"承诺时限{period_words(*promised)}长于法定时限{period_words(*legal)}；请改短，或者核对法定时限",
            )
    for name, read in (("materials", catalogue.materials_in), ("joint_parts", catalogue.joint_parts_in)):  # fmt: skip
        try:
            read(data.get(name) or "")
        except ValueError as wrong:
            raise _refuse(name, str(wrong)) from wrong
    if data.get("no_materials") and data.get("materials"):
        raise _refuse("no_materials", "已经列了材料，不能又是不需要材料")
    if data.get("joint"):
        parts = catalogue.joint_parts_in(data.get("joint_parts") or "")
        if len(parts) < 2:
            raise _refuse("joint_parts", "联办事项至少有两个单位或者两项证照")
        known = catalogue.units_by_code(p.unit_code for p in parts)
        if unknown := [p.unit_code for p in parts if p.unit_code not in known]:
            raise _refuse("joint_parts", f"没有这些单位代码：{'、'.join(unknown)}")
    _proofs_may_be_asked(data)


def _proofs_may_be_asked(data: dict[str, Any]) -> None:
    codes = catalogue.codes_of(data.get("proofs") or "")
    if not codes:
        return
    rows = ProofItem.objects.unscoped("a key is checked").standing().filter(key__in=codes)
    known = set(rows.values_list("key", flat=True))
    if unknown := [c for c in codes if c not in known]:
        raise _refuse("proofs", f"证明事项清单中没有：{'、'.join(unknown)}；请先登记证明事项")


def _doubts(data: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    if doubt := code_doubt(str(data.get("department_code") or "")):
        found["department_code"] = doubt
    return found


def _before(data: dict[str, Any], day: date) -> dict[str, Any]:
    return catalogue.derived(data, day)


SERVICE_ITEM = Register(
    id="service_item", title="政务服务事项", room="services", model=ServiceItem,
    form=ServiceItemForm, key=lambda d: str(d["item_code"]), check=_check, before=_before,
    columns=(("name", "事项名称"), ("item_code", "事项编码"), ("item_type", "事项类型"),
             ("department_name", "部门"), ("kind", "办件类型"), ("promised_amount", "承诺时限"),
             ("gaps", "指南缺项"), ("unit", "登记单位"), ("valid_from", "自")),
    help="按政务服务平台公布的实施清单登记；事项编码不改写、不推算。指南缺项不影响登记，在“指南缺项”页逐项补齐。",
)  # fmt: skip

SPREADSHEET = ImportSpec(
    register_id="service_item",
    aliases={
        "name": ("事项名", "业务办理项名称", "办理项名称"),
        "main_item": ("主项名称", "主项", "大项"),
        "item_code": ("实施编码", "实施清单编码", "事项代码"),
        "area_code": ("行政区划代码", "区划"),
        "item_type": ("事项类型", "类型", "类型码"),
        "department_name": ("部门名称", "实施主体", "实施部门", "办理部门"),
        "department_code": ("统一社会信用代码", "组织机构代码", "实施主体编码"),
        "link": ("网址", "办事链接", "办理链接", "办事指南链接"),
        "legal_amount": ("法定时限", "法定办理时限"),
        "promised_amount": ("承诺时限", "承诺办理时限"),
        "legal_basis": ("法律依据", "实施依据"),
        "visits": ("跑动次数", "到办事现场次数"),
        "process_steps": ("办理环节数", "环节数"),
    },
    unit_from="department_name",
    key_fields=("item_code",),
    doubts=_doubts,
)
