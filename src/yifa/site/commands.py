"""Small commands: migrate, verify, seed."""

from __future__ import annotations

import argparse
import json
import sys
import time

from django.core.management import call_command


def migrate_command(argv: list[str]) -> int:
    """`yifa migrate`: bring the database to this release."""
    parser = argparse.ArgumentParser("yifa migrate", description="建立或者升级数据库")
    parser.parse_args(argv)
    call_command("migrate", interactive=False, verbosity=1)
    return 0


def verify_command(argv: list[str]) -> int:
    """`yifa verify`: recompute every digest, chain, seal, anchor and file; exit 1 where history does not hold."""
    from yifa.kernel.journal.verify import verify

    parser = argparse.ArgumentParser("yifa verify", description="核验全部历史，指出第一处不符")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    options = parser.parse_args(argv)
    started = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - started
    breaks = report.breaks or []
    if options.json:
        result = {
            "whole": report.whole,
            "rows": report.rows,
            "streams": report.streams,
            "seals": report.seals,
            "files": report.files,
            "breaks": [{"where": b.where, "what": b.what} for b in breaks],
        }
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        return 0 if report.whole else 1
    sys.stdout.write(
        f"核验 {report.rows} 条记录、{report.streams} 条链、{report.seals} 次封存、{report.files} 个文件，"
        f"用时 {seconds:.1f} 秒\n"
    )
    for found in breaks:
        sys.stdout.write(f"不符：{found.where}：{found.what}\n")
    sys.stdout.write("历史完整\n" if report.whole else f"共 {len(breaks)} 处不符\n")
    return 0 if report.whole else 1


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
