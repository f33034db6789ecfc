"""The demonstration house with a register and a matter type that peers send to."""

from __future__ import annotations

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.entry.enter import enter
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.connecting import tokens
from yifa.ledger.connecting.models import PeerSystem
from yifa.ledger.connecting.registers import PEER
from yifa.ledger.tests.conftest import Pages

DAY = date(2026, 3, 18)


class Peers(Pages):
    """The pages' house with a system administrator, and peers as they register them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = self.person("root", "鲁特", self.district, Role.SYSTEM_ADMIN, reach="subtree")
        User.objects.update(must_change_password=False)

    def peer(self, code="政务平台", means="push", target="disclosure_board", unit=None):
        """(peer system, its token)."""
        token, digest, hint = tokens.mint()
        values = {
            "code": code, "title": f"省{code}", "target": target, "means": means,
            "token_digest": digest if means == "push" else "", "token_hint": hint if means == "push" else "",
        }  # fmt: skip
        enter(Actor.of(self.root), PEER, values, unit=unit or self.bureau)
        return PeerSystem.objects.unscoped("test").get(key=code, valid_to=None), token


@pytest.fixture
def house(db):
    return Peers()


@pytest.fixture(autouse=True)
def _today():
    with moment.at(DAY):
        yield


def item(n: int, **more: str) -> dict[str, str]:
    """A notice board as a provincial platform sends it."""
    return {
        "公开栏编号": f"BH-{n:02d}", "名称": f"第{n}块公开栏", "地点": "村委会门口", "公开类别": "党务", "责任人": "金强",
    } | more  # fmt: skip
