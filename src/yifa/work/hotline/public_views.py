"""What the public may do in the room: see the published channels, tell of a difficulty, follow what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter, Party
from yifa.kernel.matter.registry import pinned
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.access import access
from yifa.work.hotline.models import Intake, Obstacle, ObstacleChannel, Trouble

OWN = "the complainant's own case"
TITLE = gettext_lazy("反映办事难")
SHOWN = (
    "tell",
    "transfer",
    "handle",
    "refer",
    "urge",
    "propose_joint",
    "settle",
    "redo",
    "visit",
    "clear",
)
"""Steps whose titles and days the complainant sees; the notes within stay inside."""


def channels() -> ScopedQuerySet:
    """Channels that stand and are published today."""
    rows = ObstacleChannel.objects.unscoped("channels are public").standing()
    return rows.filter(published_on__lte=moment.today()).select_related("unit")


def portal_open() -> bool:
    """Whether any unit takes complaints on the public site."""
    return bool(channels().filter(channel=Intake.PORTAL).exists())


class TellForm(forms.Form):
    """A difficulty as its person tells it. Name and telephone may be left out; then nobody can call back."""

    trouble = forms.ChoiceField(
        label=gettext_lazy("遇到的是"), choices=Trouble.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("一句话说明问题"), max_length=80,
        help_text=gettext_lazy("如：办营业执照三次没办成；不要写姓名和号码"),
    )  # fmt: skip
    content = forms.CharField(
        label=gettext_lazy("经过"), max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("什么时候、在哪里、办什么、卡在哪里"),
    )  # fmt: skip
    complainant = forms.CharField(
        label=gettext_lazy("您的姓名或者单位（选填）"), max_length=80, required=False
    )
    is_market = forms.BooleanField(label=gettext_lazy("代表经营主体反映"), required=False)
    phone = forms.RegexField(
        r"^[0-9+ -]{7,20}$", label=gettext_lazy("联系电话（选填）"), required=False,
        help_text=gettext_lazy("用于核实和回访；不留的，只能凭查询码看进度"),
        error_messages={"invalid": gettext_lazy("应为 7 至 20 位数字")},
    )  # fmt: skip


class TrackForm(forms.Form):
    code = forms.RegexField(
        r"^\d{10}$", label=gettext_lazy("查询码"),
        error_messages={"invalid": gettext_lazy("查询码为 10 位数字")},
    )  # fmt: skip
    last = forms.RegexField(
        r"^\d{4}$", label=gettext_lazy("联系电话后四位"), required=False,
        help_text=gettext_lazy("反映时没有留电话的不填"),
        error_messages={"invalid": gettext_lazy("应为四位数字")},
    )  # fmt: skip


def _trail() -> list[tuple[str, str]]:
    return [(str(TITLE), reverse("hotline:channels"))]


@access("public")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every published way to complain, and the units that take it here."""
    rows = list(channels().order_by("unit__code", "channel"))
    context = {"rows": rows, "here": [r for r in rows if r.channel == Intake.PORTAL]}
    return render(request, "hotline/public/channels.html", context)


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, code: str) -> HttpResponse:
    """Tell a unit of a difficulty; the answer is a number and a query code."""
    channel = channels().filter(channel=Intake.PORTAL, unit__code=code).first()
    if channel is None:
        raise Refusal(
            _("这一单位没有开通网上反映"),
            remedy=_("请改用公布的电话、信函或者窗口，见“反映办事难”页面"),
        )
    form = TellForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"unit": channel.unit, "form": form, "trail": _trail()}
    if request.method == "POST" and form.is_valid():
        opening = Opening("complaint.obstacle", channel.unit)
        try:
            made = act(Actor.system("反映人（网上）"), opening, "tell", form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            context |= {"matter": made, "case": Obstacle.objects.unscoped(OWN).get(pk=made.pk)}
            return render(request, "hotline/public/told.html", context)
    return render(
        request, "hotline/public/tell.html", context, status=422 if form.is_bound else 200
    )


def _tracked(code: str, last: str) -> Matter | None:
    """The case of a code; where a telephone was left, its last four must be right as well."""
    rows = Matter.objects.unscoped(OWN).filter(obstacle__query_code=code, is_void=False)
    matter: Matter | None = rows.select_related("unit", "obstacle").first()
    if matter is None:
        return None
    party = Party.objects.filter(matter=matter, role="反映人").first()
    phone = "".join(c for c in party.phone if c.isdigit()) if party else ""
    return matter if phone[-4:] == last else None


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """What became of a complaint. A wrong pair says only that it is wrong."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "trail": _trail()}
    matter = _tracked(**form.cleaned_data) if form.is_bound and form.is_valid() else None
    if matter is not None:
        rows = JournalRow.objects.unscoped(OWN).filter(stream=matter.stream, step__in=SHOWN)
        procedure = pinned(matter.procedure, matter.procedure_since)
        context |= {
            "matter": matter, "state": procedure.state(matter.state).title,
            "result": matter.obstacle.result if matter.state in ("settled", "cleared") else "",
            "steps": [(r.title, r.on) for r in rows.order_by("seq")],
        }  # fmt: skip
    elif form.is_bound and form.is_valid():
        form.add_error(None, _("查询码和电话后四位不相符"))
    status = 422 if form.is_bound and matter is None else 200
    return render(request, "hotline/public/track.html", context, status=status)
