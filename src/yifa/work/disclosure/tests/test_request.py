"""A request for government information, step by step, with the days the regulation gives."""

from datetime import date

import pytest

from yifa import law
from yifa.kernel import moment
from yifa.kernel.errors import Incomplete, InvalidData, NotAllowed, WrongState
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.registry import procedure_on

pytestmark = pytest.mark.django_db


def application(**more):
    return {
        "applicant": "周某",
        "applicant_class": "natural",
        "wanted": "二〇二五年度道路养护预算",
        "provision": "电子文档",
        "phone": "13800000000",
        "address": "某路一号",
        "identity_number": "",
    } | more


COMPLETE = {"has_identity": True, "has_description": True, "has_provision": True}
DRAFT = {
    "outcome": "opened",
    "answer": "随附所需信息。",
    "reconsideration_body": "区人民政府",
    "court": "区人民法院",
}


def received(office, day, actor=None, **more):
    data = application(channel="counter", submitted_on=day, **more)
    with moment.at(day):
        return act(
            actor or office.clerk, Opening("disclosure.request", office.unit), "register", data
        )


def go(actor, matter, step, day, data=None):
    with moment.at(day):
        return act(actor, matter.pk, step, data or {})


def reviewed(office, day):
    m = received(office, day)
    go(office.clerk, m, "form_check", day, COMPLETE)
    go(office.clerk, m, "search", day, {"places": "局档案室", "found": "检索到一份"})
    return go(office.reviewer, m, "secrecy_review", day, {"conclusion": "open"})


def clock(matter, limit="disclosure.request.reply"):
    return matter.clocks.filter(limit_id=limit).last()


def test_twenty_working_days_over_national_day(office):
    """Received Monday 2026-09-14. Counted by hand: 15–18 Sep (4), Sunday 20 Sep worked for the holiday (5),
    21–24 Sep (9; the 25th is Mid-Autumn), 28–30 Sep (12), 8, 9 Oct (14), 10 Oct worked (15), 12–16 Oct (20)."""
    assert clock(received(office, date(2026, 9, 14))).due_on == date(2026, 10, 16)


def test_old_regulation_gives_fifteen_working_days(office):
    m = received(office, date(2019, 5, 14))
    assert str(m.procedure_since) == "2008-05-01"
    # 15–17 (3), 20–24 (8), 27–31 May (13), 3, 4 June (15)
    assert clock(m).due_on == date(2019, 6, 4)


def test_new_regulation_from_its_first_day(office):
    m = received(office, date(2019, 5, 15))
    assert str(m.procedure_since) == "2019-05-15"
    # 16, 17 (2), 20–24 (7), 27–31 May (12), 3–6 (16; the 7th is Dragon Boat), 10–13 June (20)
    assert clock(m).due_on == date(2019, 6, 13)


@pytest.mark.parametrize(
    ("channel", "field"),
    [("counter", "submitted_on"), ("registered", "signed_on"), ("mail", "agreed_on"),
     ("internet", "agreed_on"), ("fax", "agreed_on")],
)  # fmt: skip
def test_day_of_receipt_follows_the_channel(office, channel, field):
    day = date(2026, 3, 10)
    opening = Opening("disclosure.request", office.unit)
    with moment.at(day):
        with pytest.raises(Incomplete, match="收到申请之日应为 2026-03-09"):
            act(
                office.clerk,
                opening,
                "register",
                application(channel=channel, **{field: date(2026, 3, 9)}),
            )
        m = act(office.clerk, opening, "register", application(channel=channel, **{field: day}))
    assert m.received_on == day
    assert m.disclosurerequest.receipt_basis


def test_online_request_is_received_when_confirmed(office):
    with moment.at(date(2025, 12, 30)):
        m = act(office.clerk, Opening("disclosure.request", office.unit), "submit", application())
    assert m.clocks.count() == 0
    m = go(office.clerk, m, "confirm", date(2026, 1, 5), {"agreed_on": date(2026, 1, 5)})
    assert (m.received_on, m.received_ym) == (date(2026, 1, 5), 202601)
    assert clock(m).started_on == date(2026, 1, 5)


def test_correction_within_seven_working_days_and_reply_counted_anew(office):
    m = received(office, date(2026, 3, 2))
    assert clock(m, "disclosure.request.correction").due_on == date(2026, 3, 11)
    notice = {"items": "请写明预算的年度", "correct_by": date(2026, 3, 25)}
    with pytest.raises(Incomplete, match="一次性告知补正"):
        go(office.clerk, m, "form_check", date(2026, 3, 3), COMPLETE | {"has_description": False})
    m = go(office.clerk, m, "correct_notice", date(2026, 3, 11), notice)
    assert clock(m, "disclosure.request.correction").on_time == 1
    assert clock(m).due_on is None
    m = go(
        office.clerk, m, "corrected", date(2026, 3, 20), {"wanted": "二〇二五年度全区道路养护预算"}
    )
    # from 20 Mar: 23–27 (5), 30 Mar–3 Apr (10), 7–10 Apr (14; the 6th is Qingming), 13–17 (19), 20 Apr (20)
    assert clock(m).due_on == date(2026, 4, 20)
    with pytest.raises(Incomplete, match="不能再次要求补正"):
        go(office.clerk, m, "correct_notice", date(2026, 3, 23), notice)


