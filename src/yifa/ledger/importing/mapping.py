"""Which column fills which field: by the field's label, its name, and the headings its room knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from yifa.kernel import crypto
from yifa.kernel.entry.register import Register
from yifa.ledger.importing.destination import UNIT as UNIT
from yifa.ledger.importing.destination import Column, Destination, IntoRegister, into_register
from yifa.ledger.importing.reader import Grid, Score
from yifa.ledger.importing.spec import ImportSpec

_HEADER_WITHIN = 40
_ASIDE = re.compile(r"[（(【\[].*?[）)】\]]|[*＊：:\s_/\\]")
_UNIT_END = re.compile(r"(?:单位)?(?:万元|亿元|元)$")

Mapping = dict[str, int]
"""Field name → column index."""


@dataclass(frozen=True)
class Target:
    """A column of the destination with every heading it is known by."""

    column: Column
    headings: frozenset[str]

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def label(self) -> str:
        return self.column.label

    @property
    def required(self) -> bool:
        return self.column.required

    @property
    def help(self) -> str:
        return self.column.help

    @property
    def group(self) -> str:
        return self.column.group


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A heading without width, case, spaces, stars, colons, remarks in brackets and its unit of money.

    >>> plain("* 事项名称（必填）："), plain("合同金额/万元")
    ('事项名称', '合同金额')
    """
    bare = _ASIDE.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _UNIT_END.sub("", bare) or bare


def targets(into: Destination | Register, spec: ImportSpec | None = None) -> list[Target]:
    """The destination's columns with their headings; a heading that two columns could mean belongs to the first."""
    if isinstance(into, Register):
        into = into_register(into, spec)
    if isinstance(into, IntoRegister):
        return [Target(c, _headings(c)) for c in _without_doubles(into.columns)]
    taken: set[str] = set()
    found: list[tuple[Column, set[str]]] = []
    for column in into.columns:
        own = {plain(column.label), plain(column.name)} if not column.group else set()
        names = own | {plain(a) for a in column.aliases}
        found.append((column, names))
        taken |= names
    # The bare label of a later step's field means it only where nothing else is called so.
    for column, names in found:
        label = plain(column.label)
        if column.group and label not in taken:
            names.add(label)
            taken.add(label)
    return [Target(column, frozenset(names)) for column, names in found]


def _headings(column: Column) -> frozenset[str]:
    return frozenset(map(plain, (column.label, column.name, *column.aliases)))


def _without_doubles(columns: list[Column]) -> list[Column]:
    """The unit's usual headings mean the unit only where no field is called so."""
    fields = {h for c in columns if c.name != UNIT for h in _headings(c)}
    return [
        replace(c, aliases=tuple(a for a in c.aliases if plain(a) not in fields)) if c.name == UNIT else c
        for c in columns
    ]  # fmt: skip


def _known(fields: Iterable[Target]) -> frozenset[str]:
    return frozenset(h for t in fields for h in t.headings)


def _hits(row: list[str], known: frozenset[str]) -> int:
    return len({plain(c) for c in row if c} & known)


def find_header(rows: list[list[str]], fields: Iterable[Target]) -> int:
    """Index of the row that carries the headings: the best match among the first rows, else the first wide one.

    Headings of two lines count together, under the lower line.
    """
    known = _known(fields)
    top = rows[:_HEADER_WITHIN]
    alone = [_hits(row, known) for row in top]
    both = [_hits(header_of(top, i), known) if row else 0 for i, row in enumerate(top)]
    most = max(max(alone, default=0), max(both, default=0))
    if most:
        lower = next((i for i, n in enumerate(both) if n == most and most > alone[i]), None)
        if lower is not None and most > max(alone):
            return lower
        return alone.index(most)
    return next((i for i, row in enumerate(top) if sum(map(bool, row)) > 1), 0)


def _best(known: frozenset[str], rows: list[list[str]]) -> int:
    return max((_hits(row, known) for row in rows[:_HEADER_WITHIN]), default=0)


def sheet_score(fields: Iterable[Target]) -> Score:
    """How well a worksheet matches these fields, for choosing among sheets."""
    return partial(_best, _known(fields))


def header_of(sheet: Grid | list[list[str]], header: int) -> list[str]:
    """The headings at a row, as wide as the widest of these rows.

    A gap takes the heading of the line above, and headings that stand twice get it in front: 甲方 over 名称 is 甲方名称.
    """
    rows = sheet.rows if isinstance(sheet, Grid) else sheet
    width = max(map(len, rows), default=0)
    cells = rows[header] + [""] * (width - len(rows[header]))
    above = rows[header - 1] if header else []
    if len(set(filter(None, above))) < 2:
        return cells
    above = above + [""] * (width - len(above))
    over, last = [], ""
    for text in above:
        last = text or last
        over.append(last)
    return [
        (f"{over[i]}{c}" if cells.count(c) > 1 and over[i] and over[i] != c else c)
        if c
        else above[i]
        for i, c in enumerate(cells)
    ]


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
            own = {plain(target.label), plain(target.name)} & target.headings
            names = own if exact else target.headings
            free = [columns[n] for n in names if n in columns and columns[n] not in taken]
            if free:
                mapping[target.name] = min(free)
                taken.add(mapping[target.name])
    return mapping


def layout_digest(headings: list[str], sender: str = "") -> str:
    """What a layout is remembered by: the digest of its headings in order, and of who sends it."""
    return crypto.digest(
        "\n".join([*map(plain, headings), f"@{sender}"] if sender else map(plain, headings))
    )


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
