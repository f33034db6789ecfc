"""Emptying a test database: the journal refuses deletion, so its guard steps aside for the flush alone."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_journal_guard():
    from django.db.backends.sqlite3.base import DatabaseWrapper

    from yifa.kernel.journal.guard import TABLE, guard_sql, unguard_sql

    operations = DatabaseWrapper.ops_class
    plain = operations.sql_flush

    def sql_flush(self, style, tables, **options):
        statements = plain(self, style, tables, **options)
        if TABLE not in tables:
            return statements
        return [*unguard_sql("sqlite"), *statements, *guard_sql("sqlite")]

    operations.sql_flush = sql_flush
    yield
    operations.sql_flush = plain


@pytest.fixture(autouse=True)
def _anchors_of_this_test(settings, tmp_path):
    """Anchors lie outside the database, so rolling it back leaves them: each test has a file of its own."""
    settings.YIFA_ANCHOR = str(tmp_path / "anchors.jsonl")
