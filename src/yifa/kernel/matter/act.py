"""The write door for matters: `act` (one step) and `act_many` (a batch), one code path.

In one transaction: lock → may this actor do this step here? → is it allowed from this state, are its requirements met?
→ validate the form → write the room's detail → journal → clocks and derived columns → outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, connection
from django.utils.datastructures import MultiValueDict

from yifa.kernel import crypto, edition, moment
from yifa.kernel.dossier.files import Upload
from yifa.kernel.errors import (
    BatchRefused,
    Conflict,
    Incomplete,
    InvalidData,
    NotAllowed,
    Refusal,
    WrongState,
)
from yifa.kernel.journal.chain import Line, snapshot
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter import clock as clocks
from yifa.kernel.matter import forms_used, loading, saving
from yifa.kernel.matter.call import Call as Call
from yifa.kernel.matter.call import Opening as Opening
from yifa.kernel.matter.context import Context, Done, Work
from yifa.kernel.matter.models import How, Matter, Participant, Relation
from yifa.kernel.matter.procedure import Procedure, Step
from yifa.kernel.matter.registry import procedure_on
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write

BROUGHT_ABOUT = "procedure"
"""The role of an act that another matter's act brought about: its procedure says so, not a post."""


def act(
    actor: Actor,
    target: Opening | Matter | int,
    step: str,
    data: dict[str, Any] | None = None,
    *,
    on: date | None = None,
    files: dict[str, Upload] | None = None,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
    how: How | None = None,
) -> Matter:
    """A matter takes a step. Returns the matter as it now stands.

    `on` is the day it happened (today if not given), `expected_version` the version the actor looked at,
    `idempotency_key` makes a repeated call return the first one's result. Raises a `Refusal` with the reason and the
    way on; then nothing was written.
    """
    call = Call(target, step, data or {}, on, files or {}, expected_version, idempotency_key)
    try:
        return act_many(actor, [call], how=how)[0]
    except BatchRefused as refused:
        raise refused.refusals[0] from None


def act_many(actor: Actor, calls: Iterable[Call], *, how: How | None = None) -> list[Matter]:
    """The same for a batch, set-based: whole or absent, one journal row per call.

    Returns the matter of each call. Raises `BatchRefused` naming every refused call by its index.
    """
    batch = list(calls)
    for chances_left in (2, 1, 0):
        try:
            return _act_many(actor, batch, how)
        except OperationalError as error:
            # Two acts that each bring about an act on the other's matter lock in opposite order: one begins again.
            if not chances_left or connection.in_atomic_block or "deadlock" not in str(error):
                raise
    raise AssertionError("unreachable")


def _act_many(actor: Actor, batch: list[Call], how: How | None) -> list[Matter]:
    with write(), edition.once():
        repeated = _repeated(batch)
        works = loading.load([c.target for c in batch if id(c) not in repeated])
        refusals: dict[int, Refusal] = {}
        lines: list[tuple[Work, Line]] = []
        for index, call in enumerate(batch):
            if id(call) in repeated:
                continue
            try:
                lines += _take_all(call.actor or actor, call, works, how)
            except Refusal as refusal:
                refusals[index] = refusal
        if refusals:
            raise BatchRefused(refusals)
        saving.flush(list(works.values()), lines)
        return [
            repeated[id(c)] if id(c) in repeated else works[loading.key(c.target)].matter
            for c in batch
        ]


def _repeated(batch: Sequence[Call]) -> dict[int, Matter]:
    """Calls whose idempotency key is already in the journal, with the matter they made or moved."""
    keys = {c.idempotency_key: c for c in batch if c.idempotency_key}
    if not keys:
        return {}
    return {id(keys[key]): matter for key, matter in loading.repeated(list(keys)).items()}


def _take_all(
    actor: Actor, call: Call, works: dict[Any, Work], how: How | None, brought_about: bool = False
) -> list[tuple[Work, Line]]:
    """The act and those it brings about, depth first."""
    lines = [_take(actor, call, works, how, brought_about)]
    work = lines[0][0]
    follows, work.follows = work.follows, []
    for follow in follows:
        target = follow.call.target
        if not isinstance(target, Opening) and loading.key(target) not in works:
            works |= loading.load([target])
        follow.call.on = follow.call.on or call.on
        lines += _take_all(actor, follow.call, works, how, brought_about=True)
        if follow.relation and isinstance(target, Opening):
            _link(
                work, works[loading.key(target)], follow.relation, follow.call.on or moment.today()
            )
    return lines


def _link(source: Work, target: Work, kind: str, on: date) -> None:
    """Two matters are linked, and each unit reads the other's."""
    source.extra.append(Relation(source=source.matter, target=target.matter, kind=kind))
    for one, other in ((source, target), (target, source)):
        unit = other.matter.unit
        known = {one.matter.unit_id, *(p.unit_id for p in one.rows(Participant))}
        if unit.pk not in known:
            one.extra.append(Participant(matter=one.matter, unit=unit, on=on))


def _take(
    actor: Actor,
    call: Call,
    works: dict[Any, Work],
    how: How | None,
    brought_about: bool = False,
) -> tuple[Work, Line]:
    on = call.on or moment.today()
    key = loading.key(call.target)
    if isinstance(call.target, Opening) and key not in works:
        procedure = procedure_on(call.target.procedure, on)
        works[key] = loading.new_work(call.target, procedure, on)
    work = works[key]
    if call.expected_version is not None and call.expected_version != work.matter.version:
        raise _conflict(work)
    step = _step(work.procedure, call.step)
    grant_role = BROUGHT_ABOUT if brought_about else permit(actor, work, step)
    _state(work, step)
    if on > moment.today():
        raise InvalidData({"on": ["不能晚于今天"]}, {"on": "发生日期"})
    if work.done and step.to is not None and on < work.matter.last_on:
        raise InvalidData(
            {"on": [f"不能早于上一次办理的日期 {work.matter.last_on}"]}, {"on": "发生日期"}
        )
    context = Context(actor, work, step.code, {}, on, call.files)
    missing = [m for guard in step.requires if (m := guard(context)) is not None]
    if missing:
        raise Incomplete(missing)
    context.data = _validate(step, call, work)
    missing = [m for check in step.checks if (m := check(context)) is not None]
    if missing:
        raise Incomplete(missing)
    return work, _write(context, step, call, how, grant_role)


