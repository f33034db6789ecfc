"""`yifa figures list|cube|freeze`: what the operator asks, as words and as JSON."""

from __future__ import annotations

import json

import pytest

from yifa.kernel.figure import cube
from yifa.kernel.figure.cli import figures_command
from yifa.kernel.figure.models import CubeCell
from yifa.kernel.figure.registry import all_facts
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter

pytestmark = pytest.mark.django_db


def _asked(capsys, *words):
    code = figures_command([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_catalogue_lists_definitions_and_counts_nothing(capsys, django_assert_num_queries):
    with django_assert_num_queries(0):
        code, found = _asked(capsys, "list", "--room", "contracts")
    assert code == 0 and {f["room"] for f in found} == {"contracts"}
    assert all(f["definition"] and len(f["digest"]) == 64 for f in found)
    assert figures_command(["list", "--room", "nothing"]) == 1


def test_the_cube_is_told_rebuilt_and_reconciled(capsys):
    letter(House())
    code, found = _asked(capsys, "cube", "status")
    assert code == 1 and all(f["folded_at"] is None for f in found), "nothing was folded yet"
    assert _asked(capsys, "cube", "rebuild")[0] == 0
    code, found = _asked(capsys, "cube", "status")
    assert code == 0 and all(f["fresh"] for f in found)
    assert _asked(capsys, "cube", "reconcile") == (
        0,
        {"facts": len(found), "missing": [], "differences": []},
    )


def test_a_cell_that_is_not_what_the_records_say_is_named(capsys):
    house = House()
    cube.rebuild()
    fact = next(f for f in all_facts() if cube.figures_of(f))
    kept = cube.figures_of(fact)
    CubeCell.objects.create(
        fact=fact.id, unit=house.bureau, ym=202401, counts=json.dumps([7] * 2 * len(kept))
    )
    code, found = _asked(capsys, "cube", "reconcile")
    assert code == 1 and {d["figure"] for d in found["differences"]} == {f.id for f in kept}
    assert all((d["kept"], d["counted"]) == ([7, 7], [0, 0]) for d in found["differences"])


def test_no_closed_period_is_said(capsys):
    assert _asked(capsys, "freeze", "status") == (1, [])
