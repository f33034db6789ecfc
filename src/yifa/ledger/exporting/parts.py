"""The fixed parts of a streamed workbook: styles, panes, filter, print setting, and the frame around the sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

WORDS, HEAD, DATE, MOMENT, NUMBER, MONEY, QUOTED = range(7)
"""Cell styles by their index in `_STYLES`."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TOP = '<alignment vertical="top" wrapText="1"/>'
_XF = '<xf numFmtId="{0}" fontId="{1}" fillId="{2}" borderId="1" xfId="0" applyNumberFormat="1" applyAlignment="1"{3}>{4}</xf>'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="#,##0.00"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF3FA"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
    + "".join(
        f'<{side} style="thin"><color rgb="FFC9D0D9"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    + '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7">'
    + "".join(
        _XF.format(form, font, fill, more, _TOP)
        for form, font, fill, more in (
            (0, 0, 0, ""), (0, 1, 2, ""), (164, 0, 0, ""), (165, 0, 0, ""), (0, 0, 0, ""), (166, 0, 0, ""),
            (49, 0, 0, ' quotePrefix="1"'),
        )
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A worksheet as written: its name, columns, rows below the heading, and whether it is only a note."""

    name: str
    columns: int
    rows: int
    note: bool


@lru_cache(maxsize=512)
def letter(index: int) -> str:
    """The column's letters.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def opened(widths: Sequence[float], *, note: bool) -> str:
    """A worksheet up to its first row."""
    pane = (
        "" if note
        else '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    )  # fmt: skip
    cols = "".join(
        f'<col min="{n}" max="{n}" width="{width:.1f}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{cols}</cols><sheetData>'
    )


def closed(columns: int, rows: int, *, note: bool) -> str:
    """A worksheet from its last row on: the filter, and A4 one page wide."""
    found = "" if note else f'<autoFilter ref="A1:{letter(columns - 1)}{rows + 1}"/>'
    return (
        f'</sheetData>{found}<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )


def _quoted(name: str) -> str:
    return escape("'" + name.replace("'", "''") + "'")


def _names(done: Sequence[Made]) -> str:
    """The filter's range and the rows that stand on every page."""
    found = []
    for at, sheet in enumerate(done):
        if sheet.note:
            continue
        here = _quoted(sheet.name)
        found.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">'
            f"{here}!$A$1:${letter(sheet.columns - 1)}${sheet.rows + 1}</definedName>"
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{here}!$1:$1</definedName>'
        )
    return f"<definedNames>{''.join(found)}</definedNames>" if found else ""


def frame(done: Sequence[Made], title: str, made: datetime) -> Iterator[tuple[str, str]]:
    """(place, content) of everything around the worksheets."""
    count = range(1, len(done) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    pages = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in count
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{pages}'
            '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            "</Types>"
        ),
    )
    yield (
        "_rels/.rels",
        _relations(
            (f"{_REL}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            *((f"{_REL}/worksheet", f"worksheets/sheet{n}.xml") for n in count),
            (f"{_REL}/styles", "styles.xml"),
        ),
    )
    sheets = "".join(
        f'<sheet name={quoteattr(s.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, s in zip(count, done, strict=True)
    )
    yield (
        "xl/workbook.xml",
        (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><bookViews><workbookView activeTab="0"/></bookViews>'
            f"<sheets>{sheets}</sheets>{_names(done)}</workbook>"
        ),
    )
    yield "xl/styles.xml", _STYLES
    local = timezone.localtime(made) if timezone.is_aware(made) else made
    yield (
        "docProps/core.xml",
        (
            f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(title)}</dc:title>'
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{local.isoformat()}</dcterms:created></cp:coreProperties>'
        ),
    )


def _relations(*found: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(found, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
