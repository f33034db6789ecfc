"""A register as it stood on a day: the first sheet carries the headings an import reads, so that it can come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register
from yifa.kernel.fields import mask
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.exporting.book import Sheet
from yifa.ledger.exporting.cells import Cell, found, typed
from yifa.ledger.exporting.view import View
from yifa.ledger.importing.mapping import UNIT, plain, targets
from yifa.ledger.importing.spec import spec_of
from yifa.ledger.importing.standing import Unkept, kept
from yifa.ledger.pages.page import handles
from yifa.ledger.pages.payload import HIDDEN

CHUNK = 1000


def view(
    actor: Actor, register: Register, rows: ScopedQuerySet, facts: list[tuple[str, str]], ground: str = ""
) -> View:  # fmt: skip
    """The register's rows, ready to be written."""
    writer = _Writer(actor, register, bool(ground))
    ordered = rows.select_related(*writer.related).order_by("key", "version")
    versions = Sheet(
        _("版本信息"),
        (_("编号"), _("所属单位"), _("版本"), _("生效日期"), _("失效日期"), _("变动理由"), _("来源系统"), _("登记时间")),
        _versions(rows),
    )  # fmt: skip
    said = [(_("内容"), _("登记簿“%(title)s”") % {"title": register.title}), *facts]
    if register.cite:
        said.append((_("依据"), register.cite))
    said.append((_("再导入"), _("第一张表的表头与导入页的栏目一致，改好后可以直接导入")))
    return View(
        f"register:{register.id}", register.title, writer.heads, writer.lines(ordered), actor,
        tuple(said), (versions,), ground,
    )  # fmt: skip


def _versions(rows: ScopedQuerySet) -> Iterator[list[Any]]:
    ordered = rows.select_related("unit").order_by("key", "version")
    for row in ordered.iterator(chunk_size=CHUNK):
        yield [
            row.key, row.unit.name, row.version, row.valid_from, row.valid_to, row.reason,
            row.source_system, row.recorded_at,
        ]  # fmt: skip


class _Writer:
    """Writes entries in the columns that the register's import knows."""

    def __init__(self, actor: Actor, register: Register, open_names: bool) -> None:
        self.actor, self.register, self.open_names = actor, register, open_names
        columns = targets(register, spec_of(register.id))
        self.names = [t.name for t in columns]
        self.fields = register.form().fields
        self.columns = {f.name: f for f in register.model._meta.concrete_fields}
        keys = {n for n, f in self.columns.items() if isinstance(f, ForeignKey)}
        self.related = sorted({"unit", *(keys & set(self.names))})
        self.outside = [n for n in self.names if n != UNIT and n not in self.columns]
        self._handled: dict[int, bool] = {}
        # A masked name must never come back as a name, so its heading is one that no import reads.
        known: set[str] = set()
        self.heads = []
        for target in columns:
            # Two labels that differ in brackets only read alike to an import: the later goes by its name.
            label = target.name if plain(target.label) in known else target.label
            known.add(plain(label))
            masked = self._masked(target.name)
            self.heads.append(_("已遮盖的%(label)s") % {"label": label} if masked else label)

    def _masked(self, name: str) -> bool:
        """Whether values of this column do not leave the house as they are."""
        return not self.open_names and bool(getattr(self.columns.get(name), "classification", ""))

    def lines(self, rows: ScopedQuerySet) -> Iterator[list[Cell]]:
        for row in rows.iterator(chunk_size=CHUNK):
            derived = self._derived(row) if self.outside else {}
            yield [
                row.unit.name if n == UNIT
                else derived[n] if n in derived
                else self._cell(row, n)
                for n in self.names
            ]  # fmt: skip

    def _open(self, row: Entry) -> bool:
        if not self.open_names:
            return False
        if row.unit_id not in self._handled:
            self._handled[row.unit_id] = handles(self.actor, row.unit_id, self.register.room)
        return self._handled[row.unit_id]

    def _cell(self, row: Entry, name: str) -> Cell:
        kind = getattr(self.columns[name], "classification", "")
        if kind == "sensitive" and not self._open(row):
            return HIDDEN if getattr(row, name) else None
        if kind == "personal" and not self._open(row):
            return mask(str(found(row, name) or ""))
        field, value = self.fields[name], getattr(row, name)
        if value == "":
            return (
                None  # even where the empty choice has a word of its own, the form takes it empty
            )
        if isinstance(field, forms.ModelChoiceField) and value is not None:
            return value.name if isinstance(value, Unit) else _key_of(value, field)
        return found(row, name)

    def _derived(self, row: Entry) -> dict[str, Cell]:
        """Form fields that are no column but are part of the key: the number itself, or the unit in it.

        A guess is kept only where the register makes the row's own key of it again.
        """
        values: dict[str, Any] = {n: getattr(row, n) for n in self.names if n in self.columns}
        shown: dict[str, Cell] = {}
        guessed = []
        for name in self.outside:
            try:
                values[name] = kept(self.fields, row, name)
            except Unkept:
                guessed.append(name)
            else:
                shown[name] = _words(self.fields[name], values[name])
        for name in guessed:
            if isinstance(self.fields[name], forms.ModelChoiceField):
                values[name], shown[name] = row.unit, row.unit.name
            else:
                values[name] = shown[name] = row.key
        if self._makes_key(values, row.key):
            return shown
        return shown | self._by_code(values, row, guessed)

    def _by_code(self, values: dict[str, Any], row: Entry, guessed: list[str]) -> dict[str, Cell]:
        """The unit that the key names, where it is not the one that keeps the entry."""
        for code in row.key.replace("@", ":").split(":"):
            unit = Unit.objects.filter(code=code).first()
            if unit is None:
                continue
            tried = values | dict.fromkeys(guessed, unit)
            if self._makes_key(tried, row.key):
                return dict.fromkeys(guessed, unit.name)
        return dict.fromkeys(guessed, None)

    def _makes_key(self, values: dict[str, Any], key: str) -> bool:
        try:
            return self.register.key(values) == key
        except (KeyError, AttributeError, TypeError):
            return False


def _words(field: forms.Field, value: Any) -> Cell:
    """A value as the import's column hears it: choices by their words."""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return typed(value)


def _key_of(value: Any, field: forms.ModelChoiceField[Any]) -> str:
    return str(getattr(value, field.to_field_name or "pk"))


def personal_columns(register: Register) -> bool:
    """Whether any exported column names people or is kept encrypted."""
    names = set(register.form().fields)
    for name in names:
        try:
            column = register.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if getattr(column, "classification", ""):
            return True
    return False


def facts_of(day: date, *, ended: bool, sought: str, unit: str) -> list[tuple[str, str]]:
    """The question of a register's page in words."""
    state = _("至这一天已失效的") if ended else _("这一天有效的")
    said = [f"{_('日期')}：{day.isoformat()}（{state}）"]
    said += [f"{_('查找')}：{sought}"] if sought else []
    said += [f"{_('单位（含下级）')}：{unit}"] if unit else []
    return [(_("筛选条件"), "；".join(said))]
