"""Figures of seed years, computed from raw records."""

import pytest
from harness.doors import open_unit

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.scope.actor import Actor
from yifa.work.contracts.seed import load_2019, load_2024

pytestmark = pytest.mark.django_db


def asked(figure_id, year, unit):
    figure = figure_of(figure_id)
    found = value(figure, Period.year(year), unit)
    assert len(rows(figure, Period.year(year), unit, part="denominator")) == found.rows
    return found.numerator


@pytest.mark.figure("S4-F031", "S4-F032")
def test_2019_twenty_four_contracts_and_twenty_five_opinions(db):
    district = open_unit("S4", "婺城区人民政府", "district", document_code="婺政")
    load_2019(Actor.system("历史补录"), district)
    assert asked("contracts.government.reviewed", 2019, district) == 24
    # one more than the contracts: one contract was handed in again and has two
    assert asked("contracts.government.opinions", 2019, district) == 25
    assert asked("contracts.signed", 2019, district) == 24
    assert asked("contracts.government.reviewed", 2018, district) == 0
    assert asked("contracts.cleanup.registered", 2019, district) == 30
    assert asked("contracts.cleanup.cleared", 2019, district) == 5


@pytest.mark.figure("S2-F005")
def test_2024_twelve_contracts(db):
    district = open_unit("S2", "佳木斯市郊区人民政府", "district", document_code="佳郊政")
    units = [open_unit(f"S2D{n}", f"部门{n}", parent=district) for n in range(3)]
    load_2024(Actor.system("历史补录"), district, units)
    assert asked("contracts.reviewed", 2024, district) == 12
    assert asked("contracts.reviewed", 2024, units[0]) == 3
