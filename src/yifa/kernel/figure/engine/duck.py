"""DuckDB over facts exported to Parquet: for millions of rows, away from the database of record.

Needs the extra packages `pip install yifa[analytics]`. An export holds integers and codes only (see `fact`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from yifa.kernel import moment
from yifa.kernel.figure.emit import Query, exported
from yifa.kernel.figure.engine import EngineMissing
from yifa.kernel.figure.engine.django import placed
from yifa.kernel.figure.fact import Fact
from yifa.kernel.figure.predicate import quoted
from yifa.kernel.organization.models import UnitSpan

if TYPE_CHECKING:
    import duckdb

BATCH = 50_000
SPAN = UnitSpan._meta.db_table
SPAN_COLUMNS = ("unit_id", "ancestor_id", "depth", "from_ym", "to_ym")


def parquet_folder() -> Path:
    return Path(settings.YIFA_VAR) / "parquet"


def _packages() -> tuple[Any, Any]:
    try:
        import duckdb
        import pyarrow
    except ImportError as missing:
        raise EngineMissing(
            f"缺少分析组件 {missing.name}。请安装：pip install 'yifa[analytics]'，或者改用 --engine db"
        ) from missing
    return duckdb, pyarrow


def export(facts: list[Fact], folder: Path | None = None) -> dict[str, int]:
    """Write each fact, and the tree over time, to Parquet; returns rows by table.

    A file appears whole or not at all. The moment of the export is kept in it as the cut-off.
    """
    _, pyarrow = _packages()
    home = folder or parquet_folder()
    home.mkdir(parents=True, exist_ok=True)
    kinds = {"text": pyarrow.string()}
    written = {}
    for fact in facts:
        schema = [(c.name, kinds.get(c.kind, pyarrow.int64())) for c in fact.resolved.values()]
        written[fact.id] = _write(home / f"{fact.id}.parquet", exported(fact).sql, schema)
    tree = f"select {', '.join(map(quoted, SPAN_COLUMNS))} from {quoted(SPAN)}"  # noqa: S608
    spans = [(name, pyarrow.int64()) for name in SPAN_COLUMNS]
    written[SPAN] = _write(home / f"{SPAN}.parquet", tree, spans)
    return written


def _write(path: Path, sql: str, columns: list[tuple[str, Any]]) -> int:
    import pyarrow
    import pyarrow.parquet

    schema = pyarrow.schema(columns, metadata={"yifa_cut_off": moment.now().isoformat()})
    fresh = path.with_suffix(".part")
    count = 0
    with connection.cursor() as cursor, pyarrow.parquet.ParquetWriter(fresh, schema) as out:
        cursor.execute(placed(sql))
        while rows := cursor.fetchmany(BATCH):
            arrays = [
                pyarrow.array(column, kind)
                for column, (_, kind) in zip(zip(*rows, strict=True), columns, strict=True)
            ]
            out.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            count += len(rows)
    fresh.replace(path)
    return count


class DuckEngine:
    """Reads the export in `folder`; as fresh as the export."""

    name = "duckdb"

    def __init__(self, folder: Path | None = None) -> None:
        self._duckdb, _ = _packages()
        self.folder = folder or parquet_folder()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._known: set[str] = set()

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        for table in (query.fact.id, SPAN):
            self._view(table)
        sql = f'with "fact" as (select * from {quoted(query.fact.id)}) {query.body}'  # noqa: S608
        return list(self._open().execute(sql, list(query.params)).fetchall())

    def cut_off(self, query: Query | None = None) -> datetime:
        """When the export of the query's fact was made (of the tree, without a query)."""
        import pyarrow.parquet

        path = self._path(query.fact.id if query else SPAN)
        held = pyarrow.parquet.read_schema(path).metadata or {}
        return datetime.fromisoformat(held[b"yifa_cut_off"].decode())

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = self._duckdb.connect(
                config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
            )
        return self._connection

    def _path(self, table: str) -> Path:
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            raise EngineMissing(f"还没有导出数据：{table}。请先运行 yifa figures --export")
        return path

    def _view(self, table: str) -> None:
        if table not in self._known:
            path = str(self._path(table)).replace("'", "''")
            view = f"create view {quoted(table)} as select * from read_parquet('{path}')"  # noqa: S608
            self._open().execute(view)
            self._known.add(table)
