"""The shipped data are whole, and damaged data are refused with file, id, field and remedy."""

from datetime import date

import pytest

from yifa.law import (
    LawDataError,
    LocalLimit,
    StatutoryLimit,
    WorkCalendar,
    book,
    due,
    procedures,
)
from yifa.law.counting import parse_rules
from yifa.law.limits import parse_limits
from yifa.law.steps import parse_procedures

ROW = {
    "id": "x.reply",
    "title_zh": "答复",
    "mechanism": "测试",
    "kind": "statutory",
    "law": "某法",
    "article": "第一条",
    "value": 5,
    "unit": "working_day",
    "bound": "max",
    "counting": "explicit_working_day",
    "effective_from": date(2020, 1, 1),
    "effective_basis": "source_text",
    "status": "in_force",
    "verified": True,
    "source_type": "full_text_repo",
}
YEARLY = {"unit": "annual_date", "bound": "annual_by", "counting": "fixed_date", "value": "03-01"}


def parse(*changes):
    return parse_limits({"limit": [{**ROW, **change} for change in changes]}, file="期限.toml")


def test_all_versions_are_there():
    found = [v for v in book() if v.source_type != "office"]
    assert len(found) == 292
    assert len({v.id for v in found}) == 251
    assert all(v.law and v.article for v in found if v.verified)
    assert sum(v.placeholder for v in found) == 9
    assert all(not v.judgeable for v in found if v.placeholder)
    assert sum(not v.verified for v in found) == 21


def test_limits_without_a_number_in_any_text_remind_and_never_judge():
    found = [v for v in book() if v.source_type == "office"]
    assert {"contract.legality_review", "counsel.request.opinion"} <= {v.id for v in found}
    for limit in found:
        assert (limit.kind, limit.verified) == ("local_default", False), limit.id
        assert limit.judgeable == limit.agreed, limit.id


def test_a_limit_whose_number_stands_in_the_matter_names_no_number_of_its_own():
    agreed = [v for v in book() if v.agreed]
    assert {"service.promised", "service.legal", "work.agreed"} == {v.id for v in agreed}
    for limit in agreed:
        assert not any(c.isdigit() for c in limit.amount_zh), limit.id


def test_all_procedures_are_there():
    assert len(procedures().ids()) == 22
    steps = [step for procedure in procedures() for step in procedure.steps]
    assert len(steps) == 232
    assert all(step.citation for step in steps if step.verified)
    assert sum(not step.verified for step in steps) == 1
    assert len(procedures().no_statutory_number) == 15


def test_a_procedure_is_read_by_date():
    found = procedures().get("reconsideration_ordinary", date(2024, 5, 1))
    assert [step.n for step in found.steps] == list(range(1, 20))
    assert found.step(found.steps[0].id).n == 1


def test_notices_before_an_event_count_back():
    back = {v.id for v in book() if v.direction == "before"}
    assert {"penalty.hearing.notice", "reconsideration.hearing_notice", "audit.notice"} <= back
    assert "normative.effective_after" not in back
    assert "compulsion.court_apply.notice" not in back


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": "fortnight"}, "unit"),
        ({"bound": "about"}, "bound"),
        ({"kind": "rumour"}, "kind"),
        ({"status": "maybe"}, "status"),
        ({"value": "5"}, "value"),
        ({"value": True}, "value"),
        ({"value": 5.0}, "value"),
        ({"value": -1}, "value"),
        ({"article": ""}, "article"),
        ({"law": " "}, "article"),
        ({"effective_to": date(2019, 1, 1)}, "effective_to"),
        ({"effective_from": "2020-01-01"}, "effective_from"),
        ({"status": "superseded"}, "effective_to"),
        ({"placeholder": True}, "placeholder"),
        ({"counting": "by_feel"}, "counting"),
        ({"counting": "civil_procedure_art85"}, "counting"),
        ({"counting": "reconsideration_2023_art88_working"}, "counting"),
        (
            {
                "counting": "reconsideration_2023_art88_working",
                "value": 6,
                "effective_from": date(2024, 1, 1),
            },
            "counting",
        ),
        ({"unit": "yuan", "bound": "threshold"}, "counting"),
        ({"extension": {"mode": "whenever", "unit": "working_day", "value": 5}}, "mode"),
        ({"extension": {"mode": "additional", "unit": "working_day"}}, "value"),
        ({"extension": {"mode": "additional", "unit": "day", "value": 5}}, "unit"),
        ({"verifed": True}, "verifed"),
        ({**YEARLY, "date_inclusive": True, "value": "02-30"}, "value"),
        (YEARLY, "date_inclusive"),
    ],
)
def test_a_damaged_row_is_refused(change, field):
    with pytest.raises(LawDataError) as refused:
        parse(change)
    assert refused.value.file == "期限.toml"
    assert refused.value.field == field
    assert refused.value.entry.startswith("x.reply")
    assert refused.value.remedy


def test_a_missing_field_is_refused():
    with pytest.raises(LawDataError, match="title_zh 缺失"):
        parse_limits({"limit": [{k: v for k, v in ROW.items() if k != "title_zh"}]})


