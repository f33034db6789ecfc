"""Forms of the import pages."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel import moment
from yifa.kernel.dossier.files import SECRET_MARKS
from yifa.kernel.organization.models import Unit
from yifa.ledger.importing.destination import Destination, IntoMatters
from yifa.ledger.importing.mapping import Mapping, Target, letter
from yifa.ledger.importing.reader import MAX_COLUMNS, Grid


class StartForm(forms.Form):
    """What to import: a file or pasted cells, into which register, for which unit, from which day."""

    register = forms.ChoiceField(
        label=gettext_lazy("导入到"),
        help_text=gettext_lazy("登记簿登记现行情况；事项按原来的日期补录历史台账"),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("导入单位"), empty_label=None
    )
    on = forms.DateField(
        label=gettext_lazy("生效日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("登记簿的内容自这一天起有效；事项用表中各自的日期"),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("来源"), required=False, max_length=40,
        help_text=gettext_lazy("出自哪个系统或者哪个单位；同一来源的表只需对应一次列"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("表格文件"), required=False,
        help_text=gettext_lazy("xlsx、xls、ods、csv、tsv；表头不必改名，标题、合计、说明、空行自动跳过"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("或者粘贴单元格"), required=False, strip=False,
        help_text=gettext_lazy("在电子表格里连同表头一起复制，粘贴到这里"),
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, registers: list[Destination], units: list[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = _grouped(registers)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in units])  # type: ignore[attr-defined]
        self.fields["on"].initial = moment.today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if not upload and not str(data.get("text", "")).strip():
            self.add_error("file", _("请选择文件，或者把单元格粘贴到下面的方框"))
        if upload and any(mark in PurePath(upload.name or "").name for mark in SECRET_MARKS):
            self.add_error(
                "file", _("文件名带有国家秘密标志；本系统不处理国家秘密，请通过涉密渠道办理")
            )
        return data


def _grouped(found: list[Destination]) -> list[Any]:
    """Registers and matters apart, as the select shows them."""
    registers = [(d.id, d.title) for d in found if not isinstance(d, IntoMatters)]
    matters = [(d.id, d.title) for d in found if isinstance(d, IntoMatters)]
    groups: list[Any] = [g for g in ((_("登记簿"), registers), (_("事项（历史台账）"), matters)) if g[1]]  # fmt: skip
    # Nothing is chosen beforehand: a table that goes into the wrong register is tedious to take back.
    return [("", _("请选择")), *groups]


class ColumnsForm(forms.Form):
    """Which column fills which field; one select a field."""

    header = forms.IntegerField(
        label=gettext_lazy("表头在第几行"), min_value=1,
        help_text=gettext_lazy("改动后按新的表头重新对应"),
    )  # fmt: skip
    one_unit = forms.BooleanField(
        label=gettext_lazy("全部归入所选单位"), required=False,
        help_text=gettext_lazy("不按部门列分到各单位"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, targets: list[Target], headings: list[str], grid: Grid, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.fields["header"].validators.append(MaxValueValidator(len(grid.rows)))
        columns = [("", _("（不导入）")), *_columns(headings, grid, self.initial.get("header", 1))]
        for target in targets:
            self.fields[f"column_{target.name}"] = forms.TypedChoiceField(
                label=target.label, choices=columns, required=False, coerce=int, empty_value=None,
                help_text=target.help,
            )  # fmt: skip

    def mapping(self) -> Mapping:
        """The chosen columns by field name."""
        chosen = {t.name: self.cleaned_data[f"column_{t.name}"] for t in self.targets}
        return {name: column for name, column in chosen.items() if column is not None}

    def column_fields(self) -> list[tuple[Target, forms.BoundField]]:
        """Each target of the row itself with its select, for the page."""
        return [(t, self[f"column_{t.name}"]) for t in self.targets if not t.group]

    def further_steps(self) -> list[tuple[str, bool, list[tuple[Target, forms.BoundField]]]]:
        """(step, whether any of its columns is chosen, its selects) of a matter's later steps."""
        groups: dict[str, list[tuple[Target, forms.BoundField]]] = {}
        for t in self.targets:
            if t.group:
                groups.setdefault(t.group, []).append((t, self[f"column_{t.name}"]))
        return [
            (title, any(f.value() not in (None, "") for _, f in found), found)
            for title, found in groups.items()
        ]


def _columns(headings: list[str], grid: Grid, header: int) -> list[tuple[int, str]]:
    """(index, "B 事项名称：例值") of every column that has a heading or a value."""
    below = [row for row in grid.rows[header : header + 50] if row]
    found = []
    for index, heading in enumerate(headings[:MAX_COLUMNS]):
        sample = next((r[index] for r in below if index < len(r) and r[index]), "")
        if heading or sample:
            example = f"：{sample[:18]}" if sample else ""
            found.append((index, f"{letter(index)} {heading or _('（无表头）')}{example}"))
    return found


class UndoForm(forms.Form):
    """Why a whole import is taken back."""

    reason = forms.CharField(label=gettext_lazy("撤销理由"), max_length=150)
