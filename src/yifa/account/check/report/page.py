"""One HTML file of a check: the text beside the findings, linked both ways, readable without network or script."""

from __future__ import annotations

from html import escape

from yifa.account.check.audit import Audit
from yifa.account.check.finding import VERDICT_ZH, Finding
from yifa.account.check.grammar.compare_words import value_words
from yifa.account.check.grammar.quantity import KIND_ZH
from yifa.account.check.measures import measure_of
from yifa.account.check.report.pieces import TONE, Line, lines, order, quoted
from yifa.account.check.report.summary import summary

_STYLE = """
:root{--ink:#1f2733;--soft:#5c6675;--line:#dfe3e8;--bad:#b42318;--badbg:#fde8e6;--note:#8a5a00;--notebg:#fff3d6;--good:#146c43;--goodbg:#e3f3ea;--open:#4b5563;--openbg:#eceff3;--link:#0958d9}
*{box-sizing:border-box}body{margin:0;font:15px/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);background:#f5f6f8}
header{padding:16px 24px;background:#fff;border-bottom:1px solid var(--line)}h1{font-size:20px;margin:0 0 4px}h2{font-size:16px;margin:0 0 8px}
.sum{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0;padding:0;list-style:none;color:var(--soft)}.sum b{color:var(--ink)}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(320px,2fr);height:calc(100vh - 92px)}
main>section{overflow:auto;padding:20px 24px}main>.side{background:#fff;border-left:1px solid var(--line)}
.text{background:#fff}.text>*{max-width:46em}.text p{margin:0 0 .7em;text-indent:2em}.text p.head{text-indent:0;font-weight:600;margin-top:1.1em}
.text table{border-collapse:collapse;margin:.5em 0}.text td{border:1px solid var(--line);padding:2px 8px;background:#fff}
a.m{color:inherit;text-decoration:none;border-radius:3px;padding:0 1px;border-bottom:2px solid transparent}
a.plain{border-bottom:1px dotted #9aa3af}a.good{background:var(--goodbg)}a.bad{background:var(--badbg);border-bottom-color:var(--bad)}
a.open{background:var(--openbg)}a.notice{background:var(--notebg);border-bottom-color:#e0a100}
a.m:target,li:target{outline:3px solid var(--link);outline-offset:2px}
ol{list-style:none;margin:0 0 20px;padding:0}li.f{border:1px solid var(--line);border-left:4px solid var(--open);border-radius:4px;padding:8px 12px;margin:0 0 8px}
li.bad{border-left-color:var(--bad)}li.good{border-left-color:var(--good)}li.notice{border-left-color:#e0a100}
.f .v{font-weight:600}.bad .v{color:var(--bad)}.good .v{color:var(--good)}.notice .v{color:var(--note)}.f p{margin:2px 0}.cite,.place{color:var(--soft);font-size:13px}
.f a{color:var(--link)}table.q{border-collapse:collapse;width:100%;font-size:13px}table.q td,table.q th{border-bottom:1px solid var(--line);padding:3px 6px;text-align:left;vertical-align:top}
@media(max-width:800px){main{display:block;height:auto}main>.side{border-left:0;border-top:1px solid var(--line)}main>section{padding:16px}}
@media print{main{display:block;height:auto}}
"""


def to_html(audit: Audit) -> str:
    """The file's words."""
    findings = order(audit.findings)
    told = summary(audit)
    name = escape(audit.document.name)
    facts = "".join(f"<li>{escape(k)} <b>{escape(str(v))}</b></li>" for k, v in told.items())
    body = "\n".join(_line(audit, line) for line in lines(audit, findings))
    listed = "\n".join(_finding(audit, n, f) for n, f in enumerate(findings))
    rows = "\n".join(_row(audit, n) for n in range(len(audit.quantities)))
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>审读：{name}</title><style>{_STYLE}</style></head><body><header><h1>{name}</h1><ul class="sum">{facts}</ul></header>'
        f'<main><section class="text" aria-label="正文" tabindex="0">{body}</section><section class="side" aria-label="审读意见" tabindex="0">'
        f"<h2>审读意见（{len(findings)}）</h2><ol>{listed}</ol><h2>数量（{len(audit.quantities)}）</h2>"
        f'<table class="q"><thead><tr><th>原文</th><th>数值</th><th>类别</th><th>所指</th></tr></thead><tbody>{rows}</tbody></table>'
        f"</section></main></body></html>"
    )


def _line(audit: Audit, line: Line) -> str:
    cells = []
    for cell in line.cells:
        words = []
        for piece in cell:
            inner = escape(piece.text)
            if piece.quantity < 0 and not piece.findings:
                words.append(inner)
                continue
            target = f"f{piece.findings[0]}" if piece.findings else f"r{piece.quantity}"
            anchor = f' id="t{target}"' if piece.first else ""
            words.append(f'<a class="m {piece.tone}" href="#{target}"{anchor}>{inner}</a>')
        cells.append("".join(words))
    if len(cells) > 1:
        return "<table><tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr></table>"
    return f"<p{' class=head' if line.heading else ''}>{cells[0]}</p>"


def _finding(audit: Audit, number: int, finding: Finding) -> str:
    place = audit.document.place_of(finding.spans[0][0]) if finding.spans else ""
    words = quoted(audit, finding)
    link = (
        f'<p class="place"><a href="#tf{number}">{escape(words)}</a> {escape(place)}</p>'
        if finding.spans
        else ""
    )
    cite = f'<p class="cite">依据：{escape(finding.cite)}</p>' if finding.cite else ""
    return (
        f'<li class="f {TONE[finding.verdict]}" id="f{number}"><span class="v">{VERDICT_ZH[finding.verdict]}</span> {escape(finding.title)}'
        f"<p>{escape(finding.words)}</p>{link}{cite}</li>"
    )


def _row(audit: Audit, number: int) -> str:
    q = audit.quantities[number]
    measure = measure_of(q)
    of = q.subject + (f"（{measure.title}）" if measure else "")
    return f'<tr id="r{number}"><td><a href="#tr{number}">{escape(q.text)}</a></td><td>{escape(value_words(q))}</td><td>{KIND_ZH[q.kind]}</td><td>{escape(of)}</td></tr>'
