"""周期义务: what each unit owes this period, and the record that met it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel import moment
from yifa.kernel.duty.models import Duty, Obligation
from yifa.kernel.duty.nil import record_nil, stream_of
from yifa.kernel.entry.register import all_registers
from yifa.kernel.errors import Refusal
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import FOREVER_YM, UnitSpan
from yifa.kernel.organization.roles import WORKING
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.filters import scope_units
from yifa.ledger.pages.page import actor_of

SIZE = 100


class DutyFilter(forms.Form):
    """Unit, period and standing of the obligations."""

    unit = forms.ChoiceField(label=gettext_lazy("承办单位（含下级）"), required=False)
    month = forms.RegexField(
        r"^\d{4}-\d{2}$", label=gettext_lazy("所属月份"), required=False,
        widget=forms.DateInput({"type": "month"}),
    )  # fmt: skip
    standing = forms.ChoiceField(
        label=gettext_lazy("履行情况"), required=False,
        choices=[
            ("", gettext_lazy("应办：本期和逾期未履行")), ("unmet", gettext_lazy("全部未履行")), ("late", gettext_lazy("逾期未履行")),
            ("met", gettext_lazy("已履行")), ("nil", gettext_lazy("零报告")), ("all", gettext_lazy("全部")),
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One obligation as shown."""

    obligation: Obligation
    late: bool
    url: str
    may_sign: bool


def narrowed(rows: ScopedQuerySet, asked: dict[str, Any]) -> ScopedQuerySet:
    """The obligations the filter lets through."""
    today = moment.today()
    if asked.get("unit"):
        below = UnitSpan.objects.filter(ancestor_id=int(asked["unit"]), to_ym=FOREVER_YM)
        rows = rows.filter(unit_id__in=below.values("unit_id"))
    if asked.get("month"):
        year, month = asked["month"].split("-")
        rows = rows.filter(period_ym=int(year) * 100 + int(month))
    match asked.get("standing"):
        case "unmet":
            rows = rows.filter(met_on=None)
        case "late":
            rows = rows.filter(met_on=None, due_on__lt=today)
        case "met":
            rows = rows.filter(met_on__isnull=False)
        case "nil":
            rows = rows.filter(is_nil=True)
        case "all":
            pass
        case _ if not asked.get("month"):
            rows = rows.filter(met_on=None).filter(Q(due_on__lte=today.replace(month=12, day=31)))
    return rows


@access("staff")
def duties(request: HttpRequest) -> HttpResponse:
    """The page."""
    actor = actor_of(request)
    units = scope_units(actor)
    form = DutyFilter(request.GET, auto_id="f_%s")
    choice: Any = form.fields["unit"]
    choice.choices = [("", _("全部")), *((str(u.pk), str(u)) for u in units)]
    rows = visible_to(actor, Obligation).select_related("unit")
    rows = narrowed(rows, form.cleaned_data) if form.is_valid() else rows.none()
    cite = Duty.objects.unscoped("the article of a duty").filter(key=OuterRef("duty_key"))
    rows = rows.annotate(cite=cite.order_by("-version").values("cite")[:1]).order_by("due_on", "id")
    found: list[Obligation] = list(rows[: SIZE + 1])
    today = moment.today()
    lines = [
        Line(
            o, o.met_on is None and o.due_on < today, record_url(o),
            o.met_on is None and actor.may(set(WORKING), o.unit_id, o.room) is not None,
        )
        for o in found[:SIZE]
    ]  # fmt: skip
    context = {
        "nav": "duties",
        "form": form,
        "lines": lines,
        "more": len(found) > SIZE,
        "size": SIZE,
    }
    return render(request, "ledger/duties.html", context)


def record_url(obligation: Obligation) -> str:
    """Where the record that met an obligation stands."""
    kind, _sep, rest = obligation.met_by.partition(":")
    if not rest:
        return ""
    if kind == "matter":
        return reverse("matter_by_stream", args=[rest])
    if kind == "duty":
        return reverse("duty", args=[obligation.pk])
    if any(r.id == kind and r.room for r in all_registers()):
        return reverse("entry_by_key", args=[kind], query={"key": rest})
    return ""


class NilForm(forms.Form):
    """What the signer of a nil record says."""

    reason = forms.CharField(
        label=gettext_lazy("情况说明"), max_length=200, widget=forms.Textarea({"rows": 3, "autofocus": True}),
        help_text=gettext_lazy("写明核对了哪些工作、本期为何没有应当记录的事项；将记入日志，由您署名"),
    )  # fmt: skip


@access("staff")
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One obligation: who owes what by when, its nil record, or the form to sign one."""
    actor = actor_of(request)
    found: Obligation | None = (
        visible_to(actor, Obligation).select_related("unit").filter(pk=pk).first()
    )
    if found is None:
        raise Http404(_("没有这一义务，或者不在您的查阅范围"))
    form = NilForm(request.POST or None)
    refused: Refusal | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            record_nil(actor, found, form.cleaned_data["reason"])
        except Refusal as no:
            refused, status = no, 422
        else:
            messages.success(request, _("零报告已签报"))
            return redirect("duty", pk)
    standing = (
        Duty.objects.unscoped("the article of a duty")
        .filter(key=found.duty_key)
        .order_by("-version")
        .first()
    )
    rows = JournalRow.objects.unscoped("the nil record of a duty in scope").filter(
        stream=stream_of(found)
    )
    import json

    signed = [
        (r, json.loads(r.payload).get("reason", "") if r.payload else "")
        for r in rows.order_by("seq")
    ]
    context = {
        "nav": "duties", "duty": found, "standing": standing, "form": form, "refusal": refused,
        "signed": signed, "late": found.met_on is None and found.due_on < moment.today(),
        "url": record_url(found) if not found.is_nil else "",
        "may_sign": found.met_on is None and actor.may(set(WORKING), found.unit_id, found.room) is not None,
    }  # fmt: skip
    return render(request, "ledger/duty.html", context, status=status)
