"""Numbers said with words of their own: 百分之, 分之, 成, 半, 首位, 翻番."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yifa.account.check.grammar.approx import word_after
from yifa.account.check.grammar.numeral import DIGITS, chinese_value

_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)"
_PART = re.compile(
    rf"(?P<whole>百|千|万|[二三四五六七八九十]|\d+)分之(?P<part>{_NUMBER})(?P<points>个百分点)?"
)
_TENTH = re.compile(
    r"(?<![第一-龥])?(?P<n>[一二两三四五六七八九])成(?P<half>[半一二三四五六七八九])?(?=[,。;、的以左多余)\n]|案件|群众|左右|$)(?!立|员|功|果|效)"
)
_HALF = re.compile(
    r"(?P<share>(?<![大小多])(?:一半|半数)(?=以上|[,。;、的)\n]|左右|$))|(?<![上下前后两大多近每一个])半(?P<time>个月|个小时|小时|个工作日|天|日)(?=[,。;、内以之左)就即可办\n]|$)"
)
_FIRST = re.compile(
    r"(?:位?[列居]|排名?|稳居|保持|居于)(?P<scope>[^,。;、\d]{0,12}?)(?P<first>首位|榜首)"
)
_FOLD = re.compile(r"翻(?:了)?(?P<n>[一两二三]|\d)番")


@dataclass(frozen=True)
class Spoken:
    """A quantity with a numeral word of its own; places are of the folded text."""

    start: int
    end: int
    at: int
    to: int
    value: Decimal
    step: Decimal
    unit: str
    after: str = ""
    ordinal: bool = False


def _value(signs: str) -> Decimal | None:
    return Decimal(signs) if signs[0].isdigit() else chinese_value(signs)


def spoken(text: str) -> Iterator[Spoken]:
    """Every such quantity of a folded text, without order."""
    for found in _PART.finditer(text):
        whole, part = _value(found["whole"]), _value(found["part"])
        if whole is None or part is None or not whole or found["whole"] == "万":
            continue
        value = part * 100 / whole
        digits = len(found["part"].partition("点")[2] or found["part"].partition(".")[2])
        exact = found["whole"] in ("百", "千")
        after = word_after(text[found.end() : found.end() + 6])
        yield Spoken(
            found.start(), found.end() + len(after), found.start(), found.end(),
            value if exact else value.quantize(Decimal("0.01")),
            Decimal(1).scaleb(-digits) * (100 / whole) if exact else Decimal("0.01"),
            "百分点" if found["points"] else "%", after,
        )  # fmt: skip
    for found in _TENTH.finditer(text):
        more = found["half"]
        value = Decimal(
            DIGITS[found["n"]] * 10 + (5 if more == "半" else DIGITS[more] if more else 0)
        )
        after = word_after(text[found.end() : found.end() + 6])
        yield Spoken(
            found.start(),
            found.end() + len(after),
            found.start(),
            found.end(),
            value,
            Decimal(1 if more else 10),
            "%",
            after,
        )
    for found in _HALF.finditer(text):
        after = word_after(text[found.end() : found.end() + 6])
        value, unit = (Decimal(50), "%") if found["share"] else (Decimal("0.5"), found["time"])
        yield Spoken(
            found.start(),
            found.end() + len(after),
            found.start(),
            found.end(),
            value,
            Decimal("0.1"),
            unit,
            after,
        )
    for found in _FIRST.finditer(text):
        yield Spoken(
            found.start("first"),
            found.end(),
            found.start("first"),
            found.end(),
            Decimal(1),
            Decimal(1),
            "位",
            ordinal=True,
        )
    for found in _FOLD.finditer(text):
        at = found.start("n")
        value = Decimal(found["n"]) if found["n"].isdigit() else Decimal(DIGITS[found["n"]])
        yield Spoken(at, found.end(), at, at + 1, value, Decimal(1), "番")
