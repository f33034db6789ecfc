"""A chapter with its numbers: every reference answered from records for one unit and one year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yifa.kernel.figure import Figure, Period, Value, ask, cube, many
from yifa.kernel.figure.ask import Row
from yifa.kernel.figure.chapter import (
    BadReference,
    Block,
    Chapter,
    Heading,
    Prose,
    Reference,
    Split,
    blocks,
    problems,
)
from yifa.kernel.figure.engine import Engine
from yifa.kernel.figure.frozen import Editions, frozen_value
from yifa.kernel.figure.many import Question
from yifa.kernel.organization.models import Unit

UNKNOWN = "（无数据）"


class BadChapter(ValueError):
    """A chapter refers to what is not there; `problems` names each."""

    def __init__(self, chapter: Chapter, found: list[str]) -> None:
        self.problems = tuple(found)
        super().__init__(f"{chapter.title}：{'；'.join(found)}")


@dataclass(frozen=True)
class Number:
    """A number in the prose: what it says and what it was made of."""

    text: str
    figure: Figure
    value: Value
    period: Period
    slice: tuple[tuple[str, int | str | None], ...]
    part: str
    known: bool


@dataclass(frozen=True)
class Words:
    """A paragraph: words and numbers in turn."""

    pieces: tuple[str | Number, ...]

    @property
    def text(self) -> str:
        return "".join(p if isinstance(p, str) else p.text for p in self.pieces)


@dataclass(frozen=True)
class Grid:
    """A figure split by a column."""

    title: str
    head: str
    figure: Figure
    rows: tuple[Row, ...]
    total: Value


@dataclass(frozen=True)
class Composed:
    """A chapter as it reads for a unit and a period."""

    chapter: Chapter
    unit: Unit
    period: Period
    blocks: tuple[Heading | Words | Grid, ...]

    @property
    def title(self) -> str:
        return f"{self.unit.name}{self.period}{self.chapter.title}情况"

    @property
    def numbers(self) -> Iterator[Number]:
        for block in self.blocks:
            if isinstance(block, Words):
                yield from (p for p in block.pieces if isinstance(p, Number))


def compose(
    chapter: Chapter, period: Period, unit: Unit, *, engine: Engine | None = None
) -> Composed:
    """Answer every reference. Raises `BadChapter` naming each that cannot be answered; nothing is guessed."""
    if found := problems(chapter, period):
        raise BadChapter(chapter, found)
    asking = Asking(period, unit, engine)
    written = blocks(chapter.text)
    asking.prepare(referred(written))
    return Composed(chapter, unit, period, tuple(asking.block(b) for b in written))


def referred(written: Iterable[Block]) -> Iterator[Reference]:
    """Every reference of the blocks, tables' totals too."""
    for block in written:
        if isinstance(block, Prose):
            yield from (p for p in block.pieces if isinstance(p, Reference))
        elif isinstance(block, Split):
            yield block.reference


class Asking:
    """Asks each figure once, however often the prose refers to it; all that are prepared in a few passes.

    A period that was closed for good answers as it was signed; an open one from the records (from the cube where it
    stands ready). `editions` is None where records alone are to speak (an engine's export knows no signatures).
    """

    def __init__(self, period: Period, unit: Unit, engine: Engine | None = None) -> None:
        self.period, self.unit, self.engine = period, unit, engine
        self.known: dict[Question, Value] = {}
        self.editions = Editions(unit) if engine is None else None

    def prepare(self, references: Iterable[Reference]) -> None:
        """Answer what can be answered of these; what is wrong with the others is told when they are asked."""
        asked: list[Question] = []
        for reference in references:
            try:
                figure = reference.figure(self.period)
                chosen = reference.chosen(figure)
                asked.append(_question(figure, reference.period(self.period), chosen))
            except BadReference:
                continue
        self.answer(asked)

    def answer(self, asked: Iterable[Question]) -> None:
        """The values of questions, in a few passes; an engine that reads an export is asked one by one later."""
        if self.editions is None:
            return
        asked = [q for q in dict.fromkeys(asked) if q not in self.known]
        self.known |= {q: v for q in asked if (v := _signed(self.editions, q)) is not None}
        asked = [q for q in asked if q not in self.known]
        for period in {q.period for q in asked if not q.slice}:
            mine = {q.figure.id: q for q in asked if q.period == period and not q.slice}
            ready = cube.courses([q.figure for q in mine.values()], period, self.unit)
            self.known |= {mine[i]: course.value for i, course in ready.items()}
        self.known |= many.values([q for q in asked if q not in self.known], self.unit)

    def block(self, block: Block) -> Heading | Words | Grid:
        match block:
            case Heading():
                return block
            case Prose(pieces):
                return Words(
                    tuple(self.number(p) if isinstance(p, Reference) else p for p in pieces)
                )
            case Split(reference, column):
                return self.grid(reference, column)

    def value(self, figure: Figure, period: Period, chosen: dict[str, int | str | None]) -> Value:
        question = _question(figure, period, chosen)
        if question not in self.known:
            signed = _signed(self.editions, question) if self.editions else None
            self.known[question] = signed or ask.value(
                figure, period, self.unit, slice=chosen, engine=self.engine
            )
        return self.known[question]

    def number(self, reference: Reference) -> Number:
        period = reference.period(self.period)
        figure = reference.figure(self.period)
        chosen = reference.chosen(figure)
        value = self.value(figure, period, chosen)
        text, known = _text(reference, value)
        return Number(
            text, figure, value, period, tuple(sorted(chosen.items())), reference.part, known
        )

    def grid(self, reference: Reference, column: str) -> Grid:
        period = reference.period(self.period)
        figure = reference.figure(self.period)
        chosen = reference.chosen(figure)
        if self.editions is not None and self.editions.line(figure, period) is not None:
            rows = self.editions.kept(figure, period).split(column, chosen)
        else:
            rows = ask.by(figure, column, period, self.unit, slice=chosen, engine=self.engine)
        fixed = {"unit": "单位", "month": "月份"}
        head = fixed.get(column) or figure.fact.column(column).title
        title = f"{figure.title}（按{head}）"
        return Grid(title, head, figure, tuple(rows), self.value(figure, period, chosen))


def _question(figure: Figure, period: Period, chosen: dict[str, int | str | None]) -> Question:
    return Question(figure, period, tuple(sorted(chosen.items())))


def _signed(editions: Editions, q: Question) -> Value | None:
    """What was signed for a question, None while its period is open."""
    line = editions.line(q.figure, q.period)
    if line is None:
        return None
    return editions.kept(q.figure, q.period).value(dict(q.slice)) if q.slice else frozen_value(line)


def _text(reference: Reference, value: Value) -> tuple[str, bool]:
    """What the reference says, and whether there was anything to say."""
    if reference.part == "numerator":
        return str(value.numerator), True
    if reference.part == "denominator":
        if value.denominator is None:
            raise BadReference(f"[[{reference.written}]]：这一指标没有分母")
        return str(value.denominator), True
    if value.shown is None:
        return reference.none or UNKNOWN, False
    return (str(value.shown) if reference.bare else value.text), True
