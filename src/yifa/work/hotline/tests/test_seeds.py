"""Figures of a seed year, computed from raw records."""

import pytest
from harness.doors import open_unit

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.scope.actor import Actor
from yifa.work.hotline.seed import load_2024

pytestmark = pytest.mark.django_db


def asked(figure_id, year, unit):
    figure = figure_of(figure_id)
    found = value(figure, Period.year(year), unit)
    assert len(rows(figure, Period.year(year), unit, part="denominator")) == found.rows
    return found.numerator


@pytest.mark.figure("S2-F024", "S2-F025", "S2-F026")
def test_2024_three_cases_of_the_city_two_closed_and_one_under_way(db):
    district = open_unit("S2", "佳木斯市郊区人民政府", "district", document_code="佳郊政")
    bureau = open_unit("S2Y", "营商环境局", parent=district)
    load_2024(Actor.system("历史补录"), bureau)
    assert asked("hotline.above.received", 2024, district) == 3
    assert asked("hotline.above.closed", 2024, district) == 2
    assert asked("hotline.above.open", 2024, district) == 1
    # Nothing of it belongs to another year or another unit.
    assert asked("hotline.above.received", 2023, district) == 0
    assert asked("hotline.above.open", 2023, district) == 0
