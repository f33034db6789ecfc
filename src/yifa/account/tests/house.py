"""A small district with letters in 2018 and 2019, and the figures and chapter made of them."""

from __future__ import annotations

from datetime import date

from yifa.kernel import moment
from yifa.kernel.figure import (
    Change,
    Eq,
    Fact,
    Figure,
    IsNull,
    Not,
    Ratio,
    register_figures,
    registry,
)
from yifa.kernel.figure.chapter import Chapter, register_chapter
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import User
from yifa.kernel.organization.roles import Role
from yifa.kernel.tests.house import House

FACT = Fact(
    id="account_letter", title="来信", room="test", procedures=("test.letter",),
    labels={"outcome": {"granted": "予以公开", "partial": "部分公开", "refused": "不予公开"}},
)  # fmt: skip
RECEIVED = Figure(
    id="account.letters.received", title="收到来信", fact=FACT, period_column="received_ym",
    disaggregations=("outcome",), definition="本期收到并登记的来信，一信一件", cite="测试程序第一条", source="来信台账",
)  # fmt: skip
ON_TIME = Figure(
    id="account.letters.on_time", title="按期答复率", fact=FACT, measure=Ratio(Eq("on_time", 1)),
    where=Not(IsNull("on_time")), period_column="judged_ym", unit_word="%", decimals=2,
    disaggregations=("outcome",), definition="本期判定期限的来信中按期答复的比重", cite="测试程序第二条",
)  # fmt: skip
GROWN = Figure(
    id="account.letters.grown", title="来信增减", fact=FACT, measure=Change(RECEIVED), definition="收到来信比上年增减",
)  # fmt: skip
TEXT = """
# 总体情况

全年收到来信[[account.letters.received]]，比上年[[account.letters.grown]]，上年为[[account.letters.received|year-1]]；
其中予以公开[[account.letters.received|outcome=granted]]。

## 办理质量

应答复[[account.letters.on_time.denominator]]件，按期答复[[account.letters.on_time.numerator]]件，
按期率[[account.letters.on_time|none=本年没有应答复的来信]]。

[[table account.letters.received by outcome]]
"""
CHAPTER = Chapter(id="test_letters", title="来信办理", room="test", text=TEXT, cite="测试程序")


def declare() -> None:
    """Register the figures and the chapter; doing so again changes nothing."""
    if RECEIVED.id not in registry._figures:
        register_figures(RECEIVED, ON_TIME, GROWN)
    register_chapter(CHAPTER)


class Letters(House):
    """The house with 12 letters of 2019 at the bureau, 3 at the town, and 10 of 2018."""

    def __init__(self) -> None:
        super().__init__()
        declare()
        self.dora = self.person("dora", "朵拉", self.district, Role.SUPERVISOR, reach="subtree")
        rows = [self._letter(self.bureau, 2019, 1 + n, n) for n in range(12)]
        rows += [self._letter(self.town, 2019, 3, n) for n in range(3)]
        rows += [self._letter(self.bureau, 2018, 1 + n, n) for n in range(10)]
        Matter.objects.bulk_create(rows)

    def person(self, *args, **post) -> User:
        """A person past the first password."""
        made = super().person(*args, **post)
        User.objects.filter(pk=made.pk).update(
            must_change_password=False, password_changed_at=moment.now()
        )
        return made

    def _letter(self, unit, year, month, n) -> Matter:
        ym = year * 100 + month
        return Matter(
            room="test", procedure="test.letter", procedure_since=date(2020, 1, 1),
            number=f"{unit.code}-{year}-{month:02d}-{n:02d}", title="张某某来信", unit=unit, state="closed", is_open=False,
            received_on=date(year, month, 5), last_on=date(year, month, 20), closed_on=date(year, month, 20),
            received_ym=ym, closed_ym=ym, judged_ym=ym, on_time=int(n != 5), duration_days=15, limit_days=28,
            outcome=("granted", "partial", "refused")[n % 3],
        )  # fmt: skip
