"""The write door for what stands: `enter` adds, changes or ends an entry with its date and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from django.db import connection

from yifa.kernel import edition, moment
from yifa.kernel.bulk import insert
from yifa.kernel.entry.batch import Fresh, Written, fits, stream
from yifa.kernel.entry.batch import Standing as Standing
from yifa.kernel.entry.clean import Cleaner
from yifa.kernel.entry.models import Entry
from yifa.kernel.entry.register import Register, every_register, register_of
from yifa.kernel.errors import BatchRefused, InvalidData, NotAllowed, Refusal
from yifa.kernel.journal.chain import Line, append, snapshot
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write

MANY = 200
"""From how many rows on a batch is streamed into the database."""
KEYS_AT_ONCE = 2_000


Prepared = tuple[Standing, str, dict[str, Any]]
"""A row with its key and its cleaned data."""


@dataclass(slots=True)
class Entered:
    """What became of it: added, changed, same or ended. Of a large batch the version is made when it is asked for."""

    what: str
    key: str
    version: int
    made: Entry | Callable[[], Entry]

    @property
    def entry(self) -> Entry:
        """The version; without its primary key where it was streamed."""
        if not isinstance(self.made, Entry):
            self.made = self.made()
        return self.made


def enter(
    actor: Actor,
    register: str | Register,
    values: dict[str, Any],
    *,
    unit: Unit,
    on: date | None = None,
    reason: str = "",
    key: str = "",
    end: bool = False,
    until: date | None = None,
    source_system: str = "",
    how: str = "live",
) -> Entered:
    """Add, change (`key` given) or end one entry from a day on. The old version stays, closed the same day.

    Values equal to the current version change nothing. Raises a `Refusal`; then nothing was written.
    """
    wanted = [Standing(values, unit, key, end, until)]
    try:
        return enter_many(
            actor, register, wanted, on=on, reason=reason, source_system=source_system, how=how
        )[0]
    except BatchRefused as refused:
        raise refused.refusals[0] from None


def enter_many(
    actor: Actor,
    register: str | Register,
    wanted: Iterable[Standing],
    *,
    on: date | None = None,
    reason: str = "",
    source_system: str = "",
    how: str = "live",
) -> list[Entered]:
    """The same for a batch, whole or absent. Raises `BatchRefused` with every refused row by index."""
    with write():
        return enter_part(
            actor, register, wanted, on=on, reason=reason, source_system=source_system, how=how
        )


def enter_part(
    actor: Actor,
    register: str | Register,
    wanted: Iterable[Standing],
    *,
    on: date | None = None,
    reason: str = "",
    source_system: str = "",
    how: str = "live",
    cleaner: Cleaner | None = None,
) -> list[Entered]:
    """A part of a batch that is one write of the caller's: what is refused here must end that write as a whole.

    `cleaner` is one that an earlier part used: it knows the rows that links lead to.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a part of a batch needs the write it is part of")
    reg = register_of(register) if isinstance(register, str) else register
    if reg not in every_register():
        raise ValueError(f"register {reg.id} is not registered: verification would not read it")
    if cleaner is not None and cleaner.form is not reg.form:
        raise ValueError(f"the cleaner is not of register {reg.id}")
    day = on or moment.today()
    batch = list(wanted)
    refusals: dict[int, Refusal] = {}
    prepared: list[Prepared] = []
    cleaned = _cleaned(cleaner or Cleaner(reg.form), batch)
    permitted: set[int] = set()
    for index, (item, data) in enumerate(zip(batch, cleaned, strict=True)):
        try:
            if item.unit.pk not in permitted:
                _permit(actor, reg, item.unit)
                permitted.add(item.unit.pk)
            prepared.append(_prepare(reg, item, data))
        except Refusal as refusal:
            refusals[index] = refusal
    if refusals:
        raise BatchRefused(refusals)
    if reg.before:
        prepared = [(i, k, d if i.end else d | reg.before(d, day)) for i, k, d in prepared]
    return _write(actor, reg, prepared, day, reason, source_system, how)


def _cleaned(cleaner: Cleaner, batch: Sequence[Standing]) -> list[dict[str, Any] | None]:
    """What the form plainly makes of every row; None where the form itself must say."""
    if len(batch) < 2:
        return [None] * len(batch)
    if any(item.end for item in batch):
        return [None if item.end else cleaner.clean(item.values) for item in batch]
    return cleaner.clean_many([item.values for item in batch])


