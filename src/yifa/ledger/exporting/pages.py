"""Downloads: what the page shows, as a workbook or CSV; each is journalled, names stand unmasked only with a ground."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yifa.kernel import moment
from yifa.kernel.errors import InvalidData, NotAllowed
from yifa.kernel.figure import Period, UnknownFigure, ask, figure_of
from yifa.kernel.figure.emit import Part
from yifa.kernel.journal.event import record_event
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING, WORKING
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.exporting import entries, figures, journal, matters
from yifa.ledger.exporting.view import View
from yifa.ledger.pages.filters import FilterForm, query_without, scope_units
from yifa.ledger.pages.listing import found_ledger
from yifa.ledger.pages.page import actor_of, tabs
from yifa.ledger.pages.registers import asked_of, found_register
from yifa.ledger.rooms import room_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = ("xlsx", "csv")


class GroundForm(forms.Form):
    """Why names are needed unmasked."""

    ground = forms.CharField(
        label=gettext_lazy("事由"), max_length=100, min_length=4,
        help_text=gettext_lazy("例如：送达文书核对收件人；记入日志，写在导出说明里"),
    )  # fmt: skip


def send(view: View, kind: str, query: str) -> HttpResponseBase:
    """The download, written as it is read; the journal has its event before the first byte."""
    if kind not in KINDS:
        raise Http404
    actor = view.actor
    home = actor.home()
    payload = {"view": view.id, "format": kind, "query": query[:500], "ground": view.ground}
    record_event(
        f"export:{view.id}", "export", _("导出“%(title)s”") % {"title": view.title[:60]},
        actor_id=actor.user_id, actor_name=actor.name, unit_id=home.pk if home else None, payload=payload,
    )  # fmt: skip
    name = f"{view.title}-{moment.today():%Y%m%d}.{kind}"
    answer: HttpResponseBase
    if kind == "csv":
        answer = StreamingHttpResponse(view.csv(), content_type="text/csv; charset=utf-8")
    else:
        answer = StreamingHttpResponse(view.workbook(), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def _ground(request: HttpRequest, room: str) -> str:
    """The ground of a request for names; only people who handle such matters may give one."""
    if request.method != "POST":
        return ""
    if not _may_open(actor_of(request), room):
        raise NotAllowed(
            _("只有承办人员可以导出含个人信息的台账"), remedy=_("可以导出遮盖后的台账")
        )
    form = GroundForm(request.POST)
    if not form.is_valid():
        raise InvalidData(
            {"ground": [str(e) for e in form.errors["ground"]]}, {"ground": _("事由")}
        )
    return str(form.cleaned_data["ground"])


def _may_open(actor: Actor, room: str) -> bool:
    return any(g.role in WORKING and g.room in ("", room) for g in actor.grants)


@access("staff")
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest, ledger_id: str, kind: str) -> HttpResponseBase:
    """A ledger under the filters of the URL: masked by GET; by POST with a ground, own matters unmasked."""
    room, shown = found_ledger(ledger_id)
    actor = actor_of(request)
    form = FilterForm(request.GET, shown, scope_units(actor))
    view = matters.view(actor, shown, form, _ground(request, room.code))
    return send(view, kind, request.GET.urlencode())


@access("staff")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, register_id: str, kind: str) -> HttpResponseBase:
    """A register as it stood on the day of the URL; its headings are those its import reads."""
    reg = found_register(register_id)
    actor = actor_of(request)
    asked = asked_of(actor, reg, request.GET)
    unit = Unit.objects.filter(pk=asked.unit).first() if asked.unit.isdigit() else None
    facts = entries.facts_of(
        asked.day, ended=asked.ended, sought=asked.sought, unit=str(unit or "")
    )
    view = entries.view(actor, reg, asked.rows, facts, _ground(request, reg.room))
    return send(view, kind, request.GET.urlencode())


@access("staff")
def ledger_choices(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """What may be downloaded of a ledger: masked, unmasked with a ground, the journal of its matters."""
    room, shown = found_ledger(ledger_id)
    actor = actor_of(request)
    form = FilterForm(request.GET, shown, scope_units(actor))
    context: dict[str, Any] = {
        "nav": f"room:{room.code}", "room": room, "tabs": tabs(room), "tab": f"ledger:{shown.id}",
        "title": shown.title, "route": "ledger_export", "id": shown.id, "back_route": "ledger",
        "filters": matters.asked(form), "query": query_without(request.GET, "after", "before"),
        "ground": GroundForm() if _may_open(actor, room.code) else None, "journal": journal.JournalForm(),
    }  # fmt: skip
    return render(request, "ledger/exporting/choices.html", context)


@access("staff")
def register_choices(request: HttpRequest, register_id: str) -> HttpResponse:
    """What may be downloaded of a register."""
    reg = found_register(register_id)
    actor = actor_of(request)
    asked = asked_of(actor, reg, request.GET)
    unit = Unit.objects.filter(pk=asked.unit).first() if asked.unit.isdigit() else None
    room = room_of(reg.room)
    personal = entries.personal_columns(reg) and _may_open(actor, reg.room)
    context: dict[str, Any] = {
        "nav": f"room:{reg.room}", "room": room, "tabs": tabs(room) if room else [],
        "tab": f"register:{reg.id}", "title": reg.title, "route": "register_export", "id": reg.id,
        "back_route": "register", "query": query_without(request.GET, "after"),
        "filters": entries.facts_of(asked.day, ended=asked.ended, sought=asked.sought, unit=str(unit or "")),
        "ground": GroundForm() if personal else None, "journal": None,
    }  # fmt: skip
    return render(request, "ledger/exporting/choices.html", context)


@access("staff")
def ledger_journal(request: HttpRequest, ledger_id: str, kind: str) -> HttpResponseBase:
    """The acts on a ledger's matters between two days (`begun`, `until`)."""
    _room, shown = found_ledger(ledger_id)
    form = journal.JournalForm(request.GET)
    if not form.is_valid():
        fields = {name: [str(e) for e in found] for name, found in form.errors.items()}
        raise InvalidData(fields, {n: str(f.label) for n, f in form.fields.items()})
    begun, until = form.cleaned_data["begun"], form.cleaned_data["until"]
    return send(journal.view(actor_of(request), shown, begun, until), kind, request.GET.urlencode())


