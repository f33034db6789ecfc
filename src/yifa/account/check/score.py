"""Scoring the check against labels: how much it finds, how much of that is right, and whether its verdicts agree."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from yifa.account.check.audit import Audit, audit_path
from yifa.account.check.grammar.fold import fold
from yifa.account.check.grammar.quantity import Kind, Quantity
from yifa.account.check.grammar.units import is_money, is_time, plain_unit
from yifa.account.check.read import CannotRead

_IGNORED = {"implied", "structural", "name", "nonnumeric"}
_NUMERAL = re.compile(r"[\d０-９零〇一二两三四五六七八九十百千万亿半]")


@dataclass(frozen=True)
class Label:
    """One labelled quantity; `ignored` ones are neither found nor false."""

    doc: Path
    quote: str
    value: Decimal
    upper: Decimal | None
    unit: str
    kind: str
    approx: str
    ignored: bool = False


@dataclass
class Score:
    """What the scoring found. Rates are between 0 and 1, None where nothing was asked."""

    labels: int = 0
    found: int = 0
    quantities: int = 0
    true: int = 0
    unit_right: int = 0
    kind_right: int = 0
    approx_right: int = 0
    checks: int = 0
    agreed: int = 0
    characters: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    verdicts: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The keys a program reads."""
        recall, precision = _rate(self.found, self.labels), _rate(self.true, self.quantities)
        f1 = 2 * recall * precision / (recall + precision) if recall and precision else 0.0
        return {
            "recall": recall, "precision": precision, "f1": round(f1, 4),
            "unit": _rate(self.unit_right, self.found), "kind": _rate(self.kind_right, self.found),
            "approx": _rate(self.approx_right, self.found), "arithmetic": _rate(self.agreed, self.checks),
            "labels": self.labels, "found": self.found, "quantities": self.quantities, "true": self.true,
            "checks": self.checks, "agreed": self.agreed,
            "characters_per_second": round(self.characters / self.seconds) if self.seconds else None,
            "missed": self.missed, "false": self.false, "wrong": self.wrong, "verdicts": self.verdicts,
        }  # fmt: skip


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def score(
    labels: Path | None, checks: Path | None, audit: Callable[[Path], Audit] = audit_path
) -> Score:
    """Score the check against a table of labels, a table of checks, or both; raises `CannotRead`."""
    result = Score()
    audited = cache(audit)
    if labels is not None:
        _score_labels(result, read_labels(labels), audited)
    if checks is not None:
        _score_checks(result, checks, audited)
    for one in {id(a): a for a in (audited(p) for p in _docs(labels, checks))}.values():
        result.characters += len(one.document.text)
        result.seconds += one.seconds
    return result


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CannotRead(f"找不到文件：{path}") from None
    except UnicodeDecodeError:
        text = path.read_bytes().decode("gb18030", errors="replace")
    return [
        {(k or "").strip(): (v or "") for k, v in row.items() if isinstance(v, str)}
        for row in csv.DictReader(text.splitlines(keepends=True))
    ]


def _docs(*tables: Path | None) -> list[Path]:
    return sorted({_doc(table, row) for table in tables if table for row in _rows(table)})


def _doc(table: Path, row: dict[str, str]) -> Path:
    name = (row.get("doc") or row.get("seed") or "").strip()
    if not name:
        raise CannotRead(f"{table} 缺少 doc 列")
    path = table.parent / name
    return path if path.suffix else path.with_suffix(".txt")


def read_labels(path: Path) -> list[Label]:
    """Labels with the columns doc, quote, value, unit, subject, kind, approx; or figures with seed, measure, note."""
    labels = []
    for number, row in enumerate(_rows(path), 2):
        if "quote" not in row or "value" not in row:
            raise CannotRead(f"{path} 第 {number} 行缺少 quote 或者 value 列")
        note = {part.strip() for part in row.get("note", "").split(";")}
        value, upper = _values(row["value"])
        ignored = (
            bool(note & _IGNORED)
            or value is None
            or ("measure" in row and not _NUMERAL.search(row["quote"]))
        )
        kind = row.get("kind", "").strip().lower() or _kind(row.get("measure", ""), row["unit"])
        approx = (
            row.get("approx", "").strip()
            if "measure" not in row
            else next((w for w in ("lower-bound", "upper-bound", "approx") if w in note), "")
        )
        labels.append(
            Label(
                _doc(path, row),
                row["quote"],
                value or Decimal(0),
                upper,
                row["unit"].strip(),
                kind,
                approx,
                ignored,
            )
        )
    return labels


