"""The text cut into pieces, each knowing the quantity and the findings it belongs to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from yifa.account.check.audit import Audit
from yifa.account.check.finding import Finding, Verdict

RANK = {"error": 0, "warning": 1, "info": 2}
TONE = {
    Verdict.CONSISTENT: "good", Verdict.ATTAINABLE: "good", Verdict.INCONSISTENT: "bad", Verdict.NOT_CHECKABLE: "open",
    Verdict.NOTICE: "notice",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A run of words: number of its quantity (or -1), numbers of its findings, and the tone to show it in."""

    text: str
    quantity: int
    findings: tuple[int, ...]
    tone: str
    start: int
    first: bool
    """Whether its quantity or foremost finding begins here (an anchor is set once)."""


@dataclass(frozen=True)
class Line:
    """A paragraph of pieces, or a row of cells of pieces."""

    cells: tuple[tuple[Piece, ...], ...]
    place: str
    heading: bool


def order(findings: list[Finding]) -> list[Finding]:
    """Findings as they are shown: what is wrong first, then what needs a look, then what holds."""
    weight = {
        Verdict.INCONSISTENT: 0,
        Verdict.NOTICE: 1,
        Verdict.NOT_CHECKABLE: 2,
        Verdict.ATTAINABLE: 3,
        Verdict.CONSISTENT: 3,
    }
    return sorted(
        findings,
        key=lambda f: (
            weight[f.verdict],
            RANK[f.severity] if f.verdict == Verdict.NOTICE else 0,
            f.spans[0] if f.spans else (0, 0),
        ),
    )


def wholes(audit: Audit) -> dict[tuple[int, int], tuple[int, int]]:
    """The words of a quantity by the place of its numeral: findings point at numerals, people read the whole."""
    return {(q.at, q.to): (q.start, q.end) for q in audit.quantities}


def quoted(audit: Audit, finding: Finding) -> str:
    """The words a finding is about, shortened."""
    whole, text = wholes(audit), audit.document.text
    said = (text[slice(*whole.get(span, span))].strip() for span in finding.spans[:5])
    return " … ".join(dict.fromkeys(words[:24] for words in said))


def lines(audit: Audit, findings: list[Finding]) -> Iterator[Line]:
    """The paragraphs of the document in pieces; `findings` are numbered as given."""
    text = audit.document.text
    marks = [(q.start, q.end, "q", n) for n, q in enumerate(audit.quantities)]
    whole = wholes(audit)
    marks += [
        (*whole.get(s, s), "f", n) for n, f in enumerate(findings) for s in f.spans if s[1] > s[0]
    ]
    marks.sort()
    seen: set[tuple[str, int]] = set()
    at = 0
    for start, end, place, heading in _blocks(audit):
        while at < len(marks) and marks[at][1] <= start:
            at += 1
        inside = [m for m in marks[max(0, at - 40) : at + 4000] if m[0] < end and m[1] > start]
        cells, left = [], start
        for part in text[start:end].split("\t"):
            cells.append(tuple(_pieces(text, left, left + len(part), inside, findings, seen)))
            left += len(part) + 1
        yield Line(tuple(cells), place, heading)


def _blocks(audit: Audit) -> Iterator[tuple[int, int, str, bool]]:
    titles = set(_heading_starts(audit))
    for block in audit.document.blocks:
        yield block.start, block.end, block.place, bool(block.heading) or block.start in titles


def _heading_starts(audit: Audit) -> Iterator[int]:
    from yifa.account.check.grammar.context import Frame

    for section in Frame(audit.folded.text).sections:
        end = audit.folded.text.find("\n", section.start)
        if len(section.title) + 4 >= (end if end >= 0 else len(audit.folded.text)) - section.start:
            yield audit.folded.origin[section.start]


def _pieces(
    text: str,
    start: int,
    end: int,
    marks: list[tuple[int, int, str, int]],
    findings: list[Finding],
    seen: set[tuple[str, int]],
) -> Iterator[Piece]:
    cuts = sorted({start, end, *(c for m in marks for c in m[:2] if start < c < end)})
    for left, right in itertools.pairwise(cuts):
        covering = [m for m in marks if m[0] <= left and m[1] >= right]
        quantity = next((m[3] for m in covering if m[2] == "q"), -1)
        about = tuple(sorted({m[3] for m in covering if m[2] == "f"}))
        tone = TONE[findings[about[0]].verdict] if about else "plain"
        key = ("f", about[0]) if about else ("q", quantity)
        first = bool(about or quantity >= 0) and key not in seen
        seen.add(key)
        yield Piece(text[left:right], quantity, about, tone, left, first)
