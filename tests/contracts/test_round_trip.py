"""What is exported comes back and changes nothing: every register, and every ledger of matters."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from openpyxl import load_workbook

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.register import Register, all_registers, register_of
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Post, Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.exporting import matters
from yifa.ledger.exporting.entries import facts_of, view
from yifa.ledger.importing import door
from yifa.ledger.importing import mapping as columns
from yifa.ledger.importing.destination import IntoMatters
from yifa.ledger.importing.spec import spec_of
from yifa.ledger.pages.filters import FilterForm, scope_units
from yifa.ledger.rooms import ledger_for

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 18)


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker):
    """A district at work, on the day it stands still, with at least one row in every register; built once."""
    from django.db import transaction

    from yifa.demo import district, fill

    with django_db_blocker.unblock(), moment.at(DAY):
        whole = transaction.atomic()
        whole.__enter__()
        district.build()
        fill.small()
        for register in all_registers():
            if not standing(register).exists():
                values = filled(register)
                enter(Actor.system("测试"), register, values, unit=Unit.objects.get(code="yunxi"))
        yield DAY
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


def standing(register: Register) -> Any:
    return register.model.objects.unscoped("test").filter(valid_to=None)


def filled(register: Register) -> dict[str, Any]:
    """One row that the register's form takes: every field, as plain as can be."""
    form = register.form()
    return {n: said(n, f) for n, f in form.fields.items()} | OWN.get(register.id, dict)()


def said(name: str, field: forms.Field) -> Any:
    if isinstance(field, forms.DateField):
        return "2026-03-02"
    if isinstance(field, forms.ModelChoiceField):
        return str(getattr(field.queryset.order_by("pk").first(), field.to_field_name or "pk"))
    if isinstance(field, forms.MultipleChoiceField):
        return [field.choices[0][0]]
    if isinstance(field, forms.ChoiceField):
        return next(code for code, _ in field.choices if code)
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "2026" if "year" in name else "3"
    if isinstance(field, forms.BooleanField):
        return True
    return "X-01" if isinstance(field, forms.RegexField) else "往返"


def _officer() -> dict[str, Any]:
    from yifa.work.reconsideration.models import ReconsiderationOfficer

    return {"username": ReconsiderationOfficer.objects.unscoped("test").standing().first().key}


def _published() -> dict[str, Any]:
    return {"at": "yunxi", "figure": "reconsideration.correction_rate", "printed": "24.5"}


def _borrowed() -> dict[str, Any]:
    post = Post.objects.unscoped("test").filter(role="case_handler").order_by("pk").first()
    return {"post_key": post.key, "deputy": "sfj"}


OWN = {
    "delegation": _borrowed,
    "local_limit": lambda: {"at": "yunxi", "limit_id": "contract.legality_review"},
    "counsel_coverage": lambda: {"body": ""},
    "disclosure_year_count": lambda: {"at": "yunxi"},
    "reconsideration_concentration": lambda: {"at": "yunxi"},
    "reconsideration_published": _published,
    "service_cover": lambda: {"window": "CK-01", "back_on": "2026-03-06"},
    "report_indicator_system": lambda: {"at": "yunxi", "code": "wanfan-2026"},
    "report_indicator": lambda: {"system": "wanfan-2026", "figures": "", "parent": ""},
    "report_owed": lambda: {"at": "yunxi", "internal_month": "2", "internal_day": "20"},
    "report_lint_switch": lambda: {"at": "yunxi"},
    "report_check_switch": lambda: {"at": "yunxi"},
    "reconsideration_training": _officer,
    "reconsideration_assessment": _officer,
}
"""What the rooms ask of a row beyond its form."""


def exported(register: Register, ground: str) -> bytes:
    """The workbook of what stands on the day; without a ground names are masked."""
    facts = facts_of(DAY, ended=False, sought="", unit="")
    rows = standing(register).select_related("unit")
    return b"".join(view(Actor.system("测试"), register, rows, facts, ground).workbook())


def heads(book: bytes) -> list[str]:
    return [c.value for c in load_workbook(io.BytesIO(book)).worksheets[0][1]]


def entered() -> int:
    return JournalRow.objects.unscoped("test").filter(verb__in=("enter", "act")).count()


