"""Orders of a higher platform, brought in as its spreadsheet has them: once each, with their numbers, never typed again."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.matter.models import How, Matter, Party
from yifa.kernel.scope.actor import Actor
from yifa.ledger.importing import door

pytestmark = pytest.mark.django_db

SHEET = """工单编号,受理时间,诉求类型,诉求标题,诉求内容,来电号码,办理单位,办理情况,回复内容,办结时间,满意度,回访时间
H-001,2026-02-02,投诉,路面坑洼,主干道路面坑洼,13800009999,区交通局,已解决,已修补,2026-02-05,满意,2026-02-06
H-002,2026-02-03,咨询,公积金提取,怎么提取公积金,,区住建局,解释说明,已告知流程,2026-02-03,不满意,2026-02-04
H-003,2026-02-04,求助,老人走失,请协助寻找,,,,,,,
"""


@pytest.mark.system("S2-M028")
def test_the_platforms_orders_come_in_once_with_what_became_of_them(place):
    clerk = Actor.of(place.rx.user)
    with moment.at(date(2026, 3, 2)):
        received = door.plan(
            clerk,
            "hotline.order",
            place.centre,
            raw=SHEET.encode(),
            file_name="工单.csv",
            sender="省12345平台",
        )
        assert received.plan.counts["added"] == 3, received.plan.problems
        door.commit(clerk, received.run, unmatched=True)
        again = door.plan(
            clerk,
            "hotline.order",
            place.centre,
            raw=SHEET.encode(),
            file_name="工单.csv",
            sender="省12345平台",
        )
        assert again.plan.counts["added"] == 0
    rows = (
        Matter.objects.unscoped("t").filter(procedure="hotline.order").order_by("external_number")
    )
    found = [(m.external_number, m.source_system, m.state, m.outcome) for m in rows]
    assert found == [
        ("H-001", "省12345平台", "closed", "satisfied"), ("H-002", "省12345平台", "closed", "dissatisfied"),
        ("H-003", "省12345平台", "received", ""),
    ]  # fmt: skip
    assert {m.how for m in rows} == {How.IMPORTED}
    assert Party.objects.get(matter=rows[0]).phone == "13800009999"
    year = Period.year(2026)
    rate = value(figure_of("hotline.satisfaction"), year, place.district)
    assert (rate.numerator, rate.denominator) == (1, 2)
