"""The chapter on ratings in the yearly report: satisfaction in one sentence with how many cases were rated."""

from __future__ import annotations

from yifa.kernel.figure.chapter import Chapter

TEXT = """
# 政务服务“好差评”

全年办结可评价的办件[[rating.cases]]，办事人本人作出评价[[rating.given]]，参评率[[rating.response_rate|none=无可计算]]，
满意率[[rating.satisfaction|none=无可计算]]。差评[[rating.bad]]，核实属实的整改率[[rating.rectified_rate|none=无可计算]]。
"""

CHAPTER = Chapter(id="rating", title="政务服务好差评", room="rating", text=TEXT, order=33)
