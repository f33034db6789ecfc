"""What the settings pages share: a register's own form with date and reason, sent through `enter`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from yifa.kernel import moment
from yifa.kernel.entry.enter import Entered, enter
from yifa.kernel.errors import InvalidData, Refusal
from yifa.kernel.organization.models import Placement, Unit, UnitSpan
from yifa.kernel.organization.roles import Reach, Role
from yifa.kernel.scope.actor import Actor

PER_PAGE = 50


class WhenForm(forms.Form):
    """From which day a change holds, and why."""

    on = forms.DateField(label=_("生效日期"), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label=_("理由或者依据"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = moment.today().isoformat()


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the identity middleware set."""
    return cast(Actor, cast(Any, request).actor)


def put_in(
    request: HttpRequest, register: str, form: forms.Form, when: WhenForm,
    unit_of: Callable[[dict[str, Any]], Unit], key: str = "",
) -> Entered | None:  # fmt: skip
    """Enter what the forms hold; None when something is refused, said beside the fields with the input kept."""
    right, dated = form.is_valid(), when.is_valid()
    if not (right and dated):
        return None
    values = {name: form.data[name] for name in form.fields if name in form.data}
    try:
        return enter(
            actor_of(request), register, values, unit=unit_of(form.cleaned_data),
            on=when.cleaned_data["on"], reason=when.cleaned_data["reason"], key=key,
        )  # fmt: skip
    except InvalidData as refusal:
        for name, words in refusal.fields.items():
            target = when if name in when.fields else form
            target.add_error(name if name in target.fields else None, words)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def end_entry(request: HttpRequest, register: str, key: str, unit: Unit, when: WhenForm) -> bool:
    """End the standing entry `key`; False when refused, said beside the fields."""
    if not when.is_valid():
        return False
    on, reason = when.cleaned_data["on"], when.cleaned_data["reason"]
    try:
        enter(actor_of(request), register, {}, unit=unit, key=key, end=True, on=on, reason=reason)
    except InvalidData as refusal:
        for name, words in refusal.fields.items():
            when.add_error(name if name in when.fields else None, words)
    except Refusal as refusal:
        when.add_error(None, str(refusal))
    else:
        return True
    return False


def reach_of(actor: Actor) -> frozenset[int]:
    """Every unit that an actor's posts cover, with those that ever stood below them."""
    own = {g.unit_id for g in actor.grants}
    tops = {g.unit_id for g in actor.grants if g.reach == Reach.SUBTREE}
    below = UnitSpan.objects.filter(ancestor_id__in=tops).values_list("unit_id", flat=True)
    return frozenset(own | set(below))


def units_of(actor: Actor, *roles: Role) -> list[Unit]:
    """Open units an actor covers by one of these roles, by code."""
    ids = actor.units(roles=frozenset(roles))
    return list(Unit.objects.filter(pk__in=ids, closed_on__isnull=True).order_by("code"))


def owner_of(unit: Unit) -> Unit:
    """The unit in whose register a unit's place is kept: that of its standing row, else the unit above."""
    rows = Placement.objects.unscoped("who keeps this unit's row").standing()
    row = rows.filter(key=unit.code).select_related("unit").first()
    return row.unit if row is not None else unit.parent or unit


def paged(request: HttpRequest, rows: Any) -> Page[Any]:
    """One page of rows."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def day_asked(request: HttpRequest, name: str = "on") -> Any:
    """The day in the URL, or today when there is none or it is no date."""
    field = forms.DateField(required=False)
    try:
        return field.clean(request.GET.get(name, "")) or moment.today()
    except forms.ValidationError:
        return moment.today()
