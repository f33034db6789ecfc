"""Doubts about organisation codes: told, never a refusal, for codes that fail their check are issued and in use."""

from __future__ import annotations

import re

from stdnum.cn import uscc

_ORGANISATION = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_check_character(body: str) -> str:
    """The check character of an eight-character organisation code (GB 11714-1997).

    >>> organisation_check_character("05685158")
    '4'
    """
    values = (int(c) if c.isdigit() else ord(c) - 55 for c in body)
    left = 11 - sum(w * v for w, v in zip(_WEIGHTS, values, strict=True)) % 11
    return {10: "X", 11: "0"}.get(left, str(left))


def code_doubt(code: str) -> str:
    """What speaks against `code` being a credit code (GB 32100-2015) or an organisation code; empty if nothing."""
    if not code:
        return ""
    if code != code.upper():
        return "代码含小写字母，标准写法为大写"
    if len(code) == 18:
        return "" if uscc.is_valid(code) else "不符合统一社会信用代码的校验规则（GB 32100）"
    if found := _ORGANISATION.fullmatch(code):
        body, check = found.groups()
        right = organisation_check_character(body) == check
        return "" if right else "不符合组织机构代码的校验规则（GB 11714）"
    return "既不是 18 位统一社会信用代码，也不是 9 位组织机构代码"
