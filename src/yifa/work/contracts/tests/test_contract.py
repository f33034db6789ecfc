"""A contract through its pages: review, opinions, adoption, signing, filing, performance; every refusal with its way on."""

import io
from datetime import date

import pytest
from harness.doors import text_of
from pypdfium2 import PdfDocument

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.matter.models import Clock
from yifa.kernel.scope.actor import Actor
from yifa.work.contracts.models import ContractOpinion, Node, Suggestion

pytestmark = pytest.mark.django_db
LEDGER = ("contracts.contracts", "contracts.contract")
DAY = date(2026, 3, 2)
PAPERS = {"has_text": "on", "has_basis": "on", "has_standing": "on", "has_own_review": "on"}


def draft(**more):
    return {
        "name": "通村公路养护工程施工合同", "party": "department", "kind": "project", "counterparty": "某某路桥有限公司",
        "amount": "860000.00",
    } | PAPERS | more  # fmt: skip


def opinion(*suggestions, conclusion="after_changes"):
    return {
        "conclusion": conclusion,
        "basis": "主体适格，权限合法",
        "suggestions": "\n".join(suggestions),
        "counsel": "钱律师",
    }


def submitted(office, by=None, **more):
    return (by or office.clerk).opened(*LEDGER, DAY, draft(**more), unit=office.bureau)


def reviewing(office, **more):
    return office.reviewer.took(submitted(office, **more), "accept", DAY)


def signed(office, **more):
    m = reviewing(office, **more)
    office.reviewer.took(m, "opinion", date(2026, 3, 4), opinion(conclusion="agree"))
    return office.head.took(m, "sign", date(2026, 3, 5), {"contract_number": "2026-交-01"})


@pytest.mark.system("S1-M046", "S2-M016", "S4-M038")
def test_from_handing_in_to_filing_with_two_opinions(office):
    incomplete = {k: v for k, v in draft().items() if k != "has_basis"}
    refused = office.clerk.open(*LEDGER, DAY, incomplete, unit=office.bureau)
    assert refused.status_code == 422
    m = submitted(office)
    assert m.number == "测交合审〔2026〕1号"
    office.reviewer.took(m, "return_papers", DAY, {"items": "补充立项批复"})
    office.clerk.took(m, "resupply", date(2026, 3, 3), {"note": "已补"})
    office.reviewer.took(m, "accept", date(2026, 3, 4))
    m = office.reviewer.took(
        m,
        "opinion",
        date(2026, 3, 6),
        opinion("1. 相对方资质未附", "违约金比例过高", conclusion="disagree"),
    )
    assert list(Suggestion.objects.unscoped("t").values_list("code", "text")) == [
        ("1-1", "相对方资质未附"), ("1-2", "违约金比例过高"),
    ]  # fmt: skip
    # the head may not sign before every suggestion has its answer, nor against the conclusion
    office.head.refused("1-1、1-2 尚未反馈", m, "sign", date(2026, 3, 9), {"contract_number": "x"})
    no_reason = {"suggestions": ["1-2"], "verdict": "rejected"}
    office.clerk.refused("应当说明理由", m, "adopt", date(2026, 3, 9), no_reason)
    office.clerk.took(m, "adopt", date(2026, 3, 9), {"suggestions": ["1-1"], "verdict": "adopted"})
    office.clerk.took(m, "adopt", date(2026, 3, 9), no_reason | {"reason": "参照行业惯例"})
    office.head.refused("不宜签订", m, "sign", date(2026, 3, 9), {"contract_number": "x"})
    m = office.clerk.took(m, "resubmit", date(2026, 3, 10), {"changes": "附资质证书"})
    office.reviewer.took(m, "accept", date(2026, 3, 10))
    m = office.reviewer.took(m, "opinion", date(2026, 3, 12), opinion("统一金额大小写"))
    office.clerk.took(m, "adopt", date(2026, 3, 13), {"suggestions": ["2-1"], "verdict": "adopted"})
    office.head.refused(
        "尚未落实到合同文本", m, "sign", date(2026, 3, 13), {"contract_number": "x"}
    )
    office.clerk.took(m, "revise", date(2026, 3, 13), {"changes": "已统一"})
    office.head.took(m, "sign", date(2026, 3, 16), {"contract_number": "2026-交-01"})
    m = office.clerk.took(m, "file", date(2026, 3, 18), {"filing_number": "测司备〔2026〕9号"})
    assert m.state == "performing"

    found = list(ContractOpinion.objects.unscoped("t").order_by("serial").select_related("clock"))
    assert [(o.serial, o.clock.started_on, o.clock.stopped_on) for o in found] == [
        (1, date(2026, 3, 4), date(2026, 3, 6)), (2, date(2026, 3, 10), date(2026, 3, 12)),
    ]  # fmt: skip
    year = Period.year(2026)
    asked = {i: value(figure_of(i), year, office.district).numerator for i in
             ("contracts.reviewed", "contracts.opinions", "contracts.suggestions", "contracts.adopted_rate")}  # fmt: skip
    assert list(asked.values()) == [1, 2, 3, 2]
    page = office.clerk.get(f"/matters/{m.pk}/")
    assert "参照行业惯例" in text_of(page) and "第2份" in text_of(page)
    letters = m.documents.unscoped("t").filter(kind="contracts.opinion").order_by("pk")
    assert [d.number for d in letters] == ["测司合审意〔2026〕1号", "测司合审意〔2026〕2号"]
    pdf = office.clerk.get(f"/matters/{m.pk}/documents/{letters[1].pk}/paper.pdf")
    words = PdfDocument(io.BytesIO(pdf.content))[0].get_textpage().get_text_range()
    words = "".join(words.split())
    assert all(
        w in words
        for w in ("统一金额大小写", "第2份审查意见", "区交通局：", "区司法局2026年3月12日")
    )
    assert office.clerk.get(
        f"/matters/{m.pk}/documents/{letters[1].pk}/paper.docx"
    ).content.startswith(b"PK")


