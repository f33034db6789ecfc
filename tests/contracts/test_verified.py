"""No table escapes verification: it is held against the journal, or it is said why it need not be."""

from __future__ import annotations

import pytest
from django.apps import apps

from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import every_register
from yifa.kernel.journal.related import CHECKED, OUTSIDE
from yifa.kernel.journal.standing import paths
from yifa.kernel.matter.models import Detail, Matter
from yifa.kernel.matter.registry import all_procedures

BESIDE = {
    "identity.session": "passing: who is signed in where; signing in and out is journalled",
    "identity.factor": "a secret, as a password is: binding and taking off are journalled",
    "identity.recoverycode": "a secret, as a password is: making and using them is journalled",
    "identity.personaltoken": "a secret, as a password is: making and ending one are journalled",
    "identity.singlesignon": "passing: the state of a sign-in under way",
    "identity.requestcount": "passing: how often somebody asked in the last minutes",
    "ledger.exchange": "traffic with other systems: what it wrote is journalled as acts and entries",
    "ledger.importchunk": "staging: what was committed is journalled",
    "ledger.importwork": "staging: what was committed is journalled",
    "ledger.importrun": "staging: what was committed is journalled with the file's digest",
    "ledger.columnlayout": "a convenience: how a file's columns were mapped last",
}
"""Tables above the kernel that verification does not read, each with the reason."""
MODELS = [m for m in apps.get_models() if m._meta.managed]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label_lower)
def test_every_table_is_verified_or_says_why_not(model):
    label = model._meta.label_lower
    if issubclass(model, Entry):
        assert model in {r.model for r in every_register()}, (
            f"{label}: no register, so no stream to hold it against"
        )
    elif issubclass(model, Detail):
        assert model in {p.detail for p in all_procedures()}, f"{label}: no procedure writes it"
    elif model is not Matter:
        derived = len(getattr(model, "DERIVED", "")) > 10
        assert model in paths() or label in {*CHECKED, *OUTSIDE, *BESIDE} or derived, (
            f"{label}: give it a link to its matter, or a check in kernel/journal/related.py"
        )


def test_the_reasons_are_for_tables_that_exist():
    labels = {m._meta.label_lower for m in MODELS}
    assert set(OUTSIDE) | CHECKED <= labels
    assert not set(OUTSIDE) & set(BESIDE)
    assert all(len(why) > 10 for why in OUTSIDE.values())
