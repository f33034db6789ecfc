"""Government services of the demonstration: what a visitor finds at once, and what comes in behind."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection

from yifa.demo import district, environment, fill, published, seed, service_cases, services
from yifa.demo.requests import people_of
from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.figure.published import all_texts, compared
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.work.services.models import ServiceItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(db):
    district.build()
    found = {u.code: u for u in Unit.objects.all()}
    services.play(found)
    return found


def rows(**where):
    return Matter.objects.unscoped("test").filter(room="services", **where)


def test_the_small_set_has_open_cases_at_every_stage_and_the_catalogue_behind_them(units):
    environment.play(units)
    states = Counter(rows(procedure="service.case").values_list("state", flat=True))
    assert set(states) >= {"received", "noticed", "accepted", "parts", "decided", "done", "refused", "withdrawn"}  # fmt: skip
    assert rows(procedure="service.case", is_open=True).count() >= 12
    late = rows(is_open=True, next_due__lt=moment.today())
    assert late.count() <= 2, "a demonstration in which everything is overdue shows nothing"
    standing = ServiceItem.objects.unscoped("test").standing()
    assert standing.count() >= 12 and standing.filter(gaps=0).count() >= 10
    food = standing.get(key=environment.FOOD)
    assert (food.version, food.promised_amount, food.process_steps) == (2, 5, 3), "made simpler"
    reformed = Matter.objects.unscoped("test").filter(room="business_environment")
    evaluated = reformed.get(procedure="business_environment.evaluation")
    assert (evaluated.state, evaluated.outcome) == ("remeasured", "met")
    assert verify().breaks == []


def test_slices_come_in_whole_and_only_once(units):
    channel = {"at": "yunxi", "channel": "window", "supervisor": "yunxi"}
    enter(district.MACHINE, "rating_channel", channel, unit=units["yunxi"], on=district.SINCE)
    parts = [service_cases.PARTS[0], service_cases.PARTS[-1], service_cases.PARTS[-40]]
    for part in parts:
        assert seed.load_part(part) in (service_cases.SLICE, service_cases.CHAIN_SLICE)
    brought = rows(source_system__gt="")
    assert brought.count() == service_cases.SLICE == brought.filter(is_open=False).count()
    walked = rows(procedure="service.case", source_system="", how="backfill")
    assert walked.count() == 2 * service_cases.CHAIN_SLICE
    acts = JournalRow.objects.unscoped("test").filter(matter__in=walked, verb="act")
    assert acts.count() > 3 * walked.count(), "every act of a case at the window stands in its journal"  # fmt: skip
    assert not acts.filter(step="decide", actor_id=None).exists(), "by a person, not by the machine"
    handler = people_of(units["yxscj"])
    deciders = acts.filter(step="decide", unit=units["yxscj"]).values_list("actor_id", flat=True)
    assert set(deciders) == {a.user_id for r, a in handler.items() if r == "reviewer"}
    rated = Matter.objects.unscoped("test").filter(procedure="rating.review")
    assert rated.count() >= 1 and not rated.filter(is_open=True).exists()
    before = rows().count(), rated.count()
    for part in parts:
        seed.load_part(part)
    assert (rows().count(), rated.count()) == before
    states = Counter(walked.values_list("state", flat=True))
    assert set(states) >= {"received", "noticed", "accepted", "parts", "decided", "done"}, states
    late = walked.filter(is_open=True, next_due__lt=moment.today())
    assert late.count() <= walked.filter(is_open=True).count() // 10, "not everything turns overdue"
    assert verify().breaks == []


def test_two_years_are_brought_in_behind_the_small_set():
    assert service_cases.CHAINS >= 40_000, (
        "with every act in their journals, not counting what was imported"
    )
    queued = fill.parts()
    cases = [p for p in queued if p.startswith("now:services-cases:")]
    assert len(cases) * service_cases.SLICE >= service_cases.BROUGHT_IN
    assert queued.index(service_cases.PARTS[-1]) < queued.index(seed.last_year()), "the report last"


@pytest.mark.shared
def test_published_numbers_are_those_of_the_texts(shared, db):
    with (shared / "seeds" / "figures.csv").open(encoding="utf-8-sig", newline="") as table:
        stated = {r["id"]: r for r in csv.DictReader(table) if r["module"] == "services"}
    declared = [n for n in published.NUMBERS if n.figure.startswith("services.")]
    assert len(declared) >= 18
    for number in declared:
        assert Decimal(number.stated) == Decimal(stated[number.id]["value"]), number.id
        assert bool(number.over) == ("approx" in stated[number.id]["note"]), number.id


def test_what_needs_no_slices_agrees_with_the_texts(db):
    district.build()
    for part in ("2019:services-registers", "2024:services-registers"):
        assert seed.load_part(part) > 0
    found = {c.published.id: c for t in all_texts() for c in compared(t)}
    for number in (
        "S4-F007",
        "S4-F008",
        "S2-F022",
        "S2-F023",
        "S4-F001",
        "S4-F009",
        "S4-F010",
        "S4-F011",
    ):
        assert found[number].verdict == "agrees", (number, found[number].computed)
    assert found["S4-F002"].verdict == "differs", "no case has come in yet"
    assert all(c.holds for c in found["S4-F002"].crossed), "the four ways make the total"


@pytest.mark.figure("S1-F017")
def test_2023_everybody_who_rated_was_satisfied_and_both_denominators_are_shown(db):
    """One "100 %" stands for two rates; of what the second is a share the text does not say."""
    district.build()
    mine = [p for p in service_cases.YEARS if p.startswith("2023:")]
    assert mine[-1] == "2023:services-ratings", "after the cases they are of"
    for part in mine:
        if part == mine[-1]:
            # A year that came in at once: PostgreSQL has not yet seen how large its tables are.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        seed.load_part(part)
    found = {c.published.id: c for t in all_texts() for c in compared(t) if t.id == "S1"}
    assert {found[n].verdict for n in ("S1-F015", "S1-F016", "S1-F017")} == {"agrees"}
    town, year = Unit.objects.get(code="yxbh"), Period.year(2023)
    cases = value(figure_of("services.case.closed"), year, town).numerator
    assert 6_800 < cases < 6_900
    rated = value(figure_of("rating.satisfaction"), year, town)
    assert (rated.text, rated.numerator) == ("100%", rated.denominator)
    # The other reading, of all cases, stands beside it: the same records would give a twentieth.
    whole = value(figure_of("rating.satisfied_of_cases"), year, town)
    assert whole.denominator == cases and whole.numerator == rated.numerator < cases
    asked = value(figure_of("rating.response_rate"), year, town)
    assert (asked.numerator, asked.denominator) == (rated.denominator, cases)
    before = rows().count(), Matter.objects.unscoped("test").count()
    assert seed.load_part(mine[-1]) == rated.denominator
    assert (rows().count(), Matter.objects.unscoped("test").count()) == before, (
        "again changes nothing"
    )
