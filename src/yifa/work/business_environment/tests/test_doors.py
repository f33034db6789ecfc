"""The room through its pages: measures, fair competition reviews, streamlining, pilots, evaluations of items."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from harness.doors import text_of

from yifa.kernel import moment
from yifa.kernel.figure import Period, figure_of
from yifa.kernel.figure.ask import value
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import Opening, act
from yifa.kernel.matter.models import How
from yifa.kernel.scope.actor import Actor
from yifa.work.business_environment.comparison import pair
from yifa.work.business_environment.models import ItemIndicator
from yifa.work.business_environment.tests.conftest import item

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
REFORM = ("business_environment.reforms", "business_environment.reform")
FAIR = ("business_environment.fair_reviews", "business_environment.fair_competition")
STREAM = ("business_environment.streamlinings", "business_environment.streamlining")
PILOT = ("business_environment.pilots", "business_environment.pilot")
EVALUATION = ("business_environment.evaluations", "business_environment.evaluation")
MARCH = Period(202601, 202612)


def proposal(**more):
    return {"name": "招投标领域信用承诺办法", "category": "serve", "basis": "企业座谈会反映"} | more


def draft(**more):
    return {
        "name": "招投标领域信用承诺办法",
        "document_kind": "规范性文件",
        "reviewer": "self",
    } | more


def concluded(**more):
    return {"conclusion": "passed", "reason": "四类标准均不违反"} | more


def counted(figure_id, **slice_):
    with moment.at(date(2026, 12, 31)):
        return value(figure_of(figure_id), MARCH, slice=slice_ or None).shown


@pytest.mark.system("S0-M009", "S2-M022", "S4-M019")
def test_a_measure_that_touches_operators_waits_for_its_fair_competition_review(office):
    m = office.clerk.opened(*REFORM, DAY, proposal(affects_market="on"), unit=office.bureau)
    assert m.number == "测审改〔2026〕1号"
    office.head.refused("晚于本步骤", m, "draft", DAY, {"finish_by": "2026-03-02"})
    m = office.head.took(m, "draft", DAY, {"finish_by": "2026-04-01"})
    assert m.next_due == date(2026, 4, 1)
    office.head.refused("公平竞争审查条例第十八条", m, "issue", date(2026, 3, 20))
    office.reviewer.refused("应当审查", m, "outside", date(2026, 3, 20), {"ground": "x"})

    review = office.clerk.opened(*FAIR, DAY, draft(), unit=office.bureau)
    office.clerk.refused("尚未作出结论", m, "link_fair_review", DAY, {"number": review.number})
    office.reviewer.refused("第十六条", review, "conclude", DAY, concluded())
    office.clerk.took(review, "listen", DAY, {"listened_to": "书面征求两家行业协会意见，均无异议"})
    office.clerk.refused("审核人", review, "conclude", DAY, concluded(), status=403)
    office.reviewer.refused(
        "与结论不符", review, "conclude", DAY, concluded(entry="第三条限定本地企业")
    )
    review = office.reviewer.took(
        review, "conclude", date(2026, 3, 5),
        {"conclusion": "revise", "reason": "第三条限定投标人注册地", "entry": "第三条"},
    )  # fmt: skip
    assert review.state == "revising"
    office.clerk.took(review, "revise", date(2026, 3, 9), {"how": "删去第三条"})
    office.clerk.refused(
        "修改后再审", m, "link_fair_review", date(2026, 3, 9), {"number": review.number}
    )
    review = office.reviewer.took(review, "conclude", date(2026, 3, 10), concluded())
    page = text_of(office.clerk.get(reverse("matter", args=[review.pk])))
    assert "第1次 市场准入和退出 违反 第三条" in page and "第2次 市场准入和退出 不违反" in page
    assert counted("business_environment.fair_reviews") == 1
    assert counted("business_environment.fair_reviews.revised") == 1

    office.clerk.took(m, "link_fair_review", date(2026, 3, 10), {"number": review.number})
    m = office.head.took(m, "issue", date(2026, 3, 12), {"document_number": "测审〔2026〕5号"})
    office.reviewer.refused("还没有登记过进展", m, "evaluate", date(2026, 6, 1))
    office.clerk.took(
        m,
        "progress",
        date(2026, 5, 6),
        {"kind": "progress", "text": "已在三类项目中使用", "percent": "60"},
    )
    board = text_of(office.clerk.get(reverse("business_environment:progress")))
    assert "优化服务" in board and "60%" in board
    m = office.reviewer.took(
        m, "evaluate", date(2026, 6, 1), {"result": "done", "findings": "保证金占用减少"}
    )
    assert not m.is_open
    assert counted("business_environment.reforms.issued", category="serve") == 1
    assert counted("business_environment.reforms.reviewed_rate") == 100
    assert "招投标领域信用承诺办法" not in text_of(
        office.town_clerk.get(reverse("business_environment:progress"))
    )
    assert verify().breaks == []


@pytest.mark.system("S4-M019")
def test_what_the_government_issues_is_concluded_by_the_market_regulator(office):
    review = office.clerk.opened(*FAIR, DAY, draft(reviewer="joint"), unit=office.bureau)
    office.clerk.took(review, "listen", DAY, {"listened_to": "征求意见"})
    office.reviewer.refused("第十四条", review, "conclude", DAY, concluded())
    exception = {"conclusion": "exception", "reason": "没有影响更小的替代方案", "cost": "第五条"}
    office.market.refused("第十七条第二款", review, "conclude", DAY, exception)
    review = office.market.took(review, "conclude", DAY, exception | {"ends_on": "2027-12-31"})
    assert review.state == "concluded"
    paper = office.clerk.get(reverse("matter", args=[review.pk]))
    assert "公平竞争审查表" in text_of(paper)


@pytest.mark.system("S4-M019")
def test_before_the_regulation_the_drafter_reviewed_its_own_draft(office):
    review = office.clerk.opened(
        *FAIR, date(2019, 5, 6), draft(reviewer="joint"), unit=office.bureau
    )
    assert review.procedure_since == date(2016, 6, 1)
    office.clerk.took(review, "listen", date(2019, 5, 7), {"listened_to": "征求意见"})
    forbidden = {"conclusion": "forbidden", "reason": "指定经营者", "conduct": "第二条"}
    review = office.reviewer.took(review, "conclude", date(2019, 5, 8), forbidden)
    assert (review.state, review.is_open) == ("forbidden", False)


@pytest.mark.system("S0-M011", "S1-M030")
def test_streamlining_saves_and_the_catalogue_follows(office):
    wrong = {"item_code": "X-9", "kind": "simplify", "basis": "企业反映"}
    assert "没有这一编码" in text_of(office.clerk.open(*STREAM, DAY, wrong, unit=office.bureau))
    m = office.clerk.opened(*STREAM, DAY, wrong | {"item_code": "A-1"}, unit=office.bureau)
    assert m.title == "食品经营许可：简化手续"
    more = {"measure": "合并两次核查", "steps_before": "4", "steps_after": "5"}
    office.clerk.refused("不是精简", m, "simplify", DAY, more)
    office.clerk.refused("没有一项数值减少", m, "simplify", DAY, more | {"steps_after": "4"})
    less = {
        "measure": "合并两次核查", "steps_before": "4", "steps_after": "2",
        "cost_before": "200.50", "cost_after": "100.25",
    }  # fmt: skip
    m = office.clerk.took(m, "simplify", DAY, less)
    m = office.head.took(m, "publish", DAY, {"in_force_on": "2026-04-01"})
    page = office.clerk.get(reverse("business_environment:comparison") + "?year=2026")
    said = text_of(page)
    assert "减少 2（50%）" in said and "减少 100.25（50%）" in said
    m = office.clerk.took(m, "enforce", date(2026, 4, 1))
    assert (m.state, m.outcome) == ("in_force", "simplify")
    assert counted("business_environment.streamlined", kind="simplify") == 1


@pytest.mark.system("S0-M014")
def test_an_item_that_is_cut_or_merged_leaves_the_catalogue_first(office):
    values = {"item_code": "A-2", "kind": "merge", "basis": "上级清单", "merged_into": "A-2"}
    assert "另一事项" in text_of(office.clerk.open(*STREAM, DAY, values, unit=office.bureau))
    m = office.clerk.opened(*STREAM, DAY, values | {"merged_into": "A-1"}, unit=office.bureau)
    office.clerk.refused(
        "没有一项数值减少", m, "simplify", DAY, {"measure": "并入", "steps_before": "3"}
    )
    m = office.clerk.took(
        m, "simplify", DAY, {"measure": "并入", "steps_before": "3", "steps_after": "0"}
    )
    m = office.head.took(m, "publish", DAY, {"in_force_on": "2026-03-02"})
    office.clerk.refused("先在事项目录中停用", m, "enforce", date(2026, 3, 3))
    kept = office.clerk.opened(
        *STREAM, DAY, {"item_code": "A-1", "kind": "keep", "basis": "清单"}, unit=office.bureau
    )
    kept = office.clerk.took(kept, "simplify", DAY, {"measure": "保留"})
    office.head.took(kept, "publish", DAY, {"in_force_on": "2026-03-02"})
    assert counted("business_environment.streamlined") == 1
    listed = text_of(office.clerk.get(reverse("ledger", args=[STREAM[0]]), on=date(2026, 3, 3)))
    assert "公共场所卫生许可：整合" in listed and "食品经营许可：保留" in listed
    office.town_clerk.refused("没有", kept, "drop", DAY, {"reason": "x"}, status=404)


@pytest.mark.system("S0-M012")
def test_measures_on_intellectual_property_keep_their_cases(office):
    values = proposal(name="商业秘密保护基点建设", category="property")
    m = office.clerk.opened(*REFORM, DAY, values, unit=office.bureau)
    m = office.head.took(m, "draft", DAY, {"finish_by": "2026-04-01"})
    # Every measure is checked: one that touches no operator says why, and not by whoever proposed it.
    office.head.refused("尚未判断是否属于公平竞争审查范围", m, "issue", date(2026, 3, 12))
    why = {"ground": "只公布办事流程"}
    office.clerk.refused("须由", m, "outside", date(2026, 3, 12), why, status=403)
    office.reviewer.refused("理由", m, "outside", date(2026, 3, 12), {"ground": ""})
    m = office.reviewer.took(m, "outside", date(2026, 3, 12), why)
    assert m.reformmeasure.fair_conclusion == "out_of_scope"
    office.reviewer.refused("已经有公平竞争审查的结论", m, "outside", date(2026, 3, 12), why)
    m = office.head.took(m, "issue", date(2026, 3, 12))
    assert counted("business_environment.reforms.checked_rate") == 100
    said = text_of(office.clerk.get(reverse("business_environment:progress")))
    assert "不属于审查范围 只公布办事流程" in said
    office.clerk.took(
        m, "progress", date(2026, 5, 6), {"kind": "case", "text": "指导一家企业完善保密制度"}
    )
    m = office.clerk.took(
        m, "progress", date(2026, 5, 7), {"kind": "progress", "text": "建成", "percent": "100"}
    )
    assert (m.reformmeasure.cases, m.reformmeasure.progress) == (1, 1)
    listed = text_of(office.clerk.get(reverse("business_environment:progress")))
    assert "知识产权保护运用" in listed and "商业秘密保护基点建设" in listed
    assert "指导一家企业完善保密制度" in text_of(office.clerk.get(reverse("matter", args=[m.pk])))
    office.clerk.refused(
        "审核人", m, "evaluate", date(2026, 6, 1), {"result": "done", "findings": "好"}, status=403
    )


@pytest.mark.system("S0-M019")
def test_a_pilot_is_spread_only_after_it_was_used(office):
    values = {"name": "码头证照远程核验", "description": "远程查验证照", "character": "沿江航运"}
    m = office.clerk.opened(*PILOT, DAY, values, unit=office.bureau)
    m = office.head.took(m, "trial", DAY, {"place": "两个码头", "trial_until": "2026-09-01"})
    office.head.refused("没有使用记录", m, "spread", date(2026, 4, 2))
    office.clerk.refused(
        "不能晚于本月", m, "use", date(2026, 4, 2), {"month": "2026-05", "uses": "3"}
    )
    office.clerk.took(m, "use", date(2026, 4, 2), {"month": "2026-03", "uses": "31"})
    m = office.clerk.took(m, "use", date(2026, 4, 3), {"month": "2026-03", "uses": "13"})
    assert m.pilot.uses == 13
    m = office.head.took(m, "spread", date(2026, 5, 6))
    assert (m.state, m.outcome) == ("spread", "spread")
    listed = text_of(office.clerk.get(reverse("ledger", args=[PILOT[0]])))
    assert "码头证照远程核验" in listed and "沿江航运" in listed and "13" in listed
    assert counted("business_environment.pilot_uses") == 13


@pytest.mark.system("S0-M008")
def test_an_item_is_measured_optimised_and_measured_again(office):
    empty = {"item_code": "A-1"}
    assert "至少设定一项" in text_of(office.clerk.open(*EVALUATION, DAY, empty, unit=office.bureau))
    targets = {"item_code": "A-1", "target_steps": "2", "target_cost": "50"}
    m = office.clerk.opened(*EVALUATION, DAY, targets, unit=office.bureau)
    office.clerk.refused("没有数值", m, "measure", DAY, {"actual_steps": "4"})
    m = office.clerk.took(
        m, "measure", DAY, {"promised_steps": "4", "actual_steps": "4", "actual_cost": "100"}
    )
    m = office.clerk.took(m, "optimise", date(2026, 4, 1), {"measures": "合并核查"})
    after = {"promised_steps": "2", "actual_steps": "3", "actual_cost": "50"}
    office.clerk.refused("审核人", m, "remeasure", date(2026, 6, 1), after, status=403)
    m = office.reviewer.took(m, "remeasure", date(2026, 6, 1), after)
    # Promised 2 steps, but 3 were counted: the actual value decides.
    assert (m.evaluation.met, m.evaluation.indicators, m.outcome) == (1, 2, "unmet")
    steps = ItemIndicator.objects.unscoped("test").get(matter=m, indicator="steps")
    assert (steps.actual_before, steps.actual_after) == (Decimal(4), Decimal(3))
    said = text_of(office.clerk.get(reverse("business_environment:comparison") + "?year=2026"))
    assert "减少 50（50%）" in said and "减少 1（25%）" in said
    assert counted("business_environment.met_rate") == 0
    assert office.clerk.get(reverse("business_environment:item", args=["A-1"])).status_code == 200
    assert office.clerk.get(reverse("business_environment:item", args=["none"])).status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "said", "better"),
    [
        (Decimal(4), Decimal(1), "减少 3（75%）", True),
        (Decimal(4), Decimal(5), "增加 1（25%）", False),
        (Decimal(0), Decimal(2), "增加 2", False),
        (Decimal(3), Decimal(3), "未变", False),
    ],
)
def test_a_pair_says_how_much_less(before, after, said, better):
    found = pair("环节", before, after)
    assert (found.change, found.better) == (said, better)
    assert max(found.before_width, found.after_width) == 100


def test_a_pair_needs_both_sides():
    assert pair("环节", None, Decimal(2)) is None


def done(unit, code, on, accepted, visits=1):
    """One finished case of an item, as a platform tells it."""
    values = {"item": code, "received_on": accepted, "accepted_on": accepted, "visits": visits, "outcome": "granted"}  # fmt: skip
    opening = Opening("service.case", unit, "省政务服务平台", f"{code}-{on}-{accepted}-{visits}")
    act(Actor.system(), opening, "bring_in", values, on=on, how=How.IMPORTED)


@pytest.mark.system("S0-M008", "S0-M011")
def test_items_and_years_stand_beside_each_other_promised_and_actual(office):
    def row(code, **query):
        page = office.clerk.get(reverse("business_environment:items"), query)
        return next(line for line in page.context["lines"] if line.code == code), page

    item(office.bureau, "A-1", "食品经营许可", promised_amount=10, promised_unit="working_day", visits=2)  # fmt: skip
    # Monday 3 to Thursday 13 March 2025: eight working days. Monday 2 to Thursday 5 March 2026: three.
    done(office.bureau, "A-1", date(2025, 3, 13), date(2025, 3, 3), visits=2)
    item(office.bureau, "A-1", "食品经营许可", date(2026, 1, 5), promised_amount=5, promised_unit="working_day", visits=1)  # fmt: skip
    done(office.bureau, "A-1", date(2026, 3, 5), date(2026, 3, 2))
    # Over the New Year of 2026, 1 to 3 January off and Sunday the 4th worked: 31 December, 4 and 5 January are three.
    done(office.bureau, "A-2", date(2026, 1, 5), date(2025, 12, 30))
    with moment.at(date(2026, 6, 1)):
        food, page = row("A-1", year=2026, indicator="days")
        assert [b.text for b in (food.promised_before, food.promised, food.actual_before, food.actual)] == ["10", "5", "8", "3"]  # fmt: skip
        assert (food.change, food.better) == ("减少 5", True)
        # One scale for the whole page: ten days are the longest bar.
        assert (food.promised_before.width, food.actual_before.width, food.actual.width) == (100, 80, 30)  # fmt: skip
        other, _ = row("A-2", year=2026, indicator="days")
        assert (other.actual.text, other.actual_before.text, other.change) == ("3", "—", "")
        years = {w.year: (w.bar.text, w.cases) for w in page.context["wholes"]}
        assert years == {2025: ("8", 1), 2026: ("3", 2)}
        said = text_of(page)
        assert "食品经营许可 10 5 8 3 减少 5" in said and said.count("2025 1 8") == 1
        assert page.content.decode().count('<svg class="pair"') == 2 + 2
        visits, _ = row("A-1", year=2026, indicator="visits")
        assert [b.text for b in (visits.promised_before, visits.promised, visits.actual_before, visits.actual)] == ["2", "1", "2", "1"]  # fmt: skip
        unknown = office.clerk.get(reverse("business_environment:items"), {"indicator": "x", "year": "y"})  # fmt: skip
        assert unknown.context["indicator"] == "days"
        # Nothing of it in a unit that neither owns the items nor handled a case.
        elsewhere = office.town_clerk.get(reverse("business_environment:items"), {"year": 2026})
        assert elsewhere.context["lines"] == [] and "没有可以比较的数值" in text_of(elsewhere)


def test_a_measure_shows_what_its_items_took_before_and_after(office):
    m = office.clerk.opened(*REFORM, DAY, proposal(), unit=office.bureau)
    e = office.clerk.opened(*EVALUATION, DAY, {"item_code": "A-1", "target_steps": "2"}, unit=office.bureau)  # fmt: skip
    e = office.clerk.took(e, "measure", DAY, {"promised_steps": "4", "actual_steps": "5"})
    office.clerk.refused(
        "台账上没有这一编号", e, "optimise", DAY, {"measures": "x", "reform": "无"}
    )
    e = office.clerk.took(e, "optimise", DAY, {"measures": "合并核查", "reform": m.number})
    office.reviewer.took(e, "remeasure", date(2026, 6, 1), {"promised_steps": "2", "actual_steps": "2"})  # fmt: skip
    page = text_of(office.clerk.get(reverse("matter", args=[m.pk])))
    assert "食品经营许可：办理环节 承诺 4→2，实际 5→2" in page
    with moment.at(date(2026, 6, 1)):
        page = office.clerk.get(reverse("business_environment:items"), {"indicator": "steps"})
    steps = next(line for line in page.context["lines"] if line.code == "A-1")
    assert steps.actual.text == "2", (
        "what nobody counts case by case is what the evaluation measured"
    )
