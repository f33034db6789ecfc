"""The first text of a draft: the five parts in words of our own, the first one made of the rooms' chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yifa.account.report.compose import Asking, referred
from yifa.account.report.parts import PARTS, Kind
from yifa.kernel.figure import BadFigure, Period
from yifa.kernel.figure.chapter import (
    BadReference,
    Chapter,
    Reference,
    all_chapters,
    blocks,
    problems,
)
from yifa.kernel.organization.models import Unit

OPENING = {
    Kind.DISTRICT: "本年度，在上级党委、政府领导下，坚持依法行政，以办理记录为据总结工作。现将有关情况报告如下。",
    Kind.DEPARTMENT: "本年度，结合部门职责推进依法履职，以办理记录为据总结工作。现将有关情况报告如下。",
    Kind.TOWN: "本年度，立足基层治理推进依法行政，以办理记录为据总结工作。现将有关情况报告如下。",
}
SHORTCOMINGS = {
    Kind.DISTRICT: "- （写明一项不足及其表现。）原因是（写明原因，并指出责任环节）。",
    Kind.DEPARTMENT: "- （写明本部门履职中的一项不足。）原因是（写明原因）。",
    Kind.TOWN: "- （写明基层执法、服务或者治理中的一项不足。）原因是（写明原因）。",
}
LEADERS = {
    Kind.DISTRICT: "区委主要负责人（写明部署、听取汇报、督办的具体事项）。\n\n区政府主要负责人（写明组织实施、研究解决的具体问题）。",
    Kind.DEPARTMENT: "部门主要负责人（写明组织学法、审核把关、研究解决的具体问题）。",
    Kind.TOWN: "党委（党工委）主要负责人（写明部署、听取汇报、督办的具体事项）。\n\n乡镇（街道）行政主要负责人（写明组织实施、研究解决的具体问题）。",
}
NEXT = {
    Kind.DISTRICT: "- （写明下一年的一项任务、责任单位和完成时间。）",
    Kind.DEPARTMENT: "- （写明下一年本部门的一项任务和完成时间。）",
    Kind.TOWN: "- （写明下一年的一项任务、责任站所和完成时间。）",
}
BLANK = "（写明"
"""How a place still to be filled in begins; the check finds what was left."""


def first_text(unit: Unit, year: int, kind: str) -> str:
    """The text a draft starts from: the chapters with records of the year or the last; of a district that has none yet,
    every chapter, so that it sees what will be told."""
    period = Period.year(year)
    sound = [c for c in all_chapters() if not problems(c, period)]
    chosen = speaking(sound, unit, period)
    if kind == Kind.DISTRICT and not chosen:
        chosen = sound
    title = {p.code: p.title for p in PARTS}
    k = Kind(kind)
    pieces = [f"# {title['achievements']}", OPENING[k]]
    pieces += [chapter_text(c) for c in chosen]
    pieces += [
        f"# {title['problems']}",
        SHORTCOMINGS[k],
        f"# {title['first_responsible']}",
        LEADERS[k],
    ]
    pieces += [f"# {title['next_year']}", NEXT[k]]
    return "\n\n".join(pieces) + "\n"


def chapter_text(chapter: Chapter) -> str:
    """A chapter as a section of part one: its title as a heading, its own headings one level below."""

    def lower(match: re.Match[str]) -> str:
        return "#" * min(len(match[1]) + 2, 4) + " "

    body = re.sub(r"(?m)^(#{1,4})\s*", lower, chapter.text.strip())
    return f"## {chapter.title}\n\n{body}"


def speaking(chapters: Sequence[Chapter], unit: Unit, period: Period) -> list[Chapter]:
    """The chapters that count any record of the unit in the period or the year before; all asked in a few passes."""
    written = {c.id: list(referred(blocks(c.text))) for c in chapters}
    asking = [Asking(p, unit) for p in (period, period.year_before())]
    for asked in asking:
        asked.prepare(reference for found in written.values() for reference in found)
    return [c for c in chapters if any(_counts(a, r) for a in asking for r in written[c.id])]


def _counts(asking: Asking, reference: Reference) -> bool:
    try:
        value = asking.number(reference).value
    except (BadReference, BadFigure):
        return False
    return bool(value.numerator or value.rows)
