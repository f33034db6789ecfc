"""The room's rules hold for the year 2019 made through the door, and name the record that breaks them."""

from datetime import date

import pytest
from harness.doors import person

from yifa.kernel import moment
from yifa.kernel.figure import Period
from yifa.kernel.figure.freeze import close
from yifa.kernel.figure.rule import all_rules, breakers, evaluate, rule_of
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.work.reconsideration.models import ReconsiderationApplication
from yifa.work.reconsideration.seed import load_year_2019
from yifa.work.reconsideration.tests.conftest import open_unit

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)


@pytest.fixture
def district(db):
    unit = open_unit("WCQ", "种子区人民政府", "district", document_code="种政")
    load_year_2019(unit)
    return unit


def test_the_year_2019_adds_up(district):
    found = {r.id: evaluate(r, district, YEAR) for r in all_rules("reconsideration")}
    assert len(found) == 10
    assert found["reconsideration.trial.opening"].holds is None  # 2018 was not closed here
    assert all(c.holds for i, c in found.items() if i != "reconsideration.trial.opening")
    assert found["reconsideration.intake.flow"].totals == (50, 50)  # 50 = 46 + 4
    assert found["reconsideration.trial.flow"].totals == (51, 51)  # 5 + 46 = 45 + 6
    assert found["reconsideration.correction_rate.parts"].totals == (57, 57)  # 12 + 45


def test_what_is_carried_over_must_be_what_was_signed_for_the_year_before(district):
    head = Actor.of(person("head", district, Role.HEAD))
    with moment.at(date(2019, 2, 1)):
        close(head, district, YEAR.before(), final=True)
    rule = rule_of("reconsideration.trial.opening")
    assert evaluate(rule, district, YEAR).totals == (5, 5)
    late = ReconsiderationApplication.objects.unscoped("test").filter(accepted_ym=201811).first()
    ReconsiderationApplication.objects.unscoped("test").filter(pk=late.pk).update(
        accepted_ym=201901, intake_ym=201901
    )
    assert evaluate(rule, district, YEAR).totals == (4, 5)
    assert breakers(rule, district, YEAR) == {late.pk: (0, 1)}


def test_a_case_concluded_without_a_known_result_is_named(district):
    odd = ReconsiderationApplication.objects.unscoped("test").filter(corrected=1).order_by("-pk")[0]
    ReconsiderationApplication.objects.unscoped("test").filter(pk=odd.pk).update(result_group="")
    for rule_id, weights in (
        ("reconsideration.concluded.groups", (0, 1)),
        ("reconsideration.concluded.corrected", (1, 0)),
    ):
        assert evaluate(rule_of(rule_id), district, YEAR).holds is False
        assert breakers(rule_of(rule_id), district, YEAR) == {odd.pk: weights}
