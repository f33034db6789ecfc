"""`yifa figures`: ask figures on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from yifa.kernel import moment
from yifa.kernel.figure import ask
from yifa.kernel.figure.engine import Engine, EngineMissing
from yifa.kernel.figure.engine.django import DjangoEngine
from yifa.kernel.figure.engine.duck import DuckEngine, export
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.published_cli import seed_check
from yifa.kernel.figure.registry import UnknownFigure, all_facts, all_figures, figure_of
from yifa.kernel.figure.upkeep_cli import cube_command, freeze_command, list_command
from yifa.kernel.organization.models import Unit

UPKEEP = {"list": list_command, "cube": cube_command, "freeze": freeze_command}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yifa figures", description="查询指标：由登记的记录算出，可以追到每一行",
        epilog="例：yifa figures disclosure.request.received --year 2019 --unit yunxi --by month；"
        "另有 yifa figures list、cube、freeze，各有 --help",
    )  # fmt: skip
    parser.add_argument("figure", nargs="?", metavar="指标", help="指标编号；不写则列出全部")
    parser.add_argument(
        "--seed-check", action="store_true", help="已公布报告中的每个数与记录算得的数对照"
    )
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--year", type=int, help="年度，默认今年")
    when.add_argument("--period", metavar="YYYYMM-YYYYMM", help="起止月份，含首尾")
    parser.add_argument("--unit", metavar="代码", help="单位及其下级；不写则为全部单位")
    parser.add_argument("--by", metavar="unit|month|列", help="按下级单位、月份或者允许的列细分")
    parser.add_argument("--engine", choices=("db", "duckdb"), default="db", help="计算引擎")
    parser.add_argument("--export", action="store_true", help="先把事实表导出为 Parquet")
    parser.add_argument("--rows", action="store_true", help="列出构成该数的记录编号")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def period_of(year: int | None, written: str | None) -> Period:
    """A year (this one if none), or months as written. Raises `ValueError`."""
    if written:
        first, _, last = written.partition("-")
        return Period(int(first), int(last or first))
    return Period.year(year or moment.today().year)


def value_json(value: Any) -> dict[str, Any]:
    """A value as JSON: integers exact, what is shown as text."""
    return {
        "numerator": value.numerator, "denominator": value.denominator, "rows": value.rows,
        "shown": None if value.shown is None else str(value.shown), "text": value.text,
    }  # fmt: skip


def figures_command(argv: list[str]) -> int:
    """Run `yifa figures`; exit code 0 done, 1 the question cannot be answered, 2 the words are off."""
    if argv and argv[0] in UPKEEP:
        return UPKEEP[argv[0]](argv[1:])
    words = _parser().parse_args(argv)
    if words.seed_check:
        return seed_check(words.year, as_json=words.json)
    try:
        period = period_of(words.year, words.period)
        unit = Unit.objects.filter(code=words.unit).first() if words.unit else None
        if words.unit and unit is None:
            return _fail(f"没有这个单位代码：{words.unit}")
        if words.export:
            for table, count in export(all_facts()).items():
                sys.stderr.write(f"已导出 {table}：{count} 行\n")
            if not words.figure:
                return 0
        engine: Engine = DuckEngine() if words.engine == "duckdb" else DjangoEngine()
        if not words.figure:
            return _list(period, unit, engine, as_json=words.json)
        figure = figure_of(words.figure, period)
        return _one(figure, period, unit, engine, words)
    except ValueError as bad:
        return _fail(str(bad))
    except (UnknownFigure, EngineMissing) as bad:
        return _fail(str(bad))


def _list(period: Period, unit: Unit | None, engine: Engine, *, as_json: bool) -> int:
    found = [(f, ask.value(f, period, unit, engine=engine)) for f in all_figures()]
    if as_json:
        said = [{"id": f.id, "title": f.title, "room": f.room} | value_json(v) for f, v in found]
        return _print(json.dumps(said, ensure_ascii=False, indent=1))
    width = max((len(f.id) for f, _ in found), default=0)
    lines = [f"{f.id.ljust(width)}  {f.title}：{v.text}" for f, v in found]
    return _print("\n".join([f"{unit.name if unit else '全部单位'}，{period}", *lines]))


def _one(
    figure: Figure, period: Period, unit: Unit | None, engine: Engine, words: argparse.Namespace
) -> int:
    found = ask.value(figure, period, unit, engine=engine)
    parts = ask.by(figure, words.by, period, unit, engine=engine) if words.by else []
    ids = ask.rows(figure, period, unit, engine=engine) if words.rows else []
    if words.json:
        said: dict[str, Any] = {
            "id": figure.id, "title": figure.title, "unit": unit.code if unit else None,
            "from_ym": period.from_ym, "to_ym": period.to_ym, "engine": engine.name,
            "cut_off": engine.cut_off().isoformat(), "definition": figure.definition,
        }  # fmt: skip
        said |= value_json(found)
        if words.by:
            said["by"] = [{"key": r.key, "label": r.label} | value_json(r.value) for r in parts]
        if words.rows:
            said["ids"] = ids
        return _print(json.dumps(said, ensure_ascii=False, indent=1))
    lines = [f"{figure.title}：{found.text}", f"{unit.name if unit else '全部单位'}，{period}"]
    if found.denominator is not None:
        lines.append(f"分子 {found.numerator}，分母 {found.denominator}")
    lines += [f"  {r.label}  {r.value.text}" for r in parts]
    lines += [str(i) for i in ids]
    return _print("\n".join(lines))


def _print(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 1
