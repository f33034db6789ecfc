"""A yearly report through its pages with real roles: draft, review, signature, submission, publication, restatement."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pypdfium2
import pytest
from django.db import connection
from django.urls import reverse

from yifa.account.report.models import AnnualReport, ReportVersion, Submission
from yifa.account.report.tests.town import TEXT, Reporting, text_of
from yifa.kernel import loop, moment
from yifa.kernel.duty.meet import open_obligations
from yifa.kernel.duty.models import Obligation
from yifa.kernel.figure import Period, ask, figure_of
from yifa.kernel.matter.models import Clock, Matter

pytestmark = pytest.mark.django_db
JANUARY = date(2019, 5, 6)
SIGN = {"signer": "卡罗，局长"}
DEPARTMENT = ["party", "government", "upper_department", "inspection"]


@pytest.fixture
def house():
    with moment.at(date(2019, 4, 20)):
        return Reporting()


def opened(house, who="alice", unit=None, on=JANUARY, year=2019):
    with moment.at(on):
        answer = house.browser[who].post(
            reverse("ledger_new", args=["report.annuals", "report.annual"]),
            {"unit": (unit or house.bureau).pk, "year": year, "kind": "", "on": on.isoformat()},
        )
        assert answer.status_code == 302, text_of(answer)
    return Matter.objects.unscoped("test").get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def saved(house, matter, text=TEXT, who="alice", base=1, on=date(2020, 1, 6)):
    with moment.at(on):
        return house.browser[who].post(
            reverse("annual_composer", args=[matter.pk]),
            {"text": text, "base": base, "do": "save", "note": ""},
        )


def signed(house, on=date(2020, 2, 10)):
    m = opened(house)
    assert saved(house, m).status_code == 302
    with moment.at(on):
        house.browser["alice"].took(m, "hand_in")
        house.browser["bob"].took(m, "review", {"facts": "ok", "secrecy": "cut", "note": ""})
        return house.browser["carol"].took(m, "sign_head", SIGN)


def published(house):
    m = signed(house)
    with moment.at(date(2020, 2, 20)):
        house.browser["alice"].took(m, "submit", {"recipients": DEPARTMENT, "method": "公文交换"})
    with moment.at(date(2020, 3, 10)):
        return house.browser["alice"].took(m, "publish", {"summary": ""})


@pytest.mark.system("S0-M001", "S1-M002", "S2-M012", "S3-M002", "S4-M002")
def test_a_report_from_the_running_draft_to_the_public_page(house):
    m = opened(house)
    assert m.number == "区司法局法报〔2019〕1号"
    assert m.title == "示范区司法局2019年法治政府建设年度报告"
    with moment.at(JANUARY):
        twice = house.browser["alice"].post(
            reverse("ledger_new", args=["report.annuals", "report.annual"]),
            {"unit": house.bureau.pk, "year": 2019, "kind": "", "on": "2019-05-06"},
        )
        assert twice.status_code == 422 and "已经建立" in text_of(twice)
        # The template still holds places to fill in and lacks nothing the rule names but content.
        page = text_of(house.browser["alice"].get(reverse("annual_composer", args=[m.pk])))
        assert "还有提示文字没有换成内容" in page
    assert saved(house, m).status_code == 302
    with moment.at(date(2020, 2, 10)):
        alice, bob, carol = (house.browser[n] for n in ("alice", "bob", "carol"))
        assert bob.step(m, "review", {"facts": "ok", "secrecy": "open"}).status_code == 409
        alice.took(m, "hand_in")
        assert alice.step(m, "review", {"facts": "ok", "secrecy": "open"}).status_code == 403
        bob.took(m, "review", {"facts": "ok", "secrecy": "cut", "note": "数据已核"})
        assert bob.step(m, "sign_head", SIGN).status_code == 403
        party = carol.step(m, "sign_party", SIGN)
        assert party.status_code == 422 and "部门报告由行政主要负责人签署" in text_of(party)
        m = carol.took(m, "sign_head", SIGN)
        assert m.state == "signed"
    with moment.at(date(2020, 2, 20)):
        first = alice.took(
            m, "submit", {"recipients": ["party", "government"], "method": "公文交换"}
        )
        assert first.state == "signed" and first.on_time is None
        m = alice.took(
            m, "submit", {"recipients": ["upper_department", "inspection"], "method": "邮寄"}
        )
        assert (m.state, m.on_time) == ("submitted", 1)
        early = alice.step(m, "submit", {"recipients": ["party"], "method": "x"})
        assert early.status_code == 409
        house.browser["dora"].took(
            m, "receipt", {"recipient": "inspection", "received_by": "法治办 王收文"}
        )
    assert house.browser["public"].get("/public/reports/sfj/2019/").status_code == 404
    with moment.at(date(2020, 3, 10)):
        m = alice.took(m, "publish", {"summary": "来信办理情况"})
        assert m.state == "published"
        page = house.browser["public"].get("/public/reports/sfj/2019/").content.decode()
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))
    assert "全年收到来信12件，比上年增加2件。" in plain
    assert "应答复12件，按期答复11件，按期率91.67%。" in plain
    assert "sfj/2020-00001" in page
    assert "专案" not in page
    assert re.search(
        r'<data value="12" data-figure="account.letters.received" data-numerator="12"', page
    )
    assert "12之中11" in plain and "本期判定期限的来信中按期答复的比重" in plain
    with moment.at(date(2020, 3, 11)):
        rate = ask.value(figure_of("report.annual.on_time"), Period.year(2020), house.district)
        assert (rate.numerator, rate.denominator) == (1, 1)


def test_every_statutory_day_and_the_day_itself_is_late(house):
    bureau, town, district = (
        opened(house), opened(house, "tina", house.town), opened(house, "dick", house.district),
    )  # fmt: skip

    def due(matter):
        return dict(Clock.objects.filter(matter=matter).values_list("limit_id", "due_on"))

    # 2020 is a leap year: before 1 March is by 29 February; before 1 April by 31 March.
    last, public = date(2020, 2, 29), date(2020, 3, 31)
    assert due(bureau) == {
        "rule_of_law_report.submit.department": last,
        "rule_of_law_report.publish": public,
    }
    assert due(town) == {
        "rule_of_law_report.submit.government_up": last,
        "rule_of_law_report.publish": public,
    }
    assert due(district) == {
        "rule_of_law_report.submit.government_level": last, "rule_of_law_report.submit.government_up": last,
        "rule_of_law_report.publish": public,
    }  # fmt: skip


@pytest.mark.parametrize(("sent", "on_time"), [(date(2020, 2, 29), 1), (date(2020, 3, 1), 0)])
def test_a_report_sent_on_1_march_is_late(house, sent, on_time):
    m = signed(house)
    with moment.at(sent):
        m = house.browser["alice"].took(
            m, "submit", {"recipients": DEPARTMENT, "method": "公文交换"}
        )
    assert m.on_time == on_time
    with moment.at(date(2020, 3, 2)):
        page = text_of(house.browser["dora"].get(reverse("annual_list"), {"year": "2019"}))
    assert ("逾期 1" in page) == (not on_time)


def test_a_town_is_signed_by_both_heads_and_goes_to_the_level_above(house):
    m = opened(house, "tina", house.town)
    assert saved(house, m, who="tina").status_code == 302
    with moment.at(date(2020, 2, 3)):
        tina, toby, theo = (house.browser[n] for n in ("tina", "toby", "theo"))
        tina.took(m, "hand_in")
        toby.took(m, "review", {"facts": "ok", "secrecy": "cut"})
        m = theo.took(m, "sign_head", {"signer": "西奥，镇长"})
        assert m.state == "reviewed"
        m = theo.took(m, "sign_party", {"signer": "钱某，镇党委书记"})
        assert m.state == "signed"
        page = text_of(tina.get(reverse("step", args=[m.pk, "submit"])))
        assert "上一级党委" in page and "同级人大常委会" not in page


def test_review_is_stopped_by_what_the_rule_asks_for(house):
    m = opened(house)
    assert saved(house, m, TEXT.replace("# 下一年度主要安排", "## 其他")).status_code == 302
    with moment.at(date(2020, 2, 10)):
        answer = house.browser["alice"].step(m, "hand_in")
    assert answer.status_code == 422
    assert "正文缺少“下一年度主要安排”" in text_of(answer) and "第二十五条第四项" in text_of(answer)
    assert saved(house, m, TEXT.replace("received]]", "gone]]", 1), base=2).status_code == 302
    with moment.at(date(2020, 2, 10)):
        answer = house.browser["alice"].step(m, "hand_in")
    assert "account.letters.gone" in text_of(answer)


def test_a_partly_public_report_marks_what_stays_inside(house):
    m = opened(house)
    saved(house, m, TEXT.replace("{内部}", "").replace("{/内部}", ""))
    with moment.at(date(2020, 2, 10)):
        house.browser["alice"].took(m, "hand_in")
        answer = house.browser["bob"].step(m, "review", {"facts": "ok", "secrecy": "cut"})
        assert answer.status_code == 422 and "没有标注内部内容" in text_of(answer)


def test_nobodys_words_are_lost(house):
    m = opened(house)
    assert saved(house, m).status_code == 302
    mine = TEXT.replace("少数来信", "个别来信")
    answer = saved(house, m, mine, who="bob", base=1)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "艾丽在您编写期间另存了第 2 版" in page and "个别来信" in page and "少数来信" in page
    assert ReportVersion.objects.unscoped("test").filter(matter=m).count() == 2
    merged = saved(house, m, mine, who="bob", base=2)
    assert merged.status_code == 302
    with moment.at(date(2020, 1, 7)):
        page = house.browser["alice"].get(reverse("annual_versions", args=[m.pk])).content.decode()
    assert "<del>少数</del>" in page and "<ins>个别</ins>" in page
    # A comment in between changes the matter, not the text: it stops nobody from saving.
    with moment.at(date(2020, 1, 8)):
        house.browser["dora"].post(
            reverse("annual_comment", args=[m.pk]), {"quote": "来信", "said": "请核对"}
        )
    assert (
        saved(
            house, m, mine + "\n# 其他需要报告的情况\n\n无。\n", base=3, on=date(2020, 1, 9)
        ).status_code
        == 302
    )


def test_the_draft_opens_by_itself_every_january_and_is_met_by_writing(house):
    assert (
        house.owes(house.bureau, date(2019, 5, 1), internal_month=2, internal_day=15).status_code
        == 302
    )
    assert house.owes(house.town, date(2019, 5, 1)).status_code == 302
    with moment.at(date(2020, 1, 2)):
        open_obligations()
        loop.upkeep()
        loop.upkeep()
        reports = AnnualReport.objects.unscoped("test").filter(year=2020)
        assert sorted(r.matter.unit.code for r in reports) == ["sfj", "town1"]
        draft = reports.get(matter__unit=house.bureau)
        obligation = Obligation.objects.unscoped("test").get(unit=house.bureau, period="2020")
        assert obligation.met_on is None
    assert saved(house, draft.matter, on=date(2020, 3, 5)).status_code == 302
    obligation.refresh_from_db()
    assert obligation.met_on == date(2020, 3, 5)


def test_the_chase_list_shows_both_days_and_urges_those_who_owe(house):
    house.owes(house.bureau, date(2019, 5, 1), internal_month=2, internal_day=15)
    house.owes(house.town, date(2019, 5, 1))
    m = opened(house)
    opened(house, "tina", house.town)
    with moment.at(date(2020, 2, 17)):
        dora = house.browser["dora"]
        page = text_of(dora.get(reverse("annual_list"), {"year": "2019"}))
        assert "应报 2，已报送 0，逾期 0" in page
        assert "2020-02-15 已过" in page and "2020-02-29" in page
        pdf = pypdfium2.PdfDocument(
            dora.get(reverse("annual_chase", args=["pdf"]), {"year": "2019"}).content
        )
        said = re.sub(
            r"\s", "", "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
        )
        assert "尚有2个单位未报送" in said and "示范区司法局" in said and "已过内部期限" in said
        sent = dora.post(
            reverse("annual_urge"), {"matter": [m.pk], "year": 2019, "reply_by": "2020-02-24"}
        )
        assert sent.status_code == 302
        assert "已督促 1 次" in text_of(dora.get(reverse("annual_list"), {"year": "2019"}))
        notice = m.documents.unscoped("test").get(kind="report.urge")
        paper = dora.get(reverse("paper", args=[m.pk, notice.pk, "docx"]))
        assert paper.status_code == 200
        refused = house.browser["alice"].post(
            reverse("annual_urge"), {"matter": [m.pk], "year": 2019}
        )
        assert refused.status_code == 403
    with moment.at(date(2020, 3, 1)):
        assert "逾期 2" in text_of(dora.get(reverse("annual_list"), {"year": "2019"}))


def test_a_returned_report_owes_its_submission_again(house):
    m = signed(house)
    with moment.at(date(2020, 2, 20)):
        m = house.browser["alice"].took(
            m, "submit", {"recipients": DEPARTMENT, "method": "公文交换"}
        )
        m = house.browser["dora"].took(m, "send_back", {"reason": "缺少原因分析"})
    assert (m.state, m.next_due) == ("drafting", date(2020, 2, 29))
    assert m.on_time is None
    rows = Submission.objects.unscoped("test").filter(matter=m)
    assert {r.reason for r in rows} == {"缺少原因分析"}
    with moment.at(date(2020, 2, 21)):
        page = text_of(
            house.browser["dora"].get(reverse("annual_list"), {"year": "2019", "show": "owing"})
        )
    assert "区司法局" in page


def test_a_restatement_tells_the_public_what_changed_and_why(house):
    m = published(house)
    with moment.at(date(2020, 4, 7)):
        same = house.browser["carol"].step(m, "restate", {"reason": "再核", "text": ""})
        assert same.status_code == 422 and "没有变化" in text_of(same)
        Matter.objects.bulk_create([house._letter(house.bureau, 2019, 12, 99)])
        before = house.browser["public"].get("/public/reports/sfj/2019/").content.decode()
        assert (
            "12件" in before and "13件" not in before
        )  # frozen: a later record changes nothing by itself
        house.browser["carol"].took(m, "restate", {"reason": "补登一件来信", "text": ""})
        page = text_of(house.browser["public"].get("/public/reports/sfj/2019/"))
    assert "本报告于 2020-04-07 重述" in page and "补登一件来信" in page
    assert "收到来信：12件 → 13件" in page


def test_a_secret_report_is_not_published(house):
    m = opened(house)
    saved(house, m)
    with moment.at(date(2020, 2, 10)):
        house.browser["alice"].took(m, "hand_in")
        house.browser["bob"].took(m, "review", {"facts": "ok", "secrecy": "secret", "note": "涉密"})
        house.browser["carol"].took(m, "sign_head", SIGN)
        house.browser["alice"].took(m, "submit", {"recipients": DEPARTMENT, "method": "机要"})
        answer = house.browser["alice"].step(m, "publish", {"summary": ""})
        assert answer.status_code == 422 and "保密审查没有同意公开" in text_of(answer)
        m = house.browser["carol"].took(m, "keep", {"reason": "涉密"})
    assert m.state == "kept"
    assert house.browser["public"].get("/public/reports/sfj/2019/").status_code == 404


def test_the_files_say_the_same_and_the_public_ones_hold_nothing_internal(house):
    m = published(house)
    with moment.at(date(2020, 3, 11)):
        public = {
            k: house.browser["public"].get(f"/public/reports/sfj/2019/report.{k}").content
            for k in ("docx", "pdf", "ofd", "html", "json")
        }
        inside = (
            house.browser["alice"]
            .get(reverse("annual_export", args=[m.pk, "html"]))
            .content.decode()
        )
        stranger = house.browser["tina"].get(reverse("annual_export", args=[m.pk, "html"]))
    assert "专案" in inside and stranger.status_code == 404
    pdf = pypdfium2.PdfDocument(public["pdf"])
    said = re.sub(
        r"\s", "", "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    )
    ofd = re.sub(r"\s", "", ofd_text(public["ofd"]))
    for text in (said, ofd):
        assert (
            "全年收到来信12件，比上年增加2件" in text and "专案" not in text and "草稿" not in text
        )
    data = json.loads(public["json"])
    assert data["index_number"] == "sfj/2020-00001"
    received = next(n for n in data["numbers"] if n["figure"] == "account.letters.received")
    assert (received["numerator"], received["from_ym"], received["to_ym"]) == (12, 201901, 201912)
    assert "专案" not in public["html"].decode() and public["docx"][:2] == b"PK"


def ofd_text(content: bytes) -> str:
    """The words of an OFD, after checking that its parts are there, its ids unique and its boxes on the page."""
    ns = {"o": "http://www.ofdspec.org/2016"}
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    root = ElementTree.fromstring(archive.read("OFD.xml"))
    assert root.findtext("o:DocBody/o:DocRoot", namespaces=ns) == "Doc_0/Document.xml"
    document = ElementTree.fromstring(archive.read("Doc_0/Document.xml"))
    resources = ElementTree.fromstring(archive.read("Doc_0/PublicRes.xml"))
    fonts = {f.get("ID") for f in resources.iterfind("o:Fonts/o:Font", ns)}
    ids = [f.get("ID") for f in resources.iterfind("o:Fonts/o:Font", ns)]
    words = ""
    for page in document.iterfind("o:Pages/o:Page", ns):
        ids.append(page.get("ID"))
        content_xml = ElementTree.fromstring(archive.read(f"Doc_0/{page.get('BaseLoc')}"))
        for layer in content_xml.iterfind("o:Content/o:Layer", ns):
            ids.append(layer.get("ID"))
            for item in layer:
                ids.append(item.get("ID"))
                x, y, w, h = map(float, item.get("Boundary").split())
                assert x >= 0 and y >= 0 and x + w <= 210 and y + h <= 297
                for code in item.iterfind("o:TextCode", ns):
                    assert item.get("Font") in fonts
                    steps = (code.get("DeltaX") or "").split()
                    assert len(steps) == len(code.text) - 1
                    words += code.text
    assert len(ids) == len(set(ids))
    assert int(document.findtext("o:CommonData/o:MaxUnitID", namespaces=ns)) == max(map(int, ids))
    return words


def test_numbers_can_be_found_while_writing_and_the_preview_answers_them(house):
    m = opened(house)
    with moment.at(date(2020, 1, 6)):
        alice = house.browser["alice"]
        hits = alice.get(
            reverse("annual_figures"), {"q": "来信"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert 'data-insert="[[account.letters.received]]"' in hits and "<html" not in hits
        whole = alice.get(reverse("annual_figures"), {"q": "来信"}).content.decode()
        assert "<html" in whole and "[[account.letters.received]]" in whole
        sent = {"text": "# 主要举措和成效\n\n收到[[account.letters.received]]，近100件。\n"}
        page = text_of(alice.post(reverse("annual_preview", args=[m.pk]), sent))
        assert (
            "收到 12件" in page
            and "“近100件”是约数" in page
            and "正文缺少“存在的不足和原因”" in page
        )
        shown = alice.post(
            reverse("annual_composer", args=[m.pk]), sent | {"do": "preview", "base": 1}
        )
        assert shown.status_code == 200 and "12件" in text_of(shown)
    assert ReportVersion.objects.unscoped("test").filter(matter=m).count() == 1


def test_an_office_switches_a_check_off(house):
    m = opened(house)
    with moment.at(date(2020, 1, 6)):
        values = {
            "at": "sfj",
            "rule": "approximate",
            "unit": house.bureau.pk,
            "on": "2020-01-06",
            "reason": "本地文风",
        }
        made = house.browser["carol"].post(
            reverse("entry_new", args=["report_lint_switch"]), values
        )
        assert made.status_code == 302, text_of(made)
        sent = {"text": "# 主要举措和成效\n\n近100件。\n"}
        page = text_of(house.browser["alice"].post(reverse("annual_preview", args=[m.pk]), sent))
        assert "是约数" not in page and "正文缺少" in page
        must = values | {"rule": "missing_part"}
        assert (
            house.browser["carol"]
            .post(reverse("entry_new", args=["report_lint_switch"]), must)
            .status_code
            == 422
        )


def test_the_year_before_stands_beside(house):
    m = opened(house)
    saved(house, m)
    with moment.at(date(2020, 1, 8)):
        page = text_of(house.browser["alice"].get(reverse("annual_last_year", args=[m.pk])))
    assert "收到来信 12 件 10件 +2" in page.replace("12件", "12 件")


@pytest.mark.system("S0-M118", "S1-M086", "S2-M057", "S3-M042", "S4-M127")
def test_shortcomings_and_tasks_are_carried_into_the_next_year(house):
    signed(house)
    loop.drain()
    loop.drain()
    rows = Matter.objects.unscoped("test").filter(procedure="report.promise")
    assert sorted(r.reportpromise.kind for r in rows) == ["problem", "task"]
    task = rows.get(reportpromise__kind="task")
    assert task.title == "建立来信答复节点提醒，由办公室负责。"
    alice = house.browser["alice"]
    with moment.at(date(2020, 3, 2)):
        assert alice.step(task, "fulfil", {"result": "已建"}).status_code == 409
        assert (
            house.browser["tina"].step(task, "plan", {"plan": "x", "responsible": "y"}).status_code
            == 404
        )
        alice.took(
            task,
            "plan",
            {"plan": "2020年要点第3条", "responsible": "办公室", "due_on": "2020-06-30"},
        )
    with moment.at(date(2020, 6, 1)):
        alice.took(task, "fulfil", {"result": "提醒已上线"})
    with moment.at(date(2021, 1, 20)):
        done = alice.took(task, "answer", {"answered_year": 2020, "answer": "已完成"})
        assert (done.state, done.outcome) == ("answered", "answered")
        page = text_of(alice.get(reverse("promise_table"), {"year": "2019"}))
        assert "共 2 项，已列入要点 1，已落实 1，已回应 1" in page and "2020年要点第3条" in page
        rate = ask.value(figure_of("report.promise.answered"), Period.year(2020), house.bureau)
        assert (rate.numerator, rate.denominator) == (1, 2)


def test_the_party_committee_hears_the_report_and_others_say_what_they_think(house):
    m = published(house)
    with moment.at(date(2020, 5, 8)):
        house.browser["alice"].took(
            m,
            "hear",
            {"held_on": "2020-05-07", "meeting": "区委常委会会议", "conclusion": "原则同意"},
        )
        house.browser["dora"].took(m, "opinion", {"body": "第三方评估机构", "opinion": "内容完整"})
        assert (
            house.browser["tina"]
            .step(m, "hear", {"held_on": "2020-05-07", "meeting": "x"})
            .status_code
            == 404
        )
        assert AnnualReport.objects.unscoped("test").get(pk=m.pk).heard_on == date(2020, 5, 7)
        page = text_of(house.browser["alice"].get(reverse("matter", args=[m.pk])))
    assert "报送和签收" in page and "本级党委依法治区办（抄送）" in page and "卡罗，局长" in page


def test_the_whole_report_on_the_command_line(house, tmp_path, capsys):
    from yifa.account.report.cli import report_command

    m = opened(house)
    with moment.at(date(2020, 1, 6)):
        words = ["--annual", "--year", "2019", "--unit", "sfj"]
        assert report_command(words) == 2  # the template's hints still stand
        assert "模板提示没有填写" in capsys.readouterr().err
    saved(house, m)
    with moment.at(date(2020, 1, 7)):
        out = tmp_path / "report.ofd"
        assert report_command([*words, "--public", "--out", str(out)]) == 0
        assert "专案" not in ofd_text(out.read_bytes())
        assert report_command(words) == 0
        assert "专案" in capsys.readouterr().out
        assert report_command([*words[:-1], "nowhere"]) == 1
        assert report_command([*words, "--out", "x.exe"]) == 1


def test_the_list_asks_the_same_number_of_questions_however_many_units_owe(house):
    def questions():
        asked = []

        def note(execute, sql, params, many, context):
            asked.append(sql)
            return execute(sql, params, many, context)

        with moment.at(date(2020, 2, 3)), connection.execute_wrapper(note):
            page = text_of(house.browser["dora"].get(reverse("annual_list"), {"year": "2019"}))
        return len(asked), page

    opened(house)
    one, _ = questions()
    opened(house, "tina", house.town)
    opened(house, "dick", house.district)
    three, page = questions()
    assert "应报 3" in page
    assert three <= one
