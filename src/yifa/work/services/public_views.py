"""What the public sees of the room: guides, slips, online application, progress, who is at which window, promises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yifa import law
from yifa.kernel import moment
from yifa.kernel.entry.models import Entry, EntryQuerySet
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.pages.documents import attached
from yifa.work.services import catalogue, papers
from yifa.work.services.catalogue import PUBLIC
from yifa.work.services.models import (
    ProofItem,
    ServiceAgent,
    ServiceCase,
    ServiceChannel,
    ServiceCheck,
    ServiceItem,
    ServicePoint,
    ServicePromise,
    ServiceStaff,
)
from yifa.work.services.models.words import Online, Verdict
from yifa.work.services.part_acts import PART
from yifa.work.services.window import kind_by_number

TRAIL = gettext_lazy("政务服务")


def _trail() -> list[tuple[str, str]]:
    return [(str(TRAIL), reverse("services:items"))]


def _standing(model: type[Entry]) -> EntryQuerySet:
    """What is in force today: not what begins next month, and still what ends next month."""
    return model._default_manager.unscoped(PUBLIC).standing(moment.today())


@access("public")
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The catalogue, by words of the name."""
    q = request.GET.get("q", "").strip()[:60]
    rows = _standing(ServiceItem)
    for word in q.split():
        rows = rows.filter(name__contains=word)
    page = Paginator(rows.order_by("-high_frequency", "key"), 30).get_page(request.GET.get("page"))
    return render(request, "services/public/items.html", {"page": page, "q": q})


def _item(key: str) -> ServiceItem:
    row = _standing(ServiceItem).filter(key=key).select_related("unit").first()  # fmt: skip
    if row is None:
        raise Http404(_("没有这一事项，或者已经取消"))
    return row  # type: ignore[no-any-return]


def online_open(item: ServiceItem) -> bool:
    """Whether the item can be applied for here: it goes online, and its unit stands behind the channel."""
    rows = _standing(ServiceChannel).filter(key=item.unit.code)
    return item.online in (Online.APPLY, Online.FULL) and rows.exists()


@access("public")
@require_GET
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """One item's guide."""
    item = _item(key)
    proofs = _standing(ProofItem).filter(key__in=catalogue.codes_of(item.proofs))  # fmt: skip
    context = {
        "item": item, "rows": papers.guide_rows(item), "materials": catalogue.materials_in(item.materials),
        "proofs": list(proofs), "open": online_open(item), "trail": _trail(),
        "parts": papers.joint_rows(item) if item.joint else [],
    }  # fmt: skip
    return render(request, "services/public/guide.html", context)


@access("public")
@require_GET
def guide_paper(request: HttpRequest, key: str, slip: str) -> HttpResponse:
    """The guide or the one-time notice slip of an item as PDF, printed from the catalogue."""
    from yifa.kernel.paper.pdf import render_pdf

    item = _item(key)
    draw = {"guide": papers.guide, "notice": papers.blank_notice}.get(slip)
    if draw is None:
        raise Http404
    import dataclasses

    paper = dataclasses.replace(draw(item, moment.today()), draft=False)
    answer = HttpResponse(render_pdf(paper), content_type="application/pdf")
    title = _("办事指南") if slip == "guide" else _("一次性告知单")
    attached(answer, f"{title} {item.name}.pdf")
    return answer


class ApplicationForm(forms.Form):
    applicant = forms.CharField(label=gettext_lazy("姓名或者名称"), max_length=120)
    identity_number = forms.CharField(label=gettext_lazy("证件号码"), max_length=40)
    phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=40)
    address = forms.CharField(
        label=gettext_lazy("送达地址"), max_length=200, required=False,
        help_text=gettext_lazy("需要邮寄结果的填写"),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("申请材料"), required=False)


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, key: str) -> HttpResponse:
    """Apply online; the answer is a receipt with the query code."""
    item = _item(key)
    if not online_open(item):
        raise Refusal(
            _("“%(name)s”没有开通网上申请") % {"name": item.name},
            remedy=_("请按办事指南到窗口办理"),
        )
    form = ApplicationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "item": item.key, "applicant_kind": kind_by_number(form.cleaned_data["identity_number"])}  # fmt: skip
        uploads: Any = {n: request.FILES[n] for n in request.FILES}
        try:
            made = act(
                Actor.system("申请人（网上）"), Opening("service.case", item.unit), "apply", data, files=uploads,
            )  # fmt: skip
        except (Refusal, law.LawError) as refused:
            form.add_error(None, str(refused))
        else:
            case = ServiceCase.objects.unscoped("the applicant's own case").get(pk=made.pk)
            context = {"matter": made, "case": case, "trail": _trail()}
            return render(request, "services/public/applied.html", context)
    status = 422 if form.is_bound else 200
    context = {"item": item, "form": form, "trail": _trail()}
    return render(request, "services/public/apply.html", context, status=status)


