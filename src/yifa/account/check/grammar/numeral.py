"""Numerals: Arabic, Chinese and mixed, with what their writing says about precision.

`step` is the smallest difference the writing can show: 24.5 has 0.1, 2.8万 has 1000, 六十 has 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
CHINESE = "零一二两三四五六七八九十百千万亿"

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|(?<![\d ])[1-9]\d{0,2}(?: \d{3})+(?![\d ])|\d+)(?:\.\d+)?"
_BIG = r"(?:[十百千]?万亿|[十百千]?[万亿]|百|千(?![米克瓦字卡伏]))"
_TOKEN = re.compile(
    rf"(?P<arabic>{_ARABIC})(?:(?P<inner>[余多几来]?)(?P<big>{_BIG}))?"
    rf"|(?P<chinese>[{CHINESE}]+(?:点[零一二三四五六七八九]+)?)"
)
_ITEM = re.compile(r"^(\d{1,2})\.", re.M)
_NEXT = re.compile(rf"(\d+(?:\.\d+)?)({_BIG})")


@dataclass(frozen=True)
class Numeral:
    """A numeral in folded text: its place, value, precision and how it is written."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    chinese: bool
    upper: Decimal | None = None
    """Greater end of a spoken range (两三 → 2, upper 3)."""
    inner: str = ""
    """An approximating sign inside (20多万)."""


def numerals(text: str) -> Iterator[Numeral]:
    """Every numeral of a folded text, from left to right."""
    items = _items(text)
    for found in _TOKEN.finditer(text):
        if found["arabic"]:
            behind = items.get(found.start())
            token = _TOKEN.match(text, behind) if behind else None
            yield _arabic(text, token or found)
        else:
            yield from _chinese(found["chinese"], found.start())


def _items(text: str) -> dict[int, int]:
    """Numbers of a list that run into a number (“14.27名” behind an item 13.): start → place behind the point."""
    found: dict[int, int] = {}
    last = 0
    for line in _ITEM.finditer(text):
        number = int(line[1])
        if number == last + 1 and last and text[line.end() : line.end() + 1].isdigit():
            found[line.start()] = line.end()
        last = number
    return found


def _scale(signs: str) -> Decimal:
    scale = Decimal(1)
    for sign in signs:
        scale *= SCALE[sign]
    return scale


def _arabic(text: str, found: re.Match[str]) -> Numeral:
    digits = found["arabic"].replace(",", "").replace(" ", "")
    scale = _scale(found["big"] or "")
    step = Decimal(1).scaleb(-len(digits.partition(".")[2])) * scale
    value, end = Decimal(digits) * scale, found.end()
    while scale > 1 and (more := _NEXT.match(text, end)) and _scale(more[2]) < scale:
        scale = _scale(more[2])  # 1亿2千万
        step = Decimal(1).scaleb(-len(more[1].partition(".")[2])) * scale
        value, end = value + Decimal(more[1]) * scale, more.end()
    return Numeral(found.start(), end, value, step, False, inner=found["inner"] or "")


def _chinese(signs: str, start: int) -> Iterator[Numeral]:
    value = chinese_value(signs)
    if value is not None:
        step = Decimal(1).scaleb(-len(signs.partition("点")[2]))
        if signs[-1] in "万亿" and len(signs) > 1:
            step = _scale(signs[-1])
        yield Numeral(start, start + len(signs), value, step, True)
        return
    spoken = re.fullmatch(
        r"(十?)([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]*)", signs
    )
    if spoken:  # 两三、三五、二三十、十七八
        ten = 10 if spoken[1] else 0
        low, high = (Decimal(ten + DIGITS[spoken[i]]) * _scale(spoken[4]) for i in (2, 3))
        if low < high:
            yield Numeral(start, start + len(signs), low, _scale(spoken[4]), True, upper=high)


def chinese_value(signs: str) -> Decimal | None:
    """三百零五 → 305, 二万八千 → 28000, 九十八点五 → 98.5; None where the signs are no number."""
    whole, point, fraction = signs.partition("点")
    total = section = 0
    digit: int | None = None
    last = 10**9
    for sign in whole:
        if sign in DIGITS:
            if digit not in (None, 0):
                return _positional(whole) if not point else None
            digit = DIGITS[sign]
            continue
        scale = SCALE[sign]
        if scale >= 10_000:
            section += digit or 0
            if section + total == 0:
                section = 1
            total = (
                (total + section) * scale if scale > 10_000 and total else total + section * scale
            )
            section, digit, last = 0, None, 10**9
            continue
        if scale >= last or (digit == 0 and scale > 10):
            return None
        section += (1 if digit in (None, 0) else int(digit or 0)) * scale
        digit, last = None, scale
    tail = digit or 0
    if digit and len(whole) > 1 and whole[-2] in SCALE and SCALE[whole[-2]] >= 100:
        tail *= SCALE[whole[-2]] // 10  # 二万八 is 28000, 三百五 is 350
    value = Decimal(total + section + tail)
    if point:
        value += Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))
    return value


def _positional(signs: str) -> Decimal | None:
    """一二三零: digits said one by one, from three on (two are a spoken range)."""
    if len(signs) < 3 or any(c not in DIGITS or c == "两" for c in signs):
        return None
    return Decimal("".join(str(DIGITS[c]) for c in signs))
