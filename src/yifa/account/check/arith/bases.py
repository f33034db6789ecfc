"""Which counts a rate can be of."""

from __future__ import annotations

import re

from yifa.account.check.grammar.quantity import Quantity

_OUTCOME = re.compile(
    r"办结|审结|结案|化解|成功|纠错|败诉|整改|答复|回复|采纳|履行|调处|调解|调撤|和解|维持|销号|解决|按期|及时|按时|查处|办复|反馈|处置|满意"
)
_OF_PERSONS = re.compile(r"合格|通过|参训|到课|持证|优秀|及格")
_OPINION = re.compile(r"满意|知晓|好评")
_CASES = frozenset(
    ["件", "起", "宗", "例", "桩", "案", "件次", "条", "项", "个", "处", "批", "批次", "人次", "户"]
)
_PERSONS = frozenset(["人", "名", "位", "人次", "户", "件", "家", "卷", "份", "批次"])

_ASKED = frozenset(["人", "名", "位", "人次", "户", "件", "家"])


def related(name: str, base: Quantity) -> bool:
    """Whether a rate can be of that count: outcomes are of cases, passing is of persons, others must share words with it.

    28 events are no base for the satisfaction of those who came.
    """
    fits = (
        (_OUTCOME.search(name) and base.unit in _CASES)
        or (_OF_PERSONS.search(name) and base.unit in _PERSONS)
        or (_OPINION.search(name) and base.unit in _ASKED)
    )
    if fits:
        return True
    said = base.subject + base.before + base.after[:12]
    return any(name[n : n + 2] in said for n in range(len(name) - 1))
