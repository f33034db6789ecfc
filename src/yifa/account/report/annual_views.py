"""Pages of one yearly report: writing it with its numbers beside, its versions, the year before, its files."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yifa.account.report import reading
from yifa.account.report.compose import Asking
from yifa.account.report.diff import changes, compare
from yifa.account.report.export import TYPES, rendered
from yifa.account.report.models import AnnualReport, ReportComment, Submission
from yifa.account.report.parts import PARTS
from yifa.account.report.sheet import NumberFact, Sheet
from yifa.account.report.template import chapter_text
from yifa.kernel.errors import Conflict, Refusal
from yifa.kernel.figure import Change, Period, all_figures, figure_of
from yifa.kernel.figure.chapter import all_chapters, code_of, problems
from yifa.kernel.figure.many import Question
from yifa.kernel.matter.act import act
from yifa.kernel.matter.next import look, next_steps, refusal
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, state_title

HITS = 12


@access(*READING)
@require_http_methods(["GET", "HEAD", "POST"])
def composer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the report: text on one side, the text with its numbers and the checks on the other."""
    actor = actor_of(request)
    report = reading.report_for(actor, pk)
    last = reading.newest(report)
    text, base, status, refused = last.text, last.no, 200, None
    if request.method == "POST":
        text = request.POST.get("text", "")
        base = _number(request.POST.get("base"), last.no)
        if request.POST.get("do") != "preview":
            try:
                _save(request, report, text, base)
            except Conflict:
                return _conflict(request, report, text)
            except Refusal as found:
                refused, status = found, 422
            else:
                messages.success(
                    request, _("已保存为第 %(n)s 版") % {"n": reading.newest(report).no}
                )
                return redirect("annual_composer", pk)
    return render(request, "account/annual/composer.html", _frame(request, report) | {
        "text": text, "base": base, "last": last, "refused": refused, "key": uuid.uuid4().hex,
        "note": request.POST.get("note", ""), "seen": reading.shown(report, text), "comments": _comments(report),
        "chapters": _chapters(report),
    }, status=status)  # fmt: skip


def _save(request: HttpRequest, report: AnnualReport, text: str, base: int) -> None:
    act(
        actor_of(request), report.matter_id, "save",
        {"text": text, "base": base, "note": request.POST.get("note", "")[:200]},
        idempotency_key=request.POST.get("key", "")[:40] or None,
    )  # fmt: skip


def _conflict(request: HttpRequest, report: AnnualReport, text: str) -> HttpResponse:
    """Both texts side by side; the writer's is kept in the form and may be saved over the newer one."""
    last = reading.newest(report)
    context = _frame(request, report) | {
        "last": last, "text": text, "key": uuid.uuid4().hex, "note": request.POST.get("note", ""),
        "rows": changes(compare(last.text, text)),
    }  # fmt: skip
    return render(request, "account/annual/conflict.html", context, status=409)


def _number(written: str | None, default: int) -> int:
    return (
        int(written)
        if written and written.isascii() and written.isdigit() and len(written) < 9
        else default
    )


def _frame(request: HttpRequest, report: AnnualReport, tab: str = "write") -> dict[str, Any]:
    actor = actor_of(request)
    matter = report.matter
    work = look(matter)
    may_save = (
        matter.state == "drafting" and refusal(actor, work, work.procedure.step("save")) is None
    )
    own = [
        s
        for s in next_steps(actor, matter, work)
        if not s.common and s.step.code not in ("save", "comment", "settle", "void")
    ]
    return {
        "nav": "annual", "tab": tab, "report": report, "matter": matter, "state": state_title(matter), "may_save": may_save,
        "next": [s for s in own if s.possible], "waiting": [s for s in own if s.refusal is None and s.missing],
        "may_comment": matter.is_open and refusal(actor, work, work.procedure.step("comment")) is None,
        "parts": PARTS, "kinds": list(TYPES),
    }  # fmt: skip


def _comments(report: AnnualReport) -> list[ReportComment]:
    rows = ReportComment.objects.unscoped(reading.BESIDE).filter(matter_id=report.pk)
    return list(rows.order_by("settled_on", "id"))


def _chapters(report: AnnualReport) -> list[tuple[str, str]]:
    period = Period.year(report.year)
    return [(c.title, chapter_text(c)) for c in all_chapters() if not problems(c, period)]


