"""Sealing: committed rows folded into a log per unit, whose heads are anchored outside the database."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from yifa.kernel import crypto, moment
from yifa.kernel.journal.chain import utc
from yifa.kernel.journal.models import JournalRow, Seal, SealedRow
from yifa.kernel.transaction import write

CHUNK = 5000


def fold(previous: str, hashes: list[str]) -> str:
    """The head over the seal before and the hashes of its rows, in order."""
    head = previous
    for row_hash in hashes:
        head = crypto.digest(head + row_hash)
    return head


def seal_waiting() -> int:
    """Seal every committed row that no seal holds yet; returns how many. One sealer runs at a time."""
    sealed = 0
    while True:
        with write():
            rows = list(
                JournalRow.objects.unscoped("the sealer")
                .filter(sealed__isnull=True)
                .order_by("id")
                .values_list("id", "unit_id", "hash")[:CHUNK]
            )
            if not rows:
                return sealed
            by_unit: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
            for row_id, unit_id, row_hash in rows:
                by_unit[unit_id].append((row_id, row_hash))
            for unit_id, members in by_unit.items():
                _seal(unit_id, members)
            sealed += len(rows)


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


def anchor_path() -> Path:
    return Path(settings.YIFA_ANCHOR or Path(settings.YIFA_VAR) / "anchors.jsonl")


def anchors() -> dict[tuple[int | None, int], str]:
    """Every head written outside the database: (unit id, seal seq) → head."""
    path = anchor_path()
    found: dict[tuple[int | None, int], str] = {}
    if path.exists():
        for text in path.read_text().splitlines():
            line = json.loads(text)
            found[(line["unit"], line["seq"])] = line["head"]
    return found


def anchor() -> int:
    """Append heads not yet anchored to the anchor file, flushed to disk; returns how many."""
    known: dict[int | None, int] = {}
    for (unit, seq), _ in anchors().items():
        known[unit] = max(known.get(unit, 0), seq)
    latest: dict[int | None, Seal] = {}
    for seal in Seal.objects.order_by("unit_id", "seq"):
        latest[seal.unit_id] = seal
    fresh = [s for s in latest.values() if s.seq > known.get(s.unit_id, 0)]
    if not fresh:
        return 0
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as out:
        for seal in fresh:
            line = {
                "unit": seal.unit_id,
                "seq": seal.seq,
                "head": seal.head,
                "at": utc(seal.sealed_at),
            }
            out.write(json.dumps(line, sort_keys=True) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return len(fresh)
