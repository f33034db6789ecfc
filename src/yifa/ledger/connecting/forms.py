"""Forms of the peer systems' and the reconciliation pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel.organization.models import Unit
from yifa.ledger.connecting.models import Exchange, Means
from yifa.ledger.connecting.registers import PeerForm
from yifa.ledger.importing import door
from yifa.ledger.rooms import rooms


def target_choices(ids: Sequence[str] | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Registers and procedures by room; only `ids` where given."""
    names = {r.code: r.title for r in rooms()}
    found: dict[str, list[tuple[str, str]]] = {}
    for into in door.targets():
        if into.room and (ids is None or into.id in ids):
            found.setdefault(names.get(into.room, into.room), []).append((into.id, into.title))
    return sorted(found.items())


class PeerPageForm(PeerForm):
    """A peer system as the system administrator fills it in: no token, it is made here."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("接收单位"), empty_label=None
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        for name in ("token_digest", "token_hint"):
            del self.fields[name]
        chosen["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in units]).order_by("code")
        self.fields["target"] = forms.ChoiceField(
            label=gettext_lazy("送来的内容"), choices=target_choices()
        )
        chosen["means"].help_text = _(
            "监视文件夹：服务器上 var/inbox/代号/；HTTP 推送：登记后给出令牌，只显示一次"
        )
        self.order_fields(["code", "title", "unit", "target", "means", "contact"])


class ListForm(forms.Form):
    """Whose list is compared with ours: an upload, or what they sent last."""

    peer = forms.ChoiceField(label=gettext_lazy("对方"), required=False)
    last = forms.ModelChoiceField(
        Exchange.objects.none(), label=gettext_lazy("已收到的清单"), required=False,
        empty_label=gettext_lazy("（上传新的）"),
    )  # fmt: skip
    target = forms.ChoiceField(label=gettext_lazy("对什么"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("本区单位（含下级）"), empty_label=None
    )
    sender = forms.CharField(
        label=gettext_lazy("对方名称"), max_length=40, required=False,
        help_text=gettext_lazy("没有登记为对接系统的，填来源系统的名称，须与导入时一致"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("对方清单"), required=False, help_text=gettext_lazy("xlsx、xls、ods、csv；只读，不写入"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, peers: Sequence[Any], lists: Any, units: Sequence[Unit], targets: Sequence[str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["peer"].choices = [("", _("（未登记的系统）")), *((p.key, p.title) for p in peers)]
        chosen["last"].queryset = lists
        chosen["target"].choices = target_choices(targets)
        chosen["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in units]).order_by("code")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("last") and not data.get("file"):
            self.add_error("file", _("请选择对方的清单，或者选一份已收到的"))
        if not data.get("last") and not data.get("peer") and not data.get("sender"):
            self.add_error("sender", _("请填对方名称"))
        return data


class GroundForm(forms.Form):
    """Why differences stay."""

    ground = forms.CharField(label=gettext_lazy("说明"), max_length=200, min_length=4)


MEANS = dict(Means.choices)
