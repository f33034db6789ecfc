"""A paper as PDF/A-2b. The same paper gives the same bytes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Lock

import typst

from yifa.kernel.paper.document import Paper
from yifa.kernel.paper.fonts import FontSet, Role, find_fonts, font_folders
from yifa.kernel.paper.layout import Layout
from yifa.kernel.paper.metrics import advances
from yifa.kernel.paper.text import printable

_TEMPLATE = Path(__file__).with_name("gongwen.typ").read_bytes()
_MISSING_AT_MOST = 64
_NOT_DISPLAYED = re.compile(r'the text `?"(.*)"`? could not be displayed', re.DOTALL)
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_one_at_a_time = Lock()
_compilers: dict[tuple[Path, ...], typst.Compiler] = {}


def render_pdf(paper: Paper, *, made: datetime | None = None) -> bytes:
    """Set `paper` by GB/T 9704-2012.

    `made` (with a time zone) is the creation time the file's metadata must state; without it the day of
    the paper is stated, so that a frozen paper can be rendered again to the same digest.
    A character no installed font has is printed 〓, as printers do, never left out.
    Raises `NoChineseFont` where no installed font has Chinese.
    """
    folders = font_folders()
    layout = Layout(lambda role, sheet: advances(folders, role, sheet))
    data = {
        "title": printable(paper.title).replace("\n", ""),
        "author": printable(paper.issuer or "").replace("\n", "、"),
        "draft": paper.draft,
        "sections": layout.sections(paper),
    }
    return set_pages(_TEMPLATE, data, made or _day_of(paper))


def set_pages(template: bytes, data: dict[str, object], made: datetime) -> bytes:
    """The pages that a typst template makes of `data` and the fonts found here (`sys.inputs.paper`), as PDF/A-2b."""
    folders = font_folders()
    fonts = find_fonts(folders)
    text = json.dumps(
        data | {"fonts": {role.name.lower(): _font(fonts, role) for role in Role}},
        ensure_ascii=False,
    )
    with _one_at_a_time:
        compiler = _compilers.get(folders)
        if compiler is None:
            compiler = _compilers[folders] = typst.Compiler(
                font_paths=fonts.book, ignore_system_fonts=True
            )
        for _ in range(_MISSING_AT_MOST):
            try:
                return _compile(compiler, template, text, made)
            except typst.TypstError as error:
                missing = _missing(error.message)
                if not missing:
                    raise
                text = text.translate(dict.fromkeys(map(ord, missing), "〓"))
        return _compile(compiler, template, text, made)


def _compile(compiler: typst.Compiler, template: bytes, text: str, made: datetime) -> bytes:
    pdf = compiler.compile(
        template,
        format="pdf",
        sys_inputs={"paper": text},
        pdf_standards="a-2b",
        timestamp=made,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return pdf


def _missing(message: str) -> set[str]:
    """The characters typst says no font can display, as Rust quotes them; PDF/A refuses blanks."""
    found = _NOT_DISPLAYED.search(message)
    if not found:
        return set()
    quoted = _RUST_ESCAPE.sub(lambda code: chr(int(code[1], 16)), found[1])
    return {char for char in quoted if not char.isascii()}


def _day_of(paper: Paper) -> datetime:
    day = paper.date or (paper.imprint.printed if paper.imprint else None)
    return datetime.combine(day, time(), UTC) if day else datetime.fromtimestamp(0, UTC)


def _font(fonts: FontSet, role: Role) -> dict[str, object]:
    return {"families": fonts.families(role), "weight": fonts.report.faces[role].weight}
