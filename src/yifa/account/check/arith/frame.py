"""Quantities by sentence and paragraph, and how findings are made."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.fold import Folded
from yifa.account.check.grammar.quantity import Quantity
from yifa.account.check.read.model import Document

_CROWDED = 150
"""A sentence with more numbers is a list without full stops; nothing in it is reckoned."""


@dataclass
class Reckoning:
    """What the checks of arithmetic read: the folded text and the quantities of its sentences."""

    document: Document
    folded: Folded
    quantities: list[Quantity]
    sentences: list[list[Quantity]] = field(init=False)
    periods: list[list[Quantity]] = field(init=False)
    """Quantities up to a full stop: clauses parted by semicolons stay together."""

    def __post_init__(self) -> None:
        grouped: dict[int, list[Quantity]] = defaultdict(list)
        for quantity in self.quantities:
            if quantity.cell is None:
                grouped[quantity.sentence].append(quantity)
        self.sentences = [grouped[n] for n in sorted(grouped) if len(grouped[n]) <= _CROWDED]
        self.periods = []
        for row in self.sentences:
            last = self.periods[-1] if self.periods else []
            if (
                last
                and len(last) < _CROWDED
                and not set("。!?\n") & set(self.folded.text[last[-1].fold_to : row[0].fold_at])
            ):
                last.extend(row)
            else:
                self.periods.append(list(row))

    def between(self, one: Quantity, other: Quantity) -> str:
        """The folded words between two quantities."""
        return self.folded.text[one.fold_to : other.fold_at]

    def aside(self, quantity: Quantity, later: Quantity) -> bool:
        """Whether a quantity stands in brackets that are closed before the later one: an explanation, not the subject."""
        gap = self.between(quantity, later)
        return gap.count(")") > gap.count("(")

    def lead(self, quantity: Quantity, previous: Quantity | None) -> str:
        """The words before a quantity back to the previous one or to the start of its sentence."""
        start = previous.fold_to if previous else max(quantity.fold_at - 60, 0)
        words = self.folded.text[start : quantity.fold_at]
        return words if previous else re.split(r"[。!?;\n]", words)[-1]


def span(quantity: Quantity) -> tuple[int, int]:
    """Where the numeral stands in the source."""
    return quantity.at, quantity.to


def finding(
    check: str, title: str, verdict: Verdict, words: str, *about: Quantity, severity: str = ""
) -> Finding:
    """A finding of arithmetic about quantities."""
    level = severity or ("error" if verdict == Verdict.INCONSISTENT else "info")
    return Finding("arithmetic", check, title, verdict, words, tuple(span(q) for q in about), level)
