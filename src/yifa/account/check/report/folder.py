"""One table of many reports side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from yifa.account.check.audit import Audit
from yifa.account.check.grammar.compare_words import value_words
from yifa.account.check.measures import measured, measures
from yifa.account.check.report.summary import summary


def comparison(audits: Sequence[Audit]) -> list[list[str]]:
    """A head and one row a report: what the check comes to, then every measure that some report states."""
    stated = [measured(a.quantities) for a in audits]
    columns = [m for m in measures() if any(m.id in s for s in stated)]
    told = [summary(a) for a in audits]
    names = list(told[0]) if told else []
    rows = [["报告", *names, *(m.title for m in columns)]]
    for audit, numbers, figures in zip(audits, told, stated, strict=True):
        cells = [value_words(figures[m.id]) if m.id in figures else "" for m in columns]
        rows.append([audit.document.name, *(str(numbers[n]) for n in names), *cells])
    return rows


def to_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV that a spreadsheet opens; words that begin like a formula are made words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            [
                "'" + c if c[:1] in "=+@\t\r" or (c[:1] == "-" and not c[1:2].isdigit()) else c
                for c in row
            ]
        )
    return "\ufeff" + out.getvalue()
