"""Tests marked ``shared`` read the material beside the repository, in ``../shared``.

Where that folder does not exist they are skipped, with the reason in sight; in CI they fail. Read the
material inside a test or a fixture, not while a module is imported.
"""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``../shared``. Mark the test with ``@pytest.mark.shared`` as well."""
    return SHARED


def pytest_runtest_setup(item: pytest.Item) -> None:
    if SHARED.is_dir() or not item.get_closest_marker("shared"):
        return
    if os.environ.get("CI") == "true":
        pytest.fail("needs ../shared, and in CI it must be there", pytrace=False)
    pytest.skip("needs ../shared")
