"""The tables as they stand against the journal: no row altered, none missing, none that no record vouches for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from yifa.kernel import crypto
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register, every_register
from yifa.kernel.journal.chains import Break, Line, Stream
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.text import Content
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.matter.registry import pinned
from yifa.kernel.scope.query import ScopedQuerySet

BLOCK = 400
Say = Callable[[Break], None]
Ways = dict[type[models.Model], str]


def all_rows(model: type[models.Model]) -> models.QuerySet[Any]:
    rows = model._base_manager.all() if not hasattr(model, "objects") else model.objects.all()
    return rows.unscoped("verification") if isinstance(rows, ScopedQuerySet) else rows


@cache
def paths() -> dict[type[models.Model], str]:
    """Every table of further rows of a matter, with the way to it: `matter_id`, `source_id`, `clock__matter_id`.

    A table that says `DERIVED` is made anew from the others: no act writes it, and none can vouch for it.
    """
    found: dict[type[models.Model], str] = {}
    pending = [m for m in apps.get_models() if not issubclass(m, (Detail, JournalRow, Matter))]
    pending = [m for m in pending if not getattr(m, "DERIVED", "")]
    for model in pending:
        links = [f for f in _links(model) if f.related_model is Matter]
        if links:
            own = next((f for f in links if f.name == "matter"), links[0])
            found[model] = own.attname
    for model in pending:
        if model in found:
            continue
        for link in _links(model):
            if link.related_model in found:
                found[model] = f"{link.name}__{found[link.related_model]}"
                break
    return found


def _links(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.is_relation]


@cache
def content(model: type[models.Model]) -> Content:
    return Content(model)


def among(keys: Iterable[Any]) -> RawSQL:
    """Integer keys for an `__in`: as they are, since preparing thousands of parameters costs more than their rows."""
    return RawSQL(",".join([str(int(k)) for k in keys]), [])  # noqa: S611 - integers


def used_paths() -> dict[type[models.Model], str]:
    """The tables of `paths` that have rows at all."""
    return {m: p for m, p in paths().items() if all_rows(m).exists()}


def check(streams: Iterable[Stream], say: Say) -> None:
    """Hold each stream's rows against their tables, block by block."""
    ways = used_paths()
    digest = crypto.digester()
    block: list[Stream] = []
    for stream in streams:
        if stream.matter_id is None and not stream.entered:
            continue
        block.append(stream)
        if len(block) >= BLOCK:
            _block(block, ways, digest, say)
            block = []
    if block:
        _block(block, ways, digest, say)


def _block(block: list[Stream], ways: Ways, digest: Callable[[str], str], say: Say) -> None:
    registers = {r.id: r for r in every_register()}
    entries: dict[str, list[Stream]] = defaultdict(list)
    matters: list[Stream] = []
    for stream in block:
        if stream.name.startswith("matter:"):
            matters.append(stream)
        elif stream.entered:
            name, _, _ = stream.name.partition(":")
            if name in registers:
                entries[name].append(stream)
            else:
                say(Break(stream.name, "登记簿已不存在，无法与登记内容核对"))
    if matters:
        _matters(matters, ways, digest, say)
    for name, streams in entries.items():
        _entries(registers[name], streams, digest, say)


def _matters(streams: list[Stream], ways: Ways, digest: Callable[[str], str], say: Say) -> None:
    ids = [s.matter_id for s in streams if s.matter_id is not None]
    plain = content(Matter)
    at = {n: plain.columns.index(n) for n in ("uid", "procedure", "procedure_since", "number")}
    rows = {
        key: values
        for key, *values in all_rows(Matter)
        .filter(pk__in=among(ids))
        .values_list("pk", *plain.columns)
    }
    details = _details(rows, at)
    beside = further(ids, ways)
    for stream in streams:
        values = rows.get(stream.matter_id)
        if values is None or f"matter:{values[at['uid']].hex}" != stream.name:
            say(Break(stream.name, "有办理记录而事项已不存在"))
            continue
        place = f"事项 {values[at['number']] or stream.matter_id}"
        last = stream.last
        if last is not None and last.salt:
            parts = [plain.text(values)]
            detail = details.get(stream.matter_id)
            if detail is not None:
                parts.append(detail)
            if digest(f"{last.salt}[{','.join(parts)}]") != last.row_digest:
                say(Break(place, f"数据表内容与第 {last.seq} 条记录（{last.title}）时不一致"))
        _rows(place, stream, beside.get(stream.matter_id, {}), digest, say)


def _details(rows: dict[Any, Any], at: dict[str, int]) -> dict[Any, str]:
    by_model: dict[Any, list[int]] = defaultdict(list)
    for key, values in rows.items():
        try:
            procedure = pinned(values[at["procedure"]], values[at["procedure_since"]])
        except KeyError:
            continue  # of a room this release no longer has: the difference is told below
        if procedure.detail:
            by_model[procedure.detail].append(key)
    found: dict[Any, str] = {}
    for model, keys in by_model.items():
        found |= dict(content(model).of(all_rows(model).filter(pk__in=among(keys))))
    return found


