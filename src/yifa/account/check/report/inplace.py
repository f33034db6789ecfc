"""The unit's own Word document with the findings as comments in its margin; nothing else of it changes."""

from __future__ import annotations

import io
from bisect import bisect_right
from copy import deepcopy
from typing import Any

from yifa.account.check.audit import Audit
from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.read.docx import Placed, read_word
from yifa.account.check.read.wordxml import W
from yifa.account.check.report.comments import AUTHOR, comment_words
from yifa.account.check.report.pieces import order, wholes

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def annotated(audit: Audit, data: bytes) -> bytes:
    """The file's bytes. `data` is the very file the audit read.

    What holds is not commented; a finding without a place in the text is a comment on the first paragraph that has words.
    Raises `CannotRead` for a file that cannot be opened.
    """
    document, word, placed = read_word(audit.document.name, data)
    if document.text != audit.document.text:
        raise ValueError("the audit is of another file")
    whole = wholes(audit)
    starts = [p.start for p in placed]
    for finding in order(audit.findings):
        if finding.verdict in (Verdict.CONSISTENT, Verdict.ATTAINABLE):
            continue
        first = whole.get(finding.spans[0], finding.spans[0]) if finding.spans else None
        runs = _runs(placed, starts, first) if first else _opening(placed)
        if runs:
            _comment(word, runs, finding)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _comment(word: Any, runs: list[Any], finding: Finding) -> None:
    comment = word.comments.add_comment(text=comment_words(finding), author=AUTHOR, initials="审")
    runs[0].insert_comment_range_start_above(comment.comment_id)
    runs[-1].insert_comment_range_end_and_reference_below(comment.comment_id)


def _opening(placed: list[Placed]) -> list[Any]:
    for one in placed:
        runs = [r for node, _ in one.paragraph.nodes if (r := _run(node)) is not None]
        if one.paragraph.words.strip() and runs:
            return runs[:1]
    return []


def _runs(placed: list[Placed], starts: list[int], span: tuple[int, int]) -> list[Any]:
    """The runs that hold exactly the words of a span (cut where they hold more), in the paragraph it begins in."""
    number = bisect_right(starts, span[0]) - 1
    if number < 0:
        return []
    paragraph = placed[number].paragraph
    begin, end = span[0] - starts[number], span[1] - starts[number]
    end = min(end, len(paragraph.words))
    runs = []
    nodes = list(paragraph.nodes)
    for n, (node, at) in enumerate(nodes):
        length = len(node.text or "")
        left, right = max(begin - at, 0), min(end - at, length)
        if left >= right or _run(node) is None:
            continue
        if _plain(node):
            if right < length:
                tail = _cut(node, right)
                nodes.insert(n + 1, (tail, at + right))
            if left:
                tail = _cut(node, left)
                nodes.insert(n + 1, (tail, at + left))
                node = tail
        runs.append(_run(node))
    paragraph.nodes[:] = sorted(
        {id(node): (node, at) for node, at in nodes}.values(), key=lambda pair: pair[1]
    )
    return runs


def _run(node: Any) -> Any:
    parent = node.getparent()
    return parent if parent is not None and parent.tag == f"{W}r" else None


def _plain(node: Any) -> bool:
    """Whether the run holds one text and its format only, so that it may be cut in two."""
    return all(child.tag in (f"{W}rPr", f"{W}t") for child in node.getparent()) and (
        sum(child.tag == f"{W}t" for child in node.getparent()) == 1
    )


def _cut(node: Any, at: int) -> Any:
    """Cut a run behind `at` letters of its text; the new run's text node, in the same format."""
    run = node.getparent()
    other = deepcopy(run)
    tail = next(child for child in other if child.tag == f"{W}t")
    words = node.text or ""
    node.text, tail.text = words[:at], words[at:]
    for each in (node, tail):
        each.set(_SPACE, "preserve")
    run.addnext(other)
    return tail
