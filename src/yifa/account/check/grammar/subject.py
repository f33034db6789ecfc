"""What a quantity is of: the words before its numeral, or the noun behind its classifier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yifa.account.check.grammar.context import Frame

if TYPE_CHECKING:
    from yifa.account.check.grammar.quantity import Quantity

_FILLER = re.compile(
    r"^(?:[、,和及与]|以及|其中|另有|另|共计?|累计|合计|总计|全年|今年|年内|本年度?|目前|截至目前|今年以来|年初以来|分别|先后|已|均|并|还|同时|现有|现|"
    r"20\d\d年度?|全(?:区|市|县|镇|省|街道)|我(?:区|市|县|镇|局|街道|乡))+"
)
_LINK = re.compile(
    r"(?:分别|达到了?|达|率为|为|是|有|共计?|累计|合计|总计|约|近|超过?|了|各|仅|均|已|:|高达|多达|计|至|到|的)+$"
)
_TAIL = re.compile(r"^(?:的)?(?P<noun>[一-龥A-Za-z（）()“”《》·]{1,16})")
_STOP = re.compile(
    r"[的,。;、:]|进行|开展|参加|接受|完成|实现|予以|提供|得到|作出|用于|被|获|已|均|并|和|及|通过率|合格率|同比|占|较|比"
)


def subject_of(
    text: str, frame: Frame, start: int, end: int, unit: str, last: Quantity | None
) -> str:
    """The subject of the quantity between two folded places, in the text's words (at most 40 characters)."""
    begin = frame.clause_start(start)
    if last is not None and begin < last.fold_to <= start:
        begin = last.fold_to
    head = text[begin:start]
    head = head[-40:]
    head = _LINK.sub("", _FILLER.sub("", head.strip("、,和及与以“”()")))
    noun = ""
    if tail := _TAIL.match(text[end : end + 18]):
        noun = tail["noun"]
        stop = _STOP.search(noun)
        noun = noun[: stop.start()] if stop else noun
        noun = "" if text[end : end + 1] in "(（" else noun
    if unit in ("%", "百分点", "个百分点"):
        rate = re.match(r"(?:的)([一-龥]{1,8}率)", text[end : end + 12])
        return rate[1] if rate and len(head) < 12 else head or noun
    if not head and last is not None and last.unit == unit:
        return noun or last.subject
    return f"{head}{noun}" if head and noun and len(head) < 14 else head or noun
