"""The archive package of a matter: files, metadata, journal extract and every proof, in one ZIP that stands by itself.

What each member holds and how it is verified is in docs/journal.md. The verifier itself lies in the package: it needs
Python and nothing else.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

import yifa
from yifa.kernel import crypto, moment
from yifa.kernel.dossier import metadata
from yifa.kernel.dossier.files import path_of, waits
from yifa.kernel.dossier.models import Document
from yifa.kernel.errors import WrongState
from yifa.kernel.journal import anchor, offline, standing
from yifa.kernel.journal.chain import HEADER, snapshot, utc
from yifa.kernel.journal.models import JournalRow, Seal, SealedRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.papers import can_draw, draw
from yifa.kernel.matter.registry import pinned

FORM = "yifa-package/1"
README = """事项档案包

metadata.xml   著录元数据
journal.jsonl  办理记录，一行一条，逐条相链
rows.json      数据表中的内容，与办理记录中的摘要相符
seals.jsonl    办理记录所在的封存
anchors.jsonl  封存头的签名锚点
keys.pub       公钥
files/         收到的原件    papers/  本系统形成的文书
manifest.json  以上各文件的大小和摘要；signature.json 是对它的签名

核验：python verify_journal.py 本包文件名
公钥指纹请与单位公布的对照。
"""


def build(matter: Matter, out: IO[bytes]) -> str:
    """Write the package of a matter; returns the id of the key that signed it. Raises `WrongState` while a file waits
    for the virus scanner or is missing."""
    members = dict(_members(matter))
    listed = [
        {"path": name, "size": len(content), "digest": crypto.digest(content)}
        for name, content in sorted(members.items())
    ]
    manifest = crypto.canonical(
        {
            "form": FORM, "digest": settings.YIFA_DIGEST, "made_at": utc(moment.now()),
            "software": f"yifa {yifa.__version__}", "uid": matter.uid.hex, "number": matter.number,
            "procedure": matter.procedure, "since": matter.procedure_since, "unit": matter.unit.code,
            "files": listed,
        }
    )  # fmt: skip
    mark = anchor.signed({"manifest": crypto.digest(manifest), "at": utc(moment.now())})
    members["manifest.json"] = manifest.encode()
    members["signature.json"] = crypto.canonical(mark).encode()
    with zipfile.ZipFile(out, "w") as package:
        for name in sorted(members):
            package.writestr(zipfile.ZipInfo(name), members[name])
    return str(mark["key"])


def file_name(matter: Matter) -> str:
    """What the package is called."""
    return f"{matter.number or matter.pk} 档案包.zip"


def _members(matter: Matter) -> Iterator[tuple[str, bytes]]:
    rows = list(
        JournalRow.objects.unscoped("the matter's package")
        .filter(stream=matter.stream)
        .order_by("seq")
    )
    files = []
    for document, name, content in _files(matter):
        files.append((document, name, content))
        yield name, content
    yield "metadata.xml", metadata.xml(matter, rows, [(d, n, len(c)) for d, n, c in files])
    yield "journal.jsonl", _lines(map(journal_line, rows))
    yield "rows.json", crypto.canonical(_standing(matter)).encode()
    anchors, sealed = _anchors(_seals(rows))
    yield "seals.jsonl", _lines(sealed)
    yield "anchors.jsonl", _lines(anchors)
    keys = {anchor.public_text(anchor.signer().public_key()), *anchor.published().values()}
    yield "keys.pub", "".join(key + "\n" for key in sorted(keys)).encode()
    yield "verify_journal.py", Path(offline.__file__).read_bytes()
    yield "README.txt", README.encode()


def _lines(rows: Any) -> bytes:
    return "".join(crypto.canonical(row) + "\n" for row in rows).encode()


def journal_line(row: JournalRow) -> dict[str, Any]:
    """A journal row for export: header, payload, salt, link and hash."""
    line = {name: getattr(row, name) for name in HEADER}
    more = {n: getattr(row, n) for n in ("payload", "salt", "previous", "hash")}
    return line | more | {"recorded_at": utc(row.recorded_at)}


def _standing(matter: Matter) -> dict[str, Any]:
    """What the tables hold of the matter, as the digests of the journal were taken of it."""
    model: Any = pinned(matter.procedure, matter.procedure_since).detail
    detail = model.objects.unscoped("the matter's package").get(pk=matter.pk) if model else None
    further: dict[str, dict[str, Any]] = {}
    for (label, key), text in standing.further([matter.pk], standing.used_paths())[
        matter.pk
    ].items():
        further.setdefault(label, {})[key] = json.loads(text)
    return {"matter": snapshot(matter, detail), "further": further}


def _files(matter: Matter) -> Iterator[tuple[Document, str, bytes]]:
    rows = Document.objects.unscoped("the matter's package").filter(matter_id=matter.pk)
    for number, document in enumerate(rows.order_by("on", "id"), 1):
        if document.digest:
            path = path_of(document.digest)
            if not path.exists():
                why = waits(document.digest) or "文件缺失"
                raise WrongState(f"{document.title}：{why}", remedy="请处理后再导出档案包")
            suffix = Path(document.file_name).suffix.lower()
            yield document, f"files/{number:03d}{suffix}", path.read_bytes()
        elif can_draw(document):
            from yifa.kernel.paper.pdf import render_pdf

            yield document, f"papers/{number:03d}.pdf", render_pdf(draw(document))


def _seals(rows: list[JournalRow]) -> list[Seal]:
    held = SealedRow.objects.filter(row__in=[r.pk for r in rows]).values_list("seal_id", flat=True)
    return list(Seal.objects.filter(pk__in=set(held)).order_by("unit_id", "seq"))


def _anchors(seals: list[Seal]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """For each seal the first signed anchor at or after it, and the seals that lead there."""
    wanted: dict[int | None, set[int]] = {}
    for seal in seals:
        wanted.setdefault(seal.unit_id, set()).add(seal.seq)
    anchored: dict[int | None, list[tuple[int, dict[str, Any]]]] = {}
    for _, _, line in anchor.lines():
        if line is not None and "signature" in line and line.get("unit") in wanted:
            anchored.setdefault(line["unit"], []).append((line["seq"], line))
    lines: list[dict[str, Any]] = []
    led: list[dict[str, Any]] = []
    for unit, numbers in wanted.items():
        chosen: dict[int, dict[str, Any]] = {}
        every = set(numbers)
        for seq in numbers:
            until = min((s for s, _ in anchored.get(unit, []) if s >= seq), default=None)
            if until is not None:
                chosen[until] = next(line for s, line in anchored[unit] if s == until)
                every |= set(range(seq, until + 1))
        lines += [chosen[s] for s in sorted(chosen)]
        mine = Seal.objects.filter(seq__in=every).order_by("seq")
        mine = mine.filter(unit__isnull=True) if unit is None else mine.filter(unit_id=unit)
        led += [_sealed(seal) for seal in mine]
    return lines, led


def _sealed(seal: Seal) -> dict[str, Any]:
    places = SealedRow.objects.filter(seal=seal).order_by("position")
    return {
        "unit": seal.unit_id, "seq": seal.seq, "previous": seal.previous, "head": seal.head,
        "at": utc(seal.sealed_at), "hashes": list(places.values_list("row__hash", flat=True)),
    }  # fmt: skip


def fingerprint() -> str:
    """The id of the key that signs here, for publication."""
    return anchor.key_id(anchor.public_text(anchor.signer().public_key()))
