"""The same figures on PySpark over the same Parquet: the very text that the other engines read, the same integers.

A province would feed such a cluster; here one process stands for it. Needs `pip install pyspark` and Java.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any


class SparkEngine:
    """Answers a figure's query from exported Parquet; parameters are written into the text (Spark has none by place)."""

    name = "spark"

    def __init__(self, session: Any, folder: Path) -> None:
        self.session, self.folder = session, folder
        self._known: set[str] = set()

    def run(self, query: Any) -> list[tuple[Any, ...]]:
        from yifa.kernel.figure.engine.duck import SPAN

        for table in (query.fact.id, SPAN):
            if table not in self._known:
                frame = self.session.read.parquet(str(self.folder / f"{table}.parquet"))
                frame.createOrReplaceTempView(table)
                self._known.add(table)
        body = _filled(query.body, query.params)
        text = f'with "fact" as (select * from "{query.fact.id}") {body}'
        return [tuple(row) for row in self.session.sql(text).collect()]


def _filled(body: str, params: tuple[int | str, ...]) -> str:
    """The text with its parameters as literals: the emitter writes no other `?`."""
    pieces = body.split("?")
    assert len(pieces) == len(params) + 1
    said = [str(p) if isinstance(p, int) else "'" + p.replace("'", "''") + "'" for p in params]
    return "".join(a + b for a, b in zip(pieces, [*said, ""], strict=True))


def run(
    options: argparse.Namespace, folder: Path, figures: list[Any], over: Any, truth: dict[Any, Any],
    floor: float, duck: float,
) -> None:  # fmt: skip
    """Print what Spark takes, after a first run that starts its machine; raises `AssertionError` for another answer."""
    from pyspark.sql import SparkSession  # type: ignore[import-not-found,unused-ignore]

    from bench.figures import by_product, same
    from yifa.kernel.figure import grid

    began = time.perf_counter()
    builder = SparkSession.builder.master("local[2]").appName("bench")
    session = (
        # ANSI with double-quoted names is how the emitter writes; the rest keeps a small machine small.
        builder.config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.ansi.doubleQuotedIdentifiers", "true")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    engine = SparkEngine(session, folder)
    answer = grid.grid(figures, over, engine=engine)  # type: ignore[arg-type]
    first = time.perf_counter() - began
    same(truth, by_product(answer), "Spark")
    walls = []
    for _ in range(options.runs):
        began = time.perf_counter()
        grid.grid(figures, over, engine=engine)  # type: ignore[arg-type]
        walls.append(time.perf_counter() - began)
    session.stop()
    wall = sorted(walls)[len(walls) // 2]
    sys.stdout.write(
        f"{'figures, PySpark on Parquet':38}{wall:8.3f}{'':8}{wall / floor:8.2f}{'':8}{wall / duck:10.2f}"
        f"   identical integers; first answer with its start {first:.1f} s\n"
    )
