"""Search documents are marked with the units a matter stands below; those made before get their marks."""

from django.db import migrations


def renew(apps, schema_editor):
    from yifa.kernel.matter import search

    search.renew()


class Migration(migrations.Migration):
    atomic = False  # in portions, each whole: broken off, it begins again and does no harm
    dependencies = [("kernel", "0010_act_indexes")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
