"""The chapter on disclosure in the yearly report: prose of our own, every number a figure of this room."""

from __future__ import annotations

from yifa.kernel.figure.chapter import Chapter

TEXT = """
# 主动公开

坚持以公开为常态、不公开为例外。全年首次公开政府信息[[disclosure.publication.published]]，
上年为[[disclosure.publication.published|year-1]]；另公开党务、村（社区）务信息[[disclosure.publication.affairs]]。
公开的政府信息中，自形成或者变更之日起按期公开的占[[disclosure.publication.on_time|none=比尚无可以判定的记录]]。

列入重点领域公开目录的事项年末为[[disclosure.key_item.standing]]；
在用公开栏[[disclosure.board.standing]]，全年更新[[disclosure.board.updated]]。

# 政策解读

全年公开政策解读[[disclosure.policy.interpreted]]。

# 依申请公开

全年收到政府信息公开申请[[disclosure.request.received]]，比上年[[disclosure.request.received_change]]，
其中自然人提出[[disclosure.request.received|applicant_class=natural]]。全年办结[[disclosure.request.concluded]]，
年末尚在办理[[disclosure.request.carried]]。

当年收到的申请中，应当按期答复且已经答复的[[disclosure.request.on_time.denominator]]件，
在期限内答复[[disclosure.request.on_time.numerator]]件，及时答复率[[disclosure.request.on_time|none=无可计算]]。
依法告知补正[[disclosure.request.corrected]]，依法延长期限[[disclosure.request.extended]]，
所涉信息转为主动公开[[disclosure.request.made_proactive]]。

办结的申请按结果分列如下。

[[table disclosure.request.concluded by result_group]]

# 监督救济

就政府信息公开提起的行政复议、行政诉讼[[disclosure.remedy.filed]]，
其中行政复议[[disclosure.remedy.filed|kind=reconsideration]]。
收到公众意见[[disclosure.opinion.received]]，答复率[[disclosure.opinion.answered_rate|none=无可计算]]。
"""

CHAPTER = Chapter(
    id="disclosure", title="政府信息公开", room="disclosure", text=TEXT, order=50,
    cite="政府信息公开条例第四十九条、第五十条",
)  # fmt: skip
