"""What counsel do, through the pages: the log, decisions, risk, the shared pool, check-ups, the legality ledger."""

import io
from datetime import date

import pytest
from django.urls import reverse
from harness.doors import text_of
from pypdfium2 import PdfDocument

from yifa.kernel.entry.enter import enter
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import rows, value
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.work.counsel.seed import credit_code

from .conftest import DAY

pytestmark = pytest.mark.django_db
LOG = ("counsel.assignments", "counsel.assignment")
YEAR = Period.year(2026)


def asked(figure_id, unit=None):
    found = value(figure_of(figure_id), YEAR, unit)
    assert len(rows(figure_of(figure_id), YEAR, unit, part="denominator")) == found.rows
    return (
        (found.numerator, found.denominator) if found.denominator is not None else found.numerator
    )


@pytest.fixture
def number(office):
    return office.engaged(office.clerk, office.head, office.bureau).number


def task(number, kind="opinion", **more):
    return {
        "kind": kind,
        "engagement": number,
        "name": "施工合同纠纷",
        "request": "研究解除合同的后果",
    } | more


def words_of(office, m, kind):
    found = m.documents.unscoped("t").filter(kind=kind).latest("pk")
    pdf = office.clerk.get(reverse("paper", args=[m.pk, found.pk, "pdf"]))
    return "".join(PdfDocument(io.BytesIO(pdf.content))[0].get_textpage().get_text_range().split())


@pytest.mark.system("S2-M015", "S4-M099")
def test_the_work_log_counts_tasks_people_and_advice(office, number):
    for kind, heads in (
        ("meeting", ""),
        ("consult", "12"),
        ("consult", "3"),
        ("mediate", ""),
        ("guide", "4"),
    ):
        form = {
            "kind": kind,
            "engagement": number,
            "name": "服务",
            "heads": heads,
            "result": "已办",
        }
        office.clerk.opened(*LOG, DAY, form, unit=office.bureau, step="log")
    nobody = {"kind": "consult", "engagement": number, "name": "咨询", "result": "已办"}
    assert "应当填写服务人次" in text_of(
        office.clerk.open(*LOG, DAY, nobody, unit=office.bureau, step="log")
    )
    m = office.clerk.opened(*LOG, DAY, task(number), unit=office.bureau)
    office.clerk.refused("应当写明意见和建议", m, "submit", DAY, {"result": "无"})
    m = office.clerk.took(
        m, "submit", DAY, {"result": "已研究", "advice": "先行催告\n保全证据\n协商解除"}
    )
    assert m.state == "submitted"
    office.clerk.took(m, "adopt", DAY, {"advice": ["1", "2"], "adoption": "adopted"})
    office.clerk.refused("应当说明理由", m, "adopt", DAY, {"advice": ["3"], "adoption": "rejected"})
    m = office.clerk.took(
        m, "adopt", DAY, {"advice": ["3"], "adoption": "rejected", "reason": "对方不同意"}
    )
    assert not m.is_open
    document = office.clerk.opened(*LOG, DAY, task(number, "document"), unit=office.bureau)
    assert office.clerk.took(document, "submit", DAY, {"result": "无意见"}).state == "closed"
    assert asked("counsel.advice") == 3
    assert asked("counsel.advice_adopted_rate") == (2, 3)
    assert [
        asked(f"counsel.{c}")
        for c in ("meetings", "consultations", "mediations", "guided", "documents")
    ] == [1, 15, 1, 4, 1]
    page = text_of(office.clerk.get(f"/matters/{m.pk}/"))
    assert "保全证据" in page and "对方不同意" in page


def test_who_is_not_in_service_takes_no_task(office, number):
    """The term ends on 2026-12-31; another unit's counsel and an unknown number are refused with those in service."""
    after = office.clerk.open(*LOG, date(2026, 3, 1), task(number), unit=office.bureau)
    assert "尚未任职" in text_of(after)
    office.clerk.opened(*LOG, date(2026, 12, 31), task(number), unit=office.bureau)
    expired = text_of(office.clerk.open(*LOG, date(2027, 1, 1), task(number), unit=office.bureau))
    assert "聘期已于 2027-01-01 终止，不能再接受委托" in expired and "续聘" in expired
    wrong = text_of(office.district_clerk.open(*LOG, DAY, task(number), unit=office.district))
    assert "由区交通局聘任，不服务测试区人民政府" in wrong
    unknown = text_of(office.clerk.open(*LOG, DAY, task("没有"), unit=office.bureau))
    assert number in unknown and "钱律师" in unknown


