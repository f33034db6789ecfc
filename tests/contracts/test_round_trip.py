"""Every register comes back: what its export writes, its import reads, and nothing changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.entry.register import Register, all_registers
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Post, Unit
from yifa.kernel.scope.actor import Actor
from yifa.ledger.exporting.entries import facts_of, view
from yifa.ledger.importing import door

DAY = date(2026, 3, 18)


@pytest.fixture
def full(db):
    """A district at work, on the day it stands still, with at least one row in every register."""
    from yifa.demo import district, fill

    with moment.at(DAY):
        district.build()
        fill.small()
        for register in all_registers():
            if not standing(register).exists():
                values = filled(register)
                enter(Actor.system("测试"), register, values, unit=Unit.objects.get(code="yunxi"))
        yield DAY


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


def test_the_export_of_every_register_comes_back_and_changes_nothing(full):
    """Every row is the same, no column is left over, and committing writes no line into the journal."""
    actor = Actor.system("测试")
    for register in all_registers():
        rows = standing(register).select_related("unit")
        count = rows.count()
        assert count, register.id
        facts = facts_of(full, ended=False, sought="", unit="")
        book = b"".join(view(actor, register, rows, facts, "往返核对").workbook())
        received = door.plan(
            actor, register.id, rows[0].unit, raw=book, file_name=f"{register.id}.xlsx"
        )
        same = {"added": 0, "changed": 0, "same": count, "bad": 0}
        changes = [r.changes for r in received.plan.rows if r.changes][:3]
        assert received.plan.counts == same, (register.id, received.plan.errors[:3], changes)
        before = JournalRow.objects.unscoped("test").filter(verb="enter").count()
        door.commit(actor, received.run, received.plan.fingerprint, unmatched=True)
        assert JournalRow.objects.unscoped("test").filter(verb="enter").count() == before
