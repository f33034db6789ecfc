"""Engaging counsel and appointing government lawyers through the pages; coverage follows by itself."""

from datetime import date

import pytest
from harness.doors import text_of

from yifa.kernel import moment
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.work.counsel import follow_up
from yifa.work.counsel.models import Coverage

from .conftest import DAY, drained

pytestmark = pytest.mark.django_db


def asked(figure_id, ym=202603, unit=None):
    found = value(figure_of(figure_id), Period.month(ym), unit)
    return (
        (found.numerator, found.denominator) if found.denominator is not None else found.numerator
    )


def line(on, code="JTJ"):
    return Coverage.objects.unscoped("t").standing(on).get(key=code)


@pytest.mark.system("S0-M037", "S1-M045", "S2-M048", "S4-M098")
def test_from_selection_to_renewal_with_coverage(office):
    for code, name in (("JTJ", "区交通局"), ("ZHEN", "第一镇")):
        row = {"code": code, "name": name, "place": "unit", "manner": "none"}
        assert (
            office.clerk.enter("counsel_coverage", date(2026, 1, 5), row, office.bureau).status_code
            == 302
        )
    assert asked("counsel.unit_coverage", 202602) == (0, 2)

    sought = {"name": "年度法律顾问", "kind": "lawyer", "method": "公开选聘", "candidates": "3"}
    m = office.clerk.opened(
        "counsel.engagements", "counsel.engagement", DAY, sought, unit=office.bureau
    )
    chosen = {"name": "钱律师", "licence": "133", "body": "LS99", "reason": "评分"}
    office.head.refused("没有编号为“LS99”", m, "choose", DAY, chosen)
    office.clerk.refused("须由", m, "choose", DAY, chosen, status=403)
    office.head.took(m, "choose", DAY, chosen | {"body": "LS01"})
    office.head.refused("晚于签约之日", m, "sign", DAY, {"agreement": "1", "term_to": "2026-03-02"})
    m = office.head.took(m, "sign", DAY, {"agreement": "2026-1", "term_to": "2026-12-31"})
    assert (m.number, m.state) == ("测交顾聘〔2026〕1号", "serving")
    assert m.documents.unscoped("t").get(kind="counsel.appointment").number == "测交顾〔2026〕1号"
    drained(DAY)
    with moment.at(DAY):
        follow_up.cover({"matter": m.uid.hex})
    assert (line(DAY).manner, line(DAY).engagement) == ("adviser", m.number)
    assert asked("counsel.unit_coverage") == (1, 2)
    assert asked("counsel.advisers") == 1
    assert "区交通局" in text_of(office.clerk.get("/registers/counsel_coverage/"))

    office.head.refused(
        "尚未考核", m, "renew", date(2026, 12, 1), {"agreement": "2", "term_to": "2027-12-31"}
    )
    office.head.took(
        m, "evaluate", date(2026, 12, 1), {"year": "2026", "grade": "good", "note": "履职尽责"}
    )
    m = office.head.took(m, "renew", date(2026, 12, 2), {"agreement": "2", "term_to": "2027-12-31"})
    assert str(m.counsel.served_to) == "2028-01-01"
    m = office.head.took(m, "dismiss", date(2026, 12, 20), {"note": "利益冲突"})
    drained(date(2026, 12, 20))
    assert (line(date(2026, 12, 20)).manner, asked("counsel.advisers", 202612)) == ("none", 0)


@pytest.mark.system("S0-M037")
def test_a_term_that_ran_out_uncovers_the_unit_and_an_unfit_one_is_not_renewed(office):
    m = office.engaged(office.clerk, office.head, office.bureau, to="2026-06-30")
    office.head.took(
        m, "evaluate", date(2026, 5, 6), {"year": "2026", "grade": "unfit", "note": "多次缺席"}
    )
    office.head.refused(
        "考核不合格", m, "renew", date(2026, 5, 6), {"agreement": "2", "term_to": "2027-06-30"}
    )
    office.clerk.refused("尚未届满", m, "expire", date(2026, 6, 30))
    with moment.at(date(2026, 6, 30)):
        assert follow_up.lapse() == 0
    with moment.at(date(2026, 7, 1)):
        assert follow_up.lapse() == 1
        assert follow_up.lapse() == 0
    assert line(date(2026, 6, 30)).manner == "adviser" and line(date(2026, 7, 1)).manner == "none"
    assert (asked("counsel.advisers", 202606), asked("counsel.advisers", 202607)) == (1, 0)
    m = office.clerk.took(m, "expire", date(2026, 7, 1))
    assert m.outcome == "expired"