@pytest.mark.system("S2-M017")
def test_litigation_from_entrusting_to_its_result(office, number):
    assert "应当填写案号" in text_of(
        office.clerk.open(*LOG, DAY, task(number, "litigation"), unit=office.bureau)
    )
    form = task(number, "litigation", case_number="（2026）浙07行初1号")
    m = office.clerk.opened(*LOG, DAY, form, unit=office.bureau)
    assert (asked("counsel.litigation"), asked("counsel.litigation_closed")) == (1, 0)
    office.clerk.refused("应当写明案件结果", m, "submit", date(2026, 6, 1), {"result": "已判决"})
    m = office.clerk.took(
        m, "submit", date(2026, 6, 1), {"result": "驳回诉讼请求", "case_result": "won"}
    )
    assert (m.state, asked("counsel.litigation_closed")) == ("closed", 1)


@pytest.mark.system("S0-M073")
def test_legal_risk_assessment_with_its_paper(office, number):
    m = office.clerk.opened(
        *LOG, DAY, task(number, "risk", name="停工停产补偿方案"), unit=office.bureau
    )
    office.clerk.refused(
        "应当写明风险等级", m, "submit", DAY, {"result": "已评估", "advice": "分期补偿"}
    )
    m = office.clerk.took(
        m, "submit", DAY, {"result": "已评估", "advice": "分期补偿", "risk": "medium"}
    )
    told = words_of(office, m, "counsel.assignment")
    assert "法律风险评估意见书" in told and "中风险" in told and "分期补偿" in told
    office.clerk.took(
        m, "adopt", DAY, {"advice": ["1"], "adoption": "partly", "reason": "先付一半"}
    )
    assert asked("counsel.risk_assessments") == 1


@pytest.mark.system("S0-M039", "S1-M048", "S2-M049")
def test_counsel_take_part_before_the_decision_or_it_is_recorded_that_they_did_not(office, number):
    where = ("counsel.participations", "counsel.participation")
    invite = {"name": "公交线网调整", "decide_on": "2026-03-20", "engagement": number}
    m = office.clerk.opened(*where, DAY, invite, unit=office.bureau)
    office.clerk.refused("该步骤从“已出具意见”开始", m, "archive", DAY, {"note": "x"}, status=409)
    office.clerk.took(m, "attend", date(2026, 3, 10), {"manner": "meeting"})
    office.clerk.refused(
        "决策之后的意见不算参与", m, "opinion", date(2026, 3, 23), {"opinion": "合法"}
    )
    office.clerk.took(m, "postpone", date(2026, 3, 23), {"decide_on": "2026-03-25"})
    office.clerk.took(m, "opinion", date(2026, 3, 24), {"opinion": "程序合法，可以提交"})
    m = office.clerk.took(m, "archive", date(2026, 3, 25), {"note": "已决定"})
    assert "程序合法，可以提交" in words_of(office, m, "counsel.decision")
    assert asked("counsel.participation_rate") == (1, 1)
    missed = {"name": "停车收费", "decide_on": "2026-03-26", "reason": "时间仓促"}
    office.clerk.opened(
        *where, date(2026, 3, 27), missed, unit=office.bureau, step="record_without"
    )
    assert asked("counsel.participation_rate") == (1, 2)


