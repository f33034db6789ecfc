"""When a numeral counts something: Chinese numerals, ordinals, awards, bare numerals."""

from __future__ import annotations

import re

from yifa.account.check.grammar.numeral import Numeral
from yifa.account.check.grammar.units import TIME, inferred_unit

_CHINESE_UNITS = frozenset(
    [
        "件",
        "起",
        "宗",
        "次",
        "场",
        "场次",
        "期",
        "人",
        "人次",
        "名",
        "位",
        "户",
        "户次",
        "家",
        "家次",
        "个",
        "项",
        "条",
        "份",
        "本",
        "册",
        "篇",
        "部",
        "处",
        "所",
        "座",
        "台",
        "套",
        "辆",
        "张",
        "枚",
        "幅",
        "块",
        "支",
        "例",
        "批",
        "批次",
        "类",
        "种",
        "轮",
        "轮次",
        "则",
        "集",
        "笔",
        "倍",
        "番",
        "分",
        "岁",
        "公里",
        "吨",
        "元",
        "亩",
        "桩",
        "只",
        "把",
        "栋",
        "间",
        "件次",
        "%",
        "个百分点",
        "百分点",
        "股",
        "届次",
        "趟",
        "盒",
        "箱",
        "袋",
        "瓶",
        "首",
        "段",
        "双",
        "组",
        "队",
        "村次",
        "美元",
    ]
)
_ONE_LEADS = re.compile(
    r"(?:举办|举行|召开|召集|开展|组织|进行|不少于|不低于|至少|每年|每月|每季度|每半年|每周|每学期|每村|每人|每单位|发生|查处|办理|新增|新建|增设|"
    r"配备|聘请|聘任|设立|取消|撤销|修订|出台|制定|印发|纠正|败诉|移送|培训|评查|检查|督察|督查|演练|宣讲|授课|考试|上升|"
    r"完成|另|另有|仅|仅有|共|共计|增长|下降|了|有)$"
)
_ONE_UNITS = frozenset(
    [
        "次",
        "期",
        "场",
        "件",
        "起",
        "名",
        "家",
        "宗",
        "轮",
        "部",
        "份",
        "篇",
        "场次",
        "例",
        "座",
        "处",
        "所",
        "支",
        "人",
        "倍",
        "番",
        "户",
        "本",
        "批次",
    ]
)
_ONE_NOT = re.compile(r"(?:有|这|那|某|唯|任|第|哪|再|又|进|是|同|每|上|下|逐|统|其|之)$")
_ENDS = re.compile(r"[,。;、:!?)\n\t]|$")
_ONE_ACT = re.compile(
    r"(?:全面|集中|专题|专项|综合|领导|法治|业务|执法|应急|法律|党|会|培训|检查|督|调研|演练|评|考|学|讲|座谈|宣传|活动|巡|案卷|轮训|以上)"
)
_RANK_VERB = re.compile(
    r"(?:位列|位居|排名|排位|名列|居|列|排|跻身|获|夺|荣获|位次|进入|稳居|保持)[^,。;]{0,14}$|(?:全(?:国|省|市|区|县|州))[^,。;]{0,8}$"
)
_MEETING = re.compile(
    r"[^,。;、“”]{0,12}?(?:会议|全会|全体会|例会|常务会|集体学习|联席会|党代会|推进会)"
)
_RELAYED = re.compile(r"[^,。;]{0,40}?精神")
_LIMIT = re.compile(
    r"(?:为期|有效期|期限|任期|聘期|满|不超过|不少于|不得少于|不得超过|缩短|压缩|缩减|减少|时限|公示|公告|征求意见|提前|延长|平均|用时|历时|耗时|办理时间|间隔|至少|最短|最长|累计|不低于|连续)[^,。;、]{0,10}$"
)


def counts(numeral: Numeral, before: str, unit: str, after: str, approx: bool) -> bool:
    """Whether a Chinese numeral with its unit counts something rather than being part of a word."""
    if unit not in _CHINESE_UNITS and unit not in TIME:
        return before.endswith("另") and numeral.value == 1
    written = numeral.end - numeral.start
    if unit in TIME and not _time(numeral, before, unit, after, approx):
        return False
    if numeral.value == 1 and written == 1:
        return unit in TIME or _one(before, unit, after)
    return not (written == 1 and numeral.value >= 100 and not approx)


