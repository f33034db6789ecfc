"""`yifa doctor`: what is misconfigured here, and what has been proved by tests."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from yifa.kernel import moment
from yifa.kernel.journal.anchor import second_path
from yifa.site import state


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


FREE_SHARE, FREE_BYTES = 0.1, 2 << 30
SKEW, STALE_LOOP, STALE_ANCHOR, HELD = 5.0, 120.0, 600.0, 1800.0
"""Seconds: of the clocks, since the loop went round, since heads were anchored, since a file waits for the scanner."""


def findings() -> list[str]:
    """What an operator should mend, each with the remedy. A question that cannot be asked is a finding too."""
    found: list[str] = []
    for ask in (_settings, _database, _clock, _disk, _calendar, _loop, _dossier):
        try:
            found += ask()
        except Exception as error:
            found.append(
                f"检查未能完成（{ask.__name__[1:]}）：{type(error).__name__}，请查看数据库连接和权限"
            )
    return found


def _weak(secret: str) -> bool:
    return (
        len(secret) < 40 or len(set(secret)) < 12 or "insecure" in secret or "test-only" in secret
    )


def _settings() -> list[str]:
    """Settings that leave a door open."""
    found = []
    if settings.DEBUG:
        found.append("YIFA_DEBUG=1：正式运行请取消")
    if _weak(settings.SECRET_KEY):
        found.append("YIFA_SECRET_KEY 太弱：请用 40 位以上随机字符")
    found += [
        f"YIFA_DATA_KEYS 第 {n} 个密钥太弱：请用 40 位以上随机字符，换新后逐步更替"
        for n, key in enumerate(settings.YIFA_DATA_KEYS, 1)
        if _weak(key)
    ]
    if any(
        h in ("*", ".") or (h.startswith(".") and h.count(".") < 2) for h in settings.ALLOWED_HOSTS
    ):
        found.append("YIFA_HOSTS 过宽：请写明本站域名")
    near = {"127.0.0.1", "localhost", "[::1]"}
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        host = origin.partition("://")[2].partition(":")[0]
        if "*" in origin:
            found.append(f"YIFA_ORIGINS 含通配符 {origin}：请写明来源")
        elif not origin.startswith("https://") and host not in near:
            found.append(f"YIFA_ORIGINS 的 {origin} 不是 https：口令会以明文传送")
    if set(settings.ALLOWED_HOSTS) - near and not settings.SESSION_COOKIE_SECURE:
        found.append("对外服务而未设 YIFA_HTTPS=1：请前置 TLS 并设置")
    for name in ("yifa_secret_key", "yifa_data_key", "yifa_blind_key", "yifa_anchor_key"):
        path = Path(settings.YIFA_VAR) / "secrets" / name
        if path.exists() and path.stat().st_mode & 0o077:
            found.append(f"{path} 可被他人读取：请 chmod 600")
    return found


def _database() -> list[str]:
    """Migrations, and a PostgreSQL that would lose what it acknowledged."""
    pending = state.pending_migrations()
    found = []
    if pending:
        found.append(f"有 {len(pending)} 项数据库升级未执行（{pending[0]}…）：请执行 yifa migrate")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                cursor.execute(f"SHOW {name}")
                if cursor.fetchone()[0] == "off":
                    found.append(f"PostgreSQL 的 {name} 为 off：断电会丢失已经确认的办理，请打开")
    return found


def _clock() -> list[str]:
    """This host's clock against the database's and against the last record."""
    found = []
    skew = state.clock_skew()
    if abs(skew) > SKEW:
        found.append(f"本机时钟与数据库服务器相差 {skew:+.0f} 秒：请校准（NTP）")
    ahead = state.ahead_of_us()
    if ahead > SKEW:
        found.append(f"最近一条记录的时间比本机时钟晚 {ahead:.0f} 秒：请校准时钟后再办理")
    return found


def _disk() -> list[str]:
    free, whole = state.disk()
    if free < FREE_BYTES or free < whole * FREE_SHARE:
        return [f"数据文件夹所在磁盘只剩 {free / 2**30:.1f} GiB：请清理或者扩容"]
    return []


def _calendar() -> list[str]:
    from yifa.kernel.matter.calendar import office_calendar

    ahead = moment.today() + timedelta(days=60)
    if office_calendar().provisional(ahead):
        return [f"{ahead.year} 年节假日安排尚未收录：公布后请升级或者在“设置—日历”登记"]
    return []


def _loop() -> list[str]:
    """The job loop, its backlog, the anchors."""
    from yifa.kernel import loop
    from yifa.kernel.matter.models import Outbox

    found = []
    age = state.loop_age()
    if age is None or age > STALE_LOOP:
        since = "从未运行" if age is None else f"已停 {age / 60:.0f} 分钟"
        found.append(f"后台循环{since}：请执行 yifa serve 或者 yifa worker")
    given_up = Outbox.objects.filter(done_at__isnull=True, attempts__gte=loop.MAX_ATTEMPTS).count()
    if given_up:
        found.append(f"{given_up} 项后续处理多次失败，已停止重试：请查看日志中的 outbox")
    age = state.anchor_age()
    if age is None:
        found.append(
            "还没有库外锚点：请让后台循环运行，并把 YIFA_ANCHOR 设在数据库管理员不能写的位置"
        )
    elif age > STALE_ANCHOR:
        found.append(f"库外锚点已 {age / 60:.0f} 分钟没有更新：请查看后台循环和锚点文件的写权限")
    second = second_path()
    if second is not None and not second.exists():
        found.append(f"YIFA_ANCHOR_COPY 指定的 {second} 不存在：请查看挂载和写权限")
    return found


def _dossier() -> list[str]:
    """Files that were found broken, and files the scanner has not looked at."""
    found = [f"材料 {key}：{what}：请从备份恢复原件" for key, what in state.broken_files().items()]
    held = [p for p in state.held_files() if time.time() - p.stat().st_mtime > HELD]
    if held:
        found.append(f"{len(held)} 份材料等待查毒超过半小时：请查看 YIFA_SCANNER 和查毒服务")
    return found


def doctor_command(argv: list[str]) -> int:
    """Print findings, or with --coverage the proved systems and figures; --json for programs."""
    parser = argparse.ArgumentParser("yifa doctor", description="检查环境")
    parser.add_argument("--coverage", action="store_true", help="显示测试已证明的系统和指标")
    parser.add_argument("--environment", action="store_true", help="显示全部环境变量")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="代码所在文件夹")
    options = parser.parse_args(argv)
    if options.environment:
        from yifa.site.environment import page

        sys.stdout.write(page())
        return 0
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
