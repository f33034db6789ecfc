"""Twenty figures by district and month: the product's engines beside one pass of hand-written SQL and beside DuckDB.

Every contender must give the same integers for every district and month. The contenders take turns; times are medians
of `--runs`, wall and CPU (this process and PostgreSQL's together).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

DISTRICTS, OFFICES = 120, 8
MONTHS = 36
STATES = ("new", "open", "waiting", "decided", "closed")
SUMS = {
    "received": "1=1", **{f"state_{s}": f"m.state = '{s}'" for s in STATES},
    "low": "m.outcome = 'low'", "high": "m.outcome = 'high'", "late": "m.on_time = 0", "long": "m.duration_days >= 60",
}  # fmt: skip
RATIOS = {
    "closed_share": ("m.state = 'closed'", "1=1"), "high_share": ("m.outcome = 'high'", "1=1"),
    "on_time": ("m.on_time = 1", "m.on_time is not null"), "long_share": ("m.duration_days >= 60", "m.duration_days is not null"),
}  # fmt: skip
TOTALS = ("duration_days", "limit_days")
PERCENTS = (50, 90, 100)
FLOOR, DUCK = "one-pass SQL on PostgreSQL (floor)", "one-pass SQL on DuckDB (floor)"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=200_000, help="matters (200000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each contender (3)")
    parser.add_argument(
        "--spark", action="store_true", help="PySpark on the same Parquet too (needs Java)"
    )


def declared() -> list[Any]:
    """The twenty figures in the product's own vocabulary."""
    from yifa.kernel.figure import (
        Distinct,
        Eq,
        Fact,
        Figure,
        Ge,
        IsNull,
        Not,
        Percentile,
        Ratio,
        Sum,
    )

    fact = Fact(
        id="bench_matter", title="事项", room="bench", procedures=("bench.matter",),
        labels={"outcome": {"low": "低", "normal": "中", "high": "高"}},
    )  # fmt: skip

    def figure(name: str, measure: Any = None, **more: Any) -> Any:
        given = {"measure": measure} if measure else {}
        if isinstance(measure, Ratio):
            given |= {"unit_word": "%", "decimals": 2}
        return Figure(
            id=f"bench.{name}", title=name, fact=fact, period_column="received_ym", definition=name, **given, **more
        )  # fmt: skip

    judged, timed = Not(IsNull("on_time")), Not(IsNull("duration_days"))
    return [
        figure("received"),
        *(figure(f"state_{s}", where=Eq("state", s)) for s in STATES),
        figure("low", where=Eq("outcome", "low")), figure("high", where=Eq("outcome", "high")),
        figure("late", where=Eq("on_time", 0)), figure("long", where=Ge("duration_days", 60)),
        figure("closed_share", Ratio(Eq("state", "closed"))), figure("high_share", Ratio(Eq("outcome", "high"))),
        figure("on_time", Ratio(Eq("on_time", 1)), where=judged),
        figure("long_share", Ratio(Ge("duration_days", 60)), where=timed),
        *(figure(f"sum_{c}", Sum(c)) for c in TOTALS),
        *(figure(f"p{p}", Percentile("duration_days", p)) for p in PERCENTS),
        figure("outcomes", Distinct("outcome")),
    ]  # fmt: skip


def load(rows: int) -> list[int]:
    """Units, the tree over time, and matters; returns the districts' ids."""
    from django.core.management import call_command
    from django.db import connection

    from yifa.kernel.organization.models import Unit, UnitSpan

    call_command("migrate", verbosity=0)
    root = Unit.objects.create(
        code="root", name="市", short_name="市", kind="district", opened_on=date(2000, 1, 1)
    )
    made = Unit.objects.bulk_create([_unit(f"d{n:03d}", root) for n in range(DISTRICTS)])
    offices = Unit.objects.bulk_create(
        [_unit(f"{d.code}o{n}", d) for d in made for n in range(OFFICES)]
    )
    spans = [UnitSpan(unit=u, ancestor=u, depth=0, from_ym=190001) for u in [root, *made, *offices]]
    spans += [UnitSpan(unit=d, ancestor=root, depth=1, from_ym=190001) for d in made]
    spans += [UnitSpan(unit=o, ancestor=o.parent, depth=1, from_ym=190001) for o in offices]
    spans += [UnitSpan(unit=o, ancestor=root, depth=2, from_ym=190001) for o in offices]
    UnitSpan.objects.bulk_create(spans, batch_size=1000)
    first, count = offices[0].pk, len(offices)
    with connection.cursor() as cursor:
        cursor.execute("select setseed(0.42)")
        cursor.execute(MATTERS, [count, rows, first])
        cursor.execute("analyze")
    return [d.pk for d in made]


