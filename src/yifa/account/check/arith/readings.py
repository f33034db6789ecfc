"""Other readings of a number that the text leaves open: another base of a rate, a change of the rate or of the count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from yifa.account.check.arith.compare import is_whole, rounded, same_class, shown
from yifa.account.check.arith.frame import finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity


def other_base(rate: Quantity, numerator: Quantity, row: list[Quantity]) -> Iterator[Finding]:
    """A rate no told base gives: the sum or difference of two told counts that gives it, which the text does not name."""
    counts = [q for q in row if is_whole(q) and q is not numerator and same_class(q, numerator)]
    for one, other in combinations(counts, 2):
        for sign, base in (("+", one.value + other.value), ("−", abs(one.value - other.value))):
            if base < numerator.value or not base:
                continue
            if rounded(Fraction(int(numerator.value), int(base)), rate.step) != rate.value:
                continue
            big, small = sorted((one, other), key=lambda q: -q.value)
            words = (
                f"{shown(numerator.value)} ÷ {shown(base)} = {shown(rate.value)}%，"
                f"{shown(base)} = {shown(big.value)} {sign} {shown(small.value)}；原文没有说以此为分母"
            )
            yield finding(
                "percent.reading", "分母的另一种读法", Verdict.NOT_CHECKABLE, words, rate, numerator
            )
            return


def of_rate_or_count(change: Quantity, row: list[Quantity], i: int) -> Iterator[Finding]:
    """“败诉率11.1%，同比下降16.7%”: a percentage of a percentage, or of the count before it? Points would tell."""
    previous = row[i - 1] if i else None
    if previous is None or previous.kind != Kind.PERCENT or change.clause - previous.clause > 1:
        return
    if change.unit != "%" or not previous.exact or change.value <= -100:
        return
    if re.search(r"[一-龥]", re.split(r"同比|环比|较|比|与", change.before)[0]):
        return  # the change has a subject of its own
    before = Fraction(previous.value) / (1 + Fraction(change.value) / 100)
    last = Decimal(before.numerator) / Decimal(before.denominator)
    words = (
        f"“{change.text}”接在比率之后：指比率时上年为 {shown(last.quantize(Decimal('0.1')))}%，"
        "也可能指件数；比率的变动应写百分点"
    )
    yield finding(
        "change.reading", "增减说的是哪个数", Verdict.NOT_CHECKABLE, words, change, previous
    )
