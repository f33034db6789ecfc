"""An extract of the journal: who did what, when it happened and when it was recorded, on the matters of a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import How
from yifa.kernel.matter.procedure import VOID
from yifa.kernel.matter.registry import all_procedures
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.exporting.view import View
from yifa.ledger.rooms import Ledger

CHUNK = 2000


def _first_day() -> date:
    today = moment.today()
    return date(today.year, 1, 1)


class JournalForm(forms.Form):
    """From which day to which; by the day it happened."""

    begun = forms.DateField(
        label=gettext_lazy("发生日期自"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=_first_day,
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("发生日期至"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=moment.today,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("begun") and data.get("until") and data["until"] < data["begun"]:
            self.add_error("until", _("不能早于起始日期"))
        return data


def rows_of(actor: Actor, ledger: Ledger, begun: date, until: date) -> ScopedQuerySet:
    """Acts on matters of the ledger that the actor may read; no payloads."""
    rows = visible_to(actor, JournalRow.objects.filter(matter__isnull=False))
    return rows.filter(matter__procedure__in=ledger.procedures, on__gte=begun, on__lte=until).defer(
        "payload", "salt"
    )


def view(actor: Actor, ledger: Ledger, begun: date, until: date) -> View:
    """The extract, ready to be written. What the acts said stays on the matters' own pages."""
    title = _("%(ledger)s办理记录") % {"ledger": ledger.title}
    heads = (
        _("编号"), _("单位"), _("步骤"), _("办理人"), _("身份"), _("发生日期"), _("记录时间"), _("晚记（日）"),
        _("记录方式"), _("原状态"), _("现状态"), _("依据"), _("校验值"),
    )  # fmt: skip
    facts = (
        (_("内容"), _("台账“%(title)s”各事项的办理记录") % {"title": ledger.title}),
        (_("筛选条件"), f"{_('发生日期')}：{begun.isoformat()} — {until.isoformat()}"),
        (_("校验"), _("校验值为该记录在日志链中的摘要，可用 yifa verify 核验")),
    )
    rows = rows_of(actor, ledger, begun, until)
    return View(f"journal:{ledger.id}", title, heads, _lines(rows), actor, facts)


def _lines(rows: ScopedQuerySet) -> Iterator[list[Any]]:
    how, roles = dict(How.choices), dict(Role.choices)
    states = {(p.id, s.code): s.title for p in all_procedures() for s in (*p.states, VOID)}
    ordered = rows.select_related("matter", "unit").order_by("id")
    for row in ordered.iterator(chunk_size=CHUNK):
        kind = row.matter.procedure
        yield [
            row.matter.number, str(row.unit or ""), row.title, row.actor_name, roles.get(row.role, ""),
            row.on, row.recorded_at, row.recorded_days_after, how.get(row.how, ""),
            states.get((kind, row.from_state), ""), states.get((kind, row.to_state), ""), row.cite, row.hash,
        ]  # fmt: skip
