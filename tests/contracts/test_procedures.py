"""What every procedure owes the law and the reader."""

from __future__ import annotations

from datetime import date

import pytest

from yifa import law
from yifa.kernel.matter.chart import chart, edges
from yifa.kernel.matter.procedure import Becomes, Extends, Procedure, Starts
from yifa.kernel.matter.registry import all_procedures

PROCEDURES = [p for p in all_procedures() if not p.room.startswith("test")]


def identity(procedure: Procedure) -> str:
    return f"{procedure.id}@{procedure.since}"


@pytest.mark.parametrize("procedure", PROCEDURES, ids=identity)
def test_every_always_required_step_of_the_law_is_performed_by_a_step(procedure):
    if not procedure.law_procedure:
        return
    wanted = law.procedures().get(procedure.law_procedure, procedure.since)
    named = {m for step in procedure.steps for m in step.mandatory}
    performed = {m for m in named if "." not in m}
    assert performed <= {s.id for s in wanted.steps}
    # "summary.apply" names a step of the law's sister procedure (reconsideration_summary).
    family = procedure.law_procedure.rpartition("_")[0]
    for sister, _, step in (m.partition(".") for m in named - performed):
        assert step in {
            s.id for s in law.procedures().get(f"{family}_{sister}", procedure.since).steps
        }
    assert {s.id for s in wanted.steps if s.always} - performed == set()


@pytest.mark.parametrize("procedure", PROCEDURES, ids=identity)
def test_every_clock_runs_a_limit_that_is_in_force(procedure):
    for step in procedure.all_steps:
        for op in step.clocks:
            until = procedure.until or date.max
            limits = [
                v
                for v in law.book().versions(op.limit)
                if v.effective_from <= until and (v.effective_to or date.max) >= procedure.since
            ]
            assert limits, f"{step.code}: {op.limit} is never in force under this version"
            for limit in limits:
                assert limit.is_period or limit.is_yearly, f"{step.code}: {op.limit}"
                if isinstance(op, Extends):
                    assert limit.extension is not None, f"{step.code}: {op.limit}"
    started = {op.limit for s in procedure.steps for op in s.clocks if isinstance(op, Starts)}
    started |= {op.into for s in procedure.steps for op in s.clocks if isinstance(op, Becomes)}
    used = {op.limit for s in procedure.steps for op in s.clocks}
    assert used <= started


@pytest.mark.parametrize("procedure", PROCEDURES, ids=identity)
def test_every_state_can_be_reached_and_every_open_state_left(procedure):
    reached = {target.code for _, target, _ in edges(procedure)}
    assert {s.code for s in procedure.states} <= reached
    left = {source.code for source, _, _ in edges(procedure) if source is not None}
    assert {s.code for s in procedure.states if s.open} <= left


@pytest.mark.parametrize("procedure", PROCEDURES, ids=identity)
def test_codes_are_unique_and_statutory_steps_cite(procedure):
    codes = [s.code for s in procedure.all_steps]
    assert len(codes) == len(set(codes))
    assert len({s.code for s in procedure.states}) == len(procedure.states)
    uncited = [s.code for s in procedure.steps if s.mandatory and not s.cite]
    assert uncited == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=identity)
def test_its_flow_chart_names_every_state(procedure):
    drawn = chart(procedure)
    assert all(state.title in drawn for state in procedure.states)
    assert drawn.startswith("<svg") and drawn.endswith("</svg>")


@pytest.mark.django_db
def test_a_forms_sensitive_names_are_its_fields():
    for procedure in PROCEDURES:
        for step in procedure.all_steps:
            assert set(step.form.sensitive) <= set(step.form().fields), (
                f"{procedure.id} {step.code}"
            )


@pytest.mark.parametrize("procedure", PROCEDURES, ids=identity)
def test_a_step_that_some_matters_do_not_know_is_refused_there_with_a_reason(procedure):
    """`when` only keeps pages quiet; the door is kept by `requires`."""
    for step in procedure.all_steps:
        if step.when is not None:
            assert step.requires, (
                f"{step.code}: hidden where it does not apply, but nothing refuses it"
            )
            assert not step.opens, f"{step.code}: an opening step has no matter to ask"
