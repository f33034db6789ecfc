"""The search documents of matters."""

from django.db import migrations

from yifa.kernel.matter.search import create_sql, drop_sql


def up(apps, schema_editor):
    for statement in create_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def down(apps, schema_editor):
    for statement in drop_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_journal_guard")]
    operations = [migrations.RunPython(up, down)]
