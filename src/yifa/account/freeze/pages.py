"""Pages of closed periods: a unit's year with its editions, one edition beside the records of today, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yifa.account.asked import READERS, Asked, asked_of
from yifa.account.board import room_title
from yifa.account.freeze.checks import checked
from yifa.account.freeze.records import records
from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.figure import Change, Figure, Period, ask
from yifa.kernel.figure.freeze import close, intact, may_close
from yifa.kernel.figure.frozen import closed, frozen_value, version_of
from yifa.kernel.figure.frozen import difference as differ
from yifa.kernel.figure.marks import Marks, marks_of, unpacked, value_of
from yifa.kernel.figure.measure import Value
from yifa.kernel.figure.models import Freeze, FrozenFigure
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access


class SignForm(forms.Form):
    """What the head signs: up to which month, final or provisional, and why where that must be said."""

    to_month = forms.TypedChoiceField(label=gettext_lazy("截止"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("核对未通过或者重述正式版时必填"),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _months(asked.year)


def _months(year: int) -> list[tuple[int, str]]:
    """0 is the whole year, signed for good; months are provisional."""
    today = moment.today()
    over = today.year > year
    last = 12 if over else today.month if today.year == year else 0
    months = [(m, _("1—%(m)s月（暂定）") % {"m": m}) for m in range(last, 0, -1)]
    return [(0, _("全年（正式）")), *months] if over else months


@dataclass(frozen=True)
class Beside:
    """A frozen figure beside the same figure of another edition or of today."""

    figure: Figure
    line: FrozenFigure
    frozen: Value
    other: Value | None
    same_rows: bool
    same_definition: bool

    @property
    def differs(self) -> bool:
        return self.other is None or not self.same_rows or self.other != self.frozen


def _editions(asked: Asked) -> list[Freeze]:
    rows = visible_to(asked.actor, Freeze).filter(unit=asked.unit, from_ym=asked.year * 100 + 1)
    return list(rows.select_related("signed_by", "unit").order_by("-to_ym", "-edition"))


@access(*READERS)
def year(request: HttpRequest) -> HttpResponseBase:
    """A unit's year: whether it is closed, every edition, the rules, and the sign-off for its head."""
    asked = asked_of(request)
    return _year(request, asked)


def _year(
    request: HttpRequest, asked: Asked, form: SignForm | None = None, refused: Refusal | None = None
) -> HttpResponse:
    whole = Period.year(asked.year)
    before = closed(asked.unit, whole)
    found = checked(Asked(asked.actor, asked.unit, asked.units, asked.year, whole))
    context = {
        "asked": asked, "editions": _editions(asked), "latest": before, "nav": "freezes", "checks": found,
        "broken": [c for c in found if c.holds is False], "refused": refused,
        "form": form or SignForm(asked, initial={"edition": before.edition if before else 0}),
        "may_sign": may_close(asked.actor, asked.unit) and bool(_months(asked.year)),
    }  # fmt: skip
    return render(request, "account/freezes.html", context, status=409 if refused else 200)


@access(Role.HEAD)
@require_POST
def sign(request: HttpRequest) -> HttpResponseBase:
    """The head signs a period."""
    asked = asked_of(request)
    form = SignForm(asked, request.POST)
    if not form.is_valid():
        return _year(request, asked, form, Refusal(_("请按提示改正后再签发")))
    month, edition = form.cleaned_data["to_month"], form.cleaned_data["edition"]
    period = Period(asked.year * 100 + 1, asked.year * 100 + (month or 12))
    try:
        made = close(
            asked.actor, asked.unit, period, final=not month, reason=form.cleaned_data["reason"],
            expected_edition=edition if not month else None,
        )  # fmt: skip
    except Refusal as refused:
        return _year(request, asked, form, refused)
    messages.success(
        request,
        _("已签发第 %(n)s 版，共 %(k)s 项指标") % {"n": made.edition, "k": made.figures.count()},
    )
    return redirect(reverse("freeze", args=[made.pk]))


