"""Shares of one whole (甲a件，占x%): the counts they are told of, and what they come to together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from yifa.account.check.arith.compare import is_whole, same_class, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

SHARE = re.compile(r"占(?:比|到?[^,。;、\d]{0,16})?(?:的|为|达|约|近|了)*$")


def share_parts(row: list[Quantity]) -> list[Quantity]:
    """The counts that a share is told of (甲a件，占x%)."""
    return [
        one
        for one, other in pairwise(row)
        if other.kind == Kind.PERCENT and SHARE.search(other.before) and is_whole(one)
    ]


def shares(reckoning: Reckoning, row: list[Quantity]) -> Iterator[Finding]:
    """Shares of one whole told in one sentence: together no more than 100 %, and 100 % where the list is complete."""
    shares = [q for q in row if q.kind == Kind.PERCENT and SHARE.search(q.before) and q.exact]
    if not shares:
        return
    run = [shares[0]]
    for one, other in pairwise(
        [q for q in row if q.fold_at >= shares[0].fold_at and q.kind == Kind.PERCENT]
    ):
        if (
            other in shares
            or re.search(r"其余|其他|其它|剩余", reckoning.between(one, other))
            or len(reckoning.between(one, other)) <= 14
        ):
            run.append(other)
        else:
            break
    if len(run) < 2:
        return
    value = sum((q.value for q in run), Decimal(0))
    slack = sum((q.step / 2 for q in run), Decimal(0))
    words = " + ".join(f"{shown(q.value)}%" for q in run) + f" = {shown(value)}%"
    complete = bool(
        re.search(
            r"其余|其他|其它|剩余|分别占",
            "".join(reckoning.between(a, b) for a, b in pairwise(run)) + run[0].before,
        )
    )
    if abs(value - 100) <= slack:
        yield finding(
            "percent.shares",
            "占比之和",
            Verdict.CONSISTENT,
            f"{words}，在四舍五入的范围内等于 100%",
            *run,
        )
    elif value > 100 + slack:
        yield finding(
            "percent.shares", "占比之和", Verdict.INCONSISTENT, f"{words}，超过 100%", *run
        )
    elif complete:
        yield finding(
            "percent.shares",
            "占比之和",
            Verdict.INCONSISTENT,
            f"{words}，各项已列全而不足 100%",
            *run,
        )


def in_period(reckoning: Reckoning, rate: Quantity, part: Quantity) -> list[Quantity]:
    """Counts the part may be of that stand before a semicolon of the same full sentence (收案235件，结案221件；败诉9件)."""
    row = next((p for p in reckoning.periods if rate in p), [])
    return [
        q
        for q in row
        if is_whole(q) and q.fold_at < part.fold_at and q.sentence != rate.sentence
        and rate.sentence - q.sentence <= 1 and same_class(q, part) and q.value >= part.value
    ]  # fmt: skip


def of_rounded(row: list[Quantity], i: int, share: bool) -> Finding | None:
    """A share of numbers written with 万 or decimals: the rate must meet the interval the roundings allow."""
    rate = row[i]
    if not share or i < 2:
        return None
    part = row[i - 1]
    if part.kind not in (Kind.COUNT, Kind.MONEY) or not part.exact or part.value <= 0:
        return None
    wholes = [q for q in row[: i - 1] if q.exact and q.kind == part.kind and q.value >= part.value
              and (same_class(q, part) or q.unit == part.unit)]  # fmt: skip
    if not wholes or (is_whole(part) and all(map(is_whole, wholes))):
        return None
    whole = wholes[-1]
    (low, high), (least, most) = part.interval(), whole.interval()
    half = rate.step / 2
    fits = low * 100 / most <= rate.value + half and rate.value - half <= high * 100 / least
    got = (part.value * 100 / whole.value).quantize(Decimal("0.01"))
    words = f"{shown(part.value)} ÷ {shown(whole.value)} = {shown(got)}%，所写 {shown(rate.value)}%"
    verdict = Verdict.CONSISTENT if fits else Verdict.INCONSISTENT
    return finding("percent.pair", "比率与分子分母", verdict, words, rate, part, whole)
