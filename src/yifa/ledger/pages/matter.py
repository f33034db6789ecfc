"""The matter page: where it stands and why, what may happen next, what is missing, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa.kernel.dossier.models import Document
from yifa.kernel.errors import NotAllowed
from yifa.kernel.journal.event import record_event
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Delivery, How, Matter, Party, Relation
from yifa.kernel.matter.next import NextStep, look, next_steps
from yifa.kernel.matter.papers import can_draw
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access
from yifa.ledger.pages.clocks import clock_views
from yifa.ledger.pages.due_line import Reckoner
from yifa.ledger.pages.page import Masker, actor_of, handles, matter_for, state_title, tone
from yifa.ledger.pages.payload import Said, said
from yifa.ledger.panels import panels_of
from yifa.ledger.rooms import ledger_for

CONTACTS = (("identity_number", "证件号码"), ("phone", "联系电话"), ("address", "通信地址"))


@dataclass(frozen=True)
class Event:
    """One journal row as shown."""

    row: JournalRow
    said: Said
    to: str
    after: int
    how: str
    look: bool


@dataclass(frozen=True)
class Related:
    """A related matter; without a link where the reader may not open it."""

    kind: str
    matter: Matter
    title: str
    url: str


@dataclass(frozen=True)
class PartyView:
    """A party as this reader may see it; contacts are shown on request only."""

    party: Party
    name: str
    has_contacts: bool
    may_reveal: bool


@access("staff")
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The page."""
    actor = actor_of(request)
    mine = {"matter_id": OuterRef("pk")}
    linked = Relation.objects.filter(Q(source_id=OuterRef("pk")) | Q(target_id=OuterRef("pk")))
    # Most matters have no service and no relations: asked for here, they cost no query of their own.
    asked = {
        "has_deliveries": Exists(Delivery.objects.filter(**mine)),
        "has_relations": Exists(linked),
    }
    found = matter_for(actor, pk, **asked)
    has: Any = found
    rows = JournalRow.objects.unscoped("the journal of a matter in scope").filter(matter_id=pk)
    journal = list(rows.order_by("id"))
    work = look(found, journal)
    parties = list(Party.objects.filter(matter_id=pk).order_by("id"))
    masker = Masker.of(actor, found, parties)
    reckon = Reckoner.now()
    clocks = clock_views(found, work.clocks, reckon)
    steps = next_steps(actor, found, work)
    paused = any(c.tone == "wait" and c.day is None for c in clocks)
    room = ledger_for(found.procedure)
    title = masker.text(found.title)
    context: dict[str, Any] = {
        "nav": f"room:{found.room}", "matter": found, "title": title,
        "procedure": work.procedure, "state": state_title(found), "tone": tone(found, paused=paused),
        "trail": [(room[1].title, reverse("ledger", args=[room[1].id]))] if room else [],
        "clocks": clocks, "control": clocks[0] if clocks and clocks[0].clock.running else None,
        "parties": [_party(p, actor, found, masker) for p in parties],
        "documents": documents(found), "deliveries": deliveries_of(found, masker) if has.has_deliveries else [],
        "related": related_of(actor, found) if has.has_relations else [],
        "events": _events(journal, work.procedure, masker),
        "outcome": work.procedure.outcome_title(found.outcome),
        "panels": panels_of(found, masker.handling), "how": How(found.how).label, "handling": masker.handling, **_split(actor, found, steps),
        "done_steps": {d.step for d in work.done},
    }  # fmt: skip
    return render(request, "ledger/matter.html", context)


def _split(actor: Actor, found: Matter, steps: list[NextStep]) -> dict[str, Any]:
    """What I may do, what still lacks something, what others do, and the steps every matter knows."""
    own = [s for s in steps if not s.common]
    others = [s for s in own if s.refusal and not s.missing]
    return {
        "possible": [s for s in own if s.possible],
        "missing": [s for s in own if s.missing],
        "others": [(s.step.title, _by_whom(actor, found, s)) for s in others],
        "common": [s for s in steps if s.common and s.possible],
    }


