"""Baselines: a checked report's figures kept for a unit and year, held against ledgers, last year and peers."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yifa.account.check import measures as catalogue
from yifa.account.check.baseline import compare
from yifa.account.check.baseline.models import ReportBaseline
from yifa.account.check.baseline.registers import BASELINES, SWITCHES, switched_off
from yifa.account.check.measures import Measure
from yifa.account.tests.house import Letters
from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import NotAllowed
from yifa.kernel.figure import figure_of
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor

pytestmark = pytest.mark.django_db
PASSAGE = "把预防走在排查前，排查走在调解前，推动调解和仲裁、复议、诉讼衔接，压实各方面的责任，做到早发现、早介入、早化解，不让小事变成大事、变成难事。"


@pytest.fixture
def house():
    with moment.at(date(2020, 2, 3)):
        yield Letters()


@pytest.fixture
def letters(monkeypatch):
    """A catalogue of two measures: one counted in the test ledgers, one counted nowhere."""
    made = (
        Measure("letters", "收到来信", re.compile("来信"), re.compile("率"), frozenset({"件"}), "account.letters.received"),
        Measure("on_time", "按期答复率", re.compile("答复率"), None, frozenset({"%"}), "account.letters.on_time"),
        Measure("talks", "宣讲场次", re.compile("宣讲"), None, frozenset({"场"})),
    )  # fmt: skip
    for module in (catalogue, compare):
        monkeypatch.setattr(module, "measures", lambda: made)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def check(client: Client, words: str, **more):
    return client.post(reverse("report_check"), {"words": words, **more})


def keep(client: Client, unit: str, year: int, words: str):
    """Check a text and keep its figures, as a person does on the page."""
    page = check(client, words).content.decode()
    (sealed,) = re.findall(r'name="sealed" value="([^"]+)"', page)
    return client.post(
        reverse("report_baseline_keep"), {"unit": unit, "year": year, "sealed": sealed}, follow=True
    )


def test_what_was_published_stands_beside_the_ledger(house, letters):
    clerk = client_of(house.alice)
    answer = keep(clerk, house.bureau.code, 2019, "全年收到来信12件，按期答复率80%，开展宣讲5场。")
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse(
        "report_baseline", args=[ReportBaseline.objects.unscoped("test").get().pk]
    )
    # 12 letters of 2019 at the bureau, 11 of them answered in time: 91.67 %
    rows = table(clerk, page)
    assert rows["收到来信"][1:4] == ["12 件", "12件", "一致"]
    assert rows["按期答复率"][1] == "80 %"
    assert rows["按期答复率"][3] == "不同"
    assert rows["宣讲场次"][2:4] == ["", "没有台账"]
    link = f"{reverse('figure', args=['account.letters.received'])}?unit={house.bureau.code}&amp;year=2019"
    assert link in page
    assert clerk.get(link.replace("&amp;", "&")).status_code == 200


def table(client: Client, page: str) -> dict[str, list[str]]:
    (address,) = re.findall(r'href="([^"]+/data\.csv)"', page)
    text = client.get(address).content.decode("utf-8-sig")
    return {row[0]: row for row in csv.reader(text.splitlines())}


def test_last_year_and_the_peers(house, letters):
    clerk, dora = client_of(house.alice), client_of(house.dora)
    keep(clerk, house.bureau.code, 2018, "全年收到来信10件。")
    enter(Actor.system(), BASELINES, kept_values(house.alice, 7), unit=house.town, key=f"{house.town.code}:2019")  # fmt: skip
    keep(clerk, house.bureau.code, 2019, "全年收到来信12件。")
    pk = ReportBaseline.objects.unscoped("test").get(unit=house.bureau, year=2019).pk
    page = dora.get(reverse("report_baseline", args=[pk])).content.decode()
    row = table(dora, page)["收到来信"]
    assert row[4:] == ["10 件", "增 2（20%）", "7 件", "1"]


def kept_values(person, number: int) -> dict[str, object]:
    """The values of a baseline as the check makes them."""
    from yifa.account.check.audit import audit_bytes
    from yifa.account.check.baseline.table import figures_of

    audit = audit_bytes("报告.txt", f"全年收到来信{number}件。".encode())
    return {
        "year": 2019, "title": "报告.txt", "digest": "0" * 64, "characters": 10,
        "figures": figures_of(audit), "passages": [],
    }  # fmt: skip


def test_next_years_report_is_held_against_what_was_kept(house, letters):
    clerk = client_of(house.alice)
    keep(clerk, house.bureau.code, 2018, f"全年受理行政复议申请50件。{PASSAGE}")
    told = {"unit": house.bureau.code, "year": 2019}
    page = check(clerk, f"全年受理行政复议申请60件，同比增长25%。{PASSAGE}", **told)
    words = page.content.decode()
    assert "变动 20%" in words
    assert "与本单位上一年度报告整段相同" in words
    page = check(clerk, "全年受理行政复议申请60件，同比增长20%。", **told).content.decode()
    assert "变动 20%" in page
    assert "整段相同" not in page


def test_keeping_again_closes_the_old_version_and_the_same_changes_nothing(house):
    clerk = client_of(house.alice)
    keep(clerk, house.bureau.code, 2019, "收到来信12件。")
    keep(clerk, house.bureau.code, 2019, "收到来信12件。")
    rows = ReportBaseline.objects.unscoped("test")
    assert rows.count() == 1
    keep(clerk, house.bureau.code, 2019, "收到来信13件。")
    assert [(b.version, b.valid_to is None) for b in rows.order_by("version")] == [
        (1, False),
        (2, True),
    ]
    stream = f"report_check_baseline:{house.bureau.code}:2019"
    assert JournalRow.objects.unscoped("test").filter(stream=stream).count() == 2


def test_the_text_itself_is_not_kept(house):
    keep(client_of(house.alice), house.bureau.code, 2019, f"收到来信12件。{PASSAGE}")
    (row,) = ReportBaseline.objects.unscoped("test").values()
    assert "早发现" not in str(row)


def test_figures_that_were_not_checked_cannot_be_kept(house):
    clerk = client_of(house.alice)
    page = check(clerk, "收到来信12件。").content.decode()
    (sealed,) = re.findall(r'name="sealed" value="([^"]+)"', page)
    for bad in (sealed[:-3] + "xyz", ""):
        answer = clerk.post(
            reverse("report_baseline_keep"),
            {"unit": house.bureau.code, "year": 2019, "sealed": bad},
            follow=True,
        )
        assert "请重新审读再保存" in answer.content.decode()
    with moment.at(date(2020, 2, 3)):
        assert not ReportBaseline.objects.unscoped("test").exists()


def test_nobody_keeps_or_sees_another_units_baseline(house):
    clerk = client_of(house.alice)
    keep(clerk, house.town.code, 2019, "收到来信12件。")
    assert not ReportBaseline.objects.unscoped("test").exists()
    values = kept_values(house.alice, 7)
    with pytest.raises(NotAllowed):
        enter(Actor.of(house.alice), BASELINES, values, unit=house.town, key=f"{house.town.code}:2019")  # fmt: skip
    enter(Actor.system(), BASELINES, values, unit=house.town, key=f"{house.town.code}:2019")
    pk = ReportBaseline.objects.unscoped("test").get().pk
    for name in ("report_baseline", "report_baseline_csv"):
        assert clerk.get(reverse(name, args=[pk])).status_code == 404
    assert house.town.name not in clerk.get(reverse("report_baselines")).content.decode()


def test_an_office_switches_a_rule_off_for_itself_and_below(house):
    head = house.person("hed", "主任", house.bureau, Role.HEAD)
    values = {"at": house.bureau.code, "rule": "part.other"}
    enter(Actor.of(head), SWITCHES, values, unit=house.bureau, reason="本局没有其他事项")
    assert switched_off(house.bureau) == {"part.other"}
    assert switched_off(house.district) == set()
    clerk = client_of(house.alice)
    words = "一、工作情况\n办理40件。\n"
    assert "没有“其他需要报告的事项”部分" in check(clerk, words).content.decode()
    page = check(clerk, words, unit=house.bureau.code, year=2019).content.decode()
    assert "没有“其他需要报告的事项”部分" not in page


def test_every_bound_figure_of_the_catalogue_is_registered():
    bound = [m.figure for m in catalogue.measures() if m.figure]
    assert len(bound) >= 10
    for name in bound:
        assert figure_of(name).id == name
