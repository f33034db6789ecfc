"""Rules of a report's contents, as data with ground and severity."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rule:
    """One rule: `data` holds what its kind needs (match, limit, fields …)."""

    id: str
    kind: str
    title: str
    severity: str
    cite: str
    data: dict[str, Any]

    def __hash__(self) -> int:
        return hash(self.id)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package."""
    rows = tomllib.loads((_HERE / "report_rules.toml").read_text(encoding="utf-8"))["rule"]
    return tuple(Rule(r["id"], r["kind"], r["title"], r["severity"], r["cite"], r) for r in rows)


@dataclass(frozen=True)
class Office:
    """What one office does otherwise: rules switched off, settings of rules (severity, title, cite, limit, fields), names of its own."""

    off: frozenset[str] = frozenset()
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: tuple[dict[str, Any], ...] = ()


_SETTABLE = frozenset({"severity", "title", "cite", "limit", "fields", "match"})
_SEVERITIES = frozenset({"error", "warning", "info"})


def office_of(path: Path) -> Office:
    """Read an office's file; raises `ValueError` with one sentence for what it does not understand.

    `off = ["part.other"]`, `[rule."length.over"] limit = 8000`, `[[name]] old = "…" new = "…" since = 2024 rule = "stale.body"`.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"找不到文件：{path}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as bad:
        raise ValueError(f"{path} 读不出：{bad}") from None
    settings, names = told.get("rule", {}), told.get("name", [])
    if wrong := sorted(set(told) - {"off", "rule", "name"}):
        raise ValueError(f"{path} 里不认识：{'、'.join(wrong)}（可写 off、rule、name）")
    for rule, values in settings.items():
        if bad_keys := sorted(set(values) - _SETTABLE):
            raise ValueError(f"{path}：规则 {rule} 没有这一设置：{'、'.join(bad_keys)}")
        if values.get("severity", "info") not in _SEVERITIES:
            raise ValueError(f"{path}：规则 {rule} 的 severity 只能是 error、warning、info")
    for name in names:
        if set(name) != {"old", "new", "since", "rule"}:
            raise ValueError(f"{path}：每个 name 须写 old、new、since、rule")
    return Office(frozenset(told.get("off", ())), settings, tuple(names))


def chosen(off: Iterable[str] = (), office: Office | None = None) -> dict[str, Rule]:
    """The rules in use, by id; raises `ValueError` for an id that is none."""
    office = office or Office()
    off = set(off) | office.off
    known = {rule.id for rule in all_rules()}
    named = off | set(office.settings) | {n["rule"] for n in office.names}
    if wrong := sorted(named - known):
        raise ValueError(f"没有这条规则：{'、'.join(wrong)}（可用：{'、'.join(sorted(known))}）")
    return {rule.id: _own(rule, office) for rule in all_rules() if rule.id not in off}


def _own(rule: Rule, office: Office) -> Rule:
    """A rule with the office's settings and names."""
    values = office.settings.get(rule.id, {})
    names = [n for n in office.names if n["rule"] == rule.id]
    if not values and not names:
        return rule
    plain = {key: values[key] for key in ("severity", "title", "cite") if key in values}
    return replace(rule, **plain, data=rule.data | values | {"names": names})


@lru_cache(maxsize=1)
def stale_names() -> tuple[dict[str, Any], ...]:
    """Names of bodies and laws no longer in force."""
    return tuple(tomllib.loads((_HERE / "stale.toml").read_text(encoding="utf-8"))["name"])
