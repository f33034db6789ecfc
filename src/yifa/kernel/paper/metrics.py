"""Widths of Latin letters and digits in the faces in use, asked of typst once a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import typst

from yifa.kernel.paper.fonts import Role, find_fonts
from yifa.kernel.paper.grid import Advances
from yifa.kernel.paper.page import BODY_SIZE, Sheet

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_SOURCE = b"""#let asked = json(bytes(sys.inputs.asked))
#context [#metadata(asked.fonts.map(font => asked.chars.clusters().map(c =>
  measure(text(font: font.at(0), weight: font.at(1), size: 100pt, kerning: false, "x" + c + "x")).width.pt()
  - measure(text(font: font.at(0), weight: font.at(1), size: 100pt, kerning: false, "xx")).width.pt()
))) <widths>]"""


@lru_cache(maxsize=4)
def em_widths(folders: tuple[Path, ...]) -> Mapping[Role, Mapping[str, float]]:
    """The advance of each ASCII character in ems, by role."""
    fonts = find_fonts(folders)
    asked = {
        "chars": _ASCII,
        "fonts": [[fonts.families(role), fonts.report.faces[role].weight] for role in Role],
    }
    answer = typst.query(
        _SOURCE,
        "<widths>",
        field="value",
        one=True,
        font_paths=fonts.book,
        ignore_system_fonts=True,
        sys_inputs={"asked": json.dumps(asked, ensure_ascii=False)},
    )
    rows = json.loads(answer)
    return {
        role: {char: width / 100 for char, width in zip(_ASCII, row, strict=True)}
        for role, row in zip(Role, rows, strict=True)
    }


@lru_cache(maxsize=32)
def advances(folders: tuple[Path, ...], role: Role, sheet: Sheet) -> Advances:
    """The same in cells of `sheet`, at body size, tightened as the template tightens it."""
    pitch = sheet.char_pitch
    tightened = (pitch - BODY_SIZE) / 2
    table = em_widths(folders)[role]
    return Advances({c: (em * BODY_SIZE + tightened) / pitch for c, em in table.items()})