Further = dict[tuple[str, str], str]


def further(ids: list[Any], ways: Ways) -> dict[Any, Further]:
    """Matter → (table, key) → text of each further row."""
    found: dict[Any, Further] = defaultdict(dict)
    for model, path in ways.items():
        label, shape = model._meta.label_lower, content(model)
        rows = all_rows(model).filter(**{f"{path}__in": among(ids)}).order_by()
        for owner, key, *values in rows.values_list(path, "pk", *shape.columns):
            found[owner][(label, str(key))] = shape.text(values)
    return found


@cache
def titles() -> dict[str, str]:
    """What people call the tables of further rows."""
    return {m._meta.label_lower: str(m._meta.verbose_name) for m in paths()}


def _rows(
    place: str, stream: Stream, there: Further, digest: Callable[[str], str], say: Say
) -> None:
    for (label, key), (salt, kept, seq) in stream.rows.items():
        row = f"{place} 的{titles().get(label, label)} {key}"
        text = there.pop((label, key), None)
        if text is None:
            say(Break(row, f"第 {seq} 条记录时还在，现已不存在"))
        elif digest(salt + text) != kept:
            say(Break(row, f"内容与第 {seq} 条记录时不一致"))
    for label, key in there:
        say(Break(f"{place} 的{titles().get(label, label)} {key}", "没有任何办理记录"))


def _entries(
    register: Register, streams: list[Stream], digest: Callable[[str], str], say: Say
) -> None:
    model = register.model
    shape = content(model)
    where = {n: shape.columns.index(n) for n in ("key", "version")}
    keys = {s.name.partition(":")[2]: s for s in streams}
    versions: dict[str, dict[int, tuple[Any, str]]] = defaultdict(dict)
    rows = all_rows(model).filter(key__in=list(keys)).order_by()
    for _pk, until, *values in rows.values_list("pk", "valid_to", *shape.columns):
        versions[values[where["key"]]][values[where["version"]]] = (until, shape.text(values))
    for key, stream in keys.items():
        place = f"{register.title} {key}"
        for what in _versions(stream, versions[key], digest):
            say(Break(place, what))


def _versions(
    stream: Stream, found: dict[int, tuple[Any, str]], digest: Callable[[str], str]
) -> Iterator[str]:
    number = 0
    for at, line in enumerate(stream.entered):
        if line.step == "end":
            continue
        number += 1
        until, text = found.pop(number, (None, None))
        if text is None:
            yield f"第 {number} 版（第 {line.seq} 条记录）已不存在"
            continue
        if line.salt and line.row_digest and digest(f"{line.salt}[{text}]") != line.row_digest:
            yield f"登记内容与第 {line.seq} 条记录时不一致"
        later = stream.entered[at + 1] if at + 1 < len(stream.entered) else None
        if line.salt and (until.isoformat() if until else "") not in _ends(line, later):
            yield f"第 {number} 版的失效日期与记录不一致"
    for version in sorted(found):
        yield f"第 {version} 版没有登记记录"


def _ends(line: Line, later: Line | None) -> set[str]:
    """The days on which a version may end: where it was planned to, and where the next record closed it."""
    planned = json.loads(line.payload).get("until") or "" if '"until":' in line.payload else ""
    if later is None:
        return {planned}
    if not planned:
        return {later.on}
    # A plan that had run out when the next record came was left as it was.
    recorded = timezone.localdate(datetime.fromisoformat(later.recorded_at))
    return {later.on} if date.fromisoformat(planned) > recorded else {planned}


def unrecorded(say: Say) -> None:
    """Rows of tables that the journal does not know at all."""
    known = JournalRow.objects.unscoped("verification").filter(
        matter=models.OuterRef("pk"), verb="act"
    )
    for pk, number in (
        all_rows(Matter).filter(~models.Exists(known)).values_list("pk", "number").iterator()
    ):
        say(Break(f"事项 {number or pk}", "没有任何办理记录"))
    streams: dict[type[Entry], list[Register]] = defaultdict(list)
    for register in every_register():
        streams[register.model].append(register)
    for model, registers in streams.items():
        _strangers(model, registers, say)


def _strangers(model: type[Entry], registers: list[Register], say: Say) -> None:
    """Entries whose key has no stream in any register of their table."""
    rows = all_rows(model).order_by("key").values_list("key", flat=True).distinct()
    batch: list[str] = []

    def look() -> None:
        names = [f"{r.id}:{k}" for r in registers for k in batch]
        there = JournalRow.objects.unscoped("verification").filter(stream__in=names, seq=1)
        known = {s.partition(":")[2] for s in there.values_list("stream", flat=True)}
        for key in batch:
            if key not in known:
                say(Break(f"{registers[0].title} {key}", "没有登记记录"))

    for key in rows.iterator(chunk_size=1000):
        batch.append(key)
        if len(batch) == BLOCK:
            look()
            batch.clear()
    if batch:
        look()
