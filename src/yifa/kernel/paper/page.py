"""The sheet of GB/T 9704-2012 in numbers (chapter 5 and 6). Lengths are points unless named mm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MM: Final = 72 / 25.4
"""Points in a millimetre."""

BODY_SIZE: Final = 16.0
"""3号, the body's size (5.2.2)."""

TITLE_SIZE: Final = 22.0
"""2号, the title's size (7.3.1)."""

SMALL_SIZE: Final = 14.0
"""4号: page numbers (7.5) and imprint (7.4)."""

TABLE_SIZE: Final = 12.0
"""小4号: the standard leaves table text open; this is what fits a dozen columns."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An A4 page with its type area (版心) divided into equal cells; millimetres."""

    width: float
    height: float
    top: float
    left: float
    area_width: float
    area_height: float
    columns: int
    lines: int

    @property
    def right(self) -> float:
        return self.width - self.left - self.area_width

    @property
    def bottom(self) -> float:
        return self.height - self.top - self.area_height

    @property
    def char_pitch(self) -> float:
        """Width of one character cell, points."""
        return self.area_width / self.columns * MM

    @property
    def line_pitch(self) -> float:
        """Height of one line, points."""
        return self.area_height / self.lines * MM


PORTRAIT: Final = Sheet(
    210, 297, top=37, left=28, area_width=156, area_height=225, columns=28, lines=22
)
"""5.2.1: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; 5.2.3: 22 lines of 28 characters."""

LANDSCAPE: Final = Sheet(
    297, 210, top=28, left=36, area_width=225, area_height=156, columns=40, lines=15
)
"""The same type area turned (chapter 8, A4 tables set sideways): the binding edge is above."""


def sheet(landscape: bool) -> Sheet:
    return LANDSCAPE if landscape else PORTRAIT
