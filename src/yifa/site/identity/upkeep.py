"""What falls away by itself: sessions past their end, counts of stretches gone by."""

from __future__ import annotations

from django.db import transaction

from yifa.kernel import moment
from yifa.site.identity.models import RequestCount, Session


def sweep() -> int:
    """Delete ended sessions and old counts; returns how many rows went."""
    now = moment.now()
    with transaction.atomic():
        ended, _ = Session.objects.filter(expire_date__lt=now).delete()
        old, _ = RequestCount.objects.filter(ends_at__lt=int(now.timestamp())).delete()
    return ended + old
