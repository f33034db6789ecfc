"""One name written in two ways: quoted slogans that differ in a single character."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from yifa.account.check.arith.frame import Reckoning
from yifa.account.check.finding import Finding, Verdict

_QUOTED = re.compile(r"“(?P<name>[一-龥A-Za-z0-9+·]{4,12})”")
_NUMBER = re.compile(r"[一二两三四五六七八九十百双]")
_KIND = re.compile(
    r"(?:工程|行动|活动|工作法|机制|模式|平台|品牌|计划|制度|服务|热线|课堂|大讲堂|改革|办法)$"
)
_OPPOSED = frozenset(
    "前后上下内外新老旧大小多少东西南北中市区县镇村乡街省国校企男女进出线公私民刑点年月日户组甲乙丙丁ABCDabcd0123456789一二两三四五六七八九十百千万零双单首再初终"
)


def variants(reckoning: Reckoning) -> Iterator[Finding]:
    """Pairs of quoted names of one length, alike but for one character that makes no other name of it."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for found in _QUOTED.finditer(reckoning.folded.text):
        if _NUMBER.search(found["name"]) or _KIND.search(found["name"]):
            places[found["name"]].append(found.span("name"))
    by_length: dict[int, list[str]] = defaultdict(list)
    for name in places:
        by_length[len(name)].append(name)
    for names in by_length.values():
        for one, other in combinations(names, 2):
            differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
            if len(differing) != 1 or set(differing[0]) & _OPPOSED:
                continue
            spans = tuple(reckoning.folded.source_span(*places[name][0]) for name in (one, other))
            words = f"“{one}”{len(places[one])} 处，“{other}”{len(places[other])} 处，只差一字，应是同一名称"
            yield Finding("arithmetic", "naming.variant", "同一名称两种写法", Verdict.INCONSISTENT, words, spans, "warning")  # fmt: skip
