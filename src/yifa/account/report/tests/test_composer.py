"""Writing a report: two writers, figures found while typing, checks, the year before."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from yifa.account.report.models import ReportVersion
from yifa.account.report.tests.town import (
    TEXT,
    opened,
    saved,
    text_of,
)
from yifa.kernel import moment

pytestmark = pytest.mark.django_db


def test_nobodys_words_are_lost(house):
    m = opened(house)
    assert saved(house, m).status_code == 302
    mine = TEXT.replace("少数来信", "个别来信")
    answer = saved(house, m, mine, who="bob", base=1)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "艾丽在您编写期间另存了第 2 版" in page and "个别来信" in page and "少数来信" in page
    assert ReportVersion.objects.unscoped("test").filter(matter=m).count() == 2
    merged = saved(house, m, mine, who="bob", base=2)
    assert merged.status_code == 302
    with moment.at(date(2020, 1, 7)):
        page = house.browser["alice"].get(reverse("annual_versions", args=[m.pk])).content.decode()
    assert "<del>少数</del>" in page and "<ins>个别</ins>" in page
    # A comment in between changes the matter, not the text: it stops nobody from saving.
    with moment.at(date(2020, 1, 8)):
        house.browser["dora"].post(
            reverse("annual_comment", args=[m.pk]), {"quote": "来信", "said": "请核对"}
        )
    assert (
        saved(
            house, m, mine + "\n# 其他需要报告的情况\n\n无。\n", base=3, on=date(2020, 1, 9)
        ).status_code
        == 302
    )


def test_numbers_can_be_found_while_writing_and_the_preview_answers_them(house):
    m = opened(house)
    with moment.at(date(2020, 1, 6)):
        alice = house.browser["alice"]
        hits = alice.get(
            reverse("annual_figures"), {"q": "来信"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert 'data-insert="[[account.letters.received]]"' in hits and "<html" not in hits
        whole = alice.get(reverse("annual_figures"), {"q": "来信"}).content.decode()
        assert "<html" in whole and "[[account.letters.received]]" in whole
        sent = {"text": "# 主要举措和成效\n\n收到[[account.letters.received]]，近100件。\n"}
        page = text_of(alice.post(reverse("annual_preview", args=[m.pk]), sent))
        assert (
            "收到 12件" in page
            and "“近100件”是约数" in page
            and "正文缺少“存在的不足和原因”" in page
        )
        shown = alice.post(
            reverse("annual_composer", args=[m.pk]), sent | {"do": "preview", "base": 1}
        )
        assert shown.status_code == 200 and "12件" in text_of(shown)
    assert ReportVersion.objects.unscoped("test").filter(matter=m).count() == 1


def test_an_office_switches_a_check_off(house):
    m = opened(house)
    with moment.at(date(2020, 1, 6)):
        values = {
            "at": "sfj",
            "rule": "approximate",
            "unit": house.bureau.pk,
            "on": "2020-01-06",
            "reason": "本地文风",
        }
        made = house.browser["carol"].post(
            reverse("entry_new", args=["report_lint_switch"]), values
        )
        assert made.status_code == 302, text_of(made)
        sent = {"text": "# 主要举措和成效\n\n近100件。\n"}
        page = text_of(house.browser["alice"].post(reverse("annual_preview", args=[m.pk]), sent))
        assert "是约数" not in page and "正文缺少" in page
        must = values | {"rule": "missing_part"}
        assert (
            house.browser["carol"]
            .post(reverse("entry_new", args=["report_lint_switch"]), must)
            .status_code
            == 422
        )


def test_the_year_before_stands_beside(house):
    m = opened(house)
    saved(house, m)
    with moment.at(date(2020, 1, 8)):
        page = text_of(house.browser["alice"].get(reverse("annual_last_year", args=[m.pk])))
    assert "收到来信 12 件 10件 +2" in page.replace("12件", "12 件")
