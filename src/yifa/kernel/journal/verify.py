"""Verification: recompute every digest, chain, seal and anchor, and say where each break is.

The journal is read in parts that several processes may share, each in one view of the database and in bounded memory.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from yifa.kernel.journal import related, sealed, standing
from yifa.kernel.journal.chains import Break as Break
from yifa.kernel.journal.chains import Part, Stream, one_view, parts, read
from yifa.kernel.journal.models import JournalRow

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all)."""
SEALS, TABLES, FILES = "seals", "tables", "files"


@dataclass
class Report:
    """What was verified and every break found."""

    rows: int = 0
    streams: int = 0
    seals: int = 0
    files: int = 0
    breaks: list[Break] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.breaks

    def add(self, other: Report) -> None:
        self.rows += other.rows
        self.streams += other.streams
        self.seals += other.seals
        self.files += other.files
        self.breaks += other.breaks


def verify(progress: Progress | None = None, jobs: int = 1) -> Report:
    """Verify the whole store. Each break names the stream and sequence, the row, the seal, the anchor or the file.

    With `jobs` > 1 the parts are shared by so many processes.
    """
    tasks: list[Any] = [*parts(), SEALS, TABLES, FILES]
    total = JournalRow.objects.unscoped("verification").count()
    done = 0
    report = Report()

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        if progress:
            progress(min(done, total), total)

    for found in _shared(tasks, jobs, count) if jobs > 1 else (_task(t, count) for t in tasks):
        report.add(found)
    return report


def _task(task: Any, count: Callable[[int], None] = lambda n: None) -> Report:
    report = Report()
    say = report.breaks.append
    with one_view():
        if isinstance(task, Part):
            standing.check(_counted(task, report, count), say)
        elif task == SEALS:
            report.seals = sealed.check_seals(sealed.check_anchors(say), say, lambda n: None)
        elif task == TABLES:
            standing.unrecorded(say)
            related.check(say)
        else:
            report.files = related.check_files(say)
    return report


def _counted(part: Part, report: Report, count: Callable[[int], None]) -> Iterable[Stream]:
    def rows(n: int) -> None:
        report.rows += n
        count(n)

    for stream in read(part, report.breaks.append, rows):
        report.streams += 1
        yield stream


def _shared(tasks: list[Any], jobs: int, count: Callable[[int], None]) -> Iterable[Report]:
    """The tasks spread over processes; what takes long is begun first."""
    connections.close_all()
    order = sorted(tasks, key=lambda t: isinstance(t, Part))
    with multiprocessing.get_context("spawn").Pool(jobs, initializer=_begin) as pool:
        for found in pool.imap_unordered(_task, order):
            count(found.rows)
            yield found


def _begin() -> None:
    import django

    django.setup()
