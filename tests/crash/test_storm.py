"""A small storm: the real server over HTTP, killed with `kill -9` while clients act. `make crash` runs the large one."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection

sys.path.insert(0, str(Path(__file__).resolve().parent))

from office import broken
from storm import Server, storm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database(tmp_path):
    """The address of a fresh copy of the test's empty database (making one anew takes longer than the storm)."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "yifa.sqlite3")])
        yield ""
        return
    name, template = f"yifa_storm_{uuid.uuid4().hex[:8]}", connection.settings_dict["NAME"]
    connection.close()  # a template may have no visitors
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_acknowledged_acts_survive_a_killed_server(database, tmp_path):
    server = Server(tmp_path, database)
    try:
        found = storm(
            server,
            clients=8,
            seconds=5,
            kill={"server": (server.kill, server.start)},
            pause=(0.0, 0.5),
            most=1,
        )
    finally:
        server.close()
    assert found["failures"] == []
    assert broken(found) == []
    assert found["kills"] == {"server": 1}
    assert found["acknowledged"] >= 8
    assert found["numbers"] > 6
