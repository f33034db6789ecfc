"""How a period is counted: which days count, whether the last day moves, and which article says so.

The rules are data (`data/counting_rules.toml`), dated like the limits that refer to them, because
the articles moved when the statutes were revised though the way of counting did not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from yifa.law.dated import by_id, in_force, known
from yifa.law.errors import LawDataError
from yifa.law.reading import DATA, Row, read_toml, rows

FILE = "counting_rules.toml"
KINDS = frozenset({"working_day", "calendar", "hour", "date"})
_FIELDS = frozenset(
    [
        "id",
        "title_zh",
        "law",
        "article",
        "days",
        "only",
        "start_excluded",
        "roll_forward",
        "effective_from",
        "effective_to",
        "verified",
    ]
)


@dataclass(frozen=True, slots=True)
class CountingRule:
    """One dated version of a way of counting.

    `days`: working_day | calendar | hour | date (a fixed date of the year, not a period).
    `only`: if not empty, the article speaks of these numbers of days and no others.
    `roll_forward`: a last day that is a rest day moves to the next working day.
    """

    id: str
    title_zh: str
    law: str
    article: str
    days: str
    only: tuple[int, ...]
    start_excluded: bool
    roll_forward: bool
    effective_from: date
    effective_to: date | None
    verified: bool

    @property
    def citation(self) -> str:
        """Where this way of counting stands, for a reader."""
        return f"{self.law}{self.article}"


class CountingRules:
    """All counting rules, by id and date."""

    def __init__(self, rules: Iterable[CountingRule], file: str = FILE) -> None:
        self._rules = by_id(rules, file)

    def get(self, rule_id: str, on: date) -> CountingRule:
        """The version in force on `on`. Raises UnknownLimit, NotInForce."""
        return in_force(self._rules, rule_id, on)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._rules

    def covers(self, rule_id: str, start: date, end: date | None) -> bool:
        """Whether versions of the rule stand without a gap from `start` to `end` (None = for good)."""
        reached = start
        for rule in known(self._rules, rule_id):
            if rule.effective_from > reached:
                return False
            if rule.effective_to is None or (end is not None and rule.effective_to >= end):
                return True
            reached = max(reached, rule.effective_to + timedelta(days=1))
        return False


def parse_rules(raw: Mapping[str, Any], file: str = FILE) -> CountingRules:
    """Validate the parsed TOML. Raises LawDataError naming file, id, field and remedy."""
    return CountingRules((_rule(Row(r, file, _FIELDS)) for r in rows(raw, "rule", file)), file)


def load_rules() -> CountingRules:
    """The rules shipped with this package."""
    return parse_rules(read_toml(DATA / FILE))


@lru_cache(maxsize=1)
def shipped_rules() -> CountingRules:
    """`load_rules()`, read once."""
    return load_rules()


def _rule(row: Row) -> CountingRule:
    start, end = row.span()
    only = row.items("only")
    if not all(type(n) is int and n > 0 for n in only):
        raise LawDataError(row.file, row.entry, "only", "应为正整数数组", "请改正")
    return CountingRule(
        id=row.text("id"),
        title_zh=row.text("title_zh"),
        law=row.text("law"),
        article=row.text("article"),
        days=row.one_of("days", KINDS),
        only=tuple(only),
        start_excluded=row.flag("start_excluded"),
        roll_forward=row.flag("roll_forward"),
        effective_from=start,
        effective_to=end,
        verified=row.flag("verified"),
    )
