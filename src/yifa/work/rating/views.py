"""Pages the generic ones cannot give: rating by code, results for everybody, codes to hand out, a board for the staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yifa.kernel import moment
from yifa.kernel.errors import Incomplete, InvalidData, Refusal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned, tagged
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, tabs
from yifa.work.rating.board import busy, lines, open_units, published
from yifa.work.rating.cases import TAG, by_code, channel_of, code_of
from yifa.work.rating.forms import RatingForm
from yifa.work.rating.models import Channel, RatingReview
from yifa.work.rating.room import ROOM

PUBLIC = "公众（网页评价）"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("评价码"), max_length=20,
        help_text=gettext_lazy("印在受理单或者办结通知上，十二位，如 1a2b-3c4d-5e6f"),
    )  # fmt: skip


class PublicForm(RatingForm):
    """The rating as its person gives it here."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("您的评价"), choices=RatingForm.base_fields["level"].choices,  # type: ignore[attr-defined]
        coerce=int, widget=forms.RadioSelect,
    )  # fmt: skip
    visited_on = forms.DateField(
        label=gettext_lazy("到窗口的日期（选填）"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("只评价某一次到访的填写；对整件事评价的留空"),
    )  # fmt: skip
    field_order = ("level", "reasons", "comment", "visited_on", "rater", "phone")


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Rate a case by its code: first the code, then the rating."""
    code = (request.POST.get("code") or request.GET.get("code") or "").strip()[:20]
    ask = CodeForm({"code": code}) if code else CodeForm()
    case = by_code(code) if code else None
    context: dict[str, Any] = {"ask": ask, "code": code}
    if code and case is None:
        ask.add_error("code", _("没有这一评价码的办件，请核对受理单上的十二位字符"))
    if case is None:
        return render(request, "rating/public/give.html", context, status=422 if code else 200)
    context |= {"case": case, "what": pinned(case.procedure, case.procedure_since).title}
    if channel_of(case.unit, Channel.PORTAL) is None:
        context["closed"] = True
        return render(request, "rating/public/give.html", context)
    form = PublicForm(request.POST if "level" in request.POST or request.method == "POST" else None)
    context["form"] = form
    if request.method == "POST" and form.is_valid():
        try:
            made = _rate(request, case)
        except Refusal as refused:
            context["refusal"] = refused
            context["lines"] = list(refused.missing) if isinstance(refused, Incomplete) else []
            return render(request, "rating/public/give.html", context, status=422)
        return redirect(reverse("rating:thanks", args=[made.uid.hex]))
    status = 422 if request.method == "POST" else 200
    return render(request, "rating/public/give.html", context, status=status)


def _rate(request: HttpRequest, case: Matter) -> Matter:
    data = {
        name: request.POST.getlist(name) if name == "reasons" else request.POST.get(name, "")
        for name in PublicForm.base_fields
    } | {"case_number": case.number or case.external_number, "channel": Channel.PORTAL, "given": "on"}  # fmt: skip
    try:
        return act(Actor.system(PUBLIC), Opening("rating.review", case.unit), "record", data)
    except IntegrityError:
        # Two at once: the other one was first.
        raise InvalidData(
            {"__all__": [_("这一办件刚刚已经评价过")]}, {"__all__": _("评价")}
        ) from None


@access("public")
@require_GET
def thanks(request: HttpRequest, uid: str) -> HttpResponse:
    """What becomes of the rating, by its unguessable address; no name, no case."""
    rows = RatingReview.objects.unscoped("the rater's own rating, by its secret address")
    found = (
        rows.filter(matter__uid=uid).select_related("matter__unit").first() if _hex(uid) else None
    )
    if found is None:
        return render(request, "rating/public/give.html", {"ask": CodeForm()}, status=404)
    state = pinned(found.matter.procedure, found.matter.procedure_since).state(found.matter.state)
    return render(request, "rating/public/thanks.html", {"row": found, "state": state.title})


def _hex(text: str) -> bool:
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


def _year(request: HttpRequest) -> int:
    text, this = request.GET.get("year", ""), moment.today().year
    return int(text) if text.isdigit() and 2008 <= int(text) <= this else this


@access("public")
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Satisfaction beside the response rate, of the units that opened the page; what was done about bad ratings."""
    year = _year(request)
    context = {
        "year": year, "lines": lines(open_units(), year),
        "page": Paginator(published(), 20).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "rating/public/results.html", context)


@access(*READING)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The same for the reader's own units."""
    actor, year = actor_of(request), _year(request)
    units = Unit.objects.filter(pk__in=actor.units("rating"), closed_on=None).order_by("code")
    wanted, quiet = busy(units, year)
    context = {
        "nav": "room:rating", "room": ROOM, "tabs": tabs(ROOM), "tab": "link:rating:board", "year": year,
        "lines": lines(wanted, year), "quiet": quiet, "years": range(moment.today().year, moment.today().year - 3, -1),
    }  # fmt: skip
    return render(request, "rating/board.html", context)


@access(*READING)
@require_GET
def codes(request: HttpRequest) -> HttpResponse:
    """Cases of the reader's units that nobody has rated yet, with the code to hand out."""
    actor = actor_of(request)
    # Which of its cases were rated is told to nobody at the unit: only what is recent and closed is listed.
    rows = visible_to(actor, Matter).filter(procedure__in=tagged(TAG), is_void=False, is_open=False)
    if q := request.GET.get("q", "").strip()[:80]:
        rows = rows.filter(number=q)
    page = Paginator(rows.select_related("unit").order_by("-closed_on", "-pk"), 30).get_page(
        request.GET.get("page")
    )
    context = {
        "nav": "room:rating", "room": ROOM, "tabs": tabs(ROOM), "tab": "link:rating:codes", "q": q,
        "page": page, "rows": [(m, pinned(m.procedure, m.procedure_since).title, code_of(m)) for m in page],
    }  # fmt: skip
    return render(request, "rating/codes.html", context)
