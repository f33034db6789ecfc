"""What became of everything that was gone through: kept, changed, struck off — and the rest nobody told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yifa.account.check.arith.compare import is_whole, shown
from yifa.account.check.arith.frame import Reckoning, finding
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.quantity import Quantity

_GONE_THROUGH = re.compile(
    r"(?:涉及|覆盖|涵盖|清理|梳理|核查|核实|核对|评估|排查|摸排|复核|确认|对)[^,。;]{0,16}$"
)
_BEHIND = re.compile(r"^[^,。;]{0,20}(?:开展|进行)[^,。;]{0,6}(?:评估|清理|核查|梳理|复核|确认)")
_KEPT = re.compile(r"保留|继续有效|维持有效|继续执行|继续实施|继续使用|确认|符合")
_DROPPED = re.compile(r"注销|撤销|取消|废止|失效|修改|修订|合并|整合|划转|删除|终止|停用|清退")
_ABOUT = re.compile(r"[^,。;]*$")


def outcomes(reckoning: Reckoning) -> Iterator[Finding]:
    """A total gone through against its outcomes, where both what was kept and what was dropped are told."""
    for row in reckoning.periods:
        for i, whole in enumerate(row):
            if not is_whole(whole) or whole.value < 2 or _outcome(reckoning, row, i):
                continue
            if not (_GONE_THROUGH.search(whole.before) or _BEHIND.match(whole.after)):
                continue
            following = row[i + 1 :]
            if not following or "其中" in reckoning.between(whole, following[0]):
                continue
            yield from _judged(reckoning, row, i)


def _outcome(reckoning: Reckoning, row: list[Quantity], i: int) -> str:
    """`kept`, `dropped` or empty: the verb of the count's own clause."""
    lead = reckoning.lead(row[i], row[i - 1] if i else None)
    found = _ABOUT.search(lead)
    own = (found.group() if found else "") + re.split(r"[,。;、和]", row[i].after)[0][:6]
    kept, dropped = _KEPT.search(own), _DROPPED.search(own)
    return "dropped" if dropped else "kept" if kept else ""


def _judged(reckoning: Reckoning, row: list[Quantity], i: int) -> Iterator[Finding]:
    whole = row[i]
    members: list[Quantity] = []
    kinds: set[str] = set()
    for n in range(i + 1, len(row)):
        part = row[n]
        if part.unit != whole.unit or not is_whole(part):
            break
        what = _outcome(reckoning, row, n)
        joined = bool(members) and bool(
            re.fullmatch(r"[^,。;]*[、和及][^,。;]*", reckoning.between(members[-1], part))
        )
        if not what and not joined:
            break
        members.append(part)
        kinds.add(what)
    if not {"kept", "dropped"} <= kinds:
        return
    value = sum((m.value for m in members), Decimal(0))
    summed = " + ".join(shown(m.value) for m in members) + f" = {shown(value)}"
    if value == whole.value:
        words = f"{summed}，总数 {shown(whole.value)}，相符"
        yield finding(
            "parts.outcomes", "处理结果与总数", Verdict.CONSISTENT, words, whole, *members
        )
        return
    gap = shown(abs(whole.value - value))
    tail = f"其余 {gap} 的处理结果没有写" if value < whole.value else f"多出 {gap}"
    words = f"{summed}，总数 {shown(whole.value)}，{tail}"
    yield finding(
        "parts.outcomes",
        "处理结果与总数",
        Verdict.INCONSISTENT,
        words,
        whole,
        *members,
        severity="warning",
    )
