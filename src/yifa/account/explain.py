"""How was this number made: the definition, the conditions in words, and the query itself."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.kernel.figure import Change, Distinct, Figure, Percentile, Period, Ratio, Sum
from yifa.kernel.figure.emit import measured, whole
from yifa.kernel.figure.figure import EVERY
from yifa.kernel.figure.predicate import Predicate, in_words
from yifa.kernel.organization.models import Unit


@dataclass(frozen=True)
class Line:
    """One line of the explanation."""

    title: str
    text: str


def said(figure: Figure, predicate: Predicate) -> str:
    """A condition over the figure's fact in Chinese words."""
    fact = figure.fact
    titles = {name: column.title for name, column in fact.resolved.items()}
    labels = {name: fact.labels_of(name) for name in fact.resolved}
    return in_words(predicate, titles, labels)


def explained(figure: Figure, period: Period, unit: Unit) -> list[Line]:
    """The explanation line by line."""
    base = figure.base()
    fact = base.fact
    kind = "，作废的不计" if fact.of_matters else "登记" if fact.of_entries else ""
    lines = [Line("记录", f"{fact.title}{kind}")]
    if not figure.timeless:
        lines.append(Line("到期", "期限在昨天或者更早届满的算已过；今天届满的还可以办，不算"))
    if base.stock:
        end = period.last_day
        lines.append(
            Line(
                "时点",
                f"截至 {end // 10000}-{end // 100 % 100:02d}-{end % 100:02d} 仍然有效（在册、在办）的",
            )
        )
    else:
        lines.append(Line("期间", f"{fact.column(base.period_column).title}在{period}内"))
    lines.append(Line("单位", f"{unit}及其下级；单位有调整的，按当月的隶属关系归集"))
    match figure.measure:
        case Ratio(numerator):
            lines.append(
                Line("分母", said(figure, base.where) if base.where != EVERY else "全部记录")
            )
            lines.append(Line("分子", f"分母之中，{said(figure, numerator)}"))
        case Change(of, against, rate):
            earlier = "上年同期" if against == "year_before" else "上一期"
            how = f"（本期 − {earlier}）÷ {earlier}" if rate else f"本期 − {earlier}"
            lines += [Line("被比较的指标", f"{of.title}（{of.id}）"), Line("算法", how)]
        case _:
            lines.append(
                Line("条件", said(figure, base.where) if base.where != EVERY else "全部记录")
            )
    match base.measure:
        case Sum(column):
            lines.append(Line("算法", f"“{fact.column(column).title}”相加"))
        case Distinct(column):
            lines.append(Line("算法", f"“{fact.column(column).title}”去重计数"))
        case Percentile(column, percent):
            lines.append(
                Line("算法", f"“{fact.column(column).title}”由小到大排列，第 {percent} 百分位")
            )
        case _:
            pass
    places = (
        f"保留 {figure.decimals} 位小数，四舍五入；除尽的不补零"
        if figure.decimals
        else "取整数，四舍五入"
    )
    if base.is_ratio or (isinstance(figure.measure, Change) and figure.measure.rate):
        lines.append(Line("取值", f"{places}；由整数相除得出，分母为零的不计算"))
    return lines


def query_text(figure: Figure, period: Period, unit: Unit) -> str:
    """The query as sent to the database, its parameters after it."""
    query = measured(whole(figure.base(), period, unit.pk))
    return f"{query.sql}\n-- {', '.join(map(str, query.params))}"
