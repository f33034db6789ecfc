"""Averages, posts a place, outcomes, absolute words, names and other readings: verdicts by hand-made sums."""

from __future__ import annotations

import pytest

from yifa.account.check.audit import audit_bytes
from yifa.account.check.finding import Finding


def reckoned(text: str, check: str) -> list[Finding]:
    return [f for f in audit_bytes("x.txt", text.encode()).arithmetic if f.check.startswith(check)]


def verdicts(text: str, check: str) -> list[str]:
    return [str(f.verdict) for f in reckoned(text, check)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("组织培训18期，参训1260人次，平均每期70人次。", ["consistent"]),  # 1260 / 18 = 70
        ("16名律师办理援助412件，人均办案28件。", ["inconsistent"]),  # 412 / 16 = 25.75
        ("9个部门自查案卷276件，平均每个部门31件。", ["consistent"]),  # 30.67, rounded
        ("听证4场，平均每场参会22人，累计参会88人。", ["consistent"]),
        ("处罚1284件，其中一般程序733件、简易程序551件；罚没402.6万元，件均3136元。", ["consistent"]),
        ("窗口日均接待80至100人。", []),
        ("全镇16个村开展演练48次，平均每村3次。", ["consistent"]),
    ],
)  # fmt: skip
def test_averages(text, verdict):
    assert verdicts(text, "mean") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("全县148个行政村建成村级议事室148个。", ["consistent"]),
        ("全县148个行政村，配备专职网格员592名。", ["consistent"]),  # 4 each
        ("全县148个行政村，配备专职网格员590名。", []),
        ("全区8个街道推行“一街道一阵地”，建成法治阵地7个。", ["inconsistent"]),
        ("全县12个乡镇落实“一乡镇一法律顾问”，聘请律师11名。", ["not checkable"]),
        ("服务272个行政村。公共法律服务全覆盖，建成村公共法律服务点276个。", ["inconsistent"]),
        ("服务272个行政村。建成村公共法律服务点176个。", []),
        ("抽取安山等4个村，设立联系点4个。", []),
        ("全镇16个村。各村开展演练共18余次。", ["consistent"]),
        ("全区8个街道。各街道组织演练累计6次。", ["not checkable"]),
    ],
)
def test_posts_and_acts_of_each_place(text, verdict):
    assert verdicts(text, "places") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("清理规章制度132项，保留97项，修订15项，废止20项。", ["consistent"]),
        ("核查执法主体58家，确认44家，注销6家。", ["inconsistent"]),
        ("审查文件50件，撤销2件，修改5件。", []),  # nothing is said of the rest
        ("覆盖64个单位，保留40件，废止3件。", []),  # other things are counted
    ],
)
def test_outcomes_of_all_that_was_gone_through(text, verdict):
    assert verdicts(text, "parts.outcomes") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("化解信访积案58件，化解率95%，实现信访积案清零。", ["inconsistent"]),
        ("排查隐患317处，整改率97.5%，实现零隐患。", ["inconsistent"]),
        ("调解纠纷2314件，成功率99.1%，做到矛盾不出镇。", ["not checkable"]),
        ("化解信访积案58件，化解率100%，实现信访积案清零。", []),
        ("整改率98%。全年安全生产零事故。", []),
    ],
)
def test_words_that_leave_nothing_beside_a_rate_that_does(text, verdict):
    assert verdicts(text, "absolute") == verdict


def test_one_name_in_two_writings():
    assert verdicts("开展“法律七进”51场。明年深化“法治七进”。", "naming") == ["inconsistent"]
    for two in (
        "“法律六进”51场，“法律七进”3场",
        "“上门三办”5次，“下门三办”3次",
        "“法律七进”51场，“法律七进”3场",
    ):
        assert verdicts(f"开展{two}。", "naming") == []


def test_places_named_for_as_many_acts():
    assert verdicts("在南河村、明山村开展法治下乡活动2次。", "names.held") == ["consistent"]
    assert verdicts("在南河村、明山村开展法治下乡活动5次。", "names.held") == []


def test_a_change_behind_a_rate_may_be_of_the_rate_or_of_the_count():
    (reading,) = reckoned("结案135件，败诉15件，败诉率11.1%，同比下降16.7%。", "change.reading")
    assert str(reading.verdict) == "not checkable"
    assert "13.3%" in reading.words  # 11.1 / (1 − 0.167)
    assert not reckoned("败诉率11.1%，收案同比下降16.7%。", "change.reading")


def test_the_base_that_would_fit_is_named():
    text = "新收60件，不予受理4件，立案56件，审结45件，其中纠错12件，纠错率24.5%。"
    (reading,) = reckoned(text, "percent.reading")
    assert "49 = 45 + 4" in reading.words


def test_a_count_may_be_the_numerator():
    assert verdicts("化解积案58件，化解率95%。", "percent") == ["attainable"]  # 58 of 61
    assert "61" in reckoned("化解积案58件，化解率95%。", "percent")[0].words
    assert verdicts("收案235件，结案221件；败诉9件，败诉率4.1%。", "percent") == ["consistent"]
    assert verdicts("收案235件，结案221件；败诉9件，败诉率6.1%。", "percent") == ["inconsistent"]


def test_shares_of_numbers_in_wan():
    good = "受理公证1.36万件，其中涉外3400件，占25%。"
    assert verdicts(good, "percent.pair") == ["consistent"]
    assert verdicts(good.replace("25%", "35%"), "percent.pair") == ["inconsistent"]


def test_what_follows_and_is_not_told():
    assert [f.words[:18] for f in reckoned("受理诉求40件，办结30件。", "derived.rate")] == [
        "30 ÷ 40 = 75%，原文没有"
    ]
    assert not reckoned("受理诉求40件，办结30件，办结率75%。", "derived")
    (total,) = reckoned("对安山等4个镇街和财政局等10个部门督察。", "derived.sum")
    assert total.words.startswith("4 + 10 = 14")


def test_a_third_year_is_held_against_this_one():
    text = "法援案件163件，较上年140件增长16.4%；较前年150件增长9.7%。"
    assert verdicts(text, "change.pair") == ["consistent", "inconsistent"]


def test_next_year_in_one_item_does_not_make_a_plan_of_the_following():
    text = "一、成效\n（一）明年将继续推进普法。\n（二）办理案件40件。\n二、下一步计划\n办理案件50件。\n"
    kinds = [str(q.kind) for q in audit_bytes("x.txt", text.encode()).quantities]
    assert kinds == ["count", "target"]


def test_the_number_of_an_item_is_not_a_decimal():
    text = "1.出台文件5件。\n2.27名干部参训。\n"
    assert [int(q.value) for q in audit_bytes("x.txt", text.encode()).quantities] == [5, 27]
