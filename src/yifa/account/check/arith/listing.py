"""Names that an activity or a slogan counts: 在甲村、乙村开展活动2次; “双察” and the two words it stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from yifa.account.check.arith.compare import is_whole, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Quantity

_ITEM = r"[^、,。;:!?\d\n()“”]{2,12}?"
_HELD = re.compile(
    rf"(?:在|到|赴|深入|走进|前往|面向)(?P<items>(?:{_ITEM}、)*{_ITEM}(?:、|和|与|及){_ITEM})(?P<more>等)?(?:地|处)?(?:分别|相继|先后|各)?"
    rf"(?:举办|开展|组织|召开|进行|举行|实施)[^,。;]*$"
)
_PAIR = re.compile(r"“(?P<n>[双两二三四])(?P<word>[一-龥])”")
_LOOSE = frozenset("的了和与及等各对在为将把被是有不“”一二三四五六七八九十双两")
_NUMBERS = {"双": 2, "两": 2, "二": 2, "三": 3, "四": 4}


def listings(reckoning: Reckoning) -> Iterator[Finding]:
    """Only what agrees is told: an activity may be held twice in one place, a slogan may stand for other words."""
    for sentence in reckoning.sentences:
        previous: Quantity | None = None
        for quantity in sentence:
            if is_whole(quantity) and quantity.unit in ("次", "场", "场次", "期"):
                yield from _held(reckoning, quantity, previous)
            previous = quantity
    yield from _slogans(reckoning)


def _held(reckoning: Reckoning, quantity: Quantity, previous: Quantity | None) -> Iterator[Finding]:
    found = _HELD.search(reckoning.lead(quantity, previous)[-120:])
    if not found or found["more"]:
        return
    items = [i for i in re.split(r"[、和与及]", found["items"]) if i]
    if len(items) == quantity.value:
        words = f"列举 {len(items)} 处（{'、'.join(items)}），写作 {shown(quantity.value)} {quantity.unit}"
        yield finding("names.held", "列举与次数", Verdict.CONSISTENT, words, quantity)


def _slogans(reckoning: Reckoning) -> Iterator[Finding]:
    text = reckoning.folded.text
    for found in _PAIR.finditer(text):
        end = text.find("\n", found.end())
        around = text[found.start() : end if end >= 0 else len(text)]
        word, number = found["word"], _NUMBERS[found["n"]]
        for rule in (rf"([^\W\d_]){word}", rf"{word}([^\W\d_])"):
            heads = Counter(m[1] for m in re.finditer(f"(?={rule})", around))
            named = [h for h, times in heads.items() if times > 1 and h not in _LOOSE]
            if len(named) != number:
                continue
            told = "、".join(f"{h}{word}" if rule.startswith("([") else f"{word}{h}" for h in named)
            place = reckoning.folded.source_span(found.start("n"), found.end("word"))
            words = f"下文说到{told}，写作“{found['n']}{word}”"
            yield Finding(
                "arithmetic", "names.mechanism", "列举与个数", Verdict.CONSISTENT, words, (place,)
            )
            break
