"""What follows an act later, by the job loop.

A request turned proactive opens its publication (条例第四十四条); an interpretation gone public is marked on its policy.
"""

from __future__ import annotations

from typing import Any

from yifa.kernel import moment
from yifa.kernel.matter.act import Call, Opening, act, act_many
from yifa.kernel.matter.models import Matter
from yifa.kernel.scope.actor import Actor
from yifa.work.disclosure.models import Publication

TOPIC = "disclosure.to_proactive"
RELATION = "依申请转主动公开"


def open_publication(payload: dict[str, Any]) -> None:
    """Open a draft publication for the request and relate the two; a second delivery changes nothing."""
    request = (
        Matter.objects.unscoped("the job loop follows an act")
        .select_related("unit", "disclosurerequest")
        .get(uid=payload["matter"])
    )
    detail = request.disclosurerequest
    opening = Opening("disclosure.publication", request.unit)
    key = f"to_proactive:{request.uid.hex}"
    values = {
        "name": request.title.removeprefix("申请公开："), "created_on": moment.today(), "genre": "other",
        "subject": "02", "manner": "政府网站", "is_policy": "0", "content": detail.answer,
        "department": request.unit.name,
    }  # fmt: skip
    relation = {"number": request.number, "kind": RELATION}
    act_many(
        Actor.system("转主动公开"),
        [
            Call(opening, "draft", values, idempotency_key=key),
            Call(opening, "relate", relation, idempotency_key=f"{key}:relation"),
        ],
    )


def mark_policy(payload: dict[str, Any]) -> None:
    """Say on the policy whether a public interpretation of it stands; nothing is written when that is known."""
    policy = Publication.objects.unscoped("the job loop follows an act").get(pk=payload["policy"])
    rows = Publication.objects.unscoped("the job loop follows an act")
    stands = int(rows.filter(policy=policy.pk, is_public=1).exists())
    if stands != policy.is_interpreted:
        act(Actor.system("解读标注"), policy.pk, "mark_interpreted", {"interpreted": str(stands)})
