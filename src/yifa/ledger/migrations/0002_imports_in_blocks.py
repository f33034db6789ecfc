"""Imports keep their rows in blocks, so that a long one never stands in memory; what older imports made moves along."""

import base64
import json
import zlib

import django.db.models.deletion
from django.db import migrations, models

import yifa.kernel.fields


def _packed(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 1)).decode()


def into_blocks(apps, schema_editor):
    """Every import gets one block with its cells and what it made."""
    run_model, chunk_model = (apps.get_model("ledger", n) for n in ("ImportRun", "ImportChunk"))
    for run in run_model.objects.all().iterator(chunk_size=5):
        cells = json.loads(run.cells) if run.cells else None
        chunk_model.objects.create(
            run=run, number=0, first=0, made=run.made, cells=_packed(cells) if cells else ""
        )
        run.problems = _packed(json.loads(run.problems)) if run.problems else ""
        run.size = sum(map(bool, cells["rows"])) if cells else 0
        run.save(update_fields=["problems", "size"])


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("first", models.PositiveIntegerField()),
                ("cells", yifa.kernel.fields.SensitiveField(blank=True)),
                ("staged", yifa.kernel.fields.SensitiveField(blank=True)),
                ("problems", yifa.kernel.fields.SensitiveField(blank=True)),
                ("made", models.JSONField(default=list)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的行",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="one_import_chunk")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportWork",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.importrun",
                    ),
                ),
                ("phase", models.CharField(max_length=8)),
                ("user_id", models.BigIntegerField(null=True)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("cancelled", models.BooleanField(default=False)),
                ("error", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "verbose_name": "导入进度",
            },
        ),
        migrations.AddField("importrun", "size", models.PositiveIntegerField("行数", default=0)),
        migrations.AddField(
            "importrun", "sheet", models.CharField("工作表", max_length=120, blank=True)
        ),
        migrations.AddField(
            "importrun", "sender", models.CharField("发送方", max_length=40, blank=True)
        ),
        migrations.AddField(
            "importrun", "summary", yifa.kernel.fields.SensitiveField(blank=True, default="")
        ),
        migrations.AlterField(
            "importrun", "summary", yifa.kernel.fields.SensitiveField(blank=True)
        ),
        migrations.AlterField("importrun", "register", models.CharField("导入到", max_length=48)),
        migrations.AlterField(
            "importrun",
            "status",
            models.CharField(
                "状态",
                max_length=8,
                choices=[
                    ("reading", "读取中"),
                    ("staged", "待确认"),
                    ("done", "已导入"),
                    ("undone", "已撤销"),
                ],
                default="staged",
            ),
        ),
        migrations.RunPython(into_blocks, migrations.RunPython.noop),
        migrations.RemoveField("importrun", "cells"),
        migrations.RemoveField("importrun", "made"),
    ]
