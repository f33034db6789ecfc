"""Figures of seed years, computed from raw records."""

from datetime import date

import pytest
from harness.doors import open_unit

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.scope.actor import Actor
from yifa.work.counsel.seed import load_2019, load_2023, load_2024

from .conftest import drained

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("历史补录")


@pytest.fixture
def ask(db):
    def asked(figure_id, year, unit):
        figure = figure_of(figure_id)
        found = value(figure, Period.year(year), unit)
        assert len(rows(figure, Period.year(year), unit, part="denominator")) == found.rows
        return found

    return asked


@pytest.mark.figure("S1-F019", "S1-F021")
def test_2023_every_village_of_the_town_has_counsel(ask):
    town = open_unit("NH", "南华镇", "town")
    load_2023(MACHINE, town)
    assert ask("counsel.villages", 2023, town).numerator == 16
    found = ask("counsel.village_coverage", 2023, town)
    assert (found.numerator, found.denominator, found.text) == (16, 16, "100%")
    assert ask("counsel.villages", 2022, town).numerator == 0


@pytest.mark.figure("S2-F003", "S2-F004", "S2-F006", "S2-F007", "S2-F032")
def test_2024_the_work_of_the_governments_counsel(ask):
    district = open_unit("S2", "佳木斯市郊区人民政府", "district", document_code="佳郊政")
    load_2024(MACHINE, district)
    wanted = {"advice": 22, "meetings": 16, "documents": 19, "litigation": 42}
    assert {code: ask(f"counsel.{code}", 2024, district).numerator for code in wanted} == wanted
    found = ask("counsel.participation_rate", 2024, district)
    assert found.text == "100%" and found.numerator == found.denominator > 0
    assert ask("counsel.advisers", 2024, district).numerator == 1
    drained(date(2024, 3, 1))
    covered = ask("counsel.unit_coverage", 2024, district)
    assert (covered.numerator, covered.denominator) == (1, 1)


@pytest.mark.figure(
    "S4-F013",
    "S4-F014",
    "S4-F015",
    "S4-F122",
    "S4-F123",
    "S4-F124",
    "S4-F125",
    "S4-F126",
    "S4-F127",
    "S4-F128",
)
def test_2019_coverage_services_and_checkups(ask):
    district = open_unit("S4", "婺城区人民政府", "district", document_code="婺政")
    load_2019(MACHINE, district)
    exact = {
        "checkup.enterprises": 125, "checkup.environment": 22, "village_law_firms": 16,
        "village_service_offices": 4, "team_villages": 272,
    }  # fmt: skip
    assert {code: ask(f"counsel.{code}", 2019, district).numerator for code in exact} == exact
    covered = ask("counsel.unit_coverage", 2019, district)
    assert covered.text == "100%" and covered.numerator == covered.denominator > 0
    # the text says 余: more than the round number, by less than the next one of its rounding
    bounds = {
        "checkup.solved": (50, 60), "consultations": (1500, 1600), "mediations": (150, 160), "guided": (190, 200),
    }  # fmt: skip
    for code, (low, high) in bounds.items():
        assert low < ask(f"counsel.{code}", 2019, district).numerator < high, code
