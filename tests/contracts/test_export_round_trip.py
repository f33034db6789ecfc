"""Every register comes back: its export names the columns its import reads, and importing it changes nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from yifa.kernel import moment
from yifa.kernel.entry.register import all_registers, register_of
from yifa.kernel.scope.actor import Actor
from yifa.ledger.exporting.entries import facts_of, view
from yifa.ledger.importing import mapping as columns
from yifa.ledger.importing.plan import Order
from yifa.ledger.importing.planner import make_plan
from yifa.ledger.importing.reader import read_grid
from yifa.ledger.importing.spec import spec_of

DAY = date(2026, 3, 18)


def exported(register, actor, ground="往返核对") -> bytes:
    """The workbook of what stands today, names unmasked."""
    rows = register.model.objects.unscoped("test").filter(valid_to=None)
    facts = facts_of(DAY, ended=False, sought="", unit="")
    return b"".join(view(actor, register, rows, facts, ground).workbook())


def test_headings_are_those_the_import_knows(db):
    for register in all_registers():
        fields = columns.targets(register, spec_of(register.id))
        heads = [
            c.value
            for c in load_workbook(io.BytesIO(exported(register, Actor.system()))).worksheets[0][1]
        ]
        assert len(set(heads)) == len(heads), register.id
        mapped = columns.automatic(heads, fields)
        assert mapped == {t.name: n for n, t in enumerate(fields)}, register.id


@pytest.fixture(scope="module")
def _district(django_db_setup, django_db_blocker):
    """The demonstration district, once for all registers; rolled back afterwards."""
    from django.db import transaction

    from yifa.demo import district, fill

    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        with moment.at(DAY):
            district.build()
            fill.small()
        yield
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


def test_export_then_import_changes_nothing(_district):
    with moment.at(DAY):
        actor, tried = Actor.system(), []
        for register in all_registers():
            rows = register.model.objects.unscoped("test").filter(valid_to=None)
            count = rows.count()
            if not register.room or not count:
                continue
            fields = columns.targets(register, spec_of(register.id))
            grid = read_grid(exported(register, actor), columns.sheet_score(fields))
            header = columns.find_header(grid.rows, fields)
            found = columns.automatic(columns.header_of(grid, header), fields)
            unit = rows.select_related("unit").first().unit
            plan = make_plan(
                actor, Order(register, spec_of(register.id), unit, DAY, found, header), grid
            )
            tried.append(register.id)
            assert plan.counts == {"added": 0, "changed": 0, "same": count, "bad": 0}, (
                register.id, plan.counts, plan.problems[:3], [r.changes for r in plan.rows if r.changes][:3],
            )  # fmt: skip
        assert {"disclosure_board", "service_item"} & set(tried) and len(tried) >= 4, tried


def test_a_masked_name_never_comes_back_as_a_name(_district):
    """A masked column has a heading that no import reads, so what stands is left alone."""
    with moment.at(DAY):
        register = register_of("disclosure_group_member")
        classified = {
            f.name for f in register.model._meta.concrete_fields if getattr(f, "classification", "")
        } & set(register.form().fields)
        assert classified
        fields = columns.targets(register, spec_of(register.id))
        sheet = load_workbook(io.BytesIO(exported(register, Actor.system(), ground=""))).worksheets[
            0
        ]
        mapped = columns.automatic([c.value for c in sheet[1]], fields)
        assert not classified & set(mapped)
        assert set(register.form().fields) - classified <= set(mapped)
