"""What may happen next in a matter, and what is still missing: read, never written."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.kernel.errors import Missing, NotAllowed, Refusal, WrongState
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter import act as door
from yifa.kernel.matter.context import Context, Done, Work
from yifa.kernel.matter.loading import ticking
from yifa.kernel.matter.models import Matter, Recusal
from yifa.kernel.matter.procedure import Step
from yifa.kernel.matter.registry import pinned
from yifa.kernel.moment import today
from yifa.kernel.scope.actor import Actor


@dataclass(frozen=True)
class NextStep:
    """A step that begins where the matter stands.

    `refusal`: why this actor may not do it (role, unit, independence, recusal); `missing`: what it still lacks,
    whoever does it; `common`: one of the steps every matter knows.
    """

    step: Step
    refusal: Refusal | None
    missing: tuple[Missing, ...]
    common: bool

    @property
    def possible(self) -> bool:
        """Whether the actor may open its form now."""
        return self.refusal is None and not self.missing


def look(matter: Matter, journal: list[JournalRow] | None = None) -> Work:
    """The matter as guards see it, loaded for reading: no lock is taken and nothing can be saved.

    `journal` are the matter's rows in order where the caller has them already.
    """
    procedure = pinned(matter.procedure, matter.procedure_since)
    detail = None
    if procedure.detail is not None:
        detail = getattr(matter, procedure.detail.__name__.lower(), None)
    rows = journal
    if rows is None:
        found = JournalRow.objects.unscoped("history of one matter").filter(matter_id=matter.pk)
        rows = list(found.order_by("seq"))
    done = [
        Done(r.step, r.actor_id, r.on)
        for r in rows
        if r.verb == "act" and r.stream == matter.stream
    ]
    recused: frozenset[int] = frozenset()
    if any("recus" in r.step for r in rows):
        people = Recusal.objects.filter(matter_id=matter.pk).values_list("user_id", flat=True)
        recused = frozenset(people)
    return Work(
        matter, detail, procedure, done, ticking([matter])[matter.pk], None, recused=recused
    )


def next_steps(actor: Actor, matter: Matter, work: Work | None = None) -> list[NextStep]:
    """The steps that this matter knows and that begin where it stands, the procedure's own first, each with what stops it."""
    seen = work or look(matter)
    common = {s.code for s in seen.procedure.common}
    found = []
    for step in seen.procedure.all_steps:
        if step.opens or not step.by:
            continue
        try:
            door._state(seen, step)
        except WrongState:
            continue
        if step.when and not step.when(Context(actor, seen, step.code, {}, today())):
            continue
        found.append(
            NextStep(
                step, refusal(actor, seen, step), missing(actor, seen, step), step.code in common
            )
        )
    return found


def refusal(actor: Actor, work: Work, step: Step) -> Refusal | None:
    """Why the actor may not do the step, or None."""
    try:
        door.permit(actor, work, step)
    except NotAllowed as refused:
        return refused
    return None


def missing(actor: Actor, work: Work, step: Step) -> tuple[Missing, ...]:
    """What the step requires and the matter lacks, before any form is filled in."""
    context = Context(actor, work, step.code, {}, today())
    return tuple(m for guard in step.requires if (m := guard(context)) is not None)
