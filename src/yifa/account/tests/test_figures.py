"""Pages of figures, as a clerk, a supervisor, a stranger and an administrator meet them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client

from yifa.account.tests.house import Letters
from yifa.kernel import moment
from yifa.kernel.organization.roles import Role

pytestmark = pytest.mark.django_db
FIGURE = "/figures/account.letters.received/"
RATE = "/figures/account.letters.on_time/"
YEAR = {"year": "2019"}


@pytest.fixture
def house():
    with moment.at(date(2026, 3, 2)):
        yield Letters()


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def clerk(house):
    return client_of(house.alice)


@pytest.fixture
def supervisor(house):
    return client_of(house.dora)


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def test_the_list_shows_each_figure_with_its_value(clerk):
    page = text(clerk.get("/figures/", YEAR))
    assert "收到来信" in page and "12件" in page
    assert "91.67%" in page and "11／12" in page


def test_the_list_is_searched_by_name_and_definition(clerk):
    page = text(clerk.get("/figures/", YEAR | {"q": "按期 比重"}))
    assert "按期答复率" in page and "收到来信" not in page
    assert "没有符合的指标" in text(clerk.get("/figures/", YEAR | {"q": "不存在的词"}))


def test_a_figure_says_value_parts_and_how_it_was_made(supervisor):
    page = text(supervisor.get(RATE, YEAR | {"unit": "330702"}))
    assert "93.33%" in page  # 14 of 15
    for words in (
        "期限判定月份在2019年内",
        "分母之中，按期为“是”",
        "按期不为空",
        "测试程序第二条",
        "account.letters.on_time",
    ):
        assert words in page
    assert "上年同期" in page and "90%" in page


def test_units_are_compared_and_link_on(supervisor):
    page = text(supervisor.get(FIGURE, YEAR | {"unit": "330702"}))
    assert "15件" in page
    assert "unit=sfj&amp;year=2019" in page and "unit=town1&amp;year=2019" in page


def test_the_rows_are_as_many_as_the_figure_and_name_nobody(supervisor):
    page = text(supervisor.get(FIGURE + "rows/", YEAR | {"unit": "330702"}))
    assert page.count('<th scope="row"') == 15
    assert "共 15 条记录" in page
    assert "张某某" not in page
    late = text(supervisor.get(RATE + "rows/", YEAR | {"unit": "330702", "part": "numerator"}))
    assert late.count('<th scope="row"') == 14


def test_a_month_and_a_slice_stay_in_the_url(supervisor):
    month = text(supervisor.get(FIGURE, YEAR | {"unit": "330702", "month": "3"}))
    assert "4件" in month and "2019年3月" in month
    part = text(supervisor.get(FIGURE, YEAR | {"unit": "330702", "by.outcome": "refused"}))
    assert "5件" in part and "结果：不予公开" in part
    rows = text(
        supervisor.get(FIGURE + "rows/", YEAR | {"unit": "330702", "by.outcome": "refused"})
    )
    assert rows.count('<th scope="row"') == 5


def test_a_clerk_of_one_unit_is_refused_another(house, clerk):
    refused = clerk.get(FIGURE, YEAR | {"unit": "town1"})
    assert refused.status_code == 403
    assert "任职不涉及这一单位" in refused.content.decode()
    assert clerk.get(FIGURE + "rows/", YEAR | {"unit": "330702"}).status_code == 403
    assert clerk.get(FIGURE + "data.json", YEAR | {"unit": "town1"}).status_code == 403


def test_a_total_may_count_what_its_reader_may_not_open(house):
    house.eve = house.person("eve", "伊芙", house.district, Role.CASE_HANDLER)
    client = client_of(house.eve)
    assert "15件" in text(client.get(FIGURE, YEAR))
    page = text(client.get(FIGURE + "rows/", YEAR))
    assert "共 15 条记录" in page and "另有 15 条" in page
    assert page.count('<th scope="row"') == 0


@pytest.mark.parametrize(
    "path", ["/figures/", FIGURE, FIGURE + "rows/", FIGURE + "data.csv", FIGURE + "data.json"]
)
def test_strangers_are_sent_to_sign_in_and_administrators_refused(house, path):
    assert Client().get(path).status_code == 302
    admin = house.person("root", "若特", house.bureau, Role.SYSTEM_ADMIN)
    assert client_of(admin).get(path).status_code == 403


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/figures/no.such/", {}),
        (FIGURE, {"year": "abcd"}),
        (FIGURE, {"year": "99999"}),
        (FIGURE, {"year": "２０１９"}),
        (FIGURE, {"month": "13"}),
        (FIGURE, {"by.outcome": "vanished"}),
        ("/figures/'%22;--/", {}),
    ],
)
def test_what_does_not_exist_is_not_found(clerk, path, query):
    assert clerk.get(path, query).status_code == 404


def test_a_year_to_come_is_shown_empty(clerk):
    assert "0件" in text(clerk.get(FIGURE, {"year": "2027"}))
    assert "—" in text(clerk.get(RATE, {"year": "2027"}))


def test_a_change_has_its_page(clerk):
    assert "增加2件" in text(clerk.get("/figures/account.letters.grown/", YEAR))


def test_csv_adds_up_and_opens_in_a_spreadsheet(supervisor):
    answer = supervisor.get(FIGURE + "data.csv", YEAR | {"unit": "330702"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    by = {
        split: sum(int(r["分子"]) for r in rows if r["细分"] == split)
        for split in ("合计", "月份", "单位", "结果")
    }
    assert by == {"合计": 15, "月份": 15, "单位": 15, "结果": 15}


def test_json_carries_integers_and_the_definition(supervisor):
    said = supervisor.get(RATE + "data.json", YEAR | {"unit": "330702"}).json()
    total = said["values"][0]
    assert (total["numerator"], total["denominator"], total["shown"]) == (14, 15, "93.33")
    assert (said["from_ym"], said["to_ym"]) == (201901, 201912)
    assert len(said["definition_digest"]) == 64


def test_a_figure_page_asks_few_questions(supervisor, django_assert_max_num_queries):
    supervisor.get(FIGURE, YEAR | {"unit": "330702"})
    with django_assert_max_num_queries(24):
        supervisor.get(FIGURE, YEAR | {"unit": "330702"})


def test_no_page_carries_inline_style_or_script(supervisor):
    for path in ("/figures/", FIGURE, RATE, FIGURE + "rows/"):
        page = text(supervisor.get(path, YEAR | {"unit": "330702"}))
        assert " style=" not in page and "<style" not in page
        assert " onclick=" not in page and "javascript:" not in page
