"""The window's pace: who stands here (by exact look-up), which item is meant, and what the record knows already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc

from yifa.kernel import crypto
from yifa.kernel.matter.models import Matter, Party, PartyKind
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.read import visible_to
from yifa.work.services.catalogue import acceptable
from yifa.work.services.models import ServiceAgent, ServiceCase, ServiceItem, ServiceWindow
from yifa.work.services.models.words import Area, CaseKind, Help

USUAL = 9
"""So many items are numbered for one keystroke."""
COMPLETE = (15, 18)


@dataclass(frozen=True)
class Known:
    """What this unit's own records say of an applicant."""

    name: str
    phone: str
    cases: tuple[Matter, ...]


def units_of(actor: Actor) -> list[Unit]:
    """Units where the actor may take cases."""
    where = actor.units("services", frozenset({Role.CASE_HANDLER}))
    return list(Unit.objects.filter(pk__in=where, closed_on=None).order_by("code"))


def known_applicant(actor: Actor, unit: Unit, identity: str) -> Known | None:
    """The applicant's earlier cases of this unit: an exact look-up through the blind index, never a search."""
    if not identity:
        return None
    rows = visible_to(actor, Matter).filter(
        unit=unit, procedure="service.case", parties__identity_blind__in=crypto.blinds(identity)
    )
    cases = list(rows.select_related("unit").order_by("-received_on", "-pk")[:5])
    if not cases:
        return None
    party = Party.objects.filter(
        matter=cases[0], identity_blind__in=crypto.blinds(identity)
    ).latest("pk")
    return Known(party.name, party.phone, tuple(cases))


def kind_by_number(identity: str) -> str:
    """Whether a number is an organisation's or a person's."""
    text = identity.strip().upper()
    return PartyKind.ENTERPRISE if len(text) == 18 and uscc.is_valid(text) else PartyKind.NATURAL


def number_doubt(identity: str) -> str:
    """What speaks against the number; a doubt is told, the case is taken all the same."""
    text = identity.strip().upper()
    if len(text) != 18 or uscc.is_valid(text) or ric.is_valid(text):
        return ""
    return str(_("证件号码校验不符，请核对"))


def usual_items(unit: Unit, day: date) -> list[ServiceItem]:
    """The items this unit takes most often, as many as there are number keys."""
    counted = (
        ServiceCase.objects.unscoped("how often, no content")
        .filter(matter__unit=unit, matter__received_on__gte=day - timedelta(days=365))
        .values_list("item_code")
        .annotate(n=Count("pk"))
        .order_by("-n", "item_code")[:USUAL]
    )
    codes = [code for code, _n in counted]
    rows = {i.key: i for i in acceptable(unit, day).filter(key__in=codes)}
    found = [rows[c] for c in codes if c in rows]
    if len(found) < USUAL:
        more = acceptable(unit, day).exclude(key__in=[i.key for i in found])
        more = more.order_by("-high_frequency", "key")
        found += list(more[: USUAL - len(found)])
    return found


def items_meant(unit: Unit, day: date, text: str, listed: list[str]) -> list[ServiceItem]:
    """The items a clerk's few characters can mean: a number of the list shown, a code, or words of the name."""
    text = text.strip()
    rows = acceptable(unit, day)
    if text.isdigit() and 0 < int(text) <= len(listed):
        return list(rows.filter(key=listed[int(text) - 1]))
    exact = list(rows.filter(key=text))
    if exact or not text:
        return exact
    for word in text.split():
        rows = rows.filter(name__contains=word)
    return list(rows.order_by("-high_frequency", "key")[: USUAL + 1])


class WindowForm(forms.Form):
    """What the clerk types. The last five have their usual answer and are rarely touched."""

    identity_number = forms.CharField(label=_("证件号码"), max_length=18, required=False)
    applicant = forms.CharField(label=_("姓名或者名称"), max_length=120)
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    item = forms.CharField(label=_("事项"), max_length=80, help_text=_("输入下方的序号，或者事项名称中的几个字"))  # fmt: skip
    kind = forms.ChoiceField(
        label=_("办件类型"), choices=[("", _("按事项清单")), *CaseKind.choices], required=False
    )
    help = forms.ChoiceField(label=_("协助方式"), choices=Help.choices, required=False)
    area = forms.ChoiceField(label=_("受理范围"), choices=Area.choices, required=False)
    agent = forms.CharField(label=_("代办员编号"), max_length=40, required=False)
    mandate = forms.BooleanField(label=_("已收委托书"), required=False)

    FIRST = ("applicant", "phone", "item")
    FURTHER = ("kind", "help", "area", "agent", "mandate")

    def __init__(self, *args: Any, empty: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("identity_number", "applicant", "phone", "item"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if empty:
            self.fields[empty].widget.attrs["autofocus"] = True

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FURTHER]

    @property
    def further_wrong(self) -> bool:
        return any(self[name].errors for name in self.FURTHER)


def next_empty(values: dict[str, Any]) -> str:
    """The field the keyboard belongs to: the first that neither the clerk nor a record has filled."""
    return next((n for n in ("applicant", "phone", "item") if not values.get(n)), "item")


def window_of(actor: Actor, unit: Unit, day: date) -> str:
    """The window this person holds or stands in at, so that nobody types it."""
    if actor.user_id is None:
        return ""
    from yifa.kernel.organization.models import User

    name = User.objects.values_list("username", flat=True).get(pk=actor.user_id)
    rows = ServiceWindow.objects.unscoped("one's own post").standing(day).filter(unit=unit)
    row = rows.filter(holder=name).first() or rows.filter(stand_in=name).first()
    return row.key if row else ""


def agent_names(day: date) -> dict[str, str]:
    rows = ServiceAgent.objects.unscoped("agents are published").standing(day)
    return dict(rows.values_list("key", "shown_as"))
