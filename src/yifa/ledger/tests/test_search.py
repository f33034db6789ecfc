"""Search documents: two-character words exactly, numbers by their beginning, names without a dictionary."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.kernel import loop, moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.matter import search
from yifa.kernel.matter.act import act
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor


def found(words, **marks):
    rows = Matter.objects.unscoped("test").filter(search.matching(words, **marks))
    return list(rows.order_by("id").values_list("title", flat=True))


def test_words_become_bigrams_with_the_last_character_alone():
    assert search.tokens("道路规划 A-12号") == ["道路", "路规", "规划", "划", "a", "12", "号"]
    assert search.tokens("〔２０２４〕") == ["2024"]
    assert search.tokens("—、。") == []


@pytest.fixture
def three(house):
    house.appeal("关于道路规划的申诉", "张三丰")
    house.appeal("关于路道照明的申诉", "欧阳小二")
    house.appeal("请求公开2024年预算", "𬱖某人")
    return house


def test_two_character_words_are_found_exactly(three):
    assert found("道路") == ["关于道路规划的申诉"]
    assert found("路道") == ["关于路道照明的申诉"]
    assert found("规划的申诉") == ["关于道路规划的申诉"]
    assert found("划路") == []


def test_single_characters_names_numbers_and_several_words(three):
    assert found("路") == ["关于道路规划的申诉", "关于路道照明的申诉"]
    assert found("诉") == ["关于道路规划的申诉", "关于路道照明的申诉"]
    assert found("欧阳") == ["关于路道照明的申诉"]
    assert found("𬱖某") == ["请求公开2024年预算"]
    assert found("2024年") == ["请求公开2024年预算"]
    assert found("申〔2024〕2号") == ["关于路道照明的申诉"]
    assert found("申诉 道路") == ["关于道路规划的申诉"]
    assert len(found("２０２４")) == 3


@pytest.mark.parametrize(
    "odd",
    ['"', "'", "*", 'a" OR "b', "道路' | '", "NEAR(", "\\", "-道路", "道路 AND", "%", "_open"],
)
def test_nothing_typed_breaks_the_search(three, odd):
    assert isinstance(found(odd), list)


def test_marks_cannot_be_typed(three):
    assert found("_open") == []
    assert found("，。") == []


def test_words_units_procedure_and_open_answer_together(three):
    assert len(found("", tops=[three.bureau.pk], procedure="test.appeal")) == 3
    assert len(found("申诉", tops=[three.district.pk])) == 2, "a district finds what is below it"
    assert found("申诉", tops=[three.town.pk]) == []
    assert len(found("申诉", tops=[three.town.pk, three.bureau.pk])) == 2
    assert len(found("", is_open=True)) == 3 and found("", is_open=False) == []


def test_an_act_that_changes_the_state_alone_leaves_the_document_and_one_that_closes_renews_it(
    three,
):
    first = Matter.objects.unscoped("test").order_by("id")[0]
    act(Actor.of(three.bob), first, "review", on=date(2024, 9, 3))
    assert len(found("申诉", is_open=True)) == 2
    act(Actor.of(three.carol), first, "reply", on=date(2024, 9, 4))
    assert found("申诉", is_open=False) == ["关于道路规划的申诉"]


def test_documents_follow_a_unit_that_moves_in_the_tree(three):
    values = {
        "code": "sfj",
        "name": "示范区司法局",
        "short_name": "区司法局",
        "kind": "department",
        "parent": "town1",
    }
    enter(three.machine, "unit", values, unit=three.district, key="sfj", on=moment.today())
    while loop.deliver_one():
        pass
    assert len(found("申诉", tops=[three.town.pk])) == 2


def test_contacts_never_enter_a_document(three):
    assert found("13800000000") == [] and found("330702199001011234") == []


def test_a_matter_written_twice_has_one_document(three):
    first = Matter.objects.unscoped("test").order_by("id")[0]
    search.renew([first.unit_id])
    search.renew()
    assert found("道路") == ["关于道路规划的申诉"]
