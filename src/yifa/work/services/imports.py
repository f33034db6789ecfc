"""How a mandated platform's export of finished cases is read: one row, one case, with the platform's own number."""

from __future__ import annotations

from yifa.ledger.importing.spec import MatterImport

CASES = MatterImport(
    procedure="service.case",
    opening="bring_in",
    aliases={
        "item": ("事项编码", "实施编码", "事项代码"),
        "received_on": ("收件时间", "申请日期", "申请时间"),
        "accepted_on": ("受理时间",),
        "@on": ("办结日期", "办结时间"),
        "@number": ("办件编号", "办件流水号", "申报号", "受理编号"),
        "applicant": ("申请人", "申请人名称"),
        "way": ("办理方式", "无证明办理方式"),
        "on_the_spot": ("是否当场办结", "当场办结"),
        "channel": ("申请渠道", "受理渠道"),
        "visits": ("跑动次数",),
    },
)
