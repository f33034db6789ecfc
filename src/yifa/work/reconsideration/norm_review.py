"""Incidental review of the rule an act rests on (附带审查): the case waits for it, on clocks of its own."""

from __future__ import annotations

from yifa.kernel.errors import Missing
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import (
    Guard,
    Pauses,
    Resumes,
    Starts,
    State,
    Step,
    Stops,
    role_set,
)
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration import papers, trial_forms
from yifa.work.reconsideration.grounds import NEW
from yifa.work.reconsideration.trial_acts import (
    DECIDE,
    DECIDE_SUMMARY,
    suspension_cite,
    suspension_words,
)

SELF, TRANSFER = "reconsideration.norm_review.self", "reconsideration.norm_review.transfer"
NOTIFY, ANSWER = (
    "reconsideration.norm_review.notify_drafter",
    "reconsideration.norm_review.drafter_reply",
)
TRANSFEREE = "reconsideration.norm_review.transferee_reply"
HANDLER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.HEAD)


def _own(ctx: Context) -> bool:
    return bool(ctx.data["own"] == "1")


def _other(ctx: Context) -> bool:
    return not _own(ctx)


def _began(ctx: Context) -> None:
    ctx.detail.suspensions += 1
    ctx.detail.suspended_for = "norm_review"


def _over(ctx: Context) -> None:
    ctx.detail.suspended_for = ""


def _asked_for(limit: str, what: str) -> Guard:
    """Guard: this part of the review runs in this case."""

    def guard(ctx: Context) -> Missing | None:
        return (
            None
            if ctx.clock(limit)
            else Missing(f"本案没有在办的{what}", f"{NEW}第五十六条至第六十条")
        )

    return guard


def _in_review(ctx: Context) -> Missing | None:
    if ctx.detail.suspended_for == "norm_review":
        return None
    return Missing("本案没有因附带审查而中止", f"{NEW}第五十六条")


def steps(accepted: State, suspended: State) -> tuple[Step, ...]:
    """The steps of the review within a case; the trial limits wait while it lasts."""
    cite = f"{NEW}第五十六条、第五十七条"
    return (
        Step(code="norm_review", title="启动附带审查", from_=(accepted,), to=suspended, by=HEAD,
             form=trial_forms.NormForm, cite=cite, mandatory=("norm_review",), effect=_began,
             paper=papers.SUSPENSION,
             clocks=(Pauses(DECIDE, suspension_words, suspension_cite),
                     Pauses(DECIDE_SUMMARY, suspension_words, suspension_cite),
                     Starts(SELF, when=_own), Starts(NOTIFY, when=_own), Starts(TRANSFER, when=_other)),
             help="有权处理的三十日内处理，并于三日内通知制定机关；无权处理的七日内转送"),
        Step(code="norm_notify", title="通知制定机关", from_=(suspended,), by=HANDLER, form=trial_forms.NormSentForm,
             cite=f"{NEW}第五十八条第一款", requires=(_asked_for(NOTIFY, "制定机关通知"),),
             clocks=(Stops(NOTIFY), Starts(ANSWER, from_="served_on"))),
        Step(code="norm_answer", title="收到制定机关答复", from_=(suspended,), by=HANDLER, form=trial_forms.CommitteeForm,
             cite=f"{NEW}第五十八条第一款", requires=(_asked_for(ANSWER, "制定机关答复"),), clocks=(Stops(ANSWER),)),
        Step(code="norm_transfer", title="转送有权机关", from_=(suspended,), by=HANDLER, form=trial_forms.NormSentForm,
             cite=cite, requires=(_asked_for(TRANSFER, "转送"),),
             clocks=(Stops(TRANSFER), Starts(TRANSFEREE, from_="served_on"))),
        Step(code="norm_result", title="附带审查结果，恢复审理", from_=(suspended,), to=accepted, by=HEAD,
             form=trial_forms.NormResultForm, cite=f"{NEW}第五十九条、第六十条", requires=(_in_review,), effect=_over,
             paper=papers.RESUMPTION,
             clocks=(Stops(SELF), Stops(TRANSFEREE), Stops(NOTIFY, judge=False), Stops(ANSWER, judge=False),
                     Stops(TRANSFER, judge=False), Resumes(DECIDE), Resumes(DECIDE_SUMMARY))),
    )  # fmt: skip