def _write(context: Context, step: Step, call: Call, how: How | None, role: str) -> Line:
    work, matter, on = context.work, context.work.matter, context.on
    before = matter.state
    if step.effect:
        step.effect(context)
    target = step.to(context) if callable(step.to) else step.to
    if target is not None:
        matter.state = target.code
        was_open, matter.is_open = matter.is_open, target.open
        if was_open and not target.open:
            matter.closed_on, matter.closed_ym = on, on.year * 100 + on.month
        elif target.open:
            matter.closed_on = matter.closed_ym = None
        matter.last_on = on
    how_came = how or (How.LIVE if on == moment.today() else How.LATE)
    if work.is_new and not work.done:
        matter.how = how_came
        if context.actor.user_id and matter.handler_id is None and role != BROUGHT_ABOUT:
            matter.handler_id = context.actor.user_id
    clocks.run(context, step)
    if step.paper:
        context.add(step.paper.document(context))
    saving.attach(context)
    if step.meets:
        kind, subject = step.meets(context)
        work.meets.append((kind, subject, on, matter.stream))
    matter.version += 1
    work.done.append(Done(step.code, context.actor.user_id, on))
    return Line(
        stream=matter.stream, verb="act", step=step.code, title=step.title,
        actor_id=context.actor.user_id, actor_name=context.actor.name, on=on,
        payload=_payload(step, context.data), how=how_came, unit_id=matter.unit_id, role=role,
        from_state="" if step.opens else before, to_state=matter.state, cite=step.cite,
        snapshot=snapshot(matter, work.detail), idempotency_key=call.idempotency_key,
    )  # fmt: skip


def permit(actor: Actor, work: Work, step: Step) -> str:
    """The role by which the actor may do the step, or `NotAllowed` with the reason."""
    if actor.is_system:
        return "system"
    matter = work.matter
    if not step.by:
        raise NotAllowed(f"“{step.title}”随相关事项的办理自动发生，不能单独办理", cite=step.cite)
    grant = actor.may(set(step.by), matter.unit_id, matter.room)
    roles = "、".join(r.label for r in sorted(step.by))
    if grant is None:
        raise NotAllowed(
            f"“{step.title}”须由{matter.unit}的{roles}办理，您没有这一任职",
            cite=step.cite,
            remedy="请转交有权人员，或者由安全管理员登记任职、代理",
        )
    if actor.user_id in work.recused:
        raise NotAllowed("您已回避本事项，不得办理", remedy="请由其他经办人办理")
    for code in step.not_by:
        if any(d.step == code and d.actor_id == actor.user_id for d in work.done):
            other = work.procedure.step(code).title
            raise NotAllowed(
                f"“{step.title}”不能由办理“{other}”的同一人办理",
                cite=step.cite,
                remedy="请由另一人办理；人手不足的，由安全管理员登记代理",
            )
    return str(grant.role)


def _step(procedure: Procedure, code: str) -> Step:
    try:
        return procedure.step(code)
    except KeyError:
        raise WrongState(f"{procedure.title}没有这一步骤：{code}") from None


def _state(work: Work, step: Step) -> None:
    if step.opens:
        if not work.is_new or work.done:
            raise WrongState(f"“{step.title}”只能用于新登记的事项")
        return
    if not work.done or work.matter.state not in {s.code for s in step.from_}:
        now = work.procedure.state(work.matter.state).title if work.done else "未登记"
        begins = "、".join(s.title for s in step.from_)
        raise WrongState(
            f"当前状态为“{now}”，不能“{step.title}”；该步骤从“{begins}”开始", cite=step.cite
        )


def _conflict(work: Work) -> Conflict:
    last = (
        JournalRow.objects.unscoped("telling a conflict")
        .filter(stream=work.matter.stream)
        .order_by("-seq")
        .first()
    )
    said = f"{last.actor_name}刚刚办理了“{last.title}”" if last else "该事项刚有变化"
    return Conflict(said, remedy="您的填写内容仍在，请核对最新情况后再提交")


def _validate(step: Step, call: Call, work: Work) -> dict[str, Any]:
    files: MultiValueDict[str, Upload] = MultiValueDict({k: [v] for k, v in call.files.items()})
    form = forms_used.bound(step.form, call.data, files, work)
    if not form.is_valid():
        raise InvalidData(
            {k: [str(e) for e in v] for k, v in form.errors.items()},
            {name: str(f.label or name) for name, f in form.fields.items()} | {"__all__": "表单"},
        )
    return form.cleaned_data


def _payload(step: Step, data: dict[str, Any]) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    for name, value in data.items():
        if value in (None, "", [], ()):
            continue
        if isinstance(value, UploadedFile):
            payload[name] = value.name
        elif name in step.form.sensitive:
            payload[name] = crypto.encrypt(str(value))
        elif hasattr(value, "pk"):
            payload[name] = {"id": value.pk, "name": str(value)}
        elif hasattr(value, "model"):
            payload[name] = [{"id": v.pk, "name": str(v)} for v in value]
        else:
            payload[name] = value
    return payload
