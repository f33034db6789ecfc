"""A ledger (台账) as it is exported: the rows the filters let through, with outcomes and states by their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.ledger.exporting import cells
from yifa.ledger.exporting.outcomes import words
from yifa.ledger.exporting.view import View
from yifa.ledger.pages.cells import loaded
from yifa.ledger.pages.filters import FilterForm, rows_of
from yifa.ledger.pages.page import Masker, handles, state_title
from yifa.ledger.rooms import Ledger

CHUNK = 1000


def heads(ledger: Ledger) -> list[str]:
    """The headings."""
    first = [_("编号"), _("名称"), _("承办单位"), _("经办人"), _("状态"), _("结果")]
    last = [
        _("收到日期"), _("办结日期"), _("期限"), _("历时（日）"), _("按期"), _("来源方式"),
        _("来源系统"), _("外部编号"),
    ]  # fmt: skip
    return [*first, *(c.label for c in ledger.columns), *last]


def view(actor: Actor, ledger: Ledger, form: FilterForm, ground: str = "") -> View:
    """The ledger under its filters, ready to be written."""
    rows = rows_of(actor, ledger, form)
    facts = [(_("内容"), _("台账“%(title)s”") % {"title": ledger.title}), *asked(form)]
    return View(
        f"ledger:{ledger.id}", ledger.title, heads(ledger), lines(actor, ledger, rows, bool(ground)),
        actor, tuple(facts), ground=ground,
    )  # fmt: skip


def asked(form: FilterForm) -> list[tuple[str, str]]:
    """The filters in words; without any, that there are none."""
    said = []
    for field in form:
        value = form.cleaned_data.get(field.name) if form.is_valid() else field.value()
        if not value or field.name == "sort":
            continue
        choices: Any = getattr(field.field, "choices", None)
        words = dict(choices).get(value, value) if choices else value
        said.append(f"{field.label}：{_('是') if value is True else words}")
    return [(_("筛选条件"), "；".join(said) or _("无，全部"))]


def lines(
    actor: Actor, ledger: Ledger, rows: ScopedQuerySet, open_names: bool
) -> Iterator[list[Any]]:
    """The rows, one at a time; `open_names`: names of the matters this actor's unit handles stand unmasked."""
    known = words(ledger.procedures)
    judged = {1: _("是"), 0: _("否")}
    ordered = loaded(rows.order_by("-received_on", "-id"), ledger)
    handled: dict[tuple[int, str], bool] = {}
    for m in ordered.iterator(chunk_size=CHUNK):
        place = (m.unit_id, m.room)
        if open_names and place not in handled:
            handled[place] = handles(actor, *place)
        open_ = open_names and handled[place]
        yield [
            m.number, _title(m, ledger, open_), str(m.unit), m.handler.name if m.handler else "",
            state_title(m), outcome(m, known), *(cells.of_matter(m, c, handling=open_) for c in ledger.columns),
            m.received_on, m.closed_on, m.next_due, m.duration_days, judged.get(m.on_time, ""),
            m.get_how_display(), m.source_system, m.external_number,
        ]  # fmt: skip


def _title(matter: Matter, ledger: Ledger, open_: bool) -> str:
    if open_ or not ledger.personal_title:
        return matter.title
    people = [p.name for p in matter.parties.all() if p.kind == "natural"]
    return Masker(False, people).text(matter.title)


def outcome(matter: Matter, known: Mapping[str, str]) -> str:
    """The outcome in the words of the procedure the matter was opened under, else in those of its ledger."""
    try:
        said = pinned(matter.procedure, matter.procedure_since).outcome_title(matter.outcome)
    except KeyError:
        said = matter.outcome
    return known.get(said, said)