def test_late_correction_notice_is_possible_and_flagged(office):
    m = received(office, date(2026, 3, 2))
    m = go(
        office.clerk,
        m,
        "correct_notice",
        date(2026, 3, 12),
        {"items": "年度", "correct_by": date(2026, 3, 25)},
    )
    assert clock(m, "disclosure.request.correction").on_time == 0


def test_not_corrected_in_time_ends_without_a_judgement(office):
    m = received(office, date(2026, 3, 2))
    go(
        office.clerk,
        m,
        "correct_notice",
        date(2026, 3, 5),
        {"items": "年度", "correct_by": date(2026, 3, 20)},
    )
    with pytest.raises(Incomplete, match="尚未届满"):
        go(office.clerk, m, "lapse_correction", date(2026, 3, 20), {"reason": "未补正"})
    m = go(office.clerk, m, "lapse_correction", date(2026, 3, 23), {"reason": "未补正"})
    assert (m.outcome, m.is_open, m.on_time) == ("not_corrected", False, None)


def test_consulting_stops_the_reply_clock(office):
    m = reviewed(office, date(2026, 3, 2))
    assert clock(m).due_on == date(2026, 3, 30)
    letter = {
        "consulted": "某某建设公司",
        "question": "是否同意公开合同价款",
        "served_on": date(2026, 3, 5),
    }
    m = go(office.clerk, m, "consult_third", date(2026, 3, 5), letter)
    # the third party's own fifteen working days from 5 March: 6 (1), 9–13 (6), 16–20 (11), 23–26 (15)
    assert clock(m, "disclosure.third_party_opinion").due_on == date(2026, 3, 26)
    assert clock(m).due_on is None
    silent = {"opinion": "silent"}
    with pytest.raises(Incomplete, match="2026-03-26"):
        go(office.clerk, m, "third_opinion", date(2026, 3, 26), silent)
    m = go(office.clerk, m, "third_opinion", date(2026, 3, 27), silent)
    # 3–5 March (3); the days after the letter up to the opinion, 6–27 March, do not count;
    # 30 Mar–3 Apr (8), 7–10 (12), 13–17 (17), 20–22 Apr (20)
    assert (m.state, clock(m).due_on) == ("reviewing", date(2026, 4, 22))


def test_two_are_asked_and_the_clock_waits_for_both(office):
    m = reviewed(office, date(2026, 3, 2))
    letter = {"consulted": "某单位", "question": "是否同意"}
    go(office.clerk, m, "consult_third", date(2026, 3, 5), letter)
    go(office.clerk, m, "consult_agency", date(2026, 3, 6), letter)
    m = go(office.clerk, m, "third_opinion", date(2026, 3, 10), {"opinion": "agree"})
    assert (m.state, clock(m).due_on) == ("consulting", None)
    m = go(office.clerk, m, "agency_opinion", date(2026, 3, 12), {"opinion": "agree"})
    # 3–5 March (3); 6–12 do not count; 13 (4), 16–20 (9), 23–27 (14), 30 Mar–3 Apr (19), 7 Apr (20)
    assert (m.state, clock(m).due_on) == ("reviewing", date(2026, 4, 7))


def test_extension_by_the_head_once_and_in_time(office):
    m = reviewed(office, date(2026, 3, 2))
    ground = {"amount": 20, "ground": "信息涉及多个年度"}
    with pytest.raises(NotAllowed, match="负责人"):
        go(office.clerk, m, "extend", date(2026, 3, 20), ground)
    with pytest.raises(Exception, match="20"):
        go(office.head, m, "extend", date(2026, 3, 20), ground | {"amount": 21})
    m = go(office.head, m, "extend", date(2026, 3, 30), ground)
    # twenty more after 30 March: 31 Mar–3 Apr (4), 7–10 (8), 13–17 (13), 20–24 (18), 27, 28 Apr (20)
    assert clock(m).due_on == date(2026, 4, 28)
    with pytest.raises(Incomplete, match="不能再次延长"):
        go(office.head, m, "extend", date(2026, 3, 31), ground)


def test_no_extension_after_the_limit(office):
    m = reviewed(office, date(2026, 3, 2))
    with pytest.raises(Incomplete, match="已于 2026-03-30 届满"):
        go(office.head, m, "extend", date(2026, 3, 31), {"amount": 20, "ground": "信息较多"})


