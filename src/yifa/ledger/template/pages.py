"""Pages of superiors' workbooks: upload, bind by choosing cells in the drawn sheet, preview, fill, download."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yifa.kernel import moment
from yifa.kernel.dossier.files import keep, path_of
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.journal.event import record_event
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING, WORKING
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.exporting.pages import XLSX
from yifa.ledger.pages.page import actor_of
from yifa.ledger.rooms import ledger_of
from yifa.ledger.template import binding, filling, workbook
from yifa.ledger.template.binding import Binding, Kind
from yifa.ledger.template.forms import (
    FigureForm,
    FillForm,
    LedgerForm,
    RowsForm,
    UploadForm,
    WordsForm,
)
from yifa.ledger.template.models import SuperiorTemplate, TemplateFill
from yifa.ledger.template.registers import TEMPLATE

READERS = tuple(sorted(READING))
WRITERS = tuple(sorted(WORKING))


def _units(actor: Actor) -> list[Unit]:
    """Units for which the actor may keep templates: through posts that hold for every room."""
    ids = {u for g in actor.grants if g.role in WORKING and not g.room for u in actor.reaches(g)}
    return list(Unit.objects.filter(pk__in=ids, closed_on=None).order_by("code"))


def _templates(actor: Actor) -> Any:
    return visible_to(actor, SuperiorTemplate).filter(valid_to=None).select_related("unit")


def _template(actor: Actor, key: str) -> SuperiorTemplate:
    found = _templates(actor).filter(key=key).first()
    if found is None:
        raise Http404(_("没有这一模板，或者不在您的查阅范围"))
    return cast(SuperiorTemplate, found)


def _may_write(actor: Actor, template: SuperiorTemplate) -> bool:
    return actor.may(WORKING, template.unit_id, "") is not None


def _fills(actor: Actor) -> Any:
    return visible_to(actor, TemplateFill).select_related("unit").order_by("-recorded_at", "-id")


@access(*READERS)
def templates(request: HttpRequest) -> HttpResponse:
    """`/templates/`: the templates kept, an upload, and what was filled lately."""
    actor = actor_of(request)
    units = _units(actor)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("superior_template", _uploaded(actor, request, form))
        except InvalidData as refused:
            form.add_error("file", str(refused))
        except workbook.BadWorkbook as refused:
            form.add_error("file", str(refused))
    context = {
        "nav": "templates", "templates": _templates(actor).order_by("title"), "form": form if units else None,
        "fills": _fills(actor)[:20],
    }  # fmt: skip
    return render(request, "ledger/template/list.html", context, status=422 if form.errors else 200)


def _uploaded(actor: Actor, request: HttpRequest, form: UploadForm) -> str:
    """Keep the file and enter the template; bindings of an earlier version that still hold are kept."""
    data = form.cleaned_data
    raw: bytes = data["file"].read()
    workbook.checked(data["file"].name, raw)
    pages = workbook.pages(raw)
    standing = _templates(actor).filter(key=data["code"]).first()
    old = binding.read(standing.bindings) if standing else []
    good = [b for b in old if not binding.faults([b], pages)]
    digest, size = keep(BytesIO(raw))
    values = {
        "code": data["code"], "title": data["title"], "superior": data["superior"], "rhythm": data["rhythm"],
        "file_name": data["file"].name, "digest": digest, "size": size, "bindings": binding.plain(good),
    }  # fmt: skip
    enter(actor, TEMPLATE, values, unit=data["unit"], reason=_("上传模板"))
    if lost := [b.place for b in old if b not in good]:
        messages.warning(
            request, _("新版里对不上、已取消的绑定：%(places)s") % {"places": "、".join(lost)}
        )
    return str(data["code"])


@access(*READERS)
@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """`/templates/KEY/`: the drawn sheet with its bindings; with `at`, the forms that bind that cell."""
    actor = actor_of(request)
    found = _template(actor, key)
    return render(request, "ledger/template/bind.html", _drawn(request, actor, found))


def _drawn(
    request: HttpRequest, actor: Actor, found: SuperiorTemplate, **more: Any
) -> dict[str, Any]:
    pages = workbook.pages_of(found.digest)
    data = request.POST if request.method == "POST" else request.GET
    page = next((p for p in pages if p.name == data.get("sheet")), pages[0])
    bindings = binding.read(found.bindings)
    bound = {b.at: b for b in bindings if b.sheet == page.name}
    at = data.get("at", "")
    cell = page.cell(at) if at and _is_place(at) else None
    context: dict[str, Any] = {
        "nav": "templates", "template": found, "pages": pages, "page": page, "bound": bound, "at": at,
        "cell": cell, "bindings": bindings, "letters": [_letter(n) for n in range(page.columns)],
        "may_write": _may_write(actor, found), "fills": _fills(actor).filter(template_key=found.key)[:20],
        "lines": [(n, row) for n, row in enumerate(page.rows, start=1)],
        "trail": [(_("上级报表"), reverse("superior_templates"))],
    }  # fmt: skip
    if cell is not None and not cell.formula and context["may_write"]:
        there = bound.get(at)
        context["binding"] = there
        units = list(Unit.objects.filter(pk__in=actor.units(), closed_on=None).order_by("code"))
        initial = (
            {"figure": there.figure, "over": there.over, "part": there.part, "unit": there.unit}
            if there and there.kind == Kind.FIGURE
            else {}
        )
        context["figure_form"] = FigureForm(units=units, own=found.unit, initial=initial)
        context["words_form"] = WordsForm()
        context["ledger_form"] = LedgerForm(data if data.get("ledger") else None)
        chosen = ledger_of(data.get("ledger", ""))
        if chosen:
            context["ledger"] = chosen[1]
            context["rows_form"] = RowsForm(page=page, at=at, ledger=chosen[1])
    return context | more


def _is_place(at: str) -> bool:
    try:
        workbook.place(at)
    except workbook.BadWorkbook:
        return False
    return True


def _letter(index: int) -> str:
    from yifa.ledger.importing.mapping import letter

    return letter(index)


@access(*WRITERS)
@require_POST
def bind(request: HttpRequest, key: str) -> HttpResponse:
    """`/templates/KEY/bind/`: bind the cell, or (with `unbind`) set it free."""
    actor = actor_of(request)
    found = _template(actor, key)
    sheet, at = request.POST.get("sheet", ""), request.POST.get("at", "")
    kept = [b for b in binding.read(found.bindings) if (b.sheet, b.at) != (sheet, at)]
    if not request.POST.get("unbind"):
        make = _MAKERS.get(request.POST.get("kind", ""))
        made, form = make(request, actor, found, sheet, at) if make else (None, None)
        if made is None:
            context = _drawn(request, actor, found, **(form or {}))
            return render(request, "ledger/template/bind.html", context, status=422)
        kept.append(made)
    values = {
        "code": found.key, "title": found.title, "superior": found.superior, "rhythm": found.rhythm,
        "file_name": found.file_name, "digest": found.digest, "size": found.size,
        "bindings": binding.plain(kept),
    }  # fmt: skip
    try:
        enter(
            actor,
            TEMPLATE,
            values,
            unit=found.unit,
            key=found.key,
            reason=_("绑定 %(at)s") % {"at": at},
        )
    except InvalidData as refused:
        context = _drawn(request, actor, found, refused=str(refused))
        return render(request, "ledger/template/bind.html", context, status=422)
    messages.success(
        request,
        _("已取消 %(at)s 的绑定") % {"at": at}
        if request.POST.get("unbind")
        else _("已绑定 %(at)s") % {"at": at},
    )
    query = {"sheet": sheet}
    return redirect(reverse("superior_template", args=[key], query=query) + "#sheet")


Made = tuple[Binding | None, dict[str, Any] | None]


def _figure(
    request: HttpRequest, actor: Actor, found: SuperiorTemplate, sheet: str, at: str
) -> Made:
    units = list(Unit.objects.filter(pk__in=actor.units(), closed_on=None).order_by("code"))
    form = FigureForm(request.POST, units=units, own=found.unit)
    if not form.is_valid():
        return None, {"figure_form": form}
    return Binding(Kind.FIGURE.value, sheet, at, **form.cleaned_data), None


def _words(
    request: HttpRequest, actor: Actor, found: SuperiorTemplate, sheet: str, at: str
) -> Made:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return None, {"words_form": form}
    return Binding(Kind.WORDS.value, sheet, at, words=form.cleaned_data["words"]), None


def _rows(request: HttpRequest, actor: Actor, found: SuperiorTemplate, sheet: str, at: str) -> Made:
    chosen = ledger_of(request.POST.get("ledger", ""))
    page = next((p for p in workbook.pages_of(found.digest) if p.name == sheet), None)
    if chosen is None or page is None or not _is_place(at):
        return None, None
    form = RowsForm(request.POST, page=page, at=at, ledger=chosen[1])
    if not form.is_valid():
        return None, {"rows_form": form, "ledger": chosen[1]}
    made = Binding(
        Kind.ROWS.value, sheet, at, ledger=chosen[1].id, by=form.cleaned_data["by"],
        most=form.cleaned_data["most"], columns=form.columns(),
    )  # fmt: skip
    return made, None


_MAKERS: dict[str, Callable[..., Made]] = {
    Kind.FIGURE.value: _figure, Kind.WORDS.value: _words, Kind.ROWS.value: _rows,
}  # fmt: skip


@access(*WRITERS)
def fill(request: HttpRequest, key: str) -> HttpResponse:
    """`/templates/KEY/fill/`: the values for a period, then (by POST) the filled workbook."""
    actor = actor_of(request)
    found = _template(actor, key)
    periods = filling.periods(found.rhythm, moment.today())
    base = request.build_absolute_uri("/").rstrip("/")
    asked = request.POST if request.method == "POST" else request.GET
    # The period that has just ended is what an office fills; the running one can be chosen.
    first = f"{periods[1].from_ym}-{periods[1].to_ym}"
    form = FillForm({"period": first} | asked.dict(), periods=periods)
    values: list[filling.Filled] = []
    refused, status = "", 200
    if form.is_valid():
        period = form.period_of(form.cleaned_data["period"])
        try:
            if request.method == "POST":
                done = filling.fill(
                    actor, found, period, provisional=form.cleaned_data["provisional"], base=base
                )
                messages.success(request, _("已填报%(period)s，可以下载") % {"period": period})
                return redirect(reverse("superior_template", args=[key]) + f"#fill-{done.pk}")
            values = filling.values(actor, found, period, base)
        except Refusal as why:
            refused, status = str(why), 422
            if request.method == "POST":
                values = filling.values(actor, found, period, base)
    context = {
        "nav": "templates", "template": found, "form": form, "values": values, "refused": refused,
        "open": sum(1 for v in values if v.provisional),
        "trail": [
            (_("上级报表"), reverse("superior_templates")), (found.title, reverse("superior_template", args=[key])),
        ],
    }  # fmt: skip
    return render(request, "ledger/template/fill.html", context, status=status)


@access(*READERS)
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/templates/fills/N/`: a filled workbook as it was kept; the download is journalled."""
    actor = actor_of(request)
    found = _fills(actor).filter(pk=pk).first()
    if found is None or not path_of(found.digest).exists():
        raise Http404
    record_event(
        f"export:{found.key}", "export", _("下载上级报表"), actor_id=actor.user_id,
        actor_name=actor.name, unit_id=found.unit_id, payload={"digest": found.digest},
    )  # fmt: skip
    return FileResponse(
        path_of(found.digest).open("rb"),
        as_attachment=True,
        filename=found.file_name,
        content_type=XLSX,
    )
