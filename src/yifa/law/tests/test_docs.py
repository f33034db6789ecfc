"""Every worked example printed in docs/law is what the system answers."""

import re
from datetime import date
from pathlib import Path

import pytest

from yifa.law import WorkCalendar, book, due

PAGES = Path(__file__).resolve().parents[4] / "docs" / "law"
ROW = re.compile(
    r"^\| `(?P<id>[\w.]+)` \|.* (?P<start>\d{4}-\d\d-\d\d) \| (?P<due>\d{4}-\d\d-\d\d) \|", re.M
)


@pytest.mark.parametrize("page", ["disclosure", "reconsideration", "report"])
def test_worked_examples_hold(page):
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    rows = list(ROW.finditer(text))
    assert len(rows) >= 7
    for row in rows:
        start = date.fromisoformat(row["start"])
        limit = book().get(row["id"], start)
        assert due(limit, start, WorkCalendar()).due_on == date.fromisoformat(row["due"]), row[0]
        assert limit.article in row[0] or limit.article in text
