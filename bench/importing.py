"""Importing 100,000 rows of 12 columns: the product's whole way beside the bare minimum the database needs.

Floor (`copy`): read the workbook, COPY it to a stage, check it in SQL, insert the good rows with their indexes and one log
row each, count the bad. Product (`import`): read, keep, map, preview with every bad cell named, then enter with history,
journal (salted digests, chained) and the error rows kept. SQLite: the floor is a bare `executemany` of the same rows.

Floor and product alternate in one run, each in a process of its own; medians. The count of good and bad rows must be the
same in both, and the journal must verify.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HEAD = ("编号", "名称", "内容", "状态", "紧急程度", "类别", "承办单位", "收到日期", "期限", "办结日期", "金额（元）", "联系方式")  # fmt: skip
NAMES = ("number", "title", "body", "status", "priority", "kind", "org", "received", "due", "closed", "amount", "contact")  # fmt: skip
STATUSES = ("待办", "在办", "中止", "已决定", "办结")
PRIORITIES = ("低", "中", "高")
KINDS = tuple(f"k{n:02d}" for n in range(10))
UNITS = 960
BAD_EVERY = 200


def add(parser: argparse.ArgumentParser) -> None:
    """Options of this part."""
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)


def run(options: argparse.Namespace) -> None:
    """Make the workbook, alternate floor and product, print the medians and their ratio."""
    home = Path(os.environ["YIFA_VAR"])
    book = home / "ledger.xlsx"
    _workbook(book, options.rows)
    _migrate()
    bad = options.rows // BAD_EVERY
    for vendor in ("postgresql", "sqlite"):
        found: dict[str, list[dict[str, float]]] = {"copy": [], "import": []}
        for _ in range(options.runs):
            for kind in found:
                answer = _measured(vendor, kind, book)
                assert (answer["good"], answer["bad"]) == (options.rows - bad, bad), (kind, answer)
                found[kind].append(answer)
        _print(vendor, found)


def _print(vendor: str, found: dict[str, list[dict[str, float]]]) -> None:
    def median(kind: str, what: str) -> float:
        return statistics.median(answer[what] for answer in found[kind])

    floor = median("copy", "wall")
    sys.stdout.write(f"\n{vendor}: {'':8}{'s':>8}{'CPU s':>8}{'MiB':>7}{'x floor':>9}\n")
    for kind in found:
        name = "executemany" if (vendor, kind) == ("sqlite", "copy") else kind
        sys.stdout.write(
            f"  {name:16}{median(kind, 'wall'):8.1f}{median(kind, 'cpu'):8.1f}{median(kind, 'peak'):7.0f}"
            f"{median(kind, 'wall') / floor:9.2f}\n"
        )
    parts = {
        k: statistics.median(a[k] for a in found["import"]) for k in ("read", "preview", "write")
    }
    sys.stdout.write("  of it: " + ", ".join(f"{k} {v:.1f} s" for k, v in parts.items()) + "\n")


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


def rows_of(count: int) -> Iterator[tuple[str, ...]]:
    """The same rows every time; every 200th names a unit that nobody knows."""
    draw = random.Random(20261122)
    day = date(2023, 11, 1)
    for n in range(count):
        received = day + timedelta(draw.randrange(700))
        status = draw.choice(STATUSES)
        closed = (received + timedelta(draw.randrange(60))).isoformat() if status == "办结" else ""
        unit = "NOSUCH" if n % BAD_EVERY == BAD_EVERY - 1 else f"u{draw.randrange(UNITS):04d}"
        yield (
            f"L-{n:07d}", f"关于第{n}号地块{draw.randrange(10**6)}的办理事项", "情况说明" * draw.randrange(8, 20), status,
            draw.choice(PRIORITIES), draw.choice(KINDS), unit, received.isoformat(),
            (received + timedelta(30)).isoformat(), closed, f"{draw.randrange(10**9) / 100:.2f}",
            f"1{draw.randrange(10**10):010d}",
        )  # fmt: skip


def _workbook(path: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        for at, row in enumerate([HEAD, *rows_of(count)]):
            for column, text in enumerate(row):
                page.write_string(at, column, text)


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
    _prepare()
    work = {
        "import": _import,
        "copy": _copy if connection.vendor == "postgresql" else _executemany,
    }[kind]
    began, cpu = time.perf_counter(), _cpu()
    answer = work(raw)
    answer |= {"wall": time.perf_counter() - began, "cpu": _cpu() - cpu, "peak": _peak()}
    if kind == "import":
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


def _prepare() -> None:
    """The register of the bench with an empty table, and the units that the rows name."""
    from django.db import connection

    from yifa.kernel.entry.register import register_entries
    from yifa.kernel.organization.models import Unit

    register = _register()
    register_entries(register)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {register.model._meta.db_table}")
    with connection.schema_editor() as editor:
        editor.create_model(register.model)
    if not Unit.objects.filter(code="u0000").exists():
        Unit.objects.bulk_create(
            Unit(
                code=f"u{n:04d}",
                name=f"第{n}办公室",
                short_name=f"{n}办",
                kind="department",
                opened_on=date(2000, 1, 1),
            )
            for n in range(UNITS)
        )


def _register() -> Any:
    from django import forms
    from django.db import models

    from yifa.kernel.entry.models import Entry
    from yifa.kernel.entry.register import Register
    from yifa.kernel.organization.models import Unit

    def codes(names: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(str(n), name) for n, name in enumerate(names)]

    class BenchForm(forms.Form):
        number = forms.CharField(label="编号", max_length=40)
        title = forms.CharField(label="名称", max_length=200)
        body = forms.CharField(label="内容", max_length=2000)
        status = forms.ChoiceField(label="状态", choices=codes(STATUSES))
        priority = forms.ChoiceField(label="紧急程度", choices=codes(PRIORITIES))
        kind = forms.RegexField(r"^k\d\d$", label="类别")
        org = forms.ModelChoiceField(Unit.objects.all(), label="承办单位", to_field_name="code")
        received = forms.DateField(label="收到日期")
        due = forms.DateField(label="期限")
        closed = forms.DateField(label="办结日期", required=False)
        amount = forms.DecimalField(
            label="金额（元）", max_digits=14, decimal_places=2, min_value=0
        )
        contact = forms.CharField(label="联系方式", max_length=40)

    class BenchEntry(Entry):
        number = models.CharField(max_length=40)
        title = models.CharField(max_length=200)
        body = models.TextField()
        status = models.CharField(max_length=8)
        priority = models.CharField(max_length=8)
        kind = models.CharField(max_length=8)
        org = models.ForeignKey(Unit, models.PROTECT, related_name="+")
        received = models.DateField()
        due = models.DateField()
        closed = models.DateField(null=True)
        amount = models.DecimalField(max_digits=14, decimal_places=2)
        contact = models.CharField(max_length=40)

        class Meta(Entry.Meta):
            app_label = "ledger"
            abstract = False

    return Register(
        id="bench_entry", title="台账", room="bench", model=BenchEntry, form=BenchForm,
        key=lambda data: str(data["number"]), columns=(("title", "名称"),),
    )  # fmt: skip


def _import(raw: bytes) -> dict[str, float]:
    from yifa.kernel.organization.models import Unit
    from yifa.kernel.scope.actor import Actor
    from yifa.ledger.importing.commit import commit
    from yifa.ledger.importing.destination import destination_of
    from yifa.ledger.importing.door import planned
    from yifa.ledger.importing.stage import stage

    actor, unit = Actor.system("基准"), Unit.objects.get(code="u0000")
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


_TYPES = (
    "text",
    "text",
    "text",
    "text",
    "text",
    "text",
    "bigint",
    "date",
    "date",
    "date",
    "numeric(14,2)",
    "text",
)


def _rows(raw: bytes) -> list[list[Any]]:
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()[1:]  # type: ignore[return-value]


_FLOOR = """
drop table if exists floor_row, floor_log, floor_stage;
create table floor_row(id bigint generated by default as identity primary key, {columns}, unit_id bigint not null
  references kernel_unit);
