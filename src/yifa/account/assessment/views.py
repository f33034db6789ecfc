"""Pages of assessments: indicator systems side by side, importing one, an assessment as a tree with what is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yifa.account.assessment.importing import bring_in, read, shipped
from yifa.account.assessment.models import Assessment, IndicatorSystem, Score
from yifa.account.assessment.tree import nodes_of, standing, tree
from yifa.kernel.errors import Refusal
from yifa.kernel.matter.next import look, next_steps
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING, WORKING
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.page import actor_of, state_title

EDITIONS = "editions are everybody's"


def _editions() -> list[IndicatorSystem]:
    rows = IndicatorSystem.objects.unscoped(EDITIONS).standing()
    return list(rows.select_related("unit").order_by("title", "edition"))


@access(*READING)
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """Every edition with how many indicators it has, how many texts are known and how many leaves have scores."""
    rows: list[dict[str, Any]] = []
    for edition in _editions():
        nodes = nodes_of(edition.key)
        above = {n.parent for n in nodes if n.parent}
        leaves = [n for n in nodes if n.code not in above]
        rows.append({
            "edition": edition, "leaves": len(leaves), "known": sum(1 for n in leaves if n.known),
            "scored": sum(1 for n in leaves if n.full_score is not None),
            "full": sum(n.full_score for n in leaves if n.full_score is not None),
            "bound": sum(1 for n in leaves if n.figures),
        })  # fmt: skip
    there = {r["edition"].key for r in rows}
    offered = [e.system for e in shipped() if e.system["code"] not in there]
    context = {
        "nav": "room:report",
        "rows": rows,
        "offered": offered,
        "may": actor_of(request).has_role(*WORKING),
    }
    return render(request, "account/assessment/systems.html", context)


@access(*READING)
@require_GET
def system(request: HttpRequest, system: str) -> HttpResponse:
    """One edition as a tree, for the reader's unit and a year: what its bound figures say."""
    found = next((e for e in _editions() if e.key == system), None)
    unit = actor_of(request).home()
    if found is None or unit is None:
        raise Http404(_("没有这一指标体系"))
    from yifa.kernel import moment

    year = moment.today().year
    context = {
        "nav": "room:report", "edition": found, "branches": tree(system, unit, year, []), "unit": unit, "year": year,
    }  # fmt: skip
    return render(request, "account/assessment/system.html", context)


class ImportForm(forms.Form):
    at = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("登记单位"), to_field_name="code"
    )
    offered = forms.ChoiceField(label=gettext_lazy("随系统提供的版本"), required=False)
    file = forms.FileField(
        label=gettext_lazy("文件"),
        required=False,
        help_text=gettext_lazy("CSV 或者 TOML；只登记已取得的原文，分值按本地方案填写"),
    )
    code = forms.CharField(label=gettext_lazy("编号"), max_length=40, required=False)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120, required=False)
    edition = forms.CharField(label=gettext_lazy("版本"), max_length=40, required=False)
    issuer = forms.CharField(label=gettext_lazy("制定机关"), max_length=120, required=False)

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at, offered = self.fields["at"], self.fields["offered"]
        assert isinstance(at, forms.ModelChoiceField) and isinstance(offered, forms.ChoiceField)
        at.queryset = units
        at.initial = units.first()
        offered.choices = [("", _("不选，使用文件"))] + [
            (e.system["code"], f"{e.system['title']}（{e.system['edition']}）") for e in shipped()
        ]


@access(*WORKING)
@require_http_methods(["GET", "HEAD", "POST"])
def import_system(request: HttpRequest) -> HttpResponse:
    """Bring in an edition; a bad row is named and nothing is kept."""
    actor = actor_of(request)
    units = Unit.objects.filter(pk__in=actor.units("report", WORKING)).order_by("code")
    form = ImportForm(units, request.POST or None, request.FILES or None)
    refused, status = None, 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["offered"]:
                edition = next(e for e in shipped() if e.system["code"] == data["offered"])
            elif data["file"]:
                edition = read(data["file"].name, data["file"].read(5_000_000))
            else:
                raise Refusal(_("请选择文件或者随系统提供的版本"))
            said = {k: data[k] for k in ("code", "title", "edition", "issuer")}
            changed, total = bring_in(actor, edition, said, data["at"])
        except Refusal as found:
            refused, status = found, 422
        else:
            messages.success(
                request,
                _("共 %(total)s 项，新增或者变更 %(changed)s 项")
                % {"total": total, "changed": changed},
            )
            return redirect("indicator_systems")
    elif request.method == "POST":
        status = 422
    context = {"nav": "room:report", "form": form, "refused": refused}
    return render(request, "account/assessment/import.html", context, status=status)


@access(*READING)
@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """An assessment as a tree: figures, scores, objections, what is lost and what can still be rescued."""
    actor = actor_of(request)
    found = visible_to(actor, Assessment).select_related("matter__unit").filter(pk=pk).first()
    if found is None:
        raise Http404(_("没有这一自查评估，或者不在您的查阅范围"))
    rows = Score.objects.unscoped("of an assessment in scope").filter(matter_id=pk)
    branches = tree(found.system, found.matter.unit, found.year, list(rows))
    only = request.GET.get("only", "")
    shown = branches
    if only == "lost":
        shown = [b for b in branches if b.lost]
    elif only == "rescue":
        shown = [b for b in branches if b.rescuable]
    elif only == "danger":
        shown = [b for b in branches if b.short]
    steps = [
        s
        for s in next_steps(actor, found.matter, look(found.matter))
        if not s.common and s.possible
    ]
    edition = next((e for e in _editions() if e.key == found.system), None)
    context = {
        "nav": "room:report", "assessment": found, "matter": found.matter, "branches": shown, "only": only,
        "standing": standing(branches), "state": state_title(found.matter), "next": steps, "edition": edition,
    }  # fmt: skip
    return render(request, "account/assessment/assessment.html", context)
