"""One thing freezes: a report says what the closed period says, whatever the records have become since."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from yifa.account.report.models import AnnualReport
from yifa.account.report.reading import settled_sheet
from yifa.account.report.tests.town import SIGN, opened, published, saved, text_of
from yifa.kernel import moment
from yifa.kernel.figure import Period
from yifa.kernel.figure.freeze import close
from yifa.kernel.figure.frozen import closed, line_of
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor

pytestmark = pytest.mark.django_db
YEAR = Period.year(2019)


def _closed(house, on, reason=""):
    with moment.at(on):
        return close(Actor.of(house.carol), house.bureau, YEAR, final=True, reason=reason)


def _late_letter(house):
    Matter.objects.bulk_create([house._letter(house.bureau, 2019, 12, 98)])


def _numbers(matter):
    report = AnnualReport.objects.unscoped("test").select_related("matter__unit").get(pk=matter.pk)
    return {(n.figure, n.from_ym): n for n in settled_sheet(report).numbers}


def test_a_closed_year_speaks_in_draft_and_in_signature(house):
    _closed(house, date(2020, 1, 8))
    _late_letter(house)
    m = opened(house)
    assert saved(house, m, on=date(2020, 1, 20)).status_code == 302
    with moment.at(date(2020, 1, 21)):
        alice, bob, carol = (house.browser[n] for n in ("alice", "bob", "carol"))
        page = text_of(alice.get(reverse("annual_composer", args=[m.pk])))
        assert "全年收到来信 12件" in page, "the signed twelve, not the thirteen of today"
        alice.took(m, "hand_in")
        bob.took(m, "review", {"facts": "ok", "secrecy": "cut", "note": ""})
        m = carol.took(m, "sign_head", SIGN)
    received = _numbers(m)[("account.letters.received", 201901)]
    line = line_of(closed(house.bureau, YEAR, final=True), "account.letters.received")
    assert (received.numerator, received.rows, received.edition) == (12, 12, 1)
    assert (received.row_digest, received.digest) == (line.row_digest, line.definition)


def test_a_restatement_of_a_closed_year_follows_its_new_edition(house):
    _closed(house, date(2020, 1, 8))
    m = published(house)
    _late_letter(house)
    with moment.at(date(2020, 4, 7)):
        said = {"reason": "补登一件来信", "text": ""}
        same = house.browser["carol"].step(m, "restate", said)
        assert same.status_code == 422, "the year is closed: the records alone change nothing"
    _closed(house, date(2020, 4, 8), "补登一件来信")
    with moment.at(date(2020, 4, 9)):
        house.browser["carol"].took(m, "restate", said)
        page = text_of(house.browser["public"].get("/public/reports/sfj/2019/"))
    assert "收到来信：12件 → 13件" in page
    assert _numbers(m)[("account.letters.received", 201901)].edition == 2


def test_tables_and_slices_of_a_closed_year_are_made_of_its_rows(house):
    _closed(house, date(2020, 1, 8))
    _late_letter(house)
    m = opened(house)
    text = (
        "# 主要举措和成效\n\n予以公开[[account.letters.received|outcome=granted]]。\n\n"
        "[[table account.letters.received by outcome]]\n\n[[table account.letters.received by month]]\n\n"
        "[[table account.letters.received by unit]]\n"
    )
    assert saved(house, m, text).status_code == 302
    with moment.at(date(2020, 1, 21)):
        page = text_of(house.browser["alice"].get(reverse("annual_composer", args=[m.pk])))
    assert "予以公开 4件" in page
    assert "予以公开 4件 部分公开 4件 不予公开 4件 合计 12件" in page
    assert "12月 1件 合计 12件" in page
    assert "区司法局（本级） 12件 合计 12件" in page


def test_an_open_year_is_frozen_by_the_signature_itself(house):
    m = published(house)
    received = _numbers(m)[("account.letters.received", 201901)]
    assert (received.numerator, received.rows, received.edition) == (12, 12, 0)
    assert len(received.row_digest) == 64
