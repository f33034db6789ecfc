"""Statutory time limits and thresholds, as dated data (`data/time_limits.toml`).

A limit id names a question ("how long for a disclosure reply?"); each version answers it for a
span of days. The day that *triggers* the period chooses the version, so an application received on
the last day of the old law keeps the old law's days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from yifa.law.counting import CountingRule, CountingRules, shipped_rules
from yifa.law.dated import by_id, in_force, known
from yifa.law.limit import BOUNDS, KINDS, MODES, PERIOD_UNITS, UNITS, Extension, Limit
from yifa.law.local import TABLE, LocalLimit, localised
from yifa.law.reading import DATA, Row, read_toml, rows

FILE = "time_limits.toml"
OFFICE_FILE = "office_limits.toml"
"""Limits of which no text names a number: placeholders that remind and never judge, until the place enters its own."""
# the counting rules each unit may refer to
_COUNTED_BY = {
    "working_day": "working_day",
    "day": "calendar",
    "month": "calendar",
    "year": "calendar",
    "hour": "hour",
    "annual_date": "date",
}
_EXTENSION_FIELDS = frozenset({"mode", "value", "unit", "times"})
_FIELDS = frozenset(
    [
        "id",
        "title_zh",
        "mechanism",
        "kind",
        "law",
        "article",
        "actor",
        "value",
        "unit",
        "unit_label",
        "bound",
        "date_inclusive",
        "direction",
        "counting",
        "suspendable",
        "trigger",
        "extension",
        "effective_from",
        "effective_to",
        "effective_basis",
        "status",
        "verified",
        "placeholder",
        "agreed",
        "in_force_confirmed",
        "source_type",
    ]
)


class LimitBook:
    """All limits by id and date, with the rules that count them; immutable.

    `local` holds validated local versions laid over the shipped ones (see `with_local`).
    """

    def __init__(
        self,
        limits: Iterable[Limit],
        rules: CountingRules,
        file: str = FILE,
        local: Iterable[Limit] = (),
    ) -> None:
        self.rules = rules
        self._limits = by_id(limits, file)
        layers: dict[str, list[Limit]] = {}
        for limit in local:
            layers.setdefault(limit.local_unit or "", []).append(limit)
        self._layers = {code: by_id(layer, TABLE) for code, layer in layers.items()}

    def get(self, limit_id: str, on: date, unit_code: str = "") -> Limit:
        """The version in force on the trigger's day: the unit's own local value if there is one,
        else the district's, else the shipped one. Raises UnknownLimit, NotInForce.
        """
        for code in dict.fromkeys((unit_code, "")) if self._layers else ():
            for version in self._layers.get(code, {}).get(limit_id, ()):
                if version.effective_from <= on <= (version.effective_to or date.max):
                    return version
        return in_force(self._limits, limit_id, on)

    def with_local(self, overrides: Iterable[LocalLimit]) -> LimitBook:
        """A book with these local values laid over the shipped ones (earlier local values drop).

        Raises UnknownLimit, StatutoryLimit (only `local_default` may be overridden), LawDataError.
        """
        local = [localised(self.versions(row.id), row) for row in overrides]
        return LimitBook(self, self.rules, local=local)

    def locals(self) -> tuple[Limit, ...]:
        """Every local version, of every unit."""
        return tuple(v for layer in self._layers.values() for vs in layer.values() for v in vs)

    def versions(self, limit_id: str) -> tuple[Limit, ...]:
        """Every version, oldest first. Raises UnknownLimit."""
        return known(self._limits, limit_id)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._limits)

    def rule(self, limit: Limit, on: date) -> CountingRule:
        """The counting rule of a period on a day. Raises UnknownLimit for a threshold (it has none)."""
        return self.rules.get(limit.counting, on)

    def __iter__(self) -> Iterator[Limit]:
        for versions in self._limits.values():
            yield from versions

    def __len__(self) -> int:
        """The number of versions."""
        return sum(len(versions) for versions in self._limits.values())

    def __contains__(self, limit_id: object) -> bool:
        return limit_id in self._limits


def parse_limits(
    raw: Mapping[str, Any], rules: CountingRules | None = None, file: str = FILE
) -> LimitBook:
    """Validate the parsed TOML. Raises LawDataError naming file, id, field and remedy."""
    book_rules = rules or shipped_rules()
    found = [_limit(Row(r, file, _FIELDS), book_rules) for r in rows(raw, "limit", file)]
    return LimitBook(found, book_rules, file)


def load_limits() -> LimitBook:
    """The limits shipped with this package, validated anew."""
    found = read_toml(DATA / FILE)["limit"] + read_toml(DATA / OFFICE_FILE)["limit"]
    return parse_limits({"limit": found})


def _limit(row: Row, rules: CountingRules) -> Limit:
    unit = row.one_of("unit", UNITS)
    bound = row.one_of("bound", BOUNDS)
    start, end = row.span()
    verified = row.flag("verified")
    value: int | tuple[int, int] = _month_day(row) if unit == "annual_date" else row.whole("value")
    limit = Limit(
        id=row.text("id"),
        title_zh=row.text("title_zh"),
        mechanism=row.text("mechanism"),
        kind=row.one_of("kind", KINDS),
        law=row.text("law", ""),
        article=row.text("article", ""),
        actor=row.text("actor", ""),
        value=value,
        unit=unit,
        bound=bound,
        effective_from=start,
        effective_to=end,
        effective_basis=row.one_of(
            "effective_basis", {"source_text", "general_knowledge", "placeholder"}
        ),
        status=row.one_of("status", {"in_force", "superseded"}),
        verified=verified,
        source_type=row.text("source_type"),
        unit_label=row.text("unit_label", ""),
        date_inclusive=row.flag("date_inclusive", None if unit == "annual_date" else True),
        direction=row.one_of("direction", {"after", "before"}, "after"),
        counting=row.text("counting", ""),
        suspendable=row.flag("suspendable", False),
        trigger=row.text("trigger", ""),
        extension=_extension(row, unit) if row.has("extension") else None,
        placeholder=row.flag("placeholder", False),
        agreed=row.flag("agreed", False),
        in_force_confirmed=(
            row.flag("in_force_confirmed") if row.has("in_force_confirmed") else None
        ),
    )
    _check(row, limit, rules)
    return limit


def _month_day(row: Row) -> tuple[int, int]:
    text = row.text("value")
    try:
        # a leap year, so that 02-29 is a date
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        row.refuse("value", f"不是月日：{text!r}", '请写成 "03-31"')
    return day.month, day.day


def _extension(row: Row, unit: str) -> Extension:
    inner = Row({**row.table("extension")}, row.file, _EXTENSION_FIELDS)
    inner.entry = f"{row.entry}.extension"
    mode = inner.one_of("mode", MODES)
    value = inner.whole("value", least=1) if inner.has("value") else None
    times = inner.whole("times", least=1) if inner.has("times") else 1
    if mode != "discretionary" and value is None:
        inner.refuse("value", "缺失", f"{mode} 必须写明数值")
    if inner.one_of("unit", PERIOD_UNITS) != unit:
        inner.refuse("unit", f"与原期限的单位 {unit} 不同", "请核对条文")
    return Extension(mode, unit, value, times)


def _check(row: Row, limit: Limit, rules: CountingRules) -> None:
    """What one field alone cannot show."""
    if limit.verified and not (limit.law.strip() and limit.article.strip()):
        row.refuse("article", "没有出处而写着 verified = true", "请补上法律和条，或者改为 false")
    if limit.placeholder and limit.verified:
        row.refuse("placeholder", "占位值不能写 verified = true", "请核实数值后去掉 placeholder")
    if limit.status == "superseded" and limit.effective_to is None:
        row.refuse("effective_to", "缺失而状态是 superseded", "请写上失效日")
    if not (limit.is_period or limit.is_yearly):
        if limit.counting:
            row.refuse("counting", "写在了一个不是期间的条目上", "请删去")
        return
    if limit.counting not in rules:
        row.refuse("counting", f"没有“{limit.counting}”这条规则", "请看 counting_rules.toml")
    if not rules.covers(limit.counting, limit.effective_from, limit.effective_to):
        row.refuse("counting", f"“{limit.counting}”没有盖住本条的有效期", "请补上该规则的旧版本")
    rule = rules.get(limit.counting, limit.effective_from)
    if rule.days != _COUNTED_BY[limit.unit]:
        row.refuse("counting", f"“{rule.id}”不按 {limit.unit} 计算", "请换一条规则")
    if rule.only and limit.value not in rule.only:
        row.refuse("counting", f"“{rule.id}”没有列出 {limit.value} 日", "请按自然日的规则计算")
