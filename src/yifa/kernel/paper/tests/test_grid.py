"""Line breaking on manuscript paper; every character in a cell, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yifa.kernel.paper.grid import Advances, Line, set_lines

HALF = Advances({}, default=0.5)


def lines(text: str, columns: int = 10, indent: int = 0) -> list[str]:
    return [
        "".join(s.text for s in line)
        for line in set_lines(text, HALF, columns=columns, indent=indent)
    ]


def cells(line: Line) -> int:
    return sum(segment.cells for segment in line)


def test_a_pause_mark_hangs_and_a_closing_bracket_takes_its_neighbour_down() -> None:
    assert lines("一二三四五六七八九十，一二") == ["一二三四五六七八九十，", "一二"]
    assert lines("一二三四五六七八九十）一二") == ["一二三四五六七八九", "十）一二"]


def test_two_marks_together_go_down_together() -> None:
    assert lines("一二三四五六七八九十。”一二") == ["一二三四五六七八九", "十。”一二"]


def test_an_opening_bracket_does_not_end_a_line() -> None:
    assert lines("一二三四五六七八九（一）") == ["一二三四五六七八九", "（一）"]


def test_a_dash_of_two_cells_is_not_parted() -> None:
    assert lines("一二三四五六七八九——一") == ["一二三四五六七八", "九——一"]


def test_a_number_stays_whole_and_takes_whole_cells() -> None:
    assert lines("一二三四五六七八2026年") == ["一二三四五六七八2026", "年"]
    assert lines("一二三四五六七八九2026年") == ["一二三四五六七八九", "2026年"]
    (line,) = set_lines("共312件", HALF, columns=10)
    assert [segment.cells for segment in line] == [1, 2, 1]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert "".join(lines("x" * 60)) == "x" * 60
    assert len(lines("x" * 60)) > 2


def test_the_first_line_is_indented() -> None:
    first, second = set_lines("一" * 12, HALF, columns=10, indent=2)
    assert first[0].kind == "skip" and cells(first) == 10
    assert cells(second) == 4


@given(st.text(alphabet="法治府，。、）》”（《“—…0123456789 aW%.,;:)①𠮷é", max_size=200))
def test_nothing_is_lost_and_no_line_is_too_long(text: str) -> None:
    broken = set_lines(text, HALF, columns=28, indent=2)
    printed = "".join(segment.text for line in broken for segment in line)
    assert printed.replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= 28 for line in broken)
