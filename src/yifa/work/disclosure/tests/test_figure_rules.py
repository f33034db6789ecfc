"""The room's rules between figures hold for records made through the door, and name a record that breaks them."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.duty.meet import meet, open_obligations
from yifa.kernel.entry.enter import enter
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.figure.rule import all_rules, breakers, evaluate, rule_of
from yifa.kernel.scope.actor import Actor
from yifa.work.disclosure.boards import DUTY_KIND
from yifa.work.disclosure.models import DisclosureRequest

from .test_request import DRAFT, go, received, reviewed

pytestmark = pytest.mark.django_db
YEAR = Period.year(2026)


def answered(office, begun, ended):
    m = reviewed(office, begun)
    go(office.clerk, m, "draft", begun, DRAFT)
    return go(office.head, m, "reply", ended)


def test_a_year_of_requests_adds_up(office):
    answered(office, date(2025, 12, 15), date(2026, 1, 5))  # carried in
    answered(office, date(2026, 3, 2), date(2026, 3, 9))
    received(office, date(2026, 12, 21))  # carried out
    found = {r.id: evaluate(r, office.unit, YEAR) for r in all_rules("disclosure")}
    assert found["disclosure.request.flow"].totals == (3, 3)
    assert found["disclosure.request.opening"].holds is None  # 2025 was not closed here
    assert all(c.holds for i, c in found.items() if i != "disclosure.request.opening")


def test_a_result_that_is_no_row_of_the_table_is_named(office):
    answered(office, date(2026, 3, 2), date(2026, 3, 9))
    odd = answered(office, date(2026, 3, 2), date(2026, 3, 9))
    DisclosureRequest.objects.unscoped("test").filter(pk=odd.pk).update(outcome_group="elsewhere")
    rule = rule_of("disclosure.request.groups")
    assert evaluate(rule, office.unit, YEAR).totals == (1, 2)
    assert breakers(rule, office.unit, YEAR) == {odd.pk: (0, 1)}


def test_a_request_left_lying_lowers_the_rate_of_what_was_due(office):
    answered(office, date(2026, 3, 2), date(2026, 3, 9))
    received(office, date(2026, 3, 2))  # due 2026-03-30: twenty working days, no holiday between
    due, answered_only = (
        figure_of("disclosure.request.due_on_time"),
        figure_of("disclosure.request.on_time"),
    )
    with moment.at(date(2026, 3, 30)):
        assert value(due, YEAR, office.unit).text == "100%"
    with moment.at(date(2026, 3, 31)):
        assert value(due, YEAR, office.unit).text == "50%"
        assert value(answered_only, YEAR, office.unit).text == "100%"


def test_boards_not_renewed_lower_the_monthly_rate(office):
    for code in ("B1", "B2"):
        board = {
            "code": code,
            "name": f"{code}公开栏",
            "place": "大门口",
            "affair": "government",
            "keeper": "吴某",
        }
        enter(Actor.system(), "disclosure_board", board, unit=office.unit, on=date(2026, 2, 2))
    for day in (date(2026, 2, 3), date(2026, 3, 3)):
        open_obligations(day)
    meet(DUTY_KIND, "B1", office.unit.pk, date(2026, 2, 20), "matter:x")
    meet(DUTY_KIND, "B1", office.unit.pk, date(2026, 3, 20), "matter:y")
    figure = figure_of("disclosure.board.compliance")
    with moment.at(date(2026, 3, 31)):  # March may still be met for the second board
        found = value(figure, YEAR, office.unit)
        assert (found.numerator, found.denominator) == (2, 3)
    with moment.at(date(2026, 4, 1)):
        assert value(figure, YEAR, office.unit).text == "50%"
