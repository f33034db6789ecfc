"""Drawing an official table (merged cells and all) as HTML."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from yifa.kernel.paper import Cell, Table
from yifa.kernel.paper.table import CellLike, written

register = template.Library()


def _cell(item: CellLike) -> dict[str, Any]:
    cell = item if isinstance(item, Cell) else Cell(item)
    number = isinstance(cell.value, int | Decimal) or cell.value == "—"
    return {
        "text": written(cell), "value": cell.value, "colspan": cell.colspan, "rowspan": cell.rowspan,
        "number": number, "told": cell.value != "—", "centred": cell.align == "center",
    }  # fmt: skip


@register.inclusion_tag("disclosure/official_table.html")
def official_table(table: Table, caption: str) -> dict[str, Any]:
    """The table with its heading rows; numbers at the right, words as row headings."""
    return {
        "caption": caption,
        "head": [[_cell(c) for c in row] for row in table.heading_rows],
        "body": [[_cell(c) for c in row] for row in table.rows],
    }