create unique index on floor_row(number);
create index on floor_row(unit_id, status, due);
create index on floor_row(kind);
create index on floor_row(status, due, id);
create table floor_log(id bigint generated by default as identity primary key, row_id bigint not null,
  at timestamptz not null default now(), who int, what text not null, state jsonb not null);
create index on floor_log(row_id);
"""
_CHECKED = """
with good as (
  insert into floor_row({names}, unit_id)
  select s.number, s.title, s.body, s.status, s.priority, s.kind, u.id, s.received::date, s.due::date, s.closed::date,
    s.amount::numeric, s.contact, u.id
  from floor_stage s join kernel_unit u on u.code = s.org
  where s.status = any(%s) and s.priority = any(%s) and s.kind ~ '^k[0-9][0-9]$'
    and length(s.title) <= 200 and s.amount::numeric >= 0
  returning id, number)
insert into floor_log(row_id, who, what, state) select id, 1, 'import', jsonb_build_object('number', number) from good
"""


def _copy(raw: bytes) -> dict[str, float]:
    import psycopg

    columns = ", ".join(f"{n} {t}" for n, t in zip(NAMES, _TYPES, strict=True))
    names = ", ".join(NAMES)
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        cursor = link.cursor()
        cursor.execute(_FLOOR.format(columns=columns))
        link.commit()
        rows = _rows(raw)
        cursor.execute(
            "create temp table floor_stage("
            + ", ".join(f"{n} text" for n in NAMES)
            + ") on commit drop"
        )
        with cursor.copy("copy floor_stage from stdin") as copy:
            for row in rows:
                copy.write_row([None if cell == "" else cell for cell in row])
        cursor.execute(_CHECKED.format(names=names), [list(STATUSES), list(PRIORITIES)])
        good = cursor.rowcount
        cursor.execute(
            "select count(*) from floor_stage s left join kernel_unit u on u.code = s.org where u.id is null"
        )
        bad = cursor.fetchone()[0]
        link.commit()
        cursor.execute("drop table floor_row, floor_log")
    return {"good": good, "bad": bad}


def _executemany(raw: bytes) -> dict[str, float]:
    from django.db import connection

    from yifa.kernel.organization.models import Unit

    known = {u.code for u in Unit.objects.all()}
    rows = _rows(raw)
    good = [row for row in rows if row[6] in known]
    with sqlite3.connect(connection.settings_dict["NAME"]) as link:
        link.execute("create table floor_row(id integer primary key, " + ", ".join(NAMES) + ")")
        link.execute("create unique index floor_number on floor_row(number)")
        link.execute("create table floor_log(id integer primary key, number text, what text)")
        link.executemany(
            f"insert into floor_row({', '.join(NAMES)}) values ({', '.join('?' * 12)})", good
        )
        link.executemany(
            "insert into floor_log(number, what) values (?, 'import')", [(row[0],) for row in good]
        )
        link.commit()
        link.execute("drop table floor_row")
        link.execute("drop table floor_log")
    return {"good": len(good), "bad": len(rows) - len(good)}


if __name__ == "__main__":
    sys.path[:0] = ["src", "."]
    import django

    django.setup()
    _child(*sys.argv[1:3])
