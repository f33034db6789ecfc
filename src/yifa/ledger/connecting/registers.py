"""Registers of peer systems and of explained differences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel.entry.register import Register, register_entries
from yifa.kernel.errors import InvalidData
from yifa.kernel.organization.roles import WORKING, Role
from yifa.ledger.connecting.models import Explained, Means, PeerSystem
from yifa.ledger.importing.destination import destination_of


class PeerForm(forms.Form):
    """A peer system as it is registered."""

    code = forms.RegexField(
        r"^[A-Za-z0-9一-鿿_-]{2,24}$", label=gettext_lazy("代号"),
        help_text=gettext_lazy("记作每条记录的来源系统，登记后不改；如 省复议平台"),
        error_messages={"invalid": gettext_lazy("2 至 24 位的字母、数字或者汉字")},
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("系统名称"), max_length=80)
    target = forms.CharField(label=gettext_lazy("送来的内容"), max_length=48)
    means = forms.ChoiceField(
        label=gettext_lazy("方式"), choices=[c for c in Means.choices if c[0] != Means.UPLOAD]
    )
    contact = forms.CharField(label=gettext_lazy("对方联系人"), max_length=80, required=False)
    token_digest = forms.RegexField(
        r"^[0-9a-f]{64}$", label=gettext_lazy("令牌校验值"), required=False
    )
    token_hint = forms.CharField(label=gettext_lazy("令牌末四位"), max_length=4, required=False)


class ExplainedForm(forms.Form):
    """Why a difference stays."""

    peer = forms.CharField(label=gettext_lazy("对接系统"), max_length=120)
    target = forms.CharField(label=gettext_lazy("内容"), max_length=48)
    number = forms.CharField(label=gettext_lazy("编号"), max_length=120)
    what = forms.CharField(label=gettext_lazy("差异"), max_length=16)
    digest = forms.RegexField(r"^[0-9a-f]{64}$", label=gettext_lazy("差异校验值"))
    ground = forms.CharField(label=gettext_lazy("说明"), max_length=200, min_length=4)
    person = forms.CharField(label=gettext_lazy("说明人"), max_length=40)


def _known_target(data: dict[str, Any]) -> None:
    try:
        destination_of(data["target"])
    except KeyError:
        raise InvalidData(
            {"target": [_("没有这一登记簿或者事项类型")]}, {"target": _("送来的内容")}
        ) from None


PEER = Register(
    id="peer_system", title="对接系统", room="", model=PeerSystem, form=PeerForm, kept_by_house=True,
    by=frozenset({Role.SYSTEM_ADMIN}), key=lambda d: str(d["code"]), check=_known_target,
    columns=(("title", "系统名称"), ("target", "送来的内容"), ("means", "方式"), ("unit", "单位")),
)  # fmt: skip
EXPLAINED = Register(
    id="reconciliation_note", title="对账说明", room="", model=Explained, form=ExplainedForm,
    kept_by_house=True, by=WORKING,
    key=lambda d: f"{d['peer']}:{d['target']}:{d['number']}"[:120],
    columns=(("peer", "对接系统"), ("number", "编号"), ("what", "差异"), ("ground", "说明")),
)  # fmt: skip


def register_all() -> None:
    """Register both; called once when the app is ready."""
    register_entries(PEER, EXPLAINED)
