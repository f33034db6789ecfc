"""Grounds the law gives for refusing, suspending and ending a case, as dated code lists.

Articles were read in 行政复议法 (2023) and 行政复议法实施条例 (2007); the grounds of the old law stand in the latter.
"""

from __future__ import annotations

from dataclasses import dataclass

NEW = "行政复议法（2023年修订）"
OLD = "行政复议法（2017年修正）"
RULES = "行政复议法实施条例"


@dataclass(frozen=True)
class Ground:
    """One ground: a code that never changes, its words, its articles under the new law and the old ("" where none)."""

    code: str
    label: str
    new: str
    old: str = ""

    def cite(self, *, old: bool) -> str:
        """The article under the law the case follows."""
        return self.old if old else self.new


REFUSALS = (
    Ground("no_party", "没有明确的申请人或者符合规定的被申请人", f"{NEW}第三十条第一款第一项", f"{RULES}第二十八条第一项"),
    Ground("no_interest", "申请人与行政行为没有利害关系", f"{NEW}第三十条第一款第二项", f"{RULES}第二十八条第二项"),
    Ground("no_claim", "没有具体的复议请求和理由", f"{NEW}第三十条第一款第三项", f"{RULES}第二十八条第三项"),
    Ground("overdue", "超过法定申请期限", f"{NEW}第三十条第一款第四项", f"{RULES}第二十八条第四项"),
    Ground("out_of_scope", "不属于行政复议范围", f"{NEW}第三十条第一款第五项", f"{RULES}第二十八条第五项"),
    Ground("jurisdiction", "不属于本机关管辖", f"{NEW}第三十条第一款第六项", f"{RULES}第二十八条第六项"),
    Ground("twice", "复议机关或者人民法院已经受理过", f"{NEW}第三十条第一款第七项", f"{RULES}第二十八条第七项"),
    Ground("too_long", "自行政行为作出起超过最长期限", f"{NEW}第二十一条"),
)  # fmt: skip

SUSPENSIONS = (
    Ground("death", "申请人死亡，近亲属是否参加尚未确定", f"{NEW}第三十九条第一款第一项", f"{RULES}第四十一条第一款第一项"),
    Ground("incapacity", "申请人丧失行为能力，法定代理人尚未确定", f"{NEW}第三十九条第一款第二项", f"{RULES}第四十一条第一款第二项"),
    Ground("missing", "申请人下落不明", f"{NEW}第三十九条第一款第三项", f"{RULES}第四十一条第一款第四项"),
    Ground("dissolved", "申请单位终止，权利义务承受人尚未确定", f"{NEW}第三十九条第一款第四项", f"{RULES}第四十一条第一款第三项"),
    Ground("force_majeure", "不可抗力或者其他正当理由不能参加", f"{NEW}第三十九条第一款第五项", f"{RULES}第四十一条第一款第五项"),
    Ground("mediation", "进行调解、和解，双方同意中止", f"{NEW}第三十九条第一款第六项"),
    Ground("interpretation", "法律适用问题须由有权机关解释或者确认", f"{NEW}第三十九条第一款第七项", f"{RULES}第四十一条第一款第六项"),
    Ground("other_case", "须以尚未审结的其他案件的结果为依据", f"{NEW}第三十九条第一款第八项", f"{RULES}第四十一条第一款第七项"),
    Ground("norm_review", "规范性文件或者依据的审查", f"{NEW}第三十九条第一款第九项", f"{OLD}第二十六条、第二十七条"),
    Ground("other", "需要中止的其他情形", f"{NEW}第三十九条第一款第十项", f"{RULES}第四十一条第一款第八项"),
)  # fmt: skip

ENDS_AFTER_60 = frozenset({"death", "incapacity", "dissolved"})
"""Suspensions that end the case when they last sixty days (行政复议法第四十一条第五项；实施条例第四十二条第二款)."""

TERMINATIONS = (
    Ground("withdrawn", "申请人撤回，准予撤回", f"{NEW}第四十一条第一项", f"{RULES}第四十二条第一款第一项"),
    Ground("heirless", "申请人死亡，没有近亲属或者近亲属放弃", f"{NEW}第四十一条第二项", f"{RULES}第四十二条第一款第二项"),
    Ground("no_successor", "申请单位终止，没有承受人或者承受人放弃", f"{NEW}第四十一条第三项", f"{RULES}第四十二条第一款第三项"),
    Ground("settled", "当事人和解，准予撤回", f"{NEW}第七十四条、第四十一条第一项", f"{RULES}第四十条、第四十二条第一款第四项"),
    Ground("criminal", "因同一行为涉嫌犯罪被采取刑事强制措施", f"{NEW}第四十一条第四项", f"{RULES}第四十二条第一款第五项"),
    Ground("sixty_days", "中止满六十日原因仍未消除", f"{NEW}第四十一条第五项", f"{RULES}第四十二条第二款"),
)  # fmt: skip

STAYS = (
    Ground("respondent", "被申请人认为需要停止执行", f"{NEW}第四十二条第一项", f"{OLD}第二十一条第一项"),
    Ground("body", "复议机关认为需要停止执行", f"{NEW}第四十二条第二项", f"{OLD}第二十一条第二项"),
    Ground("applied", "申请人、第三人申请且合理", f"{NEW}第四十二条第三项", f"{OLD}第二十一条第三项"),
    Ground("by_law", "法律法规规章规定停止执行", f"{NEW}第四十二条第四项", f"{OLD}第二十一条第四项"),
)  # fmt: skip


def ground_of(grounds: tuple[Ground, ...], code: str) -> Ground:
    """The ground with this code. Raises KeyError."""
    for ground in grounds:
        if ground.code == code:
            return ground
    raise KeyError(code)


def choices(grounds: tuple[Ground, ...]) -> list[tuple[str, str]]:
    """Codes and words for a form."""
    return [(g.code, g.label) for g in grounds]
