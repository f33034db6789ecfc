"""How an accepted case may end: a dated list of decisions, each with its article and whether it corrects the respondent.

纠错 (direct correction) counts 变更, 撤销, 部分撤销, 确认违法, 确认无效, 责令履行 and the duties laid on the
respondent under an administrative agreement; mediation, settlement and termination do not count, nor does dismissal.
The official statistical tables could not be read: the office declares this list, and every rate names its denominator.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from yifa.work.reconsideration.classes import Intake
from yifa.work.reconsideration.grounds import NEW, OLD, RULES


class Group(StrEnum):
    """Classes of the yearly statistics."""

    UPHELD = "upheld"
    CORRECTED = "corrected"
    DISMISSED = "dismissed"
    MEDIATED = "mediated"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    Group.UPHELD: "维持",
    Group.CORRECTED: "直接纠错",
    Group.DISMISSED: "驳回",
    Group.MEDIATED: "调解",
    Group.ENDED: "终止",
}


@dataclass(frozen=True)
class Outcome:
    """A decision. `new` and `old` are its articles under either law; "" where that law has none.

    `lays_duty`: whether the respondent has something to do after it. `by_decision`: drafted and signed as a decision,
    not by its own step.
    """

    code: str
    label: str
    group: Group
    new: str
    old: str = ""
    lays_duty: bool = False
    by_decision: bool = True

    @property
    def corrects(self) -> bool:
        """Whether it counts as direct correction (直接纠错)."""
        return self.group == Group.CORRECTED

    def cite(self, *, old: bool) -> str:
        return self.old if old else self.new


OUTCOMES = (
    Outcome("uphold", "维持行政行为", Group.UPHELD, f"{NEW}第六十八条", f"{OLD}第二十八条第一款第一项"),
    Outcome("change", "变更行政行为", Group.CORRECTED, f"{NEW}第六十三条", f"{RULES}第四十七条"),
    Outcome("revoke", "撤销行政行为", Group.CORRECTED, f"{NEW}第六十四条", f"{OLD}第二十八条第一款第三项"),
    Outcome("revoke_redo", "撤销并责令重新作出", Group.CORRECTED, f"{NEW}第六十四条", f"{OLD}第二十八条第一款第三项；{RULES}第四十九条", True),
    Outcome("revoke_part", "部分撤销行政行为", Group.CORRECTED, f"{NEW}第六十四条", f"{OLD}第二十八条第一款第三项"),
    Outcome("unlawful", "确认行政行为违法", Group.CORRECTED, f"{NEW}第六十五条", f"{OLD}第二十八条第一款第三项"),
    Outcome("unlawful_remedy", "确认违法并责令采取补救措施", Group.CORRECTED, f"{NEW}第六十五条、第七十二条", "", True),
    Outcome("void", "确认行政行为无效", Group.CORRECTED, f"{NEW}第六十七条"),
    Outcome("perform", "责令履行法定职责", Group.CORRECTED, f"{NEW}第六十六条", f"{OLD}第二十八条第一款第二项", True),
    Outcome("agreement_duty", "决定被申请人承担行政协议责任", Group.CORRECTED, f"{NEW}第七十一条第一款", "", True),
    Outcome("agreement_pay", "决定被申请人给予合理补偿", Group.CORRECTED, f"{NEW}第七十一条第二款", "", True),
    Outcome("dismiss_claim", "驳回行政复议请求", Group.DISMISSED, f"{NEW}第六十九条", f"{RULES}第四十八条第一款第一项"),
    Outcome("dismiss", "驳回行政复议申请", Group.DISMISSED, f"{NEW}第三十三条", f"{RULES}第四十八条第一款第二项"),
    Outcome("mediated", "制作行政复议调解书", Group.MEDIATED, f"{NEW}第七十三条", f"{RULES}第五十条", True, by_decision=False),
    Outcome("withdrawn", "撤回申请，终止", Group.ENDED, f"{NEW}第四十一条第一项", f"{RULES}第四十二条第一款第一项", by_decision=False),
    Outcome("settled", "和解后撤回，终止", Group.ENDED, f"{NEW}第七十四条", f"{RULES}第四十二条第一款第四项", by_decision=False),
    Outcome("terminated", "其他终止", Group.ENDED, f"{NEW}第四十一条", f"{RULES}第四十二条", by_decision=False),
)  # fmt: skip

WITHOUT_REPLY = frozenset(
    {
        "revoke",
        "revoke_redo",
        "revoke_part",
        "unlawful",
        "unlawful_remedy",
        "void",
        "perform",
        "dismiss",
    }
)
"""Decisions still open when the respondent brought nothing (行政复议法第七十条；实施条例第四十六条).

Dismissal of the application stays open too: it judges the application, not the act.
"""

_BY_CODE = {o.code: o for o in OUTCOMES}
LABELS = {o.code: o.label for o in OUTCOMES}
WORDS = (*LABELS.items(), *((str(i), str(i.label)) for i in Intake))
"""The words of every outcome a case may have, at the door or after its trial."""
GROUP_LABELS = {str(g): g.label for g in Group}


def outcome_of(code: str) -> Outcome:
    """The outcome with this code. Raises KeyError."""
    return _BY_CODE[code]


def decision_choices(*, old: bool) -> list[tuple[str, str]]:
    """Decisions a draft may propose under a law, with their articles."""
    return [
        (o.code, f"{o.label}（{o.cite(old=old)}）")
        for o in OUTCOMES
        if o.by_decision and o.cite(old=old)
    ]
