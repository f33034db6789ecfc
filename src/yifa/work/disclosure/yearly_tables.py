"""The report's tables as official forms: one description for the page, the workbook and the paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yifa.kernel.matter.models import PartyKind
from yifa.kernel.paper import Cell, Heading, Paper, Paragraph, Table
from yifa.kernel.paper.sheet import Sheet
from yifa.kernel.paper.table import CellLike
from yifa.work.disclosure.classes import YearItem
from yifa.work.disclosure.models import RemedyKind
from yifa.work.disclosure.outcomes import Group, rows_of
from yifa.work.disclosure.yearly_report import RESULTS, Line, YearlyReport

ABSENT = "—"
ABSENT_NOTE = "“—”表示本系统尚无该业务记录，也没有登记外部数据；不是零。"
RULE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
Rows = tuple[tuple[CellLike, ...], ...]


def title(report: YearlyReport) -> str:
    return f"{report.unit.name}{report.year}年政府信息公开工作年度报告"


def part_two(report: YearlyReport) -> Table:
    """主动公开政府信息情况: items 1, 5, 6 and 8 of article 20."""

    def cell(item: YearItem) -> CellLike:
        told = report.told.get(item)
        return Cell(
            ABSENT if told is None or told.value is None else _plain(told.value), align="center"
        )

    def wide(label: str, item: YearItem) -> tuple[CellLike, ...]:
        found = cell(item)
        assert isinstance(found, Cell)
        return label, Cell(found.value, colspan=3, align="center")

    def band(text: str) -> tuple[CellLike, ...]:
        return (Cell(text, colspan=4, align="center"),)

    def heads(*names: str) -> tuple[CellLike, ...]:
        first, *rest = names
        span = 3 if len(rest) == 1 else 1
        return Cell(first, align="center"), *(Cell(n, align="center", colspan=span) for n in rest)

    rows: Rows = (
        band("第二十条第（一）项"),
        heads("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        (
            "规章",
            cell(YearItem.RULE_MADE),
            cell(YearItem.RULE_ABOLISHED),
            cell(YearItem.RULE_VALID),
        ),
        (
            "行政规范性文件",
            cell(YearItem.NORM_MADE),
            cell(YearItem.NORM_ABOLISHED),
            cell(YearItem.NORM_VALID),
        ),
        band("第二十条第（五）项"),
        heads("信息内容", "本年处理决定数量"),
        wide("行政许可", YearItem.LICENCE),
        band("第二十条第（六）项"),
        heads("信息内容", "本年处理决定数量"),
        wide("行政处罚", YearItem.PENALTY),
        wide("行政强制", YearItem.COERCION),
        band("第二十条第（八）项"),
        heads("信息内容", "本年收费金额（单位：万元）"),
        wide("行政事业性收费", YearItem.FEE),
    )
    return Table(
        columns=("信息内容", "一", "二", "三"),
        headless=True,
        rows=rows,
        widths=(4, 3, 3, 3),
        note=ABSENT_NOTE,
    )


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value.normalize()


def part_three(report: YearlyReport) -> Table:
    """收到和处理政府信息公开申请情况: the big table, labels in three columns."""
    kinds = [k.label for k in PartyKind]
    header: Rows = (
        (Cell(RULE, colspan=3, rowspan=3), Cell("申请人情况", colspan=7)),
        (Cell(kinds[0], rowspan=2), Cell("法人或其他组织", colspan=5), Cell("总计", rowspan=2)),
        tuple(Cell(k) for k in kinds[1:]),
    )
    body = list(_outcome_rows(report))
    rows: list[tuple[CellLike, ...]] = [
        (Cell(f"一、{report.new.label}", colspan=3), *_numbers(report.new)),
        (Cell(f"二、{report.opening.label}", colspan=3), *_numbers(report.opening)),
        (Cell("三、本年度办理结果", rowspan=len(body)), *body[0]),
        *body[1:],
        (Cell(f"四、{report.carried.label}", colspan=3), *_numbers(report.carried)),
    ]
    return Table(
        columns=("", "", "", *kinds, "总计"), header=header, rows=tuple(rows),
        widths=(3.2, 3.6, 8.5, 2, 2, 2, 2.4, 2.4, 2, 2),
    )  # fmt: skip


def _numbers(line: Line) -> tuple[CellLike, ...]:
    return (*line.counts, line.total)


def _outcome_rows(report: YearlyReport) -> list[tuple[CellLike, ...]]:
    marks = "一二三四五六"
    found: list[tuple[CellLike, ...]] = []
    for n, group in enumerate(Group):
        label = f"（{marks[n]}）{group.label}"
        if group == Group.PARTIAL:
            label += "（区分处理的，只计这一情形，不计其他情形）"
        parts = rows_of(group, report.year)
        if not parts:
            found.append((Cell(label, colspan=2), *_numbers(report.group(group))))
            continue
        for i, outcome in enumerate(parts):
            row: tuple[CellLike, ...] = (
                f"{i + 1}.{outcome.label}",
                *_numbers(report.outcomes[outcome.code]),
            )
            found.append((Cell(label, rowspan=len(parts)), *row) if i == 0 else row)
    found.append((Cell("（七）总计", colspan=2), *_numbers(report.total)))
    return found


def part_four(report: YearlyReport) -> Table:
    """政府信息公开行政复议、行政诉讼情况: fifteen numbers."""
    heads = [*(r.label for r in RESULTS), "总计"]
    header: Rows = (
        (Cell("行政复议", colspan=5, rowspan=2), Cell("行政诉讼", colspan=10)),
        (Cell("未经复议直接起诉", colspan=5), Cell("复议后起诉", colspan=5)),
        tuple(Cell(h) for h in heads * 3),
    )
    row = tuple(
        n
        for kind in RemedyKind.values
        for n in (*(report.remedies[kind, r] for r in RESULTS), report.remedy_total(kind))
    )
    return Table(columns=tuple(heads * 3), header=header, rows=(row,))


def sheets(report: YearlyReport) -> list[Sheet]:
    """One worksheet a part, and one of the checks."""
    name = title(report)
    checks = Table(
        columns=("勾稽关系", "左边", "右边", "结果"),
        rows=tuple(
            (c.title, c.left, c.right, "一致" if c.holds else "不一致") for c in report.checks
        ),
        widths=(12, 3, 3, 3),
    )
    return [
        Sheet("二、主动公开", part_two(report), f"{name}　主动公开政府信息情况"),
        Sheet("三、申请办理", part_three(report), f"{name}　收到和处理政府信息公开申请情况"),
        Sheet("四、复议诉讼", part_four(report), f"{name}　行政复议、行政诉讼情况"),
        Sheet("勾稽核对", checks, f"{name}　勾稽关系核对"),
    ]


def paper(report: YearlyReport, on: date) -> Paper:
    """The report as a draft of six fixed parts: tables filled, prose left to its author."""
    held = sum(c.holds for c in report.checks)
    told = Paragraph("（由撰写人补充。）")
    return Paper(
        title=title(report), issuer=report.unit.name, date=on, landscape=True,
        body=(
            Heading(1, "总体情况", 1),
            Paragraph(
                f"本年度主动公开政府信息{report.published}条，收到政府信息公开申请{report.new.total}件，"
                f"上年结转{report.opening.total}件，办结{report.total.total}件，结转下年度{report.carried.total}件。"
            ),
            Heading(1, "主动公开政府信息情况", 2), part_two(report),
            Heading(1, "收到和处理政府信息公开申请情况", 3), part_three(report),
            Heading(1, "政府信息公开行政复议、行政诉讼情况", 4), part_four(report),
            Heading(1, "存在的主要问题及改进情况", 5), told,
            Heading(1, "其他需要报告的事项", 6),
            Paragraph(f"表内勾稽关系{len(report.checks)}项，一致{held}项。"),
        ),
    )  # fmt: skip
