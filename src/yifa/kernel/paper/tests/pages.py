"""Reading a PDF as a ruler does: where each character stands, in which face."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Char:
    text: str
    left: float  # mm from the left edge of the sheet
    right: float
    baseline: float  # mm from the upper edge
    size: float  # points
    font: str


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    chars: tuple[Char, ...]

    @property
    def lines(self) -> list[list[Char]]:
        """Characters by baseline, from the top; the page number (below 262 mm) is not text."""
        lines: dict[int, list[Char]] = {}
        for char in self.chars:
            if char.baseline < self.height - 35:
                lines.setdefault(round(char.baseline * 2), []).append(char)
        return [sorted(lines[key], key=lambda c: c.left) for key in sorted(lines)]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    def fonts_of(self, text: str) -> set[str]:
        """The faces in which the (only) occurrence of `text` is set."""
        at = self.text.index(text)
        return {char.font for char in self.chars[at : at + len(text)]}


def read(pdf: bytes) -> list[Page]:
    document = pdfium.PdfDocument(pdf)
    return [_page(document[n]) for n in range(len(document))]


def _page(page: pdfium.PdfPage) -> Page:
    width, height = page.get_size()
    text = page.get_textpage()
    chars = []
    for i in range(text.count_chars()):
        one = text.get_text_range(i, 1)
        if not one.strip() or one == "\ufffe":
            continue
        _, _, right, _ = text.get_charbox(i, loose=True)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        name = ctypes.create_string_buffer(200)
        raw.FPDFText_GetFontInfo(text, i, name, 200, None)
        font = re.sub(r"^[A-Z]{6}\+", "", name.value.decode())
        size = raw.FPDFText_GetFontSize(text, i)
        chars.append(Char(one, x.value / MM, right / MM, (height - y.value) / MM, size, font))
    return Page(width / MM, height / MM, tuple(chars))
