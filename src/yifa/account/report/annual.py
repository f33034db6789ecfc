"""A draft answered from records: every reference becomes a number with how it was made."""

from __future__ import annotations

from yifa.account.report.compose import Asking, Grid, Number
from yifa.account.report.draft import Bad, Bit, Draft, Written, read
from yifa.account.report.parts import NAME
from yifa.account.report.sheet import Line, NumberFact, Piece, Sheet, TableFact, numbered
from yifa.kernel import moment
from yifa.kernel.figure import BadFigure, Period, ask
from yifa.kernel.figure.chapter import BadReference, Split
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


class _Answering:
    def __init__(self, unit: Unit, year: int, freeze: bool) -> None:
        self.unit, self.freeze = unit, freeze
        self.asking = Asking(Period.year(year), unit)
        self.facts: dict[str, NumberFact] = {}

    def lines(self, draft: Draft) -> list[Line]:
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
        figure, value, period = number.figure, number.value, number.period
        chosen = dict(number.slice)
        kept: dict[str, object] = {}
        if self.freeze:
            kept = ask.fingerprint(
                figure, period, value, ask.rows(figure, period, self.unit, slice=chosen)
            )
        return NumberFact(
            figure=figure.id, title=figure.title, definition=figure.definition, cite=figure.cite,
            source=figure.source, unit_word=figure.unit_word, numerator=value.numerator,
            denominator=value.denominator, value="" if value.shown is None else str(value.shown),
            from_ym=period.from_ym, to_ym=period.to_ym,
            slice=tuple(
                (c, figure.fact.column(c).title, figure.fact.label(c, v), "" if v is None else str(v))
                for c, v in number.slice
            ),
            digest=figure.digest(), rows=int(str(kept["rows"])) if kept else None,
            row_digest=str(kept.get("row_digest", "")),
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
