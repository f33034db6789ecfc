"""The room's rules hold for a year made through the door, and name the record that breaks them."""

import pytest
from harness.doors import open_unit

from yifa.kernel.figure import Period
from yifa.kernel.figure.rule import all_rules, breakers, evaluate, rule_of
from yifa.kernel.scope.actor import Actor
from yifa.work.contracts.models import Contract, ContractOpinion
from yifa.work.contracts.seed import load_2019

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)


@pytest.fixture
def district(db):
    unit = open_unit("S4", "婺城区人民政府", "district", document_code="婺政")
    load_2019(Actor.system("历史补录"), unit)
    return unit


def test_a_year_of_contracts_adds_up(district):
    found = {r.id: evaluate(r, district, YEAR) for r in all_rules("contracts")}
    assert len(found) == 9 and all(c.holds for c in found.values())
    assert found["contracts.opinions.enough"].totals == (24, 25)
    assert found["contracts.signed.reviewed"].totals == (24, 24)
    assert found["contracts.cleanup.verdicts"].totals == (30, 30)


def test_a_contract_without_its_opinion_breaks_the_rule(district):
    rows = ContractOpinion.objects.unscoped("test").order_by("matter", "serial")
    lost = [r.matter_id for r in rows[:2]]
    ContractOpinion.objects.unscoped("test").filter(matter__in=lost).update(issued_ym=202001)
    assert evaluate(rule_of("contracts.opinions.enough"), district, YEAR).totals == (24, 23)
    assert evaluate(rule_of("contracts.opinions.enough"), district, YEAR).holds is False


def test_a_party_that_is_no_row_of_the_table_is_named(district):
    odd = Contract.objects.unscoped("test").order_by("pk").first()
    Contract.objects.unscoped("test").filter(pk=odd.pk).update(party="elsewhere")
    rule = rule_of("contracts.reviewed.parties")
    assert evaluate(rule, district, YEAR).totals == (23, 24)
    assert breakers(rule, district, YEAR) == {odd.pk: (0, 1)}
