"""The chapter on counsel in the yearly report."""

from __future__ import annotations

from yifa.kernel.figure.chapter import Chapter

TEXT = """
# 法律顾问、公职律师

年末在任法律顾问、公职律师[[counsel.advisers]]，其中公职律师[[counsel.government_lawyers]]，
占[[counsel.government_lawyer_share|none=无可计算]]；政府法律顾问覆盖率[[counsel.unit_coverage|none=无可计算]]。
法律顾问全年提出意见建议[[counsel.advice]]，采纳率[[counsel.advice_adopted_rate|none=无可计算]]，
列席会议[[counsel.meetings]]，审查文件[[counsel.documents]]，代理诉讼案件[[counsel.litigation]]，
出具法律风险评估意见[[counsel.risk_assessments]]；重大决策法律顾问参与率[[counsel.participation_rate|none=无可计算]]。
提供法律咨询[[counsel.consultations]]，疏导化解矛盾纠纷[[counsel.mediations]]，指引法律援助、法律服务[[counsel.guided]]。

# 村（社区）法律顾问

年末配备法律顾问的村（社区）[[counsel.villages]]，配备率[[counsel.village_coverage|none=无可计算]]；
联系律师事务所[[counsel.village_law_firms]]、法律服务所[[counsel.village_service_offices]]，
为村（社区）[[counsel.team_villages]]提供组团式服务。没有法律顾问的单位通过共享法律顾问得到答复[[counsel.requests_answered]]。

# 企业法治体检

全年体检企业[[counsel.checkup.enterprises]]，检视经营环境[[counsel.checkup.environment]]，
为受检企业解决法律问题[[counsel.checkup.solved]]。
"""

CHAPTER = Chapter(id="counsel", title="法律顾问", room="counsel", text=TEXT, order=34)
