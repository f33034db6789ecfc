"""What must add up between the room's figures: at the door, in the trial, and between a year and the next."""

from __future__ import annotations

from yifa.kernel.figure.rule import Rule, Term
from yifa.work.reconsideration.figures import LAW

ROOM = "reconsideration"
RECEIVED, REVIEWING, REFUSED, TURNED, TAKEN = (
    f"{ROOM}.{name}" for name in ("received", "reviewing", "refused", "turned", "accepted")
)
PENDING, CONCLUDED, CORRECTED, RATE = (
    f"{ROOM}.{name}" for name in ("pending", "concluded", "corrected", "correction_rate")
)
LETTERS = f"{ROOM}.letters"

RULES: tuple[Rule, ...] = (
    Rule(
        f"{ROOM}.intake.flow", "上期尚在审查加新收，等于受理、不予受理、其他了结加期末尚在审查", ROOM,
        left=(Term(REVIEWING, at="before"), Term(RECEIVED)),
        right=(Term(TAKEN), Term(REFUSED), Term(TURNED), Term(REVIEWING)), cite=f"{LAW}第三十条",
    ),
    Rule(
        f"{ROOM}.trial.flow", "上期结转加受理，等于审结加结转下期", ROOM,
        left=(Term(PENDING, at="before"), Term(TAKEN)), right=(Term(CONCLUDED), Term(PENDING)),
        cite=f"{LAW}第六十二条",
    ),
    Rule(
        f"{ROOM}.trial.opening", "上期结转等于上年公布的结转下年", ROOM,
        left=(Term(PENDING, at="before"),), right=(Term(PENDING, at="before", frozen=True),),
    ),
    Rule(
        f"{ROOM}.concluded.groups", "各类审理结果之和等于审结", ROOM,
        left=(Term(CONCLUDED, over="result_group"),), right=(Term(CONCLUDED),), cite=f"{LAW}第六十二条",
    ),
    Rule(
        f"{ROOM}.concluded.results", "各项审理结果之和等于审结", ROOM,
        left=(Term(CONCLUDED, over="result"),), right=(Term(CONCLUDED),), cite=f"{LAW}第六十二条",
    ),
    Rule(
        f"{ROOM}.concluded.corrected", "直接纠错等于结果类别为直接纠错的审结", ROOM,
        left=(Term(CORRECTED),), right=(Term(CONCLUDED, slice=(("result_group", "corrected"),)),),
        cite=f"{LAW}第六十三条至第六十七条、第七十一条",
    ),
    Rule(
        f"{ROOM}.correction_rate.parts", "纠错率的分子、分母等于直接纠错、审结", ROOM,
        left=(Term(RATE), Term(RATE, part="denominator")), right=(Term(CORRECTED), Term(CONCLUDED)),
    ),
    Rule(
        f"{ROOM}.received.applicants", "各类申请人之和等于新收", ROOM,
        left=(Term(RECEIVED, over="applicant_class"),), right=(Term(RECEIVED),), cite=f"{LAW}第二十二条",
    ),
    Rule(
        f"{ROOM}.received.acts", "各类行政行为之和等于新收", ROOM,
        left=(Term(RECEIVED, over="act_kind"),), right=(Term(RECEIVED),), cite=f"{LAW}第十一条",
    ),
    Rule(
        f"{ROOM}.letters.kinds", "意见书与建议书之和等于制发", ROOM,
        left=(Term(LETTERS, over="kind"),), right=(Term(LETTERS),), cite=f"{LAW}第七十六条",
    ),
)  # fmt: skip
