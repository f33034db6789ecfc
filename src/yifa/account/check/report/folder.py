"""One table of many reports side by side."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from yifa.account.check.audit import Audit
from yifa.account.check.grammar.compare_words import value_words
from yifa.account.check.measures import measured, measures
from yifa.account.check.report.summary import summary

_NUMBER = re.compile(r"[-+]?\d[\d,.]*%?")


def comparison(audits: Sequence[Audit]) -> list[list[str]]:
    """A head and one row a report: what the check comes to, then every measure that some report states."""
    stated = [measured(a.quantities) for a in audits]
    columns = [m for m in measures() if any(m.id in s for s in stated)]
    told = [summary(a) for a in audits]
    names = list(told[0]) if told else []
    rows = [["报告", *names, *(m.title for m in columns)]]
    for audit, numbers, figures in zip(audits, told, stated, strict=True):
        cells = [value_words(figures[m.id]) if m.id in figures else "" for m in columns]
        rows.append([audit.document.name, *(str(numbers[n]) for n in names), *cells])
    return rows


_STYLE = """
:root{--ink:#1f2733;--soft:#5c6675;--line:#dfe3e8;--bad:#b42318;--note:#8a5a00;--link:#0958d9}
*{box-sizing:border-box}body{margin:0;font:15px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);background:#f5f6f8}
header{padding:16px 24px;background:#fff;border-bottom:1px solid var(--line)}h1{font-size:20px;margin:0}p{margin:4px 0 0;color:var(--soft)}
main{padding:16px 24px}.frame{overflow:auto;background:#fff;border:1px solid var(--line);border-radius:4px;max-height:82vh}
table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}th,td{padding:6px 12px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
thead th{position:sticky;top:0;background:#eef1f5;z-index:1;font-weight:600;vertical-align:bottom}th:first-child{position:sticky;left:0;text-align:left;background:#fff;z-index:1;border-right:1px solid var(--line);min-width:13em;max-width:20em;white-space:normal;overflow-wrap:anywhere}
thead th:first-child{background:#eef1f5;z-index:2}thead th.m{white-space:normal;min-width:7em}td.none{color:#9aa3af}td.bad{color:var(--bad);font-weight:600}td.note{color:var(--note)}
a{color:var(--link)}ul{margin:8px 0 0;padding-left:1.2em;color:var(--bad)}
@media(max-width:800px){header,main{padding:12px}th:first-child{min-width:8.5em;max-width:9em}th,td{padding:6px 8px}}
@media print{.frame{max-height:none;overflow:visible}}
"""
_TONES = {"不符": "bad", "缺部分": "bad", "提示": "note"}


def to_page(audits: Sequence[Audit], table: Sequence[Sequence[str]], failed: Sequence[str]) -> str:
    """The comparison as one HTML file beside the reports' own pages; `table` is what `comparison` made of the audits."""
    if not table:
        return ""
    plain = len(summary(audits[0])) + 1
    head = "".join(
        f'<th scope="col"{"" if n < plain else " class=m"}>{escape(name)}</th>'
        for n, name in enumerate(table[0])
    )
    rows = "\n".join(_row(table[0], row) for row in table[1:])
    missing = "".join(f"<li>{escape(words)}</li>" for words in failed)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>报告对照</title><style>{_STYLE}</style></head><body><header><h1>报告对照</h1>"
        f"<p>{len(audits)} 份报告；点报告名看正文和意见。空白是报告没有写这一指标，或者主语没有写清楚。</p>"
        f"{f'<ul>{missing}</ul>' if missing else ''}</header>"
        f'<main><div class="frame" tabindex="0" role="region" aria-label="对照表"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></main></body></html>'
    )


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    name = row[0]
    cells = [f'<th scope="row"><a href="{quote(name)}.html">{escape(name)}</a></th>']
    for title, words in zip(head[1:], row[1:], strict=True):
        tone = "none" if not words else _TONES.get(title, "") if words != "0" else ""
        cells.append(f"<td{f' class={tone}' if tone else ''}>{escape(words) or '—'}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def to_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV that a spreadsheet opens; words that begin like a formula are made words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    risky = cell[:1] in tuple("=+-@\t\r") and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if risky else cell
