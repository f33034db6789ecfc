"""Matters as JSON: the same facts as the pages, with names masked the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.ledger.pages.page import state_title


def iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def unit(found: Unit) -> dict[str, Any]:
    return {"id": found.pk, "code": found.code, "name": str(found)}


def url(matter: Matter) -> str:
    return f"/api/matters/{matter.pk}/"


def header(matter: Matter, title: str) -> dict[str, Any]:
    """What identifies a matter and where it stands; `title` as this reader may see it."""
    return {
        "id": matter.pk,
        "number": matter.number,
        "title": title,
        "room": matter.room,
        "procedure": matter.procedure,
        "procedure_since": matter.procedure_since.isoformat(),
        "unit": unit(matter.unit),
        "state": matter.state,
        "state_title": state_title(matter),
        "open": matter.is_open,
        "void": matter.is_void,
        "outcome": matter.outcome,
        "how": str(matter.how),
        "version": matter.version,
        "received_on": matter.received_on.isoformat(),
        "closed_on": iso(matter.closed_on),
        "last_on": matter.last_on.isoformat(),
        "due_on": iso(matter.next_due),
        "due_limit": matter.next_limit,
        "source_system": matter.source_system,
        "external_number": matter.external_number,
        "url": url(matter),
    }


def event(row: JournalRow) -> dict[str, Any]:
    """One line of the journal, without what it said."""
    return {
        "stream": row.stream, "seq": row.seq, "verb": row.verb, "step": row.step, "title": row.title,
        "actor": row.actor_name, "role": row.role, "on": row.on.isoformat(),
        "recorded_at": row.recorded_at.isoformat(), "how": row.how, "from_state": row.from_state,
        "to_state": row.to_state, "cite": row.cite, "hash": row.hash,
    }  # fmt: skip
