"""What the pages of a report ask of the database has a ceiling and does not grow with the numbers in the text."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yifa.account.report.tests.town import opened, saved
from yifa.kernel import moment

pytestmark = pytest.mark.django_db
CEILING = 25
NAMES = ("annual_composer", "annual_versions", "annual_last_year", "matter")


def _text(paragraphs):
    said = ["# 主要举措和成效"]
    for n in range(paragraphs):
        outcome = ("granted", "partial", "refused")[n % 3]
        said.append(
            f"第{n}段：收到[[account.letters.received]]，上年[[account.letters.received|year-1]]，"
            f"其中[[account.letters.received|outcome={outcome}]]，按期率[[account.letters.on_time]]，"
            f"应答复[[account.letters.on_time.denominator]]件，比上年[[account.letters.grown]]。"
        )
    return "\n\n".join(said)


def _asked(house, matter, name):
    with moment.at(date(2020, 1, 21)):
        browser = Client()
        browser.force_login(house.alice)
        browser.get(reverse("annual_list"))
        with CaptureQueriesContext(connection) as caught:
            answer = browser.get(reverse(name, args=[matter.pk]))
    assert answer.status_code == 200
    return len(caught)


def test_the_pages_of_a_report_have_a_budget(house):
    m = opened(house)
    assert saved(house, m, _text(1)).status_code == 302
    few = {name: _asked(house, m, name) for name in NAMES}
    assert saved(house, m, _text(40), base=2).status_code == 302
    many = {name: _asked(house, m, name) for name in NAMES}
    assert max(many.values()) <= CEILING, many
    grown = {name: (few[name], n) for name, n in many.items() if n > few[name]}
    # the versions page lists one more version; nothing else may grow with 240 references
    assert not grown or set(grown) == {"annual_versions"}, grown
