"""Staff, training, standards and their checks, concentration of duties, finding the facts."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.errors import Incomplete, InvalidData, NotAllowed
from yifa.kernel.figure import Period
from yifa.kernel.figure.ask import by, value
from yifa.kernel.matter.act import Opening, act
from yifa.work.reconsideration import figures
from yifa.work.reconsideration.models import (
    CheckItem,
    ReconsiderationOfficer,
    ReconsiderationStandard,
)
from yifa.work.reconsideration.tests.conftest import DRAFT, accepted, appointed, go, tried

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)
YEAR = Period.year(2026)


@pytest.mark.system("S2-M008")
def test_staff_with_qualification_training_and_assessment(office):
    training = {
        "username": "clerk",
        "course": "行政复议法修订解读",
        "held_on": date(2026, 2, 5),
        "hours": 16,
    }
    with moment.at(DAY):
        enter(office.clerk, "reconsideration_training", training, unit=office.district)
        with pytest.raises(InvalidData, match="不在复议人员名册"):
            enter(
                office.clerk,
                "reconsideration_training",
                training | {"username": "head"},
                unit=office.district,
            )
        grade = {"username": "clerk", "year": 2025, "grade": "优秀"}
        with pytest.raises(NotAllowed):
            enter(office.clerk, "reconsideration_assessment", grade, unit=office.district)
        enter(office.head, "reconsideration_assessment", grade, unit=office.district)
    assert value(figures.TRAINING_HOURS, YEAR, office.district).text == "16学时"
    assert value(figures.OFFICERS, YEAR, office.district).text == "3人"


@pytest.mark.system("S2-M008")
@pytest.mark.parametrize(
    ("qualification", "engaged", "trained", "fit"),
    [("bar", "2023-12-31", "", 1), ("bar", "2024-01-01", "", 0), ("bar", "2024-01-01", "2024-01-15", 1),
     ("earlier", "2016-01-04", "", 1), ("earlier", "2025-01-01", "2025-01-15", 0), ("none", "2016-01-04", "", 0)],
)  # fmt: skip
def test_who_may_try_cases(office, qualification, engaged, trained, fit):
    values = {
        "username": "reviewer", "name": "某甲", "qualification": qualification, "engaged_on": engaged,
        "trained_before_on": trained,
    }  # fmt: skip
    with moment.at(DAY):
        enter(office.head, "reconsideration_officer", values, unit=office.district)
    assert ReconsiderationOfficer.objects.unscoped("test").get(key="reviewer").fit == fit


def standard(office, code, area, requirement):
    with moment.at(date(2026, 1, 5)):
        values = {"code": code, "area": area, "requirement": requirement, "basis": "本地规范"}
        enter(office.head, "reconsideration_standard", values, unit=office.district)
    return ReconsiderationStandard.objects.unscoped("test").get(key=code)


def planned(office, day, **data):
    with moment.at(day):
        return act(office.clerk, Opening("reconsideration.check", office.district), "plan", data)


@pytest.mark.system("S2-M009", "S4-M068")
def test_rooms_are_checked_against_the_standards_and_put_right(office):
    room = standard(office, "R1", "room", "设有听证室")
    gear = standard(office, "R2", "room", "听证室有录音录像设备")
    standard(office, "F1", "file", "卷内目录齐全")
    m = planned(office, DAY, area="room", target="行政复议接待室")
    with pytest.raises(Incomplete, match="听证室有录音录像设备"):
        go(office.clerk, m, "score", DAY, {f"standard_{room.pk}": "met", "remark": "现场查看"})
    answers = {f"standard_{room.pk}": "met", f"standard_{gear.pk}": "unmet", "remark": "设备未到位"}
    m = go(office.clerk, m, "score", DAY, answers)
    assert (m.state, m.reconsiderationcheck.met, m.reconsiderationcheck.unmet) == ("found", 1, 1)
    assert CheckItem.objects.unscoped("test").filter(matter=m).count() == 2
    m = go(office.clerk, m, "rectify", date(2026, 3, 20), {"measures": "已购置"})
    with pytest.raises(NotAllowed):
        go(office.clerk, m, "verify", date(2026, 3, 21), {"reason": "已到位"})
    m = go(office.reviewer, m, "verify", date(2026, 3, 23), {"reason": "已到位"})
    assert (m.state, m.is_open) == ("closed", False)
    assert value(figures.UNMET, YEAR, office.district).text == "1项"


@pytest.mark.system("S2-M009", "S4-M068")
def test_a_checked_file_is_a_case(office):
    item = standard(office, "F1", "file", "卷内目录齐全")
    with pytest.raises(Incomplete, match="没有案号为"):
        planned(office, DAY, area="file", target="测政复〔2026〕9号")
    case = accepted(office, DAY)
    m = planned(office, DAY, area="file", target=case.number)
    m = go(office.clerk, m, "score", DAY, {f"standard_{item.pk}": "met", "remark": "齐全"})
    assert m.state == "passed"
    with pytest.raises(Incomplete, match="没有现行规范"):
        go(
            office.clerk,
            planned(office, DAY, area="hearing", target="某次听证"),
            "score",
            DAY,
            {"remark": "无"},
        )


@pytest.mark.system("S4-M136")
def test_reform_is_complete_when_the_bodies_are_on_record(office):
    with moment.at(date(2020, 3, 2)):
        plan = {
            "name": "行政复议体制改革",
            "plan": "职责集中到区政府",
            "due_on": date(2020, 12, 31),
        }
        m = act(office.clerk, Opening("reconsideration.reform", office.district), "plan", plan)
    go(office.head, m, "begin", date(2020, 4, 1), {"note": "启动"})
    with pytest.raises(Incomplete, match="没有已完成的节点"):
        go(office.head, m, "complete", date(2020, 11, 2), {"note": "完成"})
    go(
        office.clerk,
        m,
        "milestone",
        date(2020, 6, 1),
        {"milestone": "人员划转", "result": "已划转"},
    )
    with pytest.raises(Incomplete, match="没有登记任何一个已集中"):
        go(office.head, m, "complete", date(2020, 11, 2), {"note": "完成"})
    row = {"at": "FYQ", "body": "区综合行政执法局", "into": "区人民政府", "basis": "改革方案"}
    with moment.at(date(2020, 10, 1)):
        enter(office.clerk, "reconsideration_concentration", row, unit=office.district)
    m = go(office.head, m, "complete", date(2020, 11, 2), {"note": "完成"})
    assert (
        m.state,
        m.reconsiderationreform.completed_in_time,
        m.reconsiderationreform.milestones,
    ) == ("completed", 1, 1)
    assert value(figures.BODIES, Period.year(2020), office.district).text == "1家"
    assert value(figures.BODIES, Period.year(2019), office.district).text == "0家"


@pytest.mark.system("S4-M137")
def test_facts_are_found_recorded_and_relied_on(office):
    m = tried(office, DAY)
    go(office.clerk, m, "start_finding", DAY, {"method": "site", "subject": "占道情况"})
    record = {"serial": 1, "persons": 1, "showed_card": "on", "record": "现场笔录"}
    with pytest.raises(Incomplete, match=r"不得少于两人.*第四十五条"):
        go(office.clerk, m, "record_finding", date(2026, 3, 6), record)
    with pytest.raises(Incomplete, match="没有出示"):
        go(
            office.clerk,
            m,
            "record_finding",
            date(2026, 3, 6),
            record | {"persons": 2, "showed_card": ""},
        )
    with pytest.raises(InvalidData, match="没有这一序号"):
        go(office.clerk, m, "record_finding", date(2026, 3, 6), record | {"serial": 2})
    with pytest.raises(InvalidData, match="尚未实施"):
        go(
            office.clerk,
            m,
            "adopt_finding",
            date(2026, 3, 6),
            {"serial": 1, "adopted": "1", "reason": "真实"},
        )
    go(office.clerk, m, "record_finding", date(2026, 3, 6), record | {"persons": 2})
    with pytest.raises(Incomplete, match="第 1 号事实查明"):
        go(office.clerk, m, "draft", date(2026, 3, 9), DRAFT)
    go(
        office.clerk,
        m,
        "adopt_finding",
        date(2026, 3, 9),
        {"serial": 1, "adopted": "1", "reason": "真实"},
    )
    assert go(office.clerk, m, "draft", date(2026, 3, 9), DRAFT).state == "drafted"


@pytest.mark.system("S4-M137")
def test_cases_per_method(office):
    first = appointed(office, accepted(office, DAY), DAY)
    second = appointed(office, accepted(office, DAY), DAY)
    for m, methods in ((first, ("site", "talk", "talk")), (second, ("talk", "letter"))):
        for n, method in enumerate(methods, 1):
            go(office.clerk, m, "start_finding", DAY, {"method": method, "subject": "事实"})
            record = {"serial": n, "persons": 2, "showed_card": "on", "record": "记录"}
            go(office.clerk, m, "record_finding", DAY, record)
    times = {
        r.key: r.value.numerator for r in by(figures.FINDINGS_DONE, "method", YEAR, office.district)
    }
    cases = {
        r.key: r.value.numerator for r in by(figures.FINDING_CASES, "method", YEAR, office.district)
    }
    assert times == {"site": 1, "talk": 3, "letter": 1}
    assert cases == {"site": 1, "talk": 2, "letter": 1}
