"""Which limits a case runs: the promise the office is measured by, and the law's own beside it."""

from __future__ import annotations

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.procedure import Day, Starts, Stops
from yifa.work.services import catalogue

PROMISED, LEGAL = "service.promised", "service.legal"
SINGLE, JOINT_LIMIT = "license.decision.single", "license.decision.joint"
CORRECTION, ISSUE = "license.correction_notice", "license.issue"
DECISION = (PROMISED, LEGAL, SINGLE, JOINT_LIMIT)


def has_promise(ctx: Context) -> bool:
    return ctx.detail.promised_amount is not None


def _own_legal(ctx: Context) -> bool:
    item = ctx.detail.item
    if item.legal_amount is None:
        return False
    general = catalogue.LICENCE_JOINT_DAYS if item.joint else catalogue.LICENCE_DAYS
    same = (item.legal_amount, item.legal_unit) == (general, "working_day")
    return not (item.is_licence and same)


def promise_amount(ctx: Context) -> tuple[int, str]:
    return ctx.detail.promised_amount, ctx.detail.promised_unit


def legal_amount(ctx: Context) -> tuple[int, str]:
    return ctx.detail.item.legal_amount, ctx.detail.item.legal_unit


def legal_beside(ctx: Context) -> bool:
    """The law's own limit runs beside a promise, which is the one the office is measured by."""
    return _own_legal(ctx) and has_promise(ctx)


def legal_alone(ctx: Context) -> bool:
    return _own_legal(ctx) and not has_promise(ctx)


def single_alone(ctx: Context) -> bool:
    return single(ctx) and not has_promise(ctx) and not _own_legal(ctx)


def single_beside(ctx: Context) -> bool:
    return single(ctx) and not single_alone(ctx)


def joint_alone(ctx: Context) -> bool:
    return joint_licence(ctx) and not has_promise(ctx) and not _own_legal(ctx)


def joint_beside(ctx: Context) -> bool:
    return joint_licence(ctx) and not joint_alone(ctx)


def single(ctx: Context) -> bool:
    return bool(ctx.detail.item.is_licence and not ctx.detail.joint)


def joint_licence(ctx: Context) -> bool:
    return bool(ctx.detail.item.is_licence and ctx.detail.joint)


def is_licence(ctx: Context) -> bool:
    return bool(ctx.detail.item.is_licence)


def granted_licence(ctx: Context) -> bool:
    return is_licence(ctx) and ctx.matter.outcome == "granted"


def starts(day: Day = "on") -> tuple[Starts, ...]:
    """The limits of a decision from a day on: the promise controls where there is one, else the law."""
    return (
        Starts(PROMISED, controlling=True, when=has_promise, amount=promise_amount, from_=day),
        Starts(LEGAL, controlling=True, when=legal_alone, amount=legal_amount, from_=day),
        Starts(LEGAL, when=legal_beside, amount=legal_amount, from_=day),
        Starts(SINGLE, controlling=True, when=single_alone, from_=day),
        Starts(SINGLE, when=single_beside, from_=day),
        Starts(JOINT_LIMIT, controlling=True, when=joint_alone, from_=day),
        Starts(JOINT_LIMIT, when=joint_beside, from_=day),
    )


STOPS = tuple(Stops(limit) for limit in DECISION)
FALLS_AWAY = tuple(Stops(limit, judge=False) for limit in DECISION)
