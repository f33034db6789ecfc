"""Checking the units' logs and the anchors outside the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from yifa.kernel import crypto
from yifa.kernel.journal import anchor
from yifa.kernel.journal.chains import Break
from yifa.kernel.journal.models import Seal, SealedRow

Say = Callable[[Break], None]
Heads = dict[tuple[int | None, int], str]
AT_ONCE = 50_000
"""Rows whose hashes are held in memory at a time."""


def check_anchors(say: Say) -> Heads:
    """Every head written outside, after checking each line's signature and its link; (unit, seq) → head."""
    path = anchor.anchor_path()
    heads = _file(path, say)
    second = anchor.second_path()
    if second is not None:
        if second.exists():
            other = _file(second, say)
            for key in sorted(set(other) | set(heads), key=str):
                if key in other and heads.get(key) != other[key]:
                    say(Break(_seal(*key), f"两处锚点不符：{path} 与 {second}"))
        elif heads:
            say(Break(str(second), "第二处锚点文件缺失"))
    return heads


def _file(path: Path, say: Say) -> Heads:
    keys = anchor.published()
    previous, begun = crypto.GENESIS, False
    heads: Heads = {}
    for number, text, line in anchor.lines(path):
        place = f"锚点文件 {path.name} 第 {number} 行"
        if line is None or not {"unit", "seq", "head"} <= line.keys():
            say(Break(place, "不是完整的锚点记录"))
        elif "signature" not in line and not begun:
            heads[(line["unit"], line["seq"])] = line["head"]  # written before anchors were signed
        else:
            begun = True
            if line.get("previous") != previous:
                say(Break(place, "与上一行的链接不符，其间有行被删改"))
            if not anchor.is_signed(line, keys):
                say(Break(place, "签名不符"))
            heads[(line["unit"], line["seq"])] = line["head"]
        previous = crypto.digest(text)
    return heads


def _seal(unit: int | None, seq: int) -> str:
    return f"单位 {unit} 第 {seq} 封"


def check_seals(outside: Heads, say: Say, count: Callable[[int], None]) -> int:
    """Fold every seal anew, compare with what was anchored; returns how many seals there are."""
    digest = crypto.digester()
    previous: dict[int | None, tuple[int, str]] = {}
    seen: set[tuple[int | None, int]] = set()
    number = 0
    for seal, hashes in _folds():
        number += 1
        place = _seal(seal.unit_id, seal.seq)
        seq, head = previous.get(seal.unit_id, (0, crypto.GENESIS))
        if seal.seq != seq + 1:
            say(Break(place, f"缺少第 {seq + 1} 封"))
        elif seal.previous != head:
            say(Break(place, "与上一封的链接不符"))
        present = [h for h in hashes if h is not None]
        if len(present) != seal.rows:
            say(Break(place, f"封存时 {seal.rows} 条，现有 {len(present)} 条"))
        made = seal.previous
        for row_hash in present:
            made = digest(made + row_hash)
        count(len(present))
        if made != seal.head:
            say(Break(place, "封存内容被改动"))
        key = (seal.unit_id, seal.seq)
        seen.add(key)
        if outside.get(key, seal.head) != seal.head:
            say(Break(place, "与库外锚点不符"))
        previous[seal.unit_id] = (seal.seq, seal.head)
    for unit, seq in sorted(set(outside) - seen, key=str):
        say(Break(_seal(unit, seq), "库外锚点记有此封，库内已缺（尾部被截去）"))
    return number


def _folds() -> Iterator[tuple[Seal, list[str | None]]]:
    batch: list[Seal] = []
    rows = 0
    for seal in Seal.objects.order_by("unit_id", "seq").iterator(chunk_size=1000):
        batch.append(seal)
        rows += seal.rows
        if rows >= AT_ONCE or len(batch) == 500:
            yield from _hashes(batch)
            batch, rows = [], 0
    yield from _hashes(batch)


def _hashes(batch: list[Seal]) -> Iterator[tuple[Seal, list[str | None]]]:
    places = SealedRow.objects.filter(seal__in=batch).order_by("seal_id", "position")
    found: dict[int, list[str | None]] = defaultdict(list)
    for seal_id, row_hash in places.values_list("seal_id", "row__hash").iterator():
        found[seal_id].append(row_hash)
    for seal in batch:
        yield seal, found.pop(seal.pk, [])
