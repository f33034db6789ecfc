"""Appending to the journal. The canonical form of a row's header is what its hash covers; docs/journal.md has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, models

from yifa.kernel import crypto, moment
from yifa.kernel.bulk import insert
from yifa.kernel.errors import Conflict
from yifa.kernel.fields import BlindIndexField
from yifa.kernel.journal.models import JournalRow

HEADER = (
    "stream", "seq", "unit_id", "verb", "step", "title", "actor_id", "actor_name", "role", "on",
    "recorded_at", "how", "from_state", "to_state", "cite", "payload_digest", "row_digest",
)  # fmt: skip

MANY = 200
"""From how many rows on they are streamed into the database; those do not get their keys."""

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
    salt = crypto.new_salt()
    said = line.payload
    if line.rows:
        said = {**said, ROWS: row_digests(salt, line.rows)}
    payload = crypto.canonical(said)
    row = JournalRow(
        stream=line.stream, seq=seq, unit_id=line.unit_id, matter_id=line.matter_id,
        verb=line.verb, step=line.step, title=line.title, actor_id=line.actor_id,
        actor_name=line.actor_name, role=line.role, on=line.on, recorded_at=recorded_at,
        how=line.how, from_state=line.from_state, to_state=line.to_state, cite=line.cite,
        payload=payload, salt=salt, payload_digest=payload_hash(salt, payload),
        row_digest=payload_hash(salt, crypto.canonical(line.snapshot)) if line.snapshot is not None else "",
        previous=previous, idempotency_key=line.idempotency_key,
    )  # fmt: skip
    row.hash = header_hash(row)
    return row


def append(lines: list[Line], known: dict[str, tuple[int, str]] | None = None) -> list[JournalRow]:
    """Append lines in order, inside the caller's transaction.

    `known` gives the heads of streams the caller has already locked and read. Raises `Conflict` when somebody
    appended to the same stream meanwhile.
    """
    at = dict(known or {})
    at.update(heads({line.stream for line in lines if line.stream not in at}))
    recorded_at = moment.now()
    rows: list[JournalRow] = []
    for line in lines:
        seq, previous = at.get(line.stream, (0, crypto.GENESIS))
        row = build(line, seq + 1, previous, recorded_at)
        at[line.stream] = (row.seq, row.hash)
        rows.append(row)
    try:
        if len(rows) < MANY:
            JournalRow.objects.bulk_create(rows, batch_size=2000)
        else:
            insert(rows)
    except IntegrityError as clash:
        raise Conflict(
            "同一对象刚被他人办理或者同一请求已经提交", remedy="请刷新页面，看清变化后再办"
        ) from clash
    return rows


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


def _content(row: models.Model) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for f in digested(type(row)):
        value = f.value_from_object(row)
        if isinstance(value, str) and isinstance(f, _TYPED):
            value = f.to_python(value)
        if isinstance(value, datetime):
            content[f.attname] = utc(value)
        elif isinstance(f, models.DecimalField) and value is not None:
            content[f.attname] = f"{value:.{f.decimal_places}f}"
        else:
            content[f.attname] = value
    return content