@pytest.mark.system("S0-M038", "S4-M133")
def test_government_lawyers_from_application_to_the_yearly_check(office):
    form = {"name": "孙法", "licence": "A2020", "reason": "取得法律职业资格"}
    m = office.clerk.opened(
        "counsel.engagements", "counsel.government_lawyer", DAY, form, unit=office.bureau
    )
    office.clerk.refused("须由", m, "review", DAY, {"note": "x"}, status=403)
    office.head.refused("该步骤从“已审核”开始", m, "appoint", DAY, {"licence": "G1"}, status=409)
    office.reviewer.took(m, "review", DAY, {"note": "符合条件"})
    m = office.head.took(m, "appoint", DAY, {"licence": "G133"})
    office.reviewer.took(
        m, "evaluate", date(2026, 4, 1), {"year": "2026", "grade": "fit", "note": "年检合格"}
    )
    office.engaged(office.district_clerk, office.district_head, office.district)
    assert asked("counsel.government_lawyers") == 1
    assert asked("counsel.government_lawyer_share") == (1, 2)
    page = text_of(office.clerk.get("/ledger/counsel.engagements/"))
    assert "孙法" in page and "公职律师" in page
    office.head.took(m, "dismiss", date(2026, 5, 6), {"note": "调离"})
    assert asked("counsel.government_lawyers", 202605) == 0


@pytest.mark.system("S0-M098", "S1-M049", "S4-M100")
def test_villages_are_paired_served_evaluated_and_counted(office):
    town_head = office.district_head
    bare = {"place": "village", "manner": "none"}
    for code, name in (("V1", "溪口村"), ("V2", "山前村"), ("V3", "河东村")):
        office.town_clerk.enter(
            "counsel_coverage", date(2026, 1, 5), bare | {"code": code, "name": name}, office.town
        )
    assert asked("counsel.village_coverage", 202602) == (0, 3)
    m = office.engaged(
        office.district_clerk, town_head, office.district, villages="V1 溪口村\nV2 山前村"
    )
    assert asked("counsel.village_coverage") == (2, 3)
    team = bare | {"code": "V3", "name": "河东村", "manner": "team"}
    pk = line(DAY, "V3").pk
    change = f"/registers/counsel_coverage/{pk}/change/"
    sent = team | {"unit": office.town.pk, "on": "2026-03-09", "reason": "结对"}
    with moment.at(date(2026, 3, 9)):
        assert "应当填写牵头机构" in text_of(office.town_clerk.post(change, sent))
        assert office.town_clerk.post(change, sent | {"body": "LS01"}).status_code == 302
    assert (
        asked("counsel.villages"),
        asked("counsel.team_villages"),
        asked("counsel.village_law_firms"),
    ) == (3, 1, 1)

    visit = {
        "kind": "village",
        "engagement": m.number,
        "name": "驻村服务",
        "result": "解答土地承包问题",
        "heads": "6",
    }
    refused = office.district_clerk.open(
        "counsel.assignments", "counsel.assignment", DAY, visit, unit=office.district, step="log"
    )
    assert "应当填写村" in text_of(refused)
    office.district_clerk.opened(
        "counsel.assignments",
        "counsel.assignment",
        DAY,
        visit | {"village": "V1"},
        unit=office.district,
        step="log",
    )
    assert (
        value(
            figure_of("counsel.village_services"), Period.month(202603), slice={"village": "V1"}
        ).numerator
        == 1
    )
    town_head.took(
        m, "evaluate", date(2026, 12, 1), {"year": "2026", "grade": "good", "note": "按月到村"}
    )
