"""What published reports said, beside what the records say: every number with its figure, and what its own parts give.

A report printed long ago is a source like any other. Each of its numbers is declared with the figure that means the
same; the figure is computed from records and laid beside it. Where numbers of one text contradict each other, the
text's own reckoning and the computed value are both shown, never one silently put right by the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from yifa.kernel.figure import ask, grid
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.measure import Change, Value, divided
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.predicate import Scalar
from yifa.kernel.figure.registry import figure_of
from yifa.kernel.organization.models import Unit

Verdict = Literal["agrees", "contradicts", "differs", "absent"]
"""agrees: as computed. contradicts: not as computed, and the text's own parts do not give it either. differs: the
records say otherwise. absent: no records of that year stand here."""


@dataclass(frozen=True)
class Text:
    """A published report: its short id, what kind it is, its year, and the code of the unit whose records stand for it."""

    id: str
    title: str
    year: int
    unit: str


@dataclass(frozen=True)
class Published:
    """One number of a text.

    `stated`: digits as printed (万 written out), "24.5" of a rate in %. `over`: printed as "N余/多": more than stated
    by less than this. `at`: the text's year, or the end of the one `before` (carried over).
    """

    id: str
    figure: str
    stated: str
    over: int = 0
    at: Literal["year", "before"] = "year"
    slice: tuple[tuple[str, Scalar], ...] = ()

    @property
    def text(self) -> str:
        """The id of the text it stands in: what comes before the hyphen."""
        return self.id.partition("-")[0]

    @property
    def number(self) -> Decimal:
        return Decimal(self.stated)

    @property
    def decimals(self) -> int:
        return len(self.stated.partition(".")[2])


@dataclass(frozen=True)
class Cross:
    """What two or more numbers of one text must be to each other.

    sum: `of` is its parts added up; equal: `of` is the one part; at_most: `of` does not exceed the parts' sum; share:
    `of` is the first part in a hundred of the second. `why` names a lawful reason for which they may differ.
    """

    of: str
    relation: Literal["sum", "equal", "at_most", "share"]
    parts: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Crossed:
    """A cross as the text has it: its words in numbers, what the parts give, and whether that is what was stated."""

    cross: Cross
    said: str
    expected: Decimal | None
    holds: bool


@dataclass(frozen=True)
class Compared:
    """One published number beside the computed one."""

    published: Published
    text: Text
    figure: Figure
    unit: Unit | None
    period: Period
    value: Value | None
    crossed: tuple[Crossed, ...]

    @property
    def year(self) -> int:
        return self.period.from_ym // 100

    @property
    def computed(self) -> str:
        """The computed value as the text would print it."""
        if self.value is None:
            return "—"
        found = _computed(self.figure, self.value, self.published.decimals)
        return "—" if found is None else str(found)

    @property
    def parts(self) -> str:
        """What a rate is made of: 12/45."""
        if self.value is None or self.value.denominator is None:
            return ""
        return f"{self.value.numerator}/{self.value.denominator}"

    @property
    def verdict(self) -> Verdict:
        if self.value is None:
            return "absent"
        if _agrees(self.published, _computed(self.figure, self.value, self.published.decimals)):
            return "agrees"
        broken = any(not c.holds and not c.cross.why for c in self.crossed)
        return "contradicts" if broken else "differs"


def _computed(figure: Figure, value: Value, decimals: int) -> Decimal | None:
    rate = isinstance(figure.measure, Change) and figure.measure.rate
    if (rate or figure.is_ratio) and value.denominator is not None:
        percent = figure.unit_word == "%"
        return divided(value.numerator, value.denominator, percent=percent, decimals=decimals)
    return Decimal(value.numerator)


def _agrees(published: Published, found: Decimal | None) -> bool:
    if found is None:
        return False
    if published.over:
        return published.number < found < published.number + published.over
    return found == published.number


_texts: dict[str, Text] = {}
_numbers: dict[str, Published] = {}
_crosses: list[Cross] = []


def register_published(
    texts: Sequence[Text], numbers: Sequence[Published], crosses: Sequence[Cross] = ()
) -> None:
    """Add texts with their numbers, after the figures. Raises `ValueError` for a number without text or figure."""
    for text in texts:
        if _texts.setdefault(text.id, text) != text:
            raise ValueError(f"text {text.id} is there already")
    for number in numbers:
        if number.text not in _texts:
            raise ValueError(f"{number.id}: no text {number.text}")
        try:
            figure_of(number.figure)
        except KeyError as unknown:
            raise ValueError(f"{number.id}：{unknown}") from unknown
        if _numbers.setdefault(number.id, number) != number:
            raise ValueError(f"{number.id} is there already")
    for cross in crosses:
        if missing := [i for i in (cross.of, *cross.parts) if i not in _numbers]:
            raise ValueError(f"{cross.of}: no such numbers as {', '.join(missing)}")
        if cross not in _crosses:
            _crosses.append(cross)


def all_texts() -> list[Text]:
    """Every text, by year."""
    return sorted(_texts.values(), key=lambda t: (t.year, t.id))


def numbers_of(text: Text) -> list[Published]:
    return [n for n in _numbers.values() if n.text == text.id]


def compared(text: Text) -> list[Compared]:
    """Every number of a text beside the records of its unit; `absent` where its room has no record of the year there."""
    unit = Unit.objects.filter(code=text.unit).first()
    numbers = numbers_of(text)
    values = _values(numbers, text, unit) if unit else {}
    found = [_compared(n, text, unit, values.get(n.id)) for n in numbers]
    stand = {c.figure.room for c in found if c.value is not None and c.value.rows}
    return [c if c.figure.room in stand else replace(c, value=None) for c in found]


def _period(number: Published, text: Text) -> Period:
    year = Period.year(text.year)
    return year.before() if number.at == "before" else year


def _values(numbers: Sequence[Published], text: Text, unit: Unit) -> dict[str, Value]:
    """Number id → computed value; whole figures of one period travel together."""
    found: dict[str, Value] = {}
    together: dict[Period, list[Published]] = {}
    for number in numbers:
        if number.slice:
            period = _period(number, text)
            figure = figure_of(number.figure, period)
            found[number.id] = ask.value(figure, period, unit, slice=dict(number.slice))
        else:
            together.setdefault(_period(number, text), []).append(number)
    for period, members in together.items():
        figures = {n.figure: figure_of(n.figure, period) for n in members}
        courses = grid.courses(list(figures.values()), period, unit, months=False)
        found |= {n.id: courses[n.figure].value for n in members}
    return found


def _compared(number: Published, text: Text, unit: Unit | None, value: Value | None) -> Compared:
    period = _period(number, text)
    crossed = tuple(crossed_of(c) for c in _crosses if c.of == number.id)
    return Compared(number, text, figure_of(number.figure, period), unit, period, value, crossed)


def crossed_of(cross: Cross) -> Crossed:
    """A cross in the text's own numbers.

    A stated share must be what its parts give at its own decimals; a number stated as 余 holds up to its bound.
    """
    of, parts = _numbers[cross.of], [_numbers[i] for i in cross.parts]
    if cross.relation == "share":
        part, whole = (int(p.number) for p in parts)
        expected = divided(part, whole, percent=True, decimals=of.decimals)
        return Crossed(cross, f"{part}÷{whole}={expected}%", expected, expected == of.number)
    total = sum((p.number for p in parts), Decimal(0))
    said = " + ".join(p.stated for p in parts)
    if cross.relation == "at_most":
        return Crossed(cross, f"{of.stated} ≤ {said}", total, of.number <= total)
    word = f"{said} = {total}" if len(parts) > 1 else said
    return Crossed(cross, f"{of.stated} ／ {word}", total, of.number == total)
