"""The checks while writing: each rule finds what it is for and leaves sound prose alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yifa.account.report.draft import read
from yifa.account.report.lint import RULES, Text, attainable, blocking, lint
from yifa.account.report.sheet import Line, NumberFact, Piece, Sheet, TableFact, moved

WHOLE = (
    "# 主要举措和成效\n\n{one}\n\n# 存在的不足和原因\n\n{two}\n\n"
    "# 党政主要负责人履行推进法治建设第一责任人职责情况\n\n主持研究。\n\n# 下一年度主要安排\n\n- 一项任务。\n"
)


def sheet(text, year=2025, extra=()):
    """A sheet of plain words, as if every reference stood answered."""
    lines = []
    for block in read(text).blocks:
        pieces = tuple(Piece(b.what if isinstance(b.what, str) else "12件") for b in block.bits)
        lines.append(Line(block.kind, block.part, block.level, 0, pieces))
    return Sheet("某局2025年报告", "x", "某局", year, "department", "", (*lines, *extra))


def found(
    one="认真办理。", two="办理不够及时。原因是人手不足。", known=None, off=(), extra=(), year=2025
):
    text = WHOLE.format(one=one, two=two)
    looked = Text(sheet(text, year, extra), text, read(text).unpaired, known or {})
    return [(f.rule.id, f.quote) for f in lint(looked, off=off)]


def test_a_sound_text_has_no_findings():
    assert found() == []


def test_each_required_part_is_missed_and_stops_the_review():
    text = "# 工作开展情况\n\n认真办理。\n"
    said = lint(Text(sheet(text), text))
    assert [f.part for f in said] == ["problems", "first_responsible", "next_year"]
    assert len(blocking(said)) == 3
    assert "第二十五条" in said[0].rule.cite


def test_other_matters_are_only_reported_when_there_are_any():
    assert "missing_part" not in dict(found())


@pytest.mark.parametrize("two", ["- 部分案卷不规范。", "一些单位重视不够。\n\n- 培训不足。"])
def test_a_shortcoming_without_a_cause(two):
    assert "no_cause" in dict(found(two=two))


@pytest.mark.parametrize(
    "two",
    [
        "- 案卷不规范，主要是培训跟不上。",
        "主要有以下不足：\n\n- 办理慢，由于人手少。",
        "案卷不规范。\n\n原因是培训少。",
    ],
)
def test_a_shortcoming_with_its_cause(two):
    assert "no_cause" not in dict(found(two=two))


@pytest.mark.parametrize(
    "words", ["开展活动20余次", "化解6800多件", "近100件", "办结95%左右", "约3万人"]
)
def test_approximate_words(words):
    assert "approximate" in dict(found(one=f"全年{words}。"))


@pytest.mark.parametrize("words", ["出台《3年行动方案》", "第3次全体会议", "近年来"])
def test_words_that_only_look_approximate(words):
    assert "approximate" not in dict(found(one=f"{words}。"))


@pytest.mark.parametrize("words", ["办结率不低于95%", "学习不少于60学时", "力争建成3个"])
def test_a_target_told_as_a_result(words):
    assert "target_as_result" in dict(found(one=f"全年{words}。"))


def test_a_target_may_stand_among_next_years_tasks():
    text = WHOLE.format(one="认真办理。", two="慢，由于人手少。").replace(
        "一项任务", "办结率不低于95%"
    )
    assert "target_as_result" not in [f.rule.id for f in lint(Text(sheet(text), text))]


def test_parts_that_do_not_add_up():
    assert "parts_do_not_add" in dict(found(one="共受理10件，其中甲类7件、乙类6件。"))
    assert "parts_do_not_add" in dict(found(one="共受理10件，分别为甲类3件、乙类6件。"))
    assert "parts_do_not_add" not in dict(found(one="共受理10件，其中甲类3件、乙类2件。"))
    assert "parts_do_not_add" not in dict(found(one="共受理10件，包括甲类4件、乙类6件。"))


def test_a_percentage_no_count_can_give():
    # 7 of 12 is 58.33, 8 of 12 is 66.67: nothing gives 60.0.
    assert "unattainable" in dict(found(one="受理12件，办结率60.0%。"))
    assert "unattainable" not in dict(found(one="受理12件，办结率58.33%。"))
    assert "unattainable" not in dict(found(one="受理12件，比上年增长60.0%。"))


@pytest.mark.parametrize(
    ("count", "percent", "places", "can"),
    [(7, "57.1", 1, True), (7, "58.0", 1, False), (3, "33.33", 2, True), (3, "33.3", 1, True), (200, "99.5", 1, True),
     (100, "99.5", 1, False), (0, "0", 0, False), (8, "12.5", 1, True), (8, "13", 0, True)],
)  # fmt: skip
def test_attainable(count, percent, places, can):
    assert attainable(count, Decimal(percent), places) is can


def test_prose_against_its_table():
    table = TableFact("来信（按结果）", "结果", "a.b", "来信", (("予以公开", "5件", 5, None),))
    row = Line("table", "achievements", table=table)
    assert "prose_against_table" in dict(found(one="予以公开4件。", extra=(row,)))
    assert "prose_against_table" not in dict(found(one="予以公开5件。", extra=(row,)))


def test_a_typed_number_names_the_figure_that_says_it():
    text = WHOLE.format(one="收到来信130件，2025年3月制定《条例5条》。", two="慢，由于人手少。")
    said = [
        f
        for f in lint(Text(sheet(text), text, known={"130件": ("收到来信",)}))
        if f.rule.id == "typed_number"
    ]
    assert [f.quote for f in said] == ["130件"]
    assert "可引用“收到来信”" in said[0].text


def test_length_by_the_rule_of_its_year():
    assert dict(found(one="文" * 4100))["too_long"] == "超过专项文稿一般的 4000 字"
    assert dict(found(one="文" * 5100))["too_long"] == "超过综合性文稿一般的 5000 字"
    assert "too_long" not in dict(found(one="文" * 5100, year=2023))


def test_marks_and_blanks():
    assert "unpaired_mark" in dict(found(one="{内部}没有结束。"))
    assert "left_blank" in dict(found(one="（写明一件事。）"))


def test_what_is_switched_off_is_silent_but_never_what_must_be():
    assert found(one="近100件。", off=["approximate", "typed_number"]) == []
    text = "# 工作\n\n好。\n"
    assert blocking(lint(Text(sheet(text), text), off=list(RULES)))


def test_the_public_text_leaves_out_what_is_marked():
    text = "# 成效\n\n一{内部}二{/内部}三\n\n{内部}整段\n\n又一段{/内部}\n\n- 甲{内部}。{/内部}\n- {内部}乙{/内部}\n- 丙\n"
    lines = []
    for block in read(text).blocks:
        lines.append(
            Line(
                block.kind,
                block.part,
                block.level,
                0,
                tuple(Piece(b.what, b.internal) for b in block.bits),
            )
        )
    public = Sheet("t", "u", "n", 2025, "town", "", tuple(lines)).public()
    assert [(ln.text, ln.number) for ln in public.lines] == [
        ("成效", 1),
        ("一三", 0),
        ("甲", 1),
        ("丙", 2),
    ]


def test_a_frozen_sheet_reads_back_as_it_was():
    number = NumberFact(
        "a.b", "来信", "定义", "", "", "件", 3, None, "3", 202501, 202512, (("k", "类", "甲", "1"),)
    )
    table = TableFact("t", "h", "a.b", "来信", (("甲", "3件", 3, None),), "3件")
    before = Sheet("t", "u", "n", 2025, "town", "", (
        Line("paragraph", "p", pieces=(Piece("3件", number=number),)), Line("table", "p", table=table),
    ))  # fmt: skip
    import json

    again = Sheet.of(json.loads(json.dumps(before.to_json())))
    assert again == before and again.digest() == before.digest() and moved(before, again) == []
