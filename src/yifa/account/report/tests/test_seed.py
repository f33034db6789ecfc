"""The demonstration's year of reports: whole, and the same when loaded again."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.account.report.models import AnnualReport
from yifa.account.report.seed import filled, load
from yifa.account.report.template import LEADERS, NEXT, OPENING, SHORTCOMINGS
from yifa.account.report.tests.town import Browser, Reporting, text_of
from yifa.kernel import moment

pytestmark = pytest.mark.django_db


def test_a_year_of_reports_is_there_once():
    with moment.at(date(2019, 1, 3)):
        house = Reporting()
    with moment.at(date(2026, 11, 20)):
        assert load(house.district, 2025) == 6
        assert load(house.district, 2025) == 0
        rows = AnnualReport.objects.unscoped("test").order_by("year", "matter__unit__code")
        said = [(r.year, r.matter.unit.code, r.matter.state) for r in rows]
        assert said == [
            (2025, "330702", "drafting"), (2025, "sfj", "drafting"), (2025, "town1", "published"),
            (2026, "330702", "drafting"), (2026, "sfj", "drafting"), (2026, "town1", "drafting"),
        ]  # fmt: skip
        assert rows.get(year=2025, matter__unit=house.town).matter.on_time == 1
        page = text_of(Browser(None).get("/public/reports/town1/2025/"))
        assert "个别政府信息公开申请临近期限才答复" in page


@pytest.mark.parametrize("kind", list(OPENING))
def test_every_template_can_be_filled(kind):
    text = "\n\n".join([OPENING[kind], SHORTCOMINGS[kind], LEADERS[kind], NEXT[kind]])
    assert "（写明" not in filled(text)