@pytest.mark.system("S4-M038")
def test_who_drafted_does_not_review_and_other_units_stay_out(office):
    m = submitted(office, by=office.both)
    office.both.refused("不能由办理“送审”的同一人办理", m, "accept", DAY, status=403)
    office.supervisor.refused("须由", m, "accept", DAY, status=403)
    assert office.town_clerk.step(m, "fair_competition", DAY, {}).status_code == 404
    wrong = office.clerk.open(*LEDGER, DAY, draft(), unit=office.town)
    assert wrong.status_code == 422 and "有权办理的单位" in text_of(wrong)
    chart = office.clerk.get("/procedures/contracts.contract/2025-06-01/chart.svg")
    assert chart.status_code == 200 and "出具审查意见书" in chart.content.decode()


@pytest.mark.system("S1-M046")
def test_signing_without_an_opinion_only_as_a_recorded_breach(office):
    m = reviewing(office)
    office.head.refused(
        "该步骤从“已出具意见、已修改”开始",
        m,
        "sign",
        date(2026, 3, 3),
        {"contract_number": "x"},
        status=409,
    )
    without = {"contract_number": "2026-交-02"}
    office.head.refused("必填", m, "sign_in_breach", date(2026, 3, 3), without)
    ground = without | {"ground": "抢险工期紧", "responsible": "区交通局建设科"}
    m = office.head.took(m, "sign_in_breach", date(2026, 3, 3), ground)
    assert (m.state, m.outcome) == ("signed", "in_breach")
    year = Period.year(2026)
    assert value(figure_of("contracts.signed_in_breach"), year, office.district).numerator == 1
    rate = value(figure_of("contracts.review_rate"), year, office.district)
    assert (rate.numerator, rate.denominator) == (0, 1)
    assert "未经审查先行签订" in text_of(office.clerk.get("/ledger/contracts.contracts/"))


def test_the_review_limit_reminds_and_judges_only_by_a_local_value(office):
    """Accepted Monday 2026-03-02: five working days end on the 9th; unjudged until the place fixes its own limit."""
    m = reviewing(office)
    assert m.next_due == date(2026, 3, 9)
    m = office.reviewer.took(m, "opinion", date(2026, 3, 12), opinion(conclusion="agree"))
    assert m.on_time is None
    rule = {
        "at": office.bureau.code,
        "limit_id": "contract.legality_review",
        "value": 7,
        "ground": "测试区合同管理办法第九条",
    }
    enter(Actor.system(), "local_limit", rule, unit=office.bureau, on=date(2026, 3, 1))
    m = reviewing(office)
    assert m.next_due == date(2026, 3, 11)
    m = office.reviewer.took(m, "opinion", date(2026, 3, 12), opinion(conclusion="agree"))
    assert m.on_time == 0


def test_payment_term_beyond_sixty_days_is_neither_agreed_to_nor_signed(office):
    """保障中小企业款项支付条例第九条: thirty days, by agreement at most sixty."""
    m = reviewing(office, is_sme="on", payment_days="90")
    office.reviewer.refused("超过最长 60日", m, "opinion", DAY, opinion(conclusion="agree"))
    m = office.reviewer.took(m, "opinion", DAY, opinion("付款期限改为六十日以内"))
    office.clerk.took(m, "adopt", DAY, {"suggestions": ["1-1"], "verdict": "adopted"})
    office.clerk.took(m, "revise", DAY, {"changes": "改付款期限", "payment_days": "75"})
    office.head.refused("超过最长 60日", m, "sign", DAY, {"contract_number": "x"})


