"""A cleaner says what the form says: the same data where it is right, and nothing of its own where it is wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yifa.kernel.bulk import insert
from yifa.kernel.entry.clean import Cleaner
from yifa.kernel.entry.enter import Standing, enter_many
from yifa.kernel.entry.register import all_registers
from yifa.kernel.errors import BatchRefused
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.organization.calendar import CalendarDay
from yifa.kernel.tests.house import House


class Everyday(forms.Form):
    name = forms.CharField(label="名称", max_length=5, min_length=2)
    note = forms.CharField(label="说明", required=False, strip=False)
    code = forms.RegexField(r"^[A-Z]{1,3}\d*$", required=False)
    on = forms.DateField(required=False)
    due = forms.DateField()
    at = forms.DateTimeField(required=False)
    count = forms.IntegerField(min_value=-3, max_value=70, required=False)
    money = forms.DecimalField(max_digits=6, decimal_places=2, min_value=0, required=False)
    kind = forms.ChoiceField(
        choices=[("a", "甲"), ("组", [("b", "乙"), (3, "丙")])], required=False
    )
    sure = forms.BooleanField(required=False)
    must = forms.BooleanField()
    link = forms.URLField(required=False, assume_scheme="https")


class Judging(Everyday):
    def clean_name(self):
        if self.cleaned_data["name"].startswith("坏"):
            raise forms.ValidationError("坏名称")
        return self.cleaned_data["name"] * 2

    def clean(self):
        data = super().clean()
        if data.get("on") and data.get("due") and data["on"] > data["due"]:
            self.add_error("on", "晚于期限")
        return data | {"extra": 1}


TEXTS = st.one_of(
    st.text(max_size=8), st.sampled_from(["", " ", "  甲乙 ", "坏名", "A1", "AB\n", "a", "b", "3", "c", "\x00x"])
)  # fmt: skip
DAYS = st.one_of(
    st.dates(), st.dates().map(str),
    st.sampled_from(["", None, "2024-02-30", "2024/3/5", "20240305", "２０２４-０１-０１", "0000-01-01", "2024-3-5", "24-01-01"]),
)  # fmt: skip
MOMENTS = st.one_of(
    st.datetimes().map(str), st.datetimes().map(lambda t: t.isoformat("T", "minutes")),
    st.sampled_from(["", None, "2024-02-30 10:00:00", "1988-04-17 02:30:00", "2024-01-01 24:00", "2024-01-01 08:00:00Z", "2024-01-01"]),
)  # fmt: skip
"""Among them a moment that never was in China: the clocks were put forward (summer time of 1988)."""
NUMBERS = st.one_of(
    st.integers(-100, 100), st.integers(-100, 100).map(str),
    st.decimals(-10, 10**5, places=3).map(str), st.decimals(-10, 10**5, places=2).map(str),
    st.sampled_from(["", None, " 7", "7.0", "1e3", "٣", "007", "-0", "-0.00", "1,000", "NaN", "Infinity", "1" * 30, ".5", "5."]),
)  # fmt: skip
TRUTHS = st.sampled_from([True, False, "true", "False", "on", "", None, "0", 0, 1, "是"])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(TEXTS, st.sampled_from([None, 12, "名称"])), "note": TEXTS, "code": TEXTS, "on": DAYS, "due": DAYS, "at": MOMENTS,
        "count": NUMBERS, "money": NUMBERS, "kind": st.one_of(TEXTS, st.sampled_from([3, None])),
        "sure": TRUTHS, "must": TRUTHS, "link": st.one_of(TEXTS, st.sampled_from(["example.gov.cn", "http://a.cn/b"])),
    },
)  # fmt: skip


def agree(form_class, cleaner, values):
    form = form_class(data=values)
    said = cleaner.clean(values)
    if form.is_valid():
        assert said in (None, form.cleaned_data)
        if said is not None:
            assert list(said) == list(form.cleaned_data)
            assert [type(v) for v in said.values()] == [type(v) for v in form.cleaned_data.values()]
    else:
        assert said is None


@pytest.mark.parametrize("form_class", [Everyday, Judging])
@given(rows=st.lists(VALUES, max_size=8), repeated=st.lists(st.integers(0, 7), max_size=12))
@settings(max_examples=150, deadline=None)
def test_many_rows_are_cleaned_as_each_of_them_alone(form_class, rows, repeated):
    """Rows that stand several times, as values of a column do."""
    rows = rows + [rows[n] for n in repeated if n < len(rows)]
    together = Cleaner(form_class).clean_many(rows)
    assert together == [Cleaner(form_class).clean(row) for row in rows]


@pytest.mark.parametrize("form_class", [Everyday, Judging])
@given(values=VALUES)
@settings(max_examples=400, deadline=None)
def test_the_cleaner_gives_what_the_form_gives_or_nothing(form_class, values):
    agree(form_class, Cleaner(form_class), values)


def test_plain_values_are_proved_without_the_form():
    right = {
        "name": "甲乙", "note": " 原样 ", "code": "AB12", "on": "2024-02-29", "due": date(2024, 3, 1), "count": "70",
        "at": "2024-03-05 09:30:00",
        "money": "9999.99", "kind": "3", "sure": False, "must": True, "link": "http://example.gov.cn/",
    }  # fmt: skip
    said = Cleaner(Everyday).clean(right)
    assert said is not None
    assert (said["on"], said["count"], said["money"]) == (date(2024, 2, 29), 70, Decimal("9999.99"))
    assert said["note"] == " 原样 "


def test_one_row_leaves_nothing_behind_for_the_next():
    cleaner = Cleaner(Judging)
    right = {"name": "甲乙", "due": "2024-03-01", "must": True}
    assert cleaner.clean(right | {"on": "2024-04-01"}) is None
    said = cleaner.clean(right)
    assert said is not None
    assert said["name"] == "甲乙甲乙"
    assert "on" not in cleaner.clean(right | {"on": ""}) or cleaner.clean(right)["on"] is None


class Odd(forms.Form):
    name = forms.CharField()

    def full_clean(self):
        self._errors, self.cleaned_data = {}, {"name": "别的"}


def test_a_form_with_ways_of_its_own_is_always_asked_itself():
    assert Cleaner(Odd).by_form
    assert Cleaner(Odd).clean({"name": "甲"}) is None


def _random_value(field):
    if isinstance(field, forms.ModelChoiceField):
        rows = [str(r.serializable_value(field.to_field_name or "pk")) for r in field.queryset[:3]]
        return st.sampled_from([*rows, "", "没有"])
    if isinstance(field, forms.ChoiceField):
        codes = [str(c) for c, label in field.choices if not isinstance(label, list | tuple)]
        return st.sampled_from([*codes, "", "别的"])
    if isinstance(field, forms.DateField):
        return DAYS
    if isinstance(field, forms.BooleanField):
        return TRUTHS
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return st.one_of(NUMBERS, st.integers(2000, 2030).map(str))
    return st.one_of(TEXTS, st.sampled_from(["330702", "http://a.cn/b", "名称", "甲" * 130]))


@pytest.mark.django_db
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_register_is_cleaned_as_its_form_does(data):
    register = data.draw(st.sampled_from(sorted(all_registers(), key=lambda r: r.id)))
    fields = register.form().fields
    values = data.draw(st.fixed_dictionaries({n: _random_value(f) for n, f in fields.items()}))
    agree(register.form, Cleaner(register.form), values)


def days(count):
    start = date(2030, 1, 1)
    return [(start + timedelta(n)).isoformat() for n in range(count)]


@pytest.mark.django_db
def test_a_large_batch_is_entered_chained_and_verified_like_a_small_one():
    house = House()
    wanted = [
        Standing({"day": d, "working": True, "name": "调休"}, house.district, source={"row": n})
        for n, d in enumerate(days(450), start=2)
    ]
    done = enter_many(house.machine, "calendar", wanted, on=date(2029, 12, 1), how="imported")
    assert {e.what for e in done} == {"added"}
    assert CalendarDay.objects.unscoped("test").count() == 450
    rows = JournalRow.objects.unscoped("test").filter(verb="enter", stream__startswith="calendar:")
    assert rows.count() == 450
    assert '"source":{"row":2}' in rows.order_by("id").first().payload
    changed = [
        Standing(s.values | {"name": "补班"}, house.district, s.values["day"]) for s in wanted
    ]
    assert {
        e.what for e in enter_many(house.machine, "calendar", changed, on=date(2029, 12, 2))
    } == {"changed"}
    assert CalendarDay.objects.unscoped("test").standing().filter(name="补班").count() == 450
    assert verify().whole


@pytest.mark.django_db
def test_a_bad_row_of_a_large_batch_is_named_and_nothing_is_written():
    house = House()
    wanted = [
        Standing({"day": d, "working": True, "name": "调休"}, house.district) for d in days(300)
    ]
    wanted[123] = Standing({"day": "2030-02-30", "working": True, "name": ""}, house.district)
    with pytest.raises(BatchRefused) as refused:
        enter_many(house.machine, "calendar", wanted)
    assert list(refused.value.refusals) == [123]
    assert set(refused.value.refusals[123].fields) == {"day", "name"}
    assert not CalendarDay.objects.unscoped("test").exists()


@pytest.mark.django_db
def test_streamed_rows_pass_their_fields():
    """Encryption and the blind index happen on the way, whichever database it is."""
    from django.db import connection

    from yifa.kernel.matter.models import Matter, Party

    house = House()
    matter = Matter.objects.create(
        room="x", procedure="x", procedure_since=date(2020, 1, 1), title="甲", unit=house.bureau, state="open",
        received_on=date(2026, 1, 5), last_on=date(2026, 1, 5), received_ym=202601,
    )  # fmt: skip
    insert([Party(matter=matter, role="申请人", kind="natural", name="张三", phone="13800000000")])
    party = Party.objects.get(matter=matter)
    assert party.phone == "13800000000"
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, identity_blind FROM kernel_party")
        phone, blind = cursor.fetchone()
    assert "138" not in phone
    assert blind == ""
