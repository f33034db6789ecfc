import pytest

from yifa.kernel.tests.house import House


@pytest.fixture
def house(db):
    return House()
