"""Chapters of reports: prose whose every number is a reference to a figure.

The text is plain: `# heading`, `## heading`, paragraphs parted by empty lines, and references

    [[disclosure.request.received]]                     the figure with its unit: 130件
    [[disclosure.request.on_time.numerator]]            its numerator alone (also .denominator)
    [[disclosure.request.received|year-1]]              the year before
    [[disclosure.request.received|applicant_class=natural]]   a slice of it
    [[disclosure.request.received|bare]]                without its unit
    [[disclosure.request.on_time|none=无应答复的申请]]    what to say where nothing can be divided
    [[table disclosure.request.received by applicant_class]]  on a line of its own: a table

A number of records typed by hand is refused when the chapter is registered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import NAME, Scalar
from yifa.kernel.figure.registry import UnknownFigure, figure_of

PARTS = ("numerator", "denominator")
_REFERENCE = re.compile(r"\[\[([^\[\]]*)\]\]")
_TABLE = re.compile(r"table\s+(\S+)\s+by\s+(\w+)\Z")
_TITLES = re.compile(r"《[^》]*》|〔[^〕]*〕[^，。；]*?号")
_UNITS = "件次条人名项个份户场起篇宗部期家所处批元"
_TYPED = re.compile(rf"[0-9０-９][0-9０-９,，.．]*\s*[余多近]?[万亿]?(?:%|％|[{_UNITS}])")


class ChapterError(ValueError):
    """A chapter's text is wrong; the message names the place."""


class BadReference(ChapterError):
    """A reference cannot be read, or names a figure, part or code that is not there."""


class TypedNumber(ChapterError):
    """A number of records is typed into the prose instead of being referred to."""


@dataclass(frozen=True)
class Reference:
    """One reference as written."""

    written: str
    figure_id: str
    part: Literal["", "numerator", "denominator"] = ""
    years_back: int = 0
    slice: tuple[tuple[str, str], ...] = ()
    bare: bool = False
    none: str = ""

    def period(self, period: Period) -> Period:
        return period.shifted(-12 * self.years_back)

    def figure(self, period: Period) -> Figure:
        """The figure meant, in the version of its period. Raises `BadReference`."""
        try:
            return figure_of(self.figure_id, self.period(period))
        except UnknownFigure as unknown:
            raise BadReference(f"[[{self.written}]]：{unknown}") from unknown

    def chosen(self, figure: Figure) -> dict[str, Scalar | None]:
        """The slice with codes of the columns' kinds. Raises `BadReference`."""
        chosen: dict[str, Scalar | None] = {}
        for column, code in self.slice:
            if column not in figure.base().disaggregations:
                raise BadReference(f"[[{self.written}]]：不允许按 {column} 细分")
            try:
                chosen[column] = code_of(figure, column, code)
            except ValueError as bad:
                raise BadReference(f"[[{self.written}]]：{bad}") from bad
        return chosen


def code_of(figure: Figure, column: str, written: str) -> Scalar | None:
    """A code as the column keeps it, from text ("" is empty). Raises `ValueError` for a code it does not know."""
    known = figure.fact.labels_of(column)
    if figure.fact.column(column).kind == "text":
        if known and written and written not in known:
            raise ValueError(f"{column} 没有这个代码：{written}")
        return written
    if written == "":
        return None
    if not re.fullmatch(r"-?[0-9]{1,12}", written):
        raise ValueError(f"{column} 的代码须为整数：{written}")
    return int(written)


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Prose:
    """A paragraph: words and references in turn."""

    pieces: tuple[str | Reference, ...]


@dataclass(frozen=True)
class Split:
    """A table: a figure by one of its columns."""

    reference: Reference
    column: str


Block = Heading | Prose | Split


@dataclass(frozen=True)
class Chapter:
    """A chapter of the yearly report, with its text in the room's own words. Checked when made."""

    id: str
    title: str
    room: str
    text: str = field(repr=False)
    order: int = 100
    cite: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.id):
            raise ChapterError(f"章节编号须为小写字母、数字、下划线：{self.id!r}")
        blocks(self.text)


