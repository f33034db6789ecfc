"""A Word document of the text with the findings as comments in its margin."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from yifa.account.check.audit import Audit
from yifa.account.check.finding import VERDICT_ZH, Verdict
from yifa.account.check.report.comments import AUTHOR, clean, comment_words
from yifa.account.check.report.pieces import lines, order


def to_docx(audit: Audit, source: bytes | None = None) -> bytes:
    """The file's bytes: `source` with comments where that is the Word document the audit read, else the text set anew.

    Findings without a place in the text stand before it; what holds is not commented.
    """
    if source is not None and audit.document.kind == "docx":
        from yifa.account.check.report.inplace import annotated

        return annotated(audit, source)
    findings = [
        f
        for f in order(audit.findings)
        if f.verdict not in (Verdict.CONSISTENT, Verdict.ATTAINABLE)
    ]
    word = docx.Document()
    style: Any = word.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    runs: dict[int, list[Any]] = {}
    head = word.add_paragraph().add_run(f"审读：{audit.document.name}")
    head.bold = True
    for number, finding in enumerate(findings):
        if not finding.spans:
            runs[number] = [
                word.add_paragraph().add_run(f"〔{VERDICT_ZH[finding.verdict]}〕{finding.title}")
            ]
    for line in lines(audit, findings):
        paragraph = word.add_paragraph()
        for c, cell in enumerate(line.cells):
            if c:
                paragraph.add_run("\t")
            for piece in cell:
                run = paragraph.add_run(clean(piece.text))
                run.bold = line.heading or None
                for number in piece.findings:
                    runs.setdefault(number, []).append(run)
    for number in sorted(runs):
        word.add_comment(
            runs[number][0:1] if len(runs[number]) == 1 else _together(runs[number]),
            text=comment_words(findings[number]),
            author=AUTHOR,
            initials="审",
        )
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _together(runs: list[Any]) -> list[Any]:
    """The first run and the last one of the same paragraph: a comment spans what lies between."""
    first = runs[0]
    same = [r for r in runs if r._r.getparent() is first._r.getparent()]
    return [first, same[-1]] if len(same) > 1 else [first]
