"""What a comment in the margin says, and who says it."""

from __future__ import annotations

from yifa.account.check.finding import VERDICT_ZH, Finding

AUTHOR = "报告审读"


def comment_words(finding: Finding) -> str:
    """What a comment says: the verdict, what it is about, the sum written out, the ground."""
    cite = f"\n依据：{finding.cite}" if finding.cite else ""
    return clean(f"{VERDICT_ZH[finding.verdict]}：{finding.title}\n{finding.words}{cite}")


def clean(words: str) -> str:
    """Words without the control signs that XML forbids."""
    return "".join(c for c in words if c >= " " or c == "\n")
