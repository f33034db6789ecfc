"""What the write door is asked: the opening of a matter, and one act of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yifa.kernel.dossier.files import Upload
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import Unit
from yifa.kernel.scope.actor import Actor


@dataclass(eq=False)
class Opening:
    """A matter not yet opened; the same object is the target of later calls of one batch."""

    procedure: str
    unit: Unit
    source_system: str = ""
    external_number: str = ""


@dataclass
class Call:
    """One act of a batch."""

    target: Opening | Matter | int
    step: str
    data: dict[str, Any] = field(default_factory=dict)
    on: date | None = None
    files: dict[str, Upload] = field(default_factory=dict)
    expected_version: int | None = None
    idempotency_key: str | None = None
    actor: Actor | None = None


@dataclass
class Follow:
    """An act that another act brings about by its procedure, in the same transaction.

    `relation`, where the call opens a matter: how the matter that caused it is linked to the new one.
    """

    call: Call
    relation: str = ""
