"""Dates against each other: days that do not exist, the date in the head against the one under the text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from yifa.account.check.arith.frame import Reckoning
from yifa.account.check.finding import Finding, Verdict

_FULL = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:年|-|/|\.)(?P<m>\d{1,2})(?:月|-|/|\.)(?P<d>\d{1,2})(?!\d)日?"
)
_DAY = re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?!\d)")
_HEAD = re.compile(r"(?:成文|发文|印发|发布|生成|制发)(?:日期|时间)[:\s]*")
_LINE = re.compile(r"(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日")


def dates(reckoning: Reckoning) -> Iterator[Finding]:
    """Impossible days; head against signature; a signature before the year it reports was over."""
    text = reckoning.folded.text
    for found in _DAY.finditer(text):
        year = re.search(r"((?:19|20)\d\d)年$", text[max(0, found.start() - 5) : found.start()])
        month, day = int(found["m"]), int(found["d"])
        last = (
            29
            if month == 2 and not year
            else monthrange(int(year[1]) if year else 2024, month)[1]
            if 1 <= month <= 12
            else 0
        )
        if not 1 <= month <= 12 or not 1 <= day <= last:
            yield _finding(
                reckoning,
                "date.real",
                "日期不存在",
                Verdict.INCONSISTENT,
                f"没有“{found.group()}”这一天",
                found.span(),
            )
    head = _head(text)
    signature = _signature(text)
    if head and signature:
        (hy, hm, hd), hspan = head
        (sy, sm, sd), sspan = signature
        good = (hm, hd) == (sm, sd) and sy in (None, hy)
        words = (
            f"文首成文日期 {hy}-{hm:02}-{hd:02}，文末落款 {f'{sy}-' if sy else ''}{sm:02}-{sd:02}"
        )
        yield _finding(reckoning, "date.signature", "成文日期与落款", Verdict.CONSISTENT if good else Verdict.INCONSISTENT,
                       words + ("，一致" if good else "，不一致"), hspan, sspan)  # fmt: skip


def _head(text: str) -> tuple[tuple[int, int, int], tuple[int, int]] | None:
    for found in _HEAD.finditer(text[:3000]):
        if day := _FULL.match(text, found.end()):
            return (int(day["y"]), int(day["m"]), int(day["d"])), day.span()
    return None


def _signature(text: str) -> tuple[tuple[int | None, int, int], tuple[int, int]] | None:
    """The last line of the text that holds nothing but a date."""
    at = len(text)
    for line in reversed(text.split("\n")[-12:]):
        at -= len(line)
        if day := _LINE.fullmatch(line.strip("()")):
            return (int(day["y"]) if day["y"] else None, int(day["m"]), int(day["d"])), (
                at,
                at + len(line),
            )
        at -= 1
    return None


def _finding(
    reckoning: Reckoning,
    check: str,
    title: str,
    verdict: Verdict,
    words: str,
    *spans: tuple[int, int],
) -> Finding:
    places = tuple(reckoning.folded.source_span(*s) for s in spans)
    return Finding(
        "arithmetic",
        check,
        title,
        verdict,
        words,
        places,
        "error" if verdict == Verdict.INCONSISTENT else "info",
    )
