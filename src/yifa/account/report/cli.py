"""`yifa report`: a chapter of the yearly report as a file or on the screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from yifa.account.report import reading
from yifa.account.report.compose import BadChapter, Composed, Grid, compose
from yifa.account.report.export import TYPES
from yifa.account.report.export import rendered as whole
from yifa.account.report.models import AnnualReport
from yifa.account.report.views import KINDS, rendered
from yifa.kernel import moment
from yifa.kernel.figure import Period
from yifa.kernel.figure.chapter import all_chapters, chapter_of
from yifa.kernel.organization.models import Unit


def report_command(argv: list[str]) -> int:
    """Run `yifa report`; exit code 0 done, 1 it cannot be made, 2 the words are off."""
    parser = argparse.ArgumentParser(
        prog="yifa report", description="生成年度报告的章节：正文里的每个数都由记录算出",
        epilog="例：yifa report --chapter disclosure --year 2019 --unit yunxi --out 公开.docx",
    )  # fmt: skip
    parser.add_argument("--chapter", metavar="编号", help="章节编号；只有一章时可以不写")
    parser.add_argument("--year", type=int, default=None, help="年度，默认去年")
    parser.add_argument("--unit", metavar="代码", required=True, help="单位代码")
    parser.add_argument(
        "--annual", action="store_true", help="整份年度报告：已签署的按签署时，未签署的按最新草稿"
    )
    parser.add_argument(
        "--public", action="store_true", help="与 --annual 同用：公开稿，不含内部内容"
    )
    parser.add_argument(
        "--out", type=Path, metavar="文件", help="写入 .docx、.pdf 或者 .html；不写则显示正文"
    )
    words = parser.parse_args(argv)
    if words.annual:
        return _annual(words)
    known = all_chapters()
    if words.chapter is None and len(known) != 1:
        return _fail(f"请用 --chapter 指明章节：{'、'.join(c.id for c in known) or '尚无章节'}")
    chapter = known[0] if words.chapter is None else chapter_of(words.chapter)
    if chapter is None:
        return _fail(f"没有这一章：{words.chapter}（已有：{'、'.join(c.id for c in known)}）")
    unit = Unit.objects.filter(code=words.unit).first()
    if unit is None:
        return _fail(f"没有这个单位代码：{words.unit}")
    kind = words.out.suffix.removeprefix(".").lower() if words.out else ""
    if words.out and kind not in KINDS:
        return _fail(f"不认识的文件类型：{words.out.suffix or '无'}（可用：docx、pdf、html）")
    try:
        composed = compose(chapter, Period.year(words.year or moment.today().year - 1), unit)
    except (BadChapter, ValueError) as bad:
        return _fail(str(bad))
    if not words.out:
        sys.stdout.write("\n".join(_lines(composed)) + "\n")
        return 0
    words.out.write_bytes(rendered(composed, kind))
    sys.stdout.write(f"已写入 {words.out}，共 {len(list(composed.numbers))} 处数字\n")
    return 0


def _annual(words: argparse.Namespace) -> int:
    """The whole report of a unit and year, on the screen or as a file; the problems of a draft on the error stream."""
    year = words.year or moment.today().year - 1
    rows = AnnualReport.objects.unscoped("the operator's command line")
    report = (
        rows.filter(matter__unit__code=words.unit, year=year, matter__is_void=False)
        .select_related("matter__unit")
        .first()
    )
    if report is None:
        return _fail(f"{words.unit} 没有 {year} 年的年度报告")
    found = reading.shown(report, reading.newest(report).text)
    sheet = found.sheet.public() if words.public else found.sheet
    for finding in found.findings:
        sys.stderr.write(f"{finding.rule.title}：{finding.text}\n")
    kind = words.out.suffix.removeprefix(".").lower() if words.out else ""
    if words.out and kind not in TYPES:
        return _fail(f"不认识的文件类型：{words.out.suffix or '无'}（可用：{'、'.join(TYPES)}）")
    if words.out:
        words.out.write_bytes(whole(kind, report, sheet, public=words.public))
        sys.stdout.write(f"已写入 {words.out}，共 {len(list(sheet.numbers))} 处数字\n")
    else:
        sys.stdout.write("\n".join([sheet.title, *(line.text for line in sheet.lines)]) + "\n")
    return 2 if found.blocking else 0


def _lines(composed: Composed) -> Iterator[str]:
    yield composed.title
    for block in composed.blocks:
        if isinstance(block, Grid):
            yield block.title
            yield from (f"  {row.label}  {row.value.text}" for row in block.rows)
        else:
            yield block.text


def _fail(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 1
