"""How an office's own table of requests for information is read: headings in use, and what such tables leave out.

What a table leaves out is recorded as left out. Whether an application was complete, what the review concluded and how
the reply was served have no such answer: an answered request needs these columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yifa.ledger.importing.spec import MatterImport
from yifa.work.disclosure.models import Channel

_NOT_KEPT = "原台账未载"


def _receipt(row: Mapping[str, Any]) -> dict[str, Any]:
    """The table's day of receipt is the day that the channel's rule asks for (条例第三十一条)."""
    days = {Channel.REGISTERED: "signed_on", Channel.COUNTER: "submitted_on"}
    field = days.get(Channel(row["channel"]), "agreed_on") if row.get("channel") in Channel.values else ""  # fmt: skip
    return {field: row.get("@on", "")} if field else {}


REQUESTS = MatterImport(
    procedure="disclosure.request",
    opening="register",
    aliases={
        "@number": ("申请编号", "登记号", "受理号", "公开申请编号"),
        "@on": ("收到申请日期", "收到时间", "收到申请时间", "收件日期", "申请时间"),
        "applicant": ("申请人姓名", "申请人名称", "申请人（单位）", "申请单位"),
        "applicant_class": ("申请人类型", "申请人性质", "类别"),
        "identity_number": ("身份证号", "身份证号码", "证件号码", "统一社会信用代码"),
        "phone": ("联系方式", "电话", "手机号"),
        "address": ("地址", "联系地址", "电子邮箱", "邮寄地址"),
        "wanted": ("申请内容", "申请公开内容", "申请公开的信息", "所需政府信息", "内容描述", "申请事项"),
        "provision": ("获取方式", "信息提供方式", "提供形式"),
        "channel": ("申请方式", "申请途径", "受理渠道", "来源渠道"),
        "reply@on": ("答复日期", "答复时间", "办结日期", "办结时间", "办理完成日期"),
        "draft.outcome": ("答复结果", "答复类型", "办理情况", "处理结果", "答复方式"),
        "draft.ground": ("不予公开理由", "理由"),
        "draft.answer": ("答复意见", "答复情况"),
        "deliver@on": ("送达日期", "送达时间"),
        "deliver.recipient": ("受送达人",),
        "deliver.method": ("送达方式",),
        "correct_notice@on": ("补正告知日期", "告知补正日期"),
        "form_check@on": ("核对日期", "审核日期"),
        "form_check.has_identity": ("申请人信息齐全",),
        "form_check.has_description": ("内容描述明确",),
        "form_check.has_provision": ("写明获取方式",),
        "secrecy_review@on": ("审查日期", "保密审查日期"),
        "secrecy_review.conclusion": ("公开审查结论", "保密审查结论", "审查结论"),
    },
    through=("form_check", "search", "secrecy_review", "draft", "reply", "deliver", "archive"),
    shown=(
        "form_check", "correct_notice", "corrected", "secrecy_review", "consult_third", "third_opinion", "extend", "draft", "reply", "deliver",
        "withdraw", "lapse_correction", "archive",
    ),
    fill={
        "register": _receipt,
        "form_check": {"note": _NOT_KEPT},
        "search": {"places": _NOT_KEPT, "found": _NOT_KEPT},
        "secrecy_review": {"note": _NOT_KEPT},
        "draft": {"ground": _NOT_KEPT},
        "deliver": lambda row: {"served_on": row.get("deliver@on", "")},
    },
)  # fmt: skip
