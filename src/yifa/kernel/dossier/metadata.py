"""The description of a matter for the archive: entities 文件, 机构人员 and 业务, after the elements of DA/T 46-2009."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.conf import settings
from django.utils.timezone import localtime

import yifa
from yifa.kernel.dossier.models import Document
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter
from yifa.kernel.matter.registry import pinned

Files = list[tuple[Document, str, int]]


def _put(parent: Element, name: str, value: object) -> Element:
    """An element with text; characters that XML has no place for are left out."""
    element = SubElement(parent, name)
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    element.text = "".join(c for c in text if c in "\t\n\r" or c >= " ")
    return element


def xml(matter: Matter, rows: list[JournalRow], files: Files) -> bytes:
    """`metadata.xml`: UTF-8, one element a line."""
    root = Element("电子文件元数据")
    procedure = pinned(matter.procedure, matter.procedure_since)
    _put(root, "聚合层次", "案卷")
    source = SubElement(root, "来源")
    _put(source, "立档单位名称", matter.unit.name)
    _put(source, "组织机构代码", matter.unit.uscc or matter.unit.code)
    _put(root, "电子文件号", matter.uid.hex)
    _put(root, "档号", "")  # given by the archive
    about = SubElement(root, "内容描述")
    _put(about, "题名", matter.title)
    _put(about, "文件编号", matter.number or matter.external_number)
    _put(about, "责任者", matter.unit.name)
    _put(about, "形成日期", matter.received_on)
    _put(about, "办结日期", matter.closed_on or "")
    _put(about, "类别", procedure.title)
    _put(about, "办理结果", procedure.outcome_title(matter.outcome) if matter.outcome else "")
    _put(about, "密级", "非涉密")
    years = procedure.retention_years
    _put(about, "保管期限", f"{years}年" if years else "")
    shape = SubElement(root, "形式特征")
    _put(shape, "文件组合类型", "组合文件")
    _put(shape, "件数", len(files))
    _put(shape, "语种", "汉语")
    made = SubElement(root, "信息系统描述")
    _put(made, "名称和版本", f"依法 Yifa {yifa.__version__}")
    _put(made, "摘要算法", settings.YIFA_DIGEST.upper())
    for document, name, size in files:
        _file(root, document, name, size)
    _people(root, matter, rows)
    for row in rows:
        _business(root, row)
    indent(root, " ")
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _file(root: Element, document: Document, name: str, size: int) -> None:
    part = SubElement(root, "文件")
    _put(part, "题名", document.title)
    _put(part, "文种", document.kind)
    _put(part, "文件编号", document.number)
    _put(part, "日期", document.on)
    _put(part, "稿本", "正本" if document.status != "draft" else "草稿")
    electronic = SubElement(part, "电子属性")
    _put(electronic, "格式信息", document.media_type or "application/pdf")
    _put(electronic, "计算机文件名", name)
    _put(electronic, "原文件名", document.file_name)
    _put(electronic, "计算机文件大小", size)
    _put(electronic, "数字摘要", document.digest)


def _people(root: Element, matter: Matter, rows: list[JournalRow]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        who = (row.actor_name, row.role)
        if who in seen:
            continue
        seen.add(who)
        person = SubElement(root, "机构人员实体")
        _put(person, "机构人员类型", "内部人员" if row.actor_id else "系统")
        _put(person, "机构人员名称", row.actor_name)
        _put(person, "组织机构代码", matter.unit.uscc or matter.unit.code)
        _put(person, "个人职位", row.role)


def _business(root: Element, row: JournalRow) -> None:
    done = SubElement(root, "业务实体")
    _put(done, "业务状态", row.to_state)
    _put(done, "业务行为", row.title)
    _put(done, "行为日期", row.on)
    _put(done, "行为时间", localtime(row.recorded_at).isoformat())
    _put(done, "行为依据", row.cite)
    _put(done, "行为人", row.actor_name)
    _put(done, "记录摘要", row.hash)
