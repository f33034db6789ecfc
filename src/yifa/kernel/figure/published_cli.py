"""`yifa figures --seed-check`: what published reports state, beside what their records give."""

from __future__ import annotations

import json
import sys
from typing import Any

from yifa.kernel.figure.published import Compared, all_texts, compared

WORDS = {"agrees": "相符", "contradicts": "原文自相矛盾", "differs": "不符", "absent": "没有记录"}


def as_json_of(found: Compared) -> dict[str, Any]:
    """One number with both values and how the text's own parts reckon."""
    return {
        "id": found.published.id, "figure": found.figure.id, "title": found.figure.title,
        "unit": found.text.unit, "from_ym": found.period.from_ym, "to_ym": found.period.to_ym,
        "published": found.published.stated, "over": found.published.over,
        "computed": None if found.value is None else found.computed, "parts": found.parts,
        "verdict": found.verdict,
        "crosses": [
            {"relation": c.cross.relation, "of": c.cross.of, "parts": list(c.cross.parts), "said": c.said,
             "expected": None if c.expected is None else str(c.expected), "holds": c.holds, "why": c.cross.why}
            for c in found.crossed
        ],
    }  # fmt: skip


def seed_check(year: int | None, *, as_json: bool) -> int:
    """Exit code 0: every number with records agrees, or its text contradicts itself; 1: one differs, or no text."""
    texts = [t for t in all_texts() if year in (None, t.year)]
    if not texts:
        sys.stderr.write("没有这一年度的已公布报告\n")
        return 1
    found = {t: compared(t) for t in texts}
    every = [c for lines in found.values() for c in lines]
    if as_json:
        said = [
            {"id": t.id, "title": t.title, "year": t.year, "unit": t.unit, "numbers": [as_json_of(c) for c in lines]}
            for t, lines in found.items()
        ]  # fmt: skip
        sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        return int(any(c.verdict == "differs" for c in every))
    for text, lines in found.items():
        sys.stdout.write(f"{text.title}（{text.unit}）\n")
        for c in lines:
            sys.stdout.write(_line(c))
    counted = {v: sum(c.verdict == v for c in every) for v in WORDS}
    sys.stdout.write("，".join(f"{WORDS[v]} {n} 项" for v, n in counted.items() if n) + "\n")
    return int(counted["differs"] > 0)


def _line(c: Compared) -> str:
    stated = c.published.stated + ("余" if c.published.over else "")
    made = f"（{c.parts}）" if c.parts else ""
    lines = [
        f"  {c.published.id}  {WORDS[c.verdict]}  {c.figure.title}：公布 {stated}，计算 {c.computed}{made}"
    ]
    for crossed in c.crossed:
        if not crossed.holds:
            why = f"（{crossed.cross.why}）" if crossed.cross.why else ""
            lines.append(f"      原文各数之间：{crossed.said}{why}")
    return "\n".join(lines) + "\n"
