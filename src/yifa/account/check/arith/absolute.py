"""Words that leave no remainder (清零, 零隐患, 矛盾不出村) beside a rate that leaves one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yifa.account.check.arith.compare import shown
from yifa.account.check.arith.frame import Reckoning, span
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Kind, Quantity

_NOTHING_LEFT = (
    re.compile(
        r"“?无(?P<of>[一-龥]{2,8}?)(?:区|县|市|镇|乡|村|街道|社区|单位)”?(?=[,。;、创称]|$)"
    ),
    re.compile(
        r"(?<![一二三四五六七八九十])零(?P<of>隐患|积案|上访|投诉|遗留|事故|发生|逾期|超期|未结)"
    ),
    re.compile(
        r"(?P<of>[一-龥]{2,8}?)(?:动态)?(?:清零|清仓见底|见底清零|全部(?:化解|办结|整改|销号|清零))"
    ),
)
_NOT_PASSED_ON = re.compile(
    r"(?P<of>矛盾|纠纷|问题|小事|大事|事)不(?:上交|上行|出[村镇乡区县市组]|外溢|升级|激化)"
)
_SETTLED = re.compile(r"化解|调处|调解|办结|整改|解决|销号|处置|完成|审结|治理")
_REACH = 60


def absolutes(reckoning: Reckoning) -> Iterator[Finding]:
    """A verdict wherever such words follow or precede a rate below 100 % in one sentence."""
    text = reckoning.folded.text
    for sentence in reckoning.sentences:
        for rate in sentence:
            if rate.kind != Kind.PERCENT or not rate.exact or rate.value >= 100:
                continue
            stop = re.search(r"[。\n]", text[rate.fold_to : rate.fold_to + _REACH])
            end = rate.fold_to + (stop.start() if stop else _REACH)
            start = max(text.rfind("。", 0, rate.fold_at), text.rfind("\n", 0, rate.fold_at)) + 1
            told = text[start : rate.fold_at]
            if _SETTLED.search(re.split(r"[;]", told)[-1]):
                yield from _beside(reckoning, rate, told, rate.fold_to, end)


def _beside(
    reckoning: Reckoning, rate: Quantity, told: str, start: int, end: int
) -> Iterator[Finding]:
    words = reckoning.folded.text[start:end]
    left = f"{shown(rate.value)}% 还余 {shown(100 - rate.value)}%"
    for rule in _NOTHING_LEFT:
        for found in rule.finditer(words):
            of = found["of"]
            if not any(of[n : n + 2] in told for n in range(len(of) - 1)):
                continue
            yield _said(reckoning, rate, [(start + found.start(), start + found.end())],
                        f"{left}，与“{found.group().strip('“”')}”不能同时成立", Verdict.INCONSISTENT)  # fmt: skip
            return
    if several := list(_NOT_PASSED_ON.finditer(words)):
        said = "、".join(found.group() for found in several)
        yield _said(reckoning, rate, [(start + f.start(), start + f.end()) for f in several],
                    f"{left}，“{said}”是否包括这一部分，原文没有写", Verdict.NOT_CHECKABLE)  # fmt: skip


def _said(
    reckoning: Reckoning,
    rate: Quantity,
    places: list[tuple[int, int]],
    words: str,
    verdict: Verdict,
) -> Finding:
    spans = (span(rate), *(reckoning.folded.source_span(*place) for place in places))
    severity = "warning" if verdict == Verdict.INCONSISTENT else "info"
    return Finding("arithmetic", "absolute.rest", "绝对说法与比率", verdict, words, spans, severity)
