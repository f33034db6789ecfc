"""What the page of the report check asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yifa.account.check.read import LONGEST, SUFFIXES
from yifa.kernel.organization.models import Unit

SHAPES = (
    ("page", _("网页：正文和意见对照")),
    ("docx", _("带批注的 Word")),
    ("csv", _("数据表（CSV）")),
    ("json", _("JSON")),
)


class CheckForm(forms.Form):
    """A file or pasted words; optionally last year's report; the shape of the answer."""

    file = forms.FileField(
        label=_("报告文件"), required=False, help_text=_("DOCX、PDF（有文字）、HTML、TXT，不超过 32 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("或者粘贴正文"), required=False, max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    last_year = forms.FileField(
        label=_("上一年度报告"), required=False, help_text=_("可以不传；传了就核对增减、找整段相同"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )  # fmt: skip
    shape = forms.ChoiceField(
        label=_("结果"), choices=SHAPES, initial="page", required=False, widget=forms.RadioSelect
    )

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("哪个单位的报告"), required=False, to_field_name="code", empty_label=_("不指明"),
        help_text=_("指明后按本单位停用的规则审读，并与上年保存的数据比较"),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("报告年度"), required=False, min_value=2000, max_value=2999, help_text=_("报告所写的那一年")
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        if units is not None:
            field.queryset = units

    def clean(self) -> dict[str, Any]:
        """One of file and words must be there."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not (cleaned.get("words") or "").strip():
            raise forms.ValidationError(_("请选择文件，或者粘贴正文"))
        return cleaned
