"""A workbook written as it is read: rows go in one at a time, packed bytes come out at once (ECMA-376, transitional).

A cell's style follows its type: date, moment, whole number, money (`Decimal`), words. Words are inline strings, which no
spreadsheet runs; those that begin like a formula also carry the quote mark, so that they stay words when edited.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone

from yifa.kernel.paper.table import extent
from yifa.ledger.exporting import parts

MOST_ROWS = 1_048_575
"""Rows below the heading that one worksheet holds; what follows goes on in a further worksheet."""
_SAMPLE = 200
_CHUNK = 500
_EXACT = 10**15
_LONGEST = 32_767
_CUT = "……（未完）"
_ORDINAL = date(1899, 12, 30).toordinal()
_DAY = timedelta(days=1)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Sheet:
    """One worksheet: headings and rows, read once. A `note` sheet is a list of (name, words) without a filter."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    note: bool = False


class _Out:
    """Takes what the packer writes and gives it on."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._at = 0

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        self._at += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def written(sheets: Iterable[Sheet], title: str, made: datetime) -> Iterator[bytes]:
    """The workbook's bytes. Memory does not grow with the rows; the sheets are read one after another."""
    out = _Out()
    done: list[parts.Made] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as pack:  # type: ignore[call-overload]
        for sheet in sheets:
            rows: Iterator[Sequence[Any]] = iter(sheet.rows)
            more, turn = True, 0
            while more:
                turn += 1
                name = _named(sheet.name if turn == 1 else f"{sheet.name}（{turn}）", done)
                place = f"xl/worksheets/sheet{len(done) + 1}.xml"
                count = 0
                with pack.open(place, "w", force_zip64=True) as page:
                    first = list(islice(rows, _SAMPLE))
                    page.write(parts.opened(_widths(sheet, first), note=sheet.note).encode())
                    page.write(_line(1, sheet.heads, head=not sheet.note).encode())
                    rows = chain(first, rows)
                    body = islice(rows, MOST_ROWS)
                    while chunk := list(islice(body, _CHUNK)):
                        lines = [_line(count + n, row) for n, row in enumerate(chunk, start=2)]
                        count += len(chunk)
                        page.write("".join(lines).encode())
                        if data := out.taken():
                            yield data
                    page.write(parts.closed(len(sheet.heads), count, note=sheet.note).encode())
                done.append(parts.Made(name, len(sheet.heads), count, sheet.note))
                following = next(rows, None) if count == MOST_ROWS else None
                more = following is not None
                if following is not None:
                    rows = chain([following], rows)
        for place, content in parts.frame(done, title, made):
            pack.writestr(place, content)
    yield out.taken()


def _named(name: str, done: list[parts.Made]) -> str:
    """A worksheet name as the format allows it, unlike those before."""
    base = _FORBIDDEN.sub(" ", name).strip(" '")[:31] or "表"
    taken = {d.name.lower() for d in done}
    chosen, turn = base, 2
    while chosen.lower() in taken:
        chosen, turn = f"{base[:27]}({turn})", turn + 1
    return chosen


def _widths(sheet: Sheet, rows: list[Sequence[Any]]) -> list[float]:
    """Wide enough for the headings and most of the first rows, and never wider than a line is read."""
    found = []
    for column, head in enumerate(sheet.heads):
        texts = [shown(row[column]) for row in rows if column < len(row)]
        lengths = sorted(extent(text) * 2 for text in texts)
        usual = lengths[int(len(lengths) * 0.95)] if lengths else 0
        found.append(min(max(extent(head) * 2 + 3, usual + 2, 8), 90 if sheet.note else 48))
    return found


def shown(value: Any) -> str:
    """What a cell says, as words: for CSV and for column widths."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def harmless(cell: Any) -> str:
    """A CSV cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    words = shown(cell)
    number = isinstance(cell, int | Decimal | float)
    return f"'{words}" if words.startswith(_FORMULA) and not number else words


def _local(value: datetime) -> datetime:
    return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value


def _line(number: int, row: Sequence[Any], *, head: bool = False) -> str:
    cells = [_cell(f"{parts.letter(n)}{number}", v, head=head) for n, v in enumerate(row)]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: Any, *, head: bool) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        value = "是" if value else "否"
    if isinstance(value, datetime):
        local = _local(value)
        days = (local - datetime.combine(local.date(), datetime.min.time())) / _DAY
        serial = local.toordinal() - _ORDINAL + days
        return f'<c r="{place}" s="{parts.MOMENT}"><v>{serial:.9f}</v></c>'
    if isinstance(value, date) and value.year >= 1901:
        return f'<c r="{place}" s="{parts.DATE}"><v>{value.toordinal() - _ORDINAL}</v></c>'
    if isinstance(value, Decimal) and value.is_finite() and abs(value) < _EXACT:
        return f'<c r="{place}" s="{parts.MONEY}"><v>{value:f}</v></c>'
    if isinstance(value, int | float) and abs(value) < _EXACT:
        return f'<c r="{place}" s="{parts.NUMBER}"><v>{value}</v></c>'
    words = _LOOKS_ESCAPED.sub("_x005F_", _UNPRINTABLE.sub("", shown(value)))
    if len(words) > _LONGEST:
        words = words[: _LONGEST - len(_CUT)] + _CUT
    style = parts.HEAD if head else parts.QUOTED if words.startswith(_FORMULA) else parts.WORDS
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(words)}</t></is></c>'
    )
