"""A ledger of service cases over HTTP: the shared bench's own data and questions, asked of this product.

`python -m bench ledger --data DIR` loads the rows that `data.py` of the bench made (orgs.csv, kinds.csv, matters.csv) into the database of
DATABASE_URL and prints how to run it beside the floors and peers; `bench/contender.py` (pages) and
`bench/contender_api.py` (JSON, with a token for each officer from the file named by BENCH_TOKENS) are the contenders. Every case
has its row, its detail, a party, a clock, its search document and two acts in the journal, in the sizes real ones have;
their hashes are drawn, not computed, for nothing here verifies them.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

STATES = {
    "new": "received",
    "open": "accepted",
    "waiting": "noticed",
    "decided": "decided",
    "closed": "done",
}
PASSWORD = "bench-pass-2026"
BEGIN = date(2000, 1, 1)
SLICE = 20_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", required=True, help="folder that the shared bench's data.py filled"
    )
    parser.add_argument("--rows", type=int, default=0, help="only the first rows (all)")


def run(options: argparse.Namespace) -> None:
    """Load and say what to run."""
    began = time.monotonic()
    count = load(Path(options.data), options.rows)
    sys.stdout.write(
        f"{count} cases in {time.monotonic() - began:.0f} s\n"
        "Serve: yifa serve --port PORT --workers 2; then run.py of the shared bench with\n"
        "--contender bench/contender.py=http://127.0.0.1:PORT=PID\n"
        "--contender bench/contender_api.py=http://127.0.0.1:PORT=PID\n"
    )


def load(folder: Path, most: int = 0) -> int:
    """Units, officers, items and cases; returns how many cases there are. A loaded database is left as it is."""
    from django.core.management import call_command

    from yifa.kernel.matter.models import Matter

    call_command("migrate", interactive=False, verbosity=0)
    standing = Matter.objects.unscoped("is the bench loaded").count()
    if standing:
        tokens()
        return standing
    units = _units(folder)
    items = _items(folder, units)
    tokens()
    return _cases(folder, units, items, most)


def tokens() -> None:
    """A new token for each region's officer, written to BENCH_TOKENS as `region,token`; nothing where it is not set."""
    from yifa.kernel import moment
    from yifa.kernel.organization.models import User
    from yifa.site.identity.tokens import LONGEST, end, make

    path = os.environ.get("BENCH_TOKENS")
    if not path:
        return
    until = moment.today() + timedelta(days=LONGEST)
    with Path(path).open("w", newline="") as target:
        for user in User.objects.filter(username__startswith="officer-r").order_by("username"):
            end(user)
            region = int(user.username.removeprefix("officer-r"))
            csv.writer(target).writerow((region, make(user, "bench", until, writes=True)))


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(newline="") as source:
        yield from csv.reader(source)


def _units(folder: Path) -> dict[int, int]:
    """Units of the organisation tree and one officer a region; returns our id by theirs."""
    from yifa.kernel.entry.enter import enter
    from yifa.kernel.organization.models import Unit, UnitSpan, User
    from yifa.kernel.organization.roles import Role
    from yifa.kernel.scope.actor import Actor

    system = Actor.system("bench")
    kinds = {"1": "district", "2": "district", "3": "department", "4": "office"}
    rows = list(_rows(folder / "orgs.csv"))
    made: dict[int, Unit] = {}
    spans: list[UnitSpan] = []
    for theirs, parent, _, level, code, name in rows:
        above = made.get(int(parent)) if parent else None
        unit = Unit.objects.create(
            code=code, name=name, short_name=name, kind=kinds[level], parent=above, opened_on=BEGIN
        )
        made[int(theirs)] = unit
        depth, top = 0, unit
        while top is not None:
            spans.append(UnitSpan(unit=unit, ancestor=top, depth=depth, from_ym=190001))
            depth, top = depth + 1, top.parent  # type: ignore[assignment]
    UnitSpan.objects.bulk_create(spans, batch_size=1000)
    regions = [r for r in rows if r[3] == "2"]
    for row in regions:
        home, name = made[int(row[0])], f"officer-{row[4].lower()}"
        enter(
            system,
            "account",
            {"username": name, "name": name, "is_active": True},
            unit=home,
            on=BEGIN,
            how="backfill",
        )
        for role in (Role.CASE_HANDLER, Role.REVIEWER):
            post = {"user": name, "at": row[4], "role": role, "reach": "subtree"}
            enter(system, "post", post, unit=home, on=BEGIN, how="backfill")
        user = User.objects.get(username=name)
        user.set_password(PASSWORD)
        user.must_change_password = False
        user.save()
    if path := os.environ.get("BENCH_UNITS"):
        with Path(path).open("w", newline="") as target:
            for theirs, unit in made.items():
                if unit.kind == "office":
                    csv.writer(target).writerow((theirs, unit.pk, int(unit.code[1:3])))
    return {theirs: unit.pk for theirs, unit in made.items()}


