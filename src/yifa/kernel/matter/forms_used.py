"""Forms the door validates with. Django copies every field for every form; a thread keeps one form of a kind instead."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any, cast

from django.utils.datastructures import MultiValueDict

from yifa.kernel.matter.context import Work
from yifa.kernel.matter.procedure import StepForm

_forms = threading.local()


def bound(
    kind: type[StepForm], data: dict[str, Any], files: MultiValueDict[str, Any], work: Work
) -> StepForm:
    """A form of `kind` bound to what was sent, fitted to the matter. Valid until the next call of this thread."""
    if not _serves_again(kind):
        return kind(data=data, files=files, work=work)
    held = cast("dict[type[StepForm], StepForm]", _forms.__dict__)
    form = held.get(kind)
    if form is None:
        form = held[kind] = kind(data=data, files=files, work=work)
        return form
    # What Form.__init__ does with its arguments; bound fields keep initial values, which may tell the day.
    form.data, form.files, form.is_bound = data, files, True
    inner = cast(Any, form)
    inner._errors = None
    inner._bound_fields_cache.clear()
    form.fit(work)
    return form


@cache
def _serves_again(kind: type[StepForm]) -> bool:
    """Whether nothing of one matter can stay in the form for the next."""
    if kind.__init__ is not StepForm.__init__:
        return False
    fitted = next(c for c in kind.__mro__ if "fit" in c.__dict__)
    return fitted is StepForm or bool(fitted.__dict__.get("fits_again"))
