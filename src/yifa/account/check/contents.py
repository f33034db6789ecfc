"""Checking what a report contains against the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yifa.account.check.finding import Finding, Verdict
from yifa.account.check.grammar.context import Frame, Section
from yifa.account.check.grammar.fold import Folded
from yifa.account.check.grammar.quantity import Kind, Quantity
from yifa.account.check.read.model import Document
from yifa.account.check.rules import Rule, stale_names

_PROBLEM = re.compile(r"问题|不足|短板|差距|困难")
_CAUSE = re.compile(
    r"原因|由于|因为|缘于|受[^，。,]{1,12}(?:影响|制约|限制)|导致|根源|主要是因|致使|源于"
)
_RECORDED = frozenset(
    [
        "件",
        "起",
        "宗",
        "次",
        "场",
        "场次",
        "期",
        "人",
        "名",
        "户",
        "家",
        "个",
        "项",
        "份",
        "条",
        "部",
        "篇",
        "处",
    ]
)
_TOWN = re.compile(r"(?:人民政府|办事处|委员会|委员会办公室|局|厅|办公室|中共.{2,20}委)$")


LEAST = 60
"""Shorter sentences are common phrases: that they recur says nothing."""


def contents(
    document: Document, folded: Folded, quantities: list[Quantity], rules: dict[str, Rule]
) -> Iterator[Finding]:
    """Findings of every contents rule in use."""
    frame = Frame(folded.text)
    for rule in rules.values():
        match rule.kind:
            case "part":
                yield from _part(rule, frame, document)
            case "metadata":
                yield from _metadata(rule, document)
            case "length":
                yield from _length(rule, folded)
            case "pattern":
                yield from _pattern(rule, frame, folded)
            case "stale":
                yield from _stale(rule, frame, folded)
    yield from _computed(document, folded, frame, quantities, rules)


def _notice(rule: Rule, words: str, *spans: tuple[int, int]) -> Finding:
    family = "contents" if rule.kind != "stale" else "sameness"
    return Finding(
        family, rule.id, rule.title, Verdict.NOTICE, words, spans, rule.severity, rule.cite
    )


def _part(rule: Rule, frame: Frame, document: Document) -> Iterator[Finding]:
    titles = [s.title for s in frame.sections]
    titles += [document.text[b.start : b.end] for b in document.blocks if b.heading]
    if any(re.search(rule.data["match"], title) for title in titles):
        return
    if (
        not rule.data.get("heading_only")
        and not titles
        and re.search(rule.data["match"], frame.text)
    ):
        return
    yield _notice(rule, f"现有部分：{'；'.join(titles[:10]) or '没有分部分的标题'}")


def _metadata(rule: Rule, document: Document) -> Iterator[Finding]:
    head = document.text[:3000]
    here = [f for f in rule.data["fields"] if f in head]
    if here and len(here) < len(rule.data["fields"]):
        missing = [f for f in rule.data["fields"] if f not in head]
        yield _notice(rule, f"页面头部有{'、'.join(here)}，缺{'、'.join(missing)}")
    elif not here and document.kind == "html":
        yield _notice(rule, f"页面头部没有{'、'.join(rule.data['fields'])}")


def _length(rule: Rule, folded: Folded) -> Iterator[Finding]:
    count = sum(not sign.isspace() for sign in folded.text)
    if count > rule.data["limit"]:
        yield _notice(rule, f"全文约 {count} 字，超过 {rule.data['limit']} 字")


def _results(frame: Frame) -> list[Section]:
    return [s for s in frame.sections if not s.planned and not _PROBLEM.search(s.title)]


def _pattern(rule: Rule, frame: Frame, folded: Folded) -> Iterator[Finding]:
    spans = [(s.start, s.end) for s in _results(frame)] or [(0, len(folded.text))]
    for start, end in spans:
        for found in re.finditer(rule.data["match"], folded.text[start:end]):
            at = start + found.start()
            if frame.planned(at):
                continue
            yield _notice(
                rule,
                f"“{found.group()}”",
                folded.source_span(at, start + found.end()),
            )


def _stale(rule: Rule, frame: Frame, folded: Folded) -> Iterator[Finding]:
    year = int(frame.year or 0)
    for name in (*stale_names(), *rule.data.get("names", ())):
        if name["rule"] != rule.id or year < name["since"]:
            continue
        for found in re.finditer(re.escape(name["old"]), folded.text):
            before = folded.text[max(0, found.start() - 2) : found.start()]
            if before.endswith(("原", "原区", "前")) or (
                name["old"] == "信访条例" and before.endswith("国")
            ):
                continue
            if name["rule"] == "stale.law" and not before.endswith("《"):
                continue
            words = f"“{name['old']}”自 {name['since']} 年起应为“{name['new']}”"
            yield _notice(rule, words, folded.source_span(found.start(), found.end()))


def _computed(
    document: Document,
    folded: Folded,
    frame: Frame,
    quantities: list[Quantity],
    rules: dict[str, Rule],
) -> Iterator[Finding]:
    if rule := rules.get("problems.causes"):
        for section in frame.sections:
            if (_PROBLEM.search(section.title) and not section.planned) or re.match(
                r"[^,]{0,8}(?:问题|不足)", section.title
            ):
                body = folded.text[section.start : section.end]
                if not _CAUSE.search(body):
                    yield _notice(
                        rule,
                        f"“{section.title}”部分没有写原因",
                        folded.source_span(section.start, section.start + 2 + len(section.title)),
                    )
    problems = [s for s in frame.sections if _PROBLEM.search(s.title)]
    for quantity in quantities:
        in_problem = any(s.start <= quantity.fold_at < s.end for s in problems)
        if quantity.cell or frame.planned(quantity.fold_at) or in_problem:
            continue
        span = (quantity.start, quantity.end)
        if quantity.kind == Kind.TARGET and (rule := rules.get("results.targets")):
            yield _notice(rule, f"“{quantity.text}”是要求或者目标，没有写实际做到多少", span)
        elif (
            quantity.kind == Kind.COUNT
            and quantity.unit in _RECORDED
            and quantity.approx
            and quantity.value < 100_000
            and (rule := rules.get("results.approx"))
        ):
            yield _notice(rule, f"“{quantity.text}”是约数，这类事项有记录，应写确数", span)
    if rule := rules.get("signature.missing"):
        yield from _signature(rule, folded)


def _signature(rule: Rule, folded: Folded) -> Iterator[Finding]:
    lines = [line for line in folded.text.split("\n") if line.strip()][-8:]
    dated = any(
        re.fullmatch(
            r"[(]?(?:20\d\d年|二零[零一二三四五六七八九]{2}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日[)]?",
            line,
        )
        for line in lines
    )
    signed = any(len(line) < 50 and _TOWN.search(line) for line in lines)
    missing = [word for word, here in (("署名", signed), ("日期", dated)) if not here]
    if missing:
        yield _notice(rule, f"文末没有{'和'.join(missing)}")


def duplicates(
    folded: Folded, others: Iterable[tuple[str, Folded]], rule: Rule, *, least: int = LEAST
) -> Iterator[Finding]:
    """Sentences of at least `least` characters that stand word for word in another report."""
    for name, other in others:
        known = {bare(s) for s, _, _ in sentences(other.text, least)}
        run: list[tuple[int, int]] = []
        for sentence, start, end in sentences(folded.text, least):
            if bare(sentence) in known:
                if run and start - run[-1][1] <= 2:
                    run[-1] = (run[-1][0], end)
                else:
                    run.append((start, end))
        for start, end in run:
            yield Finding(
                "sameness",
                rule.id,
                rule.title,
                Verdict.NOTICE,
                f"{end - start} 字与《{name}》相同",
                (folded.source_span(start, end),),
                rule.severity,
                rule.cite,
            )


def sentences(text: str, least: int) -> Iterator[tuple[str, int, int]]:
    """Sentences of at least so many characters, with their folded places."""
    for found in re.finditer(r"[^。;!?\n]+[。;!?\n]?", text):
        if len(found.group()) >= least:
            yield found.group(), found.start(), found.end()


def bare(sentence: str) -> str:
    """A sentence without years, blanks and punctuation: what is compared."""
    return re.sub(r"20\d\d|[\s\W]", "", sentence)
