"""A paper as OFD (GB/T 33190-2016): a ZIP of XML, lengths in millimetres, text by character on the page's grid.

Only what an official paper needs: pages, text, rules. Fonts are named, not embedded: every OFD reader brings 仿宋, 黑体,
楷体 and 宋体. The same paper gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from yifa.kernel.paper.document import Paper
from yifa.kernel.paper.grid import Advances
from yifa.kernel.paper.layout import Layout
from yifa.kernel.paper.page import BODY_SIZE, MM, SMALL_SIZE, TABLE_SIZE, TITLE_SIZE
from yifa.kernel.paper.text import printable

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FONTS = {"body": 1, "head": 2, "subhead": 3, "mark": 4, "song": 5}
FONT_NAMES = ("仿宋", "黑体", "楷体", "小标宋体", "宋体")
_RULE = 0.25
WIDTHS = {"%": 0.85, "@": 0.9, "W": 0.9, "M": 0.85, "m": 0.8, "w": 0.75, "&": 0.75}
"""Narrow characters that need more than half a cell; the faces are the reader's own, so these are generous."""


def _step(char: str, advance: float) -> float:
    return advance * (WIDTHS.get(char, 0.5) if char.isascii() else 1.0)


def _wide(text: str, advance: float) -> float:
    """How wide a text is set, millimetres."""
    return sum(_step(c, advance) for c in text)


@dataclass
class _Page:
    sheet: dict[str, Any]
    objects: list[str] = field(default_factory=list)


class _Ids:
    """Numbers for objects: each once in a document."""

    def __init__(self, start: int) -> None:
        self.last = start

    def next(self) -> int:
        self.last += 1
        return self.last


def render_ofd(paper: Paper) -> bytes:
    """The paper as the bytes of an OFD file."""
    layout = Layout(lambda role, sheet: Advances(WIDTHS, default=0.5))
    writer = _Writer()
    for section in layout.sections(paper):
        writer.section(section)
    writer.page_numbers()
    return _zip(paper, writer)


