"""The published figures of 2019, computed from raw records; where they contradict their parts, both are shown."""

from decimal import Decimal
from fractions import Fraction

import pytest

from yifa.kernel.figure import Period
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.matter.models import Matter
from yifa.work.reconsideration import figures
from yifa.work.reconsideration.published import denominators_of, published, rounds_to, ways_to
from yifa.work.reconsideration.seed import load_year_2019
from yifa.work.reconsideration.statistics import by_unit, counts
from yifa.work.reconsideration.tests.conftest import open_unit

YEAR, EARLIER = Period.year(2019), Period.year(2018)


@pytest.fixture
def district(db):
    unit = open_unit("WCQ", "种子区人民政府", "district", document_code="种政")
    load_year_2019(unit)
    return unit


def number(figure, unit, period=YEAR):
    return value(figure, period, unit).numerator


@pytest.mark.figure(
    "S4-F081", "S4-F082", "S4-F083", "S4-F084", "S4-F085", "S4-F086", "S4-F087", "S4-F088"
)
@pytest.mark.system("S4-M069")
def test_the_year_2019(district):
    assert (
        number(figures.PENDING, district, EARLIER) == 5
    )  # carried over: open at the end of the year before
    assert number(figures.RECEIVED, district) == 50
    assert number(figures.REFUSED, district) == 4
    assert number(figures.TAKEN, district) == 46
    assert number(figures.CONCLUDED, district) == 45
    assert number(figures.CORRECTED, district) == 12
    assert number(figures.PENDING, district) == 6
    rate = value(figures.CORRECTION_RATE, YEAR, district)
    assert (rate.numerator, rate.denominator, rate.text) == (12, 45, "26.7%")
    growth = value(figures.CORRECTED_GROWTH, YEAR, district)
    assert (growth.shown, growth.text) == (Decimal("33.3"), "上升33.3%")
    assert number(figures.CORRECTED, district, EARLIER) == 9
    assert len(rows(figures.CORRECTED, YEAR, district)) == 12
    # every case of the year was decided within its limit under the law of its day
    assert value(figures.ON_TIME, YEAR, district).text == "100%"
    matters = Matter.objects.unscoped("test").filter(procedure="reconsideration.application")
    assert set(matters.values_list("how", flat=True)) == {"backfill"}
    assert {str(d) for d in matters.values_list("procedure_since", flat=True)} == {"2007-08-01"}

    # the published rate contradicts its parts; the system names what would have given it
    total = counts(district, 2019)
    growth_told, rate_told = published(district, 2019, total)
    assert (growth_told.agrees, growth_told.printed) == (True, "33.3")
    assert (rate_told.agrees, rate_told.computed.text) == (False, "26.7%")
    assert rate_told.denominators == (49,)
    assert (("不予受理", 4), ("审结", 45)) in [way.parts for way in rate_told.ways]

    # what came in went out or is left
    assert [(i.title, i.left_sum, i.right_sum) for i in total.identities] == [
        ("受理审查", 50, 50), ("案件审理", 51, 51), ("收结总平衡", 55, 55),
    ]  # fmt: skip
    own = by_unit(district, 2019)
    assert [r.values for r in own] == [total.values]

    # bringing the year in again changes nothing
    before = matters.count()
    load_year_2019(district)
    assert matters.count() == before == 64


@pytest.mark.parametrize(
    ("denominator", "printed"), [(45, "26.7"), (46, "26.1"), (49, "24.5"), (51, "23.5")]
)
def test_each_reading_of_the_rate(denominator, printed):
    """12/45 = 26.66…, 12/46 = 26.08…, 12/49 = 24.48…, 12/51 = 23.52…"""
    assert rounds_to(Fraction(1200, denominator), Decimal(printed))
    assert denominators_of(12, Decimal(printed)) == (denominator,)


def test_a_printed_half_is_rounded_up_and_whole_numbers_leave_room():
    assert rounds_to(Fraction(1, 8) * 100, Decimal("13"))
    assert denominators_of(1, Decimal("13")) == (8,)
    assert denominators_of(12, Decimal("27")) == (44, 45)
    assert denominators_of(0, Decimal("0.0")) == ()


def test_only_sums_that_are_the_denominator_are_named():
    ways = ways_to((49,), {"审结": 45, "不予受理": 4, "受理": 46, "上年结转": 5})
    assert [w.parts for w in ways] == [(("审结", 45), ("不予受理", 4))]
