"""Events that are neither acts nor entries: sign-in, refusal, a look at sensitive data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from yifa.kernel import moment
from yifa.kernel.journal.chain import Line, append
from yifa.kernel.transaction import write


def record_event(
    stream: str, step: str, title: str, *, actor_id: int | None, actor_name: str,
    unit_id: int | None = None, matter_id: int | None = None, payload: dict[str, Any] | None = None,
    rows: Sequence[models.Model] = (),
) -> None:  # fmt: skip
    """Append one event to the journal; `rows` are rows of the matter saved with it, kept by their digests."""
    with write():
        append(
            [
                Line(
                    stream=stream,
                    verb="event",
                    step=step,
                    title=title,
                    actor_id=actor_id,
                    actor_name=actor_name,
                    on=moment.today(),
                    unit_id=unit_id,
                    matter_id=matter_id,
                    payload=payload or {},
                    rows=list(rows),
                )
            ]
        )
