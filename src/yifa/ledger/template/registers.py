"""The two registers of superiors' workbooks: templates with their bindings, and what was filled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel.dossier.files import path_of
from yifa.kernel.entry.register import Register, register_entries
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.roles import WORKING
from yifa.ledger.template import binding, workbook
from yifa.ledger.template.models import Rhythm, SuperiorTemplate, TemplateFill


class TemplateForm(forms.Form):
    """A template as it stands: which file, how often, and what is bound where."""

    code = forms.RegexField(
        r"^[A-Za-z0-9一-鿿_-]{2,40}$", label=gettext_lazy("模板编号"),
        help_text=gettext_lazy("2 至 40 位的字母、数字或者汉字"),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("报表名称"), max_length=120)
    superior = forms.CharField(label=gettext_lazy("要求填报的单位"), max_length=80)
    rhythm = forms.ChoiceField(label=gettext_lazy("周期"), choices=Rhythm.choices)
    file_name = forms.CharField(label=gettext_lazy("文件名"), max_length=200)
    digest = forms.RegexField(r"^[0-9a-f]{64}$", label=gettext_lazy("文件校验值"))
    size = forms.IntegerField(label=gettext_lazy("字节"), min_value=1)
    bindings = forms.JSONField(label=gettext_lazy("绑定"), required=False, initial=list)

    def clean_bindings(self) -> list[dict[str, Any]]:
        """As kept: in order of their places."""
        return binding.plain(binding.read(self.cleaned_data.get("bindings") or []))


class FillForm(forms.Form):
    """What was filled, into which file."""

    template_key = forms.CharField(label=gettext_lazy("模板"), max_length=120)
    template_version = forms.IntegerField(label=gettext_lazy("模板版本"), min_value=1)
    from_ym = forms.IntegerField(label=gettext_lazy("起始月份"))
    to_ym = forms.IntegerField(label=gettext_lazy("截止月份"))
    provisional = forms.BooleanField(label=gettext_lazy("暂定"), required=False)
    file_name = forms.CharField(label=gettext_lazy("文件名"), max_length=200)
    digest = forms.RegexField(r"^[0-9a-f]{64}$", label=gettext_lazy("文件校验值"))
    size = forms.IntegerField(label=gettext_lazy("字节"), min_value=1)
    cells = forms.JSONField(label=gettext_lazy("填入"), required=False, initial=dict)
    person = forms.CharField(label=gettext_lazy("填报人"), max_length=40)


def _there(data: dict[str, Any]) -> None:
    if not path_of(data["digest"]).exists():
        raise InvalidData({"digest": [_("材料库里没有这个文件")]}, {"digest": _("文件校验值")})


def _check(data: dict[str, Any]) -> None:
    """The file is there, and every binding holds on it."""
    _there(data)
    bindings = binding.read(data["bindings"])
    if wrong := binding.faults(bindings, workbook.pages_of(data["digest"])):
        raise InvalidData({"bindings": wrong}, {"bindings": _("绑定")})


def period_key(template_key: str, from_ym: int, to_ym: int) -> str:
    """The key of what was filled: the template and the period."""
    return f"{template_key}:{from_ym}-{to_ym}"


TEMPLATE = Register(
    id="superior_template", title="上级报表模板", room="", model=SuperiorTemplate, form=TemplateForm,
    kept_by_house=True, by=WORKING, key=lambda d: str(d["code"]), check=_check,
    columns=(("title", "报表名称"), ("superior", "要求填报的单位"), ("rhythm", "周期"), ("unit", "单位")),
)  # fmt: skip
FILL = Register(
    id="superior_fill", title="上级报表填报", room="", model=TemplateFill, form=FillForm,
    kept_by_house=True, by=WORKING, check=_there,
    key=lambda d: period_key(d["template_key"], d["from_ym"], d["to_ym"]),
    columns=(("template_key", "模板"), ("to_ym", "截止月份"), ("provisional", "暂定"), ("unit", "单位")),
)  # fmt: skip


def register_all() -> None:
    """Register both; called once when the app is ready."""
    register_entries(TEMPLATE, FILL)
