"""Words of titles."""

from __future__ import annotations


def short(text: str, most: int = 60) -> str:
    """One line of a text, cut where it grows long."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
