"""Small commands: migrate, verify, package, seed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path


def migrate_command(argv: list[str]) -> int:
    """`yifa migrate`: bring the database to this release."""
    parser = argparse.ArgumentParser("yifa migrate", description="建立或者升级数据库")
    parser.parse_args(argv)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
    return 0


def verify_command(argv: list[str]) -> int:
    """`yifa verify`: recompute every digest, chain, seal, anchor and file; exit 1 where history does not hold.

    With paths it verifies archive packages or exported journals, and needs no installation.
    """
    parser = argparse.ArgumentParser(
        "yifa verify", description="核验全部历史，或者核验导出的档案包，指出每一处不符"
    )
    parser.add_argument(
        "paths", nargs="*", help="档案包（.zip 或者文件夹）、导出的日志（.jsonl）；不写则核验本库"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--jobs", type=int, default=1, help="并行进程数（缺省 1）")
    parser.add_argument("--key", default="", help="档案包应有的公钥指纹")
    options = parser.parse_args(argv)
    if options.paths:
        from yifa.kernel.journal import offline

        return offline.main([*options.paths, *(["--key", options.key] if options.key else [])])
    from yifa.kernel.journal.verify import verify

    bar = Bar() if sys.stderr.isatty() and not options.json else None
    started = time.perf_counter()
    report = verify(bar, options.jobs)
    seconds = time.perf_counter() - started
    if bar:
        bar.end()
    if options.json:
        result = {
            "whole": report.whole,
            "rows": report.rows,
            "streams": report.streams,
            "seals": report.seals,
            "files": report.files,
            "seconds": round(seconds, 3),
            "breaks": [{"where": b.where, "what": b.what} for b in report.breaks],
        }
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        return 0 if report.whole else 1
    sys.stdout.write(
        f"核验 {report.rows} 条记录、{report.streams} 条链、{report.seals} 次封存、{report.files} 个文件，"
        f"用时 {seconds:.1f} 秒\n"
    )
    for found in report.breaks:
        sys.stdout.write(f"不符：{found.where}：{found.what}\n")
    sys.stdout.write("历史完整\n" if report.whole else f"共 {len(report.breaks)} 处不符\n")
    return 0 if report.whole else 1


class Bar:
    """A progress bar on stderr, drawn at most ten times a second."""

    WIDTH = 40

    def __init__(self) -> None:
        self.drawn = 0.0
        self.begun = time.perf_counter()

    def __call__(self, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - self.drawn < 0.1 and done < total:
            return
        self.drawn = now
        full = self.WIDTH * done // max(total, 1)
        left = (total - done) * (now - self.begun) / max(done, 1)
        sys.stderr.write(
            f"\r[{'█' * full}{'·' * (self.WIDTH - full)}] {done}/{total}  约余 {left:.0f} 秒 "
        )
        sys.stderr.flush()

    def end(self) -> None:
        sys.stderr.write("\r" + " " * (self.WIDTH + 50) + "\r")


def package_command(argv: list[str]) -> int:
    """`yifa package NUMBER`: the archive package of a matter; `--journal FILE` exports every record instead."""
    from yifa.kernel import crypto
    from yifa.kernel.dossier import package
    from yifa.kernel.errors import Refusal
    from yifa.kernel.journal.models import JournalRow
    from yifa.kernel.matter.models import Matter

    parser = argparse.ArgumentParser("yifa package", description="导出事项档案包，供归档和独立核验")
    parser.add_argument("number", nargs="?", help="事项编号")
    parser.add_argument("--out", type=Path, default=Path(), help="存放的文件夹（缺省为当前文件夹）")
    parser.add_argument("--journal", type=Path, help="改为导出全部日志到这个文件（.jsonl）")
    parser.add_argument("--fingerprint", action="store_true", help="只显示签名公钥的指纹")
    options = parser.parse_args(argv)
    if options.fingerprint:
        sys.stdout.write(package.fingerprint() + "\n")
        return 0
    if options.journal:
        rows = JournalRow.objects.unscoped("the operator exports").order_by("stream", "seq")
        with options.journal.open("w", encoding="utf-8") as out:
            for row in rows.iterator(chunk_size=2000):
                out.write(crypto.canonical(package.journal_line(row)) + "\n")
        return 0
    if not options.number:
        parser.error("要写明事项编号，或者 --journal")
    found = list(
        Matter.objects.unscoped("the operator exports")
        .filter(number=options.number)
        .select_related("unit")
    )
    if not found:
        sys.stderr.write(f"没有编号为 {options.number} 的事项\n")
        return 1
    for n, matter in enumerate(found):
        name = package.file_name(matter).replace("/", "_")
        path = options.out / (name if n == 0 else f"{matter.pk} {name}")
        try:
            with path.open("wb") as out:
                package.build(matter, out)
        except Refusal as refusal:
            path.unlink(missing_ok=True)
            sys.stderr.write(f"{refusal}\n")
            return 1
        sys.stdout.write(f"{path}\n")
    return 0


def seed_command(argv: list[str]) -> int:
    """`yifa seed 2019`: load the raw records of a demonstration year into a district of its own."""
    from yifa.demo.seed import YEARS, load_year

    parser = argparse.ArgumentParser(
        "yifa seed", description="把一个年度的原始记录装入示范区，用来核对已公布的数字"
    )
    parser.add_argument("year", type=int, choices=sorted(YEARS), help="年度")
    options = parser.parse_args(argv)
    started = time.perf_counter()

    def progress(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done}/{total}")

    count = load_year(options.year, progress)
    sys.stderr.write("\n")
    sys.stdout.write(
        f"{options.year} 年：{count} 条原始记录，{time.perf_counter() - started:.1f} 秒\n"
    )
    return 0
