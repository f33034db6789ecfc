"""The WordprocessingML that python-docx has no words for: grid, East Asian fonts, marks, rules."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from yifa.kernel.paper.fonts import DOCX_FAMILIES, Role
from yifa.kernel.paper.page import BODY_SIZE, PORTRAIT, SMALL_SIZE, TITLE_SIZE, Sheet

_STYLES = {
    "Normal": (Role.BODY, BODY_SIZE),
    "Title": (Role.MARK, TITLE_SIZE),
    "Heading 1": (Role.HEAD, BODY_SIZE),
    "Heading 2": (Role.SUBHEAD, BODY_SIZE),
    "Heading 3": (Role.BODY, BODY_SIZE),
    "Heading 4": (Role.BODY, BODY_SIZE),
}
# The order the format demands of what may follow a paragraph's borders.
_AFTER = (
    *("w:shd", "w:tabs", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid", "w:spacing", "w:ind"),
    *("w:jc", "w:outlineLvl", "w:rPr", "w:sectPr"),
)
# Width of a character in percent. Word's grid alone makes 16 pt characters 156/28 mm wide, but
# LibreOffice gives a character wider than its cell two cells; full lines are justified in both.
_NARROWED = 98
_WATERMARK = """<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="{id}" o:spid="_x0000_s{spid}" type="#_x0000_t136" fillcolor="#d9d9d9" stroked="f"
 style="position:absolute;margin-left:0;margin-top:0;width:340pt;height:170pt;rotation:315;z-index:-251;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:textpath style="font-family:&quot;{font}&quot;;font-size:1pt" string="草稿"/></v:shape></w:pict></w:r>"""


def set_fonts(properties: Any, role: Role) -> None:
    """Name the role's face for Chinese and Latin alike in a run's (or style's) properties."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), DOCX_FAMILIES[role])


def set_styles(document: Any) -> None:
    """Body, title and heading styles; no spacing of their own, every line on the grid."""
    for name, (role, size) in _STYLES.items():
        style = document.styles[name]
        set_fonts(style.element.get_or_add_rPr(), role)
        style.font.size = Pt(size)
        style.font.bold = False
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing = 1
        layout.widow_control = False
        properties = style.element.get_or_add_pPr()
        for tag in ("w:pBdr", "w:contextualSpacing"):
            for old in properties.findall(qn(tag)):
                properties.remove(old)
    normal = document.styles["Normal"]
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        _switch_off(normal.element.get_or_add_pPr(), tag)
    narrowed = OxmlElement("w:w")
    narrowed.set(qn("w:val"), str(_NARROWED))
    normal.element.rPr.insert_element_before(narrowed, "w:kern", "w:position", "w:sz")
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    off_grid(title.element.get_or_add_pPr())
    title.paragraph_format.line_spacing = Pt(int(PORTRAIT.line_pitch * 20) / 20)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for tag in ("w:sz", "w:szCs"):
        defaults.find(".//" + qn(tag)).set(qn("w:val"), str(round(BODY_SIZE * 2)))
    defaults.find(".//" + qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    document.settings.odd_and_even_pages_header_footer = True


def fill_section(section: Any, page: Sheet, *, draft: bool) -> None:
    """Paper size, margins, character grid, page numbers at the outer corners, 草稿 on drafts."""
    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = Mm(15)
    # 7.5: 7 mm below the type area; Word measures from the lower edge, a line of 4号 is 6 mm high.
    section.footer_distance = Mm(max(page.bottom - 7 - 6, 5))
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    # Rounded down: one twip more a line and Word fits a line less on the page.
    grid.set(qn("w:linePitch"), str(int(page.line_pitch * 20)))
    grid.set(qn("w:charSpace"), str(round((page.char_pitch - BODY_SIZE) * 4096)))
    properties.append(grid)
    for even, footer in ((False, section.footer), (True, section.even_page_footer)):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], page, even=even)
    for n, header in enumerate((section.header, section.even_page_header)):
        header.is_linked_to_previous = False
        if draft:
            _draft_mark(header.paragraphs[0], n)


def indent_chars(
    paragraph: Any, page: Sheet, *, left: float = 0, right: float = 0, first: float = 0
) -> None:
    """Indents in characters of the page's grid; a negative `first` hangs."""
    layout = paragraph.paragraph_format
    pitch = page.char_pitch
    if left:
        layout.left_indent = Pt(left * pitch)
    if right:
        layout.right_indent = Pt(right * pitch)
    if first:
        layout.first_line_indent = Pt(first * pitch)
        if first == 2 and not left:
            paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "200")


def bottom_rule(
    paragraph: Any,
    *,
    color: str = "E60012",
    eighths: int = 12,
    space: int = 11,
    above: bool = False,
) -> None:
    """A rule under (and over) the paragraph: `eighths` of a point thick, `space` points away."""
    borders = OxmlElement("w:pBdr")
    for side in ("top", "bottom") if above else ("bottom",):
        border = OxmlElement(f"w:{side}")
        width = 8 if above and side == "top" else eighths
        for key, value in (("val", "single"), ("sz", width), ("space", space), ("color", color)):
            border.set(qn(f"w:{key}"), str(value))
        borders.append(border)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, *_AFTER)


def _page_number(paragraph: Any, page: Sheet, *, even: bool) -> None:
    """7.5: — 1 —, 4号宋体, odd pages at the right, even ones at the left, one character in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if even else WD_ALIGN_PARAGRAPH.RIGHT
    off_grid(paragraph._p.get_or_add_pPr())
    indent_chars(paragraph, page, left=1 if even else 0, right=0 if even else 1)
    _small_run(paragraph, "— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(_small_run(paragraph, "1")._element)
    paragraph._p.append(field)
    _small_run(paragraph, " —")


def _small_run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    set_fonts(run._element.get_or_add_rPr(), Role.SONG)
    run.font.size = Pt(SMALL_SIZE)
    return run


def _draft_mark(paragraph: Any, n: int) -> None:
    """草稿 across the page, and in words in the header for readers that draw no watermark."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    off_grid(paragraph._p.get_or_add_pPr())
    paragraph.add_run("草稿").font.color.rgb = RGBColor(0x80, 0x80, 0x80)
    xml = _WATERMARK.format(
        ns=nsdecls("w"), id=f"draft{n}", spid=2049 + n, font=DOCX_FAMILIES[Role.MARK]
    )
    paragraph._p.append(parse_xml(xml))


def off_grid(properties: Any) -> None:
    """Take a paragraph whose characters are not 3号 off the character grid (LibreOffice gives such a
    character two cells)."""
    _switch_off(properties, "w:snapToGrid")


def _switch_off(properties: Any, tag: str) -> None:
    element = OxmlElement(tag)
    element.set(qn("w:val"), "0")
    properties.insert_element_before(element, *_AFTER[_AFTER.index(tag) + 1 :])