def _kind(measure: str, unit: str) -> str:
    if measure in ("count", "distinct", "sum"):
        return Kind.MONEY if is_money(unit) else Kind.COUNT
    if measure == "limit":
        return Kind.DURATION if is_time(unit) else Kind.TARGET
    return Kind.PERCENT if measure == "ratio" else measure


def _values(text: str) -> tuple[Decimal | None, Decimal | None]:
    parts = re.split(r"(?<=\d)\s*[-—~～至到]\s*(?=\d)", text.strip().replace(",", "").rstrip("%"))
    try:
        values = [Decimal(part) for part in parts]
    except InvalidOperation:
        return None, None
    return values[0], values[1] if len(values) > 1 else None


def places(audit: Audit, quote: str) -> list[tuple[int, int]]:
    """Where a quote stands in the source, blanks and full-width writing aside; every occurrence."""
    hay, needle = audit.squeezed, _squeeze(quote)[0]
    found, at = [], hay[0].find(needle) if needle else -1
    while at >= 0:
        found.append((hay[1][at], hay[1][at + len(needle) - 1] + 1))
        at = hay[0].find(needle, at + 1)
    return found


def _squeeze(text: str) -> tuple[str, list[int]]:
    folded = fold(text)
    kept = [i for i, c in enumerate(folded.text) if not c.isspace()]
    return "".join(folded.text[i] for i in kept), [folded.origin[i] for i in kept]


def _has(quantity: Quantity, label: Label) -> bool:
    values = {quantity.value} | ({quantity.upper} if quantity.upper is not None else set())
    return label.value in values or (label.upper is not None and label.upper in values)


def _score_labels(result: Score, labels: list[Label], audited: Callable[[Path], Audit]) -> None:
    met: dict[Path, set[int]] = {}
    for label in labels:
        audit = audited(label.doc)
        true = met.setdefault(label.doc, set())
        inside = [
            q
            for start, end in places(audit, label.quote)
            for q in audit.quantities
            if start <= q.at and q.to <= end
        ]
        hits = [q for q in inside if _has(q, label)]
        true |= {q.at for q in (inside if label.ignored else hits)}
        if label.ignored:
            continue
        result.labels += 1
        name = f"{label.doc.name}: {label.quote} = {label.value} {label.unit} {label.kind}"
        if not hits:
            result.missed.append(name)
            continue
        result.found += 1
        best = max(hits, key=lambda q: (_same_unit(q, label), q.kind == label.kind))
        right = {
            "unit": _same_unit(best, label),
            "kind": best.kind == label.kind,
            "approx": _same_approx(best, label),
        }
        result.unit_right += right["unit"]
        result.kind_right += right["kind"]
        result.approx_right += right["approx"]
        wrong = [aspect for aspect, ok in right.items() if not ok]
        if wrong:
            result.wrong.append(
                f"{name}: {'、'.join(wrong)} → {best.unit} {best.kind} {best.bound} {''.join(best.approx)}"
            )
    ignored = {(label.doc, q.at) for label in labels if label.ignored for a in (audited(label.doc),)
               for s, e in places(a, label.quote) for q in a.quantities if s <= q.at and q.to <= e}  # fmt: skip
    counted = {(label.doc, q.at) for label in labels if not label.ignored for a in (audited(label.doc),)
               for s, e in places(a, label.quote) for q in a.quantities if s <= q.at and q.to <= e and _has(q, label)}  # fmt: skip
    for doc in met:
        for q in audited(doc).quantities:
            if (doc, q.at) in counted:
                result.quantities += 1
                result.true += 1
            elif (doc, q.at) not in ignored:
                result.quantities += 1
                result.false.append(
                    f"{doc.name}: {q.before[-12:]}[{q.text}]{q.after[:8]} = {q.value} {q.unit} {q.kind}"
                )


