"""Indicator systems, self-checks and demonstrations through their pages with real roles."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yifa.account.assessment.models import Indicator, Score
from yifa.account.report.tests.town import Reporting, text_of
from yifa.kernel import moment
from yifa.kernel.matter.models import Matter

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 2)
CSV = (
    "序号,上级序号,内容,分值,绑定指标,达标值\n"
    "一,,政务公开,,,\n"
    "1,一,来信按期答复,10,account.letters.on_time,95\n"
    "2,一,来信登记完整,5,account.letters.received,\n"
    "3,一,答复有依据,5,,\n"
)


@pytest.fixture
def house():
    with moment.at(date(2019, 4, 20)):
        return Reporting()


def bring_in(house, content=CSV, name="指标.csv", who="alice", **more):
    values = {
        "at": "sfj",
        "offered": "",
        "code": "district-2020",
        "title": "区法治政府建设评估指标",
        "edition": "2020年版",
        "issuer": "区法治办",
    }
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    with moment.at(DAY):
        return house.browser[who].post(reverse("indicator_import"), values | more | {"file": file})


def deployed(house):
    assert bring_in(house).status_code == 302
    with moment.at(DAY):
        answer = house.browser["alice"].post(
            reverse("ledger_new", args=["report.assessments", "report.assessment"]),
            {
                "unit": house.bureau.pk,
                "year": 2019,
                "system": "district-2020",
                "scheme": "区评估方案",
                "reply_by": "2020-04-30",
                "on": DAY.isoformat(),
            },
        )
        assert answer.status_code == 302, text_of(answer)
    return Matter.objects.unscoped("test").get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def score(house, m, indicator, own, who="alice", **more):
    return house.browser[who].step(
        m,
        "score",
        {
            "indicator": indicator,
            "own": own,
            "own_note": "",
            "evidence": "",
            "rescue": "",
            "rescue_by": "",
        }
        | more,
    )


@pytest.mark.system("S0-M007")
def test_editions_stand_side_by_side_and_bind_figures(house):
    assert bring_in(house).status_code == 302
    again = bring_in(house)
    assert again.status_code == 302
    assert (
        Indicator.objects.unscoped("test").filter(system="district-2020").count() == 4
    )  # the same file adds nothing
    changed = CSV.replace("答复有依据,5", "答复有依据,6")
    assert bring_in(house, changed, code="district-2021", edition="2021年版").status_code == 302
    assert bring_in(house, changed.encode("gb18030")).status_code == 302
    with moment.at(DAY):
        page = text_of(house.browser["alice"].get(reverse("indicator_systems")))
        assert "2020年版" in page and "2021年版" in page
        tree = text_of(
            house.browser["alice"].get(reverse("indicator_system", args=["district-2020"]))
        )
        assert "来信按期答复" in tree
    versions = Indicator.objects.unscoped("test").filter(key="district-2020/3").order_by("version")
    assert [(v.version, v.full_score) for v in versions] == [(1, 5), (2, 6)]


@pytest.mark.system("S0-M007")
def test_no_text_is_invented_for_an_edition_that_was_only_partly_read(house):
    with moment.at(DAY):
        alice = house.browser["alice"]
        done = alice.post(reverse("indicator_import"), {"at": "sfj", "offered": "jsgc-2021"})
        assert done.status_code == 302, text_of(done)
        page = text_of(alice.get(reverse("indicator_system", args=["jsgc-2021"])))
    assert "加大简政放权力度" in page and page.count("原文没有取得，待导入") == 3
    with moment.at(DAY):
        answer = alice.post(
            reverse("ledger_new", args=["report.assessments", "report.assessment"]),
            {"unit": house.bureau.pk, "year": 2019, "system": "jsgc-2021", "on": DAY.isoformat()},
        )
    assert answer.status_code == 422 and "还没有带分值的指标" in text_of(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CSV.replace("account.letters.received", "no.such"), "第 3 行"),
        (CSV.replace("\n3,一", "\n3,九"), "上级序号不存在：九"),
        (CSV.replace("\n3,", "\n2,"), "序号重复：2"),
        ("名称\n甲\n", "表头应有“序号”"),
        (b"\xff\xfe\x00\x81\x00", "编码"),
        ("序号,内容\n", "没有指标"),
        (CSV.replace(",10,", ",多分,"), "第 2 行"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole_and_says_where(house, content, said):
    answer = bring_in(house, content)
    assert answer.status_code == 422 and said in text_of(answer)
    assert not Indicator.objects.unscoped("test").exists()


@pytest.mark.system("S0-M005")
def test_a_self_check_from_deployment_to_the_report_upward(house):
    m = deployed(house)
    letter = (
        Matter.objects.unscoped("test").filter(procedure="test.letter", unit=house.bureau).first()
    )
    alice, carol, dora = (house.browser[n] for n in ("alice", "carol", "dora"))
    with moment.at(date(2020, 3, 9)):
        page = text_of(alice.get(reverse("assessment", args=[m.pk])))
        assert "91.67%" in page and "未达 95" in page  # in danger before anybody scored
        assert carol.step(m, "hand_in", {"summary": "已自查"}).status_code == 422
        assert score(house, m, "1", 11).status_code == 422
        lost = score(house, m, "1", 8)
        assert lost.status_code == 422 and "没有说明失分原因" in text_of(lost)
        more = {"own_note": "一件逾期", "rescue": "补齐提醒", "rescue_by": "2020-03-31"}
        assert score(house, m, "1", 8, **more).status_code == 302
        assert "没有可以查阅的事项" in text_of(score(house, m, "2", 5, evidence="没有的编号"))
        assert score(house, m, "2", 5, evidence=letter.number).status_code == 302
        assert score(house, m, "3", 5).status_code == 302
        page = text_of(alice.get(reverse("assessment", args=[m.pk]), {"only": "rescue"}))
        assert "补齐提醒" in page and "其中还可补救 2" in page and "答复有依据" not in page
        m = carol.took(m, "hand_in", {"summary": "已逐项自查。"})
    with moment.at(date(2020, 3, 20)):
        own = alice.step(m, "review", {"indicator": "1", "reviewed": 8})
        assert own.status_code == 403
        for code, points in (("1", 7), ("2", 5), ("3", 5)):
            dora.took(
                m, "review", {"indicator": code, "reviewed": points, "review_note": "核对记录"}
            )
        m = dora.took(m, "conclude")
        alice.took(m, "object", {"indicator": "1", "objection": "另一件属依法延长"})
        waiting = carol.step(m, "report_up")
        assert waiting.status_code == 422 and "异议还没有处理" in text_of(waiting)
        dora.took(m, "settle", {"indicator": "1", "final": 8, "objection_answer": "核实后采纳"})
        m = carol.took(m, "report_up")
    assert m.state == "reported"
    final = Score.objects.unscoped("test").filter(matter=m).values_list("indicator", "final")
    assert dict(final) == {"1": 8, "2": 5, "3": 5}
    report = m.documents.unscoped("test").get(kind="report.self_check")
    with moment.at(date(2020, 4, 1)):
        paper = carol.get(reverse("paper", args=[m.pk, report.pk, "pdf"]))
        assert paper.status_code == 200
        # The day for the rescue has passed: the points are lost for good.
        page = text_of(alice.get(reverse("assessment", args=[m.pk])))
        assert "其中还可补救 0" in page


@pytest.mark.system("S0-M003", "S4-M138")
def test_a_demonstration_rests_on_a_self_check_and_is_kept_under_review(house):
    m = deployed(house)
    alice, carol, dora = (house.browser[n] for n in ("alice", "carol", "dora"))
    with moment.at(date(2020, 3, 9)):
        answer = alice.post(
            reverse("ledger_new", args=["report.demonstrations", "report.demonstration"]),
            {
                "unit": house.bureau.pk,
                "title_sought": "法治政府建设示范项目",
                "category": "project",
                "note": "有基础",
                "on": "2020-03-09",
            },
        )
        assert answer.status_code == 302, text_of(answer)
        d = Matter.objects.unscoped("test").get(procedure="report.demonstration")
        early = alice.step(d, "self_score", {"assessment": m.number})
        assert early.status_code == 422 and "已提交的自查评估" in text_of(early)
        for code, full in (("1", 10), ("2", 5), ("3", 5)):
            assert score(house, m, code, full).status_code == 302
        carol.took(m, "hand_in", {"summary": "已自查"})
        d = alice.took(d, "self_score", {"assessment": m.number})
        assert alice.step(d, "assess", {"finding": "好"}).status_code == 403
        dora.took(d, "assess", {"finding": "符合"})
        d = dora.took(d, "name", {"decision": "法治办〔2020〕1号", "valid_to": "2023-03-09"})
        assert d.state == "named"
    with moment.at(date(2023, 3, 1)):
        d = dora.took(d, "recheck", {"decision": "法治办〔2023〕1号", "valid_to": "2026-03-01"})
        assert d.demonstration.valid_to == date(2026, 3, 1)
        d = dora.took(d, "revoke", {"reason": "不再符合条件"})
    assert (d.state, d.outcome) == ("revoked", "revoked")
