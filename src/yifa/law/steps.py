"""Mandatory steps of each procedure, as dated data (`data/mandatory_steps.toml`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.law.dated import by_id, in_force, known
from yifa.law.errors import LawDataError
from yifa.law.limit import KINDS
from yifa.law.reading import DATA, Row, read_toml, rows

FILE = "mandatory_steps.toml"
_PROCEDURE_FIELDS = frozenset(
    ["id", "title_zh", "mechanism", "law", "effective_from", "effective_to", "step"]
)
_STEP_FIELDS = frozenset(
    ["n", "id", "title_zh", "actor", "required", "citation", "kind", "limits", "verified"]
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step the law asks for; `limits` are ids of time limits that bind it.

    `required` is "always" (必经) or "conditional" (only where the law's own condition is met).
    """

    n: int
    id: str
    title_zh: str
    actor: str
    required: str
    citation: str
    kind: str
    limits: tuple[str, ...]
    verified: bool

    @property
    def always(self) -> bool:
        return self.required == "always"


@dataclass(frozen=True, slots=True)
class ProcedureLaw:
    """One dated version of a procedure as the law orders it, steps in order of `n`."""

    id: str
    title_zh: str
    mechanism: str
    law: str
    effective_from: date
    effective_to: date | None
    steps: tuple[Step, ...]

    def step(self, step_id: str) -> Step:
        """The step of that id. Raises KeyError."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(f"{self.id} 没有步骤 {step_id}")


@dataclass(frozen=True, slots=True)
class NoNumber:
    """A matter for which national law gives no number: a local number is not a statutory one."""

    mechanism: str
    missing: str


class Procedures:
    """All procedures by id and date."""

    def __init__(
        self, found: Iterable[ProcedureLaw], no_number: Iterable[NoNumber], file: str = FILE
    ) -> None:
        self._found = by_id(found, file)
        self.no_statutory_number = tuple(no_number)

    def get(self, procedure_id: str, on: date) -> ProcedureLaw:
        """The version in force on `on`. Raises UnknownLimit, NotInForce."""
        return in_force(self._found, procedure_id, on)

    def versions(self, procedure_id: str) -> tuple[ProcedureLaw, ...]:
        return known(self._found, procedure_id)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._found)

    def __iter__(self) -> Iterator[ProcedureLaw]:
        for versions in self._found.values():
            yield from versions


def parse_procedures(
    raw: Mapping[str, Any], limit_ids: Collection[str], file: str = FILE
) -> Procedures:
    """Validate the parsed TOML; `limit_ids` are the limits a step may name. Raises LawDataError."""
    found = [_procedure(r, limit_ids, file) for r in rows(raw, "procedure", file)]
    without = [
        NoNumber(row.text("mechanism"), row.text("missing"))
        for row in (
            Row(r, file, {"mechanism", "missing"}) for r in raw.get("no_statutory_number", [])
        )
    ]
    return Procedures(found, without, file)


def load_procedures(limit_ids: Collection[str]) -> Procedures:
    """The procedures shipped with this package, validated anew."""
    return parse_procedures(read_toml(DATA / FILE), limit_ids)


def _procedure(raw: Mapping[str, Any], limit_ids: Collection[str], file: str) -> ProcedureLaw:
    row = Row(raw, file, _PROCEDURE_FIELDS)
    start, end = row.span()
    steps = tuple(
        _step(r, row.entry, limit_ids, file) for r in rows(raw, "step", f"{file} {row.entry}")
    )
    if [step.n for step in steps] != list(range(1, len(steps) + 1)):
        row.refuse("step.n", "不是从 1 起连续的顺序", "请按顺序编号")
    if len({step.id for step in steps}) != len(steps):
        row.refuse("step.id", "有重复", "同一程序里步骤编号不得重复")
    return ProcedureLaw(
        id=row.text("id"),
        title_zh=row.text("title_zh"),
        mechanism=row.text("mechanism"),
        law=row.text("law"),
        effective_from=start,
        effective_to=end,
        steps=steps,
    )


def _step(raw: Mapping[str, Any], owner: str, limit_ids: Collection[str], file: str) -> Step:
    row = Row(raw, file, _STEP_FIELDS)
    row.entry = f"{owner}.{row.entry}"
    limits = tuple(str(item) for item in row.items("limits"))
    for item in limits:
        if item not in limit_ids:
            raise LawDataError(file, row.entry, "limits", f"没有期限 {item}", "请核对编号")
    verified = row.flag("verified")
    citation = row.text("citation", "")
    if verified and not citation.strip():
        row.refuse("citation", "缺失而写着 verified = true", "请补上出处，或者改为 false")
    return Step(
        n=row.whole("n", least=1),
        id=row.text("id"),
        title_zh=row.text("title_zh"),
        actor=row.text("actor"),
        required=row.one_of("required", {"always", "conditional"}),
        citation=citation,
        kind=row.one_of("kind", KINDS),
        limits=limits,
        verified=verified,
    )
