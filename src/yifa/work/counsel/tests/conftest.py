"""A district with a pool of counsel, a bureau, a town; the pool's clerk holds a post that reaches the district."""

from dataclasses import dataclass
from datetime import date

import pytest
from harness.doors import BEGIN, Browser, open_unit, person

from yifa.kernel import loop, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter.models import Matter, Outbox
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

DAY = date(2026, 3, 2)


def drained(on: date) -> None:
    """Let the job loop deliver what waits, as it would have that day."""
    with moment.at(on):
        Outbox.objects.filter(done_at=None).update(due_at=moment.now())
        loop.drain()


@dataclass
class Office:
    district: Unit
    bureau: Unit
    town: Unit
    clerk: Browser
    reviewer: Browser
    head: Browser
    pool: Browser
    district_clerk: Browser
    district_head: Browser
    town_clerk: Browser

    def engaged(
        self,
        clerk: Browser,
        head: Browser,
        unit: Unit,
        on: date = DAY,
        to: str = "2026-12-31",
        **more: str,
    ) -> Matter:
        """Counsel selected, chosen and signed for a unit, through the pages."""
        sought = {"name": "年度法律顾问", "kind": "lawyer", "method": "公开选聘", "candidates": "3"}
        m = clerk.opened("counsel.engagements", "counsel.engagement", on, sought, unit=unit)
        head.took(
            m,
            "choose",
            on,
            {"name": "钱律师", "licence": "1330720", "body": "LS01", "reason": "综合评分第一"},
        )
        m = head.took(m, "sign", on, {"agreement": "2026-顾-1", "term_to": to} | more)
        drained(on)
        return m


@pytest.fixture
def office(db):
    district = open_unit("QZF", "测试区人民政府", "district", document_code="测政")
    bureau = open_unit("JTJ", "区交通局", parent=district, document_code="测交")
    justice = open_unit("SFJ", "区司法局", parent=district, document_code="测司")
    town = open_unit("ZHEN", "第一镇", "town", parent=district, document_code="一政")
    pool = person("pool", justice, Role.CASE_HANDLER)
    post = {
        "user": "pool",
        "at": "QZF",
        "role": Role.REVIEWER,
        "reach": "subtree",
        "room": "counsel",
    }
    enter(Actor.system(), "post", post, unit=district, on=BEGIN)
    made = Office(
        district=district, bureau=bureau, town=town,
        clerk=Browser(person("clerk", bureau, Role.CASE_HANDLER)),
        reviewer=Browser(person("reviewer", bureau, Role.REVIEWER)),
        head=Browser(person("head", bureau, Role.HEAD)),
        pool=Browser(pool),
        district_clerk=Browser(person("dclerk", district, Role.CASE_HANDLER)),
        district_head=Browser(person("dhead", district, Role.HEAD)),
        town_clerk=Browser(person("town_clerk", town, Role.CASE_HANDLER)),
    )  # fmt: skip
    firm = {"code": "LS01", "name": "第一律师事务所", "kind": "law_firm"}
    assert made.clerk.enter("counsel_body", date(2026, 1, 5), firm, bureau).status_code == 302
    return made
