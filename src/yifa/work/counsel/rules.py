"""What must add up between the room's figures."""

from __future__ import annotations

from yifa.kernel.figure.rule import Rule, Term

ROOM = "counsel"
ADVISERS, LAWYERS, SHARE = (
    "counsel.advisers", "counsel.government_lawyers", "counsel.government_lawyer_share",
)  # fmt: skip
VILLAGES, TEAM, COVERAGE = (
    "counsel.villages", "counsel.team_villages", "counsel.village_coverage",
)  # fmt: skip
ADVICE, ADOPTED = "counsel.advice", "counsel.advice_adopted_rate"

RULES: tuple[Rule, ...] = (
    Rule(
        "counsel.advisers.kinds", "各类之和等于在任法律顾问、公职律师", ROOM,
        left=(Term(ADVISERS, over="kind"),), right=(Term(ADVISERS),),
    ),
    Rule(
        "counsel.advisers.lawyers", "公职律师占比的分子、分母等于在任公职律师、在任法律顾问和公职律师", ROOM,
        left=(Term(SHARE), Term(SHARE, part="denominator")), right=(Term(LAWYERS), Term(ADVISERS)),
    ),
    Rule(
        "counsel.advisers.opening", "上期末在任的等于上年公布的", ROOM,
        left=(Term(ADVISERS, at="before"),), right=(Term(ADVISERS, at="before", frozen=True),),
    ),
    Rule(
        "counsel.villages.covered", "配备法律顾问的村（社区）等于配备率的分子", ROOM,
        left=(Term(VILLAGES),), right=(Term(COVERAGE),),
    ),
    Rule(
        "counsel.villages.teams", "各种配备方式中组团服务的等于接受组团式服务的村（社区）", ROOM,
        left=(Term(VILLAGES, slice=(("manner", "team"),)),), right=(Term(TEAM),),
    ),
    Rule(
        "counsel.villages.opening", "上期末配备的村（社区）等于上年公布的", ROOM,
        left=(Term(VILLAGES, at="before"),), right=(Term(VILLAGES, at="before", frozen=True),),
    ),
    Rule(
        "counsel.advice.adoption", "各种采纳情况之和等于提出的意见建议", ROOM,
        left=(Term(ADVICE, over="adoption"),), right=(Term(ADVICE),),
    ),
    Rule(
        "counsel.advice.answered", "已经反馈的意见不多于提出的意见建议", ROOM, relation="<=",
        left=(Term(ADOPTED, part="denominator"),), right=(Term(ADVICE),),
    ),
    Rule(
        "counsel.advice.kinds", "各类委托事项之和等于提出的意见建议", ROOM,
        left=(Term(ADVICE, over="kind"),), right=(Term(ADVICE),),
    ),
)  # fmt: skip
