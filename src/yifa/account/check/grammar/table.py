"""Bare numbers in table cells: unit and subject come from the head of the column and of the row."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from yifa.account.check.grammar.fold import Folded, fold
from yifa.account.check.grammar.quantity import Kind, Quantity
from yifa.account.check.grammar.units import UNIT, is_money, is_time
from yifa.account.check.read.model import Document, Table

NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(%?)")
_UNIT_IN_HEAD = re.compile(r"[(\[:]?(?:单位:)?([一-龥%]{1,4})[)\]]?$|[(](?:单位:)?([^()]{1,5})[)]")
_SERIAL = re.compile(r"序号|编号|年份|年度|日期|电话|代码|文号|排序|行次|案号")
_SCALE = {"万": 10_000, "亿": 100_000_000}


def table_quantities(document: Document, folded: Folded) -> Iterator[Quantity]:
    """Quantities of cells that hold nothing but a number."""
    for number, table in enumerate(document.tables):
        found = list(_of_table(document, folded, number, table))
        units: dict[int, set[str]] = {}
        for q in found:
            if q.cell and q.unit:
                units.setdefault(q.cell[2], set()).add(q.unit)
        for (
            q
        ) in found:  # a cell without unit (of the total) is counted like the others of its column
            of_column = units.get(q.cell[2], set()) if q.cell and not q.unit else set()
            yield replace(q, unit=next(iter(of_column))) if len(of_column) == 1 else q


def _of_table(document: Document, folded: Folded, number: int, table: Table) -> Iterator[Quantity]:
    words = [[_text(document, cell.start, cell.end) for cell in row] for row in table.rows]
    heads = words[0] if words else []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            found = NUMBER.fullmatch(words[r][c])
            if not found or not words[r][c] or (r == 0 and len(table.rows) > 1 and c == 0):
                continue
            column = heads[c] if c < len(heads) and not NUMBER.fullmatch(heads[c]) else ""
            label = next((w for w in words[r] if w and not NUMBER.fullmatch(w)), "")
            if (
                _SERIAL.search(column)
                or (c == 0 and not column)
                or (_SERIAL.search(label) and c > 0 and r == 0)
            ):
                continue
            unit, scale = _unit(found[1], column, label)
            digits = words[r][c].rstrip("%").replace(",", "")
            step = Decimal(1).scaleb(-len(digits.partition(".")[2])) * scale
            at = bisect_left(folded.origin, cell.start)
            kind = (
                Kind.PERCENT
                if unit == "%"
                else Kind.MONEY
                if is_money(unit)
                else Kind.DURATION
                if is_time(unit)
                else Kind.COUNT
            )
            yield Quantity(
                start=cell.start, end=cell.end, at=cell.start, to=cell.end, fold_at=at, fold_to=at + len(words[r][c]),
                text=words[r][c], value=Decimal(digits) * scale, unit=unit, kind=kind, step=step,
                subject="·".join(w for w in (label, column) if w), sentence=-1 - number, clause=-1 - number,
                paragraph=-1 - number, cell=(number, r, c),
            )  # fmt: skip


def _text(document: Document, start: int, end: int) -> str:
    return fold(document.text[start:end]).text.strip()


def _unit(percent: str, column: str, label: str) -> tuple[str, Decimal]:
    """Unit and scale from the signs behind the number, the column's head or the row's label."""
    if percent:
        return "%", Decimal(1)
    for head in (column, label):
        if re.search(r"[率比]$|百分比|占比|[(]%[)]", head):
            return "%", Decimal(1)
        inside = re.search(r"[(\[](?:单位:)?([^()\[\]]{1,5})[)\]]", head)
        if (
            inside
            and (found := re.fullmatch(r"([万亿]?)(.+)", inside[1]))
            and UNIT.fullmatch(found[2])
        ):
            return found[2], Decimal(_SCALE.get(found[1], 1))
    for head in (column, label):
        if found := re.search(r"(人次|场次|件|起|人|次|宗|户|元)数?$", head):
            return found[1], Decimal(1)
    return "", Decimal(1)
