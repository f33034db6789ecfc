"""Pages of baselines: keep a checked report's figures, list what is kept, and hold one against ledgers, last year and peers."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yifa.account.asked import READERS
from yifa.account.check.audit import Audit
from yifa.account.check.baseline.compare import Agreement, Line, kept, lines
from yifa.account.check.baseline.models import ReportBaseline
from yifa.account.check.baseline.registers import BASELINES, FIRST, KEEPING, LAST
from yifa.account.check.baseline.table import figures_of, passages_of
from yifa.account.check.report.folder import to_csv
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import Refusal
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access

_SALT = "report-check-baseline"
_HOURS = 12
PER_PAGE = 50


class KeepForm(forms.Form):
    """Which unit's and which year's report it was; the figures come sealed from the check."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("单位"), to_field_name="code", empty_label=None
    )
    year = forms.IntegerField(label=gettext_lazy("报告年度"), min_value=FIRST, max_value=LAST)
    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = keepable(actor)


def keepable(actor: Actor) -> Any:
    """Units whose baselines this person may keep."""
    return Unit.objects.filter(pk__in=actor.units("report", KEEPING)).order_by("code")


def keep_form(actor: Actor, audit: Audit, unit: Unit | None, year: int | None) -> KeepForm | None:
    """The form below a checked report; none for people who keep nothing."""
    if not keepable(actor).exists():
        return None
    told = {
        "title": audit.document.name[:200],
        "digest": hashlib.sha256(audit.document.text.encode()).hexdigest(),
        "characters": sum(not c.isspace() for c in audit.document.text),
        "figures": figures_of(audit),
        "passages": passages_of(audit),
    }
    start = {"unit": unit.code if unit else None, "year": year, "sealed": signing.dumps(told, salt=_SALT, compress=True)}  # fmt: skip
    return KeepForm(actor, initial=start)


@access(*READERS)
@require_POST
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keep the figures of a checked report as the baseline of a unit and year."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = KeepForm(actor, request.POST)
    try:
        told = signing.loads(request.POST.get("sealed", ""), salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        messages.error(request, _("审读结果已经过期或者不完整，请重新审读再保存"))
        return redirect("report_check")
    if not form.is_valid():
        words = "；".join(str(e) for errors in form.errors.values() for e in errors)
        messages.error(request, _("没有保存：%(words)s") % {"words": words})
        return redirect("report_check")
    unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
    try:
        entered = enter(
            actor, BASELINES, told | {"year": year}, unit=unit, key=f"{unit.code}:{year}", reason=_("审读后保存"),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("report_check")
    same = entered.what == "same"
    messages.success(request, _("数据没有变化") if same else _("已保存为基线"))
    current = kept(actor).filter(key=entered.entry.key).first()
    return redirect("report_baseline", pk=(current or entered.entry).pk)


@access(*READERS)
@require_GET
def baselines(request: HttpRequest) -> HttpResponse:
    """What is kept, the newest year first."""
    rows = kept(_actor(request)).select_related("unit")
    page = Paginator(rows.order_by("-year", "unit__code"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = [(b, sum(bool(f["measure"]) for f in b.figures), len(b.figures)) for b in page]
    return render(request, "account/report_check/baselines.html", {"nav": "report_check", "page": page, "rows": shown})  # fmt: skip


@access(*READERS)
@require_GET
def baseline(request: HttpRequest, pk: int) -> HttpResponse:
    """One report's figures beside the ledgers, last year and the peers."""
    found = _found(request, pk)
    compared = lines(_actor(request), found)
    told = [row for row in found.figures if not row["measure"]]
    context = {
        "nav": "report_check", "baseline": found, "lines": compared, "rest": told,
        "other": sum(line.agreement == Agreement.OTHER for line in compared),
        "bound": sum(line.agreement in (Agreement.SAME, Agreement.OTHER) for line in compared),
    }  # fmt: skip
    return render(request, "account/report_check/baseline.html", context)


@access(*READERS)
@require_GET
def baseline_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison as a table."""
    found = _found(request, pk)
    head = [_("指标"), _("报告写的"), _("台账"), _("结论"), _("上年报告"), _("比上年"), _("同类单位中位数"), _("同类单位数")]  # fmt: skip
    rows = [head, *map(_cells, lines(_actor(request), found))]
    answer = HttpResponse(to_csv(rows), content_type="text/csv; charset=utf-8")
    name = quote(f"{found.unit.name}-{found.year}-对照.csv")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _cells(line: Line) -> list[str]:
    ledger = line.ledger.text if line.ledger is not None else ""
    return [line.measure.title, line.words, ledger, line.said, line.last_words, line.moved, line.peers, str(line.peer_count)]  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _found(request: HttpRequest, pk: int) -> ReportBaseline:
    rows = visible_to(_actor(request), ReportBaseline).select_related("unit")
    found: ReportBaseline | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
