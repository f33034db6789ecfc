"""`yifa figures list|cube|freeze`: the catalogue, the cube's upkeep, and which periods are closed."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from yifa.kernel.figure import cube
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.freeze import intact
from yifa.kernel.figure.models import CubeCell, CubeState, Freeze
from yifa.kernel.figure.registry import all_facts, all_figures


def _out(said: Any, lines: list[str], *, as_json: bool) -> None:
    text = json.dumps(said, ensure_ascii=False, indent=1) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")


def _entry(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id, "title": figure.title, "room": figure.room, "fact": figure.fact.id,
        "measure": type(figure.measure).__name__.lower(), "unit_word": figure.unit_word,
        "decimals": figure.decimals, "stock": figure.stock is not None, "period": figure.period_column,
        "disaggregations": list(figure.disaggregations), "definition": figure.definition,
        "cite": figure.cite, "source": figure.source, "since": str(figure.since),
        "until": str(figure.until) if figure.until else None, "digest": figure.digest(),
    }  # fmt: skip


def list_command(argv: list[str]) -> int:
    """The catalogue: every figure with its definition; nothing is counted."""
    parser = argparse.ArgumentParser("yifa figures list", description="列出指标目录，不计算")
    parser.add_argument("--room", default="", metavar="业务", help="只列一个业务的指标")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    words = parser.parse_args(argv)
    found = [_entry(f) for f in all_figures() if words.room in ("", f.room)]
    lines = [f"{f['id']}  {f['title']}（{f['unit_word']}）{f['definition']}" for f in found]
    _out(found, lines, as_json=words.json)
    return 0 if found else 1


def cube_command(argv: list[str]) -> int:
    """Exit code 0: done, and what is kept agrees with the records; 1: cells differ, or a fact has no cells."""
    parser = argparse.ArgumentParser("yifa figures cube", description="汇总表：状态、核对、重建")
    parser.add_argument("do", choices=("status", "reconcile", "rebuild"), help="做什么")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    words = parser.parse_args(argv)
    if words.do == "rebuild":
        cells = cube.rebuild()
        _out({"cells": cells}, [f"已重建，共 {cells} 格"], as_json=words.json)
        return 0
    return _status(as_json=words.json) if words.do == "status" else _reconcile(as_json=words.json)


def _kept() -> list[str]:
    return [fact.id for fact in all_facts() if cube.figures_of(fact)]


def _status(*, as_json: bool) -> int:
    fresh, states = cube.states(), {s.fact: s for s in CubeState.objects.all()}
    said = [
        {
            "fact": fact, "cells": CubeCell.objects.filter(fact=fact).count(), "fresh": fact in fresh,
            "seal": states[fact].seal if fact in states else None,
            "folded_at": states[fact].folded_at.isoformat() if fact in states else None,
        }
        for fact in _kept()
    ]  # fmt: skip
    words = {True: "可用", False: "已过时，页面改查记录"}
    lines = [
        f"{s['fact']}：{s['cells']} 格，{s['folded_at'] or '尚未汇总'}，{words[bool(s['fresh'])]}"
        for s in said
    ]
    _out(said, lines, as_json=as_json)
    return int(any(s["folded_at"] is None for s in said))


def _reconcile(*, as_json: bool) -> int:
    """The sealer must have caught up for the answer to be fair."""
    built = set(CubeState.objects.values_list("fact", flat=True))
    facts = [f for f in all_facts() if f.id in built]
    found = [d for fact in facts for d in cube.reconcile(fact)]
    missing = [fact for fact in _kept() if fact not in built]
    said = {
        "facts": len(facts), "missing": missing,
        "differences": [
            {"figure": d.figure, "unit": d.unit_id, "ym": d.ym, "kept": d.kept, "counted": d.counted}
            for d in found
        ],
    }  # fmt: skip
    lines = [f"{d.figure} 单位 {d.unit_id} {d.ym}：存 {d.kept}，算 {d.counted}" for d in found]
    lines += [f"{fact}：尚未汇总" for fact in missing]
    lines.append(f"核对 {len(facts)} 张事实表，{len(found)} 格不符")
    _out(said, lines, as_json=as_json)
    return int(bool(found or missing))


def freeze_command(argv: list[str]) -> int:
    """Exit code 0: every edition listed is still what was signed; 1: one is not, or there is none."""
    parser = argparse.ArgumentParser(
        "yifa figures freeze", description="封账：哪些期间已经签发，是否仍与签发时一致"
    )
    parser.add_argument("do", choices=("status",), help="做什么")
    parser.add_argument("--unit", metavar="代码", default="", help="只看一个单位")
    parser.add_argument("--year", type=int, help="只看一个年度")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    words = parser.parse_args(argv)
    rows = Freeze.objects.unscoped("the operator's command line").select_related(
        "unit", "signed_by"
    )
    if words.unit:
        rows = rows.filter(unit__code=words.unit)
    if words.year:
        rows = rows.filter(from_ym__gte=words.year * 100, to_ym__lte=words.year * 100 + 12)
    said = [_edition(f) for f in rows.order_by("unit__code", "from_ym", "to_ym", "edition")]
    lines = [
        f"{s['unit']} {s['from_ym']}—{s['to_ym']} 第{s['edition']}版（{'正式' if s['final'] else '暂定'}）"
        f" {s['figures']} 项，截止 {s['cut_off']}，{'完整' if s['intact'] else '与签发时不一致'}"
        for s in said
    ]
    _out(said, lines or ["还没有封账的期间"], as_json=words.json)
    return int(not said or not all(s["intact"] for s in said))


def _edition(freeze: Freeze) -> dict[str, Any]:
    return {
        "unit": freeze.unit.code, "from_ym": freeze.from_ym, "to_ym": freeze.to_ym,
        "edition": freeze.edition, "final": freeze.is_final, "cut_off": freeze.cut_off.isoformat(),
        "signed_by": freeze.signed_by.username, "reason": freeze.reason, "broken": freeze.broken,
        "figures": freeze.figures.count(), "digest": freeze.digest, "intact": intact(freeze),
    }  # fmt: skip
