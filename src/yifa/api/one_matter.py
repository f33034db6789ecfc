"""One matter as JSON: what its page shows, without the payloads of the journal."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from yifa.api import shown
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Delivery, Party, Relation
from yifa.kernel.matter.next import NextStep, look, next_steps
from yifa.kernel.matter.procedure import Procedure
from yifa.kernel.scope.actor import Actor
from yifa.ledger.pages.clocks import ClockView, clock_views
from yifa.ledger.pages.due_line import Reckoner
from yifa.ledger.pages.matter import deliveries_of, documents, related_of
from yifa.ledger.pages.page import Masker, matter_for
from yifa.ledger.panels import panels_of

SCHEMAS = "/api/openapi.json#/components/schemas/"


def whole(actor: Actor, pk: int) -> dict[str, Any]:
    """Everything of a matter the actor may read; 404 outside the scope."""
    linked = Relation.objects.filter(Q(source_id=OuterRef("pk")) | Q(target_id=OuterRef("pk")))
    asked = {
        "has_deliveries": Exists(Delivery.objects.filter(matter_id=OuterRef("pk"))),
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
    procedure = work.procedure
    return shown.header(found, masker.text(found.title)) | {
        "handler": found.handler.name if found.handler else "",
        "handling": masker.handling,
        "procedure_title": procedure.title,
        "law": procedure.law,
        "outcome_title": procedure.outcome_title(found.outcome),
        "clocks": [_clock(v, masker) for v in clock_views(found, work.clocks, reckon)],
        "next": [_next(s, procedure) for s in next_steps(actor, found, work)],
        "parties": [_party(p, masker) for p in parties],
        "documents": [
            {
                "id": d.pk, "title": masker.text(d.title), "kind": d.kind, "number": d.number, "status": d.status,
                "on": shown.iso(d.on), "media_type": d.media_type, "size": d.size,
                "url": f"{shown.url(found)}documents/{d.pk}/" if d.digest else None,
            }
            for d, _drawn in documents(found)
        ],
        "deliveries": [
            {
                "document": d.document_id, "recipient": name, "method": d.method, "sent_on": shown.iso(d.sent_on),
                "served_on": shown.iso(d.served_on), "cite": d.cite,
            }
            for d, name in (deliveries_of(found, masker) if has.has_deliveries else [])
        ],
        "related": [
            {
                "kind": r.kind, "id": r.matter.pk if r.url else None, "number": r.matter.number,
                "title": r.title, "url": shown.url(r.matter) if r.url else None,
            }
            for r in (related_of(actor, found) if has.has_relations else [])
        ],
        "panels": [
            {
                "code": panel.code, "title": panel.title, "headers": list(panel.headers),
                "rows": [[str(cell.text) for cell in row] for row in rows],
            }
            for panel, rows in panels_of(found, masker.handling)
        ],
        "journal": [shown.event(row) for row in journal],
    }  # fmt: skip


def _clock(view: ClockView, masker: Masker) -> dict[str, Any]:
    clock = view.clock
    return {
        "limit": clock.limit_id, "title": view.title, "cite": view.cite, "status": view.status,
        "controlling": clock.is_controlling, "started_on": shown.iso(clock.started_on),
        "due_on": shown.iso(clock.due_on), "stopped_on": shown.iso(clock.stopped_on),
        "on_time": None if clock.on_time is None else bool(clock.on_time),
        "provisional": clock.provisional, "explanation": [str(s) for s in view.sentences],
        "pauses": [
            {"from_on": shown.iso(p.from_on), "to_on": shown.iso(p.to_on), "ground": masker.text(p.ground), "cite": p.cite}
            for p in view.pauses
        ],
        "extensions": [
            {"amount": e.amount, "approver": e.approver, "ground": masker.text(e.ground), "on": shown.iso(e.on)}
            for e in view.extensions
        ],
    }  # fmt: skip


def _next(found: NextStep, procedure: Procedure) -> dict[str, Any]:
    step, refusal = found.step, found.refusal
    return {
        "step": step.code, "title": step.title, "cite": step.cite, "help": step.help, "grave": step.grave,
        "common": found.common, "possible": found.possible,
        "refusal": None if refusal is None
        else {"reason": refusal.message, "cite": refusal.cite, "remedy": refusal.remedy},
        "missing": [{"what": m.what, "cite": m.cite, "remedy": m.remedy} for m in found.missing],
        "schema": f"{SCHEMAS}{procedure.id}.{step.code}",
    }  # fmt: skip


def _party(party: Party, masker: Masker) -> dict[str, Any]:
    """Identity numbers and contacts are not here: they are revealed one by one on the page, each look journalled."""
    return {
        "id": party.pk, "role": party.role, "kind": party.kind, "name": masker.text(party.name),
        "represents": party.represents_id,
    }  # fmt: skip
