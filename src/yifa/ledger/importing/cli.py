"""`yifa import REGISTER FILE --unit CODE`: the same import as on the page, for long files and for jobs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yifa.kernel import moment
from yifa.kernel.errors import Refusal
from yifa.kernel.organization.models import Unit, User
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.destination import Destination, all_destinations
from yifa.ledger.importing.door import drop, planned
from yifa.ledger.importing.plan import Plan, told
from yifa.ledger.importing.reader import Unreadable
from yifa.ledger.importing.stage import stage

DONE, SOME_BAD, UNUSABLE = 0, 1, 2
_SHOWN = 200
_WORDS = {"added": "新增", "changed": "变更", "same": "一致", "bad": "有误"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "yifa import", description="把表格导入登记簿，或者把历史台账导入为事项。合格的行进入，有误的行指明位置和改法；同一文件重复导入不产生变化。",
        epilog="退出码：0 全部合格；1 部分行有误（其余已导入）；2 文件不能用或者参数有误，什么也没有写入。",
    )  # fmt: skip
    parser.add_argument(
        "register", metavar="REGISTER", help="登记簿或者事项，如 service_item、disclosure.request"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=".csv .tsv .xlsx .xls .ods")
    parser.add_argument("--unit", required=True, metavar="CODE", help="导入单位的代码")
    parser.add_argument(
        "--as", dest="username", metavar="USERNAME", help="以此账号的权限导入；不写则以系统身份"
    )
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="生效日期，默认今天")
    parser.add_argument("--source", default="", help="来源系统，默认为文件名")
    parser.add_argument(
        "--sheet", default="", metavar="NAME", help="工作表的名称，默认为表头最相符的一张"
    )
    parser.add_argument("--one-unit", action="store_true", help="全部归入 --unit，不看部门列")
    parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    return parser


def import_command(argv: list[str]) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(argv)
    try:
        plan = _run(options)
    except (Refusal, OSError) as error:
        return _refused(str(error), options.json)
    if options.json:
        answer = {
            "dry_run": options.dry_run, **plan.counts, "problems": told(plan.problems),
            "units": {n.text: n.unit.code if n.unit else None for n in plan.units},
        }  # fmt: skip
        _say(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print(plan, options.dry_run)
    return SOME_BAD if plan.counts["bad"] else DONE


def _run(options: argparse.Namespace) -> Plan:
    register, unit, actor = (
        _register(options.register),
        _unit(options.unit),
        _actor(options.username),
    )
    run = stage(
        actor, register, unit, raw=options.file.read_bytes(), file_name=options.file.name,
        source_system=options.source, on=options.on or moment.today(), one_unit=options.one_unit,
        sheet=options.sheet,
    )  # fmt: skip
    if not options.json:
        for note in run.notes:
            _say(note)
    try:
        plan = planned(actor, run)
        if options.dry_run or not plan.writes_total:
            drop(run)
            return plan
        return commit(actor, run)
    except Refusal:
        drop(run)
        raise


def _register(target: str) -> Destination:
    known = {d.id: d for d in all_destinations()}
    if target not in known:
        listed = "、".join(f"{d.id}（{d.title}）" for d in known.values())
        raise Unreadable(f"没有登记簿 {target}", remedy=f"可用：{listed}")
    return known[target]


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code, closed_on__isnull=True).first()
    if unit is None:
        raise Unreadable(f"没有单位 {code}", remedy="请用组织机构中的单位代码")
    return unit


def _actor(username: str | None) -> Actor:
    if not username:
        return Actor.system("命令行导入")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Unreadable(f"没有启用的账号 {username}")
    return Actor.of(user)


def _refused(message: str, as_json: bool) -> int:
    if as_json:
        _say(json.dumps({"error": message}, ensure_ascii=False))
    else:
        sys.stderr.write(f"{message}\n")
    return UNUSABLE


def _print(plan: Plan, dry_run: bool) -> None:
    counts = "，".join(f"{_WORDS[what]} {n}" for what, n in plan.counts.items())
    _say(("预览（未写入）：" if dry_run else "") + counts)
    missing = [n for n in plan.units if n.unit is None]
    if missing:
        _say(
            f"组织机构中没有的单位，已归入导入单位：{'、'.join(f'{n.text} {n.rows} 行' for n in missing)}"
        )
    for note in plan.skipped[:_SHOWN]:
        _say(note)
    _list("有误", plan.errors, plan.errors_total)
    _list("提示", plan.warnings, plan.warnings_total)


def _list(title: str, found: Sequence[Any], total: int) -> None:
    if not found:
        return
    _say(f"{title} {total} 处：")
    for problem in found[:_SHOWN]:
        _say(f"  {problem}")
    if total > _SHOWN:
        _say(f"  …… 另有 {total - _SHOWN} 处，用 --json 看前 1000 处")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
