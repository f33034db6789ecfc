"""The filters of a ledger, kept in the URL so that a view can be sent to a colleague."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yifa.kernel.edition import kept
from yifa.kernel.matter import search
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.procedure import VOID
from yifa.kernel.matter.registry import all_procedures
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import READING
from yifa.kernel.organization.tree import below
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.named import among
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.exporting.outcomes import words
from yifa.ledger.pages.due_line import Reckoner
from yifa.ledger.rooms import Ledger

SORTS = (("received", _("收到日期，新的在前")), ("due", _("期限，近的在前（只列有在计期限的）")))


class FilterForm(forms.Form):
    """What may be asked of a ledger. Unknown or wrong values are told, never ignored in silence."""

    q = forms.CharField(label=_("编号、名称、当事人"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), required=False)
    unit = forms.ChoiceField(label=_("承办单位（含下级）"), required=False)
    received_from = forms.RegexField(r"^\d{4}-\d{2}$", label=_("收到月份自"), required=False)
    received_to = forms.RegexField(r"^\d{4}-\d{2}$", label=_("收到月份至"), required=False)
    closed_from = forms.RegexField(r"^\d{4}-\d{2}$", label=_("办结月份自"), required=False)
    closed_to = forms.RegexField(r"^\d{4}-\d{2}$", label=_("办结月份至"), required=False)
    on_time = forms.ChoiceField(
        label=_("按期办结"),
        required=False,
        choices=[("", _("全部")), ("1", _("按期")), ("0", _("逾期"))],
    )
    outcome = forms.ChoiceField(label=_("结果"), required=False)
    overdue = forms.BooleanField(label=_("只看逾期未办"), required=False)
    mine = forms.BooleanField(label=_("只看我经办"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False, choices=SORTS)

    FIRST = ("q", "state", "unit", "overdue", "mine")

    def __init__(self, data: QueryDict, ledger: Ledger, units: list[Unit]) -> None:
        filled = data.copy()
        for name, value in ledger.defaults.items():
            filled.setdefault(name, value)
        cast(Any, self).base_fields = {}  # not copied field by field for every reader
        super().__init__(filled, auto_id="f_%s")
        self.ledger = ledger
        fields = _fields(type(self), ledger.procedures, get_language())
        own = deepcopy(fields["unit"])
        cast(Any, own).choices = [("", _("全部")), *((str(u.pk), str(u)) for u in units)]
        self.fields = {**fields, "unit": own}

    def first(self) -> list[forms.BoundField]:
        """The fields always shown."""
        return [self[name] for name in self.FIRST]

    def further(self) -> list[forms.BoundField]:
        """The fields behind 更多筛选."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def further_used(self) -> bool:
        return any(self.data.get(n) for n in self.fields if n not in self.FIRST)

    @property
    def used(self) -> bool:
        """Whether anything narrows the rows."""
        return any(self.data.get(n) for n in self.fields if n != "sort")


@lru_cache(maxsize=500)
def _fields(
    form: type[FilterForm], procedures: tuple[str, ...], language: str | None
) -> dict[str, forms.Field]:
    """The fields for a ledger of some procedures, their states and outcomes among the choices. Nobody changes them: forms share them."""
    fields = deepcopy(form.base_fields)
    choices: dict[str, Any] = fields
    states = {s.code: s.title for p in all_procedures() if p.id in procedures for s in p.states}
    choices["state"].choices = [
        ("", _("全部")), ("open", _("在办")), ("done", _("已办结")), *states.items(), (VOID.code, VOID.title),
    ]  # fmt: skip
    choices["outcome"].choices = [("", _("全部")), *words(procedures).items()]
    for name in ("received_from", "received_to", "closed_from", "closed_to"):
        choices[name].widget = forms.DateInput({"type": "month"})
    return fields


def scope_units(actor: Actor) -> list[Unit]:
    """The units whose rows the actor may read, for the choice of units."""
    wanted = actor.units()
    return [unit for unit in units_by_code() if unit.pk in wanted]


def units_by_code() -> tuple[Unit, ...]:
    """Every unit, in the order of the codes."""
    return kept((Unit,), "by code", lambda: tuple(Unit.objects.order_by("code")))


def rows_of(actor: Actor, ledger: Ledger, form: FilterForm) -> ScopedQuerySet:
    """The rows of a ledger that the actor may read and the filters let through; none if the filters do not hold."""
    rows = visible_to(actor, Matter)
    if not form.is_valid():
        return rows.none()
    # One procedure is asked for by equality: only so can an index that begins with it give the order too. The room is
    # not asked for: a procedure has one, and an index need not carry it.
    procedures = one_of("procedure", set(ledger.procedures))
    return rows.filter(procedures & condition(actor, ledger, form.cleaned_data))


def one_of(column: str, values: set[str]) -> Q:
    """The column has one of the values."""
    return Q(**{column: next(iter(values))}) if len(values) == 1 else Q(**{f"{column}__in": values})


def condition(actor: Actor, ledger: Ledger, asked: dict[str, Any]) -> Q:
    """The filters as one condition on matters."""
    found = Q()
    state = asked.get("state") or ""
    if state in ("open", "done"):
        found &= Q(is_open=state == "open") & (Q() if state == "open" else Q(is_void=False))
    elif state:
        found &= Q(state=state)
    if asked.get("unit"):
        found &= among("unit_id", below(int(asked["unit"])))
    for name, column in (("received", "received_ym"), ("closed", "closed_ym")):
        if asked.get(f"{name}_from"):
            found &= Q(**{f"{column}__gte": _ym(asked[f"{name}_from"])})
        if asked.get(f"{name}_to"):
            found &= Q(**{f"{column}__lte": _ym(asked[f"{name}_to"])})
    if asked.get("on_time"):
        found &= Q(on_time=int(asked["on_time"]))
    if asked.get("outcome"):
        found &= Q(outcome=asked["outcome"])
    if asked.get("overdue"):
        found &= Q(is_open=True) & Reckoner.now().late()
    if asked.get("mine"):
        found &= Q(handler_id=actor.user_id)
    if asked.get("sort") == "due":
        found &= Q(is_open=True, next_due__isnull=False)
    if asked.get("q"):
        # The procedure is left to the rows: walking so long a list of the index costs more than it spares.
        is_open = _is_open(ledger, state)
        found &= search.matching(asked["q"], tops=_tops(actor, asked), is_open=is_open)
    return found


MOST_TOPS = 12
"""From how many posts on the search index is not told where they are: it would be slower for it."""


def _tops(actor: Actor, asked: dict[str, Any]) -> set[int]:
    """Where the rows are, as the search index is marked: the unit asked for, else the actor's posts. Only a hint beside
    the scope, which every row passes."""
    if asked.get("unit"):
        return {int(asked["unit"])}
    found = {g.unit_id for g in actor.grants if g.role in READING}
    return found if len(found) <= MOST_TOPS else set()


def _is_open(ledger: Ledger, state: str) -> bool | None:
    """Whether matters in a state are open; None where it is not asked or differs between procedures."""
    if state in ("open", "done"):
        return state == "open"
    known = {
        s.open
        for p in all_procedures()
        if p.id in ledger.procedures
        for s in p.states
        if s.code == state
    }
    return known.pop() if len(known) == 1 else None


def _ym(text: str) -> int:
    year, month = text.split("-")
    return int(year) * 100 + int(month)


def query_without(data: QueryDict, *names: str) -> str:
    """The query of the URL less some names, for links that change them."""
    kept = data.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def day_of(text: str) -> date | None:
    """An ISO date from the URL, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