def test_reply_needs_search_and_secrecy_review_by_another_person(office):
    m = received(office, date(2026, 3, 2))
    day = date(2026, 3, 3)
    with pytest.raises(WrongState):
        go(office.clerk, m, "draft", day, DRAFT)
    go(office.clerk, m, "form_check", day, COMPLETE)
    with pytest.raises(Incomplete, match="检索"):
        go(office.clerk, m, "draft", day, DRAFT)
    go(office.both, m, "search", day, {"places": "档案室", "found": "一份"})
    with pytest.raises(NotAllowed, match="同一人"):
        go(office.both, m, "secrecy_review", day, {"conclusion": "open"})
    go(office.reviewer, m, "secrecy_review", day, {"conclusion": "closed", "note": "涉及保密事项"})
    with pytest.raises(Incomplete, match="不得公开"):
        go(office.clerk, m, "draft", day, DRAFT)


def test_refusal_is_reasoned_and_names_reconsideration_first_from_2024(office):
    m = reviewed(office, date(2026, 3, 2))
    refusal = DRAFT | {"outcome": "case_file", "answer": "不予公开。"}
    with pytest.raises(InvalidData, match="说明理由"):
        go(office.clerk, m, "draft", date(2026, 3, 9), refusal)
    go(office.clerk, m, "draft", date(2026, 3, 9), refusal | {"ground": "属于行政执法案卷信息"})
    m = go(office.head, m, "reply", date(2026, 3, 30))
    assert (m.state, m.outcome, m.is_open, m.on_time) == ("replied", "case_file", False, 1)
    letter = m.documents.unscoped("test").get(kind="disclosure.reply")
    assert "应当自收到本答复之日起六十日内先向区人民政府申请行政复议" in letter.fields["remedy"]
    assert letter.number == "测政公开复〔2026〕1号"


def test_before_2024_both_remedies_are_open(office):
    m = reviewed(office, date(2023, 3, 6))
    go(
        office.clerk,
        m,
        "draft",
        date(2023, 3, 7),
        DRAFT | {"outcome": "internal", "ground": "内部管理信息"},
    )
    m = go(office.head, m, "reply", date(2023, 3, 8))
    assert "或者自收到本答复之日起六个月内向区人民法院提起行政诉讼" in m.disclosurerequest.remedy


def test_late_reply_is_judged_late(office):
    m = reviewed(office, date(2026, 3, 2))
    go(office.clerk, m, "draft", date(2026, 3, 30), DRAFT)
    m = go(office.head, m, "reply", date(2026, 3, 31))
    assert (m.on_time, m.judged_ym) == (0, 202603)


def test_strangers_and_the_drafter_do_not_sign(office):
    m = reviewed(office, date(2026, 3, 2))
    go(office.both, m, "draft", date(2026, 3, 3), DRAFT)
    for other in (office.stranger, office.clerk):
        with pytest.raises(NotAllowed):
            go(other, m, "reply", date(2026, 3, 4))
    with pytest.raises(NotAllowed, match="同一人"):
        go(office.both, m, "reply", date(2026, 3, 4))


def test_outcomes_need_the_steps_they_rest_on(office):
    m = reviewed(office, date(2026, 3, 2))
    for code, words in (
        ("still_unclear", "补正"),
        ("excessive", "说明理由"),
        ("third_party", "第三方"),
    ):
        with pytest.raises(Incomplete, match=words):
            go(
                office.clerk,
                m,
                "draft",
                date(2026, 3, 3),
                DRAFT | {"outcome": code, "ground": "理由"},
            )


def test_fee_unpaid_and_paid(office):
    m = reviewed(office, date(2026, 3, 2))
    notice = {"fee": "310.00", "pay_by": date(2026, 4, 4), "basis": "超过三十件的部分"}
    go(office.clerk, m, "charge", date(2026, 3, 5), notice)
    m = go(office.clerk, m, "paid", date(2026, 3, 20))
    assert m.disclosurerequest.fee_cents == 31000
    assert clock(m).due_on == date(2026, 4, 20)
    other = reviewed(office, date(2026, 3, 2))
    go(office.clerk, other, "charge", date(2026, 3, 5), notice)
    other = go(office.clerk, other, "lapse_payment", date(2026, 4, 6), {"reason": "未缴费"})
    assert other.outcome == "not_paid"


def test_archive_only_after_service(office):
    m = reviewed(office, date(2026, 3, 2))
    go(office.clerk, m, "draft", date(2026, 3, 3), DRAFT)
    go(office.head, m, "reply", date(2026, 3, 4))
    with pytest.raises(Incomplete, match="尚未送达"):
        go(office.clerk, m, "archive", date(2026, 3, 5))
    served = {"recipient": "周某", "method": "electronic", "served_on": date(2026, 3, 5)}
    go(office.clerk, m, "deliver", date(2026, 3, 5), served)
    m = go(office.clerk, m, "archive", date(2026, 3, 6))
    assert (m.state, m.closed_on) == ("archived", date(2026, 3, 4))


def test_every_mandatory_step_of_the_regulation_has_its_act():
    day = date(2026, 3, 2)
    ours = procedure_on("disclosure.request", day)
    performed = {code for step in ours.steps for code in step.mandatory}
    assert {s.id for s in law.procedures().get("disclosure_request", day).steps} == performed
