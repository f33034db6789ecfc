"""The language procedures are written in: frozen declarations that read like the statute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from yifa.kernel.errors import Missing
from yifa.kernel.organization.roles import Role

if TYPE_CHECKING:
    from yifa.kernel.matter.context import Context, Work
    from yifa.kernel.matter.models import Detail
    from yifa.kernel.matter.papers import PaperTemplate

Guard = Callable[["Context"], Missing | None]
"""A requirement seen before the form: returns what is missing and which article asks for it."""

SHORT_TERM, LONG_TERM = 10, 30
"""Years of keeping what is not kept for ever, from the end of the year of closing: 机关文件材料归档范围和文书档案保管期限规定
（国家档案局令第8号）第六条. Which of them a kind of matter has is the office's own table; rooms declare a default."""

Applies = Callable[["Context"], bool]
"""Whether a step exists for the matter in hand: an item without a public notice has no such step."""

Effect = Callable[["Context"], None]
"""Writes the room's detail from validated data; touches memory only, the door saves."""

Day = str | Callable[["Context"], date]
"""The day a limit begins: "on" (the day of the act), a date field of the form, or a function of the matter."""

Words = str | Callable[["Context"], str]
"""Words of a declaration, or a function that finds them in the act (a ground chosen in the form)."""


@dataclass(frozen=True)
class State:
    """Where a matter may stand."""

    code: str
    title: str
    open: bool = True


class StepForm(forms.Form):
    """What a step asks for. `sensitive` names fields that are encrypted in the journal's payload.

    A form whose choices are rows of the matter (suggestions unanswered, payments due) says so in `fit`. One whose `fit`
    sets the same things every time, and leaves nothing of the matter before, says `fits_again`: the door then uses
    one form for many acts instead of copying all fields for each.
    """

    sensitive: tuple[str, ...] = ()
    fits_again: bool = False

    def __init__(self, *args: Any, work: Work | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if work is not None:
            self.fit(work)

    def fit(self, work: Work) -> None:
        """Fit fields to the matter in hand; a form without a matter keeps its declared fields."""


@dataclass(frozen=True)
class Starts:
    """A limit begins to run from `from_`; with `when`, only if that holds after the effect.

    `amount` gives the number where it stands in the matter itself: (20, "working_day").
    """

    limit: str
    from_: Day = "on"
    controlling: bool = False
    when: Callable[[Context], bool] | None = None
    amount: Callable[[Context], tuple[int, str]] | None = None


@dataclass(frozen=True)
class Restarts:
    """A running limit is counted anew from `from_`; what ran before does not count."""

    limit: str
    from_: Day = "on"


@dataclass(frozen=True)
class Becomes:
    """A running limit gives way to another, counted from the same day with the same pauses (转为普通程序)."""

    limit: str
    into: str


@dataclass(frozen=True)
class Stops:
    """A limit is met (or falls away) on the day of the step."""

    limit: str
    judge: bool = True


@dataclass(frozen=True)
class Pauses:
    """Days from now on do not count."""

    limit: str
    ground: Words
    cite: Words = ""


@dataclass(frozen=True)
class Resumes:
    """Days count again from the day of the step."""

    limit: str


@dataclass(frozen=True)
class Extends:
    """The limit grows by what its law allows; `amount` and `ground` name form fields."""

    limit: str
    amount: str = ""
    ground: str = "ground"


ClockOp = Starts | Restarts | Becomes | Stops | Pauses | Resumes | Extends


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act a procedure knows.

    `from_` empty: the opening act. `to` None: the state stays. `by`: roles at the matter's unit that may do it;
    `not_by`: steps whose actor must be somebody else. `requires` is seen before the form, `checks` after it.
    `mandatory` names the step of `law.procedures()` that this act performs. `when`: whether this matter knows the step
    at all; where it does not, no page speaks of it, and one of its `requires` refuses it with the reason.
    """

    code: str
    title: str
    from_: tuple[State, ...] = ()
    to: State | Callable[[Context], State] | None = None
    by: frozenset[Role] = frozenset({Role.CASE_HANDLER})
    form: type[StepForm] = StepForm
    cite: str = ""
    mandatory: tuple[str, ...] = ()
    clocks: tuple[ClockOp, ...] = ()
    when: Applies | None = None
    requires: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    effect: Effect | None = None
    not_by: tuple[str, ...] = ()
    paper: PaperTemplate | None = None
    meets: Callable[[Context], tuple[str, str]] | None = None
    help: str = ""
    grave: bool = False

    @property
    def opens(self) -> bool:
        return not self.from_

    @property
    def in_chart(self) -> bool:
        """Whether the flow chart draws it: acts that every open state allows only clutter it."""
        return self.to is not None or bool(self.mandatory)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A versioned procedure: states, steps and the law it follows.

    `correctable` names the columns of the room's row (or `title`) that the act `correct` may put right; dates that
    clocks count from are not among them: those are put right by voiding and registering anew. `tags` say what kind
    of work it is across rooms ("legality_review"): a ledger may gather procedures by tag, not by name. `awaits` are
    limits that bind another body here (the respondent's reply, on the side of the body that decides).
    `common` is filled in when the procedure is registered: correct, void, reopen, serve and the like.
    `outcomes` are the words of its outcome codes.
    """

    id: str
    title: str
    room: str
    since: date
    law: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    detail: type[Detail] | None = None
    until: date | None = None
    law_procedure: str = ""
    numbering: Callable[[Any, int, int], str] | None = None
    correctable: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    awaits: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    common: tuple[Step, ...] = ()
    retention_years: int | None = None

    def outcome_title(self, code: str) -> str:
        """An outcome's words; the code itself where the procedure does not name it."""
        return dict(self.outcomes).get(code, code)

    def step(self, code: str) -> Step:
        for step in self.all_steps:
            if step.code == code:
                return step
        raise KeyError(f"{self.id} has no step {code}")

    def state(self, code: str) -> State:
        for state in (*self.states, VOID):
            if state.code == code:
                return state
        raise KeyError(f"{self.id} has no state {code}")

    @property
    def opening(self) -> tuple[Step, ...]:
        return tuple(s for s in self.steps if s.opens)

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """The procedure's own steps and those that every matter knows."""
        return (*self.steps, *self.common)


VOID = State("void", "作废", open=False)


def role_set(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def done(step: str, what: str, cite: str = "", remedy: str = "") -> Guard:
    """Requires that an earlier step was done: `requires=[done("search", "检索与公开审查", "第十七条")]`."""

    def guard(ctx: Context) -> Missing | None:
        return None if ctx.did(step) else Missing(f"尚未完成：{what}", cite, remedy)

    return guard
