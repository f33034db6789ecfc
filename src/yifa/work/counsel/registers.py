"""What stands: firms and legal service offices, and the coverage of units and villages."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel.entry.register import Register
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.roles import WORKING
from yifa.work.counsel.models import BodyKind, Coverage, LegalBody, Manner, Place

CODE = r"^[A-Za-z0-9._-]{1,40}$"


class BodyForm(forms.Form):
    code = forms.RegexField(CODE, label="机构编号", help_text="字母、数字、连字符；全区不重复")
    name = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="类别", choices=BodyKind.choices)


class CoverageForm(forms.Form):
    code = forms.RegexField(CODE, label="单位或者村（社区）编号")
    name = forms.CharField(label="名称", max_length=80)
    place = forms.ChoiceField(label="类别", choices=Place.choices)
    manner = forms.ChoiceField(label="配备方式", choices=Manner.choices)
    body = forms.CharField(
        label="牵头机构编号", max_length=80, required=False, help_text="组团式服务的必填"
    )
    adviser = forms.CharField(label="法律顾问", max_length=80, required=False)
    engagement = forms.CharField(label="聘任编号", max_length=80, required=False)


def _coverage_check(data: dict[str, Any]) -> None:
    """Covered means by somebody: a named adviser, or a team led by a registered body."""
    if data["manner"] == Manner.ADVISER and not (data.get("adviser") or data.get("engagement")):
        raise InvalidData(
            {"adviser": ["配备了法律顾问的，应当填写姓名或者聘任编号"]}, {"adviser": "法律顾问"}
        )
    if data["manner"] == Manner.TEAM and not data.get("body"):
        raise InvalidData({"body": ["组团式服务的，应当填写牵头机构"]}, {"body": "牵头机构"})


def _coverage_before(data: dict[str, Any], on: Any) -> dict[str, Any]:
    """The body's kind comes from its own entry."""
    if not data.get("body"):
        return {"body_kind": ""}
    rows = LegalBody.objects.unscoped("a key is checked").standing(on).filter(key=data["body"])
    found = rows.first()
    if found is None:
        raise InvalidData({"body": ["没有这一现行法律服务机构，请先登记"]}, {"body": "牵头机构"})
    return {"body_kind": found.kind}


REGISTERS = (
    Register(
        id="counsel_body", title="法律服务机构", room="counsel", model=LegalBody, form=BodyForm, by=WORKING,
        key=lambda d: str(d["code"]), global_rows=True, help="律师事务所和基层法律服务所",
        columns=(("key", "编号"), ("name", "名称"), ("kind", "类别"), ("valid_from", "自")),
    ),
    Register(
        id="counsel_coverage", title="法律顾问配备", room="counsel", model=Coverage, form=CoverageForm, by=WORKING,
        key=lambda d: str(d["code"]), check=_coverage_check, before=_coverage_before,
        help="应当配备的单位和村（社区）各占一行，未配备的也登记；聘任、解聘后自动更新",
        columns=(("key", "编号"), ("name", "名称"), ("place", "类别"), ("manner", "配备方式"), ("body", "牵头机构"),
                 ("adviser", "法律顾问"), ("engagement", "聘任编号"), ("valid_from", "自")),
    ),
)  # fmt: skip
