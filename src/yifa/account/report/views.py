"""Pages of the yearly report: its chapters, one chapter with its numbers, and the chapter as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from yifa.account.asked import READERS, Asked, asked_of
from yifa.account.report.compose import BadChapter, Composed, Grid, Number, Words, compose
from yifa.account.report.render import to_html, to_paper
from yifa.kernel.figure import Period
from yifa.kernel.figure.chapter import Chapter, all_chapters, chapter_of
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.paper.pdf import render_pdf
from yifa.ledger.access import access

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@access(*READERS)
def reports(request: HttpRequest) -> HttpResponseBase:
    """The chapters for a unit and a year."""
    context = {"asked": asked_of(request), "chapters": all_chapters(), "nav": "reports"}
    return render(request, "account/reports.html", context)


@access(*READERS)
def chapter(request: HttpRequest, year: int, chapter_id: str) -> HttpResponseBase:
    """One chapter: every number is a link to its figure for the same unit and year."""
    found, asked = _asked(request, year, chapter_id)
    context: dict[str, Any] = {"asked": asked, "chapter": found, "nav": "reports"}
    try:
        composed = compose(found, Period.year(year), asked.unit)
    except BadChapter as bad:
        context["problems"] = bad.problems
        return render(request, "account/chapter.html", context, status=422)
    context |= {
        "composed": composed,
        "blocks": list(_shown(composed)),
        "sources": _sources(composed),
    }
    return render(request, "account/chapter.html", context)


@access(*READERS)
def download(request: HttpRequest, year: int, chapter_id: str, kind: str) -> HttpResponseBase:
    """The chapter as DOCX, PDF or stand-alone HTML."""
    if kind not in KINDS:
        raise Http404(kind)
    found, asked = _asked(request, year, chapter_id)
    try:
        composed = compose(found, Period.year(year), asked.unit)
    except BadChapter as bad:
        return HttpResponse(str(bad), status=422, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(rendered(composed, kind), content_type=KINDS[kind])
    name = quote(f"{composed.title}.{kind}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def rendered(composed: Composed, kind: str) -> bytes:
    """The chapter's bytes in one of `KINDS`."""
    if kind == "html":
        return to_html(composed).encode()
    paper = to_paper(composed)
    return render_docx(paper) if kind == "docx" else render_pdf(paper)


def _asked(request: HttpRequest, year: int, chapter_id: str) -> tuple[Chapter, Asked]:
    found = chapter_of(chapter_id)
    if found is None or not 1949 <= year <= 2999:
        raise Http404(f"没有这一章：{chapter_id}")
    return found, asked_of(request, year=year, room=found.room)


def _shown(composed: Composed) -> list[dict[str, Any]]:
    """Blocks for the template: a heading, pieces of a paragraph, or a table."""
    shown: list[dict[str, Any]] = []
    for block in composed.blocks:
        match block:
            case Words(pieces):
                shown.append({"pieces": [_piece(composed, p) for p in pieces]})
            case Grid():
                url = reverse("figure", args=[block.figure.id])
                query = urlencode(
                    {"unit": composed.unit.code, "year": composed.period.from_ym // 100}
                )
                shown.append({"grid": block, "url": f"{url}?{query}"})
            case _:
                shown.append({"heading": block})
    return shown


def _sources(composed: Composed) -> list[dict[str, Any]]:
    """Each figure the chapter speaks of, once: its whole value for the chapter's year, and the way to it."""
    found: dict[str, dict[str, Any]] = {}
    for number in composed.numbers:
        if number.period == composed.period and not number.slice:
            found.setdefault(number.figure.id, _piece(composed, number))
    return list(found.values())


def _piece(composed: Composed, piece: str | Number) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"words": piece}
    query = {"unit": composed.unit.code, "year": piece.period.from_ym // 100}
    chosen = {f"by.{column}": "" if code is None else code for column, code in piece.slice}
    url = f"{reverse('figure', args=[piece.figure.id])}?{urlencode(query | chosen)}"
    return {"number": piece, "url": url}
