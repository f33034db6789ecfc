"""Closing a period: what was counted is signed off and kept, and never changed. What comes later is a new edition.

The only writer of `Freeze` and `FrozenFigure`; each sign-off is an event in the journal that carries the digest of the edition.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection

from yifa.kernel import moment
from yifa.kernel.errors import Conflict, Incomplete, InvalidData, Missing, NotAllowed
from yifa.kernel.figure import rule
from yifa.kernel.figure.figure import Figure
from yifa.kernel.figure.frozen import closed, sealed_lines
from yifa.kernel.figure.kept import keep
from yifa.kernel.figure.models import Freeze, FrozenFigure
from yifa.kernel.figure.period import Period
from yifa.kernel.figure.registry import all_figures, figure_of
from yifa.kernel.journal.chain import Line, append
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.kernel.transaction import write


def may_close(actor: Actor, unit: Unit) -> bool:
    """The head of the unit signs; a head of one room cannot sign for all."""
    return any(
        g.role == Role.HEAD and not g.room and unit.pk in actor.reaches(g) for g in actor.grants
    )


def close(
    actor: Actor, unit: Unit, period: Period, *, final: bool, reason: str = "",
    expected_edition: int | None = None,
) -> Freeze:  # fmt: skip
    """Sign off every figure of a unit for a period; a period closed before gets a new edition that restates it.

    `final` needs the period to be over. `reason` is needed where a rule between figures is broken, and where a final
    edition is restated. Raises `NotAllowed`, `InvalidData`, `Incomplete` (the broken rules), `Conflict`.
    """
    if not may_close(actor, unit) or actor.user_id is None:
        raise NotAllowed(
            f"封账须由{unit}的负责人签发，您没有这一任职",
            remedy="请转交负责人，或者由安全管理员登记代理",
        )
    reason = reason.strip()
    if len(reason) > 400:
        raise InvalidData({"reason": ["不超过 400 字"]}, {"reason": "理由"})
    _period(period, final=final)
    with write(), _one_view():
        before = closed(unit, period)
        if expected_edition is not None and expected_edition != (before.edition if before else 0):
            raise Conflict("这一期刚刚由他人封账", remedy="请刷新页面，看清变化后再办")
        if before and before.is_final and not final:
            raise InvalidData({"final": ["已有正式版，不能再封暂定版"]}, {"final": "性质"})
        broken = [
            c for r in rule.all_rules() if (c := rule.evaluate(r, unit, period)).holds is False
        ]
        if not reason and (missing := _explained(broken, before)):
            raise Incomplete(missing)
        freeze = Freeze(
            unit=unit, from_ym=period.from_ym, to_ym=period.to_ym, edition=before.edition + 1 if before else 1,
            is_final=final, cut_off=moment.now(), reason=reason, signed_by_id=actor.user_id,
            broken=[{"rule": c.rule.id, "title": c.rule.title, "said": c.said} for c in broken],
        )  # fmt: skip
        lines = [_line(freeze, f, unit, period) for f in _figures(period)]
        freeze.digest = sealed_lines(lines)
        freeze.save(force_insert=True)
        for line in lines:
            line.freeze = freeze
        FrozenFigure.objects.bulk_create(lines, batch_size=200)
        restates = before is not None and before.is_final
        _journal(actor, freeze, "restate" if restates else "freeze", len(lines))
    return freeze


def _period(period: Period, *, final: bool) -> None:
    today = int(f"{moment.today():%Y%m%d}")
    if final and period.last_day >= today:
        raise InvalidData({"final": [f"{period}还没有结束，只能封暂定版"]}, {"final": "性质"})
    if period.to_ym > today // 100:
        raise InvalidData({"to_ym": ["截止月份还没有到"]}, {"to_ym": "截止月份"})


def _explained(broken: list[rule.Checked], before: Freeze | None) -> list[Missing]:
    missing = [
        Missing(f"核对未通过：{c.rule.title}（{c.said}）", c.rule.cite, "请更正记录，或者说明理由")
        for c in broken
    ]
    if before is not None and before.is_final:
        missing.append(Missing("重述须说明理由", remedy="写明哪些记录有了变化、为什么"))
    return missing


@contextmanager
def _one_view() -> Iterator[None]:
    """All figures of an edition are counted at one moment, even while others go on acting."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
    yield


def _figures(period: Period) -> list[Figure]:
    end = date(period.last_day // 10000, period.last_day // 100 % 100, period.last_day % 100)
    found = [figure_of(f.id, period) for f in all_figures()]
    return [f for f in found if f.since <= end and (f.until is None or end <= f.until)]


def _line(freeze: Freeze, figure: Figure, unit: Unit, period: Period) -> FrozenFigure:
    kept = keep(figure, period, unit)
    value = kept.value()
    return FrozenFigure(
        figure=figure.id, since=kept.since, definition=kept.definition, numerator=value.numerator,
        denominator=value.denominator, rows=value.rows, decimals=figure.decimals,
        shown="" if value.shown is None else str(value.shown), text=value.text,
        row_digest=kept.digest()[1], marks=kept.marks.packed(),
        marks_before=kept.before.packed() if kept.before is not None else b"",
    )  # fmt: skip


def _journal(actor: Actor, freeze: Freeze, step: str, figures: int) -> None:
    kind = "正式" if freeze.is_final else "暂定"
    title = f"{'数据封账' if step == 'freeze' else '数据重述'}（{kind}，第{freeze.edition}版）"
    payload = {
        "unit": freeze.unit.code, "from_ym": freeze.from_ym, "to_ym": freeze.to_ym, "edition": freeze.edition,
        "final": freeze.is_final, "figures": figures, "digest": freeze.digest, "reason": freeze.reason,
        "broken": freeze.broken,
    }  # fmt: skip
    line = Line(
        stream=freeze.stream, verb="event", step=step, title=title,
        actor_id=actor.user_id, actor_name=actor.name, on=moment.today(), payload=payload,
        unit_id=freeze.unit_id, role=Role.HEAD,
    )  # fmt: skip
    append([line])


def intact(freeze: Freeze) -> bool:
    """Whether every figure of the edition is still what was signed off, by the digest in the journal."""
    found = sealed_lines(list(FrozenFigure.objects.filter(freeze=freeze)))
    rows = JournalRow.objects.unscoped("proving an edition").filter(stream=freeze.stream)
    signed = [json.loads(r.payload) for r in rows if r.step in ("freeze", "restate") and r.payload]
    ours = [p["digest"] for p in signed if p["edition"] == freeze.edition]
    return found == freeze.digest and ours == [found]