@access(*READING)
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as sent, with its numbers and checks; nothing is kept."""
    report = reading.report_for(actor_of(request), pk)
    text = request.POST.get("text", "")[:100_000]
    return render(
        request,
        "account/annual/preview.html",
        {"report": report, "seen": reading.seen(report, text)},
    )


@access(*READING)
@require_GET
def figure_search(request: HttpRequest) -> HttpResponse:
    """Figures whose id, title or definition holds the words, with how to refer to them."""
    q = request.GET.get("q", "").strip()
    words = q.lower().split()
    hits = []
    for figure in all_figures():
        said = f"{figure.id} {figure.title} {figure.definition}".lower()
        if all(w in said for w in words):
            starts = figure.id.startswith(q) or figure.title.startswith(q)
            hits.append((not starts, figure.room, figure.id, figure))
    hits.sort(key=lambda h: h[:3])
    context = {
        "q": q, "hits": [_reference_of(h[3].id) for h in hits[:HITS]], "more": max(len(hits) - HITS, 0), "nav": "annual",
    }  # fmt: skip
    part = request.headers.get("HX-Request") == "true"
    name = "account/annual/hits.html" if part else "account/annual/figures.html"
    return render(request, name, context)


def _reference_of(figure_id: str) -> dict[str, Any]:
    figure = figure_of(figure_id)
    extra = (
        [f"[[{figure.id}.numerator]]", f"[[{figure.id}.denominator]]"] if figure.is_ratio else []
    )
    splits = [f"[[table {figure.id} by {c}]]" for c in figure.base().disaggregations]
    return {
        "figure": figure,
        "written": f"[[{figure.id}]]",
        "others": [f"[[{figure.id}|year-1]]", *extra, *splits],
    }


@access(*READING)
@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions, and any two side by side."""
    report = reading.report_for(actor_of(request), pk)
    found = reading.versions_of(report)
    by_no = {v.no: v for v in found}
    to = by_no.get(_number(request.GET.get("to"), found[0].no)) or found[0]
    since = by_no.get(_number(request.GET.get("from"), to.no - 1))
    rows = compare(since.text if since else "", to.text)
    whole = request.GET.get("all") == "1"
    context = _frame(request, report, "versions") | {
        "versions": found, "since": since, "to": to, "rows": rows if whole else changes(rows), "whole": whole,
    }  # fmt: skip
    return render(request, "account/annual/versions.html", context)


@access(*READING)
@require_GET
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Every number of the report beside that of the year before, and the parts of both texts side by side."""
    report = reading.report_for(actor_of(request), pk)
    sheet = reading.settled_sheet(report) or reading.seen(report, reading.newest(report).text).sheet
    rows = AnnualReport.objects.unscoped("the same unit's report of the year before")
    before = rows.filter(
        matter__unit=report.matter.unit, year=report.year - 1, matter__is_void=False
    ).first()
    old: Sheet | None = None
    if before is not None:
        old = (
            reading.settled_sheet(before) or reading.seen(before, reading.newest(before).text).sheet
        )
    sides = [
        (p, sheet.of_part(p.code), old.of_part(p.code) if old else [])
        for p in PARTS
    ]  # fmt: skip
    context = _frame(request, report, "last_year") | {
        "numbers": _against(sheet, report.matter.unit), "before": before, "sides": sides, "year": report.year,
    }  # fmt: skip
    return render(request, "account/annual/last_year.html", context)


def _against(sheet: Sheet, unit: Unit) -> list[dict[str, Any]]:
    """Numbers of this year once each, with the year before: as signed where it was closed, else asked today."""
    period = Period.year(sheet.year)
    before = period.year_before()
    asked: dict[tuple[object, ...], tuple[NumberFact, Question]] = {}
    for number in sheet.numbers:
        key = (number.figure, number.slice)
        if (number.from_ym, number.to_ym) != (period.from_ym, period.to_ym) or key in asked:
            continue
        figure = figure_of(number.figure, before)
        if isinstance(figure.measure, Change):
            continue
        chosen = {c: code_of(figure, c, code) for c, _t, _l, code in number.slice}
        asked[key] = number, Question(figure, before, tuple(sorted(chosen.items())))
    asking = Asking(before, unit)
    asking.answer([q for _, q in asked.values()])
    return [
        {
            "number": number, "url": number_url(number, sheet.unit), "then": asking.known[q],
            "moved": number.numerator - asking.known[q].numerator if number.denominator is None else None,
        }
        for number, q in asked.values()
    ]  # fmt: skip


def number_url(number: NumberFact, unit: str) -> str:
    """The page of a number's figure for the same unit, year and slice."""
    query = {"unit": unit, "year": number.from_ym // 100}
    chosen = {f"by.{c}": code for c, _t, _l, code in number.slice}
    return f"{reverse('figure', args=[number.figure])}?{urlencode(query | chosen)}"


@access(*READING)
@require_GET
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as a file: as signed, else the newest draft. `?text=public` leaves internal passages out."""
    if kind not in TYPES:
        raise Http404(kind)
    report = reading.report_for(actor_of(request), pk)
    sheet = reading.settled_sheet(report) or reading.seen(report, reading.newest(report).text).sheet
    public = request.GET.get("text") == "public"
    shown = sheet.public() if public else sheet
    answer = HttpResponse(rendered(kind, report, shown, public=public), content_type=TYPES[kind])
    suffix = _("（公开稿）") if public else ""
    answer["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'{sheet.title}{suffix}.{kind}')}"
    )
    return answer


@access(*READING)
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a paragraph, or settle what was said."""
    actor = actor_of(request)
    report = reading.report_for(actor, pk)
    if request.POST.get("comment"):
        data = {"comment": request.POST["comment"], "answer": request.POST.get("answer", "")}
        act(actor, report.matter_id, "settle", data)
    else:
        data = {"quote": request.POST.get("quote", "")[:120], "said": request.POST.get("said", "")}
        act(actor, report.matter_id, "comment", data)
    return redirect(f"{reverse('annual_composer', args=[pk])}#comments")


def submissions_of(report: AnnualReport) -> list[Submission]:
    rows = Submission.objects.unscoped(reading.BESIDE).filter(matter_id=report.pk)
    return list(rows.order_by("id"))
