"""The check while writing: a small set of rules, given as data, over a report with its numbers.

Pure: takes a `Sheet` and answers findings; no database. Rules stand in `lint_rules.toml` with severity and citation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from typing import Any

from yifa.account.report.draft import CLOSE, OPEN
from yifa.account.report.parts import PARTS
from yifa.account.report.sheet import Line, Sheet
from yifa.account.report.template import BLANK

_UNITS = "件次条人名项个份户场起篇宗部期家所处批元万亿"
_DATED = re.compile(
    r"《[^》]*》|〔[^〕]*〕[^，。；]*?号|[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?|[0-9]{1,2}月(?:[0-9]{1,2}日)?"
)
_TYPED = re.compile(rf"[0-9][0-9,，]*(?:\.[0-9]+)?\s*(?:万|亿)?(?:余|多)?(?:%|％|[{_UNITS}])")
_ABOUT = re.compile(
    rf"(?:近|约|大约|将近|超过?)\s*[0-9][0-9,.]*\s*(?:万|亿)?(?:%|％|[{_UNITS}])"
    rf"|[0-9][0-9,.]*\s*(?:万|亿)?(?:余|多)\s*(?:万|亿)?[{_UNITS}]"
    rf"|[0-9][0-9,.]*\s*(?:万|亿)?(?:%|％|[{_UNITS}])(?:左右|上下)"
)
_COUNT = re.compile(rf"(?P<n>[0-9][0-9,]*)\s*(?P<u>[{_UNITS}])")
_PERCENT = re.compile(r"(?P<p>[0-9]+(?:\.(?P<d>[0-9]+))?)\s*[%％]")
_CLAUSE = re.compile(r"[^。；！？\n]+")


@dataclass(frozen=True)
class Rule:
    """One check as data."""

    id: str
    title: str
    severity: str
    say: str
    cite: str = ""
    switchable: bool = True
    words: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Finding:
    """What a rule found: `quote` are the words of the text, for jumping there."""

    rule: Rule
    text: str
    quote: str = ""
    part: str = ""


def load() -> dict[str, Rule]:
    """The shipped rules by id, in order."""
    raw = tomllib.loads(files("yifa.account.report").joinpath("lint_rules.toml").read_text("utf-8"))
    known = {"id", "title", "severity", "say", "cite", "switchable", "words"}
    found: dict[str, Rule] = {}
    for row in raw["rule"]:
        more = {k: v for k, v in row.items() if k not in known}
        plain = {k: v for k, v in row.items() if k in known}
        found[row["id"]] = Rule(**(plain | {"words": tuple(row.get("words", ()))}), more=more)
    return found


RULES = load()


@dataclass(frozen=True)
class Text:
    """What a rule looks at. `known` maps a value as shown ("130件") to the titles of figures that say it now."""

    sheet: Sheet
    source: str
    unpaired: bool = False
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


def lint(text: Text, *, off: Iterable[str] = ()) -> list[Finding]:
    """Every finding of the rules that are on, in the rules' order. A `must` rule cannot be off."""
    silent = {r for r in off if r in RULES and RULES[r].switchable}
    return [
        finding
        for rule in RULES.values()
        if rule.id not in silent
        for finding in CHECKS[rule.id](rule, text)
    ]


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.rule.severity == "must"]


def _found(rule: Rule, line: Line | None, quote: str, **said: Any) -> Finding:
    return Finding(
        rule, rule.say.format(**({"what": quote} | said)), quote, line.part if line else ""
    )


def missing_part(rule: Rule, text: Text) -> Iterator[Finding]:
    said = {line.part for line in text.sheet.lines if line.kind != "heading"}
    for part in PARTS:
        if part.required and part.code not in said:
            yield Finding(rule, rule.say.format(what=part.title), "", part.code)


def left_blank(rule: Rule, text: Text) -> Iterator[Finding]:
    for line in text.sheet.lines:
        for match in re.finditer(rf"{re.escape(BLANK)}[^）]*）?", line.text):
            yield _found(rule, line, match[0])


def bad_reference(rule: Rule, text: Text) -> Iterator[Finding]:
    for line in text.sheet.lines:
        for piece in line.pieces:
            if piece.problem:
                yield Finding(
                    rule, rule.say.format(what=piece.problem), f"[[{piece.written}]]", line.part
                )


def unpaired_mark(rule: Rule, text: Text) -> Iterator[Finding]:
    if text.unpaired:
        yield Finding(rule, rule.say.format(), OPEN if OPEN in text.source else CLOSE)


def no_cause(rule: Rule, text: Text) -> Iterator[Finding]:
    """Each shortcoming names its cause, in its own paragraph or the one that follows it."""
    lines = [ln for ln in text.sheet.of_part("problems") if ln.kind in ("item", "paragraph")]
    has = [any(w in ln.text for w in rule.words) for ln in lines]
    for n, line in enumerate(lines):
        follows = line.kind == "paragraph" and n + 1 < len(lines) and has[n + 1]
        leads_in = line.text.rstrip().endswith(("：", ":"))
        if not (has[n] or follows or leads_in):
            yield _found(rule, line, _short(line.text))


def approximate(rule: Rule, text: Text) -> Iterator[Finding]:
    for line in text.sheet.lines:
        for match in _ABOUT.finditer(line.text):
            yield _found(rule, line, match[0])