def blocks(text: str) -> list[Block]:
    """Read a chapter's text. Raises `BadReference` or `TypedNumber`."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        written = "".join(line.strip() for line in part.splitlines())
        if match := re.match(r"(#{1,4})\s*(.+)", written):
            found.append(Heading(len(match[1]), match[2]))
        elif (match := _REFERENCE.fullmatch(written)) and match[1].startswith("table "):
            found.append(_table(match[1]))
        elif written:
            found.append(Prose(_pieces(written)))
    return found


def _pieces(text: str) -> tuple[str | Reference, ...]:
    pieces: list[str | Reference] = []
    at = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > at:
            pieces.append(text[at : match.start()])
        pieces.append(reference(match[1]))
        at = match.end()
    if at < len(text):
        pieces.append(text[at:])
    for piece in pieces:
        if isinstance(piece, str):
            if "[[" in piece or "]]" in piece:
                raise BadReference(f"引用的括号不成对：{piece}")
            if typed := _TYPED.search(_TITLES.sub("", piece)):
                raise TypedNumber(f"数字须由指标得出，不能手写：{typed[0]}（{piece}）")
    return tuple(pieces)


def _table(written: str) -> Split:
    head, *options = (p.strip() for p in written.split("|"))
    match = _TABLE.fullmatch(head)
    if not match:
        raise BadReference(f"[[{written}]]：表的写法是 [[table 指标 by 列]]")
    return Split(reference("|".join([match[1], *options])), match[2])


def reference(written: str) -> Reference:
    """Read what stands between the brackets. Raises `BadReference`."""
    head, *options = (p.strip() for p in written.split("|"))
    figure_id, _, last = head.rpartition(".")
    part: Literal["", "numerator", "denominator"] = ""
    if last in ("numerator", "denominator") and "." in figure_id:
        part = "numerator" if last == "numerator" else "denominator"
    else:
        figure_id = head
    if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", figure_id):
        raise BadReference(f"[[{written}]]：不是指标编号")
    years, bare, none = 0, False, ""
    chosen: list[tuple[str, str]] = []
    for option in options:
        if match := re.fullmatch(r"year-([1-9])", option):
            years = int(match[1])
        elif option == "bare":
            bare = True
        elif option.startswith("none="):
            none = option.removeprefix("none=")
        elif match := re.fullmatch(r"([a-z][a-z0-9_]*)=([\w.-]*)", option):
            chosen.append((match[1], match[2]))
        else:
            raise BadReference(f"[[{written}]]：不认识的选项 {option}")
    return Reference(written, figure_id, part, years, tuple(chosen), bare, none)


def problems(chapter: Chapter, period: Period) -> list[str]:
    """Every reference that cannot be answered, by name; empty if the chapter is sound."""
    asked: list[Reference | Split] = []
    for block in blocks(chapter.text):
        if isinstance(block, Prose):
            asked += [p for p in block.pieces if isinstance(p, Reference)]
        elif isinstance(block, Split):
            asked.append(block)
    return [wrong for item in asked if (wrong := unanswerable(item, period))]


def unanswerable(asked: Reference | Split, period: Period) -> str:
    """Why a reference or table cannot be answered for a period, by declarations alone; "" if it can."""
    item = asked.reference if isinstance(asked, Split) else asked
    try:
        figure = item.figure(period)
        item.chosen(figure)
    except BadReference as bad:
        return str(bad)
    if item.part == "denominator" and not figure.is_ratio:
        return f"[[{item.written}]]：这一指标没有分母"
    allowed = ("unit", "month", *figure.base().disaggregations)
    if isinstance(asked, Split) and asked.column not in allowed:
        return f"[[{item.written}]]：不允许按 {asked.column} 细分"
    return ""


_chapters: dict[str, Chapter] = {}


def register_chapter(*chapters: Chapter) -> None:
    """Add chapters; rooms do this when their app is ready."""
    for chapter in chapters:
        if _chapters.setdefault(chapter.id, chapter) != chapter:
            raise ChapterError(f"章节 {chapter.id} 已经登记")


def chapter_of(chapter_id: str) -> Chapter | None:
    return _chapters.get(chapter_id)


def all_chapters() -> list[Chapter]:
    return sorted(_chapters.values(), key=lambda c: (c.order, c.id))
