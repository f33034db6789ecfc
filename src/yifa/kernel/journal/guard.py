"""Database triggers that keep the journal append-only. The one change let through is lawful redaction."""

from __future__ import annotations

TABLE = "kernel_journalrow"
KEPT = (
    "stream", "seq", "unit_id", "matter_id", "verb", "step", "title", "actor_id", "actor_name", "role", "on",
    "recorded_at", "how", "from_state", "to_state", "cite", "payload_digest", "row_digest", "previous",
    "hash", "idempotency_key",
)  # fmt: skip

_SQLITE = [
    f"""CREATE TRIGGER journal_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    f"""CREATE TRIGGER journal_no_update BEFORE UPDATE ON {TABLE}
        WHEN NOT (NEW.payload = '' AND NEW.salt = '' AND {{same}})
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
_POSTGRES = [
    """CREATE FUNCTION journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' AND NEW.payload = '' AND NEW.salt = '' AND {same} THEN RETURN NEW; END IF;
          RAISE EXCEPTION 'the journal is append-only';
        END $$""",
    f"""CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION journal_guard()""",
]


def guard_sql(vendor: str) -> list[str]:
    """Statements that put the guard up."""
    if vendor == "sqlite":
        same = " AND ".join(f'NEW."{c}" IS OLD."{c}"' for c in KEPT)
        return [s.replace("{same}", same) for s in _SQLITE]
    same = " AND ".join(f'NEW."{c}" IS NOT DISTINCT FROM OLD."{c}"' for c in KEPT)
    return [s.replace("{same}", same) for s in _POSTGRES]


def unguard_sql(vendor: str) -> list[str]:
    """Statements that take it down: for a migration backwards and for emptying a test database."""
    if vendor == "sqlite":
        return [
            "DROP TRIGGER IF EXISTS journal_no_delete",
            "DROP TRIGGER IF EXISTS journal_no_update",
        ]
    return [
        f"DROP TRIGGER IF EXISTS journal_append_only ON {TABLE}",
        "DROP FUNCTION IF EXISTS journal_guard()",
    ]
