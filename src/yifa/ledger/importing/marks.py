"""What offices write into a cell that is no value: a dash for nothing, full-width digits, a number cut to 3.3E+17."""

from __future__ import annotations

import re
import unicodedata

_DASHES = "-—–―－─/／\\＼"
_EMPTY = {"无", "空", "暂无", "没有", "N/A", "n/a", "NA", "NULL", "null"}
_WIDE = {c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0D)}  # fmt: skip
_CUT = re.compile(r"\d(?:\.\d+)?[eE]\+(?:1[1-9]|[2-9]\d)")
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")

FAILED = ("这一格的公式没有算出结果", "请在电子表格软件里改正公式，或者改成数值，保存后重新导入")
"""What is said of #N/A and its like."""
_FAILED = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|未计算)")
CUT = ("这一格是科学计数法，后几位已经丢失", "请把该列设为文本格式，按原件重新填写完整号码")


def is_blank(text: str) -> bool:
    """Whether the cell says that there is nothing: empty, —, /, 无.

    >>> is_blank("——"), is_blank("无"), is_blank("无锡路")
    (True, True, False)
    """
    return not text.strip(_DASHES) or text in _EMPTY


def filled(text: str) -> str:
    """The cell's text, nothing where it says that there is nothing."""
    return "" if is_blank(text) else text


def narrow(text: str) -> str:
    """Letters and digits in their usual width, everything else as written.

    >>> narrow("ＢＨ－０１（甲）")
    'BH-01（甲）'
    """
    return text if text.isascii() else text.translate(_WIDE)


def loose(text: str) -> str:
    """A name without blanks and width, for comparing.

    >>> loose("白 鹤\u3000镇（街道）") == loose("白鹤镇(街道)")
    True
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def is_failed(text: str) -> bool:
    """Whether the cell is the error of a formula.

    >>> is_failed("#N/A"), is_failed("#1 楼")
    (True, False)
    """
    return text[:1] == "#" and _FAILED.fullmatch(text) is not None


def is_cut(text: str) -> bool:
    """Whether a long number stands there as a spreadsheet shortens it, its last digits lost.

    >>> is_cut("3.30702E+17"), is_cut("1.5E+3")
    (True, False)
    """
    return "+" in text and _CUT.fullmatch(text) is not None