def test_the_export_of_every_register_comes_back_and_changes_nothing(full):
    """Every row is the same, no column is left over, and committing writes no line into the journal."""
    actor = Actor.system("测试")
    for register in all_registers():
        rows = standing(register).select_related("unit")
        count = rows.count()
        assert count, register.id
        book = exported(register, "往返核对")
        said, fields = heads(book), columns.targets(register, spec_of(register.id))
        assert len(set(said)) == len(said), register.id
        wanted = {t.name: n for n, t in enumerate(fields)}
        assert columns.automatic(said, fields) == wanted, register.id
        received = door.plan(
            actor, register.id, rows[0].unit, raw=book, file_name=f"{register.id}.xlsx"
        )
        same = {"added": 0, "changed": 0, "same": count, "bad": 0}
        changes = [r.changes for r in received.plan.rows if r.changes][:3]
        assert received.plan.counts == same, (register.id, received.plan.errors[:3], changes)
        before = entered()
        door.commit(actor, received.run, received.plan.fingerprint, unmatched=True)
        assert entered() == before


def test_a_masked_name_never_comes_back_as_a_name(full):
    """A masked column has a heading that no import reads, so what stands is left alone."""
    register = register_of("disclosure_group_member")
    classified = {
        f.name for f in register.model._meta.concrete_fields if getattr(f, "classification", "")
    } & set(register.form().fields)
    assert classified
    fields = columns.targets(register, spec_of(register.id))
    mapped = columns.automatic(heads(exported(register, "")), fields)
    assert not classified & set(mapped)
    assert set(register.form().fields) - classified <= set(mapped)


@pytest.mark.parametrize("ground", ["", "往返核对"], ids=["masked", "open"])
def test_the_export_of_every_ledger_comes_back_and_changes_nothing(full, ground):
    """Our own number tells the matter, masked names say nothing new, and nothing is opened or done by it."""
    actor, unit, tried = Actor.system("测试"), Unit.objects.get(code="yunxi"), set()
    units = scope_units(actor)
    for into in door.targets():
        found = ledger_for(into.id)
        numbered = Matter.objects.unscoped("test").filter(procedure=into.id).exclude(number="")
        if not isinstance(into, IntoMatters) or found is None or not numbered.exists():
            continue
        ledger = replace(found[1], defaults={})
        form = FilterForm(QueryDict(mutable=True), ledger, units)
        book = b"".join(matters.view(actor, ledger, form, ground).workbook())
        received = door.plan(actor, into.id, unit, raw=book, file_name=f"{into.id}.xlsx")
        counts = received.plan.counts
        why = (into.id, counts, [str(p) for p in received.plan.errors[:3]])
        assert counts["same"] == numbered.count(), why
        assert counts["added"] == counts["changed"] == 0, why
        others = [p for p in received.plan.errors if "另一类事项" not in p.reason]
        assert not others, why  # a ledger may list several procedures; each is read by its own
        before = entered()
        door.commit(actor, received.run, received.plan.fingerprint, unmatched=True)
        assert entered() == before
        tried.add(into.id)
    assert {"disclosure.request", "contracts.contract", "service.case", "hotline.order"} <= tried
    assert len(tried) >= 15


def test_a_correctable_cell_mended_in_an_exported_ledger_is_a_correction(full):
    """What a clerk mends in the exported table is written as a correction of that matter, once."""
    actor, unit = Actor.system("测试"), Unit.objects.get(code="yunxi")
    ledger = replace(ledger_for("disclosure.publication")[1], defaults={})
    form = FilterForm(QueryDict(mutable=True), ledger, scope_units(actor))
    book = load_workbook(
        io.BytesIO(b"".join(matters.view(actor, ledger, form, "往返核对").workbook()))
    )
    sheet = book.worksheets[0]
    number = sheet["A2"].value
    sheet["B2"] = "改正后的名称"
    out = io.BytesIO()
    book.save(out)
    received = door.plan(actor, "disclosure.publication", unit, raw=out.getvalue())
    assert received.plan.counts["changed"] + received.plan.counts["bad"] == 1
    if received.plan.counts["bad"]:
        assert "导入不能改动" in received.plan.errors[0].reason
        return
    door.commit(actor, received.run, unmatched=True)
    matter = Matter.objects.unscoped("test").get(number=number)
    assert JournalRow.objects.unscoped("test").filter(matter=matter, step="correct").count() == 1
