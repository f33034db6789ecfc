"""Our numbers beside the compiled source tables, where those are at hand."""

import tomllib
from pathlib import Path

import pytest

from yifa.law import book, procedures

SHARED = Path(__file__).resolve().parents[5] / "shared" / "law"

pytestmark = pytest.mark.shared


def read(name):
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} does not exist: nothing to compare with")
    return tomllib.loads((SHARED / name).read_text(encoding="utf-8"))


def test_numbers_units_dates_and_articles_agree():
    ours = {(v.id, v.effective_from): v for v in book() if v.source_type != "office"}
    theirs = read("time_limits.toml")["limit"]
    assert len(theirs) == len(ours)
    for row in theirs:
        limit = ours[row["id"], row["effective_from"]]
        value = limit.value
        if isinstance(value, tuple):
            value = "{:02}-{:02}".format(*value)
        assert (
            value,
            limit.unit,
            limit.bound,
            limit.kind,
            limit.law,
            limit.article,
            limit.effective_to,
            limit.verified,
            limit.placeholder,
            limit.status,
            limit.actor,
        ) == (
            row["value"],
            row["unit"],
            row["bound"],
            row["kind"],
            row["law"],
            row["article"],
            row.get("effective_to"),
            row["verified"],
            row.get("placeholder", False),
            row["status"],
            row["actor"],
        ), row["id"]
        extension = row.get("extension")
        assert (limit.extension is None) == (extension is None), row["id"]
        if extension:
            assert limit.extension.mode == extension["mode"]
            assert limit.extension.value == extension.get("value")
            assert limit.extension.times == extension.get("times", 1)


def test_steps_agree():
    for row in read("mandatory_steps.toml")["procedure"]:
        found = procedures().get(row["id"], row["effective_from"])
        assert [
            (s.n, s.id, s.required, s.citation, s.kind, list(s.limits), s.verified)
            for s in found.steps
        ] == [
            (
                s["n"],
                s["id"],
                s["required"],
                s["citation"],
                s["kind"],
                s.get("limits", []),
                s["verified"],
            )
            for s in row["step"]
        ]


def test_no_sentence_was_copied():
    """Only facts are taken: no quotation or remark of twelve or more characters stands in our files."""
    data = Path(__file__).resolve().parents[1] / "data"
    ours = "".join(p.read_text(encoding="utf-8") for p in data.glob("*.toml"))
    prose = ("quote", "must_zh", "what_zh", "note", "condition_zh", "suspension_zh", "applies_zh")
    rows = list(read("time_limits.toml")["limit"])
    for procedure in read("mandatory_steps.toml")["procedure"]:
        rows += [procedure, *procedure["step"]]
    said = {row[key] for row in rows for key in prose if key in row}
    facts = {row["title_zh"] for row in rows}
    assert [s for s in said if len(s) >= 12 and s in ours and s not in facts] == []
