"""What the law says: dated time limits, how they are counted, and the steps it asks for.

Pure Python and data; knows no Django and no room. `book()` and `procedures()` are read once.
"""

from __future__ import annotations

from functools import lru_cache

from yifa.law.calendar import DayOverride, WorkCalendar
from yifa.law.counting import CountingRule, CountingRules
from yifa.law.due import Due, due
from yifa.law.errors import (
    BadInput,
    ExtensionRefused,
    LawDataError,
    LawError,
    NotAPeriod,
    NotInForce,
    StatutoryLimit,
    UnknownLimit,
)
from yifa.law.explain import explain_text
from yifa.law.judge import is_late, remaining, too_early
from yifa.law.limit import Extension, Limit
from yifa.law.limits import LimitBook, load_limits
from yifa.law.local import LocalLimit
from yifa.law.period import Day, Suspension
from yifa.law.steps import NoNumber, ProcedureLaw, Procedures, Step, load_procedures

__all__ = [
    "BadInput",
    "CountingRule",
    "CountingRules",
    "Day",
    "DayOverride",
    "Due",
    "Extension",
    "ExtensionRefused",
    "LawDataError",
    "LawError",
    "Limit",
    "LimitBook",
    "LocalLimit",
    "NoNumber",
    "NotAPeriod",
    "NotInForce",
    "ProcedureLaw",
    "Procedures",
    "StatutoryLimit",
    "Step",
    "Suspension",
    "UnknownLimit",
    "WorkCalendar",
    "book",
    "due",
    "explain_text",
    "is_late",
    "procedures",
    "remaining",
    "too_early",
]


@lru_cache(maxsize=1)
def book() -> LimitBook:
    """The shipped limits. Raises LawDataError if the data were damaged."""
    return load_limits()


@lru_cache(maxsize=1)
def procedures() -> Procedures:
    """The shipped procedures, their limit ids checked against `book()`."""
    return load_procedures(book().ids())
