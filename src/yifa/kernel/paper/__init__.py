"""Official paper 公文: frozen descriptions in, PDF, DOCX and XLSX bytes out.

A room describes *what* the paper says (`Paper`, `Paragraph`, `Table`, …) and never how it looks; the
layout follows GB/T 9704-2012 and lives in `page`, `grid` and `gongwen.typ`. Nothing here touches the
database. The writers are imported from their own modules (`.pdf`, `.docx`, `.sheet`), so that saying
what a paper is costs no rendering engine.
"""

from yifa.kernel.paper.document import (
    Attachment,
    Block,
    Heading,
    Imprint,
    Paper,
    Paragraph,
    ServiceRecord,
)
from yifa.kernel.paper.marks import chinese_date, chinese_numeral, doc_number, heading_mark
from yifa.kernel.paper.table import Cell, Table

__all__ = [
    "Attachment",
    "Block",
    "Cell",
    "Heading",
    "Imprint",
    "Paper",
    "Paragraph",
    "ServiceRecord",
    "Table",
    "chinese_date",
    "chinese_numeral",
    "doc_number",
    "heading_mark",
]
