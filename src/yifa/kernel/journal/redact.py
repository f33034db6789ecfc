"""Lawful redaction: the content of journal rows goes, everything the chain covers stays.

Without payload and salt nobody can read what was said, nor test a guess against its digest; who did which step when,
and every hash, stand as before. The database's guard lets through this change and no other, and verification asks for
the act that ordered it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.transaction import write

ERASE = "erase"
"""The step that redacts. A row without its content must stand before such a row in its stream."""


def redact(streams: Collection[str]) -> int:
    """Blank payload and salt of every row of these streams; returns how many were blanked.

    Call it inside the act that says on which ground; a row written after it keeps its content. That act must vouch for
    `standing_rows` again, since the digests of the rows went with the payloads.
    """
    rows = JournalRow.objects.unscoped("lawful redaction").filter(stream__in=list(streams))
    with write():
        return rows.exclude(salt="").update(payload="", salt="")


def standing_rows(matter: Matter) -> list[models.Model]:
    """Every further row of a matter as it stands in the tables."""
    from yifa.kernel.journal.standing import all_rows, used_paths

    found: list[models.Model] = []
    for model, path in used_paths().items():
        found += all_rows(model).filter(**{path: matter.pk}).order_by("pk")
    return found
