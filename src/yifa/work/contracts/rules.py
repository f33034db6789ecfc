"""What must add up between the room's figures."""

from __future__ import annotations

from yifa.kernel.figure.rule import Rule, Term

ROOM = "contracts"
REVIEWED, GOVERNMENT, WRITTEN, GOVERNMENT_WRITTEN = (
    "contracts.reviewed", "contracts.government.reviewed", "contracts.opinions", "contracts.government.opinions",
)  # fmt: skip
SIGNED, BREACHES, RATE = (
    "contracts.signed", "contracts.signed_in_breach", "contracts.review_rate",
)  # fmt: skip
ADVISED, CLEANED = "contracts.suggestions", "contracts.cleanup.registered"
OF_GOVERNMENT = (("party", "government"),)

RULES: tuple[Rule, ...] = (
    Rule(
        "contracts.reviewed.parties", "政府各方之和等于审查的合同", ROOM,
        left=(Term(REVIEWED, over="party"),), right=(Term(REVIEWED),),
    ),
    Rule(
        "contracts.reviewed.government", "以县区政府为当事人的，等于审查的合同中政府一方为县区政府的", ROOM,
        left=(Term(GOVERNMENT),), right=(Term(REVIEWED, slice=OF_GOVERNMENT),),
    ),
    Rule(
        "contracts.opinions.government", "就县区政府合同出具的意见书，等于意见书中政府一方为县区政府的", ROOM,
        left=(Term(GOVERNMENT_WRITTEN),), right=(Term(WRITTEN, slice=OF_GOVERNMENT),),
    ),
    Rule(
        "contracts.opinions.enough", "首次审查的合同不多于意见书", ROOM, relation="<=",
        left=(Term(REVIEWED),), right=(Term(WRITTEN),),
    ),
    Rule(
        "contracts.opinions.conclusions", "各种结论之和等于意见书", ROOM,
        left=(Term(WRITTEN, over="conclusion"),), right=(Term(WRITTEN),),
    ),
    Rule(
        "contracts.suggestions.verdicts", "各种采纳情况之和等于提出的意见", ROOM,
        left=(Term(ADVISED, over="verdict"),), right=(Term(ADVISED),),
    ),
    Rule(
        "contracts.signed.reviewed", "先审后签的加未经审查先行签订的，等于签订的合同", ROOM,
        left=(Term(RATE), Term(BREACHES)), right=(Term(SIGNED),),
    ),
    Rule(
        "contracts.signed.parties", "政府各方之和等于签订的合同", ROOM,
        left=(Term(SIGNED, over="party"),), right=(Term(SIGNED),),
    ),
    Rule(
        "contracts.cleanup.verdicts", "各种清理结论之和等于登记的合同", ROOM,
        left=(Term(CLEANED, over="verdict"),), right=(Term(CLEANED),),
    ),
)  # fmt: skip
