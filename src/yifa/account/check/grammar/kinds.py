"""Which kind a quantity is: read from its unit and from the clause around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yifa.account.check.grammar.approx import NORM
from yifa.account.check.grammar.quantity import Kind
from yifa.account.check.grammar.units import is_money, is_time, plain_unit

_UP = "增长|增加|上升|提高|提升|增多|上涨|攀升|扩大|多出|新增|前进|前移|上调|进位|跃升|增|升"
_DOWN = "下降|减少|降低|下滑|回落|减小|缩减|压减|压缩|缩短|精简|削减|后退|后移|下调|退后|降|减|少"
_THAN = r"(?:同比|环比|与?(?:较|比|跟|同)[^,。;、]{0,12}?(?:上年|去年|同期|前年|上季度|上月|上半年|往年|年初|以往|原来|\d{4}年|上期|期初|平均)|同期)"
_LINK = r"(?:了|幅度?|率|速|量|数|分别|均|也|仅|再|又|共|总体|整体|平均|案件|达|为|是|约|近|超|超过|逾|到达|高达|[:,])*"
YOY_UP = re.compile(
    rf"(?:{_THAN}[^。;]{{0,10}}?(?:{_UP}|多)|(?:增长|上升|增幅|涨幅|升幅|增速|提升|提高|上涨|增加|提速|提效|上调)){_LINK}$"
)
YOY_DOWN = re.compile(
    rf"(?:{_THAN}[^。;]{{0,10}}?(?:{_DOWN})|(?:下降|降幅|降低|下滑|减少|回落|压缩|压减|缩短|精简|缩减|下调|跌幅|减幅)){_LINK}$"
)
COMPARED = re.compile(_THAN)
LEVEL = re.compile(
    r"(?:提高|提升|增加|上升|增长|下降|降低|减少|压缩|缩短|压减|精简|缩减|降|升|增|减|控制|保持|稳定|扩大|达)(?:到|至|在|为)[了约近]?$|[到至]$"
)
_DIRECT = re.compile(rf"(?:增长|下降|上升|回落|下滑|上涨|增幅|降幅|涨幅){_LINK}$")

_MODAL = re.compile(
    r"(?:确保(?!了)|力争|争取|努力实现|(?<![按照依据和合])要求|应当|应(?=[不至在于达])|必须|(?<!无)须(?!知)|不得|目标(?:是|为|值)|"
    r"计划(?=到|在|于|年内|新|再|用)|拟(?=[于在建新再])|预计|将(?=于|在|达|再|新增|新建|继续|完成|实现|开展|建成|打造)|原则上|力求|明年|下一?年度?)"
)
_DONE = re.compile(r"(?:已|实现了|达到了|完成了|均达|实际|确保了)")
_PERIODIC = re.compile(r"每(?:个)?(?:年|季度|月|周|半年|人|村|单位|名|家|户|两个月|学期)")
_RANK_BEFORE = re.compile(r"(?:第|前)$")


@dataclass(frozen=True)
class Around:
    """The clause around a quantity: `before` and `after` within the sentence, approximating words, section."""

    sentence_before: str
    before: str
    after: str
    approx: tuple[str, ...]
    planned: bool


def direction(before: str) -> int:
    """1 rise, -1 fall, 0 no change told: what the words directly before a number say."""
    if LEVEL.search(before):
        return 0
    up, down = YOY_UP.search(before), YOY_DOWN.search(before)
    if up and down:
        return (
            1
            if up.start() >= down.start() and up.end() - up.start() <= down.end() - down.start()
            else -1
        )
    return 1 if up else -1 if down else 0


_SHARE_CUT = re.compile(r"(?:精简|压减|压缩|缩短|削减)率[^,。;]{0,3}$")
_SHORTER = re.compile(r"(?:缩短|压缩|压减|减少|延长|增加|提前)了?(?:约|近|超过?)?$")
_TIMES = re.compile(
    r"(?:是|为|达到?|相当于|约为)[^,。;]{0,12}?(?:上年|去年|同期|前年|\d{4}年|往年|原来)[^,。;]{0,6}的?$"
)


def change(before: str, unit: str) -> int:
    """The sign of a change, or 0 where the number is a level.

    Percentages, points and multiples need only a verb of change; counts need a comparison (同比, 较上年) or a verb that
    tells nothing else (增长, 下降).
    """
    if _SHARE_CUT.search(before):
        return 0
    sign = direction(before)
    if not sign:
        return 1 if plain_unit(unit) in ("倍", "番") and _TIMES.search(before) else 0
    if plain_unit(unit) in ("%", "‰", "百分点", "个百分点", "倍", "番"):
        return sign
    if is_time(unit):
        return sign if _SHORTER.search(before) else 0
    return sign if COMPARED.search(before[-40:]) or _DIRECT.search(before) else 0


def kind_of(unit: str, around: Around, *, ordinal: bool, sign: int) -> Kind:
    """The kind of a quantity from its unit, its clause and its section."""
    plain = plain_unit(unit)
    if ordinal:
        return Kind.RANK
    if plain in ("百分点", "个百分点"):
        return Kind.TARGET if _wanted(around) else Kind.YOY
    if is_time(unit) and not _floor(around):
        return Kind.YOY if sign else Kind.DURATION
    if _wanted(around):
        return Kind.TARGET
    if sign:
        return Kind.YOY
    if plain in ("%", "‰"):
        return Kind.PERCENT
    if is_money(unit):
        return Kind.MONEY
    if is_time(unit):
        return Kind.DURATION
    return Kind.COUNT


def _floor(around: Around) -> bool:
    """A least amount of time demanded (不少于60学时) is a target; a greatest one is a time limit."""
    return any(
        w in ("不得少于", "不得低于", "不少于", "不低于", "至少", "最少", "起码", "不小于")
        for w in around.approx
    )


def _wanted(around: Around) -> bool:
    """Whether the words set something to be reached rather than tell what was."""
    if around.planned:
        return True
    near = around.sentence_before[-60:]
    if any(word in NORM for word in around.approx):
        return not _DONE.search(near[-25:])
    if "以上" in around.approx and _PERIODIC.search(near):
        return True
    if set(around.approx) & {"以内", "之内"} and re.search(r"控制在?|不得|限", near):
        return True
    modals = list(_MODAL.finditer(around.before[-40:]))
    if not modals:
        return False
    return not _DONE.search(around.before[-40:][modals[-1].end() :])
