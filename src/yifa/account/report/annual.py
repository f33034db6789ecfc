"""A draft answered from records: every reference becomes a number with how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from yifa.account.report.compose import Asking, Grid, Number
from yifa.account.report.draft import Bad, Bit, Draft, Written, read
from yifa.account.report.parts import NAME
from yifa.account.report.sheet import Line, NumberFact, Piece, Sheet, TableFact, numbered
from yifa.kernel import moment
from yifa.kernel.figure import BadFigure, Period
from yifa.kernel.figure.chapter import BadReference, Reference, Split, unanswerable
from yifa.kernel.organization.models import Unit

WRONG = "〔引用有误〕"


def title_of(unit: Unit, year: int) -> str:
    """The name of the report is fixed by the rule."""
    return f"{unit.name}{year}年{NAME}"


def answered(text: str | Draft, unit: Unit, year: int, kind: str, *, freeze: bool = False) -> Sheet:
    """The text with its numbers for the unit and year; with `freeze`, each with its rows and their digest."""
    draft = read(text) if isinstance(text, str) else text
    answering = _Answering(unit, year, freeze)
    return Sheet(
        title=title_of(unit, year), unit=unit.code, unit_name=unit.name, year=year, kind=kind,
        made_at=moment.now().isoformat(timespec="seconds"), lines=numbered(answering.lines(draft)),
    )  # fmt: skip


def _referred(draft: Draft) -> Iterator[Reference]:
    for block in draft.blocks:
        yield from (bit.what for bit in block.bits if isinstance(bit.what, Reference))
        if isinstance(block.table, Split):
            yield block.table.reference


def unsound(text: str, year: int) -> list[str]:
    """What is wrong with the references of a text, by declarations alone; nothing is counted."""
    period, found = Period.year(year), []
    for block in read(text).blocks:
        tables = [block.table] if block.table is not None else []
        for what in (*(bit.what for bit in block.bits), *tables):
            if isinstance(what, Bad):
                found.append(what.why)
            elif isinstance(what, (Reference, Split)) and (wrong := unanswerable(what, period)):
                found.append(wrong)
    return found


class _Answering:
    def __init__(self, unit: Unit, year: int, freeze: bool) -> None:
        self.unit, self.freeze = unit, freeze
        self.asking = Asking(Period.year(year), unit)
        self.facts: dict[str, NumberFact] = {}

    def lines(self, draft: Draft) -> list[Line]:
        """The blocks answered, all references in a few passes; a signed text counts each by its rows."""
        if not self.freeze:
            self.asking.prepare(_referred(draft))
        found: list[Line] = []
        for block in draft.blocks:
            if block.kind == "table":
                found.append(self.table(block))
                continue
            pieces = tuple(self.piece(b) for b in block.bits)
            found.append(Line(block.kind, block.part, block.level, pieces=pieces))
        return found

    def piece(self, bit: Bit) -> Piece:
        if isinstance(bit.what, str):
            return Piece(bit.what, bit.internal)
        if isinstance(bit.what, Bad):
            return Piece(WRONG, bit.internal, problem=bit.what.why, written=bit.what.written)
        written = bit.what.written
        try:
            number = self.asking.number(bit.what)
        except (BadReference, BadFigure) as bad:
            return Piece(WRONG, bit.internal, problem=str(bad), written=written)
        fact = self.facts.get(written) or self.fact(number)
        self.facts[written] = fact
        return Piece(number.text, bit.internal, fact, written=written)

    def fact(self, number: Number) -> NumberFact:
        figure, period = number.figure, number.period
        value, chosen = number.value, dict(number.slice)
        rows, digest, edition = None, "", 0
        if self.freeze:
            assert self.asking.editions is not None
            kept = self.asking.editions.kept(figure, period)
            (rows, digest), edition = kept.digest(chosen), kept.edition
        elif self.asking.editions is not None:
            line = self.asking.editions.line(figure, period)
            edition = line.freeze.edition if line else 0
        return NumberFact(
            figure=figure.id, title=figure.title, definition=figure.definition, cite=figure.cite,
            source=figure.source, unit_word=figure.unit_word, numerator=value.numerator,
            denominator=value.denominator, value="" if value.shown is None else str(value.shown),
            from_ym=period.from_ym, to_ym=period.to_ym,
            slice=tuple(
                (c, figure.fact.column(c).title, figure.fact.label(c, v), "" if v is None else str(v))
                for c, v in number.slice
            ),
            digest=figure.digest(), rows=rows, row_digest=digest, edition=edition,
        )  # fmt: skip

    def table(self, block: Written) -> Line:
        if isinstance(block.table, Split):
            try:
                grid = self.asking.grid(block.table.reference, block.table.column)
            except (BadReference, BadFigure, KeyError) as bad:
                problem, written = str(bad), block.table.reference.written
            else:
                return Line("table", block.part, table=_table(grid), internal=block.internal)
        else:
            assert block.table is not None
            problem, written = block.table.why, block.table.written
        piece = Piece(WRONG, block.internal, problem=problem, written=written)
        return Line("paragraph", block.part, pieces=(piece,))


def _table(grid: Grid) -> TableFact:
    rows = tuple((r.label, r.value.text, r.value.numerator, r.value.denominator) for r in grid.rows)
    summed = grid.figure.additive or grid.figure.is_ratio
    return TableFact(
        grid.title, grid.head, grid.figure.id, grid.figure.title, rows,
        grid.total.text if summed else "",
    )  # fmt: skip
