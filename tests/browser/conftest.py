"""Everything in this folder drives a browser, in a district at work on a day that stands still."""

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from yifa.kernel import moment

HERE = Path(__file__).parent
DAY = date(2026, 3, 18)
"""A Wednesday: the day on which the tests look at the district."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def standing_day(monkeypatch) -> date:
    """The clock stands at noon of `DAY`, in the threads of the server too."""
    noon = timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day, 12))
    monkeypatch.setattr(moment, "now", lambda: moment._frozen.get() or noon)
    return DAY


@pytest.fixture(scope="session")
def kept_district(tmp_path_factory) -> Path:
    """Where a copy of the built district is kept, so that it is built once and not for every test."""
    return tmp_path_factory.mktemp("district") / "district.sqlite3"


@pytest.fixture
def district(transactional_db, standing_day, kept_district, settings):
    """云溪区: its people, what it has published, requests in every state; a demonstration, as its password is public."""
    from yifa.demo import district as people
    from yifa.demo import fill
    from yifa.kernel.organization.models import Unit

    settings.YIFA_DEMO = True
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        people.build()
        fill.small()
    elif kept_district.exists():
        with closing(sqlite3.connect(kept_district)) as kept:
            kept.backup(connection.connection)
    else:
        people.build()
        fill.small()
        with closing(sqlite3.connect(kept_district)) as kept:
            connection.connection.backup(kept)
    return {unit.code: unit for unit in Unit.objects.all()}
