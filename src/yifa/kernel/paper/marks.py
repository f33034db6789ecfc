"""The small written forms of official paper: dates, document numbers, heading numbers.

GB/T 9704-2012 7.2.5 (发文字号), 7.3.3 (结构层次序数) and 7.3.5.4 (成文日期).
"""

from __future__ import annotations

from datetime import date

_DIGITS = "〇一二三四五六七八九"


def chinese_date(day: date) -> str:
    """The date as it stands on a paper: Arabic numerals, no leading zeros, `2026年1月2日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def doc_number(code: str, year: int, serial: int) -> str:
    """The document number 发文字号, `金政发〔2025〕33号`: full year in 六角括号, no 第, no leading zero."""
    if serial < 1:
        raise ValueError(f"a document number starts at 1, not {serial}")
    if not 1000 <= year <= 9999:
        raise ValueError(f"the year of a document number is written in full, not {year}")
    return f"{code}〔{year}〕{serial}号"


def chinese_numeral(number: int) -> str:
    """1 to 99 in Chinese numerals as used to number headings: 一, 十, 十一, 二十, 九十九."""
    if not 1 <= number <= 99:
        raise ValueError(f"headings are numbered 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def heading_mark(level: int, number: int) -> str:
    """The number before a heading of level 1 to 4: `一、` `（一）` `1.` `（1）`."""
    match level:
        case 1:
            return f"{chinese_numeral(number)}、"
        case 2:
            return f"（{chinese_numeral(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"official paper has heading levels 1 to 4, not {level}")
