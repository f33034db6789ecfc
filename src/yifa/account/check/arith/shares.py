"""Shares of one whole (甲a件，占x%): the counts they are told of, and what they come to together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from yifa.account.check.arith.compare import is_whole, shown
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
