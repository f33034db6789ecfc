"""One check of one report: read, find, reckon, compare with the rules."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from yifa.account.check.arith import reckon
from yifa.account.check.arith.years import against_last_year
from yifa.account.check.contents import contents, duplicates
from yifa.account.check.finding import Finding
from yifa.account.check.grammar.extract import extract
from yifa.account.check.grammar.fold import Folded, fold
from yifa.account.check.grammar.quantity import Quantity
from yifa.account.check.grammar.table import table_quantities
from yifa.account.check.masking import unmasked
from yifa.account.check.read import Document, read_bytes, read_path
from yifa.account.check.rules import Office, chosen


@dataclass
class Audit:
    """What the check of one document found; `seconds` is the time it took without reading the file."""

    document: Document
    folded: Folded
    quantities: list[Quantity]
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def arithmetic(self) -> list[Finding]:
        """Findings of arithmetic only."""
        return [f for f in self.findings if f.family == "arithmetic"]

    @cached_property
    def squeezed(self) -> tuple[str, list[int]]:
        """The folded text without any blank, and each character's place in the source."""
        kept = [i for i, c in enumerate(self.folded.text) if not c.isspace()]
        return "".join(self.folded.text[i] for i in kept), [self.folded.origin[i] for i in kept]


def audit_document(
    document: Document,
    *,
    off: Iterable[str] = (),
    office: Office | None = None,
    last_year: Document | None = None,
    peers: Sequence[Document] = (),
) -> Audit:
    """Check a document that was read.

    `off` names contents rules not to be used, `office` what an office does otherwise; `last_year` is the same unit's earlier report (repeated passages,
    changes against its numbers); `peers` are other units' reports. Raises `ValueError` for an unknown rule.
    """
    rules = chosen(off, office)
    start = time.perf_counter()
    folded = fold(document.text, wrapped=document.wrapped)
    found = sorted([*extract(folded), *table_quantities(document, folded)], key=lambda q: q.at)
    audit = Audit(document, folded, found)
    audit.findings = reckon(document, folded, found)
    audit.findings += contents(document, folded, found, rules)
    if rule := rules.get("masking.identity"):
        audit.findings += unmasked(document, rule)
    if last_year is not None:
        before = fold(last_year.text, wrapped=last_year.wrapped)
        if rule := rules.get("sameness.own"):
            audit.findings += duplicates(folded, [(last_year.name, before)], rule)
        audit.findings += against_last_year(found, extract(before), last_year.name)
    if peers and (rule := rules.get("sameness.peer")):
        audit.findings += duplicates(
            folded, [(p.name, fold(p.text, wrapped=p.wrapped)) for p in peers], rule
        )
    audit.seconds = time.perf_counter() - start
    return audit


def audit_path(path: Path, *, off: Iterable[str] = ()) -> Audit:
    """Read and check a file; raises `CannotRead`."""
    return audit_document(read_path(path), off=off)


def audit_bytes(name: str, data: bytes, *, off: Iterable[str] = ()) -> Audit:
    """Read and check a file's bytes; raises `CannotRead`."""
    return audit_document(read_bytes(name, data), off=off)
