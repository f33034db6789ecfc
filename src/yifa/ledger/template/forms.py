"""Forms of the template pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel.dossier.files import SECRET_MARKS
from yifa.kernel.figure import Period, all_figures
from yifa.kernel.organization.models import Unit
from yifa.ledger.exporting.matters import heads
from yifa.ledger.importing.mapping import letter, plain
from yifa.ledger.rooms import Ledger, room_of, rooms
from yifa.ledger.template.binding import By, Over, Part, Words
from yifa.ledger.template.models import Rhythm
from yifa.ledger.template.workbook import Page, place


class UploadForm(forms.Form):
    """The superior's workbook, and what it is called here."""

    code = forms.RegexField(
        r"^[A-Za-z0-9一-鿿_-]{2,40}$", label=gettext_lazy("模板编号"),
        help_text=gettext_lazy("自己起，如 司法季报；同一编号再传即换新版，绑定保留"),
        error_messages={"invalid": gettext_lazy("2 至 40 位的字母、数字或者汉字")},
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("报表名称"), max_length=120)
    superior = forms.CharField(label=gettext_lazy("要求填报的单位"), max_length=80)
    rhythm = forms.ChoiceField(
        label=gettext_lazy("周期"), choices=Rhythm.choices, initial=Rhythm.QUARTER
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("填报单位"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("工作簿"), help_text=gettext_lazy("xlsx，5 MiB 以内；不带宏、图表和外部链接"),
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[u.pk for u in units]).order_by("code")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if any(mark in (upload.name or "") for mark in SECRET_MARKS):
            raise forms.ValidationError(
                _("文件名带有国家秘密标志；本系统不处理国家秘密，请通过涉密渠道办理")
            )
        return upload


def figure_choices() -> list[tuple[str, Any]]:
    """Figures grouped by room."""
    found: dict[str, list[tuple[str, str]]] = {}
    for figure in all_figures():
        room = room_of(figure.room)
        found.setdefault(room.title if room else figure.room, []).append((figure.id, figure.title))
    return [("", _("（请选择）")), *sorted(found.items())]


class FigureForm(forms.Form):
    """A cell bound to a figure."""

    figure = forms.ChoiceField(label=gettext_lazy("指标"))
    over = forms.ChoiceField(label=gettext_lazy("期间"), choices=Over.choices)
    part = forms.ChoiceField(
        label=gettext_lazy("部分"),
        choices=Part.choices,
        help_text=gettext_lazy("分子、分母只对比率有用"),
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位（含下级）"), required=False)

    def __init__(self, *args: Any, units: Sequence[Unit], own: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "figure_%s"} | kwargs))
        chosen: dict[str, Any] = self.fields
        chosen["figure"].choices = figure_choices()
        others = [(u.code, str(u)) for u in units if u.pk != own.pk]
        chosen["unit"].choices = [("", str(own)), *others]


class WordsForm(forms.Form):
    """A cell bound to a word about the report itself."""

    words = forms.ChoiceField(label=gettext_lazy("文字"), choices=Words.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "words_%s"} | kwargs))


class LedgerForm(forms.Form):
    """Which ledger fills the rows; its columns are chosen next."""

    ledger = forms.ChoiceField(label=gettext_lazy("台账"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "ledger_%s"} | kwargs))
        field: Any = self.fields["ledger"]
        field.choices = [
            (r.title, [(i.id, i.title) for i in r.ledgers]) for r in rooms() if r.ledgers
        ]


class RowsForm(forms.Form):
    """A block of rows bound to the columns of a ledger: one select a column of the sheet."""

    by = forms.ChoiceField(label=gettext_lazy("哪些行"), choices=By.choices)
    most = forms.IntegerField(
        label=gettext_lazy("表里留了几行"), min_value=1, max_value=300, initial=20,
        help_text=gettext_lazy("超出时不填，请多留几行"),
    )  # fmt: skip

    def __init__(self, *args: Any, page: Page, at: str, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "rows_%s"} | kwargs))
        first, top = place(at)
        known = heads(ledger)
        by_words = {plain(h): h for h in known}
        self.letters: list[str] = []
        for index in range(first - 1, min(page.columns, first + 29)):
            here = letter(index)
            above = page.by_place.get(f"{here}{top - 1}")
            title = above.text if above else ""
            self.letters.append(here)
            self.fields[f"column_{here}"] = forms.ChoiceField(
                label=f"{here} {title}".strip(), required=False,
                choices=[("", _("（不填）")), *((h, h) for h in known)],
                initial=by_words.get(plain(title), ""),
            )  # fmt: skip

    def columns(self) -> dict[str, str]:
        """The chosen columns: letter → heading."""
        chosen = {c: str(self.cleaned_data[f"column_{c}"]) for c in self.letters}
        return {c: head for c, head in chosen.items() if head}


class FillForm(forms.Form):
    """For which period, and whether numbers of an open period are taken."""

    period = forms.ChoiceField(label=gettext_lazy("报告期"))
    provisional = forms.BooleanField(
        label=gettext_lazy("按暂定数填报"), required=False,
        help_text=gettext_lazy("有的期间还没有封账时须勾选；文件名和批注写明暂定"),
    )  # fmt: skip

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["period"]
        field.choices = [(f"{p.from_ym}-{p.to_ym}", str(p)) for p in periods]

    @staticmethod
    def period_of(text: str) -> Period:
        """The period of a choice."""
        begun, _dash, until = text.partition("-")
        return Period(int(begun), int(until))
