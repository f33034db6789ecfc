"""A finding: what was looked at, what holds, with the sum written out and the words it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Verdicts of a check."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    ATTAINABLE = "attainable"
    NOT_CHECKABLE = "not checkable"
    NOTICE = "notice"


VERDICT_ZH = {
    Verdict.CONSISTENT: "相符", Verdict.INCONSISTENT: "不符", Verdict.ATTAINABLE: "可以成立",
    Verdict.NOT_CHECKABLE: "无法核对", Verdict.NOTICE: "提示",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One finding.

    `family`: arithmetic, contents, sameness, masking. `check` names the rule, `words` tell the result with the sum
    written out, `spans` are the source places it is about, `severity` is error, warning or info, `cite` its ground.
    """

    family: str
    check: str
    title: str
    verdict: Verdict
    words: str
    spans: tuple[tuple[int, int], ...] = ()
    severity: str = "info"
    cite: str = ""
