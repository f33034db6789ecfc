"""What reports promise is carried from year to year without loss."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.account.report.models import ReportPromise
from yifa.account.tests.house import Letters
from yifa.kernel import moment
from yifa.kernel.figure import Period
from yifa.kernel.figure.rule import all_rules, breakers, evaluate, rule_of
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("测试")


def _raised(house: Letters, year: int, kind: str, said: str) -> Matter:
    values = {"year": year, "kind": kind, "said": said, "report": ""}
    with moment.at(date(year + 1, 1, 29)):
        return act(MACHINE, Opening("report.promise", house.bureau), "raise", values)


def test_promises_are_carried_over():
    house = Letters()
    first = _raised(house, 2023, "problem", "少数来信答复逾期")
    _raised(house, 2023, "task", "建立节点提醒")
    _raised(house, 2024, "task", "核对公开目录")
    with moment.at(date(2025, 1, 30)):
        act(
            MACHINE,
            first.pk,
            "plan",
            {"plan": "要点", "responsible": "办公室", "due_on": "2025-06-30"},
        )
        act(MACHINE, first.pk, "answer", {"answered_year": 2024, "answer": "已经整改"})
        found = {r.id: evaluate(r, house.district, Period.year(2025)) for r in all_rules("report")}
    assert found["report.promise.flow"].totals == (3, 3)  # 2 carried + 1 new = 1 settled + 2 left
    assert found["report.promise.kinds"].totals == (1, 1)
    assert found["report.promise.opening"].holds is None
    assert all(c.holds for i, c in found.items() if i != "report.promise.opening")


def test_a_promise_of_no_kind_is_named():
    house = Letters()
    odd = _raised(house, 2024, "task", "核对公开目录")
    ReportPromise.objects.unscoped("test").filter(pk=odd.pk).update(kind="else")
    rule = rule_of("report.promise.kinds")
    assert evaluate(rule, house.district, Period.year(2025)).totals == (0, 1)
    assert breakers(rule, house.district, Period.year(2025)) == {odd.pk: (0, 1)}
