"""Appending to the journal. The canonical form of a row's header is what its hash covers; docs/journal.md has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, models

from yifa.kernel import crypto, moment
from yifa.kernel.errors import Conflict
from yifa.kernel.fields import BlindIndexField
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.rows import insert
from yifa.kernel.trip import Trip

HEADER = (
    "stream", "seq", "unit_id", "verb", "step", "title", "actor_id", "actor_name", "role", "on",
    "recorded_at", "how", "from_state", "to_state", "cite", "payload_digest", "row_digest",
)  # fmt: skip

MANY = 200
"""From how many lines on they are streamed into the database, without ever being objects."""

ROWS = "@rows"
"""Where a payload keeps the digests of further rows. No form field can have this name."""


@dataclass
class Line:
    """What a door wants to append; the chain adds sequence, salt, digests and hash.

    `snapshot` is the content of the rows the stream is about; `rows` are further rows the act saved (parties, clocks,
    documents…), each kept by its own digest.
    """

    stream: str
    verb: str
    step: str
    title: str
    actor_id: int | None
    actor_name: str
    on: date
    payload: Any = field(default_factory=dict)
    how: str = "live"
    unit_id: int | None = None
    matter_id: int | None = None
    role: str = ""
    from_state: str = ""
    to_state: str = ""
    cite: str = ""
    snapshot: Any = None
    rows: list[models.Model] = field(default_factory=list)
    idempotency_key: str | None = None


def header_hash(row: JournalRow) -> str:
    """The hash a row must carry: over the previous hash and the header's canonical form."""
    header = {name: getattr(row, name) for name in HEADER}
    header["recorded_at"] = utc(row.recorded_at)
    return crypto.digest(row.previous + crypto.canonical(header))


def utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload_hash(salt: str, payload: str) -> str:
    return crypto.digest(salt + payload)


def heads(streams: set[str]) -> dict[str, tuple[int, str]]:
    """Last (seq, hash) of each stream that has rows."""
    if not streams:
        return {}
    rows = JournalRow.objects.unscoped("heads of chains")
    last = (
        rows.filter(stream__in=streams)
        .values("stream")
        .annotate(last=models.Max("seq"))
        .values_list("stream", "last")
    )
    found: dict[str, tuple[int, str]] = {}
    pairs = list(last)
    for at in range(0, len(pairs), 300):
        wanted = models.Q(pk__in=[])
        for stream, seq in pairs[at : at + 300]:
            wanted |= models.Q(stream=stream, seq=seq)
        for stream, seq, digest in rows.filter(wanted).values_list("stream", "seq", "hash"):
            found[stream] = (seq, digest)
    return found


def build(line: Line, seq: int, previous: str, recorded_at: datetime) -> JournalRow:
    """The row for `line` at its place in the chain; not yet saved."""
    return JournalRow(**_values(line, seq, previous, recorded_at, utc(recorded_at), crypto.digest))


def _values(
    line: Line, seq: int, previous: str, recorded_at: datetime, at: str, digest: Callable[[str], str]
) -> dict[str, Any]:  # fmt: skip
    """Every column of the row for `line`; `at` is the moment as the hash covers it."""
    salt = crypto.new_salt()
    said = line.payload
    if line.rows:
        said = {**said, ROWS: row_digests(salt, line.rows)}
    payload = crypto.canonical(said)
    header = {
        "stream": line.stream, "seq": seq, "unit_id": line.unit_id, "verb": line.verb, "step": line.step,
        "title": line.title, "actor_id": line.actor_id, "actor_name": line.actor_name, "role": line.role,
        "on": line.on, "recorded_at": at, "how": line.how, "from_state": line.from_state, "to_state": line.to_state,
        "cite": line.cite, "payload_digest": digest(salt + payload),
        "row_digest": digest(salt + crypto.canonical(line.snapshot)) if line.snapshot is not None else "",
    }  # fmt: skip
    chained = digest(previous + crypto.canonical(header))
    header["recorded_at"] = recorded_at
    return header | {
        "matter_id": line.matter_id, "payload": payload, "salt": salt, "previous": previous, "hash": chained,
        "idempotency_key": line.idempotency_key,
    }  # fmt: skip


