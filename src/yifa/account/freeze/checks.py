"""Pages of the rules between figures: both sides of each, and the records that break it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from yifa.account.asked import READERS, Asked, asked_of
from yifa.account.board import room_title
from yifa.account.freeze.records import records
from yifa.kernel.figure import ask, figure_of
from yifa.kernel.figure.published import all_texts
from yifa.kernel.figure.rule import (
    Checked,
    Rule,
    all_rules,
    breakers,
    comparable,
    evaluate,
    rule_of,
)
from yifa.ledger.access import access


def may_see(asked: Asked, rule: Rule) -> bool:
    return all(ask.may_see(asked.actor, figure_of(t.figure), asked.unit) for t in rule.terms)


def checked(asked: Asked) -> list[Checked]:
    """Every rule the reader may see, for the unit and period; broken ones first."""
    found = [evaluate(r, asked.unit, asked.period) for r in all_rules() if may_see(asked, r)]
    order = {False: 0, None: 1, True: 2}
    return sorted(found, key=lambda c: (order[c.holds], c.rule.room))


@access(*READERS)
def checks(request: HttpRequest) -> HttpResponseBase:
    """All rules with both sides."""
    asked = asked_of(request)
    found = checked(asked)
    context = {
        "asked": asked, "found": [(c, room_title(c.rule.room)) for c in found], "nav": "checks",
        "texts": bool(all_texts()), "broken": sum(c.holds is False for c in found),
    }  # fmt: skip
    return render(request, "account/checks.html", context)


@access(*READERS)
def check(request: HttpRequest, rule_id: str) -> HttpResponseBase:
    """One rule: its terms with links to their figures, and the records that break it."""
    rule = rule_of(rule_id)
    if rule is None:
        raise Http404(_("没有这一核对规则"))
    asked = asked_of(request, room=rule.room)
    if not may_see(asked, rule):
        raise Http404(_("没有这一核对规则"))
    found = evaluate(rule, asked.unit, asked.period)
    context: dict[str, Any] = {
        "asked": asked, "check": found, "rule": rule, "comparable": comparable(rule), "nav": "checks",
        "sides": [(_("左边"), _sides(asked, found.left)), (_("右边"), _sides(asked, found.right))],
    }  # fmt: skip
    if found.holds is False:
        weights = breakers(rule, asked.unit, asked.period)
        context["records"] = records(asked.actor, figure_of(rule.terms[0].figure), weights)
    return render(request, "account/check.html", context)


def _sides(asked: Asked, sides: Any) -> list[dict[str, Any]]:
    """Each term with the address of its figure in its own period (a year, or one month)."""
    made = []
    for side in sides:
        period = side.period
        query = asked.query(
            year=period.from_ym // 100, month=period.to_ym % 100 if period.length == 1 else None
        )
        made.append({"side": side, "query": query, "period": str(period)})
    return made
