"""What stands behind the question mark: only what is known, and in its form; anything else is named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest

from yifa.api.problem import Problem, invalid
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.tree import unit_of
from yifa.ledger.pages.filters import day_of


def only(asked: HttpRequest | Collection[str], known: frozenset[str]) -> None:
    """Raises for parameters that nothing here asks for: a mistyped filter must not be a filter left out."""
    names = asked.GET if isinstance(asked, HttpRequest) else asked
    unknown = [name[:60] for name in sorted(set(names) - known)][:9]
    if unknown:
        raise Problem(
            400, f"没有这一参数：{'、'.join(unknown)}", fields={n: ["没有这一参数"] for n in unknown},
            remedy=f"可用：{'、'.join(sorted(known))}" if known else "这里不带参数",
        )  # fmt: skip


def text(asked: Mapping[str, str], name: str, most: int) -> str:
    """A word of at most `most` signs."""
    found = asked.get(name, "")
    if len(found) > most or not found.isprintable():
        raise invalid(name, f"应当是不超过 {most} 字的一行文字", status=400)
    return found.strip()


def day(asked: Mapping[str, str], name: str) -> date | None:
    """A day, None where it is left out."""
    found = asked.get(name, "")
    if not found:
        return None
    made = day_of(found) if len(found) == 10 else None
    if made is None:
        raise invalid(name, "应当是日期，如 2026-03-02", status=400)
    return made


def number(asked: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    """A number from `low` to `high`, None where it is left out."""
    found = asked.get(name, "")
    if not found:
        return None
    plain = found.isascii() and found.isdigit() and len(found) <= 18
    if not plain or not low <= int(found) <= high:
        raise invalid(name, f"应当是 {low} 至 {high} 的整数", status=400)
    return int(found)


def choice(asked: Mapping[str, str], name: str, among: Collection[str]) -> str:
    """One of some words, or nothing."""
    found = asked.get(name, "")
    if found and found not in among:
        raise invalid(name, f"可用：{'、'.join(among)}", status=400)
    return found


def unit_named(wanted: Any, among: frozenset[int] | None = None) -> Unit | None:
    """A unit by its id (a number) or its code (a text); `among`: only one of these ids."""
    if isinstance(wanted, bool) or not isinstance(wanted, (int, str)):
        return None
    text = str(wanted)
    if not text or len(text) > 40 or not text.isprintable():
        return None
    by_id = text.isascii() and text.isdigit() and len(text) <= 18
    found = unit_of(text) if isinstance(wanted, str) else None
    if found is None and by_id:
        found = unit_of(int(text))
    return found if found is not None and (among is None or found.pk in among) else None
