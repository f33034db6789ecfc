"""Verifying a long journal: the product's `verify` beside the bare rate of the digest over the same bytes.

Matters are opened and noted on through the write door (`act_many`, batches of 500), sealed and anchored. The floor takes
the digest of exactly the texts verification takes it of (headers, payloads, rows, seals), from memory.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import time
from datetime import date
from typing import Any

BATCH = 500
STEPS = (
    ("form_check", {"has_identity": "on", "has_description": "on", "has_provision": "on"}),
    ("search", {"places": "公文系统、档案室、相关科室", "found": "检索到相关文件"}),
    ("note", {"note": "已与申请人电话联系，说明办理进度和下一步安排。"}),
)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--acts", type=int, default=20_000, help="acts (20000)")
    parser.add_argument(
        "--rows",
        type=int,
        default=0,
        help="further journal rows, four a stream, through `append` (0)",
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes that verify (1)")
    parser.add_argument("--keep", action="store_true", help="verify what is there already")


def load(acts: int) -> None:
    """A unit, and `acts` acts on matters of four acts each, through the write door."""
    from yifa.kernel.journal.anchor import anchor
    from yifa.kernel.journal.seal import seal_waiting
    from yifa.kernel.matter.act import Call, Opening, act_many
    from yifa.kernel.organization.models import Unit
    from yifa.kernel.scope.actor import Actor

    unit, _ = Unit.objects.get_or_create(
        code="bench",
        defaults={"name": "司法局", "short_name": "司法局", "kind": "department", "opened_on": date(2000, 1, 1)},
    )  # fmt: skip
    system = Actor.system("装载")
    begun = time.perf_counter()
    made = 0
    while made < acts:
        matters = act_many(
            system,
            [
                Call(Opening("disclosure.request", unit), "register", application(made + n), date(2026, 3, 2))
                for n in range(BATCH)
            ],
        )  # fmt: skip
        for step, data in STEPS:
            act_many(system, [Call(m.pk, step, data, date(2026, 3, 3)) for m in matters])
        made += BATCH * (len(STEPS) + 1)
        if made % 20_000 == 0:
            rate = made / (time.perf_counter() - begun)
            sys.stderr.write(f"\r{made}/{acts} acts, {rate:,.0f} a second ")
    sys.stderr.write("\n")
    print(f"loaded {made:,} acts in {time.perf_counter() - begun:.0f} s")
    seal_waiting()
    anchor()


def load_rows(rows: int) -> None:
    """Events of four a stream, appended by the kernel as every door does, 20,000 in a transaction."""
    from yifa.kernel.journal.anchor import anchor
    from yifa.kernel.journal.chain import Line, append
    from yifa.kernel.journal.seal import seal_waiting
    from yifa.kernel.transaction import write

    begun, at_once = time.perf_counter(), 20_000
    for first in range(0, rows, at_once):
        lines = [
            Line(
                stream=f"look:{hashlib.md5(str(n // 4).encode(), usedforsecurity=False).hexdigest()}", verb="event", step="read",
                title="查阅文书材料", actor_id=n % 97, actor_name="承办人", on=date(2026, 3, 2),
                payload={"document": f"第{n}号材料，关于年度计划执行情况的说明和附件", "fields": ["联系电话", "通信地址"]},
            )
            for n in range(first, min(first + at_once, rows))
        ]  # fmt: skip
        with write():
            append(lines)
        sys.stderr.write(
            f"\r{first + len(lines)}/{rows} rows, {(first + len(lines)) / (time.perf_counter() - begun):,.0f} a second "
        )
    print(f"loaded {rows:,} rows in {time.perf_counter() - begun:.0f} s")
    seal_waiting()
    anchor()


def application(n: int) -> dict[str, Any]:
    return {
        "applicant": f"申请人{n}", "applicant_class": "natural", "phone": f"138{n % 10**8:08d}",
        "wanted": f"第{n}号片区老旧小区改造项目清单和资金安排", "provision": "电子文档", "channel": "counter",
    }  # fmt: skip


class Counting:
    """Stands in for the digest and keeps what it was asked to digest."""

    def __init__(self) -> None:
        self.sizes: dict[int, int] = {}

    def __call__(self) -> Any:
        begun = hashlib.new("sm3")

        def of(text: str) -> str:
            raw = text.encode()
            self.sizes[len(raw)] = self.sizes.get(len(raw), 0) + 1
            hasher = begun.copy()
            hasher.update(raw)
            return hasher.hexdigest()

        return of


def floor(sizes: dict[int, int]) -> float:
    """Seconds to digest texts of these sizes, one by one, and nothing else."""
    from django.conf import settings

    begun = hashlib.new(settings.YIFA_DIGEST)
    spent = 0.0
    for size, times in sizes.items():
        raw = os.urandom(size)
        started = time.perf_counter()
        for _ in range(times):
            hasher = begun.copy()
            hasher.update(raw)
            hasher.hexdigest()
        spent += time.perf_counter() - started
    return spent


def run(options: argparse.Namespace) -> None:
    from django.core.management import call_command

    from yifa.kernel import crypto
    from yifa.kernel.journal.verify import verify

    call_command("migrate", verbosity=0)
    if not options.keep:
        load(options.acts)
        load_rows(options.rows)
    started, cpu = time.perf_counter(), time.process_time()
    report = verify(jobs=options.jobs)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    assert report.whole, report.breaks[:5]
    counting = Counting()
    kept, crypto.digester = crypto.digester, counting  # type: ignore[assignment]
    try:
        verify()
    finally:
        crypto.digester = kept
    bare = floor(counting.sizes)
    count, size = sum(counting.sizes.values()), sum(k * v for k, v in counting.sizes.items())
    print(f"rows {report.rows:,}  streams {report.streams:,}  seals {report.seals:,}")
    print(
        f"verify {seconds:.1f} s, {seconds / report.rows * 1e6:.1f} µs a row, {options.jobs} processes, CPU here {cpu:.1f} s, peak {peak / 1024:.0f} MiB a process"
    )
    print(
        f"bare digest of the same {count:,} texts, {size / 2**20:,.0f} MiB: {bare:.1f} s, {size / 2**20 / bare:.0f} MiB/s"
    )
    print(f"verify runs at {bare / seconds:.0%} of the bare rate")
