"""What follows from two numbers and is not told: a rate, a sum. Nothing to contradict; a reader may want it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from yifa.account.check.arith.compare import is_whole, rounded, shown
from yifa.account.check.arith.frame import Reckoning, finding, span
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_ORDERED = frozenset({"parts.above", "equal.flow", "parts.balance"})
_AND = re.compile(r"^[^,。;\d]{0,24}(?:和|及|以及|与)[^,。;\d]{0,40}$|^[一-龥()]{2,12}、$")
_ALIKE = 4


def derived(reckoning: Reckoning, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Rates of pairs found in order, and sums of counts told side by side."""
    by_span = {span(q): q for q in reckoning.quantities}
    related = {frozenset(f.spans) for f in findings if f.check.startswith("percent.")}
    for one in findings:
        if one.check not in _ORDERED or one.verdict != Verdict.CONSISTENT or len(one.spans) != 2:
            continue
        small, big = sorted((by_span[s] for s in one.spans), key=lambda q: q.value)
        if small.value == big.value or not (is_whole(small) and is_whole(big)):
            continue
        if any(set(one.spans) <= pair for pair in related):
            continue
        share = rounded(Fraction(int(small.value), int(big.value)), Decimal("0.01"))
        words = f"{shown(small.value)} ÷ {shown(big.value)} = {shown(share)}%，原文没有写这一比率"
        yield finding("derived.rate", "推得而未写", Verdict.NOT_CHECKABLE, words, small, big)
    summed = [set(f.spans) for f in findings if f.check.startswith(("parts.", "mean."))]
    for sentence in reckoning.sentences:
        for run in _runs(reckoning, sentence):
            spans = {span(q) for q in run}
            if any(spans <= known for known in summed):
                continue
            words = " + ".join(shown(q.value) for q in run)
            total = shown(sum((q.value for q in run), Decimal(0)))
            words = f"{words} = {total}，原文没有写这一合计"
            yield finding("derived.sum", "推得而未写", Verdict.NOT_CHECKABLE, words, *run)


def _runs(reckoning: Reckoning, sentence: list[Quantity]) -> Iterator[list[Quantity]]:
    """Runs of two and more counts told side by side."""
    run = sentence[:1]
    for one, other in pairwise(sentence):
        if _side_by_side(reckoning, one, other):
            run.append(other)
            continue
        if len(run) > 1:
            yield run
        run = [other]
    if len(run) > 1:
        yield run


def _side_by_side(reckoning: Reckoning, one: Quantity, other: Quantity) -> bool:
    """甲等4个镇街和乙等10个部门; 任前考试85人次，年度考试443人次: one unit, one verb or one noun, no 其中."""
    if one.kind != Kind.COUNT or one.unit != other.unit or not (is_whole(one) and is_whole(other)):
        return False
    gap = reckoning.between(one, other)
    if "其中" in gap:
        return False
    if _AND.match(gap) and one.clause == other.clause:
        return True
    first, second = one.before, re.split(r"[,、]", gap)[-1]
    alike = 0
    while alike < min(len(first), len(second)) and first[-1 - alike] == second[-1 - alike]:
        alike += 1
    return alike >= _ALIKE and other.clause - one.clause <= 1