def _same_unit(quantity: Quantity, label: Label) -> bool:
    said = {plain_unit(quantity.unit), quantity.alternative} - {""}
    asked = plain_unit(label.unit)
    asked = asked[1:] if len(asked) > 2 and asked.startswith("个") else asked
    return asked in said or (not asked and not said)


_WORDS = {
    "lower": "lower", "lower-bound": "lower", "lower_bound": "lower", "min": "lower", "at least": "lower", ">=": "lower", "≥": "lower",
    "upper": "upper", "upper-bound": "upper", "upper_bound": "upper", "max": "upper", "at most": "upper", "<=": "upper", "≤": "upper",
}  # fmt: skip
_NO = {"", "0", "false", "no", "n", "exact", "none", "-", "否", "精确"}


def _same_approx(quantity: Quantity, label: Label) -> bool:
    asked = label.approx.strip().lower()
    said = bool(quantity.approx) or quantity.upper is not None
    if asked in _NO:
        return not quantity.approx
    if asked in _WORDS:
        return quantity.bound == _WORDS[asked]
    words = [w for w in re.split(r"[\s,，、;；/+|…]+", asked) if re.search(r"[一-龥]", w)]
    if words:
        return said and all(any(w in mine or mine in w for mine in quantity.approx) for w in words)
    return said


def _score_checks(result: Score, table: Path, audited: Callable[[Path], Audit]) -> None:
    for row in _rows(table):
        audit = audited(_doc(table, row))
        asked = expected_verdict(row["verdict"])
        spans = [span for part in row["quote"].split(" | ") for span in places(audit, part)]
        said, about = verdict_within(audit, spans)
        agreed = asked in said
        result.checks += 1
        result.agreed += agreed
        result.verdicts.append({
            "quote": row["quote"], "check": row.get("check", ""), "asked": row["verdict"], "said": "、".join(sorted(said)),
            "agrees": "yes" if agreed else "no", "about": about,
            "why": "" if agreed else _explained(asked, said, row["verdict"].strip().lower() == "not checkable"),
        })  # fmt: skip


def expected_verdict(words: str) -> str:
    """A verdict in one of three words: attainable is consistent; a derivation or a doubt is not checkable."""
    low = words.strip().lower()
    if re.match(
        r"(inconsistent|not attainable|unequal|unreconciled|not consistent|contradict)", low
    ):
        return "inconsistent"
    return "consistent" if re.match(r"(consistent|attainable)", low) else "not checkable"


def _explained(asked: str, said: set[str], plain: bool) -> str:
    """Why the tool's verdict differs from the table's."""
    if said == {"not checkable"}:
        return "工具没有把这些数放在一起核对：不在同一句、主语不同，或者没有第二个数，是否同一总体要由人判断"
    if asked == "not checkable" and not plain:
        return "该行是推导、读法或者存疑，不是结论；工具对其中的数另有结论"
    return "工具对其中同一个数另有结论"


def verdict_within(audit: Audit, spans: Iterable[tuple[int, int]]) -> tuple[set[str], str]:
    """The verdicts on quantities inside the spans, from the findings that share most of them with the quote.

    A quantity without a finding is not checkable. `attainable` agrees with `consistent`.
    """
    spans = list(spans)
    best: dict[str, tuple[int, str]] = {}
    shared = 0
    for finding in audit.arithmetic:
        inside = sum(any(s <= a and b <= e for s, e in spans) for a, b in finding.spans)
        if inside:
            word = "consistent" if finding.verdict == "attainable" else str(finding.verdict)
            best[word] = max(best.get(word, (0, "")), (inside, finding.words))
            shared = max(shared, inside)
    said = {word: about for word, (inside, about) in best.items() if inside == shared}
    if not said:
        return {"not checkable"}, "没有可以核对的各数"
    return set(said), "；".join(said.values())
