"""What a check comes to, in few numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from yifa.account.check.audit import Audit
from yifa.account.check.finding import Verdict
from yifa.account.check.grammar.compare_words import number_words
from yifa.account.check.measures import measure_of
from yifa.account.check.report.pieces import order


def summary(audit: Audit) -> dict[str, int]:
    """Characters, quantities, findings by verdict."""
    verdicts = Counter(f.verdict for f in audit.findings)
    return {
        "字数": sum(not c.isspace() for c in audit.document.text),
        "数量": len(audit.quantities),
        "不符": verdicts[Verdict.INCONSISTENT],
        "相符": verdicts[Verdict.CONSISTENT] + verdicts[Verdict.ATTAINABLE],
        "无法核对": verdicts[Verdict.NOT_CHECKABLE],
        "提示": verdicts[Verdict.NOTICE],
        "缺部分": sum(
            f.check.startswith("part.") and f.severity == "error" for f in audit.findings
        ),
    }


def as_dict(audit: Audit) -> dict[str, Any]:
    """The whole check as plain values; spans are places in `text` of the source as read."""
    text = audit.document.text
    return {
        "document": audit.document.name,
        "kind": audit.document.kind,
        "summary": {
            "characters": len(text), "quantities": len(audit.quantities), "seconds": round(audit.seconds, 4),
            "verdicts": dict(Counter(str(f.verdict) for f in audit.findings)),
        },
        "quantities": [_quantity(audit, n) for n in range(len(audit.quantities))],
        "findings": [
            {
                "family": f.family, "check": f.check, "title": f.title, "verdict": str(f.verdict), "words": f.words,
                "severity": f.severity, "cite": f.cite,
                "spans": [{"start": s, "end": e, "text": text[s:e], "place": audit.document.place_of(s)} for s, e in f.spans],
            }
            for f in order(audit.findings)
        ],
    }  # fmt: skip


def _quantity(audit: Audit, number: int) -> dict[str, Any]:
    q = audit.quantities[number]
    measure = measure_of(q)
    return {
        "text": q.text, "value": number_words(q.value), "upper": number_words(q.upper) if q.upper is not None else None,
        "unit": q.unit, "alternative_unit": q.alternative, "kind": str(q.kind), "approx": list(q.approx), "bound": q.bound,
        "subject": q.subject, "period": q.period, "scope": q.scope, "section": q.section, "start": q.start, "end": q.end,
        "place": audit.document.place_of(q.start), "measure": measure.id if measure else None,
    }  # fmt: skip


def figure_rows(audit: Audit) -> list[dict[str, str]]:
    """The table of figures: one row a quantity, as written to CSV."""
    rows = []
    for number in range(len(audit.quantities)):
        row = _quantity(audit, number)
        rows.append({
            "doc": audit.document.name, "place": row["place"], "text": row["text"], "value": row["value"], "upper": row["upper"] or "",
            "unit": row["unit"], "kind": row["kind"], "approx": "".join(row["approx"]), "subject": row["subject"],
            "period": row["period"], "scope": row["scope"], "measure": row["measure"] or "",
        })  # fmt: skip
    return rows