def test_fair_competition_before_the_opinion(office):
    m = reviewing(office, affects_market="on")
    office.reviewer.refused("公平竞争审查", m, "opinion", DAY, opinion(conclusion="agree"))
    office.clerk.took(m, "fair_competition", DAY, {"result": "restricts", "note": "限定供应商"})
    office.reviewer.refused("排除、限制竞争", m, "opinion", DAY, opinion(conclusion="agree"))


def test_payment_clock_of_a_small_enterprise_and_the_overdue_list(office):
    """Delivered 2026-04-01: thirty calendar days end on 1 May, a holiday until the 5th; the due day moves to the 6th."""
    m = signed(office, is_sme="on")
    m = office.clerk.took(m, "file", date(2026, 3, 6), {"filing_number": "备1"})
    office.clerk.took(
        m, "node", date(2026, 3, 6), {"kind": "pay", "title": "第一期工程款", "amount": "300000"}
    )
    office.clerk.took(
        m, "node", date(2026, 3, 6), {"kind": "perform", "title": "竣工", "due_on": "2026-03-31"}
    )
    office.clerk.refused(
        "我方付款节点",
        m,
        "delivered",
        date(2026, 4, 1),
        {"node": "2", "delivered_on": "2026-04-01"},
    )
    m = office.clerk.took(
        m, "delivered", date(2026, 4, 1), {"node": "1", "delivered_on": "2026-04-01"}
    )
    clock = Clock.objects.get(limit_id="sme_payment.default")
    # what falls due first is the contract's own date for completion
    assert (clock.due_on, m.next_due) == (date(2026, 5, 6), date(2026, 3, 31))
    assert m.title in text_of(
        office.clerk.get("/ledger/contracts.contracts/?overdue=on", on=date(2026, 4, 1))
    )
    office.head.refused("履约节点尚未完成", m, "close", date(2026, 4, 2), {"note": "x"})

    page = text_of(office.clerk.get("/contracts/overdue/", on=date(2026, 5, 7)))
    assert "第一期工程款" in page and "逾期 1 天" in page and "竣工" in page
    assert "第一期工程款" not in text_of(
        office.clerk.get("/contracts/overdue/", on=date(2026, 5, 6))
    )
    assert "第一期工程款" not in text_of(
        office.town_clerk.get("/contracts/overdue/", on=date(2026, 5, 7))
    )
    only = text_of(office.supervisor.get("/contracts/overdue/?sme=1", on=date(2026, 5, 7)))
    assert "第一期工程款" in only and "竣工" not in only
    stock = figure_of("contracts.sme_overdue.contracts")
    assert value(stock, Period.month(202605), office.district).numerator == 1
    assert value(stock, Period.month(202604), office.district).numerator == 0
    assert (
        value(figure_of("contracts.sme_overdue.amount"), Period.month(202605)).numerator
        == 30_000_000
    )

    office.clerk.took(
        m, "disclose_arrears", date(2026, 5, 8), {"year": "2026", "place": "区政府网站"}
    )
    office.clerk.refused(
        "少于应付", m, "node_done", date(2026, 5, 11), {"node": "1", "amount": "200000"}
    )
    office.clerk.took(m, "node_done", date(2026, 5, 11), {"node": "1", "amount": "300000"})
    clock.refresh_from_db()
    assert (clock.stopped_on, clock.on_time) == (date(2026, 5, 11), 0)
    assert value(stock, Period.month(202605), office.district).numerator == 0
    office.clerk.took(m, "node_done", date(2026, 5, 11), {"node": "2"})
    m = office.head.took(m, "close", date(2026, 5, 12), {"note": "验收合格"})
    assert (m.is_open, m.outcome) == (False, "performed")


