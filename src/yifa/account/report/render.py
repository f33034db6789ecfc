"""A composed chapter as official paper (DOCX, PDF) and as HTML whose numbers a program can read."""

from __future__ import annotations

from html import escape

from yifa.account.report.compose import Composed, Grid, Number, Words
from yifa.kernel import moment
from yifa.kernel.figure.chapter import Heading
from yifa.kernel.paper import Heading as PaperHeading
from yifa.kernel.paper import Paper, Paragraph, Table
from yifa.kernel.paper.document import Block


def to_paper(composed: Composed) -> Paper:
    """The chapter as a draft paper of the unit."""
    body: list[Block] = []
    counts = [0, 0, 0, 0]
    for block in composed.blocks:
        match block:
            case Heading(level, text):
                counts[level - 1 :] = [counts[level - 1] + 1] + [0] * (4 - level)
                body.append(PaperHeading(level, text, counts[level - 1]))
            case Words():
                body.append(Paragraph(block.text))
            case Grid():
                body.append(_table(block))
    return Paper(
        title=composed.title, body=tuple(body), issuer=composed.unit.name, date=moment.today(),
        draft=True,
    )  # fmt: skip


def _table(grid: Grid) -> Table:
    ratio = grid.figure.is_ratio
    columns = (
        (grid.head, "分子", "分母", grid.figure.title) if ratio else (grid.head, grid.figure.title)
    )
    lines = [(r.label, r.value) for r in grid.rows]
    if grid.figure.additive or ratio:
        lines.append(("合计", grid.total))
    rows = tuple(
        (label, str(v.numerator), str(v.denominator), v.text) if ratio else (label, v.text)
        for label, v in lines
    )
    return Table(columns=columns, rows=rows, caption=grid.title)


def to_html(composed: Composed) -> str:
    """A page that stands alone; each number is a `data` element with its figure, integers and period."""
    parts = [
        '<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(composed.title)}</title></head>\n<body>\n<article>\n<h1>{escape(composed.title)}</h1>",
    ]
    for block in composed.blocks:
        match block:
            case Heading(level, text):
                parts.append(f"<h{level + 1}>{escape(text)}</h{level + 1}>")
            case Words(pieces):
                parts.append(
                    f"<p>{''.join(escape(p) if isinstance(p, str) else _data(p) for p in pieces)}</p>"
                )
            case Grid():
                parts.append(_html_table(block))
    stamp = moment.now().isoformat(timespec="seconds")
    parts.append(
        f'</article>\n<footer><p>截止 <time datetime="{stamp}">{stamp}</time></p></footer>\n</body>\n</html>\n'
    )
    return "\n".join(parts)


def _data(number: Number) -> str:
    value = number.value
    said = {
        "value": "" if value.shown is None else value.shown,
        "data-figure": number.figure.id, "data-numerator": value.numerator,
        "data-denominator": value.denominator, "data-from": number.period.from_ym,
        "data-to": number.period.to_ym, "data-definition": number.figure.digest()[:16],
    } | {f"data-by-{column.replace('_', '-')}": code for column, code in number.slice}  # fmt: skip
    attributes = " ".join(f'{k}="{escape(str(v))}"' for k, v in said.items() if v is not None)
    return f"<data {attributes}>{escape(number.text)}</data>"


def _html_table(grid: Grid) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(r.label)}</th><td>{escape(r.value.text)}</td></tr>'
        for r in grid.rows
    )
    return (
        f'<table><caption>{escape(grid.title)}</caption><thead><tr><th scope="col">{escape(grid.head)}</th>'
        f'<th scope="col">{escape(grid.figure.title)}</th></tr></thead><tbody>{rows}</tbody></table>'
    )
