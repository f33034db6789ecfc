"""Who owes a report by when: statutory days, the running draft of January, the chase list."""

from __future__ import annotations

import re
from datetime import date

import pypdfium2
import pytest
from django.db import connection
from django.urls import reverse

from yifa.account.assessment.models import Demonstration
from yifa.account.report.models import AnnualReport
from yifa.account.report.owed import owed
from yifa.account.report.tests.town import (
    DEPARTMENT,
    opened,
    saved,
    signed,
    text_of,
)
from yifa.kernel import loop, moment
from yifa.kernel.duty.meet import open_obligations
from yifa.kernel.duty.models import Obligation
from yifa.kernel.matter.models import Clock, Matter
from yifa.kernel.scope.actor import Actor

pytestmark = pytest.mark.django_db


def test_every_statutory_day_and_the_day_itself_is_late(house):
    bureau, town, district = (
        opened(house), opened(house, "tina", house.town), opened(house, "dick", house.district),
    )  # fmt: skip

    def due(matter):
        return dict(Clock.objects.filter(matter=matter).values_list("limit_id", "due_on"))

    # 2020 is a leap year: before 1 March is by 29 February; before 1 April by 31 March.
    last, public = date(2020, 2, 29), date(2020, 3, 31)
    assert due(bureau) == {
        "rule_of_law_report.submit.department": last,
        "rule_of_law_report.publish": public,
    }
    assert due(town) == {
        "rule_of_law_report.submit.government_up": last,
        "rule_of_law_report.publish": public,
    }
    assert due(district) == {
        "rule_of_law_report.submit.government_level": last, "rule_of_law_report.submit.government_up": last,
        "rule_of_law_report.publish": public,
    }  # fmt: skip


@pytest.mark.parametrize(("sent", "on_time"), [(date(2020, 2, 29), 1), (date(2020, 3, 1), 0)])
def test_a_report_sent_on_1_march_is_late(house, sent, on_time):
    m = signed(house)
    with moment.at(sent):
        m = house.browser["alice"].took(
            m, "submit", {"recipients": DEPARTMENT, "method": "公文交换"}
        )
    assert m.on_time == on_time
    with moment.at(date(2020, 3, 2)):
        page = text_of(house.browser["dora"].get(reverse("annual_list"), {"year": "2019"}))
    assert ("逾期 1" in page) == (not on_time)


def test_the_draft_opens_by_itself_every_january_and_is_met_by_writing(house):
    assert (
        house.owes(house.bureau, date(2019, 5, 1), internal_month=2, internal_day=15).status_code
        == 302
    )
    assert house.owes(house.town, date(2019, 5, 1)).status_code == 302
    with moment.at(date(2020, 1, 2)):
        open_obligations()
        loop.upkeep()
        loop.upkeep()
        reports = AnnualReport.objects.unscoped("test").filter(year=2020)
        assert sorted(r.matter.unit.code for r in reports) == ["sfj", "town1"]
        draft = reports.get(matter__unit=house.bureau)
        obligation = Obligation.objects.unscoped("test").get(unit=house.bureau, period="2020")
        assert obligation.met_on is None
    assert saved(house, draft.matter, on=date(2020, 3, 5)).status_code == 302
    obligation.refresh_from_db()
    assert obligation.met_on == date(2020, 3, 5)


def test_the_chase_list_shows_both_days_and_urges_those_who_owe(house):
    house.owes(house.bureau, date(2019, 5, 1), internal_month=2, internal_day=15)
    house.owes(house.town, date(2019, 5, 1))
    m = opened(house)
    opened(house, "tina", house.town)
    with moment.at(date(2020, 2, 17)):
        dora = house.browser["dora"]
        page = text_of(dora.get(reverse("annual_list"), {"year": "2019"}))
        assert "应报 2，已报送 0，逾期 0" in page
        assert "2020-02-15 已过" in page and "2020-02-29" in page
        pdf = pypdfium2.PdfDocument(
            dora.get(reverse("annual_chase", args=["pdf"]), {"year": "2019"}).content
        )
        said = re.sub(
            r"\s", "", "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
        )
        assert "尚有2个单位未报送" in said and "示范区司法局" in said and "已过内部期限" in said
        sent = dora.post(
            reverse("annual_urge"), {"matter": [m.pk], "year": 2019, "reply_by": "2020-02-24"}
        )
        assert sent.status_code == 302
        assert "已督促 1 次" in text_of(dora.get(reverse("annual_list"), {"year": "2019"}))
        notice = m.documents.unscoped("test").get(kind="report.urge")
        paper = dora.get(reverse("paper", args=[m.pk, notice.pk, "docx"]))
        assert paper.status_code == 200
        refused = house.browser["alice"].post(
            reverse("annual_urge"), {"matter": [m.pk], "year": 2019}
        )
        assert refused.status_code == 403
    with moment.at(date(2020, 3, 1)):
        assert "逾期 2" in text_of(dora.get(reverse("annual_list"), {"year": "2019"}))


def test_the_list_asks_the_same_number_of_questions_however_many_units_owe(house):
    def questions():
        asked = []

        def note(execute, sql, params, many, context):
            asked.append(sql)
            return execute(sql, params, many, context)

        with moment.at(date(2020, 2, 3)), connection.execute_wrapper(note):
            page = text_of(house.browser["dora"].get(reverse("annual_list"), {"year": "2019"}))
        return len(asked), page

    opened(house)
    one, _ = questions()
    opened(house, "tina", house.town)
    opened(house, "dick", house.district)
    three, page = questions()
    assert "应报 3" in page
    assert three <= one


def test_a_demonstration_is_reminded_of_the_earlier_day_and_not_judged_by_it(house):
    """31 January is one province's guide: it reminds who bears the title; 1 March alone makes late."""
    for unit, category, until in (
        (house.bureau, "area", date(2027, 1, 1)),
        (house.town, "area", date(2023, 12, 31)),
        (house.district, "project", date(2027, 1, 1)),
    ):
        house.owes(unit, date(2023, 1, 3))
        matter = Matter.objects.create(
            room="report", procedure="report.demonstration", procedure_since=date(2015, 1, 1), title="示范", unit=unit,
            number=f"示创{unit.code}", state="named", received_on=date(2022, 1, 5), received_ym=202201,
            last_on=date(2022, 6, 1),
        )  # fmt: skip
        Demonstration.objects.unscoped("test").create(
            matter=matter, title_sought="法治政府建设示范区", category=category, named_on=date(2022, 6, 1), valid_to=until
        )  # fmt: skip
    dora = Actor.of(house.dora)
    with moment.at(date(2024, 2, 2)):
        found = {row.unit.code: row for row in owed(dora, 2023)}
        page = text_of(house.browser["dora"].get(reverse("annual_list"), {"year": 2023}))
        assert found["sfj"].demonstration == date(2024, 1, 31)
        assert not found["sfj"].late, "the day of a guide judges nobody"
        assert "示范地区参照 2024-01-31" in page
    # a title that ran out before the report was due, and a single-project title, are not reminded
    assert found["town1"].demonstration is None
    assert found["330702"].demonstration is None
