"""On PostgreSQL matters are vacuumed after two in a hundred changed, not twenty.

A ledger is counted by its index alone only where the visibility map says that every row of a page is settled; on a
million matters the default would leave two hundred thousand rows to be looked up in the table first.
"""

from django.db import migrations

SOONER = (
    "ALTER TABLE kernel_matter SET (autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
)
AS_EVER = (
    "ALTER TABLE kernel_matter RESET (autovacuum_vacuum_scale_factor,"
    " autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor)"
)


def sooner(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SOONER)


def as_ever(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(AS_EVER)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0012_lean_indexes"),
    ]

    operations = [
        migrations.RunPython(sooner, as_ever),
    ]
