"""The machine's clock, injected: the only place that asks what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("yifa_moment", default=None)


def now() -> datetime:
    """The present moment, aware."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The present day where the office stands (settings.TIME_ZONE)."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Let the clock stand at `moment` (noon of a bare day): simulation, history and tests."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


class MadeAt(models.DateTimeField):  # type: ignore[type-arg]
    """The moment a row is first saved, by the injected clock; to the database a plain `auto_now_add`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_now_add": True})

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if add:
            setattr(model_instance, self.attname, now())
        return getattr(model_instance, self.attname)


def ym(day: date) -> int:
    """The month of a day as a plain integer, as periods of account count it.

    >>> ym(date(2026, 3, 2))
    202603
    """
    return day.year * 100 + day.month