def _prepare(reg: Register, item: Standing, data: dict[str, Any] | None) -> Prepared:
    if item.end:
        return item, item.key, {}
    if data is None:
        data = _by_form(reg, item)
    if reg.check:
        reg.check(data)
    return item, item.key or reg.key(data), data


def _by_form(reg: Register, item: Standing) -> dict[str, Any]:
    form = reg.form(data=item.values)
    if not form.is_valid():
        raise InvalidData(
            {k: [str(e) for e in v] for k, v in form.errors.items()},
            {name: str(f.label or name) for name, f in form.fields.items()} | {"__all__": "表单"},
        )
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


def _permit(actor: Actor, reg: Register, unit: Unit) -> None:
    if actor.is_system or actor.may(set(reg.by), unit.pk, reg.room) is not None:
        return
    roles = "、".join(r.label for r in sorted(reg.by))
    raise NotAllowed(
        f"{reg.title}须由{unit}的{roles}登记，您没有这一任职",
        cite=reg.cite,
        remedy="请转交有权人员，或者由安全管理员登记任职、代理",
    )


def _taken_over(
    actor: Actor,
    reg: Register,
    latest: dict[str, Entry],
    prepared: list[Prepared],
    day: date,
) -> dict[int, Refusal]:
    """Rows that would take over another unit's entry without authority there, or reach back before its end."""
    refusals: dict[int, Refusal] = {}
    for index, (item, key, _) in enumerate(prepared):
        row = latest.get(key)
        if row is None:
            continue
        try:
            if row.unit_id != item.unit.pk:
                _permit(actor, reg, row.unit)
            if row.valid_to is not None and not _stands(row) and day < row.valid_to:
                raise InvalidData(
                    {"on": [f"不能早于上一版本的失效日期 {row.valid_to}"]}, {"on": "生效日期"}
                )
        except Refusal as refusal:
            refusals[index] = refusal
    return refusals


def _stands(row: Entry) -> bool:
    """Whether a version still runs: without an end, or with a planned end that has not come (a delegation)."""
    return row.valid_to is None or row.valid_to > moment.today()


