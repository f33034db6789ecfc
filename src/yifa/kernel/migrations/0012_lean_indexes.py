"""Indexes that another one already serves are dropped: every act pays for every index.

On PostgreSQL Django gives a unique or indexed text column a second index for LIKE, which nothing here asks for, and the
journal's link to its unit one beside `journal_unit`. On SQLite the journal is left as it is: changing a table
there means making it anew, and its guard with it.
"""

import django.db.models.deletion
from django.db import migrations, models

UNUSED = """
DO $$ DECLARE found record; BEGIN
  FOR found IN
    SELECT i.indexrelid::regclass AS name FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    JOIN pg_opclass o ON o.oid = i.indclass[0]
    WHERE i.indnkeyatts = 1 AND NOT i.indisunique AND (
      (i.indrelid = 'kernel_journalrow'::regclass AND a.attname = 'unit_id')
      OR (o.opcname = 'varchar_pattern_ops' AND (i.indrelid, a.attname) IN (
        ('kernel_journalrow'::regclass, 'idempotency_key'), ('kernel_party'::regclass, 'identity_blind'))))
  LOOP EXECUTE 'DROP INDEX ' || found.name; END LOOP;
END $$
"""


def drop_unused(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(UNUSED)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0011_search_marks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outbox",
            name="due_at",
            field=models.DateTimeField(auto_now_add=True),
        ),
        migrations.AlterField(
            model_name="party",
            name="represents",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="kernel.party",
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="kernel.unit"
            ),
        ),
        migrations.RunPython(drop_unused, migrations.RunPython.noop),
    ]
