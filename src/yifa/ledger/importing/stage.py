"""An import from upload to its preview: the file is read once, its columns are matched, nothing stands yet."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from yifa.kernel import crypto, moment
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import NotAllowed
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.ledger.importing import mapping as columns
from yifa.ledger.importing import original
from yifa.ledger.importing.destination import Destination, IntoMatters, into_register
from yifa.ledger.importing.matters import HAND
from yifa.ledger.importing.models import ColumnLayout, ImportChunk, ImportRun, RunStatus, remembered
from yifa.ledger.importing.plan import Order, Plan
from yifa.ledger.importing.planner import Sink, Tell, make_plan
from yifa.ledger.importing.reader import (
    MAX_ROWS,
    Grid,
    Reading,
    Unreadable,
    read_blocks,
    text_blocks,
)

ON_PAGE = 5_000
"""Up to so many rows a page plans and commits while its reader waits; longer ones are the job loop's."""
KEPT_FOR = timedelta(days=30)


def stage(
    actor: Actor,
    register: Register | Destination,
    unit: Unit,
    *,
    raw: bytes = b"",
    text: str = "",
    file_name: str = "",
    source_system: str = "",
    sender: str = "",
    on: date | None = None,
    one_unit: bool = False,
    max_rows: int = MAX_ROWS,
    sheet: str = "",
) -> ImportRun:
    """Read a file or pasted cells, match its columns, and keep both as a staged import.

    Raises `Unreadable` (nothing was kept) or `NotAllowed`.
    """
    into = into_register(register) if isinstance(register, Register) else register
    _may(actor, into, unit)
    fields = columns.targets(into)
    reading = text_blocks(text) if text else read_blocks(raw, columns.sheet_score(fields), sheet)
    name = PurePath(file_name).name or "粘贴的表格"
    source = source_system or sender or (HAND if isinstance(into, IntoMatters) else name)
    run = ImportRun(
        register=into.id, room=into.room, unit=unit, user_id=actor.user_id,
        user_name=actor.name, file_name=name[-200:], file_digest=crypto.digest(raw or text),
        sender=sender[:40], source_system=source[:40], effective_on=on or moment.today(),
        one_unit=one_unit, status=RunStatus.READING, created_at=moment.now(),
    )  # fmt: skip
    with write():
        _forget_old()
        run.save()
    try:
        _keep(run, reading, max_rows)
        _match(run, fields)
        original.keep(run.pk, raw)
    except BaseException:
        _unscoped().filter(pk=run.pk).delete()
        raise
    run.alike = reading.alike
    return run


def _unscoped() -> Any:
    return ImportRun.objects.unscoped("an import in hand")


def _keep(run: ImportRun, reading: Reading, max_rows: int) -> None:
    """The blocks as they come, each in a short write of its own."""
    filled = 0
    for number, block in enumerate(reading.blocks):
        filled += block.filled
        if filled > max_rows + columns_within():
            raise Unreadable(f"超过 {max_rows} 行", remedy="请分成几个文件导入")
        with write():
            ImportChunk.of(run, number, block).save()
    if not filled:
        raise Unreadable("文件里没有内容", remedy="请核对文件后重新选择")
    run.size, run.notes, run.sheet = filled, reading.notes, reading.sheet[:120]


def columns_within() -> int:
    """Rows above and with the heading, which are not counted as records."""
    return 20


def _match(run: ImportRun, fields: list[columns.Target]) -> None:
    head = run.head()
    run.header = columns.find_header(head, fields)
    headings = columns.header_of(head, run.header)
    names = {t.name for t in fields}
    digests = (columns.layout_digest(headings, run.sender), columns.layout_digest(headings))
    known = remembered(run.register, run.unit, *digests) or {}
    known = {name: column for name, column in known.items() if name in names}
    run.mapping = known or columns.automatic(headings, fields)
    run.status = RunStatus.STAGED
    with write():
        run.save()


def _may(actor: Actor, into: Destination, unit: Unit) -> None:
    if into.may(actor, unit.pk):
        return
    roles = "、".join(sorted(str(r.label) for r in into.by))
    raise NotAllowed(f"{into.title}须由{unit}的{roles}导入，您没有这一任职", cite=into.cite)


def _forget_old() -> None:
    """Imports nobody confirmed go; cells and problems of old imports are emptied."""
    original.sweep()
    now = moment.now()
    old = ImportRun.objects.unscoped("cells are kept for thirty days").filter(
        created_at__lt=now - KEPT_FOR
    )
    unsure = (RunStatus.STAGED, RunStatus.READING)
    old.filter(status__in=unsure).delete()
    dead = _unscoped().filter(status=RunStatus.READING, created_at__lt=now - timedelta(hours=6))
    dead.delete()
    chunks = ImportChunk.objects.unscoped("cells are kept for thirty days")
    chunks.filter(run__in=old).exclude(cells="", staged="", problems="").update(
        cells="", staged="", problems=""
    )
    old.exclude(summary="", problems="").update(summary="", problems="")


def kept_grid(run: ImportRun) -> Grid:
    """The cells of a staged import. Raises `Unreadable` when they are gone."""
    grid = run.grid()
    if grid is None:
        raise gone()
    return grid


def gone() -> Unreadable:
    """What is said when the cells of an import are no longer kept."""
    return Unreadable("这份导入的原表已清除", remedy="请重新上传文件")


def order_of(run: ImportRun) -> Order:
    """What a staged import asks for."""
    return Order(
        run.target, None, run.unit, run.effective_on, {str(k): int(v) for k, v in run.mapping.items()},
        run.header, run.one_unit, run.source_system, source_of(run),
    )  # fmt: skip


def source_of(run: ImportRun) -> dict[str, str]:
    """Where the values of an import come from, as every record keeps it."""
    told = {"name": run.file_name, "file": run.file_digest, "sheet": run.sheet}
    return {k: v for k, v in told.items() if v}


def plan_of(
    actor: Actor, run: ImportRun, sink: Sink | None = None, tell: Tell | None = None
) -> Plan:
    """The dry run of a staged import as things stand now. `sink` keeps the rows of a long one."""
    blocks: Iterator = run.blocks()  # type: ignore[type-arg]
    if not run.head():
        raise gone()
    return make_plan(actor, order_of(run), blocks, sink, tell)


def match_columns(run: ImportRun, chosen: ReadOnly[str, int], one_unit: bool) -> None:
    """Set the columns of a staged import by hand and remember them for this layout, shared in the unit."""
    headings = columns.header_of(run.head(), run.header)
    digests = {columns.layout_digest(headings, run.sender), columns.layout_digest(headings)}
    with write():
        run.mapping, run.one_unit, run.summary = dict(chosen), one_unit, ""
        run.save(update_fields=["header", "mapping", "one_unit", "summary"])
        for digest in digests:
            ColumnLayout.objects.update_or_create(
                register=run.register, unit=run.unit, digest=digest,
                defaults={"mapping": run.mapping, "used_at": moment.now()},
            )  # fmt: skip


def needs_matching(run: ImportRun) -> bool:
    """Whether somebody should look at the columns: a required field or a headed column is left over."""
    fields = columns.targets(run.target)
    headings = columns.header_of(run.head(), run.header)
    used = set(run.mapping.values())
    left_over = any(h and i not in used for i, h in enumerate(headings))
    return left_over or any(t.required and t.name not in run.mapping for t in fields)
