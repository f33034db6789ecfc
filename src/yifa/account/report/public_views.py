"""Yearly reports for everybody: the list, one report with its head, how its numbers were made, its files."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yifa.account.report import reading
from yifa.account.report.export import TYPES, rendered
from yifa.account.report.models import AnnualReport
from yifa.account.report.sheet import Sheet, moved
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.access import access

PUBLIC = "published reports are everybody's"


def published() -> ScopedQuerySet:
    """Reports that are public now."""
    rows = AnnualReport.objects.unscoped(PUBLIC).filter(is_public=1, matter__is_void=False)
    return rows.select_related("matter__unit")


def _found(unit: str, year: int) -> AnnualReport:
    row = published().filter(matter__unit__code=unit, year=year).first()
    if row is None:
        raise Http404(_("没有公开的这一年度报告"))
    return cast(AnnualReport, row)


def _sheets(report: AnnualReport) -> list[Sheet]:
    """The public text as it stands and as it stood before restatements, newest first."""
    return [Sheet.of(v.sheet or {}).public() for v in reading.frozen_of(report)]


@access("public")
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Every public report, newest first, by year."""
    rows = published().order_by("-year", "matter__unit__code")
    year = request.GET.get("year", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(year=int(year))
    years = published().order_by("-year").values_list("year", flat=True).distinct()
    context = {"rows": list(rows[:500]), "years": list(years), "year": year}
    return render(request, "account/public/reports.html", context)


@access("public")
@require_GET
def report(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """One report with its metadata head; each number tells how it was made."""
    found = _found(unit, year)
    sheets = _sheets(found)
    context: dict[str, Any] = {
        "report": found, "sheet": sheets[0], "numbers": _once(sheets[0]), "kinds": list(TYPES),
        "moved": moved(sheets[1], sheets[0]) if found.restated_on and len(sheets) > 1 else [],
    }  # fmt: skip
    return render(request, "account/public/report.html", context)


def _once(sheet: Sheet) -> list[Any]:
    seen: dict[Any, Any] = {}
    for number in sheet.numbers:
        seen.setdefault((number.figure, number.from_ym, number.to_ym, number.slice), number)
    return list(seen.values())


@access("public")
@require_GET
def report_file(request: HttpRequest, unit: str, year: int, kind: str) -> HttpResponse:
    """The public text as a file, or its data as JSON."""
    if kind not in TYPES:
        raise Http404(kind)
    found = _found(unit, year)
    sheet = _sheets(found)[0]
    answer = HttpResponse(rendered(kind, found, sheet, public=True), content_type=TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{sheet.title}.{kind}')}"
    return answer
