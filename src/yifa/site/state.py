"""How this installation stands, asked by the doctor, the readiness page and the metrics alike."""

from __future__ import annotations

import json
import shutil
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from yifa.kernel import loop, moment
from yifa.kernel.dossier import scan
from yifa.kernel.dossier.files import root
from yifa.kernel.journal.anchor import anchor_path
from yifa.kernel.journal.models import JournalRow, Seal


def loop_age() -> float | None:
    """Seconds since the job loop last went round on this host; None where it never did."""
    path = loop.pulse_path()
    return max(0.0, time.time() - path.stat().st_mtime) if path.exists() else None


def anchor_age() -> float | None:
    """Seconds since a head was anchored; 0 where every seal is; None where nothing was anchored yet."""
    path = anchor_path()
    if not path.exists():
        return None
    newest = Seal.objects.order_by("-pk").values_list("sealed_at", flat=True).first()
    written = path.stat().st_mtime
    if newest is None or newest.timestamp() <= written:
        return 0.0
    return max(0.0, time.time() - written)


def disk() -> tuple[int, int]:
    """(free, whole) bytes of the disk that holds the data folder."""
    place = Path(settings.YIFA_VAR)
    usage = shutil.disk_usage(place if place.exists() else place.parent)
    return usage.free, usage.total


def held_files() -> list[Path]:
    """Files that wait for the virus scanner, the oldest first."""
    return scan.waiting()


def broken_files() -> dict[str, str]:
    """Documents whose file the scheduled re-verification found altered or missing: id → what."""
    path = root() / "recheck.json"
    return dict(json.loads(path.read_text()).get("broken", {})) if path.exists() else {}


def pending_migrations() -> list[str]:
    """Migrations this release has and the database has not."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{m.app_label}.{m.name}" for m, _ in plan]


def clock_skew() -> float:
    """Seconds this host's clock is ahead of the database server's (0 where that is this host)."""
    if connection.vendor != "postgresql":
        return 0.0
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = float(cursor.fetchone()[0])
    return (before + time.time()) / 2 - theirs


def ahead_of_us() -> float:
    """Seconds by which the newest journal row lies in our future: the clock was wrong then, or is now."""
    rows = JournalRow.objects.unscoped("clock check").order_by("-pk")
    newest: datetime | None = rows.values_list("recorded_at", flat=True).first()
    return (newest - moment.now()).total_seconds() if newest else 0.0
