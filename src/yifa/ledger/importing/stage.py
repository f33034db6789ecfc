"""An import from upload to its preview: the file is read once, its columns are matched, nothing stands yet."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from datetime import date, timedelta
from pathlib import PurePath

from yifa.kernel import crypto, moment
from yifa.kernel.entry.register import Register
from yifa.kernel.errors import NotAllowed
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write
from yifa.ledger.importing import mapping as columns
from yifa.ledger.importing.models import ColumnLayout, ImportRun, RunStatus, remembered
from yifa.ledger.importing.plan import Order, Plan
from yifa.ledger.importing.planner import make_plan
from yifa.ledger.importing.reader import Grid, Unreadable, read_grid, read_text
from yifa.ledger.importing.spec import spec_of

ON_PAGE = 5_000
"""Rows an import by page may have; longer files go through the command."""
KEPT_FOR = timedelta(days=30)


def stage(
    actor: Actor,
    register: Register,
    unit: Unit,
    *,
    raw: bytes = b"",
    text: str = "",
    file_name: str = "",
    source_system: str = "",
    on: date | None = None,
    one_unit: bool = False,
    max_rows: int = ON_PAGE,
) -> ImportRun:
    """Read a file or pasted cells, match its columns, and keep both as a staged import.

    Raises `Unreadable` (nothing was kept) or `NotAllowed`.
    """
    _may(actor, register, unit)
    fields = columns.targets(register, spec_of(register.id))
    grid = read_text(text) if text else read_grid(raw, columns.sheet_score(fields))
    header = columns.find_header(grid.rows, fields)
    if sum(map(bool, grid.rows[header + 1 :])) > max_rows:
        raise Unreadable(
            f"超过 {max_rows} 行", remedy="请分成几个文件，或者由管理员用 yifa import 命令导入"
        )
    headings = columns.header_of(grid, header)
    names = {t.name for t in fields}
    known = remembered(register.id, unit, columns.layout_digest(headings)) or {}
    known = {name: column for name, column in known.items() if name in names}
    name = PurePath(file_name).name or "粘贴的表格"
    run = ImportRun(
        register=register.id, room=register.room, unit=unit, user_id=actor.user_id,
        user_name=actor.name, file_name=name[-200:], file_digest=crypto.digest(raw or text),
        source_system=(source_system or name)[:40], effective_on=on or moment.today(),
        one_unit=one_unit, header=header, mapping=known or columns.automatic(headings, fields),
        created_at=moment.now(),
    )  # fmt: skip
    run.keep(grid)
    with write():
        _forget_old()
        run.save()
    return run


def _may(actor: Actor, register: Register, unit: Unit) -> None:
    if actor.is_system or actor.may(set(register.by), unit.pk, register.room):
        return
    roles = "、".join(sorted(str(r.label) for r in register.by))
    raise NotAllowed(f"{register.title}须由{unit}的{roles}导入，您没有这一任职", cite=register.cite)


def _forget_old() -> None:
    """Staged imports nobody confirmed go; cells and problems of old imports are emptied."""
    old = ImportRun.objects.unscoped("cells are kept for thirty days").filter(
        created_at__lt=moment.now() - KEPT_FOR
    )
    old.filter(status=RunStatus.STAGED).delete()
    old.exclude(cells="", problems="").update(cells="", problems="")


def kept_grid(run: ImportRun) -> Grid:
    """The cells of a staged import. Raises `Unreadable` when they are gone."""
    grid = run.grid()
    if grid is None:
        raise Unreadable("这份导入的原表已清除", remedy="请重新上传文件")
    return grid


def plan_of(actor: Actor, run: ImportRun) -> Plan:
    """The dry run of a staged import as things stand now."""
    order = Order(
        run.target, spec_of(run.register), run.unit, run.effective_on,
        {str(k): int(v) for k, v in run.mapping.items()}, run.header, run.one_unit,
    )  # fmt: skip
    return make_plan(actor, order, kept_grid(run))


def match_columns(run: ImportRun, chosen: ReadOnly[str, int], one_unit: bool) -> None:
    """Set the columns of a staged import by hand and remember them for this layout."""
    grid = kept_grid(run)
    digest = columns.layout_digest(columns.header_of(grid, run.header))
    with write():
        run.mapping, run.one_unit = dict(chosen), one_unit
        run.save(update_fields=["header", "mapping", "one_unit"])
        ColumnLayout.objects.update_or_create(
            register=run.register, unit=run.unit, digest=digest,
            defaults={"mapping": run.mapping, "used_at": moment.now()},
        )  # fmt: skip


def needs_matching(run: ImportRun) -> bool:
    """Whether somebody should look at the columns: a required field or a headed column is left over."""
    fields = columns.targets(run.target, spec_of(run.register))
    headings = columns.header_of(kept_grid(run), run.header)
    used = set(run.mapping.values())
    left_over = any(h and i not in used for i, h in enumerate(headings))
    return left_over or any(t.required and t.name not in run.mapping for t in fields)