@access(*sorted(READING))
def figure_rows(request: HttpRequest, figure_id: str, kind: str) -> HttpResponseBase:
    """The rows behind a figure: `unit`, `from`, `to` (yyyymm) and `part`."""
    period = _period(request)
    try:
        figure = figure_of(figure_id, period)
    except UnknownFigure as unknown:
        raise Http404(str(unknown)) from unknown
    actor = actor_of(request)
    unit = Unit.objects.filter(code=request.GET.get("unit", "")).first() or actor.home()
    if unit is None or not ask.may_see(actor, figure, unit):
        raise NotAllowed(
            _("您的任职不涉及这一单位，不能查阅它的数据"),
            remedy=_("如职责有变，请联系安全管理员调整任职"),
        )
    part: Part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    return send(figures.view(actor, figure, period, unit, part), kind, request.GET.urlencode())


def _period(request: HttpRequest) -> Period:
    """From the URL's `from` and `to`, or `year` and `month` as the figure's page has them; this year without either."""
    said = {name: request.GET.get(name, "") for name in ("from", "to", "year", "month")}
    if any(v and not (v.isascii() and v.isdigit()) for v in said.values()):
        raise Http404(_("网址中的年度或者月份不对"))
    today: date = moment.today()
    year = int(said["year"] or today.year)
    try:
        if said["from"] and said["to"]:
            return Period(int(said["from"]), int(said["to"]))
        return Period.month(year * 100 + int(said["month"])) if said["month"] else Period.year(year)
    except ValueError as bad:
        raise Http404(_("网址中的年度或者月份不对")) from bad
