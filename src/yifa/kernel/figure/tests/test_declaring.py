"""What may be declared: facts without people, figures that do not contradict themselves."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.kernel.figure import (
    And,
    BadFact,
    BadFigure,
    Change,
    Column,
    Count,
    Eq,
    Fact,
    Figure,
    Ge,
    In,
    IsNull,
    Not,
    Period,
    Ratio,
    StockAt,
    Sum,
    UnknownFigure,
    figure_of,
    register_figures,
    registry,
)
from yifa.kernel.figure.figure import check
from yifa.kernel.figure.predicate import compiled
from yifa.kernel.figure.tests.rows import LETTERS
from yifa.kernel.matter.models import Delivery, Party
from yifa.kernel.organization.models import Placement


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(registry, "_figures", {})
    monkeypatch.setattr(registry, "_facts", {})


def figure(**more) -> Figure:
    plain = {
        "id": "test.letters", "title": "来信", "fact": LETTERS, "period_column": "received_ym",
        "definition": "本期收到的来信",
    }  # fmt: skip
    return Figure(**(plain | more))


def fact(**more) -> Fact:
    return Fact(
        **({"id": "bad", "title": "坏", "room": "test", "procedures": ("test.letter",)} | more)
    )


@pytest.mark.parametrize(
    "source", ["child.name", "child.phone", "child.identity_number", "child.identity_blind"]
)
def test_personal_data_cannot_become_a_column(source):
    with pytest.raises(BadFact, match="个人信息"):
        fact(child=Party, columns={"who": source})


def test_free_text_cannot_become_a_column():
    with pytest.raises(BadFact, match="自由文本"):
        fact(columns={"title": "matter.title"})


def test_a_code_of_a_child_row_can():
    parties = fact(id="parties", child=Party, columns={"kind": "child.kind"})
    assert parties.row_id == "child_id"
    assert parties.label("kind", "natural") == "自然人"
    assert '"kernel_party" c on c."matter_id" = m."id"' in parties.select


def test_a_date_is_kept_as_its_digits_and_its_month():
    sent = fact(
        id="sent", child=Delivery,
        columns={"sent": "child.sent_on", "sent_ym": Column("child.sent_on", kind="ym")},
    )  # fmt: skip
    assert (sent.column("sent").kind, sent.column("sent_ym").kind) == ("date", "ym")
    assert "extract" not in sent.select and "date" not in sent.select


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"state": "matter.state"}},
        {"columns": {"x": "detail.anything"}},
        {"columns": {"Bad name": "matter.state"}},
        {"procedures": ("x'; drop table y",)},
        {"procedures": ()},
        {"entry": Placement},
    ],
)
def test_a_fact_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(BadFact):
        fact(**wrong)


def test_void_matters_are_never_in_a_fact():
    assert LETTERS.select.endswith(
        """where m."room" = 'test' and m."procedure" in ('test.letter') and not m."is_void\""""
    )


def test_a_fact_of_another_rooms_procedure_is_refused():
    from yifa.kernel.tests.house import ensure_letter

    ensure_letter()
    with pytest.raises(BadFigure, match=r"不属于业务 other：test\.letter"):
        register_figures(figure(fact=fact(id="strange", room="other")))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"definition": ""}, "定义"),
        ({"id": "letters"}, "形式"),
        ({"period_column": ""}, "有且只有一个"),
        ({"stock": StockAt("received_ym", "closed_ym")}, "有且只有一个"),
        ({"period_column": "duration_days"}, "月份"),
        ({"where": Eq("no_such", 1)}, "没有这一列"),
        ({"where": Eq("duration_days", "7")}, "类型"),
        ({"where": Eq("on_time", True)}, "类型"),
        ({"where": Ge("state", 1)}, "大小"),
        ({"where": Eq("outcome", "vanished")}, "没有这个代码"),
        ({"where": And(Eq("on_time", 1), Eq("on_time", 0))}, "自相矛盾"),
        ({"where": And(IsNull("on_time"), In("on_time", (0, 1)))}, "自相矛盾"),
        (
            {"where": Eq("on_time", 0), "measure": Ratio(Eq("on_time", 1)), "unit_word": "%"},
            "自相矛盾",
        ),
        ({"measure": Ratio(And()), "unit_word": "%"}, "恒为"),
        ({"unit_word": "%"}, "只有比率"),
        ({"measure": Sum("outcome")}, "整数"),
        ({"disaggregations": ("handler",)}, "没有这一列"),
        ({"since": date(2020, 1, 1), "until": date(2019, 1, 1)}, "早于"),
    ],
)
def test_a_figure_that_contradicts_itself_is_refused(wrong, why):
    with pytest.raises(BadFigure, match=why):
        register_figures(figure(**wrong))
    assert not registry.all_figures()


def test_the_numerator_is_a_part_of_the_denominator_by_make():
    rate = figure(where=Not(IsNull("on_time")), measure=Ratio(Eq("on_time", 1)), unit_word="%")
    assert rate.part("numerator") == And(rate.part("denominator"), Eq("on_time", 1))


def test_a_change_takes_everything_from_what_it_compares():
    base = figure()
    grown = Figure(
        id="test.grown", title="增减", fact=LETTERS, measure=Change(base), definition="比上年增减"
    )
    register_figures(grown)
    with pytest.raises(BadFigure, match="不另设条件"):
        check(
            Figure(
                id="test.grown2", title="增减", fact=LETTERS, measure=Change(base), definition="比上年增减",
                where=Eq("on_time", 1),
            )
        )  # fmt: skip


def test_versions_follow_one_another_and_each_period_has_its_own():
    old = figure(until=date(2019, 12, 31), title="旧口径")
    new = figure(since=date(2020, 1, 1), title="新口径", where=Eq("on_time", 1))
    register_figures(new, old)
    assert figure_of("test.letters", Period.year(2019)).title == "旧口径"
    assert figure_of("test.letters", Period.year(2020)).title == "新口径"
    assert figure_of("test.letters").title == "新口径"
    with pytest.raises(BadFigure, match="两个版本"):
        register_figures(figure(since=date(2021, 1, 1), title="又一口径"))
    with pytest.raises(UnknownFigure, match=r"test\.gone"):
        figure_of("test.gone")


def test_the_definition_hash_changes_with_the_meaning_and_not_with_the_name():
    assert figure().digest() == figure(title="另一个名称").digest()
    assert figure().digest() != figure(where=Eq("on_time", 1)).digest()
    assert figure(measure=Count()).digest() != figure(measure=Sum("duration_days")).digest()


def test_a_name_that_is_no_name_never_reaches_sql():
    with pytest.raises(ValueError, match="plain name"):
        compiled(Eq('state" = 1 or "state', 1))