class TrackForm(forms.Form):
    code = forms.RegexField(r"^\d{10}$", label=gettext_lazy("查询码"), error_messages={"invalid": gettext_lazy("查询码为 10 位数字")})  # fmt: skip
    last = forms.RegexField(
        r"^[0-9A-Za-z]{4}$", label=gettext_lazy("证件号码后四位"),
        help_text=gettext_lazy("没有登记证件的，填联系电话后四位"),
        error_messages={"invalid": gettext_lazy("应为四位")},
    )  # fmt: skip


def _tracked(code: str, last: str) -> Matter | None:
    """The case of a code, if the last four of its applicant's number (or phone) are right."""
    rows = Matter.objects.unscoped("the applicant's own case, by code and number")
    matter = rows.filter(servicecase__query_code=code, is_void=False).first()
    if matter is None:
        return None
    party = matter.parties.filter(role="申请人").first()
    known = (party.identity_number or party.phone) if party else ""
    return matter if known and known[-4:].upper() == last.upper() else None


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Progress by query code and last four; no name, number or contact is shown, and a wrong pair says only that."""
    form = TrackForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "trail": _trail()}
    status = 200
    if request.method == "POST":
        status = 422
        matter = _tracked(**form.cleaned_data) if form.is_valid() else None
        if matter is not None:
            context |= {"matter": matter, "case": matter.servicecase, "steps": _progress(matter), "parts": _parts(matter)}  # fmt: skip
            status = 200
        elif form.is_valid():
            form.add_error(None, _("查询码和后四位不相符"))
    return render(request, "services/public/track.html", context, status=status)


_SHOWN = (
    "receive", "apply", "notice", "supply", "accept", "refuse", "dispatch", "consult", "special", "special_over", "decide",
    "finish_on_spot", "issue", "withdraw",
)  # fmt: skip


def _progress(matter: Matter) -> list[tuple[str, Any]]:
    from yifa.kernel.journal.models import JournalRow

    rows = JournalRow.objects.unscoped("the applicant's own case").filter(stream=matter.stream, step__in=_SHOWN)  # fmt: skip
    return [(r.title, r.on) for r in rows.order_by("seq")]


def _parts(matter: Matter) -> list[tuple[str, str, str]]:
    links = matter.relations.filter(kind=PART).select_related("target__unit", "target__servicepart")
    return [
        (str(r.target.unit), r.target.servicepart.certificate,
         pinned(r.target.procedure, r.target.procedure_since).state(r.target.state).title)
        for r in links.order_by("pk")
    ]  # fmt: skip


@access("public")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Who does what where: points, the staff board and the agents, by the names the offices chose."""
    points = list(_standing(ServicePoint).select_related("unit").order_by("level", "key"))  # fmt: skip
    staff = list(_standing(ServiceStaff).select_related("unit").order_by("unit__code", "key"))  # fmt: skip
    agents = list(_standing(ServiceAgent).select_related("unit").order_by("unit__code", "key"))  # fmt: skip
    names = {p.key: p.name for p in points}
    context = {
        "points": points, "staff": [(s, names.get(s.point, "")) for s in staff],
        "agents": [(a, names.get(a.point, "")) for a in agents], "trail": _trail(),
    }  # fmt: skip
    return render(request, "services/public/board.html", context)


@access("public")
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """The promises, each with how often it was checked and kept; a promise nobody checked says so."""
    rows = list(_standing(ServicePromise).select_related("unit").order_by("unit__code", "key"))  # fmt: skip
    checks = ServiceCheck.objects.unscoped("checks of promises are public").filter(
        kind="promise", matter__is_void=False
    )
    counted: dict[str, list[int]] = {}
    for key, found in checks.values_list("subject_key", "found"):
        kept = counted.setdefault(key, [0, 0])
        kept[0] += 1
        kept[1] += not found
    context = {
        "rows": [(r, *counted.get(r.key, (0, 0))) for r in rows],
        "trail": _trail(),
    }
    return render(request, "services/public/promises.html", context)


@access("public")
@require_GET
def proofs(request: HttpRequest) -> HttpResponse:
    """Proofs kept with their basis, and proofs nobody may ask for any more with what replaced them."""
    rows = _standing(ProofItem)
    verdict = request.GET.get("verdict", "")
    if verdict in Verdict.values:
        rows = rows.filter(verdict=verdict)
    page = Paginator(rows.order_by("verdict", "key"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "verdict": verdict, "verdicts": Verdict.choices, "trail": _trail()}
    return render(request, "services/public/proofs.html", context)
