"""Bringing in an edition of an indicator system from TOML or CSV: checked whole, then entered whole."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from yifa.account.assessment.forms import SystemForm
from yifa.kernel.entry.enter import Standing, enter, enter_many
from yifa.kernel.errors import BatchRefused, InvalidData
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write

COLUMNS = {
    "序号": "code", "上级序号": "parent", "内容": "title", "分值": "full_score", "绑定指标": "figures",
    "达标值": "aim", "已取得原文": "known",
}  # fmt: skip
MAX_ROWS = 3000


@dataclass(frozen=True)
class Edition:
    """What a file says: the system (its values may come from the form) and its nodes in order."""

    system: dict[str, Any]
    nodes: list[dict[str, Any]]


def shipped() -> list[Edition]:
    """The editions that come with the house: facts only."""
    found = []
    for entry in files("yifa.account.assessment").joinpath("data").iterdir():
        if entry.name.endswith(".toml"):
            found.append(read(entry.name, entry.read_bytes()))
    return found


def read(name: str, content: bytes) -> Edition:
    """Read a file by its ending. Raises `InvalidData` that names the row."""
    text = _text(content)
    if name.lower().endswith(".toml"):
        return _toml(text)
    if name.lower().endswith(".csv"):
        return Edition({}, _csv(text))
    raise _wrong("只接受 .csv 或者 .toml 文件；表格请另存为 CSV")


def _wrong(message: str) -> InvalidData:
    return InvalidData({"file": [message]}, {"file": "文件"})


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong("文件编码不是 UTF-8 或者 GB18030")


def _toml(text: str) -> Edition:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"不是正确的 TOML：{error}") from error
    system, nodes = raw.get("system", {}), raw.get("indicator", [])
    if not isinstance(system, dict) or not isinstance(nodes, list):
        raise _wrong("应有 [system] 和 [[indicator]]")
    return Edition(system, [_node(row, n) for n, row in enumerate(nodes, 1)])


def _csv(text: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text))
    heads = {h: COLUMNS.get((h or "").strip(), (h or "").strip()) for h in reader.fieldnames or []}
    if "code" not in heads.values():
        raise _wrong("表头应有“序号”，可有：" + "、".join(COLUMNS))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise _wrong(f"不是正确的 CSV：{error}") from error
    return [
        _node(
            {
                heads[h]: (v or "").strip()
                for h, v in row.items()
                if h in heads and isinstance(v, str)
            },
            n,
        )
        for n, row in enumerate(rows, 1)
    ]


def _node(row: Any, n: int) -> dict[str, Any]:
    if not isinstance(row, dict) or not str(row.get("code", "")).strip():
        raise _wrong(f"第 {n} 行没有序号")
    if n > MAX_ROWS:
        raise _wrong(f"超过 {MAX_ROWS} 行")
    known = row.get("known", bool(row.get("title")))
    if isinstance(known, str):
        known = known not in ("否", "0", "false", "") if known else bool(row.get("title"))
    node = {
        k: str(row.get(k, "") or "")
        for k in ("code", "parent", "title", "full_score", "figures", "aim")
    }
    return node | {"known": known, "order": n}


def bring_in(actor: Actor, edition: Edition, system: dict[str, Any], unit: Unit) -> tuple[int, int]:
    """Enter the system and its nodes, whole or not at all; the same file again changes nothing.

    Returns (nodes added or changed, nodes in all). Raises a `Refusal`; a bad row is named by its number.
    """
    values = {**edition.system, **{k: v for k, v in system.items() if v}, "at": unit.code}
    form = SystemForm(values)
    if not form.is_valid():
        raise InvalidData(
            {k: [str(e) for e in v] for k, v in form.errors.items()},
            {name: str(f.label or name) for name, f in form.fields.items()},
        )
    _check(edition.nodes)
    code = str(values["code"])
    with write():
        enter(actor, "report_indicator_system", values, unit=unit, reason="导入", key=code)
        rows = [Standing(n | {"system": code}, unit) for n in edition.nodes]
        try:
            entered = enter_many(actor, "report_indicator", rows, reason="导入")
        except BatchRefused as refused:
            said = [f"第 {i + 1} 行：{r}" for i, r in sorted(refused.refusals.items())]
            raise InvalidData({"file": said[:20]}, {"file": "文件"}) from refused
    return sum(1 for e in entered if e.what != "same"), len(entered)


def _check(nodes: list[dict[str, Any]]) -> None:
    codes = [n["code"] for n in nodes]
    twice = sorted({c for c in codes if codes.count(c) > 1})
    if twice:
        raise _wrong(f"序号重复：{'、'.join(twice[:10])}")
    known = set(codes)
    orphans = [
        f"{n['parent']}（{n['code']} 的上级）"
        for n in nodes
        if n["parent"] and n["parent"] not in known
    ]
    if orphans:
        raise _wrong(f"上级序号不存在：{'、'.join(orphans[:10])}")
    if not nodes:
        raise _wrong("文件里没有指标")