def test_overlapping_and_duplicate_versions_are_refused():
    with pytest.raises(LawDataError, match="重复"):
        parse({}, {})
    with pytest.raises(LawDataError, match="重叠"):
        parse({}, {"effective_from": date(2021, 1, 1)})
    with pytest.raises(LawDataError, match="重叠"):
        parse({"effective_to": date(2021, 1, 1)}, {"effective_from": date(2021, 1, 1)})
    assert (
        len(parse({"effective_to": date(2020, 12, 31)}, {"effective_from": date(2021, 1, 1)})) == 2
    )


def test_damaged_rules_and_steps_are_refused():
    with pytest.raises(LawDataError, match="days"):
        parse_rules({"rule": [{**RULE, "days": "lunar"}]})
    with pytest.raises(LawDataError, match="没有期限 nothing"):
        parse_procedures({"procedure": [procedure(limits=["nothing"])]}, {"x.reply"})
    with pytest.raises(LawDataError, match="citation"):
        parse_procedures({"procedure": [procedure(citation="")]}, {"x.reply"})
    with pytest.raises(LawDataError, match="连续"):
        parse_procedures({"procedure": [procedure(n=2)]}, {"x.reply"})


RULE = {
    "id": "r",
    "title_zh": "规则",
    "law": "某法",
    "article": "第一条",
    "days": "calendar",
    "start_excluded": True,
    "roll_forward": True,
    "effective_from": date(2020, 1, 1),
    "verified": True,
}


def procedure(**step):
    return {
        "id": "p",
        "title_zh": "程序",
        "mechanism": "测试",
        "law": "某法",
        "effective_from": date(2020, 1, 1),
        "step": [
            {
                "n": 1,
                "id": "accept",
                "title_zh": "受理",
                "actor": "机关",
                "required": "always",
                "citation": "某法第一条",
                "kind": "statutory",
                "limits": ["x.reply"],
                "verified": True,
                **step,
            }
        ],
    }


HOTLINE = LocalLimit("hotline.handle", 3, date(2023, 1, 1), "某区热线办法第八条")


def test_a_local_value_replaces_a_local_default_from_its_day_on():
    local = book().with_local([HOTLINE])
    assert local.get("hotline.handle", date(2022, 12, 31)).value == 5
    found = local.get("hotline.handle", date(2023, 1, 1))
    assert (found.value, found.citation, found.local_unit) == (3, "某区热线办法第八条", "")
    assert book().get("hotline.handle", date(2023, 1, 1)).value == 5


def test_a_units_own_value_goes_before_the_districts():
    own = LocalLimit(
        "hotline.handle", 2, date(2023, 1, 1), "某局承诺", date(2023, 12, 31), unit_code="A01"
    )
    local = book().with_local([HOTLINE, own])
    assert local.get("hotline.handle", date(2023, 6, 1), "A01").value == 2
    assert local.get("hotline.handle", date(2024, 6, 1), "A01").value == 3
    assert local.get("hotline.handle", date(2023, 6, 1), "B02").value == 3


def test_a_local_value_makes_a_placeholder_judgeable():
    row = LocalLimit("supervision.rectify_term", 30, date(2023, 1, 1), "某区督察办法第六条")
    found = book().with_local([row]).get("supervision.rectify_term", date(2024, 6, 3))
    assert found.judgeable and found.verified
    assert due(found, date(2024, 6, 3), WorkCalendar()).due_on == date(2024, 7, 3)


def test_a_local_unit_may_change_within_periods():
    row = LocalLimit("hotline.handle", 7, date(2023, 1, 1), "某区热线办法第八条", unit="day")
    found = book().with_local([row]).get("hotline.handle", date(2024, 6, 3))
    assert due(found, date(2024, 6, 3), WorkCalendar()).due_on == date(2024, 6, 11)  # 端午


@pytest.mark.parametrize(
    "row",
    [
        LocalLimit("disclosure.request.reply", 10, date(2023, 1, 1), "本区从快"),
        LocalLimit("petition.simple.handle", 5, date(2023, 1, 1), "本区从快"),
    ],
)
def test_what_the_law_fixes_is_not_overridden(row):
    with pytest.raises(StatutoryLimit, match="本地不得改写"):
        book().with_local([row])


@pytest.mark.parametrize(
    "row",
    [
        LocalLimit("hotline.handle", 3, date(2023, 1, 1), " "),
        LocalLimit("hotline.handle", -3, date(2023, 1, 1), "办法"),
        LocalLimit("hotline.handle", 3, date(2023, 1, 1), "办法", date(2022, 1, 1)),
        LocalLimit("hotline.handle", 3, date(2023, 1, 1), "办法", unit="yuan"),
        LocalLimit("rule_of_law_report.demo_area", 3, date(2023, 1, 1), "办法"),
    ],
)
def test_a_damaged_local_row_is_refused(row):
    with pytest.raises(LawDataError):
        book().with_local([row])


def test_overlapping_local_rows_are_refused():
    with pytest.raises(LawDataError, match="重叠"):
        book().with_local([HOTLINE, LocalLimit("hotline.handle", 4, date(2024, 1, 1), "办法")])
