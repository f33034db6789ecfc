"""What an official paper says, as frozen values. GB/T 9704-2012 chapter 7 names the parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yifa.kernel.paper.marks import chinese_date, heading_mark
from yifa.kernel.paper.table import Cell, Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4 (7.3.3). With `number` its mark (一、（一）1.（1）) is written before it."""

    level: int
    text: str
    number: int | None = None

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"official paper has heading levels 1 to 4, not {self.level}")

    @property
    def full_text(self) -> str:
        mark = "" if self.number is None else heading_mark(self.level, self.number)
        return mark + self.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body (7.3.3): the first line starts two characters in. `\\n` starts another."""

    text: str


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment: named in the attachment note (7.3.4); with a body it follows on its own pages (7.3.7)."""

    title: str
    body: tuple[Block, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """The imprint line (7.4.3): who printed the paper and when it was sent to print."""

    office: str
    printed: date


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """The receipt of service 送达回证. What is not yet known is left blank, to be filled in by hand."""

    recipient: str
    document: str | None = None
    method: str | None = None
    place: str | None = None
    served_by: str | None = None
    served_on: date | None = None
    received_by: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """An official paper. Only the title is always there.

    With `agency_mark` (发文机关标志) the paper has a red head and rule; without it the number stands below
    the title, as on case papers. `signer` (签发人) belongs to papers sent upward. `draft` marks every
    page 草稿 until the paper is issued; a seal is never drawn. `landscape` turns the pages of the body.
    """

    title: str
    body: tuple[Block, ...] = ()
    agency_mark: str | None = None
    number: str | None = None
    signer: str | None = None
    urgency: str | None = None
    addressee: str | None = None
    issuer: str | None = None
    date: date | None = None
    note: str | None = None
    attachments: tuple[Attachment, ...] = ()
    copy_to: str | None = None
    imprint: Imprint | None = None
    service_record: ServiceRecord | None = None
    draft: bool = True
    landscape: bool = False

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("an official paper has a title")


@dataclass(frozen=True, slots=True)
class Annex:
    """Pages after the paper proper: a mark at the upper left (附件1), a title, blocks."""

    mark: str | None
    title: str
    body: tuple[Block, ...]
    landscape: bool


def annexes(paper: Paper) -> tuple[Annex, ...]:
    """The attachments that have a body, numbered as in the note, then the receipt of service."""
    many = len(paper.attachments) > 1
    pages = [
        Annex(f"附件{n}" if many else "附件", item.title, item.body, item.landscape)
        for n, item in enumerate(paper.attachments, 1)
        if item.body
    ]
    if paper.service_record is not None:
        table = service_table(paper.service_record, paper)
        pages.append(Annex(None, "送达回证", (table,), False))
    return tuple(pages)


def service_table(record: ServiceRecord, paper: Paper) -> Table:
    """The receipt of service as a form of four columns."""
    document = record.document or paper.title.replace("\n", "")
    served = None if record.served_on is None else chinese_date(record.served_on)

    def wide(label: str, value: str | None, lines: int = 2) -> tuple[Cell, Cell]:
        # An empty field must leave room for handwriting.
        return Cell(label, align="center"), Cell(value or "\n" * lines, colspan=3)

    def half(label: str, value: str | None) -> tuple[Cell, Cell]:
        return Cell(label, align="center"), Cell(value or "\n\n")

    return Table(
        columns=("项目", "内容", "项目", "内容"),
        headless=True,
        rows=(
            wide("受送达人", record.recipient),
            wide("送达文书", document),
            half("文书字号", paper.number) + half("送达方式", record.method),
            wide("送达地点", record.place),
            half("送达人", record.served_by) + half("送达日期", served),
            wide("受送达人签收", record.received_by, lines=3),
            wide("备注", record.remark, lines=3),
        ),
        widths=(2.8, 4.2, 2.2, 4),
    )
