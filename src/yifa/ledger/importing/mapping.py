"""Which column fills which field: by the field's label, its name, and the headings its room knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from yifa.kernel import crypto
from yifa.kernel.entry.register import Register
from yifa.ledger.importing.reader import Grid, Score
from yifa.ledger.importing.spec import ImportSpec

UNIT = "@unit"
"""The column that names the unit answering for a row, where it is no field of the form."""
_UNIT_HEADINGS = ("所属单位", "单位", "登记单位", "责任单位", "归口单位")
_HEADER_WITHIN = 20
_ASIDE = re.compile(r"[（(【\[].*?[）)】\]]|[*＊：:\s_]")

Mapping = dict[str, int]
"""Field name → column index."""


@dataclass(frozen=True)
class Target:
    """A field that a column can fill."""

    name: str
    label: str
    required: bool
    help: str
    headings: frozenset[str]


def plain(text: str) -> str:
    """A heading without width, case, spaces, stars, colons and remarks in brackets.

    >>> plain("* 事项名称（必填）：")
    '事项名称'
    """
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text)).lower()


def targets(register: Register, spec: ImportSpec) -> list[Target]:
    """The register's fields in form order, then the unit unless one of them names it."""
    found = []
    for name, field in register.form().fields.items():
        label = str(field.label or name)
        names = {label, name, *spec.aliases.get(name, ())}
        found.append(
            Target(
                name,
                label,
                field.required,
                str(field.help_text or ""),
                frozenset(map(plain, names)),
            )
        )
    if not spec.unit_from:
        taken = {h for t in found for h in t.headings}
        headings = frozenset(map(plain, _UNIT_HEADINGS)) - taken
        found.append(Target(UNIT, "所属单位", False, "留空则归入所选单位", headings))
    return found


def _known(fields: Iterable[Target]) -> frozenset[str]:
    return frozenset(h for t in fields for h in t.headings)


def _hits(row: list[str], known: frozenset[str]) -> int:
    return len({plain(c) for c in row if c} & known)


def find_header(rows: list[list[str]], fields: Iterable[Target]) -> int:
    """Index of the row that carries the headings: the best match among the first rows, else the first wide one."""
    known = _known(fields)
    top = rows[:_HEADER_WITHIN]
    hits = [_hits(row, known) for row in top]
    most = max(hits, default=0)
    if most:
        return hits.index(most)
    return next((i for i, row in enumerate(top) if sum(map(bool, row)) > 1), 0)


def _best(known: frozenset[str], rows: list[list[str]]) -> int:
    return max((_hits(row, known) for row in rows[:_HEADER_WITHIN]), default=0)


def sheet_score(fields: Iterable[Target]) -> Score:
    """How well a worksheet matches these fields, for choosing among sheets."""
    return partial(_best, _known(fields))


def header_of(grid: Grid, header: int) -> list[str]:
    """The headings, as wide as the widest row."""
    width = max(map(len, grid.rows))
    cells = grid.rows[header]
    return cells + [""] * (width - len(cells))


def automatic(headings: list[str], fields: Iterable[Target]) -> Mapping:
    """Fields whose heading is there; label and name go before other headings, the first column before later ones."""
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings):
        if heading:
            columns.setdefault(plain(heading), index)
    mapping: Mapping = {}
    taken: set[int] = set()
    wanted = list(fields)
    for exact in (True, False):
        for target in wanted:
            if target.name in mapping:
                continue
            names = {plain(target.label), plain(target.name)} if exact else target.headings
            free = [columns[n] for n in names if n in columns and columns[n] not in taken]
            if free:
                mapping[target.name] = min(free)
                taken.add(mapping[target.name])
    return mapping


def layout_digest(headings: list[str]) -> str:
    """What a layout is remembered by: the digest of its headings in order."""
    return crypto.digest("\n".join(plain(h) for h in headings))


def letter(index: int) -> str:
    """The column's letter in a spreadsheet.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