MATTERS = f"""
with drawn as (
  select n, random() a, random() b, random() c, floor(random() * %s)::int unit, (random() * 120)::int days,
         date '2023-11-01' + floor(random() * {MONTHS * 30})::int on_day, (random() * 3)::int o
  from generate_series(1, %s) n
), made as (
  select *, case when a < .1 then 'new' when a < .35 then 'open' when a < .5 then 'waiting' when a < .6 then 'decided' else 'closed' end state
  from drawn
)
insert into kernel_matter(uid, room, procedure, procedure_since, number, source_system, external_number, title, unit_id, state,
  is_open, is_void, outcome, how, version, received_on, closed_on, last_on, next_limit, received_ym, closed_ym,
  duration_days, limit_days, on_time, judged_ym)
select gen_random_uuid(), 'bench', 'bench.matter', '2020-01-01', n::text, '', '', 'matter ' || n, %s + unit, state,
  state <> 'closed', b < .01, (array['', 'low', 'normal', 'high'])[o + 1], 'live', 1, on_day,
  case when state = 'closed' then on_day + days end, on_day, '', to_char(on_day, 'YYYYMM')::int,
  case when state = 'closed' then to_char(on_day + days, 'YYYYMM')::int end,
  case when state = 'closed' then days end, 60, case when state = 'closed' then (days <= 60)::int end,
  case when state = 'closed' then to_char(on_day + days, 'YYYYMM')::int end
from made
"""


def _unit(code: str, parent: Any) -> Any:
    from yifa.kernel.organization.models import Unit

    return Unit(
        code=code,
        name=code,
        short_name=code,
        kind="office",
        opened_on=date(2000, 1, 1),
        parent=parent,
    )


def one_pass(percentile: Callable[[float], str], month: str, district: str) -> str:
    """What an analyst writes by hand: everything in one statement over the records."""
    listed = [f"sum(case when {c} then 1 else 0 end)" for c in SUMS.values()]
    for part, whole in RATIOS.values():
        listed += [
            f"sum(case when {part} then 1 else 0 end)",
            f"sum(case when {whole} then 1 else 0 end)",
        ]
    listed += [f"coalesce(sum(m.{c}), 0)" for c in TOTALS]
    listed += [percentile(p / 100) for p in PERCENTS]
    listed.append("count(distinct m.outcome)")
    return f"select {district}, {month}, {', '.join(listed)} from kernel_matter m join kernel_unit u on u.id = m.unit_id where not m.is_void group by 1, 2"


def by_hand(rows: list[Any]) -> dict[tuple[str, int, int], tuple[int, int | None]]:
    """(figure, district, month) → (numerator, denominator) of a one-pass answer."""
    found: dict[tuple[str, int, int], tuple[int, int | None]] = {}
    for district, month, *cells in rows:
        at = iter(cells)
        key = (int(district), int(month))
        for name in SUMS:
            found[(name, *key)] = (int(next(at)), None)
        for name in RATIOS:
            found[(name, *key)] = (int(next(at)), int(next(at)))
        for name in TOTALS:
            found[(f"sum_{name}", *key)] = (int(next(at)), None)
        for p in PERCENTS:
            value = next(at)
            found[(f"p{p}", *key)] = (int(value or 0), None)
        found[("outcomes", *key)] = (int(next(at)), None)
    return found


def by_product(answer: Any) -> dict[tuple[str, int, int], tuple[int, int | None]]:
    return {
        (i.removeprefix("bench."), unit or 0, ym): (v.numerator, v.denominator)
        for i, cells in answer.items()
        for (unit, ym), v in cells.items()
    }


def same(first: dict[Any, Any], second: dict[Any, Any], who: str) -> None:
    """Both say the same everywhere; a line that one leaves out is nothing in the other."""
    for key in first.keys() | second.keys():
        a, b = (side.get(key) or (0, None) for side in (first, second))
        assert (a[0], a[1] or 0) == (b[0], b[1] or 0), f"{who} differs at {key}: {a} {b}"


def server_cpu() -> float:
    """CPU seconds of the database so far: this connection's backend, and every worker that came and went."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
    backend = _stat(pid)
    own = backend[11] + backend[12]  # utime, stime (proc(5), counted from the state)
    reaped = _stat(backend[1])
    return (own + reaped[13] + reaped[14]) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[int]:
    """The fields of /proc/PID/stat behind the name; the state letter is 0."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(f) if f.lstrip("-").isdigit() else 0 for f in fields]


@dataclass
class Timed:
    """What a contender took: wall and CPU seconds of each run (this process and the database together)."""

    walls: list[float]
    cpus: list[float]
    answer: Any = None

    @property
    def wall(self) -> float:
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpus)


def measured(contenders: dict[str, Callable[[], Any]], runs: int) -> dict[str, Timed]:
    """Every contender in turn, `runs` times over: what else the machine does falls on all of them."""
    found = {name: Timed([], []) for name in contenders}
    for _ in range(runs):
        for name, work in contenders.items():
            served, used = server_cpu(), resource.getrusage(resource.RUSAGE_SELF)
            began = time.perf_counter()
            found[name].answer = work()
            wall = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_SELF)
            here = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
            found[name].walls.append(wall)
            found[name].cpus.append(here + server_cpu() - served)
    return found


