"""Sealing: committed rows folded into a log per unit, whose heads `anchor` writes outside the database."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection, models

from yifa.kernel import crypto, moment
from yifa.kernel.journal.models import JournalRow, Seal, SealedRow
from yifa.kernel.transaction import write

CHUNK = 5000
BEHIND = 100_000
"""How far behind the newest sealed row a row may still wait for its commit: looked at every time."""
LOCK = 0x79696661
_swept: dict[str, datetime] = {}


def fold(previous: str, hashes: list[str]) -> str:
    """The head over the seal before and the hashes of its rows, in order."""
    head = previous
    for row_hash in hashes:
        head = crypto.digest(head + row_hash)
    return head


def seal_waiting() -> int:
    """Seal every committed row that no seal holds yet; returns how many. One sealer runs at a time.

    Rows commit out of the order of their ids. Looking through all of them for one left behind is for once an hour.
    """
    sealed = after = 0
    name = str(connection.settings_dict["NAME"])
    now = moment.now()
    last = _swept.get(name)
    everywhere = last is None or not timedelta(0) <= now - last < timedelta(hours=1)
    while True:
        with write():
            if not _alone():
                return sealed
            rows = _waiting(everywhere, after)
            if not rows:
                if everywhere:
                    _swept[name] = now
                return sealed
            by_unit: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
            for row_id, unit_id, row_hash in rows:
                by_unit[unit_id].append((row_id, row_hash))
            for unit_id, members in by_unit.items():
                _seal(unit_id, members)
            sealed += len(rows)
            after = rows[-1][0]


def _alone() -> bool:
    """Whether no other loop is sealing; on SQLite the write lock has seen to it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _waiting(everywhere: bool, after: int) -> list[tuple[int, int | None, str]]:
    rows = JournalRow.objects.unscoped("the sealer").filter(sealed__isnull=True, pk__gt=after)
    if not everywhere and not after:
        newest = SealedRow.objects.aggregate(last=models.Max("row_id"))["last"] or 0
        rows = rows.filter(pk__gt=newest - BEHIND)
    return list(rows.order_by("id").values_list("id", "unit_id", "hash")[:CHUNK])


def _seal(unit_id: int | None, members: list[tuple[int, str]]) -> None:
    mine = (
        Seal.objects.filter(unit_id=unit_id) if unit_id else Seal.objects.filter(unit__isnull=True)
    )
    last = mine.order_by("-seq").first()
    previous = last.head if last else crypto.GENESIS
    seal = Seal.objects.create(
        unit_id=unit_id, seq=(last.seq if last else 0) + 1, rows=len(members), previous=previous,
        head=fold(previous, [h for _, h in members]), sealed_at=moment.now(),
    )  # fmt: skip
    SealedRow.objects.bulk_create(
        [SealedRow(row_id=i, seal=seal, position=n) for n, (i, _) in enumerate(members)],
        batch_size=1000,
    )
