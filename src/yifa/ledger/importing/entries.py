"""Rows of a register: cleaned as the write door cleans them, and compared with the versions that stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from yifa.kernel.entry.clean import Cleaner
from yifa.kernel.entry.models import Entry
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.organization.models import Unit
from yifa.ledger.importing.destination import IntoRegister
from yifa.ledger.importing.plan import Row
from yifa.ledger.importing.rows import RowReader, unit_text
from yifa.ledger.importing.standing import differences, latest, values_of


class EntryJudge:
    """Says of every row what it would do to the register."""

    def __init__(self, reader: RowReader) -> None:
        assert isinstance(reader.into, IntoRegister)
        self.reader, self.order = reader, reader.order
        self.register, self.spec = reader.into.register, reader.into.spec
        self.cleaner = Cleaner(self.register.form)
        form = self.register.form()
        self.fields = form.fields
        self.unmapped = [n for n in self.fields if n not in self.order.mapping]
        given = {n: form.get_initial_for_field(f, n) for n, f in self.fields.items()}
        self.initial = {n: v for n, v in given.items() if v is not None}

    def judge(self, rows: list[Row]) -> None:
        """Set every row's `what`, `key`, `unit`, `data` and `changes`."""
        columns: dict[str, Sequence[Any]] = dict(self.reader.heard)
        if self.unmapped and self.initial:
            columns |= {n: [v] * len(rows) for n, v in self.initial.items() if n in self.unmapped}
            for row in rows:
                self._fill(row, {})
        cleaned = self.cleaner.clean_columns(columns, len(rows), lambda: [r.values for r in rows])
        key, check = self.register.key, self.register.check
        for at, (row, data) in enumerate(zip(rows, cleaned, strict=True)):
            proved = self.cleaner.proved.get(at) if row.faults else None
            if proved is not None and all(n in proved or n in row.faults for n in self.fields):
                row.data, row.key = proved, _key(key, proved)  # the form would say it once more
                continue
            if data is None or check or row.faults:
                self._judged(row, data, {})
                continue
            row.what, row.data = "clean", data
            row.key = _key(key, data)
        standing = latest(self.register, [r.key for r in rows if r.key])
        for row in rows:
            self._compare(row, standing.get(row.key))

    def _clean(self, row: Row, before: dict[str, Any]) -> None:
        """Validate as the write door will. Fields without a column take what stands (`before`)."""
        self._fill(row, before)
        self._judged(row, self.cleaner.clean(row.values), before)

    def _fill(self, row: Row, before: dict[str, Any]) -> None:
        unasked = self.initial | before
        row.values.update({n: unasked[n] for n in self.unmapped if n in unasked})

    def _judged(self, row: Row, data: dict[str, Any] | None, before: dict[str, Any]) -> None:
        """Take over the cleaned data, or what the form says instead of it."""
        errors: dict[str, list[Any]] = {}
        if data is None:
            form = self.register.form(data=row.values)
            form.is_valid()
            errors, data = form.errors.as_data(), form.cleaned_data
        if not errors and self.register.check:
            errors = self._checked(data)
        for name, found in errors.items():
            if name in self.unmapped and not before:
                continue  # what stands may fill it; judged when that is known
            if name not in row.faults:
                for error in found:
                    self.reader.cell_refused(row, name, error)
        row.what = "" if errors or row.faults else "clean"
        row.data = data
        row.key = _key(self.register.key, data)

    def _checked(self, data: dict[str, Any]) -> dict[str, list[Any]]:
        assert self.register.check is not None
        try:
            self.register.check(data)
        except InvalidData as refusal:
            return {
                n: [forms.ValidationError(m) for m in found] for n, found in refusal.fields.items()
            }
        except Refusal as refusal:
            return {"__all__": [forms.ValidationError(str(refusal))]}
        return {}

    def _compare(self, row: Row, entry: Entry | None) -> None:
        standing = entry if entry is not None and entry.valid_to is None else None
        if self.unmapped and row.what != "clean":
            self._clean_with_standing(row, standing)
        elif self.unmapped and standing is not None:
            self._clean(row, values_of(self.fields, standing))
        row.unit = self._unit(row, standing)
        if row.what != "clean":
            return
        if self.spec.doubts:
            for name, doubt in self.spec.doubts(row.data).items():
                self.reader.problem(row, name, doubt, warning=True)
        if not self._may(row, standing) or not self._in_time(row, entry):
            row.what = "bad"
            return
        if standing is None:
            row.what = "added"
            return
        row.changes = differences(self.fields, standing, row.data)
        if standing.unit_id != row.unit.pk:
            row.changes = [*row.changes, ("所属单位", str(standing.unit), str(row.unit))]
        row.what = "changed" if row.changes else "same"

    def _clean_with_standing(self, row: Row, standing: Entry | None) -> None:
        if standing is not None:
            self._clean(row, values_of(self.fields, standing))
            return
        form = self.register.form(data=row.values)
        for name, found in form.errors.as_data().items():
            if name in self.unmapped:
                for error in found:
                    self.reader.cell_refused(row, name, error)

    def _unit(self, row: Row, standing: Entry | None) -> Unit:
        """The unit the row names, else the one the entry has, else the importing unit."""
        order = self.order
        text = unit_text(row, self.spec.unit_from)
        if order.one_unit or not text:
            return standing.unit if standing is not None and not order.one_unit else order.unit
        named = self.reader.unit_of(text)
        if named.unit is not None:
            return named.unit
        return standing.unit if standing is not None else order.unit

    def _may(self, row: Row, standing: Entry | None) -> bool:
        assert row.unit is not None
        reader, units = self.reader, self.reader.units
        if not units.may_enter(row.unit.pk):
            reader.problem(
                row, reader.into.unit_column, f"您没有为{row.unit}登记{self.register.title}的任职",
                "请改选“全部归入所选单位”，或者转交有权人员导入",
            )  # fmt: skip
            return False
        if standing is not None and not units.may_enter(standing.unit_id):
            where = reader.key_field()
            reader.problem(row, where, f"已由{standing.unit}登记，您无权变更", "请与该单位核对编号")
            return False
        return True

    def _in_time(self, row: Row, entry: Entry | None) -> bool:
        if entry is None:
            return True
        begun = entry.valid_to or entry.valid_from
        if self.order.on >= begun:
            return True
        self.reader.problem(
            row, self.reader.key_field(), f"现行版本自 {begun.isoformat()} 起，晚于所选生效日期",
            f"请把生效日期改为 {begun.isoformat()} 或者以后",
        )  # fmt: skip
        return False


def _key(key: Callable[[dict[str, Any]], str], data: dict[str, Any]) -> str:
    """The row's business key, "" where what makes it is missing."""
    try:
        return key(data)
    except (KeyError, AttributeError, TypeError):
        return ""
