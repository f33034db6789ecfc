"""The workbook of the import bench and the register it goes into: 12 columns, every 200th row names a unit that nobody knows."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HEAD = ("编号", "名称", "内容", "状态", "紧急程度", "类别", "承办单位", "收到日期", "期限", "办结日期", "金额（元）", "联系方式")  # fmt: skip
NAMES = ("number", "title", "body", "status", "priority", "kind", "org", "received", "due", "closed", "amount", "contact")  # fmt: skip
STATUSES = ("待办", "在办", "中止", "已决定", "办结")
PRIORITIES = ("低", "中", "高")
KINDS = tuple(f"k{n:02d}" for n in range(10))
UNITS = 960
BAD_EVERY = 200


def rows_of(count: int) -> Iterator[tuple[str, ...]]:
    """The same rows every time; every 200th names a unit that nobody knows."""
    draw = random.Random(20261122)
    day = date(2023, 11, 1)
    for n in range(count):
        received = day + timedelta(draw.randrange(700))
        status = draw.choice(STATUSES)
        closed = (received + timedelta(draw.randrange(60))).isoformat() if status == "办结" else ""
        unit = "NOSUCH" if n % BAD_EVERY == BAD_EVERY - 1 else f"u{draw.randrange(UNITS):04d}"
        yield (
            f"L-{n:07d}", f"关于第{n}号地块{draw.randrange(10**6)}的办理事项", "情况说明" * draw.randrange(8, 20), status,
            draw.choice(PRIORITIES), draw.choice(KINDS), unit, received.isoformat(),
            (received + timedelta(30)).isoformat(), closed, f"{draw.randrange(10**9) / 100:.2f}",
            f"1{draw.randrange(10**10):010d}",
        )  # fmt: skip


def workbook(path: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        for at, row in enumerate([HEAD, *rows_of(count)]):
            for column, text in enumerate(row):
                page.write_string(at, column, text)


def prepare() -> None:
    """The register of the bench with an empty table, and the units that the rows name."""
    codes = [f"u{n:04d}" for n in range(UNITS)]
    _prepare(_register(), {code: f"第{n}办公室" for n, code in enumerate(codes)})


def prepare_shared() -> None:
    """The same for the sheet of the shared bench: its 1,093 organisations, and moments where ours has days."""
    with (Path(os.environ["BENCH_DATA"]) / "orgs.csv").open(newline="") as source:
        units = {row[4]: row[5] for row in csv.reader(source)}
    _prepare(_shared_register(), units)


def _prepare(register: Any, units: dict[str, str]) -> None:
    from django.db import connection

    from yifa.kernel.entry.register import register_entries
    from yifa.kernel.organization.models import Unit

    register_entries(register)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {register.model._meta.db_table}")
    with connection.schema_editor() as editor:
        editor.create_model(register.model)
    if not Unit.objects.filter(code=next(iter(units))).exists():
        day = date(2000, 1, 1)
        Unit.objects.bulk_create(
            Unit(code=code, name=name, short_name=name, kind="department", opened_on=day)
            for code, name in units.items()
        )


def _register() -> Any:
    from django import forms
    from django.db import models

    from yifa.kernel.entry.models import Entry
    from yifa.kernel.entry.register import Register
    from yifa.kernel.organization.models import Unit

    def codes(names: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(str(n), name) for n, name in enumerate(names)]

    class BenchForm(forms.Form):
        number = forms.CharField(label="编号", max_length=40)
        title = forms.CharField(label="名称", max_length=200)
        body = forms.CharField(label="内容", max_length=2000)
        status = forms.ChoiceField(label="状态", choices=codes(STATUSES))
        priority = forms.ChoiceField(label="紧急程度", choices=codes(PRIORITIES))
        kind = forms.RegexField(r"^k\d\d$", label="类别")
        org = forms.ModelChoiceField(Unit.objects.all(), label="承办单位", to_field_name="code")
        received = forms.DateField(label="收到日期")
        due = forms.DateField(label="期限")
        closed = forms.DateField(label="办结日期", required=False)
        amount = forms.DecimalField(
            label="金额（元）", max_digits=14, decimal_places=2, min_value=0
        )
        contact = forms.CharField(label="联系方式", max_length=40)

    class BenchEntry(Entry):
        number = models.CharField(max_length=40)
        title = models.CharField(max_length=200)
        body = models.TextField()
        status = models.CharField(max_length=8)
        priority = models.CharField(max_length=8)
        kind = models.CharField(max_length=8)
        org = models.ForeignKey(Unit, models.PROTECT, related_name="+")
        received = models.DateField()
        due = models.DateField()
        closed = models.DateField(null=True)
        amount = models.DecimalField(max_digits=14, decimal_places=2)
        contact = models.CharField(max_length=40)

        class Meta(Entry.Meta):
            app_label = "ledger"
            abstract = False

    return Register(
        id="bench_entry", title="台账", room="bench", model=BenchEntry, form=BenchForm,
        key=lambda data: str(data["number"]), columns=(("title", "名称"),),
    )  # fmt: skip


def _shared_register() -> Any:
    from django import forms
    from django.db import models

    from yifa.kernel.entry.models import Entry
    from yifa.kernel.entry.register import Register
    from yifa.kernel.organization.models import Unit

    def codes(*names: str) -> list[tuple[str, str]]:
        return [(name, name) for name in names]

    class BenchForm(forms.Form):
        number = forms.CharField(max_length=40)
        title = forms.CharField(max_length=200)
        body = forms.CharField(max_length=2000)
        status = forms.ChoiceField(choices=codes("new", "open", "waiting", "decided", "closed"))
        priority = forms.ChoiceField(choices=codes("low", "normal", "high"))
        kind = forms.CharField(max_length=16)
        org = forms.ModelChoiceField(Unit.objects.all(), to_field_name="code")
        created_at = forms.DateTimeField()
        due_at = forms.DateTimeField()
        closed_at = forms.DateTimeField(required=False)
        amount = forms.DecimalField(max_digits=14, decimal_places=2, min_value=0)

        def clean(self) -> dict[str, Any]:
            data: dict[str, Any] = super().clean() or {}
            if data.get("closed_at") and data["closed_at"] < data["created_at"]:
                self.add_error("closed_at", "早于开始")
            return data

    class BenchEntry(Entry):
        number = models.CharField(max_length=40)
        title = models.CharField(max_length=200)
        body = models.TextField()
        status = models.CharField(max_length=8)
        priority = models.CharField(max_length=8)
        kind = models.CharField(max_length=16)
        org = models.ForeignKey(Unit, models.PROTECT, related_name="+")
        created_at = models.DateTimeField()
        due_at = models.DateTimeField()
        closed_at = models.DateTimeField(null=True)
        amount = models.DecimalField(max_digits=14, decimal_places=2)

        class Meta(Entry.Meta):
            app_label = "ledger"
            abstract = False

    return Register(
        id="bench_entry", title="台账", room="bench", model=BenchEntry, form=BenchForm,
        key=lambda data: str(data["number"]), columns=(("title", "名称"),),
    )  # fmt: skip
