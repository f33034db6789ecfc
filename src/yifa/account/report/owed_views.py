"""Pages about all units: who has handed in and who has not, the notice that urges, what was promised."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yifa.account.report.export import TYPES
from yifa.account.report.models import ReportPromise
from yifa.account.report.owed import Owed, owed
from yifa.account.report.parts import LAW, NAME
from yifa.kernel import moment
from yifa.kernel.errors import InvalidData
from yifa.kernel.matter.act import Call, act_many
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.roles import READING, Role
from yifa.kernel.paper import Paper, Paragraph, Table, chinese_date
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.paper.pdf import render_pdf
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, state_title

URGING = frozenset({Role.SUPERVISOR})
FIRST_YEAR = 2019


def _year(request: HttpRequest) -> int:
    """The year reported on: as asked; else last year until its reports are public in April, then this year's drafts."""
    written = request.GET.get("year") or request.POST.get("year") or ""
    if written:
        if not (written.isascii() and written.isdigit() and FIRST_YEAR <= int(written) <= 2999):
            raise Http404(_("网址中的年度不对"))
        return int(written)
    today = moment.today()
    return today.year - 1 if today < date(today.year, 4, 1) else today.year


def _lines(actor: Actor, year: int, which: str) -> list[Owed]:
    rows = owed(actor, year)
    if which == "owing":
        return [r for r in rows if r.owing]
    if which == "late":
        return [r for r in rows if r.late]
    if which == "unpublished":
        return [r for r in rows if r.report is None or not r.report.published_on]
    return rows


@access(*READING)
@require_GET
def annual_list(request: HttpRequest) -> HttpResponse:
    """Every unit in sight: state, statutory and own day, recipients and receipts, publication."""
    actor, year = actor_of(request), _year(request)
    every = owed(actor, year)
    which = request.GET.get("show", "")
    rows = _lines(actor, year, which)
    context = {
        "nav": "annual", "year": year, "rows": [_row(actor, r) for r in rows], "total": len(every), "which": which,
        "sent": sum(1 for r in every if not r.owing), "late": sum(1 for r in every if r.late),
        "published": sum(1 for r in every if r.report and r.report.published_on),
        "years": [y for y in range(year - 1, year + 2) if FIRST_YEAR <= y <= moment.today().year],
        "may_urge": actor.has_role(*URGING), "today": moment.today(),
    }  # fmt: skip
    return render(request, "account/annual/list.html", context)


def _row(actor: Actor, line: Owed) -> dict[str, Any]:
    report = line.report
    may = report is not None and report.matter.is_open and line.owing
    return {
        "line": line, "report": report, "state": state_title(report.matter) if report else "",
        "may_urge": may and actor.may(set(URGING), line.unit.pk, "report") is not None,
        "open_url": "" if report else f"{reverse('ledger_new', args=['report.annuals', 'report.annual'])}?unit={line.unit.code}",
    }  # fmt: skip


@access(*URGING)
@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """Urge the chosen reports, each with its own notice; whole or not at all."""
    actor = actor_of(request)
    wanted = {
        int(i)
        for i in request.POST.getlist("matter")
        if i.isascii() and i.isdigit() and len(i) < 12
    }
    rows = visible_to(actor, Matter).filter(pk__in=wanted, procedure="report.annual")
    ids = sorted(rows.values_list("pk", flat=True))
    if not ids:
        raise InvalidData({"matter": [_("请先勾选要督促的单位")]}, {"matter": _("单位")})
    data = {
        "reason": request.POST.get("reason") or f"请按规定时限报送{NAME}",
        "reply_by": request.POST.get("reply_by") or None,
    }  # fmt: skip
    act_many(actor, [Call(pk, "urge", dict(data)) for pk in ids])
    messages.success(request, _("已向 %(n)s 个单位发出督促通知") % {"n": len(ids)})
    return redirect(f"{reverse('annual_list')}?year={_year(request)}")


@access(*READING)
@require_GET
def chase(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of those who have not handed in, as an official paper to print."""
    if kind not in ("docx", "pdf"):
        raise Http404(kind)
    actor, year = actor_of(request), _year(request)
    paper = chase_paper(_lines(actor, year, "owing"), year, actor)
    answer = HttpResponse(
        render_docx(paper) if kind == "docx" else render_pdf(paper), content_type=TYPES[kind]
    )
    answer["Content-Disposition"] = f'attachment; filename="report-chase-{year}.{kind}"'
    return answer


def chase_paper(rows: list[Owed], year: int, actor: Actor) -> Paper:
    """Who has not handed in by today, with both days."""
    today = moment.today()
    own = actor.own_unit() or actor.home()
    lines = tuple(
        (n, r.unit.name, chinese_date(r.internal) if r.internal else "—", chinese_date(r.due),
         "已逾期" if r.late else "已过内部期限" if r.internally_late else "未到期")
        for n, r in enumerate(rows, 1)
    )  # fmt: skip
    said = (
        f"截至{chinese_date(today)}，{year}年{NAME}尚有 {len(rows)} 个单位未报送，名单如下。"
        if rows else f"截至{chinese_date(today)}，{year}年{NAME}已全部报送。"
    )  # fmt: skip
    table = (
        Table(columns=("序号", "单位", "内部期限", "法定期限", "情况"), rows=lines, widths=(1, 4, 2.6, 2.6, 2.2)),
    ) if lines else ()  # fmt: skip
    close = (
        Paragraph(f"依照《{LAW}》第二十三条、第二十六条，年度报告应当在三月一日之前报送，未按要求报送、公开的予以通报批评。请抓紧报送。"),
    ) if lines else ()  # fmt: skip
    return Paper(
        title=f"{year}年{NAME}未报送单位名单", body=(Paragraph(said), *table, *close),
        issuer=own.name if own else None, date=today,
    )  # fmt: skip


@access(*READING)
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """The carry-over table: what reports admitted and announced, and what became of each."""
    actor = actor_of(request)
    rows = (
        visible_to(actor, ReportPromise)
        .filter(matter__is_void=False)
        .select_related("matter__unit", "report")
    )
    year = request.GET.get("year", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(year=int(year))
    kind = request.GET.get("kind", "")
    if kind in ("problem", "task"):
        rows = rows.filter(kind=kind)
    counts = {
        "all": rows.count(), "planned": rows.exclude(plan="").count(), "done": rows.exclude(result="").count(),
        "answered": rows.filter(answered_year__isnull=False).count(),
    }  # fmt: skip
    page = Paginator(rows.order_by("-year", "matter__unit__code", "kind", "pk"), 50).get_page(
        request.GET.get("page")
    )
    context = {
        "nav": "annual", "page": page, "counts": counts, "year": year, "kind": kind,
        "rows": [(p, state_title(p.matter)) for p in page],
    }  # fmt: skip
    return render(request, "account/annual/promises.html", context)
