"""Importing 100,000 rows of 12 columns: the product's whole way beside the bare minimum the database needs.

Floor (`copy`): read the workbook, COPY it to a stage, check it in SQL, insert the good rows with their indexes and one log
row each, count the bad. Product (`import`): read, keep, map, preview with every bad cell named, then enter with history,
journal (salted digests, chained) and the error rows kept. SQLite: the floor is a bare `executemany` of the same rows.

Floor and product alternate in one run, each in a process of its own; medians. The count of good and bad rows must be the
same in both, and the journal must verify. With `--shared` the sheet and the floor are those of the shared bench (its folder
in PYTHONPATH; BENCH_DATA, BENCH_DSN and BENCH_PYTHON set): 11 columns with moments and numbers, a floor whose table holds a million rows.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.importing_floor import copy, executemany, shared
from bench.importing_sheet import BAD_EVERY, prepare, prepare_shared, workbook


def add(parser: argparse.ArgumentParser) -> None:
    """Options of this part."""
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--on", choices=("postgresql", "sqlite"), help="one database only")
    parser.add_argument("--shared", action="store_true", help="the shared bench's sheet and floor")


def run(options: argparse.Namespace) -> None:
    """Make the workbook, alternate floor and product, print the medians and their ratio."""
    home = Path(os.environ["YIFA_VAR"])
    book = home / "ledger.xlsx"
    if options.shared:
        shutil.copy(Path(os.environ["BENCH_DATA"]) / "ledger_bad.xlsx", book)
    else:
        workbook(book, options.rows)
    _migrate()
    bad = options.rows // BAD_EVERY
    kinds = ("shared", "import-shared") if options.shared else ("copy", "import")
    for vendor in ("postgresql", "sqlite"):
        if vendor != (options.on or ("postgresql" if options.shared else vendor)):
            continue
        found: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
        for _ in range(options.runs):
            for kind in found:
                answer = _measured(vendor, kind, book)
                assert (answer["good"], answer["bad"]) == (options.rows - bad, bad), (kind, answer)
                found[kind].append(answer)
        _print(vendor, *found.items())


Runs = tuple[str, list[dict[str, float]]]


def _print(vendor: str, floor: Runs, product: Runs) -> None:
    def median(of: Runs, what: str) -> float:
        return statistics.median(answer[what] for answer in of[1])

    sys.stdout.write(
        f"\n{vendor}: {'':8}{'s':>8}{'CPU s':>8}{'MiB':>7}{'x floor':>9}{'x CPU':>7}\n"
    )
    for one in (floor, product):
        name = "executemany" if (vendor, one[0]) == ("sqlite", "copy") else one[0]
        sys.stdout.write(
            f"  {name:16}{median(one, 'wall'):8.1f}{median(one, 'cpu'):8.1f}{median(one, 'peak'):7.0f}"
            f"{median(one, 'wall') / median(floor, 'wall'):9.2f}{median(one, 'cpu') / median(floor, 'cpu'):7.2f}\n"
        )
    pairs = zip(floor[1], product[1], strict=True)
    ratios = ", ".join(f"{p['wall'] / f['wall']:.2f}" for f, p in pairs)
    parts = ", ".join(f"{k} {median(product, k):.1f} s" for k in ("read", "preview", "write"))
    sys.stdout.write(f"  of it: {parts}; pair by pair x {ratios}\n")


def _measured(vendor: str, kind: str, book: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.importing", kind, str(book)]
    environment = dict(os.environ)
    if vendor == "sqlite":
        environment["DATABASE_URL"] = ""
        shutil.copy(book.with_name("fresh.sqlite3"), book.with_name("yifa.sqlite3"))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-2000:])
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _migrate() -> None:
    for url in (os.environ["DATABASE_URL"], ""):
        environment = os.environ | {"DATABASE_URL": url}
        subprocess.run(
            [sys.executable, "-c", _MIGRATE], env=environment, check=True, capture_output=True
        )
    home = Path(os.environ["YIFA_VAR"])
    with sqlite3.connect(home / "yifa.sqlite3") as link:  # one file, without its log beside it
        link.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(home / "yifa.sqlite3", home / "fresh.sqlite3")


_MIGRATE = """
import sys; sys.path[:0] = ["src", "."]
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


# ------------------------------------------------------------------------------------------------ in the child process
def _child(kind: str, file: str) -> None:
    from django.db import connection

    raw = Path(file).read_bytes()
    prepare_shared() if kind.endswith("shared") else prepare()
    work = {
        "import": _import,
        "import-shared": _import,
        "shared": shared,
        "copy": copy if connection.vendor == "postgresql" else executemany,
    }[kind]
    began, cpu = time.perf_counter(), _cpu()
    answer = work(raw)
    answer = {"wall": time.perf_counter() - began, "cpu": _cpu() - cpu, "peak": _peak()} | answer
    if kind.startswith("import"):
        _verified(int(answer["good"]))
    sys.stdout.write(json.dumps(answer) + "\n")


def _cpu() -> float:
    own, children = (
        resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak() -> float:
    """The larger of this process and its reader, MiB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in kinds) / 1024


def _import(raw: bytes) -> dict[str, float]:
    from yifa.kernel.organization.models import Unit
    from yifa.kernel.scope.actor import Actor
    from yifa.ledger.importing.commit import commit
    from yifa.ledger.importing.destination import destination_of
    from yifa.ledger.importing.door import planned
    from yifa.ledger.importing.stage import stage

    actor, unit = Actor.system("基准"), Unit.objects.order_by("pk")[0]
    began = time.perf_counter()
    staged = stage(actor, destination_of("bench_entry"), unit, raw=raw, file_name="ledger.xlsx")
    read = time.perf_counter()
    plan = planned(actor, staged)
    seen = time.perf_counter()
    commit(actor, staged, plan.fingerprint)
    done = time.perf_counter()
    return {
        "good": plan.counts["added"], "bad": plan.counts["bad"], "read": read - began, "preview": seen - read,
        "write": done - seen,
    }  # fmt: skip


def _verified(good: int) -> None:
    """What the product says it wrote is there, each row with its line in the journal."""
    from yifa.kernel.entry.register import register_of
    from yifa.kernel.journal.models import JournalRow

    rows = register_of("bench_entry").model.objects.unscoped("bench").count()
    lines = JournalRow.objects.unscoped("bench").filter(stream__startswith="bench_entry:")
    assert rows == good
    assert lines.count() >= good
    line = lines.order_by("-id").first()
    from yifa.kernel.journal.chain import header_hash, payload_hash

    assert line is not None
    assert header_hash(line) == line.hash
    assert payload_hash(line.salt, line.payload) == line.payload_digest
    _clear()


def _clear() -> None:
    """The next run begins where this one did; the guard of the journal is lifted for the bench alone."""
    from django.db import connection

    from yifa.ledger.importing.models import ImportRun

    ImportRun.objects.unscoped("bench").all().delete()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE kernel_journalrow DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM kernel_journalrow WHERE stream LIKE 'bench_entry:%'")
            cursor.execute("ALTER TABLE kernel_journalrow ENABLE TRIGGER USER")
            cursor.execute("VACUUM kernel_journalrow")


if __name__ == "__main__":
    sys.path[:0] = ["src", "."]
    import django

    django.setup()
    _child(*sys.argv[1:3])
