"""The figure table of a checked report as plain values, and back. Needs no database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from yifa.account.check.arith.years import against_last_year
from yifa.account.check.audit import Audit
from yifa.account.check.contents import LEAST, bare, sentences
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.compare_words import number_words
from yifa.account.check.grammar.quantity import Kind, Quantity
from yifa.account.check.measures import measure_of, measured
from yifa.account.check.rules import Rule, chosen

FIELDS = ("text", "value", "upper", "unit", "kind", "step", "bound", "approx", "subject", "period",
          "place", "measure")  # fmt: skip


def figures_of(audit: Audit) -> list[dict[str, str]]:
    """Every quantity of the prose and the tables, as words: one row each, `measure` empty where none fits.

    Only the first quantity of a measure carries its id: a text states the whole before its parts.
    """
    first = {id(q): name for name, q in measured(audit.quantities).items()}
    return [_row(audit, q, first.get(id(q), "")) for q in audit.quantities]


def _row(audit: Audit, q: Quantity, measure: str) -> dict[str, str]:
    return {
        "text": q.text, "value": number_words(q.value), "upper": number_words(q.upper) if q.upper is not None else "",
        "unit": q.unit, "kind": str(q.kind), "step": format(q.step, "f"), "bound": q.bound, "approx": "".join(q.approx),
        "subject": q.subject, "period": q.period, "place": audit.document.place_of(q.start), "measure": measure,
    }  # fmt: skip


def quantity_of(row: Mapping[str, str]) -> Quantity:
    """A row as a quantity again; it stands in no text any more."""
    return Quantity(
        start=0, end=0, at=0, to=0, fold_at=0, fold_to=0, text=row["text"], value=Decimal(row["value"]), unit=row["unit"],
        kind=Kind(row["kind"]), step=Decimal(row["step"]), upper=Decimal(row["upper"]) if row["upper"] else None,
        approx=(row["approx"],) if row["approx"] else (), bound=row["bound"], subject=row["subject"], period=row["period"],
    )  # fmt: skip


def by_measure(figures: Iterable[Mapping[str, str]]) -> dict[str, Quantity]:
    """The quantities that report a measure, by its id."""
    return {row["measure"]: quantity_of(row) for row in figures if row["measure"]}


def catalogued(audit: Audit) -> int:
    """How many quantities report some measure of the catalogue."""
    return sum(measure_of(q) is not None for q in audit.quantities)


def passages_of(audit: Audit) -> list[str]:
    """Digests of the long sentences: enough to recognise them next year, nothing to read."""
    return sorted({_digest(words) for words, _, _ in sentences(audit.folded.text, LEAST)})


def _digest(words: str) -> str:
    return hashlib.sha256(bare(words).encode()).hexdigest()[:16]


def hold_against(
    audit: Audit,
    name: str,
    figures: Iterable[Mapping[str, str]],
    passages: Iterable[str],
    off: Iterable[str],
) -> None:
    """Add what an earlier baseline of the same unit shows: changes recomputed, passages repeated."""
    audit.findings += against_last_year(audit.quantities, list(map(quantity_of, figures)), name)
    if rule := chosen(off).get("sameness.own"):
        audit.findings += repeated(audit, passages, name, rule)


def repeated(audit: Audit, passages: Iterable[str], name: str, rule: Rule) -> Iterator[Finding]:
    """Long sentences whose digests stood in the earlier report."""
    known = set(passages)
    for words, start, end in sentences(audit.folded.text, LEAST):
        if _digest(words) in known:
            said = f"{len(words.strip())} 字与《{name}》相同"
            span = audit.folded.source_span(start, end)
            yield Finding(
                "sameness",
                rule.id,
                rule.title,
                Verdict.NOTICE,
                said,
                (span,),
                rule.severity,
                rule.cite,
            )
