"""What an act said, readably: labels of its form, choices by name, sensitive values masked."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa import law
from yifa.kernel import crypto
from yifa.kernel.entry.register import Register
from yifa.kernel.journal.chain import ROWS
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.procedure import Procedure
from yifa.ledger.pages.page import Masker

HIDDEN = "●●●●"
"""Shown in the place of an encrypted value."""

Said = list[tuple[str, str]]


def said(row: JournalRow, procedure: Procedure | None, masker: Masker) -> Said:
    """(label, value) of an act's payload. An erased payload says so."""
    if not row.payload:
        return [(_("内容"), _("已依法删除"))] if row.payload_digest else []
    data: Any = json.loads(row.payload)
    if not isinstance(data, dict):
        return []
    fields = _fields(row, procedure)
    return [
        (_label(fields, name), masker.text(plain(value, fields.get(name))))
        for name, value in sorted(data.items(), key=lambda pair: _place(fields, pair[0]))
        if value not in (None, "", [], {}) and name != ROWS
    ]


def _place(fields: dict[str, forms.Field], name: str) -> int:
    """The field's place in its form: stored payloads are sorted by name."""
    return list(fields).index(name) if name in fields else len(fields)


def entered(row: JournalRow, register: Register, *, handling: bool = True) -> Said:
    """(label, value) of what an entry changed, or of its first values."""
    data: Any = json.loads(row.payload) if row.payload else {}
    fields = dict(register.form.base_fields)
    personal = _classified(register, "personal") if not handling else set()
    hidden = _classified(register, "sensitive") | personal
    found: Said = [(_("理由"), str(data["reason"]))] if data.get("reason") else []
    changes = data.get("changes") or {}
    for name, value in changes.items():
        words = (
            plain(value.get("from"), fields.get(name)),
            plain(value.get("to"), fields.get(name)),
        )
        shown = HIDDEN if name in hidden else f"{words[0] or _('空')} → {words[1] or _('空')}"
        found.append((_label(fields, name), shown))
    if not changes:
        values = data.get("values") or {}
        for name, value in sorted(values.items(), key=lambda pair: _place(fields, pair[0])):
            if value not in (None, "", [], {}):
                shown = HIDDEN if name in hidden else plain(value, fields.get(name))
                found.append((_label(fields, name), shown))
    if source := data.get("source"):
        found.append((_("来源"), _source(source)))
    return found


def _source(source: dict[str, Any]) -> str:
    """Where an imported entry's values come from: file, sheet, row, digest."""
    parts = [str(source.get("name", ""))]
    if source.get("sheet"):
        parts.append(_("工作表“%(sheet)s”") % {"sheet": source["sheet"]})
    if source.get("row"):
        parts.append(_("第 %(row)s 行") % {"row": source["row"]})
    if source.get("file"):
        parts.append(_("文件摘要 %(digest)s") % {"digest": source["file"]})
    return "，".join(filter(None, parts))


def _classified(register: Register, kind: str) -> set[str]:
    fields = register.model._meta.concrete_fields
    return {f.name for f in fields if getattr(f, "classification", "") == kind}


def _fields(row: JournalRow, procedure: Procedure | None) -> dict[str, forms.Field]:
    if procedure is None or row.verb != "act":
        return {}
    try:
        form = procedure.step(row.step).form
    except KeyError:
        return {}
    return dict(form.base_fields)


LABELS = {
    "moves": gettext_lazy("期限变化"), "calendar": gettext_lazy("日历版本"), "party": gettext_lazy("当事人"), "document": gettext_lazy("文书材料"),
    "reason": gettext_lazy("理由"), "fields": gettext_lazy("查看的字段"), "rows": gettext_lazy("行数"), "import": gettext_lazy("导入批次"),
}  # fmt: skip


def _label(fields: dict[str, forms.Field], name: str) -> str:
    field = fields.get(name)
    return str(field.label) if field is not None and field.label else str(LABELS.get(name, name))


def plain(value: Any, field: forms.Field | None = None) -> str:
    """One value for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        if "name" in value:
            return str(value["name"])
        if value.keys() == {"limit", "before", "after"}:
            return f"{_limit_title(value['limit'])}：{value['before']} → {value['after']}"
        return "；".join(f"{k}：{plain(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "、".join(plain(v, field) for v in value)
    words = str(value)
    if crypto.is_sealed(words):
        return HIDDEN
    if isinstance(field, (forms.ChoiceField, forms.TypedChoiceField, forms.MultipleChoiceField)):
        return _choice(field, words)
    return words


def _limit_title(limit_id: str) -> str:
    """A limit by the name the law's latest version gives it."""
    versions = law.book().versions(limit_id) if limit_id in law.book().ids() else ()
    return str(versions[-1].title_zh) if versions else limit_id


def _choice(field: Any, value: str) -> str:
    for code, label in field.choices:
        if isinstance(label, (list, tuple)):
            for inner, name in label:
                if str(inner) == value:
                    return str(name)
        elif str(code) == value:
            return str(label)
    return value
