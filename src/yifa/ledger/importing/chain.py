"""From a row's days to the chain of acts that brings a matter where the row says it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from yifa.kernel.matter.procedure import Extends, Pauses, Procedure, Restarts, State, Step
from yifa.ledger.importing.spec import MatterImport

Act = tuple[str, dict[str, Any], str]
"""(step, its data, its day as ISO text): what the write door is asked, and what a staged row keeps."""


@dataclass
class Chain:
    """The acts of one row so far, and the states the matter may be in."""

    procedure: Procedure
    spec: MatterImport
    values: Mapping[str, Any]
    acts: list[Act] = field(default_factory=list)
    given: list[frozenset[str]] = field(default_factory=list)
    """For every act the fields that the sheet itself says."""
    states: frozenset[str] = frozenset()

    def take(self, step: Step, on: date) -> None:
        """Add one act on a day."""
        data, said = self.data_of(step)
        self.acts.append((step.code, data, on.isoformat()))
        self.given.append(said)
        self.states = _after(step, self.states)

    def reach(self, step: Step, on: date, dated: frozenset[str]) -> None:
        """Add the acts that lie before a step and that the sheet has no day for; then the step."""
        aside = bool(self.spec.through) and step.code not in self.spec.through
        for earlier in self._usual_way_to(step):
            if aside and _begins(step, self.states):
                break  # a step beside the usual way needs no more of it than to begin
            if (
                earlier.code not in dated
                and not self._did(earlier)
                and _begins(earlier, self.states)
            ):
                self.take(earlier, on)
        if not _begins(step, self.states):
            for between in self._way_to(step, dated):
                self.take(between, on)
        self.take(step, on)

    def data_of(self, step: Step) -> tuple[dict[str, Any], frozenset[str]]:
        """What a step is given: the sheet's cells, then the room's filling, then words for what nobody said."""
        prefix = "" if step.opens else f"{step.code}."
        fields = step.form().fields
        said = {
            n: self.values[prefix + n]
            for n in fields
            if self.values.get(prefix + n) not in (None, "")
        }
        filling = self.spec.fill.get(step.code, {})
        filled = filling(self.values) if callable(filling) else filling
        data = {n: v for n, v in filled.items() if n in fields} | said
        for name, f in fields.items():
            if name in data or not f.required or step.opens:
                continue
            if _is_text(f):  # a day or a choice cannot say that nobody wrote it down
                data[name] = self.spec.unsaid
        return data, frozenset(said)

    def _did(self, step: Step) -> bool:
        return any(code == step.code for code, _, _ in self.acts)

    def _usual_way_to(self, step: Step) -> Iterable[Step]:
        """The room's usual way as far as the step; without one, the obligatory steps that move nothing."""
        known = {s.code: s for s in self.procedure.steps}
        if self.spec.through:
            codes = self.spec.through
            upto = codes.index(step.code) if step.code in codes else len(codes)
            return [known[c] for c in codes[:upto] if c in known]
        before = self.procedure.steps[: self.procedure.steps.index(step)]
        return [
            s for s in before if s.to is None and not s.opens and s.mandatory and self._passable(s) and not s.grave
        ]  # fmt: skip

    def _passable(self, step: Step) -> bool:
        """Whether an act may stand in the chain without the sheet naming it: nothing to decide, no limit moved."""
        if step.grave or any(isinstance(c, Pauses | Restarts | Extends) for c in step.clocks):
            return False
        data, _ = self.data_of(step)
        return all(n in data for n, f in step.form().fields.items() if f.required)

    def _way_to(self, step: Step, dated: frozenset[str]) -> list[Step]:
        """The shortest way by states from where the matter may be to where the step begins; empty if there is none."""
        goal = {s.code for s in step.from_}
        waiting: list[tuple[frozenset[str], list[Step]]] = [(self.states, [])]
        seen = set(self.states)
        while waiting:
            states, way = waiting.pop(0)
            for s in self.procedure.steps:
                if s.to is None or s.opens or s.code in dated or not _begins(s, states):
                    continue
                after = _after(s, states)
                if after <= seen or not self._passable(s):
                    continue
                if after & goal:
                    return [*way, s]
                seen |= after
                waiting.append((after, [*way, s]))
        return []


def _is_text(f: forms.Field) -> bool:
    return type(f) is forms.CharField


def _begins(step: Step, states: frozenset[str]) -> bool:
    return bool(states & {s.code for s in step.from_})


def _after(step: Step, states: frozenset[str]) -> frozenset[str]:
    if step.to is None:
        return states
    if isinstance(step.to, State):
        return frozenset((step.to.code,))
    leads: Iterable[State] = getattr(step.to, "leads", ())
    return frozenset(s.code for s in leads) or states