def time_counts(before: str, unit: str, after: str, approx: bool) -> bool:
    """Whether an Arabic number of 日, 年 or 月 is a length of time (30日内), not a date."""
    if unit not in ("日", "年"):
        return True
    return bool(
        approx
        or re.match(r"以?内|之内|期|限|前?[,。;、]?办结|制", after)
        or _LIMIT.search(before)
        or unit == "年"
    )


def _time(numeral: Numeral, before: str, unit: str, after: str, approx: bool) -> bool:
    limited = bool(re.match(r"以?内|之内|期限|办结", after) or _LIMIT.search(before) or approx)
    if unit in ("年", "月", "日", "周", "天", "个月", "个年头"):
        return limited
    return limited or numeral.value > 1


def _one(before: str, unit: str, after: str) -> bool:
    """一 counts after a verb that asks how many (召开一次会议) or at the end of a clause (培训一次)."""
    if unit in ("倍", "番", "%", "个百分点", "百分点"):
        return True
    if before.endswith("另"):
        return True
    ends = bool(_ENDS.match(after)) or after.startswith("以上")
    if unit in _ONE_UNITS and _ONE_LEADS.search(before):
        return ends or unit != "次" or bool(_ONE_ACT.match(after))
    if not ends or _ONE_NOT.search(before) or len(before) < 2:
        return False
    return unit in _ONE_UNITS or (
        unit in ("个", "项", "条")
        and bool(re.search(r"(?:仅|共|至少|共计|新增|增加|减少)$", before))
    )


def rank_unit(numeral: Numeral, before: str, unit: str, after: str, rest: str) -> str | None:
    """The unit of an ordinal (第二 → 位, 第三次全体会议 → 次, 二等奖 → 等, 十强 → 位); None where it is no rank.

    `before` ends just before the numeral; `rest` is the text behind the numeral, `after` that behind the unit.
    """
    prize = re.match(r"等(?=奖|功)", rest)
    if prize and numeral.value <= 5:
        return "等"
    if (
        re.match(
            r"强(?!化|调|制|力|度|大|劲|烈|弱|身|县|国|市|省|镇|村)|强(?=县|市|区|镇|村|乡|街)|佳(?!木|绩)",
            rest,
        )
        and numeral.value >= 3
    ):
        return "位"
    if before.endswith("第"):
        return _ordinal(before[:-1], unit, after, rest)
    if before.endswith("前") and not before.endswith(
        ("目前", "以前", "之前", "提前", "当前", "日前", "年前")
    ):
        if unit in ("位", "名"):
            return unit
        listed = re.match(r"[,。;、)%的行列]|强|甲|\n|$", rest)
        return "位" if listed and not unit and _RANK_VERB.search(before[:-1]) else None
    return None


def _ordinal(before: str, unit: str, after: str, rest: str) -> str | None:
    if unit in ("位", "名", "批", "批次", "家", "例", "轮", "期"):
        return unit
    if unit in ("次", "场"):
        meeting = _MEETING.match(after)
        return unit if meeting and not _RELAYED.match(after) else None
    if not unit or unit in ("个", "%"):
        ends = re.match(r"[,。;、)\n\t的]|$", rest)
        return "位" if ends and _RANK_VERB.search(before) else None
    return None


def bare_counts(before: str, after: str) -> bool:
    """Whether an Arabic numeral without a unit counts: it must stand between Chinese words, or be told as 为/共/达."""
    if re.match(r"[A-Za-z\d./_+=#@&*×-]", after) or re.search(r"[A-Za-z\d./_+=#@&*×第-]$", before):
        return False
    if re.match(r"[一-龥《“(]", after):
        return bool(re.search(r"[一-龥)”》]$", before) or inferred_unit(after)) and not re.match(
            r"(?:号|条|款|年|月|日|时|版|届|[-—])", after
        )
    return bool(
        re.search(
            r"(?:为|共|达|计|到|至|有|约|近|超|分|得分|总分|排名|指数|数量|总数|数|率)$", before
        )
    )
