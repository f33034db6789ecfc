"""The navigation: groups in order, lines by role, the current line marked."""

import pytest

from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor, Grant
from yifa.ledger import nav
from yifa.ledger.nav import NavItem, navigation, register_nav

CLERK = Actor("甲", 1, (Grant(Role.CASE_HANDLER, 1),))
ADMIN = Actor("乙", 2, (Grant(Role.SYSTEM_ADMIN, 1),))


@pytest.fixture
def lines(monkeypatch):
    monkeypatch.setattr(nav, "_items", {})
    register_nav(
        NavItem("b", "业务页", "deadline", "业务", 2),
        NavItem("a", "先", "feedback", "业务", 1),
        NavItem("w", "工作台页", "login", "工作台"),
        NavItem("s", "设置页", "home", "设置", roles=frozenset({Role.SYSTEM_ADMIN})),
        NavItem("x", "没有这一页", "no-such-page", "业务"),
    )


def titles(actor, path="/", current=""):
    return {g.title: [i.title for i, _, _ in g.lines] for g in navigation(actor, path, current)}


def test_lines_stand_in_their_groups_and_order(lines):
    assert list(titles(CLERK).items()) == [("工作台", ["工作台页"]), ("业务", ["先", "业务页"])]


def test_administrators_see_no_business(lines):
    assert titles(ADMIN) == {"工作台": ["工作台页"], "设置": ["设置页"]}


def test_nobody_sees_nothing(lines):
    assert titles(Actor.public()) == {}


def test_the_current_line_is_the_longest_address_or_the_one_named(lines):
    def marked(path, current=""):
        return [i.code for g in navigation(CLERK, path, current) for i, _, now in g.lines if now]

    assert marked("/deadlines/?x=1") == ["b"]
    assert marked("/deadlines/", "a") == ["a"]
    assert marked("/elsewhere/") == []


def test_a_code_is_registered_once(lines):
    register_nav(NavItem("a", "先", "feedback", "业务", 1))
    with pytest.raises(ValueError, match="taken"):
        register_nav(NavItem("a", "另一页", "feedback", "业务", 1))
