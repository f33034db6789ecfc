"""Results that a program can read: ``var/test-results.json``, for ``yifa doctor --coverage``.

    {"at": "…", "databases": ["postgresql", "sqlite"],
     "systems": {"S4-M001": "passed"}, "figures": {"S4-F104": "failed"},
     "tests": {"tests/…::test_…": "passed"}, "runs": {nodeid: {database: outcome}},
     "marks": {nodeid: {"systems": [row ids], "figures": [row ids]}}}

An outcome is passed, failed, skipped or missing (collected, but never reached). A test's outcome is
its worst over the databases it ran on; a row's is the worst of all tests marked with it. So a row is
proved only when it says "passed". A run adds to what the file holds; `make test` begins a new file.
"""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

WORST_FIRST = ("failed", "missing", "skipped", "passed")
MARKS = {"systems": "system", "figures": "figure"}

Marks = dict[str, dict[str, list[str]]]


def worst(outcomes: Iterable[str]) -> str:
    return min(outcomes, key=WORST_FIRST.index)


def database() -> str:
    from django.conf import settings

    return settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1].removesuffix("3")


def marks_of(items: list[pytest.Item]) -> Marks:
    """The rows that each marked test claims to prove."""
    found = {}
    for item in items:
        rows = {
            key: [row for mark in item.iter_markers(name) for row in mark.args]
            for key, name in MARKS.items()
        }
        if any(rows.values()):
            found[item.nodeid] = rows
    return found


class Results:
    """Gathers outcomes where reports arrive: the only process, or the controller of the workers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outcomes: dict[str, str] = {}
        self.marks: Marks = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            before = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = worst((before, report.outcome))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object, error: object) -> None:
        self.marks |= getattr(node, "workeroutput", {}).get("yifa_marks", {})

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.marks |= marks_of(getattr(session, "items", []))
        if session.config.option.collectonly or not self.outcomes:
            return
        for nodeid in self.marks:
            self.outcomes.setdefault(nodeid, "missing")
        known = self._read()
        runs, marks = known.get("runs", {}), known.get("marks", {})
        for nodeid, outcome in self.outcomes.items():
            runs.setdefault(nodeid, {})[database()] = outcome
            marks.pop(nodeid, None)
        self._write(runs, marks | self.marks)

    def _read(self) -> dict:
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}

    def _write(self, runs: dict[str, dict[str, str]], marks: Marks) -> None:
        tests = {nodeid: worst(by.values()) for nodeid, by in runs.items()}
        content: dict[str, object] = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "databases": sorted({name for by in runs.values() for name in by}),
        }
        for key in MARKS:
            rows: dict[str, list[str]] = {}
            for nodeid, claims in marks.items():
                for row in claims[key]:
                    rows.setdefault(row, []).append(tests.get(nodeid, "missing"))
            content[key] = {row: worst(rows[row]) for row in sorted(rows)}
        content |= {"tests": tests, "runs": runs, "marks": marks}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True))
        draft.replace(self.path)


class Worker:
    """In a worker: hand the claims to the controller, which collects no tests itself."""

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        session.config.workeroutput["yifa_marks"] = marks_of(session.items)  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workeroutput"):
        config.pluginmanager.register(Worker(), "yifa-results-worker")
        return
    default = config.rootpath / "var" / "test-results.json"
    path = Path(os.environ.get("YIFA_RESULTS", default))
    config.pluginmanager.register(Results(path), "yifa-results")


def pytest_report_header() -> str:
    return f"database: {database()}"
