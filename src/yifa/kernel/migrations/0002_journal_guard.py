"""The journal's append-only triggers."""

from django.db import migrations

from yifa.kernel.journal.guard import guard_sql, unguard_sql


def up(apps, schema_editor):
    for statement in guard_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def down(apps, schema_editor):
    for statement in unguard_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