def target_as_result(rule: Rule, text: Text) -> Iterator[Finding]:
    """A target stands where only results belong: in part one, before a number of its clause."""
    for line in text.sheet.of_part("achievements"):
        for clause in re.split(r"[，。；！？]", line.text):
            for word in rule.words:
                at = clause.find(word)
                if at >= 0 and re.search(r"[0-9]", clause[at:]):
                    yield _found(rule, line, clause.strip()[:40])
                    break


def parts_do_not_add(rule: Rule, text: Text) -> Iterator[Finding]:
    """`共 A 件，其中甲 a 件、乙 b 件`: never more than A; and just A where the sentence says these are all."""
    for line in text.sheet.lines:
        for match in _CLAUSE.finditer(line.text):
            clause = match[0]
            head, mark, tail = _split(clause)
            totals = list(_COUNT.finditer(head))
            if not mark or not totals:
                continue
            total, unit = _int(totals[-1]["n"]), totals[-1]["u"]
            parts = [_int(m["n"]) for m in _COUNT.finditer(tail) if m["u"] == unit]
            whole = mark != "其中"
            wrong = sum(parts) != total if whole else sum(parts) > total
            if len(parts) >= 2 and wrong:
                yield _found(rule, line, clause.strip()[:60], total=total, sum=sum(parts))


def _split(clause: str) -> tuple[str, str, str]:
    for mark in ("分别为", "分别是", "包括", "其中"):
        head, found, tail = clause.partition(mark)
        if found:
            return head, mark, tail
    return clause, "", ""


def unattainable(rule: Rule, text: Text) -> Iterator[Finding]:
    """A percentage that no whole number out of the counts of its sentence can give."""
    for line in text.sheet.lines:
        for match in _CLAUSE.finditer(line.text):
            clause = match[0]
            for percent in _PERCENT.finditer(clause):
                if re.search(
                    r"(?:上升|下降|增长|减少|提高|同比|较上年|比上年)[^，]*$",
                    clause[: percent.start()],
                ):
                    continue
                counts = [
                    _int(m["n"])
                    for m in _COUNT.finditer(clause[: percent.start()])
                    if m["u"] not in "万亿元"
                ]
                wanted, places = Decimal(percent["p"]), len(percent["d"] or "")
                if (
                    counts
                    and wanted <= 100
                    and not any(attainable(n, wanted, places) for n in counts)
                ):
                    yield _found(
                        rule,
                        line,
                        clause.strip()[:60],
                        count="、".join(map(str, counts)),
                        percent=percent["p"],
                    )


def attainable(count: int, percent: Decimal, places: int) -> bool:
    """Whether some k of `count` shows as `percent` at so many decimals.

    >>> attainable(7, Decimal("57.1"), 1), attainable(7, Decimal("58.0"), 1)
    (True, False)
    """
    if count <= 0:
        return False
    step = Decimal(1).scaleb(-places)
    near = int(percent * count / 100)
    for k in range(max(near - 1, 0), min(near + 2, count) + 1):
        if (Decimal(k) * 100 / count).quantize(step, ROUND_HALF_UP) == percent:
            return True
    return False


def prose_against_table(rule: Rule, text: Text) -> Iterator[Finding]:
    """A label of a table stands in the prose beside a typed number that is not the table's."""
    tables = [line.table for line in text.sheet.lines if line.table is not None]
    for table in tables:
        for label, said, _n, _d in table.rows:
            if len(label) < 2:
                continue
            for line in text.sheet.lines:
                for piece in line.pieces:
                    if piece.number is not None:
                        continue
                    for match in re.finditer(
                        rf"{re.escape(label)}(?:的?为|有|共)?\s*(?P<n>[0-9][0-9,]*)\s*[{_UNITS}]",
                        piece.text,
                    ):
                        if _int(match["n"]) != _leading(said):
                            yield _found(
                                rule, line, match[0], table=table.title, label=label, value=said
                            )


def typed_number(rule: Rule, text: Text) -> Iterator[Finding]:
    """Part one speaks of records: its counts are referred to. Names of documents and dates are not counts."""
    for line in text.sheet.of_part("achievements"):
        for piece in line.pieces:
            if piece.number is not None:
                continue
            for match in _TYPED.finditer(_DATED.sub("", piece.text)):
                plain = match[0].replace(" ", "")
                same = text.known.get(plain.replace(",", "").replace("％", "%"), ())
                remedy = (
                    f"可引用“{'”“'.join(same[:2])}”"
                    if same
                    else "有指标的请引用，没有指标的请核对来源"
                )
                yield _found(rule, line, plain, remedy=remedy)


def too_long(rule: Rule, text: Text) -> Iterator[Finding]:
    length, year = text.sheet.length, text.sheet.year
    if year < rule.more["since"]:
        return
    general, special = rule.more["general"], rule.more["special"]
    if length > general:
        yield _found(rule, None, f"超过综合性文稿一般的 {general} 字", length=length)
    elif length > special:
        yield _found(rule, None, f"超过专项文稿一般的 {special} 字", length=length)


CHECKS: dict[str, Callable[[Rule, Text], Iterator[Finding]]] = {
    f.__name__: f
    for f in (
        missing_part, left_blank, bad_reference, unpaired_mark, no_cause, approximate, target_as_result,
        parts_do_not_add, unattainable, prose_against_table, typed_number, too_long,
    )
}  # fmt: skip


def _int(written: str) -> int:
    return int(written.replace(",", "").replace("，", ""))


def _leading(said: str) -> int | None:
    match = re.match(r"[0-9][0-9,]*", said)
    return _int(match[0]) if match else None


def _short(text: str, longest: int = 40) -> str:
    text = text.strip()
    return text if len(text) <= longest else text[:longest] + "…"
