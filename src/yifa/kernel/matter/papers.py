"""Papers a step makes: a template turns the matter's facts into an official paper, kept as fields until issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yifa.kernel.dossier.models import Document, DocumentStatus

if TYPE_CHECKING:
    from yifa.kernel.matter.context import Context
    from yifa.kernel.organization.models import Unit
    from yifa.kernel.paper import Paper


@dataclass(frozen=True)
class PaperTemplate:
    """`facts` picks plain JSON facts from the act; `paper` draws the page from them, now and in ten years.

    An issued paper takes its number from the series of the matter's unit, or of `issuer` (a reviewing body's own).
    """

    kind: str
    title: str
    facts: Callable[[Context], dict[str, Any]]
    paper: Callable[[dict[str, Any]], Paper]
    issued: bool = False
    series: str = ""
    issuer: Callable[[Context], Unit] | None = None

    def document(self, context: Context) -> Document:
        """The document row for the act; issued ones take a number from their gapless series."""
        from yifa.kernel.matter.number import take
        from yifa.kernel.paper import doc_number

        unit = self.issuer(context) if self.issuer else context.matter.unit
        number = ""
        if self.issued and self.series:
            year = context.on.year
            serial = take(unit.pk, f"paper:{self.series}", year)
            number = doc_number(
                f"{unit.document_code or unit.short_name}{self.series}", year, serial
            )
        facts = {"number": number, "on": context.on.isoformat(), "unit": unit.name} | self.facts(
            context
        )
        return Document(
            matter=context.matter, unit_id=context.matter.unit_id, kind=self.kind,
            title=self.title, number=number, fields=facts, on=context.on,
            status=DocumentStatus.ISSUED if self.issued else DocumentStatus.DRAFT,
        )  # fmt: skip


_templates: dict[str, PaperTemplate] = {}


def register_paper(*templates: PaperTemplate) -> None:
    """Make templates findable by kind, so that a stored document can be drawn again."""
    for template in templates:
        _templates[template.kind] = template


def draw(document: Document) -> Paper:
    """The official paper of a stored document; KeyError if its template is gone."""
    import dataclasses

    paper = _templates[document.kind].paper(document.fields)
    return dataclasses.replace(paper, draft=document.status == DocumentStatus.DRAFT)


def can_draw(document: Document) -> bool:
    return document.kind in _templates and bool(document.fields)
