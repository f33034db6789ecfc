"""An import that is killed at any point is whole or absent, and can simply be done again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.tests.house import House
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.destination import destination_of
from yifa.ledger.importing.kept import Keeper, keep_summary
from yifa.ledger.importing.models import ImportRun, RunStatus
from yifa.ledger.importing.stage import plan_of, stage

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
ROWS, KILLS = 9_000, 8
WORKER = """
import sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.models import ImportRun
run = ImportRun.objects.unscoped("the killed import").get(pk=int(sys.argv[2]))
print("writing", flush=True)
commit(Actor.system("测试"), run, tell=lambda n: print(n, flush=True))
print("done", flush=True)
"""


def bodies():
    return destination_of("counsel_body").register.model.objects.unscoped("test")


def staged(house):
    head = "机构编号,机构名称,机构类型\n"
    into = destination_of("counsel_body")
    labels = [c.label for c in into.columns if not c.name.startswith("@")]
    kind = str(into.fields["kind"].choices[0][1])
    lines = "".join(f"B-{n:05d},第{n}律师事务所,{kind}\n" for n in range(ROWS))
    text = ",".join(labels) + "\n" + lines if labels else head + lines
    run = stage(house.machine, into, house.bureau, raw=text.encode(), on=date(2026, 1, 5))
    keep_summary(run, plan_of(house.machine, run, Keeper(run)))
    assert run.counts == {"added": ROWS, "changed": 0, "same": 0, "bad": 0}
    return run


def start(run) -> subprocess.Popen[str]:
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, name, str(run.pk)], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def test_killed_at_any_point_an_import_is_whole_or_absent():
    house = House()
    run = staged(house)
    chance = random.Random(7)
    seen = set()
    for turn in range(KILLS):
        worker = start(run)
        assert worker.stdout.readline() == "writing\n"
        if turn % 2:  # after some blocks were sent, with the transaction still open
            for _ in range(chance.randrange(1, 4)):
                worker.stdout.readline()
        time.sleep(chance.random() * 0.3)
        worker.kill()
        said = worker.stdout.read()
        worker.wait()
        connection.close()
        now = ImportRun.objects.unscoped("test").get(pk=run.pk)
        count = bodies().count()
        lines = JournalRow.objects.unscoped("test").filter(stream__startswith="counsel_body:")
        assert (count, lines.count()) in {(0, 0), (ROWS, ROWS)}
        assert now.status == (RunStatus.DONE if count else RunStatus.STAGED)
        assert not ("done" in said and not count)
        seen.add(count)
        if count:
            break
    assert 0 in seen
    if ROWS not in seen:
        commit(house.machine, run)
    assert bodies().count() == ROWS
    assert {len(r) for r in [list(run.made())]} == {ROWS}
    assert verify().whole