def run(options: argparse.Namespace) -> None:
    import duckdb
    from django.conf import settings
    from django.db import connection

    from bench import spark
    from yifa.kernel.figure import Period, cube, grid, register_figures
    from yifa.kernel.figure.engine.duck import DuckEngine, export
    from yifa.kernel.organization.models import Unit

    say = sys.stdout.write
    began = time.perf_counter()
    districts = load(options.rows)
    figures = declared()
    say(
        f"{options.rows} matters, {len(districts)} districts, loaded in {time.perf_counter() - began:.1f} s\n"
    )
    over = grid.Over(Period(202301, 202712), fold=tuple(districts))
    register_figures(*figures)

    def postgres() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                one_pass(
                    lambda q: f"percentile_disc({q}) within group (order by m.duration_days)",
                    "to_char(date_trunc('month', m.received_on), 'YYYYMM')::int",
                    "u.parent_id",
                )
            )
            return list(cursor.fetchall())

    began = time.perf_counter()
    folder = Path(settings.YIFA_VAR) / "parquet"
    export([figures[0].fact], folder)
    exported = time.perf_counter() - began
    raw = duckdb.connect()
    for table, columns in (
        (
            "kernel_matter",
            "id, unit_id, state, outcome, is_void, received_on, duration_days, limit_days, on_time",
        ),
        ("kernel_unit", "id, parent_id"),
    ):
        with (
            connection.cursor() as cursor,
            cursor.copy(
                f"copy (select {columns} from {table}) to stdout with (format csv, header, null '-')"
            ) as out,
        ):
            (folder / f"{table}.csv").write_bytes(b"".join(bytes(b) for b in out))
        raw.execute(
            f"create table {table} as select * from read_csv('{folder / table}.csv', nullstr='-')"
        )

    def duck() -> list[Any]:
        sql = one_pass(
            lambda q: f"quantile_disc(m.duration_days, {q})",
            "cast(strftime(m.received_on, '%Y%m') as integer)", "u.parent_id",
        )  # fmt: skip
        return raw.execute(sql).fetchall()

    def fresh_duck() -> Any:
        return grid.grid(figures, over, engine=DuckEngine(folder))

    found = measured(
        {
            FLOOR: postgres, DUCK: duck, "figures, db engine": lambda: grid.grid(figures, over),
            "figures, DuckDB on Parquet": fresh_duck,
        },
        options.runs,
    )  # fmt: skip
    truth = by_hand(found[FLOOR].answer)
    for name, contender in found.items():
        hand = name in (FLOOR, DUCK)
        same(truth, (by_hand if hand else by_product)(contender.answer), name)
    floor, duck_floor = found[FLOOR], found[DUCK]
    say(f"{'':38}{'s':>8}{'CPU s':>8}{'× SQL':>8}{'CPU':>8}{'× DuckDB':>10}{'CPU':>8}\n")
    for name, t in found.items():
        say(
            f"{name:38}{t.wall:8.3f}{t.cpu:8.2f}{t.wall / floor.wall:8.2f}{t.cpu / floor.cpu:8.2f}"
            f"{t.wall / duck_floor.wall:10.2f}{t.cpu / duck_floor.cpu:8.2f}\n"
        )
    say(f"export to Parquet once: {exported:.1f} s\n")
    if options.spark:
        spark.run(options, folder, figures, over, truth, found[FLOOR].wall, duck_floor.wall)

    began = time.perf_counter()
    cube._fold(figures[0].fact, cube.figures_of(figures[0].fact))
    built = time.perf_counter() - began
    place = Unit.objects.get(pk=districts[0])
    year = Period.year(2025)
    root = Unit.objects.get(code="root")
    kept = [f for f in figures if cube.cubed(f)]
    read = measured(
        {
            "page": lambda: cube.courses(figures, year, place), "records": lambda: grid.courses(kept, year, place),
            "top": lambda: cube.courses(figures, year, root),
        },
        options.runs,
    )  # fmt: skip
    page, records, top = (read[n].answer for n in ("page", "records", "top"))
    assert page and {i: c.value for i, c in page.items()} == {
        i: c.value for i, c in records.items()
    }
    assert len(top) == len(page)
    say(
        f"cube: built in {built:.1f} s; {len(page)} figures × 12 months of a district {_ms(read['page'])} "
        f"(asked of the records {_ms(read['records'])}), of all {len(districts)} districts together {_ms(read['top'])}\n"
    )


def _ms(timed: Timed) -> str:
    return f"{timed.wall * 1000:.0f} ms (CPU {timed.cpu * 1000:.0f} ms)"
