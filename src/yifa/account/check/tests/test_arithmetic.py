"""Arithmetic of texts: verdicts by hand-made sums."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.account.check.arith.compare import bases_of_change, cut, numerators, rounded
from yifa.account.check.audit import audit_bytes
from yifa.account.check.finding import Finding, Verdict


def reckoned(text: str, check: str = "") -> list[Finding]:
    return [f for f in audit_bytes("x.txt", text.encode()).arithmetic if f.check.startswith(check)]


@given(st.integers(1, 400), st.sampled_from(["1", "0.1", "0.01"]), st.data())
def test_attainable_numerators_are_exactly_those_that_round_to_the_rate(base, step, data):
    step = Decimal(step)
    rate = Decimal(data.draw(st.integers(0, int(100 / step)))) * step
    by_rounding, by_cutting = numerators(rate, step, base)
    assert list(by_rounding) == [
        n for n in range(base + 1) if rounded(Fraction(n, base), step) == rate
    ]
    assert list(by_cutting) == [n for n in range(base + 1) if cut(Fraction(n, base), step) == rate]


@given(st.integers(1, 300), st.integers(1, 300))
def test_the_true_year_before_is_always_attainable(now, before):
    change = rounded(abs(Fraction(now - before, before)), Decimal("0.1")) * (
        1 if now >= before else -1
    )
    assert before in bases_of_change(now, change, Decimal("0.1"), limit=10**6)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("共办理案件40件，其中甲类25件、乙类12件、其他3件。", "consistent"),
        ("共办理案件40件，其中甲类25件、乙类12件、其他5件。", "inconsistent"),
        ("办理案件40件，其中甲类52件。", "inconsistent"),
        ("办理甲类25件、乙类12件，合计38件。", "inconsistent"),
        ("受理案件40件（其中民事28件，刑事12件）。", "consistent"),
        ("办理案件1.2万件，其中甲类7000件、其他5030件。", "consistent"),
        ("上年结转8件，新收申请50件，审结51件，未结7件。", "consistent"),
        ("上年结转8件，新收申请50件，审结51件，未结9件。", "inconsistent"),
    ],
)
def test_parts_and_totals(text, verdict):
    assert {str(f.verdict) for f in reckoned(text, "parts")} == {verdict}


def test_an_open_list_below_its_total_is_not_called_wrong():
    verdicts = {
        str(f.verdict) for f in reckoned("共办理案件40件，其中甲类25件、乙类12件。", "parts")
    }
    assert verdicts == {"consistent", "not checkable"}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("受理纠纷312起，调解成功307起，成功率98.4%。", "consistent"),
        ("受理纠纷312起，调解成功301起，成功率98.4%。", "inconsistent"),
        ("全市积案37件，化解率90%。", "inconsistent"),
        ("受理纠纷231起，调处成功率98.7%。", "attainable"),
        ("审结38件，纠错率24.5%。", "inconsistent"),
        ("办理案件1000余件，办结率100%。", "not checkable"),
        ("群众满意率达到97.5%。", "not checkable"),
        ("开展宣传活动28场，群众满意率98.6%。", "not checkable"),
        ("发放资料5000份，法律知晓率98%。", "not checkable"),
        ("培训执法人员150人，合格率98.5%。", "inconsistent"),
        ("合格率102%。", "inconsistent"),
    ],
)
def test_percentages(text, verdict):
    assert [str(f.verdict) for f in reckoned(text, "percent")] == [verdict]


def test_cutting_decimals_off_is_told_apart_from_rounding():
    (finding,) = reckoned("积案29件，化解26件，化解率89%。", "percent")
    assert finding.verdict == Verdict.INCONSISTENT
    assert "舍去尾数" in finding.words


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("案件由上年的60件减少到48件，下降20%。", "consistent"),
        ("案件由上年的60件减少到48件，下降25%。", "inconsistent"),
        ("受理1345件，同比增加135件，增长11.2%。", "consistent"),
        ("2022年、2023年案件分别为45件、38件，同比下降15.6%。", "consistent"),
        ("2023年受理案件130件，较2022年的104件增长25%。", "consistent"),
        ("2023年受理案件130件，较2022年的104件增长20%。", "inconsistent"),
        ("去年受理80件，今年受理100件，同比增长25%。", "consistent"),
        ("满意率由95.2%提高到97.5%，提高3.2个百分点。", "inconsistent"),
        ("撤销15件，同比增长36.4%。", "attainable"),
        ("撤销15件，同比增长30%。", "inconsistent"),
        ("信访总量同比下降12.5%。", "not checkable"),
    ],
)
def test_changes(text, verdict):
    assert [str(f.verdict) for f in reckoned(text, "change")] == [verdict]


def test_shares_of_one_whole():
    good = "行政处罚占68.3%，行政强制占9.1%，其他占22.7%。"
    assert [str(f.verdict) for f in reckoned(good, "percent.shares")] == ["consistent"]
    assert [str(f.verdict) for f in reckoned(good.replace("22.7", "12.7"), "percent.shares")] == [
        "inconsistent"
    ]


def test_names_are_counted():
    assert reckoned("对安山、石塔2个乡镇开展督察。", "names")[0].verdict == Verdict.CONSISTENT
    assert (
        reckoned("抽取交通、城管、应急等2个部门案卷。", "names")[0].verdict == Verdict.INCONSISTENT
    )
    assert (
        reckoned("按照“三有”（有机构、有人员、有场所）标准建设。", "names")[0].verdict
        == Verdict.CONSISTENT
    )
    assert (
        reckoned("按照“四有”（有机构、有人员、有场所）标准建设。", "names")[0].verdict
        == Verdict.INCONSISTENT
    )


def test_a_total_cannot_be_approximate():
    assert reckoned("消防培训共36余次。", "wording")[0].verdict == Verdict.INCONSISTENT


def test_full_coverage_needs_one_point_a_village():
    text = "全区132个村（社区）建成法律服务室130个，实现全覆盖。"
    assert reckoned(text, "equal.coverage")[0].verdict == Verdict.INCONSISTENT


def test_the_same_subject_told_twice_with_different_numbers():
    text = "全年受理行政复议申请120件。\n二、其他情况\n全年受理行政复议申请125件。"
    assert reckoned(text, "equal.repeat")[0].verdict == Verdict.INCONSISTENT


def test_tables_add_up_or_do_not_and_prose_is_held_against_them():
    text = "全年行政处罚案件46件。\n类别\t件数\n行政处罚案件\t48\n行政强制案件\t12\n合计\t60\n"
    assert [str(f.verdict) for f in reckoned(text, "table.sum")] == ["consistent"]
    assert [str(f.verdict) for f in reckoned(text, "table.prose")] == ["inconsistent"]
    assert [str(f.verdict) for f in reckoned(text.replace("60", "61"), "table.sum")] == [
        "inconsistent"
    ]


def test_dates_against_each_other():
    text = "成文日期：2024-02-26\n正文。\n某某区人民政府\n3月1日\n"
    assert reckoned(text, "date.signature")[0].verdict == Verdict.INCONSISTENT
    assert reckoned("2月30日召开会议。", "date.real")[0].verdict == Verdict.INCONSISTENT


def test_findings_carry_the_words_they_are_about():
    text = "　共办理案件４０件，其中甲类25件、其他15件。"
    audit = audit_bytes("x.txt", text.encode())
    (finding,) = [f for f in audit.arithmetic if f.check == "parts.sum"]
    assert [audit.document.text[s:e] for s, e in finding.spans] == ["４０", "25", "15"]
