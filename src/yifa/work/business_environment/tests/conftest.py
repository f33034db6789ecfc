"""A district with a bureau that reforms, the market regulator that reviews with it, and items in the catalogue."""

from dataclasses import dataclass

import pytest
from harness.doors import BEGIN, Browser, open_unit, person

from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor


@dataclass
class Office:
    district: Unit
    bureau: Unit
    clerk: Browser
    reviewer: Browser
    head: Browser
    market: Browser
    town_clerk: Browser


def item(unit, code, name, on=BEGIN, **more):
    values = {
        "name": name, "item_code": code, "area_code": "330702", "item_type": "1",
        "department_name": unit.name,
    } | more  # fmt: skip
    enter(Actor.system(), "service_item", values, unit=unit, on=on)


@pytest.fixture
def office(db):
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    bureau = open_unit("SPJ", "区行政审批局", parent=district, document_code="测审")
    regulator = open_unit("SCJ", "区市场监督管理局", parent=district, document_code="测市")
    town = open_unit("ZHEN", "第一镇", "town", parent=district, document_code="一政")
    market = person("market", regulator, Role.REVIEWER)
    post = {
        "user": "market",
        "at": "QZF",
        "role": Role.REVIEWER,
        "reach": "subtree",
        "room": "business_environment",
    }
    enter(Actor.system(), "post", post, unit=district, on=BEGIN)
    item(bureau, "A-1", "食品经营许可")
    item(bureau, "A-2", "公共场所卫生许可")
    return Office(
        district=district, bureau=bureau,
        clerk=Browser(person("clerk", bureau, Role.CASE_HANDLER)),
        reviewer=Browser(person("reviewer", bureau, Role.REVIEWER)),
        head=Browser(person("head", bureau, Role.HEAD)),
        market=Browser(market),
        town_clerk=Browser(person("town_clerk", town, Role.CASE_HANDLER)),
    )  # fmt: skip
