"""A district, a bureau that submits, a town, and reviewers of the justice bureau whose post reaches the district."""

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
    town: Unit
    clerk: Browser
    head: Browser
    reviewer: Browser
    both: Browser
    town_clerk: Browser
    supervisor: Browser


@pytest.fixture
def office(db):
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    bureau = open_unit("JTJ", "区交通局", parent=district, document_code="测交")
    justice = open_unit("SFJ", "区司法局", parent=district, document_code="测司")
    town = open_unit("ZHEN", "第一镇", "town", parent=district, document_code="一政")
    reviewer = person("reviewer", justice, Role.CASE_HANDLER)
    post = {
        "user": "reviewer",
        "at": "QZF",
        "role": Role.REVIEWER,
        "reach": "subtree",
        "room": "contracts",
    }
    enter(Actor.system(), "post", post, unit=district, on=BEGIN)
    return Office(
        district=district, bureau=bureau, town=town,
        clerk=Browser(person("clerk", bureau, Role.CASE_HANDLER)),
        head=Browser(person("head", bureau, Role.HEAD)),
        reviewer=Browser(reviewer),
        both=Browser(person("both", bureau, Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)),
        town_clerk=Browser(person("town_clerk", town, Role.CASE_HANDLER)),
        supervisor=Browser(person("supervisor", district, Role.SUPERVISOR, reach="subtree")),
    )  # fmt: skip
