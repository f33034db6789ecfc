"""The systems of disclosure through their pages, with real roles: states, deadlines, refusals, outputs."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from yifa.kernel import loop, moment
from yifa.kernel.duty.meet import open_obligations
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.matter.models import Matter, Relation
from yifa.work.disclosure.models import Publication

from .doors import Browser, entered, opened, stepped, text_of, took
from .test_request import COMPLETE, DRAFT, application

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def people(office):
    """A signed-in browser for each person of the office."""
    return {name: Browser(user) for name, user in office.users.items()}


def info(**more):
    return {
        "name": "关于道路养护的通知", "summary": "说明养护安排", "created_on": "2026-03-02", "document_number": "测政发〔2026〕3号",
        "genre": "notice", "subject": "10", "audience": "全社会", "manner": "政府网站", "time_limit": "长期公开",
        "scope": "面向全社会", "review_procedure": "保密和合法性审查", "is_policy": "0", "content": "各单位：\n请按安排办理。",
    } | more  # fmt: skip


PASS = {"attribute": "proactive", "secrecy": "ok", "legality": "ok"}


def drafted(people, office, on=DAY, step="draft", **more):
    answer, matter = opened(people["clerk"], "disclosure.publications", "disclosure.publication", on, info(**more),
                            step=step, unit=office.unit)  # fmt: skip
    assert matter is not None, text_of(answer)
    return matter


def published(people, office, on=DAY, step="draft", **more):
    m = drafted(people, office, on, step, **more)
    took(people["reviewer"], m, "review", on, PASS)
    return took(people["head"], m, "publish", on)


@pytest.mark.system("S4-M082")
def test_a_request_from_registration_to_the_archive(people, office):
    form = application(channel="registered", submitted_on="2026-02-26", signed_on="2026-03-02")
    args = ("disclosure.requests", "disclosure.request")
    refused, _ = opened(people["clerk"], *args, date(2026, 3, 3), form, unit=office.unit)
    assert refused.status_code == 422
    assert "收到申请之日应为 2026-03-02" in text_of(refused)
    denied, _ = opened(people["reviewer"], *args, DAY, form, unit=office.unit)
    assert denied.status_code == 403
    _, m = opened(people["clerk"], *args, DAY, form, unit=office.unit)
    assert m.number == "测政公开申〔2026〕1号"
    # 3–6 March (4), 9–13 (9), 16–20 (14), 23–27 (19), 30 March (20)
    with moment.at(DAY):
        assert "2026-03-30" in text_of(people["clerk"].get(reverse("matter", args=[m.pk])))

    early = stepped(people["clerk"], m, "draft", DAY, DRAFT)
    assert early.status_code == 409
    m = took(people["clerk"], m, "form_check", date(2026, 3, 3), COMPLETE)
    m = took(
        people["clerk"], m, "search", date(2026, 3, 4), {"places": "档案室", "found": "检索到一份"}
    )
    m = took(
        people["reviewer"],
        m,
        "secrecy_review",
        date(2026, 3, 4),
        {"conclusion": "partial", "note": "含个人信息"},
    )
    letter = {"consulted": "某某建设公司", "question": "是否同意公开", "served_on": "2026-03-05"}
    m = took(people["clerk"], m, "consult_third", date(2026, 3, 5), letter)
    m = took(people["clerk"], m, "third_opinion", date(2026, 3, 12), {"opinion": "agree"})
    m = took(people["head"], m, "extend", date(2026, 3, 13), {"amount": 20, "ground": "信息较多"})
    partial = DRAFT | {"outcome": "partial", "ground": "含个人信息，区分处理"}
    m = took(people["clerk"], m, "draft", date(2026, 3, 16), partial)
    assert stepped(people["stranger"], m, "reply", date(2026, 3, 17)).status_code == 404
    assert stepped(people["clerk"], m, "reply", date(2026, 3, 17)).status_code == 403
    m = took(people["head"], m, "reply", date(2026, 3, 17))
    served = {"recipient": "周某", "method": "post", "served_on": "2026-03-19", "tracking": "EMS1"}
    took(people["clerk"], m, "deliver", date(2026, 3, 19), served)
    m = took(people["clerk"], m, "archive", date(2026, 3, 20))
    assert (m.state, m.outcome, m.on_time, m.closed_ym) == ("archived", "partial", 1, 202603)

    page = people["clerk"].get(reverse("matter", args=[m.pk]))
    for paper in ("登记回执", "征求第三方意见函", "延期答复告知书", "答复书", "送达回证"):
        assert paper in text_of(page)
    reply = m.documents.unscoped("test").get(kind="disclosure.reply")
    docx = people["clerk"].get(reverse("paper", args=[m.pk, reply.pk, "docx"]))
    assert docx.status_code == 200 and b"".join(docx)[:2] == b"PK"
    found = value(figure_of("disclosure.request.on_time"), Period.year(2026), office.unit)
    assert (found.numerator, found.denominator) == (1, 1)


@pytest.mark.system("S4-M082")
def test_a_request_turned_proactive_opens_its_publication(people, office):
    _, m = opened(people["clerk"], "disclosure.requests", "disclosure.request", DAY,
                  application(channel="counter", submitted_on="2026-03-02"), unit=office.unit)  # fmt: skip
    took(people["clerk"], m, "form_check", DAY, COMPLETE)
    took(people["clerk"], m, "search", DAY, {"places": "档案室", "found": "一份"})
    took(people["reviewer"], m, "secrecy_review", DAY, {"conclusion": "open"})
    took(people["clerk"], m, "draft", DAY, DRAFT)
    took(people["head"], m, "reply", DAY)
    took(people["clerk"], m, "to_proactive", DAY, {"reason": "多人申请同一信息"})
    loop.drain()
    relation = Relation.objects.get(target=m, kind="依申请转主动公开")
    assert (relation.source.procedure, relation.source.state) == (
        "disclosure.publication",
        "drafted",
    )


@pytest.mark.system("S3-M025", "S4-M081")
def test_information_is_drafted_reviewed_published_archived(people, office):
    m = drafted(people, office)
    # twenty working days from 2 March as above
    assert m.next_due == date(2026, 3, 30)
    assert stepped(people["clerk"], m, "publish", DAY).status_code == 409
    assert stepped(people["clerk"], m, "review", DAY, PASS).status_code == 403
    bad = stepped(people["reviewer"], m, "review", DAY, PASS | {"secrecy": "no"})
    assert "不得主动公开" in text_of(bad)
    public = Client()
    url = reverse("disclosure:publications")
    assert "关于道路养护的通知" not in text_of(public.get(url))
    m = took(people["reviewer"], m, "review", date(2026, 3, 5), PASS)
    m = took(people["head"], m, "publish", date(2026, 3, 31))
    assert (m.state, m.on_time) == ("published", 0)
    assert "关于道路养护的通知" in text_of(public.get(url, {"q": "养护"}))
    assert "关于道路养护的通知" not in text_of(public.get(url, {"q": "采购"}))
    change = {"content": "改后的正文", "changed_on": "2026-04-01", "reason": "标准调整"}
    # twenty working days from 1 April: 2, 3 (2), 7–10 (6), 13–17 (11), 20–24 (16), 27–30 April (20)
    m = took(people["clerk"], m, "revise", date(2026, 4, 30), change)
    latest = m.clocks.last()
    assert (m.clocks.count(), latest.due_on, latest.on_time, m.on_time) == (
        2,
        date(2026, 4, 30),
        1,
        0,
    )
    took(people["clerk"], m, "archive", date(2026, 4, 30))
    assert (
        value(
            figure_of("disclosure.publication.published"), Period.year(2026), office.unit
        ).numerator
        == 1
    )
    took(people["head"], m, "withdraw", date(2026, 5, 6), {"reason": "内容有误"})
    assert (
        public.get(reverse("disclosure:publication", args=[m.publication.index_number])).status_code
        == 404
    )


@pytest.mark.system("S4-M001")
def test_the_page_head_carries_the_metadata_and_an_index_number_that_never_changes(people, office):
    first, second = published(people, office), published(people, office, name="第二份文件")
    numbers = [m.publication.index_number for m in (first, second)]
    assert numbers == ["11330702056851584G/2026-00001", "11330702056851584G/2026-00002"]
    page = text_of(Client().get(reverse("disclosure:publication", args=[numbers[0]])))
    for words in (
        numbers[0], "测政发〔2026〕3号", "城乡建设、环境保护", "通知", "区政府办公室", "2026-03-02", "全社会", "政府网站",
        "长期公开", "面向全社会", "保密和合法性审查", "有效", "说明养护安排", "关于道路养护的通知",
    ):  # fmt: skip
        assert words in page
    took(
        people["clerk"],
        first,
        "set_validity",
        DAY,
        {"validity": "repealed", "reason": "被新文件代替"},
    )
    took(people["head"], first, "withdraw", DAY, {"reason": "改版"})
    took(people["head"], first, "restore", DAY, {"reason": "改版完成"})
    kept = Publication.objects.unscoped("test").get(pk=first.pk)
    assert (kept.index_number, kept.validity) == (numbers[0], "repealed")
    missing = info(summary="概" * 301)
    answer, _ = opened(people["clerk"], "disclosure.publications", "disclosure.publication", DAY, missing,
                       unit=office.unit)  # fmt: skip
    assert answer.status_code == 422


@pytest.mark.system("S3-M026")
def test_party_and_village_affairs_are_published_without_the_statutory_clock(people, office):
    more = {"affair": "village", "name": "三月份村务公开"}
    m = published(people, office, step="draft_affair", **more)
    assert (m.state, m.clocks.count()) == ("published", 0)
    page = text_of(Client().get(reverse("disclosure:publications"), {"affair": "village"}))
    assert "三月份村务公开" in page
    took(
        people["clerk"],
        m,
        "revise",
        DAY,
        {"content": "更新后的村务", "changed_on": "2026-03-02", "reason": "按月更新"},
    )
    page = text_of(
        Client().get(reverse("disclosure:publication", args=[m.publication.index_number]))
    )
    assert "更新后的村务" in page
    figures = {f: value(figure_of(f"disclosure.publication.{f}"), Period.year(2026), office.unit).numerator
               for f in ("affairs", "published")}  # fmt: skip
    assert figures == {"affairs": 1, "published": 0}


@pytest.mark.system("S3-M027")
def test_leading_group_members_and_meetings(people, office):
    member = {"group": "政务公开领导小组", "name": "吴某", "part": "组长", "post": "办公室主任"}
    assert (
        entered(people["clerk"], "disclosure_group_member", DAY, member, office.unit).status_code
        == 302
    )
    assert (
        entered(people["district"], "disclosure_group_member", DAY, member, office.unit).status_code
        == 403
    )
    with moment.at(DAY):
        assert "吴某" in text_of(
            people["clerk"].get(reverse("register", args=["disclosure_group_member"]))
        )
    plan = {"name": "第一次会议", "agenda": "研究公开目录"}
    _, m = opened(
        people["clerk"],
        "disclosure.group_meetings",
        "disclosure.group_meeting",
        DAY,
        plan,
        unit=office.unit,
    )
    assert stepped(people["clerk"], m, "record", DAY, {"resolutions": "无"}).status_code == 409
    took(people["clerk"], m, "hold", date(2026, 3, 5), {"place": "三楼会议室", "present": 7})
    m = took(people["clerk"], m, "record", date(2026, 3, 6), {"resolutions": "通过目录"})
    assert m.state == "recorded"


@pytest.mark.system("S3-M028")
def test_a_board_owes_a_renewal_every_month(people, office):
    board = {
        "code": "B1",
        "name": "街道公开栏",
        "place": "大门口",
        "affair": "government",
        "keeper": "吴某",
    }
    for code in ("B1", "B2"):
        values = board | {"code": code, "name": f"{code}公开栏"}
        assert (
            entered(
                people["clerk"], "disclosure_board", date(2026, 2, 2), values, office.unit
            ).status_code
            == 302
        )
    open_obligations(DAY)
    collect = {"board": "B1", "contents": "三月份办事结果"}
    unknown, _ = opened(people["clerk"], "disclosure.board_updates", "disclosure.board_update", DAY,
                        collect | {"board": "B9"}, unit=office.unit)  # fmt: skip
    assert "没有编号为 B9 的公开栏" in text_of(unknown)
    _, m = opened(
        people["clerk"],
        "disclosure.board_updates",
        "disclosure.board_update",
        DAY,
        collect,
        unit=office.unit,
    )
    assert stepped(people["clerk"], m, "post", DAY).status_code == 409
    assert stepped(people["clerk"], m, "check", DAY).status_code == 403
    took(people["reviewer"], m, "check", DAY)
    took(people["clerk"], m, "post", date(2026, 3, 31))
    with moment.at(date(2026, 4, 1)):
        page = text_of(people["clerk"].get(reverse("duties"), {"state": "unmet"}))
        every = text_of(people["clerk"].get(reverse("duties")))
    assert "B2公开栏按月更新" in every
    from yifa.kernel.duty.models import Obligation

    rows = Obligation.objects.unscoped("test").filter(period="2026-03").order_by("title")
    assert [(o.title, o.met_on, o.on_time) for o in rows] == [
        ("B1公开栏按月更新", date(2026, 3, 31), 1), ("B2公开栏按月更新", None, None),
    ]  # fmt: skip
    assert page
    assert (
        value(figure_of("disclosure.board.updated"), Period.year(2026), office.unit).numerator == 1
    )


@pytest.mark.system("S3-M029")
def test_opinions_come_in_only_through_an_opened_channel_and_are_answered(people, office):
    m = published(people, office)
    url = reverse("disclosure:publication", args=[m.publication.index_number])
    public = Client()
    words = {"content": "请公布养护路段的名单", "contact": "13900000000"}
    assert "没有开通网上提意见" in text_of(public.get(url))
    assert public.post(url, words).status_code == 422
    channel = {"at": office.unit.code, "kind": "opinion", "receiver": "clerk", "deputy": "clerk"}
    assert "不能与受理人为同一人" in text_of(
        entered(people["head"], "disclosure_channel", DAY, channel, office.unit)
    )
    channel["deputy"] = "both"
    assert (
        entered(people["head"], "disclosure_channel", DAY, channel, office.unit).status_code == 302
    )
    with moment.at(date(2026, 3, 3)):
        sent = public.post(url, words)
        assert sent.status_code == 302
        assert "已收到" in text_of(public.get(sent.url))
    opinion = Matter.objects.unscoped("test").get(procedure="disclosure.opinion")
    assert (
        stepped(people["clerk"], opinion, "answer", date(2026, 3, 4), {"answer": "好"}).status_code
        == 409
    )
    took(people["clerk"], opinion, "accept", date(2026, 3, 4))
    answer = {"answer": "名单已补充公开。", "adopted": "1"}
    took(people["clerk"], opinion, "answer", date(2026, 3, 5), answer)
    told = text_of(public.get(sent.url))
    assert "名单已补充公开" in told and "已采纳" in told and "13900000000" not in told
    by_clerk, _ = opened(people["clerk"], "disclosure.opinions", "disclosure.opinion", date(2026, 3, 5),
                         {"content": "来信意见", "about": "没有的号"}, unit=office.unit)  # fmt: skip
    assert "没有索引号为" in text_of(by_clerk)
    rate = value(figure_of("disclosure.opinion.answered_rate"), Period.year(2026), office.unit)
    assert (rate.numerator, rate.denominator) == (1, 1)


@pytest.mark.system("S4-M079")
def test_the_key_field_catalogue_shows_what_is_public(people, office):
    for code, item in (("Z-01", "征地补偿标准"), ("Z-02", "征地批准文件")):
        values = {
            "code": code,
            "field": "征地补偿",
            "item": item,
            "basis": "条例第二十一条",
            "renewal": "及时",
        }
        assert (
            entered(people["clerk"], "disclosure_key_item", DAY, values, office.unit).status_code
            == 302
        )
    with moment.at(DAY):
        before = text_of(people["clerk"].get(reverse("disclosure:catalogue")))
    assert "已有公开信息 0 项" in before
    refused, _ = opened(people["clerk"], "disclosure.publications", "disclosure.publication", DAY,
                        info(key_item="Z-99"), unit=office.unit)  # fmt: skip
    assert "重点领域目录没有 Z-99" in text_of(refused)
    published(people, office, key_item="Z-01")
    with moment.at(DAY):
        after = text_of(people["clerk"].get(reverse("disclosure:catalogue")))
    assert "已有公开信息 1 项" in after
    assert "征地批准文件" in after and "未公开" in after


@pytest.mark.system("S4-M080")
def test_each_policy_has_its_interpretation(people, office):
    policy = published(people, office, is_policy="1", name="养护补助办法")
    other = published(people, office, is_policy="1", name="停车管理办法")
    with moment.at(DAY):
        page = text_of(people["clerk"].get(reverse("disclosure:policies"), {"only": "without"}))
    assert "养护补助办法" in page and "停车管理办法" in page
    unknown = info(policy="不存在", genre="interpretation")
    refused, _ = opened(people["clerk"], "disclosure.publications", "disclosure.publication", DAY, unknown,
                        step="draft_interpretation", unit=office.unit)  # fmt: skip
    assert "没有这一编号的政策文件" in text_of(refused)
    number = policy.publication.index_number
    reading = published(people, office, step="draft_interpretation", policy=number, name="养护补助办法解读",
                        genre="interpretation")  # fmt: skip
    loop.drain()
    with moment.at(DAY):
        page = text_of(people["clerk"].get(reverse("disclosure:policies"), {"only": "without"}))
    assert "停车管理办法" in page and "养护补助办法" not in page
    assert Relation.objects.filter(source=reading, target=policy, kind="解读").exists()
    rate = value(figure_of("disclosure.policy.interpretation_rate"), Period.year(2026), office.unit)
    assert (rate.numerator, rate.denominator, rate.text) == (1, 2, "50%")
    public = text_of(Client().get(reverse("disclosure:publication", args=[number])))
    assert "政策解读： 养护补助办法解读" in public
    assert other.pk


@pytest.mark.system("S4-M082")
def test_the_yearly_report_is_computed_with_its_checks(people, office):
    def replied(day, outcome, **more):
        args = ("disclosure.requests", "disclosure.request")
        form = application(channel="counter", submitted_on=day.isoformat(), **more)
        _, m = opened(people["clerk"], *args, day, form, unit=office.unit)
        if outcome is None:
            return m
        took(people["clerk"], m, "form_check", day, COMPLETE)
        took(people["clerk"], m, "search", day, {"places": "档案室", "found": "一份"})
        took(people["reviewer"], m, "secrecy_review", day, {"conclusion": "open"})
        took(people["clerk"], m, "draft", day, DRAFT | {"outcome": outcome, "ground": "理由"})
        return took(people["head"], m, "reply", day)

    old = replied(date(2024, 12, 30), None)
    replied(date(2025, 2, 5), "opened")
    refused = replied(date(2025, 3, 5), "case_file", applicant_class="enterprise")
    replied(date(2025, 12, 30), None, applicant_class="law_service")
    took(people["clerk"], old, "withdraw", date(2025, 1, 6), {"reason": "撤回"})
    case = {
        "kind": "reconsideration",
        "number": "复1号",
        "filed_on": "2025-04-01",
        "result": "pending",
    }
    took(people["clerk"], refused, "remedy_result", date(2025, 4, 2), case)
    ended = case | {"result": "upheld", "decided_on": "2025-06-01"}
    took(people["clerk"], refused, "remedy_result", date(2025, 6, 2), ended)

    with moment.at(date(2026, 1, 12)):
        url = reverse("disclosure:yearly", args=[2025])
        page = people["district"].get(url, {"unit": office.district.code})
        assert "13 项勾稽关系全部一致" in text_of(page)
        assert people["stranger"].get(url, {"unit": office.unit.code}).status_code == 403
        assert Client().get(url).status_code == 302
        book = people["district"].get(
            reverse("disclosure:yearly_file", args=[2025, "xlsx"]), {"unit": office.district.code}
        )
        docx = people["district"].get(
            reverse("disclosure:yearly_file", args=[2025, "docx"]), {"unit": office.district.code}
        )
    assert docx.content[:2] == b"PK"
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[1]
    rows = {
        str(next(c for c in reversed(r[:3]) if c)): r[3:10]
        for r in sheet.iter_rows(values_only=True)
        if any(r[:3])
    }
    assert rows["一、本年新收政府信息公开申请数量"] == (1, 1, 0, 0, 1, 0, 3)
    assert rows["二、上年结转政府信息公开申请数量"] == (1, 0, 0, 0, 0, 0, 1)
    assert rows["（一）予以公开"] == (1, 0, 0, 0, 0, 0, 1)
    assert rows["7.属于行政执法案卷"] == (0, 1, 0, 0, 0, 0, 1)
    assert rows["3.其他"] == (1, 0, 0, 0, 0, 0, 1)
    assert rows["（七）总计"] == (2, 1, 0, 0, 0, 0, 3)
    assert rows["四、结转下年度继续办理"] == (0, 0, 0, 0, 1, 0, 1)
    four = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[2]
    assert [c.value for c in list(four.iter_rows())[-1]] == [1, 0, 0, 0, 1] + [0] * 10


def test_part_two_says_when_no_record_is_here(people, office):
    url = reverse("disclosure:yearly", args=[2025])
    with moment.at(date(2026, 1, 12)):
        assert "本系统尚无该业务记录" in text_of(people["both"].get(url))
        values = {
            "at": office.unit.code,
            "year": 2025,
            "item": "licence",
            "value": "318",
            "source": "省行政许可系统导出",
        }
        assert (
            entered(
                people["clerk"], "disclosure_year_count", date(2026, 1, 12), values, office.unit
            ).status_code
            == 302
        )
        page = text_of(people["both"].get(url))
    assert "318" in page and "省行政许可系统导出" in page