class _Writer:
    def __init__(self) -> None:
        self.pages: list[_Page] = []
        self.ids = _Ids(10)
        self.sheet: dict[str, Any] = {}
        self.line = 0.0

    def section(self, section: dict[str, Any]) -> None:
        self.sheet = section["sheet"]
        self.new_page()
        for item in section["items"]:
            getattr(self, f"_{item['kind']}")(item)

    def new_page(self) -> None:
        self.pages.append(_Page(self.sheet))
        self.line = 0.0

    @property
    def pitch(self) -> float:
        return float(self.sheet["area_height"] / self.sheet["lines"])

    @property
    def cell(self) -> float:
        return float(self.sheet["area_width"] / self.sheet["columns"])

    def room(self, lines: float) -> None:
        """Turn the page where so many lines do not fit any more."""
        if self.line + lines > self.sheet["lines"] + 1e-6:
            self.new_page()

    def place(
        self, text: str, x: float, *, line: float | None = None, size: float = BODY_SIZE, font: str = "body",
        advance: float | None = None, colour: str = "",
    ) -> None:  # fmt: skip
        """Text at `x` mm from the type area's left edge, on a line (the present one), `advance` mm a wide character."""
        if not text:
            return
        at = self.line if line is None else line
        mm = size / MM
        step = advance if advance is not None else mm
        steps = [_step(c, step) for c in text]
        top = self.sheet["top"] + at * self.pitch + (self.pitch - mm) / 2
        left = self.sheet["left"] + x
        width = sum(steps) + mm
        deltas = " ".join(f"{s:.3f}" for s in steps[:-1])
        fill = f'<ofd:FillColor Value="{colour}"/>' if colour else ""
        self.pages[-1].objects.append(
            f'<ofd:TextObject ID="{self.ids.next()}" Boundary="{left:.3f} {top:.3f} {width:.3f} {mm * 1.2:.3f}" '
            f'Font="{FONTS[font]}" Size="{mm:.3f}">{fill}'
            f'<ofd:TextCode X="0" Y="{mm * 0.88:.3f}"'
            + (f' DeltaX="{deltas}"' if deltas else "")
            + f">{escape(text)}</ofd:TextCode></ofd:TextObject>"
        )

    def rule(
        self,
        x: float,
        y: float,
        dx: float,
        dy: float,
        *,
        width: float = _RULE,
        colour: str = "0 0 0",
    ) -> None:
        """A straight line, millimetres from the type area's corner."""
        left, top = self.sheet["left"] + x, self.sheet["top"] + y
        self.pages[-1].objects.append(
            f'<ofd:PathObject ID="{self.ids.next()}" Boundary="{left:.3f} {top:.3f} {max(dx, width):.3f} {max(dy, width):.3f}" '
            f'LineWidth="{width}" Stroke="true"><ofd:StrokeColor Value="{colour}"/>'
            f"<ofd:AbbreviatedData>M 0 0 L {dx:.3f} {dy:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    # the items of `Layout`

    def _head(self, item: dict[str, Any]) -> None:
        wide = self.sheet["area_width"]
        mark = item["mark"]
        size = min(48.0, wide * MM / max(len(mark), 1))
        self.place(
            mark,
            (wide - len(mark) * size / MM) / 2,
            line=3,
            size=size,
            font="mark",
            colour="255 0 0",
        )
        number = item["number"]
        self.place(number, (wide - len(number) * BODY_SIZE / MM) / 2, line=6)
        self.rule(0, 7 * self.pitch + 4, wide, 0, width=0.5, colour="255 0 0")
        self.line = 8

    def _title(self, item: dict[str, Any]) -> None:
        self.room(len(item["lines"]))
        for text in item["lines"]:
            wide = _wide(text, TITLE_SIZE / MM)
            self.place(text, (self.sheet["area_width"] - wide) / 2, size=TITLE_SIZE, font="mark")
            self.line += 1

    def _right(self, item: dict[str, Any]) -> None:
        self.room(1)
        wide = _wide(item["text"], self.cell)
        self.place(item["text"], self.sheet["area_width"] - wide, advance=self.cell)
        self.line += 1

    def _blank(self, item: dict[str, Any]) -> None:
        if self.line:
            self.line = min(self.line + item["lines"], self.sheet["lines"])

    def _par(self, item: dict[str, Any]) -> None:
        for line in item["lines"]:
            self.room(1)
            at = 0.0
            for kind, text, cells in line:
                if kind != "skip":
                    free = (
                        max(cells * self.cell - _wide(text, self.cell), 0) / 2
                        if kind == "latin"
                        else 0
                    )
                    self.place(text, at * self.cell + free, font=item["font"], advance=self.cell)
                at += cells
            self.line += 1

    def _table(self, item: dict[str, Any]) -> None:
        wide, size = self.sheet["area_width"], item["size"]
        share = wide / sum(item["shares"])
        widths = [s * share for s in item["shares"]]
        if item["caption"]:
            self.room(2)
            said = item["caption"]
            self.place(said, (wide - len(said) * TABLE_SIZE / MM) / 2, size=TABLE_SIZE, font="head")
            self.line += 1
        rows: dict[int, list[dict[str, Any]]] = {}
        for cell in (*item["heading"], *item["body"]):
            rows.setdefault(cell["y"], []).append(cell)
        for n in sorted(rows):
            self._row(rows[n], widths, size)

    def _row(self, cells: list[dict[str, Any]], widths: list[float], size: float) -> None:
        mm = size / MM
        texts = []
        for cell in cells:
            span = sum(widths[cell["x"] : cell["x"] + cell["colspan"]])
            texts.append(
                (cell, sum(widths[: cell["x"]]), span, _wrapped(cell["text"], span - 2, mm))
            )
        lines = max((len(t[3]) for t in texts), default=1)
        high = max(lines * mm * 1.3 / self.pitch + 0.15, 0.8)
        self.room(high)
        top = self.line * self.pitch
        for cell, x, span, wrapped in texts:
            for n, text in enumerate(wrapped):
                wide = _wide(text, mm)
                inset = (span - wide) / 2 if cell["align"] == "center" else 1.0
                at = (
                    self.line
                    + (high - len(wrapped) * mm * 1.3 / self.pitch) / 2
                    + n * mm * 1.3 / self.pitch
                )
                self.place(text, x + inset, line=at + (mm * 1.3 / self.pitch - 1) / 2, size=size)
            for dx, dy, at_x, at_y in ((span, 0, x, top), (span, 0, x, top + high * self.pitch),
                                       (0, high * self.pitch, x, top), (0, high * self.pitch, x + span, top)):  # fmt: skip
                self.rule(at_x, at_y, dx, dy)
        self.line += high

    def _imprint(self, item: dict[str, Any]) -> None:
        wide = self.sheet["area_width"]
        said = [
            t
            for t in (
                f"抄送：{item['copy']}" if item["copy"] else "",
                " ".join(filter(None, (item["office"], item["printed"]))),
            )
            if t
        ]
        start = self.sheet["lines"] - len(said)
        if self.line > start:
            self.new_page()
        for n, text in enumerate(said):
            self.rule(0, (start + n) * self.pitch, wide, 0, width=0.35 if n == 0 else 0.25)
            self.place(text, self.cell, line=start + n, size=SMALL_SIZE)
        self.rule(0, self.sheet["lines"] * self.pitch, wide, 0, width=0.35)
        self.line = self.sheet["lines"]

    def page_numbers(self) -> None:
        """— n —, right on odd pages and left on even ones (7.5)."""
        pages = self.pages
        for n, page in enumerate(pages, 1):
            self.pages, self.sheet = [page], page.sheet
            text = f"— {n} —"
            wide = 4 * SMALL_SIZE / MM
            x = page.sheet["area_width"] - wide - self.cell if n % 2 else self.cell
            self.place(text, x, line=page.sheet["lines"] + 0.2, size=SMALL_SIZE, font="song")
        self.pages = pages


def _wrapped(text: str, width: float, mm: float) -> list[str]:
    found: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for char in part:
            step = _step(char, mm)
            if line and used + step > width:
                found.append(line)
                line, used = "", 0.0
            line, used = line + char, used + step
        found.append(line)
    return found


def _zip(paper: Paper, writer: _Writer) -> bytes:
    title = printable(paper.title).replace("\n", "")
    day = paper.date.isoformat() if paper.date else "1970-01-01"
    contents = {
        f"Doc_0/Pages/Page_{n}/Content.xml": _content(p, writer) for n, p in enumerate(writer.pages)
    }
    seed = hashlib.sha256("".join(contents.values()).encode()).hexdigest()[:32]
    page_ids = [writer.ids.next() for _ in writer.pages]
    listed = "".join(
        f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n, i in enumerate(page_ids)
    )
    fonts = "".join(
        f'<ofd:Font ID="{n}" FontName={quoteattr(name)} FamilyName={quoteattr(name)}/>'
        for n, name in enumerate(FONT_NAMES, 1)
    )
    first = writer.pages[0].sheet
    files = {
        "OFD.xml": (
            f'{HEAD}<ofd:OFD {NS} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo>'
            f"<ofd:DocID>{seed}</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title>"
            f"<ofd:Author>{escape(printable(paper.issuer or ''))}</ofd:Author><ofd:CreationDate>{day}</ofd:CreationDate>"
            "<ofd:Creator>Yifa</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"{HEAD}<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>{writer.ids.last}</ofd:MaxUnitID>"
            f"<ofd:PageArea><ofd:PhysicalBox>0 0 {first['width']} {first['height']}</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ),
        "Doc_0/PublicRes.xml": f'{HEAD}<ofd:Res {NS} BaseLoc="Res"><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>',
        **contents,
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def _content(page: _Page, writer: _Writer) -> str:
    return (
        f"{HEAD}<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>0 0 {page.sheet['width']} {page.sheet['height']}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="{writer.ids.next()}" Type="Body">{"".join(page.objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )
