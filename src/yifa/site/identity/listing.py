"""What people see of their sign-ins: open sessions and what happened to the account lately."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import User
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.site.accounts import journal, stream_of
from yifa.site.identity.begin import MEANS_WORDS
from yifa.site.identity.models import Session

LATELY = 20
AGENTS = (("Edg/", "Edge"), ("360", "360"), ("QQBrowser", "QQ"), ("Firefox/", "Firefox"),
          ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"),
           ("Kylin", "麒麟"), ("UOS", "统信"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """One session in a list; `handle` names it without giving its key away."""

    handle: str
    begun_at: datetime | None
    seen_at: datetime | None
    address: str
    browser: str
    means: str
    mine: bool


@dataclass(frozen=True)
class Happening:
    """One event of an account."""

    at: datetime
    title: str
    address: str
    by: str
    bad: bool


def handle_of(key: str) -> str:
    """A name for a session that opens nothing."""
    return hashlib.sha256(f"session handle {key}".encode()).hexdigest()[:24]


def browser_of(agent: str) -> str:
    """Browser and system in two words."""
    names = [
        next((name for mark, name in marks if mark in agent), "") for marks in (AGENTS, SYSTEMS)
    ]
    return " · ".join(filter(None, names)) or agent[:30]


def sessions_of(user: User, current: str | None = None) -> list[OpenSession]:
    """Open sessions of a person, the latest used first."""
    rows = Session.objects.filter(user=user, expire_date__gt=moment.now()).order_by("-seen_at")
    return [
        OpenSession(
            handle_of(r.session_key), r.begun_at, r.seen_at, r.address, browser_of(r.agent),
            str(MEANS_WORDS.get(r.means, "")), r.session_key == current,
        )
        for r in rows
    ]  # fmt: skip


def end_sessions(
    user: User, *, handle: str = "", but: str | None = None, by: Actor | None = None
) -> int:
    """End one session by its handle, or all but the one with key `but`; returns how many ended."""
    rows = Session.objects.filter(user=user).exclude(session_key=but or "")
    wanted = [r.pk for r in rows if not handle or handle_of(r.session_key) == handle]
    with write():
        gone, _ = Session.objects.filter(pk__in=wanted).delete()
        if gone:
            journal(user, "session_ended", "结束会话", by, count=gone)
    return gone


def lately(user: User) -> list[Happening]:
    """The last events of an account, newest first."""
    rows = JournalRow.objects.unscoped("an account's own events").filter(stream=stream_of(user))
    return [_happening(user, row) for row in rows.order_by("-seq")[:LATELY]]


def _happening(user: User, row: JournalRow) -> Happening:
    said: dict[str, Any] = json.loads(row.payload) if row.payload else {}
    by = row.actor_name if row.actor_id != user.pk else ""
    bad = row.step.endswith("_failed") or row.step == "sso_refused"
    return Happening(row.recorded_at, row.title, said.get("address", ""), by, bad)
