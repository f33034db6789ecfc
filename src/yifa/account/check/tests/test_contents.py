"""What a report must contain, by rules an office may switch off."""

from __future__ import annotations

from yifa.account.check.audit import audit_bytes, audit_document
from yifa.account.check.read import read_bytes

GOOD = """示范镇2023年法治政府建设年度报告
一、主要举措和成效
全年办理案件40件。
二、存在的不足和原因
执法力量不足，原因是编制有限。
三、主要负责人履行推进法治建设第一责任人职责情况
主持会议3次。
四、2024年工作安排
举办培训不少于2期。
五、其他需要报告的事项
无。
示范镇人民政府
2024年1月15日
"""


def checks(text: str, **options) -> set[str]:
    document = read_bytes("x.txt", text.encode())
    return {
        f.check for f in audit_document(document, **options).findings if f.family != "arithmetic"
    }


def test_a_whole_report_has_no_notice():
    assert checks(GOOD) == set()


def test_each_missing_part_is_named():
    for heading, rule in (
        ("一、主要举措和成效\n", "part.results"), ("二、存在的不足和原因\n", "part.problems"),
        ("三、主要负责人履行推进法治建设第一责任人职责情况\n", "part.leaders"), ("四、2024年工作安排\n", "part.plans"),
        ("五、其他需要报告的事项\n", "part.other"),
    ):  # fmt: skip
        assert rule in checks(GOOD.replace(heading, ""))


def test_a_rule_can_be_switched_off():
    text = GOOD.replace("五、其他需要报告的事项\n", "")
    assert "part.other" not in checks(text, off=["part.other"])


def test_shortcomings_need_causes():
    assert "problems.causes" in checks(GOOD.replace("，原因是编制有限", "").replace("和原因", ""))


def test_targets_and_approximate_counts_among_results():
    text = GOOD.replace("办理案件40件", "办理案件近40件，每人学习不少于60学时")
    assert {"results.targets", "results.approx"} <= checks(text)


def test_a_report_without_signature_or_date():
    assert "signature.missing" in checks(GOOD.replace("示范镇人民政府\n2024年1月15日\n", ""))


def test_length_is_limited():
    assert "length.over" in checks(GOOD.replace("无。", "说明情况。" * 1200))


def test_names_no_longer_in_force_only_after_their_day():
    text = GOOD.replace("全年办理", "依据《中华人民共和国合同法》，区环境保护局全年办理")
    assert {"stale.body", "stale.law"} <= checks(text)
    assert not {"stale.body", "stale.law"} & checks(
        text.replace("2023", "2017").replace("2024", "2018")
    )


def test_personal_data_are_named_but_not_repeated():
    text = GOOD.replace(
        "全年办理案件", "申请人王小明，电话13800138000，身份证11010519491231002X，全年办理案件"
    )
    found = [f for f in audit_bytes("x.txt", text.encode()).findings if f.family == "masking"]
    assert [f.words[:4] for f in found].count("手机号码") == 1
    assert len(found) == 3
    assert not any(
        "13800138000" in f.words or "11010519491231002X" in f.words or "王小明" in f.words
        for f in found
    )


def test_passages_repeated_from_last_year_and_from_another_unit():
    passage = "把预防走在排查前、排查走在调解前，推动调解、仲裁、行政复议、诉讼等有机衔接，强化重点领域的排查，压实各方面的责任，做到早发现、早介入、早化解。"
    text = GOOD.replace("无。", passage)
    other = read_bytes("去年.txt", ("上一年度的情况。" + passage).encode())
    assert "sameness.own" in checks(text, last_year=other)
    assert "sameness.peer" in checks(text, peers=[other])
    assert not {"sameness.own", "sameness.peer"} & checks(GOOD, last_year=other, peers=[other])


def test_passports_plates_and_homes_are_personal_data_too():
    text = GOOD.replace(
        "全年办理案件", "张某，护照号E12345678，家住和平路12号，车牌京A12B45，全年办理案件"
    )
    found = [f for f in audit_bytes("x.txt", text.encode()).findings if f.family == "masking"]
    assert sorted(f.words.split("未")[0] for f in found) == ["住址", "护照号码", "机动车号牌"]
    assert not any("E12345678" in f.words or "京A12B45" in f.words for f in found)