def _items(folder: Path, units: dict[int, int]) -> list[Any]:
    """One item for each kind of matter, accepted everywhere, with its promise."""
    from yifa.kernel.entry.enter import enter
    from yifa.kernel.organization.models import Unit
    from yifa.kernel.scope.actor import Actor
    from yifa.work.services.models import ServiceItem

    root = Unit.objects.get(pk=units[1])
    for n, kind, days in _rows(folder / "kinds.csv"):
        values = {
            "name": f"item {kind}", "item_code": f"ITEM-{n}", "area_code": "330702", "item_type": "20", "department_name": "市",
            "promised_amount": days, "promised_unit": "day", "citywide": True,
        }  # fmt: skip
        enter(Actor.system("bench"), "service_item", values, unit=root, on=BEGIN, how="backfill")
    for n, unit in enumerate(Unit.objects.filter(kind="office").order_by("pk")):
        point = {
            "code": f"P{n}",
            "name": unit.name,
            "level": "centre",
            "place": "1",
            "any_item": True,
        }
        enter(Actor.system("bench"), "service_point", point, unit=unit, on=BEGIN, how="backfill")
    return list(ServiceItem.objects.unscoped("bench").order_by("pk"))


class Table:
    """Rows of one model on their way into COPY: columns not named have the model's own default."""

    def __init__(self, model: Any, *columns: str) -> None:
        self.columns = columns
        rest = [
            f for f in model._meta.concrete_fields if f.attname not in columns and not f.primary_key
        ]
        rest = [f for f in rest if not f.null]
        self.rest = [f.column for f in rest]
        self.fixed = [f.get_db_prep_save(f.get_default(), _connection()) for f in rest]
        self.name = model._meta.db_table
        self.rows: list[Sequence[Any]] = []

    def flush(self, cursor: Any) -> None:
        names = ",".join(f'"{c}"' for c in (*self.columns, *self.rest))
        with cursor.copy(f"COPY {self.name} ({names}) FROM STDIN") as copy:
            for row in self.rows:
                copy.write_row((*row, *self.fixed))
        self.rows = []


def _connection() -> Any:
    from django.db import connection

    return connection


def _batches(rows: Iterable[list[str]], size: int) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _cases(folder: Path, units: dict[int, int], items: list[Any], most: int) -> int:
    from django.db import connection

    from yifa.kernel.journal.models import JournalRow
    from yifa.kernel.matter.models import Clock, Matter, Party
    from yifa.work.services.models import ServiceCase

    since = _version()
    tables = {
        "matter": Table(
            Matter, "id", "uid", "room", "procedure", "procedure_since", "number", "title", "unit_id", "state", "is_open",
            "how", "version", "received_on", "closed_on", "last_on", "next_due", "next_limit", "received_ym", "closed_ym",
            "duration_days", "limit_days", "on_time", "judged_ym", "outcome",
        ),
        "case": Table(ServiceCase, "matter_id", "item_id", "item_code", "item_type", "applicant", "applicant_kind", "kind", "channel"),
        "party": Table(Party, "matter_id", "role", "kind", "name"),
        "clock": Table(
            Clock, "matter_id", "limit_id", "started_on", "stopped_on", "is_controlling", "rule_since", "calendar_version",
            "due_on", "amount", "amount_unit", "on_time",
        ),
        "journal": Table(
            JournalRow, "stream", "seq", "unit_id", "matter_id", "verb", "step", "title", "actor_name", "on", "recorded_at", "how",
            "from_state", "to_state", "payload", "salt", "payload_digest", "row_digest", "previous", "hash",
        ),
    }  # fmt: skip
    count = 0
    source = _rows(folder / "matters.csv")
    for batch in _batches(source, SLICE):
        if most and count >= most:
            break
        words = [_one(row, units, items, since, tables) for row in batch]
        with connection.cursor() as cursor:
            for table in tables.values():
                table.flush(cursor.cursor if hasattr(cursor, "cursor") else cursor)
            _search(cursor, words)
        count += len(batch)
    with connection.cursor() as cursor:
        for name in ("kernel_matter",):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {count + 1})")
        cursor.execute("VACUUM ANALYZE")
    return count


