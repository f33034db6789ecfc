"""The figures of 2019, computed from a year of raw records."""

import pytest

from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import by, rows, value
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.work.disclosure.models import Publication
from yifa.work.disclosure.seed import load_year_2019
from yifa.work.disclosure.yearly_report import build

from .conftest import open_unit

YEAR = Period.year(2019)


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker):
    """One district with five departments and the whole year; loaded once, read by every test here."""
    with django_db_blocker.unblock():
        from django.db import transaction

        atomic = transaction.atomic()
        atomic.__enter__()
        top = open_unit(
            "S4QZF", "婺城区人民政府", "district", document_code="婺政", uscc="11330702056851584G"
        )
        units = [
            open_unit(f"S4D{n}", f"部门{n}", parent=top, document_code=f"婺{n}") for n in range(5)
        ]
        load_year_2019(Actor.system("历史补录"), [top, *units])
        yield top
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _open(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def asked(figure_id, unit, **more):
    return value(figure_of(figure_id), YEAR, unit, **more)


@pytest.mark.figure("S4-F104")
def test_publications_of_the_year(district):
    figure = figure_of("disclosure.publication.published")
    assert asked(figure.id, district).numerator == 12_155
    assert len(rows(figure, YEAR, district)) == 12_155
    assert sum(r.value.numerator for r in by(figure, "unit", YEAR, district)) == 12_155


@pytest.mark.figure("S4-F105")
def test_requests_of_the_year(district):
    assert asked("disclosure.request.received", district).numerator == 130
    assert Matter.objects.unscoped("test").filter(procedure="disclosure.request").count() == 130


@pytest.mark.figure("S4-F106")
def test_requests_answered_in_time(district):
    found = asked("disclosure.request.on_time", district)
    assert (found.numerator, found.denominator, found.text) == (130, 130, "100%")


def test_requests_before_15_may_stand_under_the_old_regulation(district):
    rows_ = Matter.objects.unscoped("test").filter(procedure="disclosure.request")
    assert {str(d) for d in rows_.values_list("procedure_since", flat=True)} == {
        "2008-05-01",
        "2019-05-15",
    }


def test_index_numbers_are_gapless(district):
    found = Publication.objects.unscoped("test").filter(matter__unit=district)
    serials = sorted(int(n.rsplit("-", 1)[1]) for n in found.values_list("index_number", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert found.order_by("pk").first().index_number == "11330702056851584G/2019-00001"


def test_the_yearly_table_agrees_with_the_figures(district):
    report = build(Actor.system(), district, 2019)
    assert (report.new.total, report.published) == (130, 12_155)
    assert all(check.holds for check in report.checks)
    split = by(figure_of("disclosure.request.concluded"), "result", YEAR, district)
    assert {r.key: r.value.numerator for r in split} == {
        c: line.total for c, line in report.outcomes.items() if line.total
    }
    carried = value(figure_of("disclosure.request.carried"), YEAR, district)
    assert carried.numerator == report.carried.total
