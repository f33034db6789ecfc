"""The chapter on contracts in the yearly report."""

from __future__ import annotations

from yifa.kernel.figure.chapter import Chapter

TEXT = """
# 行政合同合法性审核

落实合同先审后签。全年审查行政合同[[contracts.reviewed]]，其中以县区政府为当事人的
[[contracts.government.reviewed]]；出具书面审查意见书[[contracts.opinions]]，提出意见[[contracts.suggestions]]，
采纳率[[contracts.adopted_rate|none=无可计算]]。全年签订行政合同[[contracts.signed]]，
先审后签率[[contracts.review_rate|none=无可计算]]。

# 行政合同履行

全年在履约清理中登记合同[[contracts.cleanup.registered]]，处理销号问题合同[[contracts.cleanup.cleared]]。
年末有逾期尚未支付中小企业款项的合同[[contracts.sme_overdue.contracts]]。
"""

CHAPTER = Chapter(id="contracts", title="行政合同", room="contracts", text=TEXT, order=32)
