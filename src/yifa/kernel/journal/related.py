"""What stands beside matters and entries: obligations, signed-off figures, the tree and the accounts made of entries, files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from yifa.kernel.dossier.files import place_of
from yifa.kernel.dossier.models import Document
from yifa.kernel.duty.models import Obligation
from yifa.kernel.entry.models import Entry
from yifa.kernel.journal.chains import Break
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Account, Placement, Unit, User

Say = Callable[[Break], None]


def check(say: Say) -> None:
    """Tables that no row digest covers, against the records that made them."""
    for found in (*_obligations(), *_editions(), *_units(), *_accounts()):
        say(found)


def _obligations() -> Iterator[Break]:
    """An obligation is met by a record of that day, and judged by it."""
    record = JournalRow.objects.unscoped("verification").filter(
        stream=models.OuterRef("met_by"), on=models.OuterRef("met_on")
    )
    rows = Obligation.objects.unscoped("verification").filter(met_on__isnull=False)
    rows = rows.annotate(real=models.Exists(record))
    for row in rows.iterator(chunk_size=1000):
        place = f"义务 {row.title} {row.period}"
        if not row.real:
            yield Break(place, f"写明由 {row.met_by} 履行，而没有这一记录")
        elif row.on_time != int(row.met_on <= row.due_on):
            yield Break(place, "按时与否与日期不符")


def _editions() -> Iterator[Break]:
    from yifa.kernel.figure.freeze import intact
    from yifa.kernel.figure.models import Freeze

    for freeze in Freeze.objects.unscoped("verification").iterator(chunk_size=100):
        if not intact(freeze):
            yield Break(f"封账 {freeze.stream} 第 {freeze.edition} 版", "与签发时的记录不一致")


def _latest(model: type[Entry], **where: Any) -> dict[str, Any]:
    rows = model._default_manager.unscoped("verification").filter(**where)
    return {row.key: row for row in rows.order_by("version")}


def _units() -> Iterator[Break]:
    """A unit is what its latest placement says."""
    units = {u.code: u for u in Unit.objects.all()}
    for key, entry in _latest(Placement).items():
        unit = units.get(key)
        if unit is None:
            yield Break(f"单位 {key}", "有登记而单位已不存在")
        elif (unit.name, unit.parent_id) != (entry.name, entry.parent_id):
            yield Break(f"单位 {key}", "与最近一次登记不一致")


def _accounts() -> Iterator[Break]:
    """A person's name and whether the account is open are what its latest entry says; nobody comes in without one."""
    entries = _latest(Account)
    for username, name, active in User.objects.values_list("username", "name", "is_active"):
        entry = entries.pop(username, None)
        place = f"账号 {username}"
        if entry is None:
            if active:
                yield Break(place, "没有登记记录")
        elif name != entry.name or active != (entry.is_active and entry.valid_to is None):
            yield Break(place, "与最近一次登记不一致")
    for key in entries:
        yield Break(f"账号 {key}", "有登记而账号已不存在")


def digest_of(path: Path) -> str:
    """The digest of a file's content."""
    hasher = hashlib.new(settings.YIFA_DIGEST)
    with path.open("rb") as content:
        while chunk := content.read(1 << 20):
            hasher.update(chunk)
    return hasher.hexdigest()


def check_file(document: Document) -> Break | None:
    """Whether the content of a document is there and is what came."""
    place = f"材料 {document.pk} {document.title}"
    path = place_of(document.digest)
    if path is None:
        return Break(place, "文件缺失")
    if digest_of(path) != document.digest:
        return Break(place, "文件内容被改动")
    return None


def check_files(say: Say) -> int:
    """Every file of the dossier; returns how many documents have one."""
    number = 0
    rows = Document.objects.unscoped("verification").exclude(digest="")
    for document in rows.iterator(chunk_size=500):
        number += 1
        if (found := check_file(document)) is not None:
            say(found)
    return number


CHECKED = frozenset({
    "kernel.obligation", "kernel.freeze", "kernel.frozenfigure", "kernel.unit", "kernel.user", "kernel.journalrow",
    "kernel.seal", "kernel.sealedrow",
})  # fmt: skip
"""Tables held against the journal by a check of their own: here, or with the chains and seals."""
OUTSIDE = {
    "auth.permission": "the framework's, unused: authority is posts",
    "auth.group": "the framework's, unused: authority is posts",
    "contenttypes.contenttype": "the framework's list of tables",
    "sessions.session": "passing: who is signed in",
    "kernel.edition": "stamps that triggers renew: nothing is read from them but whether to read again",
    "kernel.unitspan": "unfolded from placements, made anew with each",
    "kernel.series": "a counter: the numbers given stand in the matters' digests",
    "kernel.outbox": "work to be done, not a record: each row follows an act that is journalled",
    "kernel.cubecell": "derived: reconciled with the rows, can be made anew",
    "kernel.cubestate": "derived: how far the cube has followed",
}
"""Tables of the kernel and the framework that verification does not read, each with the reason. A contract test asks for one of every new table."""
