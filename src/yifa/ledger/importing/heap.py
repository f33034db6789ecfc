"""The collector of cyclic garbage, while a long sheet goes through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 10, 10)
"""Rows of a few blocks; what a refused row leaves behind (its form) stays below some 20 MiB."""


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Leave what the process has loaded out of the collector's rounds, and let them be rare.

    Thousands of rows held at the same time make the collector walk the whole program again and again, though rows make
    no cycles: a fifth of the time of an import.
    """
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:  # a server keeps what it began with apart for good
            gc.unfreeze()
