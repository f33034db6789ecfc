"""The page of the report check: a report in, the findings beside its text out. Nothing is stored unless
somebody keeps its figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yifa.account.check.audit import Audit, audit_document
from yifa.account.check.baseline.compare import kept
from yifa.account.check.baseline.pages import keep_form
from yifa.account.check.baseline.registers import switched_off
from yifa.account.check.baseline.table import hold_against
from yifa.account.check.finding import VERDICT_ZH
from yifa.account.check.forms import CheckForm
from yifa.account.check.grammar.compare_words import value_words
from yifa.account.check.grammar.quantity import KIND_ZH
from yifa.account.check.measures import measure_of
from yifa.account.check.read import LIMIT, CannotRead, Document, read_bytes
from yifa.account.check.report.folder import to_csv
from yifa.account.check.report.pieces import TONE, lines, order, quoted
from yifa.account.check.report.summary import as_dict, figure_rows, summary
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@access("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponseBase:
    """The form; on POST the findings as a page or a file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    units = Unit.objects.filter(pk__in=actor.units("report")).order_by("code")
    if request.method != "POST":
        return _form(request, CheckForm(units=units))
    form = CheckForm(request.POST, request.FILES, units=units)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        audit = _audited(actor, form)
    except CannotRead as bad:
        form.add_error(None, str(bad))
        return _form(request, form, status=422)
    shape = form.cleaned_data["shape"] or "page"
    if shape in _TYPES:
        return _file(audit, shape, form.cleaned_data["file"])
    kept = keep_form(actor, audit, form.cleaned_data["unit"], form.cleaned_data["year"])
    answer = render(request, "account/report_check/result.html", _shown(audit) | {"keep": kept})
    answer["Cache-Control"] = "no-store"
    return answer


def _form(request: HttpRequest, form: CheckForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "nav": "report_check"}
    return render(request, "account/report_check/form.html", context, status=status)


def _audited(actor: Actor, form: CheckForm) -> Audit:
    """The check; with a unit named, without the rules it switched off and against the baseline of the year before."""
    unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
    off = switched_off(unit) if unit is not None else set()
    audit = audit_document(_given(form), off=off, last_year=_last_year(form))
    if unit is not None and year and form.cleaned_data["last_year"] is None:
        before = kept(actor).filter(unit=unit, year=year - 1).first()
        if before is not None:
            hold_against(audit, before.title, before.figures, before.passages, off)
    return audit


def _given(form: CheckForm) -> Document:
    file: UploadedFile[Any] | None = form.cleaned_data["file"]
    if file is not None:
        return _read(file)
    return read_bytes(_("粘贴的正文"), form.cleaned_data["words"].encode())


def _last_year(form: CheckForm) -> Document | None:
    file: UploadedFile[Any] | None = form.cleaned_data["last_year"]
    return _read(file) if file is not None else None


def _read(file: UploadedFile[Any]) -> Document:
    name = (file.name or "").rpartition("/")[2]
    if (file.size or 0) > LIMIT:
        raise CannotRead(
            _("%(name)s 超过 %(limit)s MB 的上限，请只提供报告正文")
            % {"name": name, "limit": LIMIT // 2**20}
        )
    return read_bytes(name, file.read())


def _file(audit: Audit, shape: str, source: UploadedFile[Any] | None) -> HttpResponse:
    if shape == "docx":
        from yifa.account.check.report.word import to_docx

        if source is not None:
            source.seek(0)
        content: bytes | str = to_docx(audit, source.read() if source is not None else None)
    elif shape == "csv":
        rows = figure_rows(audit)
        content = to_csv([list(rows[0]) if rows else ["doc"], *([*row.values()] for row in rows)])
    else:
        content = json.dumps(as_dict(audit), ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type=_TYPES[shape])
    answer["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'{audit.document.name}-审读.{shape}')}"
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(audit: Audit) -> dict[str, Any]:
    findings = order(audit.findings)
    open_ones = [f for f in findings if TONE[f.verdict] in ("bad", "notice")]
    shown = [
        {
            "number": n, "tone": TONE[f.verdict], "verdict": VERDICT_ZH[f.verdict], "finding": f,
            "place": audit.document.place_of(f.spans[0][0]) if f.spans else "",
            "words": quoted(audit, f),
        }
        for n, f in enumerate(findings)
    ]  # fmt: skip
    return {
        "nav": "report_check", "name": audit.document.name, "summary": summary(audit), "lines": list(lines(audit, findings)),
        "wrong": shown[: len(open_ones)], "rest": shown[len(open_ones) :], "quantities": list(_quantities(audit)),
    }  # fmt: skip


def _quantities(audit: Audit) -> Iterator[dict[str, Any]]:
    for number, quantity in enumerate(audit.quantities):
        measure = measure_of(quantity)
        yield {
            "number": number, "text": quantity.text, "value": value_words(quantity), "kind": KIND_ZH[quantity.kind],
            "subject": quantity.subject, "measure": measure.title if measure else "",
        }  # fmt: skip
