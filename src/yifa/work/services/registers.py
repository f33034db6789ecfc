"""The service item register and how its spreadsheets are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from yifa.kernel.entry.register import Register, register_entries
from yifa.ledger.importing.spec import ImportSpec, register_import
from yifa.ledger.rooms import Link, Room, register_room
from yifa.work.services.codes import code_doubt
from yifa.work.services.models import ItemType, ServiceItem

_TYPE_BY_LABEL = {str(label): value for value, label in ItemType.choices}


class ServiceItemForm(forms.Form):
    """A service item as its catalogue publishes it."""

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

    def clean_item_type(self) -> str:
        """The code itself: a known name is turned into its code, an unknown code stays."""
        text: str = self.cleaned_data["item_type"]
        code = _TYPE_BY_LABEL.get(text, text)
        if not code.isdigit() or len(code) > 4:
            raise forms.ValidationError("应为数字代码或者已知的类型名称", code="invalid")
        return str(int(code))


def _doubts(data: Mapping[str, Any]) -> dict[str, str]:
    doubt = code_doubt(str(data.get("department_code") or ""))
    return {"department_code": doubt} if doubt else {}


SERVICE_ITEM = Register(
    id="service_item", title="政务服务事项", room="services", model=ServiceItem,
    form=ServiceItemForm, key=lambda d: str(d["item_code"]),
    columns=(("name", "事项名称"), ("item_code", "事项编码"), ("main_item", "主事项"),
             ("item_type", "事项类型"), ("department_name", "部门"), ("unit", "登记单位"),
             ("valid_from", "自")),
    help="按政务服务平台公布的实施清单登记；事项编码不改写、不推算。",
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
    },
    unit_from="department_name",
    key_fields=("item_code",),
    doubts=_doubts,
)


def register_all() -> None:
    """Register the catalogue, its import and the room; called once when the app is ready."""
    register_entries(SERVICE_ITEM)
    register_import(SPREADSHEET)
    way_in = Link("导入事项清单", "imports", query={"register": "service_item"})
    register_room(
        Room(
            code="services",
            title="政务服务",
            order=30,
            registers=("service_item",),
            links=(way_in,),
        )
    )
