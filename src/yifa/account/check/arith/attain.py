"""Whether a rate can be at all: which integers over a base print as it, and which bases a numerator allows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from yifa.account.check.arith.compare import numerators, rounded, shown
from yifa.account.check.arith.frame import finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Quantity


def lone_numerator(rate: Quantity, count: Quantity) -> Finding:
    """“化解58件，化解率95%”: the count is what was done, or what there was; one reading that fits is enough."""
    if bases := numerators_of_base(rate, int(count.value)):
        words = f"以 {shown(count.value)} 为分子时分母为 {bases}，可以得到 {shown(rate.value)}%；分母没有写"
        return finding("percent.attainable", "比率能否成立", Verdict.ATTAINABLE, words, rate, count)
    return attainable(rate, count)


def numerators_of_base(rate: Quantity, numerator: int) -> str:
    """The denominators over which the numerator prints as the rate (“49”, “112—114”), or an empty string."""
    if rate.value <= 0:
        return ""
    centre = Fraction(numerator * 100) / Fraction(rate.value)
    reach = min(int(centre * Fraction(rate.step) / Fraction(rate.value)) + 2, 5000)
    fits = [b for b in range(max(int(centre) - reach, numerator, 1), int(centre) + reach + 1)
            if rounded(Fraction(numerator, b), rate.step) == rate.value]  # fmt: skip
    return "" if not fits else str(fits[0]) if len(fits) == 1 else f"{fits[0]}—{fits[-1]}"


def attainable(rate: Quantity, base: Quantity) -> Finding:
    """Whether some integer out of the base prints as the rate; cutting decimals off is told apart from rounding."""
    whole = int(base.value)
    by_rounding, by_cutting = numerators(rate.value, rate.step, whole)
    if rate.value == 100:
        return finding(
            "percent.attainable",
            "比率能否成立",
            Verdict.ATTAINABLE,
            f"{whole} ÷ {whole} = 100%，可以成立",
            rate,
            base,
        )
    if len(by_rounding):
        some = (
            str(by_rounding[0]) if len(by_rounding) == 1 else f"{by_rounding[0]}—{by_rounding[-1]}"
        )
        return finding(
            "percent.attainable",
            "比率能否成立",
            Verdict.ATTAINABLE,
            f"分母 {whole} 时分子为 {some}，可以得到 {shown(rate.value)}%",
            rate,
            base,
        )
    below = int(Fraction(rate.value) * whole / 100)
    near = "，".join(
        f"{n} ÷ {whole} = {shown(rounded(Fraction(n, whole), Decimal('0.01')))}%"
        for n in (below, below + 1)
        if n <= whole
    )
    tail = (
        f"；只有把 {by_cutting[0]} ÷ {whole} 的尾数舍去才得到，四舍五入不能"
        if len(by_cutting)
        else ""
    )
    words = f"分母 {whole} 时没有整数分子能得到 {shown(rate.value)}%：{near}{tail}"
    return finding("percent.attainable", "比率能否成立", Verdict.INCONSISTENT, words, rate, base)
