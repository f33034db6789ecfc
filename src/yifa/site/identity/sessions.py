"""The session engine: Django's database sessions, with who, since when, from where beside each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

BEGUN, SEEN, PROVED = "begun", "seen", "proved"
ADDRESS, AGENT, MEANS = "address", "agent", "means"


class SessionStore(DatabaseStore):
    """Sessions kept in `identity.Session`."""

    @classmethod
    def get_model_class(cls) -> Any:
        from yifa.site.identity.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session; what a list of sessions shows is drawn from the session's own data."""
        row: Any = super().create_model_instance(data)
        user = data.get(SESSION_KEY)
        row.user_id = int(user) if user else None
        row.begun_at, row.seen_at = _moment(data.get(BEGUN)), _moment(data.get(SEEN))
        row.address = str(data.get(ADDRESS, ""))
        row.agent = str(data.get(AGENT, ""))[:200]
        row.means = str(data.get(MEANS, ""))[:24]
        return row


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None
