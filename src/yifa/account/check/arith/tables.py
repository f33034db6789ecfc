"""Tables: columns and rows against their totals, and prose against tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from yifa.account.check.arith.compare import same_class, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.fold import fold
from yifa.account.check.grammar.quantity import Kind, Quantity

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总数|总和|汇总)")


def tables(reckoning: Reckoning) -> Iterator[Finding]:
    """Sums of tables, then the prose beside them."""
    cells: dict[int, dict[tuple[int, int], Quantity]] = defaultdict(dict)
    for quantity in reckoning.quantities:
        if quantity.cell:
            cells[quantity.cell[0]][quantity.cell[1:]] = quantity
    for number, filled in cells.items():
        words = [
            [fold(reckoning.document.text[c.start : c.end]).text.strip() for c in row]
            for row in reckoning.document.tables[number].rows
        ]
        yield from _columns(words, filled)
        yield from _rows(words, filled)
        yield from _prose(reckoning, words, filled)


def _columns(words: list[list[str]], cells: dict[tuple[int, int], Quantity]) -> Iterator[Finding]:
    start = 1
    for r, row in enumerate(words):
        label = next((w for w in row if w), "")
        if not _TOTAL.match(label):
            continue
        top = start if r > start else r + 1
        bottom = r if r > start else len(words)
        for c in sorted({c for (x, c) in cells if x == r}):
            whole = cells[r, c]
            members = [
                cells[x, c]
                for x in range(top, bottom)
                if (x, c) in cells and not _TOTAL.match(next((w for w in words[x] if w), ""))
            ]
            if len(members) >= 2 and whole.kind in (Kind.COUNT, Kind.MONEY):
                yield _sum(whole, members, f"表中“{words[0][c] if c < len(words[0]) else ''}”列")
        if label.startswith("小计"):
            start = r + 1


def _rows(words: list[list[str]], cells: dict[tuple[int, int], Quantity]) -> Iterator[Finding]:
    head = words[0] if words else []
    for c, name in enumerate(head):
        if not _TOTAL.match(name):
            continue
        for r in sorted({r for (r, x) in cells if x == c}):
            others = [
                x for (y, x) in cells if y == r and x != c and cells[y, x].kind == cells[r, c].kind
            ]
            side = [x for x in others if x < c] or [x for x in others if x > c]
            members = [cells[r, x] for x in sorted(side)]
            if len(members) >= 2 and cells[r, c].kind in (Kind.COUNT, Kind.MONEY):
                yield _sum(cells[r, c], members, f"表中“{words[r][0]}”行")


def _sum(whole: Quantity, members: list[Quantity], where: str) -> Finding:
    value = sum((m.value for m in members), Decimal(0))
    slack = sum((m.step / 2 for m in members if m.step != 1), Decimal(0)) + (
        whole.step / 2 if whole.step != 1 else 0
    )
    reckoned = " + ".join(shown(m.value) for m in members) + f" = {shown(value)}"
    good = abs(value - whole.value) <= slack
    words = f"{where}：{reckoned}，合计写作 {shown(whole.value)}" + (
        "，相符" if good else f"，相差 {shown(abs(value - whole.value))}"
    )
    return finding(
        "table.sum",
        "表内合计",
        Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
        words,
        whole,
        *members,
    )


def _prose(
    reckoning: Reckoning, words: list[list[str]], cells: dict[tuple[int, int], Quantity]
) -> Iterator[Finding]:
    """A count of the prose whose subject names a row (and the column, where there are several) of the table."""
    for (r, c), cell in cells.items():
        label = re.sub(
            r"[(（][^()（）]*[)）]|[数量]$|\s",
            "",
            next((w for w in words[r] if w and not re.match(r"[\d.]+$", w)), ""),
        )
        column = re.sub(
            r"[(（][^()（）]*[)）]|[数量]$|\s", "", words[0][c] if c < len(words[0]) else ""
        )
        if len(label) < 3 or _TOTAL.match(label):
            continue
        several = len({x for (y, x) in cells if y == r}) > 1
        for quantity in reckoning.quantities:
            if (
                quantity.cell
                or label not in quantity.subject
                or quantity.kind not in (Kind.COUNT, Kind.MONEY, Kind.PERCENT)
            ):
                continue
            if not (same_class(quantity, cell) or (not cell.unit and quantity.kind == Kind.COUNT)):
                continue
            if several and (
                not column or column.rstrip("件次人户项") not in quantity.subject + quantity.before
            ):
                continue
            low, high = quantity.interval()
            good = low <= cell.value <= high
            yield finding("table.prose", "正文与表格", Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
                          f"正文“{quantity.text}”，表中“{label}”为 {shown(cell.value)}", quantity, cell)  # fmt: skip
