"""The security checklists prove what they say: every test, setting and file they name is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LISTS = {
    "asvs-l2.md": {"met", "partly", "not met", "n/a"},
    "djbh-l3.md": {"符合", "部分", "不符合", "由部署方"},
}
NAMED = re.compile(r"`([^`]+)`")
COMMANDS = {"make check", "file::test", "NAME", "文件::测试", "名称", "everybody", "__Host-"}


def lines(name: str) -> list[list[str]]:
    """The cells of every clause of a list."""
    text = (ROOT / "docs" / "security" / name).read_text()
    rows = [
        [c.strip() for c in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [r for r in rows if r[0] and not set(r[0]) <= {"-"} and r[0] not in ("clause", "条款")]


def there(name: str) -> bool:
    """Whether a named test, file or setting exists."""
    if name in COMMANDS:
        return True
    if "::" in name:
        path, _, test = name.partition("::")
        source = ROOT / path
        if not source.exists():
            return False
        tree = ast.parse(source.read_text())
        return any(isinstance(n, ast.FunctionDef) and n.name == test for n in ast.walk(tree))
    if "/" in name:
        return (ROOT / name).exists()
    return (
        hasattr(settings, name.partition("=")[0])
        or f'"{name}"' in (ROOT / "src/yifa/site/settings.py").read_text()
    )


@pytest.mark.parametrize("name", LISTS)
def test_what_a_list_names_is_there(name):
    gone = [
        n for row in lines(name) for cell in row[3:] for n in NAMED.findall(cell) if not there(n)
    ]
    assert gone == []


@pytest.mark.parametrize(("name", "least"), [("asvs-l2.md", 60), ("djbh-l3.md", 28)])
def test_every_clause_has_a_status_and_what_is_met_has_its_proof(name, least):
    rows = lines(name)
    assert len(rows) >= least
    assert {row[2] for row in rows} <= LISTS[name]
    bare = [row[0] for row in rows if row[2] in ("met", "符合") and len(row[3]) < 8]
    assert bare == []


def test_a_name_that_is_gone_is_found():
    assert not there("src/yifa/site/tests/test_login.py::test_nothing_of_the_kind")
    assert not there("YIFA_NOTHING_OF_THE_KIND")
    assert not there("src/yifa/nowhere.py")
