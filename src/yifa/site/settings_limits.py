"""Settings, time limits: every limit with article and dates; only local ones may be given a value here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa import law
from yifa.kernel import moment
from yifa.kernel.entry.register import register_of
from yifa.kernel.organization.calendar import LocalLimitEntry
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.ledger.access import access
from yifa.site.settings_form import WhenForm, actor_of, paged, put_in, units_of

KINDS = {
    "statutory": gettext_lazy("法律法规"), "judicial_interpretation": gettext_lazy("司法解释"),
    "departmental_rule": gettext_lazy("部门规章"), "policy": gettext_lazy("政策文件"),
    "party_rule": gettext_lazy("党内法规"), "local_default": gettext_lazy("地方可定"),
}  # fmt: skip


def matching(words: str, kind: str = "", mechanism: str = "") -> list[law.Limit]:
    """The newest version of every limit whose title, id, mechanism or article has all the words."""
    book = law.book()
    parts = words.lower().split()
    found = []
    for limit_id in book.ids():
        newest = book.versions(limit_id)[-1]
        text = f"{newest.id} {newest.title_zh} {newest.mechanism} {newest.citation}".lower()
        fits = (not kind or newest.kind == kind) and (
            not mechanism or newest.mechanism == mechanism
        )
        if fits and all(part in text for part in parts):
            found.append(newest)
    return found


@access(Role.SYSTEM_ADMIN, Role.HEAD)
def limits(request: HttpRequest) -> HttpResponse:
    """All limits, searchable."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "kind")}
    found = matching(asked["q"], asked["kind"])
    shown = {"page": paged(request, found), "kinds": KINDS, **asked}
    return render(request, "settings/limits.html", shown)


@access(Role.SYSTEM_ADMIN, Role.HEAD)
def limit(request: HttpRequest, limit_id: str) -> HttpResponse:
    """One limit: its versions, and local values where the law leaves them to the place."""
    book = law.book()
    if limit_id not in book:
        raise Http404
    actor = actor_of(request)
    versions = book.versions(limit_id)
    local = all(v.kind == "local_default" for v in versions)
    may_change = local and actor.has_role(Role.SYSTEM_ADMIN)
    form: forms.Form | None = None
    when = WhenForm()
    if may_change:
        data: Any = None
        if request.method == "POST":
            data = request.POST.copy()
            data["limit_id"] = limit_id
        form, when = (
            register_of("local_limit").form(data, initial={"limit_id": limit_id}),
            WhenForm(data),
        )
        form.fields["limit_id"].widget = forms.HiddenInput()
        at = form.fields["at"]
        assert isinstance(at, forms.ModelChoiceField)
        own = units_of(actor, Role.SYSTEM_ADMIN)
        at.queryset = Unit.objects.filter(pk__in=[u.pk for u in own])
        if data is not None and put_in(request, "local_limit", form, when, lambda d: d["at"]):
            messages.success(request, _("地方期限已登记，以后起算的期限按新值"))
            return redirect("settings_limit", limit_id)
    rows = LocalLimitEntry.objects.unscoped("limits are everybody's").filter(limit_id=limit_id)
    shown = {
        "limit": versions[-1], "versions": versions, "local": local, "form": form, "when": when,
        "values": rows.select_related("unit").order_by("unit__code", "-version"), "nav": "limits",
        "kinds": KINDS, "on": moment.today(),
    }  # fmt: skip
    wrong = form is not None and form.is_bound and bool(form.errors or when.errors)
    return render(request, "settings/limit.html", shown, status=422 if wrong else 200)