def append(
    lines: list[Line],
    known: dict[str, tuple[int, str]] | None = None,
    trip: Trip | None = None,
) -> list[JournalRow]:
    """Append lines in order, inside the caller's transaction.

    `known` gives the heads of streams the caller has already locked and read. Raises `Conflict` when somebody
    appended to the same stream meanwhile. From `MANY` lines on they are streamed, and no rows are given back.
    A few may travel with the caller's `trip`, who then says `clash` of an error; they get no keys.
    """
    at = dict(known or {})
    unknown = {line.stream for line in lines if line.stream not in at}
    recorded_at = moment.now()
    with clashes():
        if len(lines) >= MANY:
            from yifa.kernel.journal import many

            many.stream(many.lines_of(lines), at | many.heads(unknown), recorded_at)
            return []
        at.update(heads(unknown))
        told, digest = utc(recorded_at), crypto.digester()
        rows: list[dict[str, Any]] = []
        for line in lines:
            seq, previous = at.get(line.stream, (0, crypto.GENESIS))
            row = _values(line, seq + 1, previous, recorded_at, told, digest)
            at[line.stream] = (seq + 1, row["hash"])
            rows.append(row)
        made = [JournalRow(**row) for row in rows]
        if trip is None:
            return JournalRow.objects.bulk_create(made, batch_size=2000)
        for one in made:
            insert(trip, one)
        return made


@contextmanager
def clashes() -> Iterator[None]:
    """A place in a chain that somebody else has taken meanwhile is a `Conflict`."""
    try:
        yield
    except IntegrityError as error:
        raise clash(error) from error


def clash(error: IntegrityError) -> Exception:
    """What an error at writing means: somebody was first in the journal; any other stays what it is."""
    if "journal" not in str(error):
        return error
    return Conflict("同一对象刚被他人办理或者同一请求已经提交", remedy="请刷新页面，看清变化后再办")


def row_digests(salt: str, rows: Iterable[models.Model]) -> dict[str, dict[str, str]]:
    """Table → key → salted digest of the row as saved."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        text = crypto.canonical(_content(row))
        found.setdefault(row._meta.label_lower, {})[str(row.pk)] = payload_hash(salt, text)
    return found


def snapshot(*rows: models.Model | None) -> list[Any]:
    """The content of rows as verification will find it again: concrete fields, encrypted ones in plain."""
    return [_content(row) for row in rows if row is not None]


@cache
def digested(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns a row's digest covers: not its key, not what it says to leave out, not indexes made of other columns."""
    skip = set(getattr(model, "OUTSIDE_DIGEST", ()))
    return [
        f
        for f in model._meta.concrete_fields
        if not (f.primary_key or f.name in skip or isinstance(f, BlindIndexField))
    ]


_TYPED = (
    models.IntegerField,
    models.DateField,
    models.DecimalField,
    models.BooleanField,
    models.UUIDField,
)
"""Columns that give back another type than the text an effect may have put into them."""


@cache
def _columns(
    model: type[models.Model],
) -> list[tuple[str, models.Field[Any, Any] | None, int | None]]:
    """Of every digested column: its name, its field where text must become its type, its decimal places."""
    return [
        (
            f.attname,
            f if isinstance(f, _TYPED) else None,
            f.decimal_places if isinstance(f, models.DecimalField) else None,
        )
        for f in digested(model)
    ]


def content_value(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value as a snapshot has it."""
    if isinstance(field, _TYPED) and isinstance(value, str):
        value = field.to_python(value)
    if isinstance(field, models.DecimalField) and value is not None:
        return f"{value:.{field.decimal_places}f}"
    return utc(value) if isinstance(value, datetime) else value


def _content(row: models.Model) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, typed, places in _columns(type(row)):
        value = getattr(row, name)
        if typed is not None and isinstance(value, str):
            value = typed.to_python(value)
        if places is not None and value is not None:
            content[name] = f"{value:.{places}f}"
        elif isinstance(value, datetime):
            content[name] = utc(value)
        else:
            content[name] = value
    return content
