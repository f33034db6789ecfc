"""How a request may end: the rows of the official yearly table, with the article of each.

Rows follow 国办公开办函〔2021〕30号 (reports on 2021 and later); the format before it counted 其他处理 in one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LAW = "政府信息公开条例（2019年修订）"
PRECEDENCE_SINCE = date(2024, 1, 1)
"""From this day a refusal goes to reconsideration before it may go to court (行政复议法第二十三条)."""


class Group(StrEnum):
    """The six groups of the table, in its order."""

    OPENED = "opened"
    PARTIAL = "partial"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    UNPROCESSED = "unprocessed"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    Group.OPENED: "予以公开",
    Group.PARTIAL: "部分公开",
    Group.REFUSED: "不予公开",
    Group.UNAVAILABLE: "无法提供",
    Group.UNPROCESSED: "不予处理",
    Group.OTHER: "其他处理",
}


@dataclass(frozen=True)
class Outcome:
    """One row of the table: a code that never changes, its words, its group and its article."""

    code: str
    label: str
    group: Group
    cite: str
    by_reply: bool = True

    @property
    def needs_ground(self) -> bool:
        """Anything but full openness must be reasoned (条例第三十六条)."""
        return self.group != Group.OPENED

    @property
    def is_refusal(self) -> bool:
        """Whether information is withheld, wholly or in part."""
        return self.group in (Group.REFUSED, Group.PARTIAL)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("opened", "予以公开", Group.OPENED, "第三十六条第（一）（二）项"),
    Outcome("partial", "部分公开", Group.PARTIAL, "第三十七条"),
    Outcome("state_secret", "属于国家秘密", Group.REFUSED, "第十四条"),
    Outcome("forbidden", "其他法律行政法规禁止公开", Group.REFUSED, "第十四条"),
    Outcome("security", "危及“三安全一稳定”", Group.REFUSED, "第十四条"),
    Outcome("third_party", "保护第三方合法权益", Group.REFUSED, "第十五条"),
    Outcome("internal", "属于三类内部事务信息", Group.REFUSED, "第十六条第一款"),
    Outcome("process", "属于四类过程性信息", Group.REFUSED, "第十六条第二款"),
    Outcome("case_file", "属于行政执法案卷", Group.REFUSED, "第十六条第二款"),
    Outcome("inquiry", "属于行政查询事项", Group.REFUSED, "第三十六条第（七）项"),
    Outcome("not_held", "本机关不掌握相关政府信息", Group.UNAVAILABLE, "第三十六条第（四）（五）项"),
    Outcome("not_made", "没有现成信息需要另行制作", Group.UNAVAILABLE, "第三十八条"),
    Outcome("still_unclear", "补正后申请内容仍不明确", Group.UNAVAILABLE, "第三十条"),
    Outcome("petition", "信访举报投诉类申请", Group.UNPROCESSED, "第三十九条第一款"),
    Outcome("repeated", "重复申请", Group.UNPROCESSED, "第三十六条第（六）项"),
    Outcome("published_matter", "要求提供公开出版物", Group.UNPROCESSED, "第三十九条第二款"),
    Outcome("excessive", "无正当理由大量反复申请", Group.UNPROCESSED, "第三十五条"),
    Outcome("confirm", "要求行政机关确认或重新出具已获取信息", Group.UNPROCESSED, "国办公开办函〔2021〕30号"),
    Outcome("not_corrected", "申请人无正当理由逾期不补正", Group.OTHER, "第三十条", by_reply=False),
    Outcome("not_paid", "申请人逾期未按收费通知缴纳费用", Group.OTHER, "第四十二条", by_reply=False),
    Outcome("otherwise", "其他", Group.OTHER, "第三十六条"),
)  # fmt: skip

_BY_CODE = {outcome.code: outcome for outcome in OUTCOMES}
SPLIT_SINCE = 2021
"""First report year whose table splits 其他处理 into three rows."""


def outcome_of(code: str) -> Outcome:
    """The outcome with this code. Raises KeyError."""
    return _BY_CODE[code]


def reply_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Outcomes a reply may have, grouped for a form."""
    return [
        (
            group.label,
            [
                (o.code, f"{o.label}（{o.cite}）")
                for o in OUTCOMES
                if o.group == group and o.by_reply
            ],
        )
        for group in Group
    ]


def rows_of(group: Group, year: int) -> tuple[Outcome, ...]:
    """The table rows of a group in the format of a report year; empty where the group is one row."""
    if group in (Group.OPENED, Group.PARTIAL) or (group == Group.OTHER and year < SPLIT_SINCE):
        return ()
    return tuple(o for o in OUTCOMES if o.group == group)


def reconsideration_first(code: str, replied: date) -> bool:
    """Whether the reply must name reconsideration as the first remedy (行政复议法第二十三条第一款第（四）项)."""
    return replied >= PRECEDENCE_SINCE and outcome_of(code).is_refusal
