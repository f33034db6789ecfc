"""Every ugly workbook has the outcome it must have, in bounded time and memory."""

import contextlib
import re
import resource
import time
from datetime import date
from pathlib import Path

import pytest

from yifa.kernel import moment
from yifa.ledger.importing import workbook
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.destination import destination_of
from yifa.ledger.importing.models import ImportRun
from yifa.ledger.importing.reader import Unreadable
from yifa.ledger.importing.stage import plan_of, stage
from yifa.ledger.importing.tests import uglier, ugly
from yifa.ledger.importing.tests.ugly import BOARD

pytestmark = pytest.mark.django_db
CASES = [*ugly.CASES, *uglier.CASES]


def test_there_are_enough_of_them():
    assert len(CASES) >= 40
    assert len({c.name for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_ugly_workbook(house, case):
    actor = house.actor(house.alice) if case.register == BOARD else house.machine
    unit = house.bureau if case.register == BOARD else house.district
    raw = case.make()
    began = time.monotonic()
    with moment.at(date(2026, 3, 2)):
        if case.refused:
            with pytest.raises(Unreadable, match=case.refused) as refused:
                plan_of(actor, stage(actor, destination_of(case.register), unit, raw=raw))
            assert "请" in str(refused.value)
            return
        run = stage(actor, destination_of(case.register), unit, raw=raw, file_name="表.xlsx")
        found = plan_of(actor, run)
        assert (found.counts["added"], found.counts["bad"]) == (case.added, case.bad), list(
            map(str, found.problems)
        )
        for problem in found.errors:
            assert problem.row > 1 and problem.header and problem.reason and problem.remedy
        if case.rows:
            assert tuple(r.number for r in found.rows) == case.rows
        assert case.told in "；".join([*run.notes, *found.skipped])
        assert case.said in "；".join(map(str, found.problems))
        if case.added:
            commit(actor, run)
            rows = run.target.register.model.objects.unscoped("test").filter(version=1)
            assert rows.filter(source_system="表.xlsx").count() == case.added
    assert time.monotonic() - began < 60


def test_hostile_files_cost_the_process_that_serves_pages_next_to_nothing(house, monkeypatch):
    """The reader may hold 300 MiB and not a page more; here only the cells of a block arrive."""
    assert workbook.MEMORY <= 300 * 2**20
    hostile = ("a zip bomb", "a cell in the last corner", "a million empty rows", "16,384 columns")
    files = [c.make() for c in CASES if c.name in hostile]
    peaks: list[int] = []
    end = workbook._Reader.close

    def close(reader):
        """Ask the kernel what the reader held at most, in KiB, before it ends: measured, not only limited."""
        status = Path(f"/proc/{reader.process.pid}/status").read_text()
        peaks.extend(int(n) for n in re.findall(r"VmHWM:\s+(\d+) kB", status))
        end(reader)

    monkeypatch.setattr(workbook._Reader, "close", close)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for raw in files:
        with contextlib.suppress(Unreadable):
            stage(house.machine, destination_of(BOARD), house.bureau, raw=raw)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    assert peaks and 0 < max(peaks) <= 300 * 1024, peaks
    assert ImportRun.objects.unscoped("test").count() == 1  # the million empty rows hold one board
