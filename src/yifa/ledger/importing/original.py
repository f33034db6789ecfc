"""The uploaded workbook itself, kept sealed beside its import for a time, so that it goes back with remarks in its cells."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from yifa.kernel import crypto, moment
from yifa.ledger.importing.marked import Remarks
from yifa.ledger.template import workbook

MOST = 2 * 2**20
"""Bytes up to which a workbook is kept; of larger ones the sheet goes back as it was read."""
KEPT_FOR = timedelta(days=30)


def _place(run_id: int) -> Path:
    return Path(settings.YIFA_VAR) / "imports" / f"{run_id}.original"


def keep(run_id: int, raw: bytes) -> None:
    """Keep an .xlsx workbook; anything else is no workbook that could be written into."""
    if raw[:2] != b"PK" or len(raw) > MOST or b"xl/workbook.xml" not in raw:
        return
    place = _place(run_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(crypto.encrypt(base64.b64encode(raw).decode()))


def forget(run_id: int) -> None:
    """It is not kept any longer."""
    _place(run_id).unlink(missing_ok=True)


def sweep() -> None:
    """Those whose time is over go, whatever became of their imports."""
    before = (moment.now() - KEPT_FOR).timestamp()
    for place in _place(0).parent.glob("*.original"):
        if place.stat().st_mtime < before:
            place.unlink(missing_ok=True)


def remarked(run_id: int, sheet: str, remarks: Iterable[Remarks], author: str) -> bytes | None:
    """The workbook as it came, every bad cell coloured and with its comment. None: it is not kept, or would lose parts."""
    try:
        raw = base64.b64decode(crypto.decrypt(_place(run_id).read_text()))
    except OSError:
        return None
    cells = [[r.row, r.column, r.text, r.bad] for r in remarks]
    try:
        return workbook.marked(raw, sheet, cells, author)
    except workbook.BadWorkbook:
        return None
