"""How far a long import is, told across processes while its one transaction is still open, and the way to stop it.

PostgreSQL: the `ImportWork` row, written over a connection of its own, which commits at once. SQLite has one writer, and
that is the import itself: there a small file beside the database tells.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import connection

from yifa.kernel import moment
from yifa.ledger.importing.models import ImportWork

_TABLE = ImportWork._meta.db_table


class Cancelled(Exception):
    """Somebody stopped the import; nothing of it is written."""


def _files(run_id: int) -> tuple[Path, Path]:
    folder = Path(settings.YIFA_VAR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{run_id}.json", folder / f"{run_id}.stop"


class Gauge:
    """Told by the work itself: `with Gauge(work) as gauge: … gauge.tell(rows)`. Raises `Cancelled` when stopped."""

    def __init__(self, work: ImportWork) -> None:
        self.work = work
        self.own: Any = None
        if connection.vendor != "sqlite":
            self.own = connection.copy()

    def __enter__(self) -> Gauge:
        self.tell(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        if self.own is not None:
            self.own.close()
        clear(self.work)

    def tell(self, done: int) -> None:
        """So many rows are done."""
        if self.own is None:
            told, stop = _files(self.work.pk)
            told.write_text(json.dumps({"done": done}))
            if stop.exists():
                raise Cancelled
            return
        with self.own.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_TABLE} SET done = %s WHERE run_id = %s RETURNING cancelled",  # noqa: S608 - our own table
                [done, self.work.pk],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Cancelled


def clear(work: ImportWork) -> None:
    """Nothing is told of the work any more, and a stop that came before its turn does not meet the next one."""
    for path in _files(work.pk):
        path.unlink(missing_ok=True)


def stop(work: ImportWork) -> None:
    """Ask the work to stop; it does at its next block."""
    if connection.vendor == "sqlite":
        _files(work.pk)[1].touch()
        if work.started_at is not None:
            return  # the import may hold the one writer; the file is enough
    ImportWork.objects.filter(pk=work.pk).update(cancelled=True)


def read(work: ImportWork) -> tuple[int, int, int | None]:
    """(rows done, rows in all, seconds left or None while nobody can tell)."""
    done = work.done
    if connection.vendor == "sqlite":
        try:
            done = int(json.loads(_files(work.pk)[0].read_text())["done"])
        except (OSError, ValueError):
            done = work.done
    if not done or work.started_at is None:
        return done, work.total, None
    spent = (moment.now() - work.started_at).total_seconds()
    return done, work.total, max(int(spent * (work.total - done) / done), 0)