def test_a_town_without_counsel_asks_the_pool(office):
    """Accepted Monday 2026-03-02, five working days as a reminder: the 9th. The town's own counsel goes first."""
    number = office.engaged(office.district_clerk, office.district_head, office.district).number
    where = ("counsel.requests", "counsel.request")
    form = {"name": "流转合同解除", "question": "承租户欠租能否解除"}
    m = office.town_clerk.opened(*where, DAY, form, unit=office.town)
    assert office.clerk.get(f"/matters/{m.pk}/").status_code == 404
    office.town_clerk.refused("须由", m, "accept", DAY, status=403)
    m = office.pool.took(m, "accept", DAY)
    assert m.next_due == date(2026, 3, 9)
    other = office.engaged(office.clerk, office.head, office.bureau).number
    office.pool.refused("不服务第一镇", m, "assign_counsel", DAY, {"engagement": other})
    office.pool.took(m, "assign_counsel", DAY, {"engagement": number})
    m = office.pool.took(m, "opinion", date(2026, 3, 4), {"opinion": "催告后可以解除"})
    assert m.on_time is None  # no local value was entered: the placeholder never judges
    letter = m.documents.unscoped("t").get(kind="counsel.request")
    assert letter.number == "测司顾意〔2026〕1号" and letter.fields["to"] == "第一镇"
    m = office.town_clerk.took(m, "feedback", date(2026, 3, 5), {"adoption": "adopted"})
    assert (m.is_open, asked("counsel.requests_answered", office.town)) == (False, 1)
    own = office.clerk.open(*where, DAY, form, unit=office.bureau)
    assert "本单位有在任的法律顾问" in text_of(own) and other in text_of(own)
    rule = {
        "at": "ZHEN",
        "limit_id": "counsel.request.opinion",
        "value": 3,
        "ground": "共享法律顾问办法第五条",
    }
    enter(Actor.system(), "local_limit", rule, unit=office.town, on=date(2026, 3, 1))
    m = office.town_clerk.opened(*where, DAY, form, unit=office.town)
    m = office.pool.took(m, "accept", DAY)
    assert m.next_due == date(2026, 3, 5)
    office.pool.took(m, "assign_counsel", DAY, {"engagement": number})
    assert office.pool.took(m, "opinion", date(2026, 3, 6), {"opinion": "可以"}).on_time == 0


@pytest.mark.system("S4-M020")
def test_an_enterprise_checked_rectified_and_revisited(office):
    where = ("counsel.checkups", "counsel.checkup")
    form = {"kind": "enterprise", "enterprise": "甲公司", "code": "91330702MA00000010"}
    assert "校验位不符" in text_of(office.clerk.open(*where, DAY, form, unit=office.bureau))
    form["code"] = credit_code(1)
    m = office.clerk.opened(*where, DAY, form, unit=office.bureau)
    examined = {"lawyers": "钱律师", "scope": "合同、用工", "problems": "劳动合同缺项\n商标未续展"}
    office.clerk.took(m, "examine", DAY, examined)
    m = office.clerk.took(m, "report", DAY)
    assert m.state == "rectifying"
    told = words_of(office, m, "counsel.checkup")
    assert "企业法治体检表" in told and "商标未续展" in told and form["code"] in told
    office.clerk.refused(
        "该步骤从“待回访”开始", m, "revisit", DAY, {"satisfied": "1", "note": "x"}, status=409
    )
    office.clerk.took(m, "solve", DAY, {"problem": "1", "solution": "已补签"})
    m = office.clerk.took(m, "solve", DAY, {"problem": "2", "solution": "已续展"})
    m = office.clerk.took(m, "revisit", date(2026, 4, 1), {"satisfied": "1", "note": "满意"})
    again = office.clerk.opened(*where, date(2026, 5, 6), form, unit=office.bureau)
    office.clerk.took(again, "examine", date(2026, 5, 6), examined | {"problems": ""})
    assert (asked("counsel.checkup.solved"), asked("counsel.checkup.enterprises")) == (2, 1)


def test_one_ledger_gathers_what_is_under_legality_review_by_tag(office):
    """The ledger names no room: procedures that carry the tag are in it, each opened in its own room."""
    from yifa.kernel.matter.registry import tagged

    assert "contracts.contract" in tagged("legality_review")
    form = {
        "name": "绿化养护合同", "party": "department", "kind": "procurement", "counterparty": "某公司", "amount": "1",
        "has_text": "on", "has_basis": "on", "has_standing": "on", "has_own_review": "on",
    }  # fmt: skip
    office.clerk.opened(
        "counsel.legality_review", "contracts.contract", DAY, form, unit=office.bureau
    )
    page = text_of(office.clerk.get("/ledger/counsel.legality_review/"))
    assert "绿化养护合同" in page and "行政合同" in page
    assert "绿化养护合同" not in text_of(office.town_clerk.get("/ledger/counsel.legality_review/"))
    assert office.clerk.get("/ledger/counsel.legality_review/?state=submitted").status_code == 200
    assert Matter.objects.unscoped("t").get().room == "contracts"
