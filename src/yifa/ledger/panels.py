"""A room's own rows on the matter page: opinions with their suggestions, payments with their due days.

register_panel(Panel("contracts.opinions", "审查意见", ("contracts.contract",), ("序号", "结论"), opinion_rows))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yifa.kernel.matter.models import Matter

Rows = Callable[[Matter, bool], Sequence[Sequence[str]]]
"""The cells of each row as text; the flag says whether the reader works at the handling unit (names unmasked)."""


@dataclass(frozen=True)
class Panel:
    """A titled table shown on the page of matters of these procedures; not shown while it has no rows."""

    code: str
    title: str
    procedures: tuple[str, ...]
    headers: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Cell:
    """One cell with the header it stands under; short ones are not broken over lines."""

    label: str
    text: str

    @property
    def short(self) -> bool:
        return len(self.text) <= 12


_panels: dict[str, Panel] = {}


def register_panel(*panels: Panel) -> None:
    """Add panels; a code registered twice must be the same panel."""
    for panel in panels:
        if _panels.setdefault(panel.code, panel) != panel:
            raise ValueError(f"panel {panel.code} is taken")


def panels_of(matter: Matter, handling: bool) -> list[tuple[Panel, list[list[Cell]]]]:
    """(panel, rows of cells) of a matter, in the order registered."""
    mine = [p for p in _panels.values() if matter.procedure in p.procedures]
    found = [(panel, panel.rows(matter, handling)) for panel in mine]
    return [(panel, [_cells(panel, row) for row in rows]) for panel, rows in found if rows]


def _cells(panel: Panel, row: Sequence[str]) -> list[Cell]:
    return [Cell(label, text) for label, text in zip(panel.headers, row, strict=True)]
