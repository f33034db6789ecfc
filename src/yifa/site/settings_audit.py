"""Settings, audit: the journal as the audit administrator searches it; never what a business matter says."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Account, User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.access import access
from yifa.site.settings_form import PER_PAGE, actor_of, reach_of

OPEN_STREAMS = ("user:", "unit:", "account:", "post:", "delegation:", "calendar:", "local_limit:")
"""Streams of administration: their payload is shown. Everything else shows who, when and which step only."""

VERBS = (("", _("全部")), ("act", _("办理")), ("enter", _("登记")), ("event", _("登录等事件")))


class AuditForm(forms.Form):
    """What to look for; all parts optional, joined by and."""

    person = forms.CharField(label=_("人员姓名"), required=False, max_length=40)
    step = forms.CharField(label=_("事项步骤"), required=False, max_length=48)
    stream = forms.CharField(label=_("对象"), required=False, max_length=160)
    verb = forms.ChoiceField(label=_("类别"), choices=VERBS, required=False)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput({"type": "date"}))


def in_reach(actor: Actor) -> ScopedQuerySet:
    """Journal rows of the units an audit administrator covers, and of the accounts kept there."""
    units = reach_of(actor)
    names = Account.objects.unscoped("accounts in reach of the audit").filter(unit_id__in=units)
    people = Q(unit__isnull=True, actor_id__in=_users(names))
    rows: ScopedQuerySet = JournalRow.objects.unscoped("the journal, narrowed to the audit's reach")
    return rows.filter(Q(unit_id__in=units) | people)


def _users(accounts: Any) -> Any:
    return User.objects.filter(username__in=accounts.values("key")).values("pk")


def _narrow(rows: ScopedQuerySet, asked: dict[str, Any]) -> ScopedQuerySet:
    if asked.get("person"):
        rows = rows.filter(actor_name__icontains=asked["person"])
    if asked.get("step"):
        rows = rows.filter(Q(title__icontains=asked["step"]) | Q(step=asked["step"]))
    if asked.get("stream"):
        rows = rows.filter(
            Q(stream__startswith=asked["stream"]) | Q(matter__number=asked["stream"])
        )
    if asked.get("verb"):
        rows = rows.filter(verb=asked["verb"])
    if asked.get("since"):
        rows = rows.filter(recorded_at__date__gte=asked["since"])
    if asked.get("until"):
        rows = rows.filter(recorded_at__date__lte=asked["until"])
    return rows


WORDS = {
    "address": _("来自"),
    "means": _("方式"),
    "count": _("数量"),
    "reason": _("理由"),
    "page": _("页面"),
    "text": _("内容"),
}


def _content(row: JournalRow) -> str:
    """What an administrative record says, in words; nothing for business."""
    if row.verb == "act" or row.matter_id or not row.stream.startswith(OPEN_STREAMS):
        return ""
    said = json.loads(row.payload) if row.payload else {}
    parts = [f"{word}：{said[name]}" for name, word in WORDS.items() if said.get(name)]
    for name, change in (said.get("changes") or {}).items():
        parts.append(f"{name}：{change['from']} → {change['to']}")
    return "；".join(parts)


@access(Role.AUDIT_ADMIN)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Search the journal, newest first, one index walk a page."""
    form = AuditForm(request.GET or None)
    rows = in_reach(actor_of(request))
    rows = _narrow(rows, form.cleaned_data if form.is_valid() else {})
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("unit", "matter").order_by("-id")[: PER_PAGE + 1])
    more = len(found) > PER_PAGE
    found = found[:PER_PAGE]
    following = ""
    if more:
        query = request.GET.copy()
        query["before"] = str(found[-1].pk)
        following = f"?{query.urlencode()}"
    shown = {"form": form, "lines": [(row, _content(row)) for row in found], "next": following}
    return render(request, "settings/audit.html", shown)
