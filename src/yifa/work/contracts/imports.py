"""How an office's own table of contracts is read: headings in use, and what such tables leave out.

What a table leaves out is recorded as left out. Which papers were handed in and what the opinion concluded have no such
answer: the table must say so.
"""

from __future__ import annotations

from yifa.ledger.importing.spec import MatterImport

_NOT_KEPT = "原台账未载"

CONTRACTS = MatterImport(
    procedure="contracts.contract",
    opening="submit",
    aliases={
        "@number": ("合同编号", "合同号", "审查编号"),
        "@on": ("送审日期", "送审时间", "收到送审材料日期"),
        "name": ("合同名", "合同标题", "协议名称"),
        "party": ("甲方", "签约主体", "政府方"),
        "kind": ("合同类型", "类别"),
        "counterparty": ("乙方", "合同相对方", "相对人", "中标单位"),
        "amount": ("金额", "合同价款", "合同总价", "标的额"),
        "has_text": ("合同文本",),
        "has_basis": ("立项批准材料", "依据材料"),
        "has_standing": ("资信材料", "主体资格材料"),
        "has_own_review": ("内部审查意见", "内部审查"),
        "opinion@on": ("审查日期", "审查意见日期", "出具意见日期"),
        "opinion.conclusion": ("审查结论", "审查意见"),
        "sign@on": ("签订日期", "签约日期", "合同签订时间", "签署日期"),
        "sign.contract_number": ("正式合同编号",),
        "file@on": ("备案日期", "备案时间"),
        "file.filing_number": ("备案编号",),
        "close@on": ("履行完毕日期", "合同终止日期", "完成日期"),
    },
    through=("accept", "opinion", "sign", "file", "close"),
    shown=("accept", "opinion", "sign", "sign_in_breach", "file", "close", "abandon"),
    fill={
        "opinion": {"basis": _NOT_KEPT},
        "sign": {"contract_number": _NOT_KEPT},
    },
)  # fmt: skip
