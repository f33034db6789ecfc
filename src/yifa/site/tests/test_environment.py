"""One list of settings: the program reads no variable that is not in it, and the page is made of it."""

from __future__ import annotations

import ast
from pathlib import Path

import yifa
from yifa.site.environment import page, variables

SOURCE = Path(yifa.__file__).parent
PAGE = SOURCE.parents[1] / "docs/operations/configuration.md"
ELSEWHERE = {"PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE"}


def read_names() -> set[str]:
    """Every name asked of the environment anywhere in the program, and those given to `_kept_secret`."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            texts = []
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func)
                if name in (
                    "os.environ.get",
                    "os.getenv",
                    "environ.get",
                    "_kept_secret",
                    "os.environ.setdefault",
                ):
                    texts = [node.args[0]]
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                texts = [node.slice]
            for text in texts:
                if isinstance(text, ast.Constant):
                    found.add(str(text.value))
                elif isinstance(text, ast.JoinedStr) and isinstance(text.values[0], ast.Constant):
                    found.add(f"{text.values[0].value}*")
    return found


def test_every_variable_that_is_read_is_declared_and_every_declared_one_is_read():
    declared, read = set(variables()), read_names() - ELSEWHERE
    assert len(read) > 30
    assert read - declared == set()
    assert declared - read == set()


def test_the_page_is_the_list():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "yifa doctor --environment > docs/operations/configuration.md"
    )
