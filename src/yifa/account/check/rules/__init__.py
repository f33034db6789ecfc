"""Rules of a report's contents, as data with ground and severity."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
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


def chosen(off: Iterable[str] = ()) -> dict[str, Rule]:
    """The rules in use, by id; raises `ValueError` for an id that is none."""
    off = set(off)
    known = {rule.id for rule in all_rules()}
    if wrong := sorted(off - known):
        raise ValueError(f"没有这条规则：{'、'.join(wrong)}（可用：{'、'.join(sorted(known))}）")
    return {rule.id: rule for rule in all_rules() if rule.id not in off}


@lru_cache(maxsize=1)
def stale_names() -> tuple[dict[str, Any], ...]:
    """Names of bodies and laws no longer in force."""
    return tuple(tomllib.loads((_HERE / "stale.toml").read_text(encoding="utf-8"))["name"])
