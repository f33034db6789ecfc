"""The write door: who, when, in what order, with what trace."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.errors import Conflict, Incomplete, InvalidData, NotAllowed, WrongState
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.act import Call, Opening, act, act_many
from yifa.kernel.matter.models import Clock, Matter, Series
from yifa.kernel.scope.actor import Actor
from yifa.kernel.scope.query import UnscopedQuery
from yifa.kernel.scope.read import visible_to
from yifa.kernel.tests.house import REPLY, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def letter(house, title="关于道路的来信", on=date(2024, 9, 2), user=None):
    return act(
        Actor.of(user or house.alice), Opening("test.letter", house.bureau), "receive",
        {"title": title, "phone": "13800000000"}, on=on,
    )  # fmt: skip


def test_a_letter_goes_from_receipt_to_reply(house):
    matter = letter(house)
    assert matter.number == "sfj-2024-0001"
    # 2024-09-02 a Monday; 20 working days with Mid-Autumn (15-17), make-up Saturday 14, make-up Sunday 29 and
    # National Day from 1 October: 3..6 (4), 9..14 (10), 18..20 (13), 23..27 (18), 29 (19), 30 (20).
    assert matter.next_due == date(2024, 9, 30)
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 10))
    matter = act(Actor.of(house.carol), matter, "reply", on=date(2024, 9, 30))
    assert (matter.is_open, matter.on_time, matter.closed_ym) == (False, 1, 202409)
    assert matter.next_due is None
    assert verify().breaks == []


def test_a_late_reply_is_late(house):
    matter = letter(house)
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 10))
    assert act(Actor.of(house.carol), matter, "reply", on=date(2024, 10, 8)).on_time == 0


def test_wrong_role_wrong_unit_wrong_order_are_refused_and_nothing_is_written(house):
    matter = letter(house)
    rows = JournalRow.objects.unscoped("test").count()
    with pytest.raises(NotAllowed, match="审核人"):
        act(Actor.of(house.alice), matter, "review")
    with pytest.raises(NotAllowed, match="区司法局"):
        act(Actor.of(house.tom), matter, "ask")
    with pytest.raises(Incomplete, match="第十七条"):
        act(Actor.of(house.carol), matter, "reply")
    with pytest.raises(InvalidData, match="不能晚于今天"):
        act(Actor.of(house.alice), matter, "ask", on=date(2999, 1, 1))
    act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 10))
    with pytest.raises(InvalidData, match="2024-09-10"):
        act(Actor.of(house.carol), matter, "reply", on=date(2024, 9, 9))
    with pytest.raises(WrongState, match="已审查"):
        act(Actor.of(house.bob), matter, "review", on=date(2024, 9, 11))
    assert JournalRow.objects.unscoped("test").count() == rows + 1


def test_the_same_person_may_not_receive_and_review(house):
    house.person("dora", "多拉", house.bureau, "case_handler")
    from yifa.kernel.entry.enter import enter

    enter(house.machine, "post", {"user": "dora", "at": "sfj", "role": "reviewer", "reach": "unit"},
          unit=house.bureau, on=date(2000, 1, 1))  # fmt: skip
    from yifa.kernel.organization.models import User

    dora = User.objects.get(username="dora")
    matter = letter(house, user=dora)
    with pytest.raises(NotAllowed, match="同一人"):
        act(Actor.of(dora), matter, "review")


def test_somebody_else_was_faster(house):
    matter = letter(house)
    seen = matter.version
    act(Actor.of(house.alice), matter, "ask", on=date(2024, 9, 3))
    with pytest.raises(Conflict, match=r"艾丽刚刚办理了“征求意见”"):
        act(Actor.of(house.bob), matter, "review", expected_version=seen)


def test_a_repeated_call_acts_once(house):
    opening = Opening("test.letter", house.bureau)
    first = act(Actor.of(house.alice), opening, "receive", {"title": "一"}, idempotency_key="k1")
    again = act(
        Actor.of(house.alice),
        Opening("test.letter", house.bureau),
        "receive",
        {"title": "一"},
        idempotency_key="k1",
    )
    assert first.pk == again.pk
    assert Series.objects.get(kind="test.letter").last == 1


def test_pausing_takes_days_out_and_extension_adds_them_once(house):
    matter = letter(house, on=date(2024, 3, 4))
    # 20 working days from Monday 4 March 2024 end on Monday 1 April.
    assert matter.next_due == date(2024, 4, 1)
    matter = act(Actor.of(house.alice), matter, "ask", on=date(2024, 3, 11))
    assert matter.next_due is None
    matter = act(Actor.of(house.alice), matter, "answer", on=date(2024, 3, 18))
    # Five working days (12, 13, 14, 15, 18 March) do not count. Five more after 1 April, over Qingming (4-6) with the
    # make-up Sunday 7: 2, 3, 7, 8, 9 April.
    assert matter.next_due == date(2024, 4, 9)
    matter = act(
        Actor.of(house.carol),
        matter,
        "extend",
        {"ground": "情况复杂", "amount": 20},
        on=date(2024, 3, 19),
    )
    with pytest.raises(Exception, match="延长"):
        act(
            Actor.of(house.carol),
            matter,
            "extend",
            {"ground": "再次", "amount": 20},
            on=date(2024, 3, 20),
        )
    clock = Clock.objects.get(matter=matter, limit_id=REPLY)
    assert clock.extensions.count() == 1


def test_a_batch_is_whole_or_absent(house):
    from yifa.kernel.errors import BatchRefused

    good, bad = Opening("test.letter", house.bureau), Opening("test.letter", house.bureau)
    calls = [Call(good, "receive", {"title": "好"}), Call(bad, "receive", {"title": ""})]
    with pytest.raises(BatchRefused, match="第 2 行"):
        act_many(Actor.of(house.alice), calls)
    assert Matter.objects.unscoped("test").count() == 0
    opening = Opening("test.letter", house.bureau)
    done = act_many(house.machine, [
        Call(opening, "receive", {"title": "一批"}, on=date(2023, 5, 4)),
        Call(opening, "review", on=date(2023, 5, 5)),
        Call(opening, "reply", on=date(2023, 5, 6)),
    ], how="backfill")  # fmt: skip
    assert done[0].pk == done[2].pk and done[2].state == "closed" and done[2].how == "backfill"
    assert verify().breaks == []


def test_scope_hides_other_units_and_unscoped_reads_raise(house):
    matter = letter(house)
    assert list(visible_to(Actor.of(house.alice), Matter)) == [matter]
    assert list(visible_to(Actor.of(house.tom), Matter)) == []
    with pytest.raises(UnscopedQuery):
        list(Matter.objects.all())
    with pytest.raises(UnscopedQuery):
        Matter.objects.filter(room="test").count()


def test_late_recording_is_told(house):
    with moment.at(date(2024, 9, 20)):
        matter = letter(house, on=date(2024, 9, 2))
    row = JournalRow.objects.unscoped("test").get(matter=matter)
    assert (row.how, row.recorded_days_after) == ("late", 18)
    assert "13800000000" not in row.payload


def test_void_keeps_its_number(house):
    matter = letter(house)
    act(Actor.of(house.carol), matter, "void", {"reason": "重复登记"}, on=date(2024, 9, 3))
    second = letter(house, title="第二封")
    assert second.number == "sfj-2024-0002"
    assert Matter.objects.unscoped("test").get(pk=matter.pk).is_void


def test_a_correction_keeps_what_stood_before(house):
    matter = letter(house)
    data = {"column": "title", "value": "关于桥梁的来信", "reason": "登记笔误"}
    matter = act(Actor.of(house.alice), matter, "correct", data, on=date(2024, 9, 3))
    assert matter.title == "关于桥梁的来信"
    row = JournalRow.objects.unscoped("test").get(matter=matter, step="correct")
    assert "关于道路的来信" in row.payload and "登记笔误" in row.payload
    assert verify().breaks == []
    with pytest.raises(InvalidData, match="更正为"):
        act(Actor.of(house.alice), matter, "correct", data | {"value": ""}, on=date(2024, 9, 3))


def test_a_number_is_never_typed_into_a_clock(house):
    matter = letter(house)
    with pytest.raises(InvalidData, match="更正内容"):
        act(
            Actor.of(house.alice),
            matter,
            "correct",
            {"column": "received_on", "value": "2024-09-09", "reason": "x"},
        )
