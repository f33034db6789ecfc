"""Reckoning with what a text says: sums, shares, changes, names counted, tables, dates."""

from __future__ import annotations

from yifa.account.check.arith.absolute import absolutes
from yifa.account.check.arith.averages import averages
from yifa.account.check.arith.change import changes
from yifa.account.check.arith.dates import dates
from yifa.account.check.arith.derived import derived
from yifa.account.check.arith.equal import equalities
from yifa.account.check.arith.frame import Reckoning
from yifa.account.check.arith.listing import listings
from yifa.account.check.arith.naming import names, wording
from yifa.account.check.arith.outcomes import outcomes
from yifa.account.check.arith.parts import parts
from yifa.account.check.arith.percent import percentages
from yifa.account.check.arith.places import places
from yifa.account.check.arith.tables import tables
from yifa.account.check.arith.variants import variants
from yifa.account.check.finding import Finding
from yifa.account.check.grammar.fold import Folded
from yifa.account.check.grammar.quantity import Quantity
from yifa.account.check.read.model import Document

_CHECKS = (
    parts, outcomes, percentages, changes, averages, equalities, places, names, listings, wording,
    variants, absolutes, tables, dates,
)  # fmt: skip


def reckon(document: Document, folded: Folded, quantities: list[Quantity]) -> list[Finding]:
    """Every finding of arithmetic, in the order of the text."""
    reckoning = Reckoning(document, folded, quantities)
    found = {finding: None for check in _CHECKS for finding in check(reckoning)}
    found |= dict.fromkeys(derived(reckoning, list(found)))
    return sorted(found, key=lambda f: (f.spans[0] if f.spans else (0, 0), f.check))
