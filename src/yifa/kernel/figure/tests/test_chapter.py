"""Chapters: prose in which no number is typed and every reference is answered or named."""

from __future__ import annotations

import pytest

from yifa.kernel.figure import Eq, Figure, IsNull, Not, Period, Ratio, register_figures, registry
from yifa.kernel.figure.chapter import (
    BadReference,
    Chapter,
    ChapterError,
    Heading,
    Prose,
    Reference,
    Split,
    TypedNumber,
    blocks,
    problems,
    reference,
)
from yifa.kernel.figure.tests.rows import LETTERS

YEAR = Period.year(2019)


@pytest.fixture(autouse=True)
def figures(monkeypatch):
    monkeypatch.setattr(registry, "_figures", {})
    monkeypatch.setattr(registry, "_facts", {})
    plain = {
        "fact": LETTERS,
        "period_column": "received_ym",
        "definition": "来信",
        "disaggregations": ("outcome",),
    }
    register_figures(
        Figure(id="test.letters", title="来信", **plain),
        Figure(
            id="test.on_time", title="按期率", measure=Ratio(Eq("on_time", 1)), unit_word="%",
            **(plain | {"where": Not(IsNull("on_time"))}),
        ),
    )  # fmt: skip


def chapter(text: str) -> Chapter:
    return Chapter(id="test", title="来信", room="test", text=text)


def test_a_text_is_read_into_headings_prose_and_tables():
    found = blocks(
        "# 总体\n\n收到[[test.letters]]，\n其中公开[[test.letters|outcome=granted]]。\n\n[[table test.letters by outcome]]"
    )
    assert found == [
        Heading(1, "总体"),
        Prose(
            (
                "收到", Reference("test.letters", "test.letters"), "，其中公开",
                Reference("test.letters|outcome=granted", "test.letters", slice=(("outcome", "granted"),)), "。",
            )
        ),
        Split(Reference("test.letters", "test.letters"), "outcome"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("test.on_time.numerator", ("test.on_time", "numerator", 0, False, "")),
        ("test.on_time.denominator|year-2", ("test.on_time", "denominator", 2, False, "")),
        ("test.letters|bare|none=没有", ("test.letters", "", 0, True, "没有")),
    ],
)
def test_a_reference_is_read(written, expected):
    found = reference(written)
    assert (found.figure_id, found.part, found.years_back, found.bare, found.none) == expected


@pytest.mark.parametrize(
    "written",
    ["", "来信", "test", "test.letters|year+1", "test.letters|颜色", "Test.Letters", "table x"],
)
def test_what_is_no_reference_is_named(written):
    with pytest.raises(BadReference, match=r"\[\["):
        chapter(f"收到[[{written}]]")


@pytest.mark.parametrize(
    "typed",
    ["共收到130件", "答复率100%", "公开１２１５５条", "办理6,800多件", "收费3.5万元", "（3 件）"],
)
def test_a_number_of_records_may_not_be_typed(typed):
    with pytest.raises(TypedNumber, match="不能手写"):
        chapter(typed)


@pytest.mark.parametrize(
    "free",
    [
        "依据国办公开办函〔2021〕30号办理",
        "2019年，全年",
        "第三十一条规定",
        "《某办法（2019）》施行",
        "《压减30件材料的意见》印发",
    ],
)
def test_years_titles_and_document_numbers_are_no_counts(free):
    assert chapter(free)


def test_brackets_must_pair():
    with pytest.raises(ChapterError, match="不成对"):
        chapter("收到[[test.letters]，本年")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[test.gone]]件", "没有这一指标：test.gone"),
        ("[[test.letters.denominator]]件", "没有分母"),
        ("[[test.letters|state=received]]", "不允许按 state"),
        ("[[test.letters|outcome=vanished]]", "没有这个代码：vanished"),
        ("[[table test.letters by state]]", "不允许按 state"),
    ],
)
def test_what_cannot_be_answered_is_named(text, named):
    (found,) = problems(chapter(text), YEAR)
    assert named in found


def test_a_sound_chapter_has_no_problem():
    assert (
        problems(
            chapter(
                "收到[[test.letters]]，按期[[test.on_time.numerator]]件。\n\n[[table test.on_time by month]]"
            ),
            YEAR,
        )
        == []
    )
