"""The room's rules hold for the years made through the doors, and name the record that breaks them."""

import pytest
from harness.doors import open_unit

from yifa.kernel.figure import Period
from yifa.kernel.figure.rule import all_rules, breakers, evaluate, rule_of
from yifa.kernel.scope.actor import Actor
from yifa.work.counsel.models import Advice
from yifa.work.counsel.seed import load_2019, load_2024

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("历史补录")


def test_the_years_add_up():
    district = open_unit("S4", "婺城区人民政府", "district", document_code="婺政")
    load_2019(MACHINE, district)
    load_2024(MACHINE, district)
    for year, villages, advice in ((2019, 272, 0), (2024, 272, 22)):
        found = {r.id: evaluate(r, district, Period.year(year)) for r in all_rules("counsel")}
        assert len(found) == 9
        # no year was closed here, so nothing is known to have been carried forward
        unknown = {i for i, c in found.items() if c.holds is None}
        assert unknown == {"counsel.advisers.opening", "counsel.villages.opening"}
        assert all(c.holds for i, c in found.items() if i not in unknown)
        assert found["counsel.villages.covered"].totals == (villages, villages)
        assert found["counsel.advice.kinds"].totals == (advice, advice)


def test_advice_with_an_unknown_answer_is_named():
    district = open_unit("S2", "佳木斯市郊区人民政府", "district", document_code="佳郊政")
    load_2024(MACHINE, district)
    odd = Advice.objects.unscoped("test").order_by("pk").first()
    Advice.objects.unscoped("test").filter(pk=odd.pk).update(adoption="elsewhere")
    rule = rule_of("counsel.advice.adoption")
    year = Period.year(2024)
    assert evaluate(rule, district, year).totals == (21, 22)
    assert breakers(rule, district, year) == {odd.pk: (0, 1)}
