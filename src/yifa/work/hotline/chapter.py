"""The chapter on the hotline and difficulties in the yearly report: satisfaction never without how many were reached."""

from __future__ import annotations

from yifa.kernel.figure.chapter import Chapter

TEXT = """
# 12345热线

全年受理热线工单[[hotline.orders.received]]，办结[[hotline.orders.closed]]，承办件按期办结率
[[hotline.on_time|none=无可计算]]。回访到率[[hotline.call_back_rate|none=无可计算]]，回访到的工单满意率
[[hotline.satisfaction|none=无可计算]]；督办[[hotline.supervised]]。

# 办事难问题

全年受理办事难问题[[hotline.obstacles.received]]，复核销号[[hotline.obstacles.cleared]]。收到上级转办案件
[[hotline.above.received]]，其中已结案[[hotline.above.closed]]，年末在办[[hotline.above.open]]。协同移交[[hotline.joint.handed]]。
"""

CHAPTER = Chapter(id="hotline", title="热线和办事难", room="hotline", text=TEXT, order=31)