def _by_whom(actor: Actor, found: Matter, step: NextStep) -> str:
    """The roles that do it; where the actor holds one and is still refused, why."""
    if step.refusal is not None and actor.may(set(step.step.by), found.unit_id, found.room):
        return step.refusal.message
    return "、".join(str(r.label) for r in sorted(step.step.by))


def documents(found: Matter) -> list[tuple[Document, bool]]:
    """(document, whether its paper can be drawn), in order."""
    rows = Document.objects.unscoped("documents of a matter in scope").filter(matter_id=found.pk)
    return [(d, can_draw(d)) for d in rows.order_by("on", "id")]


def deliveries_of(found: Matter, masker: Masker) -> list[tuple[Delivery, str]]:
    """(service of a paper, its recipient as this reader may see them), in order."""
    rows = Delivery.objects.filter(matter_id=found.pk).select_related("document").order_by("id")
    return [
        (d, masker.text(d.recipient) if masker.handling else masker.name(d.recipient)) for d in rows
    ]


def _party(party: Party, actor: Actor, found: Matter, masker: Masker) -> PartyView:
    contacts = any(getattr(party, name) for name, _label in CONTACTS)
    return PartyView(party, masker.text(party.name), contacts, masker.handling)


def related_of(actor: Actor, found: Matter) -> list[Related]:
    """Related matters; what the reader may not open has no link, what others handle no title."""
    rows = Relation.objects.filter(Q(source_id=found.pk) | Q(target_id=found.pk))
    related = []
    for row in rows.select_related("source__unit", "target__unit").order_by("id"):
        out = row.source_id == found.pk
        other = row.target if out else row.source
        may = actor.is_system or other.unit_id in actor.units(other.room)
        open_ = handles(actor, other.unit_id, other.room)
        url = reverse("matter", args=[other.pk]) if may else ""
        kind = row.kind if out else _("%(kind)s（对方关联）") % {"kind": row.kind}
        related.append(Related(kind, other, other.title if open_ else "", url))
    return related


def _events(journal: list[JournalRow], procedure: Procedure, masker: Masker) -> list[Event]:
    titles = {s.code: s.title for s in procedure.states}
    events = []
    for row in journal:
        late = row.recorded_days_after if row.how == How.LATE else 0
        how = How(row.how).label if row.how in (How.IMPORTED, How.BACKFILL) else ""
        to = titles.get(row.to_state, row.to_state) if row.to_state != row.from_state else ""
        events.append(Event(row, said(row, procedure, masker), to, late, how, row.verb == "event"))
    events.reverse()
    return events


@access("staff")
@require_POST
def reveal(request: HttpRequest, pk: int, party_id: int) -> HttpResponse:
    """Show a party's contacts to the handling unit; the look itself is journalled."""
    actor = actor_of(request)
    found = matter_for(actor, pk)
    party = Party.objects.filter(matter_id=pk, pk=party_id).first()
    if party is None:
        raise Http404
    if not handles(actor, found.unit_id, found.room):
        raise NotAllowed(
            _("证件号码、联系方式只对承办单位显示"), cite="个人信息保护法第二十八条",
            remedy=_("确需核对的，请联系%(unit)s") % {"unit": found.unit},
        )  # fmt: skip
    contacts = [(label, getattr(party, name)) for name, label in CONTACTS if getattr(party, name)]
    record_event(
        f"look:{found.uid.hex}", "reveal", _("查看敏感信息"), actor_id=actor.user_id,
        actor_name=actor.name, unit_id=found.unit_id, matter_id=found.pk,
        payload={"party": party.pk, "fields": [label for label, _value in contacts]},
    )  # fmt: skip
    context = {"matter": found, "party": party, "contacts": contacts}
    if request.headers.get("HX-Request") == "true":
        return render(request, "ledger/contacts.html", context)
    return render(request, "ledger/reveal.html", context)


@access("staff")
def by_stream(request: HttpRequest, uid: str) -> HttpResponse:
    """From a journal stream (`matter:<hex>`), as duties keep it, to its matter."""
    from uuid import UUID

    from yifa.kernel.scope.read import visible_to

    try:
        wanted = UUID(uid)
    except ValueError:
        raise Http404 from None
    found = visible_to(actor_of(request), Matter).filter(uid=wanted).first()
    if found is None:
        raise Http404
    return redirect("matter", found.pk)
