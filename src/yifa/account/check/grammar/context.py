"""The frame of a quantity: its sentence, clause, paragraph, part of the report, period and scope."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE = re.compile(r"[。!?;\n]")
_CLAUSE = re.compile(r"[,:。!?;\n\t]")
_HEADING = re.compile(
    r"(?:^|(?<=[。\n]))(?P<number>[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分[:、]?)(?P<title>[^。\n;:]{2,45})(?=\n|。|:|$)",
    re.M,
)
_HEADING_INLINE = re.compile(
    r"(?:(?<=[。\n]))(?P<number>[一二三四五六七八九十]{1,2})、(?P<title>[^。\n;:,]{3,28})"
)
_PLAN = re.compile(
    r"下一?步|下一?年度?|下一阶段|明年|今后|打算|工作(?:思路|计划|安排|展望|部署)|来年|计划$|安排$|展望|20\d\d年(?:工作|重点|主要)(?:思路|计划|安排|打算|任务|部署)"
)
_TURN = re.compile(
    r"(?:^|(?<=[。\n]))(?:下一步|下步|下一阶段|今后|明年|20\d\d年,?[^,。]{0,8}将)[^。\n]{0,30}[,将]",
    re.M,
)
_PERIOD = re.compile(
    r"20\d\d年(?:上半年|下半年|度)?|去年|上年|今年|本年|全年|上半年|下半年|前三季度|截至[^,。]{1,12}|目前|近[一二三两]年|\d{1,2}[-—至]?\d{0,2}月"
)
_SCOPE = re.compile(
    r"全(?:国|省|市|区|县|镇|乡|街道?|系统|局|旗|州)|各(?:级|乡镇|镇街|街道|部门|单位|村|社区)"
)


@dataclass(frozen=True)
class Section:
    """A first-level part of the text: its heading, span and whether it tells plans."""

    title: str
    start: int
    end: int
    planned: bool


class Frame:
    """Sentences, clauses, paragraphs and parts of one folded text, looked up by place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = [0, *(m.end() for m in _SENTENCE.finditer(text))]
        self._clauses = [0, *(m.end() for m in _CLAUSE.finditer(text))]
        self._paragraphs = [0, *(m.end() for m in re.finditer(r"\n", text))]
        self.sections = _sections(text)
        self._section_starts = [s.start for s in self.sections]
        years = re.findall(r"20\d\d(?=年)", text[:3000])
        self.year = max(sorted(set(years)), key=years.count) if years else ""
        self._turns = self._planned_from()

    def sentence(self, at: int) -> int:
        """Number of the sentence at a place."""
        return bisect_right(self._sentences, at) - 1

    def clause(self, at: int) -> int:
        """Number of the clause at a place."""
        return bisect_right(self._clauses, at) - 1

    def paragraph(self, at: int) -> int:
        """Number of the paragraph at a place."""
        return bisect_right(self._paragraphs, at) - 1

    def sentence_start(self, at: int) -> int:
        """Where the sentence at a place begins."""
        return self._sentences[self.sentence(at)]

    def sentence_end(self, at: int) -> int:
        """Where the sentence at a place ends (behind its full stop)."""
        number = self.sentence(at) + 1
        return self._sentences[number] if number < len(self._sentences) else len(self.text)

    def clause_start(self, at: int) -> int:
        """Where the clause at a place begins."""
        return self._clauses[self.clause(at)]

    def clause_end(self, at: int) -> int:
        """Where the clause at a place ends, without its separator."""
        number = self.clause(at) + 1
        return self._clauses[number] - 1 if number < len(self._clauses) else len(self.text)

    def section(self, at: int) -> Section | None:
        """The part of the report at a place."""
        number = bisect_right(self._section_starts, at) - 1
        return self.sections[number] if number >= 0 else None

    def planned(self, at: int) -> bool:
        """Whether the place lies where the report tells plans, not results."""
        section = self.section(at)
        if section is not None and section.planned:
            return True
        number = bisect_right([start for start, _ in self._turns], at) - 1
        return number >= 0 and at < self._turns[number][1]

    def period(self, at: int) -> str:
        """The last period the sentence names before a place, else the report's year."""
        found = _PERIOD.findall(self.text[self.sentence_start(at) : at])
        return str(found[-1]) if found else self.year

    def scope(self, at: int) -> str:
        """The last territory or body the sentence names before a place."""
        found = _SCOPE.findall(self.text[self.sentence_start(at) : at])
        return str(found[-1]) if found else ""

    def _planned_from(self) -> list[tuple[int, int]]:
        spans = []
        for turn in _TURN.finditer(self.text):
            later = [s.start for s in self.sections if s.start > turn.start()]
            year = re.match(r"20\d\d", turn.group())
            if year and self.year and year.group() <= self.year:
                continue
            end = later[0] if later else len(self.text)
            item = _inside_item(self.text, turn.start())
            spans.append((turn.start(), min(end, item) if item else end))
        return spans


_SUB_ITEM = re.compile(r"(?:^|(?<=[。;\n]))[(][一二三四五六七八九十]{1,3}[)]", re.M)


def _inside_item(text: str, at: int) -> int:
    """Where the numbered item （八） that holds a turn to plans ends; 0 where the turn stands outside of any.

    “明年将…” at the end of one item does not make a plan of the next one.
    """
    start = text.rfind("\n", 0, at) + 1
    if start == at or not any(True for _ in _SUB_ITEM.finditer(text, start, at)):
        return 0
    following = _SUB_ITEM.search(text, at)
    line = text.find("\n", at)
    ends = [end for end in (following.start() if following else -1, line) if end > 0]
    return min(ends, default=0)


def _sections(text: str) -> list[Section]:
    found = {m.start(): m["title"] for m in _HEADING.finditer(text)}
    for inline in _HEADING_INLINE.finditer(text):
        found.setdefault(inline.start(), inline["title"])
    starts = [*sorted(found), len(text)]
    return [
        Section(found[start], start, end, bool(_PLAN.search(found[start])))
        for start, end in pairwise(starts)
    ]