def _freeze(request: HttpRequest, pk: int) -> tuple[Asked, Freeze]:
    """An edition within the reader's units."""
    actor = request.actor  # type: ignore[attr-defined]
    found = visible_to(actor, Freeze).select_related("unit", "signed_by").filter(pk=pk).first()
    if found is None:
        raise Http404(_("没有这一版封账数据，或者不在您的查阅范围"))
    units = tuple(u for u in [found.unit] if u.pk in actor.units())
    if not units:
        raise Http404(_("没有这一版封账数据，或者不在您的查阅范围"))
    period = Period(found.from_ym, found.to_ym)
    return Asked(actor, found.unit, units, found.from_ym // 100, period), found


def _other(request: HttpRequest, asked: Asked) -> Freeze | None:
    """What the edition is laid beside: the edition named in the URL, else today's records (None)."""
    written = request.GET.get("against", "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit()):
        raise Http404(_("没有这一版封账数据，或者不在您的查阅范围"))
    rows = visible_to(asked.actor, Freeze).select_related("unit")
    found: Freeze | None = rows.filter(
        unit=asked.unit, from_ym=asked.period.from_ym, pk=int(written[:18])
    ).first()
    if found is None:
        raise Http404(_("没有这一版封账数据，或者不在您的查阅范围"))
    return found


def _marks(
    figure: Figure, freeze: Freeze, other: Freeze | None
) -> tuple[Marks, Marks, Value | None, str]:
    """(rows now, rows of the compared period, value, definition) of a figure in another edition or today."""
    if other is not None:
        line = other.figures.filter(figure=figure.id).first()
        if line is None:
            return Marks((), {}), Marks((), {}), None, ""
        before = unpacked(line.marks_before) if line.marks_before else Marks((), {})
        return unpacked(line.marks), before, frozen_value(line), line.definition
    period, unit = Period(freeze.from_ym, freeze.to_ym), freeze.unit
    marks, then = marks_of(figure, period, unit), Marks((), {})
    value = value_of(figure.base(), marks)
    if isinstance(figure.measure, Change):
        then = marks_of(figure, ask.compared(figure, period), unit)
        value = ask.change(figure, value, value_of(figure.base(), then))
    return marks, then, value, figure.digest()


def _beside(freeze: Freeze, other: Freeze | None, line: FrozenFigure) -> Beside:
    figure = version_of(line)
    marks, then, value, definition = _marks(figure, freeze, other)
    held = unpacked(line.marks_before) if line.marks_before else Marks((), {})
    same = marks.digest() == line.row_digest and then.digest() == held.digest()
    return Beside(figure, line, frozen_value(line), value, same, definition == line.definition)


@access(*READERS)
def edition(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every figure of an edition, as signed and as it is today (or in another edition)."""
    asked, freeze = _freeze(request, pk)
    other = _other(request, asked)
    lines = [
        _beside(freeze, other, line)
        for line in freeze.figures.order_by("figure")
        if ask.may_see(asked.actor, version_of(line), asked.unit)
    ]
    rooms: dict[str, list[Beside]] = {}
    for line in lines:
        rooms.setdefault(room_title(line.figure.room), []).append(line)
    context = {
        "asked": asked, "freeze": freeze, "other": other, "rooms": rooms, "nav": "freezes",
        "changed": sum(b.differs for b in lines), "total": len(lines), "intact": intact(freeze),
        "others": [e for e in _editions(asked) if e.pk != freeze.pk],
    }  # fmt: skip
    return render(request, "account/edition.html", context)


@access(*READERS)
def difference(request: HttpRequest, pk: int, figure_id: str) -> HttpResponseBase:
    """Why a frozen figure differs from today's (or another edition's): record by record."""
    asked, freeze = _freeze(request, pk)
    other = _other(request, asked)
    line = freeze.figures.filter(figure=figure_id).first()
    if line is None or not ask.may_see(asked.actor, version_of(line), asked.unit):
        raise Http404(_("这一版没有这项指标"))
    beside = _beside(freeze, other, line)
    figure = beside.figure
    marks, then, _value, _definition = _marks(figure, freeze, other)
    since = min(freeze.cut_off, other.cut_off) if other else freeze.cut_off
    parts = [(str(asked.period), _moved(asked, figure, unpacked(line.marks), marks, since))]
    if isinstance(figure.measure, Change):
        earlier = str(ask.compared(figure, asked.period))
        parts.append((earlier, _moved(asked, figure, unpacked(line.marks_before), then, since)))
    context = {
        "asked": asked, "freeze": freeze, "other": other, "beside": beside, "parts": parts, "nav": "freezes",
        "weighs": not figure.base().additive or figure.unit_word != "件",
    }  # fmt: skip
    return render(request, "account/difference.html", context)


def _moved(
    asked: Asked, figure: Figure, old: Marks, new: Marks, since: Any
) -> list[tuple[str, Any]]:
    """(words, records) of those that came in, went out, or weigh otherwise; empty kinds are left out."""
    moved = differ(old, new)
    kinds: list[tuple[str, dict[int, tuple[Any, Any]]]] = [
        (_("新计入"), {i: (None, w) for i, w in moved.entered.items()}),
        (_("不再计入"), {i: (w, None) for i, w in moved.left.items()}),
        (_("取值有变"), dict(moved.changed)),
    ]
    return [(words, records(asked.actor, figure, w, since)) for words, w in kinds if w]