def _current(reg: Register, keys: list[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for at in range(0, len(keys), KEYS_AT_ONCE):
        rows = reg.model.objects.unscoped("the write door").select_for_update(of=("self",))
        wanted = rows.filter(key__among=keys[at : at + KEYS_AT_ONCE]).select_related("unit")
        for row in wanted.order_by("version"):
            found[row.key] = row
    return found


def _write(
    actor: Actor,
    reg: Register,
    prepared: list[Prepared],
    day: date,
    reason: str,
    source_system: str,
    how: str,
) -> list[Entered]:
    latest = _current(reg, [key for _, key, _ in prepared])
    if refusals := _taken_over(actor, reg, latest, prepared, day):
        raise BatchRefused(refusals)
    results: list[Entered] = []
    closed: list[Entry] = []
    fresh: list[Fresh] = []
    lines: list[Line] = []
    streamed = _is_streamed(reg, prepared)
    for item, key, data in prepared:
        row = latest.get(key)
        standing = row if row is not None and _stands(row) else None
        if item.end:
            if standing is None:
                raise InvalidData({"key": [f"{key} 没有现行登记"]}, {"key": "编号"})
            _close(standing, day, closed)
            results.append(Entered("ended", key, standing.version, standing))
            lines.append(_line(actor, reg, standing, "end", {"reason": reason}, day, how))
            continue
        if standing is not None and _same(standing, data, item):
            results.append(Entered("same", key, standing.version, standing))
            continue
        version = row.version + 1 if row is not None else 1
        if standing is not None:
            _close(standing, day, closed)
        one = Fresh(item, key, version, data, _changes(standing, data))
        made = partial(_entry, reg, one, day, reason, source_system)
        what = "changed" if standing is not None else "added"
        fresh.append(one)
        if streamed:
            results.append(Entered(what, key, version, made))
            continue
        latest[key] = made()
        results.append(Entered(what, key, version, latest[key]))
        lines.append(
            _line(actor, reg, latest[key], "enter", _payload(one, reason), day, how)
        )  # fmt: skip
    _end_versions(reg, closed, day)
    if streamed and fresh:
        shared = _line_of(actor, reg, "enter", day, how)
        stream(reg, fresh, shared, Written(day, reason, source_system))
    elif fresh:
        rows = [e.entry for e in results if e.what in ("added", "changed")]
        if len(rows) < MANY or reg.after or reg.meets:
            reg.model.objects.bulk_create(rows, batch_size=1000)
        else:
            insert(rows)
    append(lines)
    for entered in results:
        if entered.what != "same" and reg.after:
            reg.after(entered.entry)
        if entered.what in ("added", "changed") and reg.meets:
            from yifa.kernel.duty.meet import meet

            kind, subject = reg.meets(entered.entry)
            meet(kind, subject, entered.entry.unit_id, day, stream_of(reg, entered.entry.key))
    edition.look_again()
    return results


def _is_streamed(reg: Register, prepared: list[Prepared]) -> bool:
    """Whether the batch goes by column: many rows of different keys, none of which anything else waits for."""
    if len(prepared) < MANY or reg.after or reg.meets or any(i.end for i, _, _ in prepared):
        return False
    if len({key for _, key, _ in prepared}) < len(prepared):
        return False
    return fits(reg.model, [data for _, _, data in prepared])


def _entry(reg: Register, one: Fresh, day: date, reason: str, source_system: str) -> Entry:
    item = one.item
    return reg.model(
        key=one.key, unit=item.unit, version=one.version, valid_from=day, valid_to=item.until,
        reason=reason, source_system=source_system, **_columns(reg, one.data),
    )  # fmt: skip


def _payload(one: Fresh, reason: str) -> dict[str, Any]:
    payload: dict[str, Any] = {"reason": reason, "values": one.data, "changes": one.changes}
    if one.item.source:
        payload["source"] = dict(one.item.source)
    if one.item.until:
        payload["until"] = one.item.until
    return payload


def _end_versions(reg: Register, closed: list[Entry], day: date) -> None:
    if len(closed) < MANY:
        for row in closed:
            row.save(update_fields=["valid_to"])
        return
    ids = [row.pk for row in closed]
    for at in range(0, len(ids), KEYS_AT_ONCE):
        reg.model.objects.filter(pk__in=ids[at : at + KEYS_AT_ONCE]).update(valid_to=day)


def _close(row: Entry, day: date, closed: list[Entry]) -> None:
    if day < row.valid_from:
        raise InvalidData(
            {"on": [f"不能早于现行版本的生效日期 {row.valid_from}"]}, {"on": "生效日期"}
        )
    row.valid_to = day
    closed.append(row)


def _columns(reg: Register, data: dict[str, Any]) -> dict[str, Any]:
    names = _names(reg.model)
    return {k: v for k, v in data.items() if k in names}


@cache
def _names(model: type[Entry]) -> frozenset[str]:
    return frozenset(f.name for f in model._meta.concrete_fields)


def _same(row: Entry, data: dict[str, Any], item: Standing) -> bool:
    return row.unit_id == item.unit.pk and not item.until and not _changes(row, data)


def _changes(row: Entry | None, data: dict[str, Any]) -> dict[str, Any]:
    if row is None:
        return {}
    names = _names(type(row))
    return {
        name: {"from": _plain(getattr(row, name)), "to": _plain(value)}
        for name, value in data.items()
        if name in names and getattr(row, name) != value
    }


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "pk") else value


def stream_of(reg: Register, key: str) -> str:
    """The entry's chain in the journal."""
    return f"{reg.id}:{key}"


def _line(
    actor: Actor, reg: Register, row: Entry, step: str, payload: dict[str, Any], on: date, how: str
) -> Line:
    line = _line_of(actor, reg, step, on, how)
    line.stream, line.unit_id = stream_of(reg, row.key), row.unit_id
    line.snapshot = None if step == "end" else snapshot(row)
    line.payload = {
        k: {n: _plain(x) for n, x in v.items()} if isinstance(v, dict) and k == "values" else v
        for k, v in payload.items()
    }
    return line


def _line_of(actor: Actor, reg: Register, step: str, on: date, how: str) -> Line:
    """A line without what differs from entry to entry."""
    names = {"enter": "登记", "end": "注销"}
    return Line(
        stream="", verb="enter", step=step, title=f"{reg.title}{names[step]}", actor_id=actor.user_id,
        actor_name=actor.name, on=on, how=how, cite=reg.cite,
    )  # fmt: skip
