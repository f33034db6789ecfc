"""What must add up between the room's figures."""

from __future__ import annotations

from yifa.kernel.figure.rule import Rule, Term

ROOM = "services"
RULES: tuple[Rule, ...] = (
    Rule(
        "services.certless.ways", "四种免证明方式之和等于涉及取消证明事项的办件", ROOM,
        left=tuple(Term(f"services.certless.{w}") for w in ("cancelled", "commitment", "query", "check")),
        right=(Term("services.certless.cases"),),
    ),
    Rule(
        "services.case.kinds", "各类办件之和等于办结的办件", ROOM,
        left=(Term("services.case.closed", over="kind"),), right=(Term("services.case.closed"),),
    ),
    Rule(
        "services.case.spot_within", "当场办结不多于办结", ROOM, relation="<=",
        left=(Term("services.case.spot"),), right=(Term("services.case.closed"),),
    ),
    Rule(
        "services.registration.spot_within", "涉企登记当场办结不多于涉企登记办结", ROOM, relation="<=",
        left=(Term("services.registration.spot"),), right=(Term("services.registration.closed"),),
    ),
    Rule(
        "services.start.online_within", "零见面企业开办不多于企业开办", ROOM, relation="<=",
        left=(Term("services.start.online"),), right=(Term("services.start.closed"),),
    ),
)  # fmt: skip
