"""Approximating words around a numeral: 近, 超, 余, 多, 以上, 左右, 不低于 …, doubled ones too."""

from __future__ import annotations

import re

LOWER_BEFORE = ("不得少于", "不得低于", "不少于", "不低于", "不小于", "不止", "至少", "最少", "最低", "起码", "超过了", "超过", "突破", "超出", "超", "逾",
                "大于", "高于", "多于", "上")  # fmt: skip
UPPER_BEFORE = ("不得超过", "不得高于", "不得多于", "不超过", "不高于", "不多于", "不超", "至多", "最多", "最高", "少于", "低于", "小于", "不足", "不到",
                "将近", "接近", "近", "不大于")  # fmt: skip
ABOUT_BEFORE = ("大约", "大概", "约计", "约为", "约", "估计")
LOWER_AFTER = ("及以上", "以上", "之多", "有余", "余", "多", "开外")
UPPER_AFTER = ("及以下", "以下", "之内", "以内", "以里", "内")
ABOUT_AFTER = ("左右", "上下", "来", "几")
INNER = {"+": "lower", "余": "lower", "多": "lower", "来": "about", "几": "about"}
NORM = {
    "不得少于", "不得低于", "不少于", "不低于", "不小于", "至少", "最少", "起码", "不得超过", "不得高于", "不得多于", "不超过",
    "不高于", "不多于", "不超", "至多", "最多", "不大于", "最低",
}  # fmt: skip
"""Words that set a limit rather than report a number."""

_BOUND = {"前": "upper", "不少于": "lower", "不得少于": "lower"} | (
    dict.fromkeys(LOWER_BEFORE, "lower")
    | dict.fromkeys(UPPER_BEFORE, "upper")
    | dict.fromkeys(ABOUT_BEFORE, "about")
)
_BOUND_AFTER = {"强": "upper", "佳": "upper"} | (
    dict.fromkeys(LOWER_AFTER, "lower")
    | dict.fromkeys(UPPER_AFTER, "upper")
    | dict.fromkeys(ABOUT_AFTER, "about")
)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


BEFORE = re.compile(
    rf"(?:(?<!以)(?<!马)(?<!网)(?<!线)(?:{_any(LOWER_BEFORE + UPPER_BEFORE + ABOUT_BEFORE)}))$"
)
AFTER = re.compile(rf"(?:{_any(LOWER_AFTER + UPPER_AFTER + ABOUT_AFTER)})(?!家|年来)")
POST_NUMERAL = re.compile(
    r"\+(?![\dA-Za-z])|[余多来几](?![选样方元化层功少次种为见媒项])|[余多](?=[次种项元])"
)
_NOT_AFTER = re.compile(
    r"(?:来自|来访|来信|来源|多元|多样|多方|多层|多部|多种|几乎|内容|内部|内设|内外|内的|余额|余下|来人|来电)"
)
_NOT_BEFORE = re.compile(
    r"(?:晚上|早上|网上|线上|以上|会上|附近|邻近|靠近|最近|预约|公约|节约|合约|条约|签约|履约|违约|集约|书记上|墙上|身上|上上|路上|掌上)$"
)
_CHAIN = 3
_DISTANT = re.compile(
    r"(?P<word>不得?少于|不得?低于|不得?超过|至少|最少|起码|最多|至多)(?:要|应|须|需|每年|每季度?|每月|每周|每人|每村|每单位|各)?"
    r"(?:举办|举行|召开|开展|组织|安排|进行|参加|完成|建成|建立|打造|培育|培养|配备|拥有|有|建|设立|听取|集中学习|学习|报告|研究|开设|接受|公布|检查|抽查|"
    r"轮训|培训|创建|选派|聘请|聘任|走访|排查|宣讲|发布|报送|新增|覆盖|更新|巡查|演练|提供|确定)了?$"
)


def words_before(before: str) -> list[str]:
    """Approximating words that end the text before a numeral, the nearest last (“已达近” → ["近"])."""
    words: list[str] = []
    while (
        len(words) < _CHAIN and (found := BEFORE.search(before)) and not _NOT_BEFORE.search(before)
    ):
        words.insert(0, found.group())
        before = before[: found.start()]
    return words


def distant_word(before: str) -> str:
    """A limiting word parted from its numeral by a verb (至少举行), or an empty string."""
    found = _DISTANT.search(before[-14:])
    return found["word"] if found else ""


def word_after(after: str) -> str:
    """The approximating word that begins the text after a unit, or an empty string."""
    found = AFTER.match(after)
    return "" if found is None or _NOT_AFTER.match(after) else found.group()


def bound_of(before: list[str], inner: str, after: str) -> str:
    """`lower`, `upper`, `about` or empty; a word before the numeral outweighs one behind it (近20余 → upper)."""
    for word in before:
        return _BOUND[word]
    if inner:
        return INNER[inner[0]]
    return _BOUND_AFTER[after] if after else ""
