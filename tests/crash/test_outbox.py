"""The outbox delivers at least once: a failing consumer is tried again, a dead worker's row comes free."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yifa.kernel import loop, moment
from yifa.kernel.matter.models import Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    calls: list[int] = []
    monkeypatch.setattr(loop, "_handlers", {"test": [lambda p: calls.append(p["n"])]})
    return calls


def test_each_row_is_delivered(heard):
    for n in range(3):
        loop.post("test", {"n": n})
    assert loop.drain() == 3
    assert heard == [0, 1, 2]
    assert loop.drain() == 0


def test_what_fills_in_behind_waits_for_everything_else(heard, monkeypatch):
    monkeypatch.setattr(loop, "_behind", set())
    loop.handler("test.fill", behind=True)(lambda p: heard.append(p["n"]))
    for n in range(3):
        loop.post("test.fill", {"n": n})
    loop.post("test", {"n": 99})  # posted last, and somebody waits for it
    assert loop.deliver_one() is True
    assert heard == [99]
    assert loop.drain() == 3
    assert heard == [99, 0, 1, 2]


def test_a_failing_consumer_is_tried_again_later(heard, monkeypatch):
    def fails(payload):
        raise ValueError("out of paper")

    loop.post("test", {"n": 1})
    with monkeypatch.context() as broken:
        broken.setattr(loop, "_handlers", {"test": [fails]})
        loop.deliver_one()
    assert "out of paper" in Outbox.objects.get().error
    assert loop.deliver_one() is False
    with moment.at(moment.now() + timedelta(minutes=1)):
        assert loop.deliver_one() is True
    assert heard == [1]


def test_a_row_taken_by_a_dead_worker_comes_free_with_its_lease(heard):
    row = loop.post("test", {"n": 7})
    Outbox.objects.filter(pk=row.pk).update(taken_at=moment.now(), attempts=1)
    assert loop.deliver_one() is False
    with moment.at(moment.now() + loop.LEASE + timedelta(seconds=1)):
        assert loop.deliver_one() is True
    assert heard == [7]
