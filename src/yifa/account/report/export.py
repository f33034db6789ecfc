"""A report as files: DOCX and PDF in the layout of official paper, OFD, HTML and JSON that a program reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

from yifa.account.report.models import AnnualReport
from yifa.account.report.ofd import render_ofd
from yifa.account.report.papers import addressees, copies, paper_of
from yifa.account.report.sheet import Line, NumberFact, Piece, Sheet
from yifa.kernel.paper import Paper, heading_mark
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.paper.pdf import render_pdf

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def official(report: AnnualReport, sheet: Sheet, *, public: bool = False) -> Paper:
    """The report as paper; the public one is addressed to nobody. A draft until it was signed."""
    import dataclasses

    signed = report.head_signed_on
    paper = paper_of(
        sheet, number=report.document_number, issuer=report.matter.unit.name, on=signed,
        addressee="" if public else addressees(report.kind), draft=signed is None,
    )  # fmt: skip
    to = copies(report.kind)
    return paper if public or not to else dataclasses.replace(paper, copy_to=to)


def rendered(kind: str, report: AnnualReport, sheet: Sheet, *, public: bool = False) -> bytes:
    """The bytes of one of `TYPES`."""
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: render_docx(official(report, sheet, public=public)),
        "pdf": lambda: render_pdf(official(report, sheet, public=public)),
        "ofd": lambda: render_ofd(official(report, sheet, public=public)),
        "html": lambda: to_html(sheet).encode(),
        "json": lambda: json.dumps(data_of(report, sheet), ensure_ascii=False, indent=1).encode(),
    }
    return makers[kind]()


def data_of(report: AnnualReport, sheet: Sheet) -> dict[str, Any]:
    """The report's numbers with their definitions, and its head: what may be computed with."""
    numbers: dict[object, NumberFact] = {}
    for number in sheet.numbers:
        numbers.setdefault((number.figure, number.from_ym, number.to_ym, number.slice), number)
    return {
        "title": sheet.title, "unit": sheet.unit, "unit_name": sheet.unit_name, "year": sheet.year,
        "index_number": report.index_number or "", "document_number": report.document_number,
        "signed_on": _iso(report.head_signed_on), "published_on": _iso(report.published_on),
        "restated_on": _iso(report.restated_on), "made_at": sheet.made_at, "digest": sheet.digest(),
        "numbers": [number_data(n) for n in numbers.values()],
        "tables": [
            {
                "title": line.table.title, "figure": line.table.figure,
                "rows": [{"label": a, "text": b, "numerator": c, "denominator": d} for a, b, c, d in line.table.rows],
            }
            for line in sheet.lines if line.table is not None
        ],
    }  # fmt: skip


def number_data(number: NumberFact) -> dict[str, Any]:
    return {
        "figure": number.figure, "title": number.title, "definition": number.definition, "cite": number.cite,
        "source": number.source, "unit_word": number.unit_word, "value": number.value,
        "numerator": number.numerator, "denominator": number.denominator, "from_ym": number.from_ym,
        "to_ym": number.to_ym, "slice": {c: code for c, _t, _l, code in number.slice},
        "definition_digest": number.digest,
    }  # fmt: skip


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def data_attributes(number: NumberFact) -> str:
    """Attributes of a `data` element, escaped."""
    said: dict[str, Any] = {
        "value": number.value, "data-figure": number.figure, "data-numerator": number.numerator,
        "data-denominator": number.denominator, "data-from": number.from_ym, "data-to": number.to_ym,
        "data-definition": number.digest[:16],
    } | {f"data-by-{c.replace('_', '-')}": code for c, _t, _l, code in number.slice}  # fmt: skip
    return " ".join(f'{k}="{escape(str(v))}"' for k, v in said.items() if v is not None)


def to_html(sheet: Sheet) -> str:
    """A page that stands alone."""
    parts = [
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(sheet.title)}</title></head>\n<body><article><h1>{escape(sheet.title)}</h1>",
        *(_html(line) for line in sheet.lines),
        f"</article>\n<footer><p>{escape(sheet.unit_name)} <time>{escape(sheet.made_at)}</time></p></footer></body></html>\n",
    ]
    return "\n".join(parts)


def _html(line: Line) -> str:
    if line.table is not None:
        rows = "".join(
            f'<tr><th scope="row">{escape(label)}</th><td>{escape(said)}</td></tr>'
            for label, said, _n, _d in line.table.rows
        )
        return f"<table><caption>{escape(line.table.title)}</caption><tbody>{rows}</tbody></table>"
    inside = "".join(_piece(p) for p in line.pieces)
    if line.kind == "heading":
        return f"<h{line.level + 1}>{heading_mark(line.level, line.number)}{inside}</h{line.level + 1}>"
    return f"<p>{line.number}.{inside}</p>" if line.kind == "item" else f"<p>{inside}</p>"


def _piece(piece: Piece) -> str:
    if piece.number is None:
        return escape(piece.text)
    return f"<data {data_attributes(piece.number)}>{escape(piece.text)}</data>"
