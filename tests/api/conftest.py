"""The house of the page tests, asked by programs."""

from __future__ import annotations

import pytest

from yifa.ledger.tests.conftest import Pages


@pytest.fixture
def house(db):
    return Pages()
