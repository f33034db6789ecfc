"""The import pages: upload or paste, match the columns, preview, confirm, result, undo. All work without scripts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yifa.kernel.errors import Conflict
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.importing import gauge, jobs, original
from yifa.ledger.importing import mapping as columns
from yifa.ledger.importing.commit import commit, undo
from yifa.ledger.importing.destination import (
    Destination,
    all_destinations,
    destination_of,
    standing_units,
)
from yifa.ledger.importing.forms import ColumnsForm, StartForm, UndoForm
from yifa.ledger.importing.kept import problems_of, summary_of
from yifa.ledger.importing.marked import marked_workbook, remarks_of
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.plan import CellProblem, Plan
from yifa.ledger.importing.preview import columns_shown, grouped, preview_of
from yifa.ledger.importing.reader import Grid, Unreadable
from yifa.ledger.importing.stage import gone, match_columns, needs_matching, plan_of, stage
from yifa.ledger.rooms import ledger_for

_PROBLEMS_SHOWN = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)


def _open_to(actor: Actor) -> tuple[list[Destination], list[Unit]]:
    """What the actor may import into, and the units for which."""
    known = standing_units()
    found = {d.id: (d, d.units(actor, known)) for d in all_destinations()}
    registers = [d for d, units in found.values() if units]
    units = {u.pk: u for _, some in found.values() for u in some}
    home = actor.home()
    first = home.pk if home else 0
    return registers, sorted(units.values(), key=lambda u: (u.pk != first, u.code))


def _runs(actor: Actor) -> Any:
    """Imports of the actor's units, and the actor's own."""
    seen = visible_to(actor, ImportRun).exclude(status=RunStatus.STAGED)
    own = ImportRun.objects.unscoped("a person's own imports").filter(user_id=actor.user_id)
    both = Q(pk__in=seen.values("pk")) | Q(pk__in=own.values("pk"))
    rows = ImportRun.objects.unscoped("narrowed to the two above").filter(both)
    return rows.select_related("unit").defer("problems", "summary")


def _run(request: HttpRequest, pk: int, status: RunStatus | None = None) -> ImportRun:
    actor = _actor(request)
    run: ImportRun | None = _runs(actor).filter(pk=pk).first()
    if run is None or (status and run.status != status):
        raise Http404
    return run


def _handles(actor: Actor, run: ImportRun) -> bool:
    """Whether this actor may see the rows and take the import back: its importer, or whoever may enter there."""
    return run.target.may(actor, run.unit_id) or run.user_id == actor.user_id


@access("staff")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """`/imports/`: upload or paste, and what was imported before."""
    actor = _actor(request)
    registers, units = _open_to(actor)
    wanted = request.GET.get("register", "")
    form = StartForm(
        request.POST or None, request.FILES or None, registers=registers, units=units,
        initial={"register": wanted, "unit": units[0].pk if units else None},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            run, further = _stage(actor, form)
        except Unreadable as why:
            form.add_error("file", str(why))
        else:
            if further:
                said = _("工作簿里有 %(n)s 张表头相同的工作表，各成一份，请逐份预览后确认")
                messages.info(request, said % {"n": further + 1})
                return redirect(f"{reverse('imports')}#waiting")
            return redirect(
                "import_columns" if needs_matching(run) else "import_preview", pk=run.pk
            )
    mine = ImportRun.objects.unscoped("a person's own imports").select_related("unit")
    waiting = mine.filter(user_id=actor.user_id, status=RunStatus.STAGED).defer(
        "problems", "summary"
    )
    context = {
        "form": form,
        "waiting": _titled(waiting[:10]),
        "runs": _titled(_runs(actor).exclude(status=RunStatus.STAGED)[:30]),
        "may": bool(registers),
        "nav": "imports",
    }
    status = 422 if form.errors else 200
    return render(request, "ledger/importing/start.html", context, status=status)


def _titled(runs: Any) -> list[ImportRun]:
    known = {d.id for d in all_destinations()}
    return [run for run in runs if run.register in known]


def _stage(actor: Actor, form: StartForm) -> tuple[ImportRun, int]:
    """The staged import, and how many more sheets of the workbook were staged beside it."""
    data = form.cleaned_data
    upload = data["file"]
    asked: dict[str, Any] = {
        "raw": upload.read() if upload else b"", "text": "" if upload else data["text"],
        "file_name": upload.name if upload else "", "sender": data["source"], "on": data["on"],
    }  # fmt: skip
    into, unit = destination_of(data["register"]), data["unit"]
    run = stage(actor, into, unit, **asked)
    for name in run.alike:
        stage(actor, into, unit, **asked, sheet=name)
    return run, len(run.alike)


@access("staff")
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/columns/`: which column fills which field."""
    run = _run(request, pk, RunStatus.STAGED)
    head = run.head()
    if not head:
        raise gone()
    fields = columns.targets(run.target)
    headings = columns.header_of(head, run.header)
    initial = {"header": run.header + 1, "one_unit": run.one_unit} | {
        f"column_{name}": index for name, index in run.mapping.items()
    }
    form = ColumnsForm(
        request.POST or None, targets=fields, headings=headings, grid=Grid(head), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        header = form.cleaned_data["header"] - 1
        if header != run.header:
            run.header = header
            found = columns.automatic(columns.header_of(head, header), fields)
            match_columns(run, found, form.cleaned_data["one_unit"])
            return redirect("import_columns", pk=run.pk)
        match_columns(run, form.mapping(), form.cleaned_data["one_unit"])
        return redirect("import_preview", pk=run.pk)
    used = {form[f"column_{t.name}"].value() for t in fields}
    left = [h for i, h in enumerate(headings) if h and i not in used and str(i) not in used]
    lacking = [t.label for t in fields if t.required and form[f"column_{t.name}"].value() in (None, "")]  # fmt: skip
    context = {"run": run, "form": form, "left_over": left, "lacking": lacking, "nav": "imports"}
    return render(
        request, "ledger/importing/columns.html", context, status=422 if form.errors else 200
    )


@access("staff")
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/preview/`: what would happen; POST lets the good rows in."""
    run, actor = _run(request, pk, RunStatus.STAGED), _actor(request)
    under_way = redirect("import_progress", pk=run.pk)
    if jobs.is_long(run) and jobs.work_on(run):
        return under_way
    if request.method == "POST":
        if jobs.is_long(run):
            jobs.begin(actor, run, jobs.COMMIT, request.POST.get("fingerprint", ""))
            return under_way
        try:
            done = commit(actor, run, request.POST.get("fingerprint", ""))
        except Conflict as changed:
            messages.warning(request, str(changed))
        else:
            _say_done(request, done.counts)
            return redirect("import_run", pk=run.pk)
    try:
        plan = _plan(actor, run)
    except Unreadable as why:
        messages.warning(request, str(why))
        return redirect("import_columns", pk=run.pk)
    if plan is None:
        jobs.begin(actor, run, jobs.PLAN)
        return under_way
    context = {
        "run": run, "plan": plan, "nav": "imports", **preview_of(run, plan),
        "columns": columns_shown(run, plan), "problems": plan.errors[:_PROBLEMS_SHOWN],
        "problems_hidden": max(plan.errors_total - _PROBLEMS_SHOWN, 0),
        "warnings": grouped(plan.warnings), "long": jobs.is_long(run),
    }  # fmt: skip
    return render(request, "ledger/importing/preview.html", context)


def _plan(actor: Actor, run: ImportRun) -> Plan | None:
    """The dry run as things stand now; of a long import the kept one, None while there is none."""
    return summary_of(run) if jobs.is_long(run) else plan_of(actor, run)


def _say_done(request: HttpRequest, counts: dict[str, int]) -> None:
    messages.success(request, _("已导入：新增 %(added)s 项，变更 %(changed)s 项") % counts)


@access("staff")
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/progress/`: how far a long import is; the page can be left and found again."""
    run = _run(request, pk)
    work = jobs.work_on(run)
    asked = request.headers.get("HX-Request") == "true"
    if work is None:
        name = "import_preview" if run.status == RunStatus.STAGED else "import_run"
        if not asked:
            return redirect(name, pk=run.pk)
        return HttpResponse(status=200, headers={"HX-Redirect": reverse(name, args=[run.pk])})
    done, total, left = gauge.read(work)
    context = {
        "run": run, "work": work, "done": done, "total": total, "left": left, "nav": "imports",
        "minutes": (left or 0) // 60, "seconds": (left or 0) % 60,
    }  # fmt: skip
    page = "ledger/importing/gauge.html" if asked else "ledger/importing/progress.html"
    return render(request, page, context)


@access("staff")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/cancel/`: stop a long import; nothing of it stands."""
    run = _run(request, pk, RunStatus.STAGED)
    work = jobs.work_on(run)
    if work is not None and work.error:
        jobs.forget(work)
        return redirect("import_columns", pk=run.pk)
    if work is not None:
        gauge.stop(work)
        messages.info(request, _("正在停止，没有写入任何内容"))
    return redirect("import_progress", pk=run.pk)


@access("staff")
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/`: what an import did."""
    run = _run(request, pk)
    if run.status == RunStatus.STAGED:
        return redirect("import_preview", pk=run.pk)
    handles = _handles(_actor(request), run)
    found = [CellProblem(**p) for p in run.problem_list()] if handles else []
    errors = [p for p in found if not p.warning]
    ledger = ledger_for(run.register)
    context = {
        "run": run, "nav": "imports", "handles": handles, "target_ledger": ledger[1].id if ledger else "",
        "problems": errors[:_PROBLEMS_SHOWN],
        "problems_hidden": max(len(errors) - _PROBLEMS_SHOWN, 0),
        "warnings": grouped([p for p in found if p.warning]),
        "undo_form": UndoForm() if handles and run.status == RunStatus.DONE and any(run.made()) else None,
        "marked": bool(errors and run.head()),
    }  # fmt: skip
    return render(request, "ledger/importing/result.html", context)


@access("staff")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/undo/`: end what the import added, set back what it changed."""
    run = _run(request, pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("请写明撤销理由"))
        return redirect("import_run", pk=run.pk)
    count = undo(_actor(request), run, form.cleaned_data["reason"])
    messages.success(request, _("已撤销，%(n)s 项恢复到导入以前") % {"n": count})
    return redirect("import_run", pk=run.pk)


@access("staff")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """`/imports/N/discard/`: forget a staged import."""
    run = _run(request, pk, RunStatus.STAGED)
    ImportRun.objects.unscoped("a staged import of one's own").filter(pk=run.pk).delete()
    original.forget(pk)
    messages.info(request, _("已放弃，没有写入任何内容"))
    return redirect("imports")


@access("staff")
@require_GET
def bad_rows(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """`/imports/N/bad-rows.xlsx`: the rows to mend with a comment a bad cell; `whole-rows.xlsx`: the same workbook with comments."""
    run, actor = _run(request, pk), _actor(request)
    if not _handles(actor, run):
        raise Http404
    head = run.head()
    if not head:
        raise gone()
    whole = kind == "whole"
    if run.status != RunStatus.STAGED:
        problems = [CellProblem(**p) for p in run.problem_list()]
    elif jobs.is_long(run):
        problems = list(problems_of(run))
    else:
        problems = plan_of(actor, run).problems
    body = original.remarked(run.pk, run.sheet, remarks_of(problems), _("核对")) if whole else None
    body = body or marked_workbook(run.blocks(), run.header, problems, whole=whole)
    stem = run.file_name.rsplit(".", 1)[0]
    words = _("核对-%(file)s.xlsx") if whole else _("待更正-%(file)s.xlsx")
    name = words % {"file": stem}
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(body, content_type=_XLSX, headers={"Content-Disposition": disposition})
