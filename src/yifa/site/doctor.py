"""`yifa doctor`: what is misconfigured here, and what has been proved by tests."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings


def coverage(root: Path) -> dict[str, Any]:
    """What test results prove, by distinct system (`system_en`) and live figure.

    A system is proved when one of its rows is marked by tests that all passed in the last run. Needs the seeds' tables
    beside the repository; raises FileNotFoundError naming what is missing.
    """
    seeds = root.parent / "shared" / "seeds"
    results_path = root / "var" / "test-results.json"
    if not seeds.exists():
        raise FileNotFoundError("没有种子表 ../shared/seeds，无法统计")
    if not results_path.exists():
        raise FileNotFoundError("没有测试结果 var/test-results.json，请先运行 make test")
    results = json.loads(results_path.read_text())
    passed = {row for row, outcome in results.get("systems", {}).items() if outcome == "passed"}
    figures = {row for row, outcome in results.get("figures", {}).items() if outcome == "passed"}
    systems: dict[str, set[str]] = defaultdict(set)
    room_of: dict[str, str] = {}
    with (seeds / "systems.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            systems[row["system_en"]].add(row["id"])
            room_of.setdefault(row["system_en"], row["module"])
    live = (seeds / "figures_live.txt").read_text().split()
    rooms: dict[str, dict[str, int]] = defaultdict(lambda: {"proved": 0, "total": 0})
    proved = 0
    for name, rows in systems.items():
        rooms[room_of[name]]["total"] += 1
        # Every row of a system must hold: two seeds may ask different things of one name.
        if rows <= passed:
            proved += 1
            rooms[room_of[name]]["proved"] += 1
    return {
        "systems": {"proved": proved, "total": len(systems)},
        "figures": {"proved": len(figures & set(live)), "total": len(live)},
        "rooms": dict(sorted(rooms.items())),
    }


def findings() -> list[str]:
    """What an operator should mend, each with the remedy."""
    from yifa.kernel import moment
    from yifa.kernel.matter.calendar import office_calendar

    found = []
    if settings.DEBUG:
        found.append("YIFA_DEBUG=1：正式运行请取消")
    if len(settings.SECRET_KEY) < 40:
        found.append("YIFA_SECRET_KEY 太短：请用 40 位以上随机字符")
    if "*" in settings.ALLOWED_HOSTS:
        found.append("YIFA_HOSTS 含 *：请写明本站域名")
    ahead = moment.today() + timedelta(days=60)
    if office_calendar().provisional(ahead):
        found.append(f"{ahead.year} 年节假日安排尚未收录：公布后请升级或者在“设置—日历”登记")
    return found


def doctor_command(argv: list[str]) -> int:
    """Print findings, or with --coverage the proved systems and figures; --json for programs."""
    parser = argparse.ArgumentParser("yifa doctor", description="检查环境")
    parser.add_argument("--coverage", action="store_true", help="显示测试已证明的系统和指标")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="代码所在文件夹")
    options = parser.parse_args(argv)
    if options.coverage:
        try:
            result = coverage(options.root)
        except FileNotFoundError as missing:
            sys.stderr.write(f"{missing}\n")
            return 1
        if options.json:
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            return 0
        for name in ("systems", "figures"):
            label = {"systems": "系统", "figures": "指标"}[name]
            sys.stdout.write(f"{label}  {result[name]['proved']}/{result[name]['total']}\n")
        for room, count in result["rooms"].items():
            sys.stdout.write(f"  {room.ljust(16)} {count['proved']:>3}/{count['total']}\n")
        return 0
    found = findings()
    if options.json:
        sys.stdout.write(json.dumps({"findings": found}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(found or ["未发现问题"]) + "\n")
    return 1 if found else 0
