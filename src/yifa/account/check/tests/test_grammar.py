"""Quantities: what they are, and what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.account.check.grammar.extract import extract
from yifa.account.check.grammar.fold import fold
from yifa.account.check.grammar.numeral import chinese_value, numerals
from yifa.account.check.grammar.quantity import Kind, Quantity


def found(text: str) -> list[Quantity]:
    return extract(fold(text))


def told(text: str) -> list[tuple[str, str, str]]:
    return [
        (
            str(q.value.normalize() if q.value % 1 else q.value.to_integral_value()),
            q.unit,
            str(q.kind),
        )
        for q in found(text)
    ]


def chinese(number: int) -> str:
    """A number below one hundred million as it is read aloud."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        link = "零" if 0 < low < 1000 else ""
        return chinese(high) + "万" + link + (chinese(low) if low else "")
    words, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = bool(words)
    return words


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_number_read_aloud_is_read_back(number):
    assert chinese_value(chinese(number)) == number


@given(
    st.integers(min_value=0, max_value=10**12),
    st.sampled_from(["件", "起", "份", "名", "场次", "人次"]),
)
def test_an_arabic_count_is_found_with_its_unit(number, unit):
    assert told(f"全年办理事项{number}{unit}。") == [(str(number), unit, "count")]


@given(st.integers(min_value=1000, max_value=10**9))
def test_separators_and_full_width_digits_change_nothing(number):
    plain = f"{number:,}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in plain)
    assert (
        [q.value for q in found(f"发放{plain}册")]
        == [q.value for q in found(f"发放{wide}册")]
        == [number]
    )


@given(st.decimals(min_value=0, max_value=9999, places=2))
def test_wan_and_yi_are_multiplied_out(number):
    assert next(numerals(f"{number}万")).value == number * 10_000
    assert next(numerals(f"{number}亿")).value == number * 100_000_000


@given(
    st.text(
        alphabet="甲乙一二三十百千万亿零半成倍0123456789年月日号第条款“”《》()（）,，。、件次%％余多近约以上\n\t .-—至",
        max_size=80,
    )
)
def test_any_text_is_read_and_every_place_is_in_it(text):
    for q in found(text):
        assert 0 <= q.start <= q.at < q.to <= q.end <= len(text)


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("举办培训17期（次）。", "17", "期", "count"),
        ("涉案金额3.5亿元。", "350000000", "元", "money"),
        ("安排经费50万。", "500000", "元", "money"),
        ("完成投资2.3个亿。", "230000000", "元", "money"),
        ("满意率达98.5％。", "98.5", "%", "percent"),
        ("合格率百分之九十八点七。", "98.7", "%", "percent"),
        ("调解和解率近四成。", "40", "%", "percent"),
        ("通过率达九成五。", "95", "%", "percent"),
        ("案件同比下降16.5%。", "-16.5", "%", "yoy"),
        ("较上年提高3.2个百分点。", "3.2", "百分点", "yoy"),
        ("同比减少12件。", "-12", "件", "yoy"),
        ("办件量是上年的1.5倍。", "1.5", "倍", "yoy"),
        ("在20个工作日内答复。", "20", "工作日", "duration"),
        ("申请七日内办结。", "7", "日", "duration"),
        ("半小时办结。", "0.5", "小时", "duration"),
        ("用时1个半小时。", "1.5", "小时", "duration"),
        ("考核位列全市第二。", "2", "位", "rank"),
        ("召开第三次全体会议。", "3", "次", "rank"),
        ("获全省二等奖。", "2", "等", "rank"),
        ("每年学习不少于60学时。", "60", "学时", "target"),
        ("确保合格率达到95%。", "95", "%", "target"),
        ("开展业务培训一次。", "1", "次", "count"),
        ("聘请两名律师。", "2", "名", "count"),
        ("发放手册二万八千余份。", "28000", "份", "count"),
        ("现有872服务事项。", "872", "项", "count"),
        ("处置3万8千件。", "38000", "件", "count"),
        ("培训三百多人次。", "300", "人次", "count"),
    ],
)
def test_one_statement(text, value, unit, kind):
    assert told(text) == [(value, unit, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年3月5日至12月31日，2021—2025年，二〇二三年十二月二十日，上半年，前三季度。",
        "依据国发〔2019〕5号、X政办【2023】18号、省政府令第372号文件。",
        "接入12345、12315、110、96345等平台，拨打0591-87654321。",
        "落实“三项制度”和民营经济31条，推行“1+X”模式、1+8+N体系。",
        "按照第六十三条第二款、第12条规定，《办法（2019年第一批）》。",
        "一、总体情况。\n（一）加强领导。\n1.压实责任。\n（2）细化任务。\n一是谋划；二是落实。",
        "深入学习二十大和二十届三中全会精神，第十一届区委，十四五规划，八五普法。",
        "进一步统一标准，一系列举措，千方百计，一窗受理，第三方评估，第一责任人，第一时间。",
        "结合“3·15”、4·15全民国家安全教育日、12.4国家宪法日。",
        "打造15号地块，执行GB/T 9704-2012标准，使用5G网络和A4纸，上午9:30。",
    ],
)
def test_what_is_no_quantity(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "bound", "words"),
    [
        ("受理1500余件。", "lower", ("余",)), ("受理近百件。", "upper", ("近",)), ("约20余次。", "about", ("约", "余")),
        ("满意率98%以上。", "lower", ("以上",)), ("用时5天左右。", "about", ("左右",)), ("超过300人。", "lower", ("超过",)),
        ("不低于95%。", "lower", ("不低于",)), ("20多万人次。", "lower", ("多",)), ("阅读量10万+。", "lower", ("+",)),
        ("每年至少举行2期培训班。", "lower", ("至少",)), ("受理12件。", "", ()),
    ],
)  # fmt: skip
def test_approximation(text, bound, words):
    (quantity,) = found(text)
    assert (quantity.bound, quantity.approx) == (bound, words)


def test_a_shared_unit_reaches_back_over_a_list():
    assert told("三镇案件数分别为12、15和18件。") == [
        (v, "件", "count") for v in ("12", "15", "18")
    ]


def test_a_range_is_one_quantity_but_a_change_is_two():
    (span,) = found("每村配备3至5名网格员。")
    assert (span.value, span.upper, span.unit) == (3, 5, "名")
    assert [q.value for q in found("由9件增加到12件。")] == [9, 12]


def test_plans_are_targets_wherever_they_stand():
    text = "一、工作成效\n举办培训5期。\n二、下一步打算\n举办培训6期。"
    assert [(q.value, q.kind) for q in found(text)] == [(5, Kind.COUNT), (6, Kind.TARGET)]


def test_a_relayed_meeting_is_a_name():
    assert told("传达县委法治建设领导小组第四次全体会议精神。") == []


def test_a_text_without_line_breaks_reads_the_same():
    text = "一、工作成效\n（一）执法。查处案件12件。\n二、下一步工作计划\n查处案件20件。\n"
    assert [(q.value, q.kind) for q in found(text)] == [
        (q.value, q.kind) for q in found(text.replace("\n", ""))
    ]


def test_the_interval_of_a_rounded_number():
    (q,) = found("投入2.8万元。")
    assert q.interval() == (Decimal(27500), Decimal(28500))