def _version() -> date:
    from yifa.kernel.matter.registry import procedure_on

    return procedure_on("service.case", date(2023, 11, 1)).since


def _one(
    row: list[str], units: dict[int, int], items: list[Any], since: date, tables: dict[str, Table]
) -> tuple[int, list[str]]:  # fmt: skip
    """One matter of the shared bench as a case; returns its search document."""
    from yifa.kernel.matter.search import _marks, tokens
    from yifa.kernel.organization.tree import above

    pk, number, title, _, status, priority, kind, org, _, created, due, closed, _ = row
    uid = os.urandom(16).hex()
    unit, state, n = units[int(org)], STATES[status], int(pk)
    received, due_on = _day(created), _day(due)
    closed_on = _day(closed) if closed else None
    item, is_open, stream = items[int(kind) - 1], closed_on is None, f"matter:{uid}"
    on_time = None if closed_on is None else int(closed_on <= due_on)
    limit = "service.promised"
    tables["matter"].rows.append((
        n, uid, "services", "service.case", since, number, title, unit, state, is_open, "live", 2, received, closed_on,
        closed_on or received, due_on if is_open else None, limit if is_open else "", _ym(received),
        _ym(closed_on) if closed_on else None, (closed_on - received).days if closed_on else None,
        (due_on - received).days if closed_on else None, on_time, _ym(closed_on) if closed_on else None,
        "granted" if closed_on else priority,
    ))  # fmt: skip
    who = title.split(" ", 1)[0]
    tables["case"].rows.append(
        (n, item.pk, item.key, item.item_type, who, "natural", "agency", "counter")
    )
    tables["party"].rows.append((n, "申请人", "natural", who))
    tables["clock"].rows.append((
        n, limit, received, closed_on, True, BEGIN.replace(year=2008, month=5), "bench", due_on, (due_on - received).days, "day", on_time,
    ))  # fmt: skip
    previous = "0" * 64
    for seq, (step, words, before, after) in enumerate(
        (("receive", "收件", "", "received"), ("accept", "受理", "received", state)), 1
    ):
        own = os.urandom(32).hex()
        tables["journal"].rows.append((
            stream, seq, unit, n, "act", step, words, "officer", received, _moment(received), "live", before, after,
            '{"item":"' + item.key + '","applicant":"' + who + '","applicant_kind":"natural"}', uid, own, own[::-1], previous, own,
        ))  # fmt: skip
        previous = own
    found = tokens(" ".join((number, title, who)))
    return n, found + _marks("service.case", above(unit), is_open)


def _search(cursor: Any, rows: list[tuple[int, list[str]]]) -> None:
    from yifa.kernel.matter.search import TABLE, _vector

    raw = cursor.cursor if hasattr(cursor, "cursor") else cursor
    raw.execute("CREATE TEMP TABLE IF NOT EXISTS bench_words (id bigint, words text)")
    with raw.copy("COPY bench_words FROM STDIN") as copy:
        for pk, words in rows:
            copy.write_row((pk, _vector(words)))
    raw.execute(
        f"INSERT INTO {TABLE} (matter_id, words) SELECT id, words::tsvector FROM bench_words"
    )
    raw.execute("TRUNCATE bench_words")


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=10)


def _ym(day: date) -> int:
    return day.year * 100 + day.month
