"""The same work under the law before 2024: 行政复议法 (1999, last amended 2017) with its 实施条例 of 2007.

What differs: an application counts as accepted from the day it was received (art. 17), the trial limit runs from then;
the time of correction, site inspection and expert appraisal does not count (实施条例 arts. 29, 34, 37); the reply has
ten calendar days; trial is on paper as a rule (art. 22); there is no summary procedure, no deemed acceptance recorded
as such, no committee, no duty to publish. The shared data hold no procedure for these years: the steps were written from
the two texts, the limits are the law's own.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import (
    Pauses,
    Procedure,
    Restarts,
    Resumes,
    Starts,
    Step,
    Stops,
)
from yifa.work.reconsideration import forms, trial_forms
from yifa.work.reconsideration import intake_acts as intake
from yifa.work.reconsideration.grounds import OLD, RULES
from yifa.work.reconsideration.intake_acts import ACCEPT, NOTICE
from yifa.work.reconsideration.models import ReconsiderationApplication
from yifa.work.reconsideration.outcomes import WORDS
from yifa.work.reconsideration.procedure import (
    ACCEPTED,
    DECISION,
    HANDLER,
    HEARING,
    INTAKE,
    STATES,
    SUSPENDED,
    number,
)
from yifa.work.reconsideration.trial_acts import (
    DECIDE,
    REPLY,
    SEND,
    suspension_cite,
    suspension_words,
)

OLD_LAW = f"行政复议法（1999年，2017年修正）及{RULES}（2007年）"
ABSENT = {
    "extend_correction", "deem_accepted", "to_summary", "to_ordinary", "paper_trial", "hearing_notice", "committee",
    "norm_review", "norm_notify", "norm_answer", "norm_transfer", "norm_result", "publish",
}  # fmt: skip
CITES = {
    "register": f"{OLD}第十一条", "correct_notice": f"{RULES}第二十九条", "corrected": f"{RULES}第二十九条",
    "lapse": f"{RULES}第二十九条", "accept": f"{OLD}第十七条", "refuse": f"{OLD}第十七条",
    "transfer": f"{OLD}第十七条、第十八条", "appoint": f"{RULES}第三十二条", "send_copy": f"{OLD}第二十三条第一款",
    "reply": f"{OLD}第二十三条第一款", "no_reply": f"{RULES}第四十六条", "hear_parties": f"{OLD}第二十二条",
    "access": f"{OLD}第二十三条第二款", "stay": f"{OLD}第二十一条", "start_finding": f"{RULES}第三十三条、第三十四条",
    "record_finding": f"{RULES}第三十四条", "adopt_finding": f"{RULES}第三十四条", "hearing": f"{RULES}第三十三条",
    "mediate": f"{RULES}第五十条", "mediation_statement": f"{RULES}第五十条", "suspend": f"{RULES}第四十一条",
    "resume": f"{RULES}第四十一条第二款", "withdraw_request": f"{OLD}第二十五条", "terminate": f"{RULES}第四十二条",
    "extend": f"{OLD}第三十一条第一款", "draft": f"{OLD}第二十八条", "review": f"{OLD}第二十八条",
    "decide": f"{OLD}第二十八条、第三十一条", "deliver": f"{OLD}第三十一条第三款、第四十条", "letter": f"{RULES}第五十七条",
    "perform": f"{OLD}第三十二条", "order_perform": f"{OLD}第三十二条",
}  # fmt: skip
KINDS = {"site": ("现场勘验", f"{RULES}第三十四条第三款"), "expert": ("鉴定", f"{RULES}第三十七条")}


def _excluded(ctx: Context) -> str:
    return KINDS[ctx.data["kind"]][0]


def _excluded_cite(ctx: Context) -> str:
    return KINDS[ctx.data["kind"]][1]


def _changes() -> dict[str, dict[str, Any]]:
    """What the steps of today were under the old law, by code."""
    return {
        "register": {"clocks": (Starts(ACCEPT), Starts(NOTICE), Starts(DECIDE, controlling=True))},
        "correct_notice": {
            "form": forms.OldCorrectionForm, "requires": (), "checks": (intake.later_deadline,),
            "clocks": (Stops(NOTICE), Pauses(DECIDE, "等待申请人补正", f"{RULES}第二十九条"),
                       Pauses(ACCEPT, "等待申请人补正", f"{RULES}第二十九条")),
        },
        "corrected": {"clocks": (Resumes(DECIDE), Restarts(ACCEPT))},
        "lapse": {"clocks": (Stops(ACCEPT, judge=False), Stops(DECIDE, judge=False))},
        "accept": {
            "form": forms.OldAcceptForm, "requires": (), "checks": (intake.applied_in_time,),
            "effect": intake.accept_since_receipt,
            "clocks": (Stops(ACCEPT), Stops(NOTICE, judge=False), Starts(SEND, from_=intake.accepted_day)),
            "help": "申请自收到之日起即为受理，审理期限自收到之日起算",
        },
        "refuse": {"requires": (intake.still_refusable,), "clocks": (Stops(ACCEPT), Stops(NOTICE, judge=False))},
        "transfer": {"requires": (), "clocks": (Stops(ACCEPT), Stops(NOTICE, judge=False)), "title": "告知、转送有权机关"},
        "send_copy": {"clocks": (Stops(SEND), Starts(REPLY, from_="served_on"))},
        "reply": {"clocks": (Stops(REPLY),)},
        "no_reply": {"clocks": (Stops(REPLY),)},
        "hearing": {"requires": (), "help": ""},
        "suspend": {"clocks": (Pauses(DECIDE, suspension_words, suspension_cite),)},
        "resume": {"clocks": (Resumes(DECIDE),)},
        "terminate": {"clocks": (Stops(DECIDE),)},
        "extend": {"help": "经复议机关负责人批准，最多三十日，只能一次"},
        "draft": {"form": trial_forms.OldDraftForm},
        "decide": {"clocks": (Stops(DECIDE),)},
        "mediation_statement": {"clocks": (Stops(DECIDE),)},
    }  # fmt: skip


def _steps() -> tuple[Step, ...]:
    changes = _changes()
    found = [
        dataclasses.replace(s, cite=CITES.get(s.code, ""), mandatory=(), **changes.get(s.code, {}))
        for s in (*INTAKE, *HEARING, *DECISION)
        if s.code not in ABSENT
    ]
    found += [
        Step(code="exclude", title="勘验、鉴定开始", from_=(ACCEPTED,), to=SUSPENDED, by=HANDLER,
             form=trial_forms.ExcludeForm, cite=f"{RULES}第三十四条第三款、第三十七条",
             clocks=(Pauses(DECIDE, _excluded, _excluded_cite),), help="勘验、鉴定所用时间不计入审理期限"),
        Step(code="include", title="勘验、鉴定结束", from_=(SUSPENDED,), to=ACCEPTED, by=HANDLER,
             cite=f"{RULES}第三十四条第三款、第三十七条", clocks=(Resumes(DECIDE),)),
    ]  # fmt: skip
    return tuple(found)


APPLICATION_OLD = Procedure(
    id="reconsideration.application", title="行政复议（旧法）", room="reconsideration", since=date(2007, 8, 1),
    until=date(2023, 12, 31), law=OLD_LAW, states=STATES, steps=_steps(), detail=ReconsiderationApplication,
    numbering=number, outcomes=WORDS,
)  # fmt: skip
