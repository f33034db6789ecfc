"""Refusals: what was refused, why (with the article), and the way on.

Every door of the kernel raises one of these; pages, commands and imports print them as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """One thing a step still lacks: what it is, which article asks for it, what to do about it."""

    what: str
    cite: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        text = self.what
        if self.cite:
            text += f"（{self.cite}）"
        if self.remedy:
            text += f"。{self.remedy}"
        return text


class Refusal(Exception):
    """An act or entry that may not be done. Nothing was written."""

    def __init__(self, message: str, *, cite: str = "", remedy: str = "") -> None:
        self.message, self.cite, self.remedy = message, cite, remedy
        super().__init__(str(Missing(message, cite, remedy)))


class NotAllowed(Refusal):
    """The actor does not hold the role, unit or independence that the step asks for."""


class WrongState(Refusal):
    """The matter does not stand where the step begins."""


class Incomplete(Refusal):
    """Requirements of the step are not met; `missing` names each with its article."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        super().__init__("；".join(str(m) for m in missing))


class InvalidData(Refusal):
    """The form does not hold; `fields` maps field name to messages."""

    def __init__(self, fields: dict[str, list[str]], labels: dict[str, str] | None = None) -> None:
        self.fields = fields
        named = labels or {}
        parts = [f"{named.get(k, k)}：{'、'.join(v)}" for k, v in fields.items()]
        super().__init__("；".join(parts))


class Conflict(Refusal):
    """Somebody else acted first; the message says who did what and when."""


class BatchRefused(Refusal):
    """Some calls of a batch were refused; `refusals` maps the call's index to its refusal."""

    def __init__(self, refusals: dict[int, Refusal]) -> None:
        self.refusals = refusals
        first = next(iter(refusals.items()))
        super().__init__(f"{len(refusals)} 行被拒绝；第 {first[0] + 1} 行：{first[1]}")
