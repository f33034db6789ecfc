"""What the rule asks of a yearly report: its five parts, who reports to whom, and by which limit.

法治政府建设与责任落实督察工作规定（厅字〔2019〕28号）art. 23–27; the lengths are those of the rules on easing the
burden of the grassroots of 2024-08-06.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

LAW = "法治政府建设与责任落实督察工作规定"
NAME = "法治政府建设年度报告"
SUBMIT_DEPARTMENT = "rule_of_law_report.submit.department"
SUBMIT_LEVEL = "rule_of_law_report.submit.government_level"
SUBMIT_UP = "rule_of_law_report.submit.government_up"
PUBLISH = "rule_of_law_report.publish"
DEMO_AREA = "rule_of_law_report.demo_area"
"""One province's day for demonstrations of law-based government: it reminds, it judges nobody."""
SUBMITTING = (SUBMIT_DEPARTMENT, SUBMIT_LEVEL, SUBMIT_UP)


class Kind(models.TextChoices):
    """Which template and which recipients: by the kind of body that reports."""

    DISTRICT = "district", "县区"
    DEPARTMENT = "department", "部门"
    TOWN = "town", "乡镇街道"


def kind_of(unit_kind: str) -> Kind:
    """The kind of report a unit of this kind makes; offices and other bodies report as departments."""
    return Kind(unit_kind) if unit_kind in Kind.values else Kind.DEPARTMENT


@dataclass(frozen=True)
class Part:
    """One of the five parts; `words` are what its heading may also be known by."""

    code: str
    title: str
    words: tuple[str, ...]
    cite: str
    required: bool
    mandatory: str


PARTS = (
    Part("achievements", "主要举措和成效", ("举措", "成效", "工作情况", "开展情况"), f"{LAW}第二十五条第一项",
         True, "content_achievements"),
    Part("problems", "存在的不足和原因", ("不足", "问题"), f"{LAW}第二十五条第二项", True, "content_problems"),
    Part("first_responsible", "党政主要负责人履行推进法治建设第一责任人职责情况", ("第一责任人", "主要负责人"),
         f"{LAW}第二十五条第三项", True, "content_first_responsible"),
    Part("next_year", "下一年度主要安排", ("下一年", "下步", "下一步", "打算", "安排", "思路", "计划"),
         f"{LAW}第二十五条第四项", True, "content_next_year"),
    Part("other", "其他需要报告的情况", ("其他",), f"{LAW}第二十五条第五项", False, "content_other"),
)  # fmt: skip


def part_of(heading: str) -> Part | None:
    """The part a first-level heading opens, by its title or by the words it is known by."""
    plain = heading.strip()
    for part in PARTS:
        if part.title in plain:
            return part
    # 第一责任人 is asked before 问题 and 成效: its heading may name those too.
    for code in ("first_responsible", "next_year", "problems", "other", "achievements"):
        part = part_by(code)
        if any(word in plain for word in part.words):
            return part
    return None


def part_by(code: str) -> Part:
    return next(p for p in PARTS if p.code == code)


@dataclass(frozen=True)
class Recipient:
    """Somebody a report goes to; `limit` is met when every recipient under it has been sent the report."""

    code: str
    title: str
    limit: str
    copy: bool = False


RECIPIENTS: dict[str, tuple[Recipient, ...]] = {
    Kind.DEPARTMENT: (
        Recipient("party", "本级党委", SUBMIT_DEPARTMENT),
        Recipient("government", "本级政府", SUBMIT_DEPARTMENT),
        Recipient("upper_department", "上一级主管部门", SUBMIT_DEPARTMENT),
        Recipient("inspection", "本级党委依法治区办（抄送）", SUBMIT_DEPARTMENT, True),
    ),
    Kind.DISTRICT: (
        Recipient("party", "同级党委", SUBMIT_LEVEL),
        Recipient("congress", "同级人大常委会", SUBMIT_LEVEL),
        Recipient("upper_party", "上一级党委", SUBMIT_UP),
        Recipient("upper_government", "上一级政府", SUBMIT_UP),
        Recipient("inspection", "上一级督察单位（抄送）", SUBMIT_UP, True),
    ),
    Kind.TOWN: (
        Recipient("upper_party", "上一级党委", SUBMIT_UP),
        Recipient("upper_government", "上一级政府", SUBMIT_UP),
        Recipient("inspection", "上一级督察单位（抄送）", SUBMIT_UP, True),
    ),
}


def recipients_of(kind: str) -> tuple[Recipient, ...]:
    return RECIPIENTS[Kind(kind)]


def limits_of(kind: str) -> tuple[str, ...]:
    """The limits of submission that bind this kind of body."""
    return tuple(dict.fromkeys(r.limit for r in recipients_of(kind)))
