"""工作台: what must I do, by when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yifa.kernel.duty.models import Duty, Obligation
from yifa.kernel.matter.models import Clock, Matter
from yifa.kernel.organization.roles import WORKING
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import ScopedQuerySet
from yifa.kernel.scope.read import visible_to
from yifa.ledger.access import access
from yifa.ledger.pages.due_line import DueLine, Reckoner
from yifa.ledger.pages.opening import Opening, openings
from yifa.ledger.pages.page import Masker, actor_of, state_title, title_is_personal, tone

SHOWN = 20
"""Rows of a group at first; `?lane=overdue` shows one group at length."""
AT_LENGTH = 300
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """One row of the workbench."""

    matter: Matter
    title: str
    state: str
    tone: str
    due: DueLine | None


@dataclass(frozen=True)
class Group:
    """Rows that share an urgency. `more`: there are further ones."""

    code: str
    title: str
    tasks: tuple[Task, ...]
    more: bool


def own_matters(actor: Actor, *, mine: bool) -> ScopedQuerySet:
    """Open matters of the units where the actor works; of all units they read if they work nowhere."""
    rows = visible_to(actor, Matter).filter(is_open=True, is_void=False)
    if mine:
        return rows.filter(handler_id=actor.user_id)
    working = [g for g in actor.grants if g.role in WORKING]
    return rows.filter(unit_id__in=actor.units(roles=WORKING)) if working else rows


def groups(actor: Actor, reckon: Reckoner, *, mine: bool, most: int = SHOWN) -> list[Group]:
    """Overdue, near, later, suspended: three queries, however many matters there are."""
    rows = own_matters(actor, mine=mine).select_related("unit", "handler")
    soonest = ("next_due", "id")
    overdue = list(rows.filter(reckon.late()).order_by(*soonest)[: most + 1])
    # Not `~late`: a row without a next limit would need its own case, and the index walks dates.
    waiting = rows.filter(Q(next_due__gte=reckon.today) | reckon.passed_unjudged())
    coming = list(waiting.order_by(*soonest)[: 2 * most + 1])
    standing = Clock.objects.filter(matter=OuterRef("pk"), stopped_on=None, due_on=None)
    paused = list(
        rows.filter(next_due=None).filter(Exists(standing)).order_by("-last_on", "-id")[: most + 1]
    )
    until = reckon.near_until()
    near = [m for m in coming if m.next_due and m.next_due <= until]
    later = [m for m in coming if m.next_due and m.next_due > until]
    return [
        _group("overdue", _("已逾期"), overdue, reckon, actor, most),
        _group("soon", _("三个工作日内"), near, reckon, actor, 2 * most),
        _group("later", _("以后"), later, reckon, actor, max(2 * most - len(near), 0)),
        _group("paused", _("期限中止"), paused, reckon, actor, most),
    ]


def _group(
    code: str, title: str, rows: list[Matter], reckon: Reckoner, actor: Actor, most: int
) -> Group:
    tasks = tuple(_task(m, reckon, actor, paused=code == "paused") for m in rows[:most])
    return Group(code, title, tasks, len(rows) > most)


def _task(matter: Matter, reckon: Reckoner, actor: Actor, *, paused: bool = False) -> Task:
    return Task(
        matter, shown_title(actor, matter), state_title(matter),
        tone(matter, paused=paused), reckon.line(matter),
    )  # fmt: skip


def shown_title(actor: Actor, matter: Matter) -> str:
    """The title; of procedures whose titles name people, masked outside the handling unit."""
    if not title_is_personal(matter):
        return matter.title
    masker = Masker.of(actor, matter, ())
    return (
        matter.title
        if masker.handling
        else Masker.of(actor, matter, matter.parties.all()).text(matter.title)
    )


def obligations(actor: Actor, reckon: Reckoner) -> list[Obligation]:
    """Duties of my units not yet met: overdue ones and those of the running periods."""
    rows = visible_to(actor, Obligation).filter(met_on=None).select_related("unit")
    working = [g for g in actor.grants if g.role in WORKING]
    if working:
        rows = rows.filter(unit_id__in=actor.units(roles=WORKING))
    cite = Duty.objects.unscoped("the article of a duty").filter(key=OuterRef("duty_key"))
    rows = rows.annotate(cite=cite.order_by("-version").values("cite")[:1])
    return list(rows.order_by("due_on", "id")[: 2 * SHOWN])


@access("staff")
def workbench(request: HttpRequest) -> HttpResponse:
    """The page."""
    actor = actor_of(request)
    reckon = Reckoner.now()
    mine = request.GET.get("mine") == "1"
    lane = request.GET.get("lane", "")
    found = groups(actor, reckon, mine=mine, most=AT_LENGTH if lane else SHOWN)
    found = [g for g in found if lane in ("", g.code)]
    due = obligations(actor, reckon)
    finished = _finished(actor, reckon, mine=mine)
    start: list[Opening] = openings(actor)
    shown: dict[str, Any] = {
        "nav": "workbench", "lanes": [g for g in found if g.tasks], "mine": mine,
        "counts": [(g.code, g.title, len(g.tasks), g.more) for g in found],
        "duties": [(o, o.due_on < reckon.today) for o in due], "finished": finished,
        "openings": start, "reckon": reckon,
        "lane": lane, "nothing": not any(g.tasks for g in found) and not due,
    }  # fmt: skip
    return render(request, "ledger/workbench.html", shown)


def _finished(actor: Actor, reckon: Reckoner, *, mine: bool) -> list[Task]:
    rows = visible_to(actor, Matter).filter(is_open=False, closed_on__gte=reckon.today - RECENT)
    working = [g for g in actor.grants if g.role in WORKING]
    if mine:
        rows = rows.filter(handler_id=actor.user_id)
    elif working:
        rows = rows.filter(unit_id__in=actor.units(roles=WORKING))
    rows = rows.select_related("unit").order_by("-closed_on", "-id")[:8]
    return [_task(m, reckon, actor) for m in rows]
