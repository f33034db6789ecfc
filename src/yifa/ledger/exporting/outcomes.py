"""The words of outcome codes: from the procedures, else from the facts that count their matters."""

from __future__ import annotations

from collections.abc import Collection

from yifa.kernel.figure.registry import all_facts
from yifa.kernel.matter.registry import all_procedures


def words(procedures: Collection[str]) -> dict[str, str]:
    """Code → title of every outcome these procedures know, in any version."""
    found: dict[str, str] = {}
    for procedure in all_procedures():
        if procedure.id in procedures:
            found |= dict(procedure.outcomes)
    for fact in all_facts():
        if set(fact.procedures) & set(procedures):
            for code, title in fact.labels.get("outcome", {}).items():
                found.setdefault(str(code), str(title))
    return found