def test_an_agreed_term_moves_the_due_day_and_before_september_2020_no_statute_counts(office):
    m = signed(office, is_sme="on", payment_days="45")
    office.clerk.took(m, "node", date(2026, 3, 6), {"kind": "pay", "title": "货款", "amount": "10"})
    m = office.clerk.took(
        m, "delivered", date(2026, 3, 6), {"node": "1", "delivered_on": "2026-03-06"}
    )
    node = Node.objects.unscoped("t").get()
    assert (node.due_on, node.clock, m.next_due) == (date(2026, 4, 20), None, date(2026, 4, 20))
    with moment.at(date(2019, 3, 1)):
        old = office.clerk.opened(*LEDGER, date(2019, 3, 1), draft(is_sme="on"), unit=office.bureau)
    assert str(old.procedure_since) == "2008-05-01"
    office.reviewer.took(old, "accept", date(2019, 3, 1))
    office.reviewer.took(old, "opinion", date(2019, 3, 4), opinion(conclusion="agree"))
    office.head.took(old, "sign", date(2019, 3, 5), {"contract_number": "2019-1"})
    office.clerk.took(
        old, "node", date(2019, 3, 5), {"kind": "pay", "title": "尾款", "amount": "10"}
    )
    office.clerk.took(
        old, "delivered", date(2019, 3, 6), {"node": "1", "delivered_on": "2019-03-06"}
    )
    assert Node.objects.unscoped("t").get(matter=old).clock is None


def test_a_term_never_reviewed_still_ends_at_sixty_days(office):
    """Signed in breach with ninety days agreed; delivered 2026-03-06, sixty days end on 5 May, a holiday: the 6th."""
    m = submitted(office, is_sme="on", payment_days="90")
    ground = {"contract_number": "x", "ground": "抢险", "responsible": "建设科"}
    office.head.took(m, "sign_in_breach", DAY, ground)
    office.clerk.took(m, "node", DAY, {"kind": "pay", "title": "货款", "amount": "10"})
    office.clerk.took(m, "delivered", date(2026, 3, 6), {"node": "1", "delivered_on": "2026-03-06"})
    node = Node.objects.unscoped("t").get()
    assert (node.due_on, node.clock.limit_id) == (date(2026, 5, 6), "sme_payment.contract_max")


def test_change_of_government_is_no_ground_to_break_a_contract(office):
    m = signed(office)
    change = {"what": "终止合同", "ground": "election"}
    office.head.refused("不得以政府换届为由违约、毁约", m, "change", date(2026, 3, 9), change)
    office.head.refused(
        "补偿", m, "change", date(2026, 3, 9), change | {"ground": "public_interest"}
    )
    office.head.took(
        m,
        "change",
        date(2026, 3, 9),
        change | {"ground": "public_interest", "compensation": "补偿已投入费用"},
    )
    office.clerk.took(m, "file", date(2026, 3, 9), {"filing_number": "备1"})
    m = office.clerk.took(
        m, "urge", date(2026, 3, 10), {"what": "未按期进场", "perform_by": "2026-03-20"}
    )
    assert m.documents.unscoped("t").get(kind="contracts.urge").number == "测交合催〔2026〕1号"


@pytest.mark.system("S4-M039")
def test_clean_up_gives_every_contract_a_verdict(office):
    launch = {"name": "行政合同履行情况清理", "year": "2026", "scope": "在履行的合同"}
    m = office.clerk.opened(
        "contracts.cleanups", "contracts.cleanup", DAY, launch, unit=office.bureau
    )
    item = {
        "name": "甲合同",
        "counterparty": "甲公司",
        "price": "100000",
        "paid": "60000",
        "performed_percent": "100",
    }
    office.clerk.took(m, "register_item", DAY, item)
    office.clerk.took(m, "register_item", DAY, item | {"name": "乙合同", "paid": "100000"})
    office.head.refused("2 件合同尚未核查", m, "finish", DAY, {"note": "x"})
    office.clerk.took(m, "judge", DAY, {"item": "2", "verdict": "completed"})
    office.clerk.refused("应当写明问题", m, "judge", DAY, {"item": "1", "verdict": "unpaid"})
    office.clerk.took(
        m, "judge", DAY, {"item": "1", "verdict": "unpaid", "problem": "逾期未付四万元"}
    )
    office.head.refused("尚未销号：甲合同", m, "finish", DAY, {"note": "x"})
    office.both.took(m, "handle", DAY, {"item": "1", "measure": "已安排资金"})
    office.both.refused("同一人", m, "clear", DAY, {"item": "1", "note": "x"})
    office.head.took(m, "clear", DAY, {"item": "1", "note": "已核对凭证"})
    m = office.head.took(m, "finish", DAY, {"note": "完成"})
    year = Period.year(2026)
    assert value(figure_of("contracts.cleanup.registered"), year, office.district).numerator == 2
    assert value(figure_of("contracts.cleanup.cleared"), year, office.district).numerator == 1
    sheet = m.documents.unscoped("t").get(kind="contracts.cleanup")
    pdf = office.clerk.get(f"/matters/{m.pk}/documents/{sheet.pk}/paper.pdf")
    assert pdf.content.startswith(b"%PDF")
