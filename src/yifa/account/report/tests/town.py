"""A district with a bureau and a town that owe reports, letters to count, and people with the roles it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from yifa.account.tests.house import Letters
from yifa.kernel import moment
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role


@dataclass
class Browser:
    """Somebody's browser; signs in anew for every page, since the test's clock jumps past the idle time-out."""

    user: Any

    def _client(self) -> Client:
        client = Client()
        if self.user is not None:
            client.force_login(self.user)
        return client

    def get(self, *args: Any, **more: Any) -> Any:
        return self._client().get(*args, **more)

    def post(self, *args: Any, **more: Any) -> Any:
        return self._client().post(*args, **more)

    def step(self, matter: Any, code: str, values: dict[str, Any] | None = None) -> Any:
        """Send a step's form on the day the clock says."""
        sent = (values or {}) | {"on": moment.today().isoformat()}
        return self.post(reverse("step", args=[matter.pk, code]), sent)

    def took(self, matter: Any, code: str, values: dict[str, Any] | None = None) -> Matter:
        """The step must be taken; returns the matter as it now stands."""
        answer = self.step(matter, code, values)
        assert answer.status_code == 302, text_of(answer)
        return Matter.objects.unscoped("test").get(pk=matter.pk)


def text_of(answer: Any) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class Reporting(Letters):
    """The letters' house: alice writes, bob reviews, carol heads the bureau; dora inspects the whole district."""

    def __init__(self) -> None:
        super().__init__()
        self.tina = self.person("tina", "蒂娜", self.town, Role.CASE_HANDLER)
        self.toby = self.person("toby", "托比", self.town, Role.REVIEWER)
        self.theo = self.person("theo", "西奥", self.town, Role.HEAD)
        self.dick = self.person("dick", "迪克", self.district, Role.CASE_HANDLER, reach="subtree")
        User.objects.all().update(must_change_password=False, password_changed_at=None)
        people = ("alice", "bob", "carol", "tina", "toby", "theo", "dora", "dick")
        self.browser = {name: Browser(getattr(self, name)) for name in people}
        self.browser["public"] = Browser(None)

    def owes(self, unit: Any, on: date, **more: Any) -> Any:
        """The district lists a unit among those that report."""
        values = {"at": unit.code, "kind": "", "unit": unit.pk, "on": on.isoformat()} | more
        with moment.at(on):
            return self.browser["dick"].post(reverse("entry_new", args=["report_owed"]), values)


TEXT = """# 主要举措和成效

全年收到来信[[account.letters.received]]，比上年[[account.letters.grown]]。{内部}其中涉及在办专案的另行报告。{/内部}

[[table account.letters.received by outcome]]

应答复[[account.letters.on_time.denominator]]件，按期答复[[account.letters.on_time.numerator]]件，按期率[[account.letters.on_time]]。

# 存在的不足和原因

- 少数来信答复逾期。原因是经办力量不足，节点提醒没有跟上。

# 党政主要负责人履行推进法治建设第一责任人职责情况

主要负责人主持研究来信办理，督促答复。

# 下一年度主要安排

- 建立来信答复节点提醒，由办公室负责。
"""


JANUARY = date(2019, 5, 6)
"""When the report on 2019 is begun; the rule on reports is of April 2019."""
SIGN = {"signer": "卡罗，局长"}
DEPARTMENT = ["party", "government", "upper_department", "inspection"]


def opened(house, who="alice", unit=None, on=JANUARY, year=2019):
    with moment.at(on):
        answer = house.browser[who].post(
            reverse("ledger_new", args=["report.annuals", "report.annual"]),
            {"unit": (unit or house.bureau).pk, "year": year, "kind": "", "on": on.isoformat()},
        )
        assert answer.status_code == 302, text_of(answer)
    return Matter.objects.unscoped("test").get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def saved(house, matter, text=TEXT, who="alice", base=1, on=date(2020, 1, 6)):
    with moment.at(on):
        return house.browser[who].post(
            reverse("annual_composer", args=[matter.pk]),
            {"text": text, "base": base, "do": "save", "note": ""},
        )


def signed(house, on=date(2020, 2, 10)):
    m = opened(house)
    assert saved(house, m).status_code == 302
    with moment.at(on):
        house.browser["alice"].took(m, "hand_in")
        house.browser["bob"].took(m, "review", {"facts": "ok", "secrecy": "cut", "note": ""})
        return house.browser["carol"].took(m, "sign_head", SIGN)


def published(house):
    m = signed(house)
    with moment.at(date(2020, 2, 20)):
        house.browser["alice"].took(m, "submit", {"recipients": DEPARTMENT, "method": "公文交换"})
    with moment.at(date(2020, 3, 10)):
        return house.browser["alice"].took(m, "publish", {"summary": ""})
