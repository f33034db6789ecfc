"""Reading one row of a TOML data file, field by field, refusing what is not as declared."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from yifa.law.errors import LawDataError

DATA = Path(__file__).parent / "data"


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file. Raises LawDataError if it is missing or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise LawDataError(path.name, "文件", "路径", f"读不到（{path}）", "请重新安装") from exc
    except tomllib.TOMLDecodeError as exc:
        raise LawDataError(path.name, "文件", "语法", f"不是 TOML（{exc}）", "请改正该处") from exc


class Row:
    """One table of a data file; knows where it stands so that a refusal can say so."""

    def __init__(self, raw: Mapping[str, Any], file: str, fields: Collection[str]) -> None:
        self._raw = raw
        self.file = file
        self.entry = str(raw.get("id") or raw.get("mechanism") or "（无 id）")
        for name in raw:
            if name not in fields:
                # a misspelt optional field would otherwise be dropped without a word
                self.refuse(name, "不是已知字段", "请删去或改正拼写")

    def refuse(self, field: str, problem: str, remedy: str) -> NoReturn:
        """Raise LawDataError for this row."""
        raise LawDataError(self.file, self.entry, field, problem, remedy)

    def has(self, field: str) -> bool:
        return field in self._raw

    def raw(self, field: str) -> object:
        if field not in self._raw:
            self.refuse(field, "缺失", "请补上")
        return self._raw[field]

    def text(self, field: str, default: str | None = None) -> str:
        if default is not None and not self.has(field):
            return default
        value = self.raw(field)
        if not isinstance(value, str):
            self.refuse(field, f"应为文字，现为 {value!r}", "请加引号")
        text = str(value)
        if default is None and not text.strip():
            self.refuse(field, "是空的", "请填写")
        return text

    def one_of(self, field: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.text(field, default)
        if value not in allowed:
            self.refuse(field, f"不认识“{value}”", f"只能是 {'、'.join(sorted(allowed))}")
        return value

    def whole(self, field: str, *, least: int = 0) -> int:
        value = self.raw(field)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.refuse(field, f"应为不小于 {least} 的整数，现为 {value!r}", "请改成整数")
        return value

    def flag(self, field: str, default: bool | None = None) -> bool:
        if default is not None and not self.has(field):
            return default
        value = self.raw(field)
        if not isinstance(value, bool):
            self.refuse(field, f"应为 true 或 false，现为 {value!r}", "请改正")
        return bool(value)

    def day(self, field: str) -> date:
        value = self.raw(field)
        if isinstance(value, datetime) or not isinstance(value, date):
            self.refuse(field, f"应为日期，现为 {value!r}", "请写成 2024-01-01，不加引号")
        return value

    def span(self) -> tuple[date, date | None]:
        """(effective_from, effective_to); the end is inclusive and absent while in force."""
        start = self.day("effective_from")
        end = self.day("effective_to") if self.has("effective_to") else None
        if end is not None and end < start:
            self.refuse("effective_to", f"（{end}）早于起始日 {start}", "请核对两个日期")
        return start, end

    def table(self, field: str) -> Mapping[str, Any]:
        value = self.raw(field)
        if not isinstance(value, dict):
            self.refuse(field, "应为一张表", "请写成 { … }")
        return value

    def items(self, field: str) -> list[Any]:
        if not self.has(field):
            return []
        value = self.raw(field)
        if not isinstance(value, list):
            self.refuse(field, "应为数组", "请写成 [ … ]")
        return value


def rows(raw: Mapping[str, Any], key: str, file: str) -> list[Mapping[str, Any]]:
    """The array of tables `key`. Raises LawDataError when it is absent or empty."""
    found = raw.get(key)
    if not isinstance(found, list) or not found:
        raise LawDataError(file, "文件", key, "一条也没有", f"请检查 [[{key}]]")
    return found
