"""Settings: each administrator's own pages, through the doors, with refusals beside the fields."""

from datetime import date

import pytest

from yifa.kernel import moment
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.calendar import office_calendar, office_limits
from yifa.kernel.organization.models import Post, Unit, User
from yifa.site.settings_calendar import parse

from .conftest import SINCE, open_unit, person, sign_in

WHEN = {"on": "2026-03-02", "reason": "机构改革"}
FORBIDDEN = {
    "/settings/organization/unit/": {"secadmin", "auditadmin", "head", "clerk"},
    "/settings/organization/": {"auditadmin", "clerk"},
    "/settings/accounts/": {"auditadmin", "clerk"},
    "/settings/accounts/new/": {"secadmin", "auditadmin", "head", "clerk"},
    "/settings/posts/": {"sysadmin", "auditadmin", "clerk"},
    "/settings/posts/new/": {"sysadmin", "auditadmin", "head", "clerk"},
    "/settings/calendar/": {"secadmin", "auditadmin", "clerk"},
    "/settings/limits/": {"secadmin", "auditadmin", "clerk"},
    "/settings/series/": {"secadmin", "auditadmin", "clerk"},
    "/settings/feedback/": {"secadmin", "auditadmin", "head", "clerk"},
    "/settings/audit/": {"sysadmin", "secadmin", "head", "clerk"},
}


@pytest.mark.parametrize("path", FORBIDDEN)
def test_settings_open_only_for_their_role(browser, path):
    for name in ("sysadmin", "secadmin", "auditadmin", "head", "clerk"):
        expected = 403 if name in FORBIDDEN[path] else 200
        assert browser(name).get(path).status_code == expected, name


def test_the_tree_of_a_past_day_shows_the_old_place_and_name(browser, district):
    town = open_unit("bh", "白鹤乡人民政府", district, "town")
    open_unit("xk", "溪口村", town, "village")
    with moment.at(date(2026, 3, 2)):
        admin = browser("sysadmin")
        changed = {
            "code": "bh", "name": "白鹤镇人民政府", "short_name": "白鹤镇", "kind": "town", "parent": "qzf",
        }  # fmt: skip
        assert admin.post("/settings/organization/unit/bh/", changed | WHEN).status_code == 302
        moved = {
            "code": "xk",
            "name": "溪口社区",
            "short_name": "溪口",
            "kind": "village",
            "parent": "qzf",
        }
        assert admin.post("/settings/organization/unit/xk/", moved | WHEN).status_code == 302
        now = admin.get("/settings/organization/")
        before = admin.get("/settings/organization/?on=2026-03-01")
    assert "白鹤镇人民政府" in now.content.decode()
    assert "白鹤乡人民政府" not in now.content.decode()
    assert "白鹤乡人民政府" in before.content.decode()
    top_now, top_before = now.context["roots"][0], before.context["roots"][0]
    assert {b.unit.code for b in top_now.below} == {"sfj", "czj", "bh", "xk"}
    assert {b.unit.code for b in top_before.below} == {"sfj", "czj", "bh"}
    assert [b.name for b in top_before.below if b.unit.code == "bh"] == ["白鹤乡人民政府"]
    assert [x.name for b in top_before.below for x in b.below] == ["溪口村"]


def test_a_unit_is_opened_and_closed(browser, monday):
    admin = browser("sysadmin")
    new = {
        "code": "yjj",
        "name": "应急管理局",
        "short_name": "应急局",
        "kind": "department",
        "parent": "qzf",
    }
    assert admin.post("/settings/organization/unit/", new | WHEN).status_code == 302
    assert Unit.objects.get(code="yjj").opened_on == monday
    again = admin.post("/settings/organization/unit/", new | WHEN)
    assert again.status_code == 422
    assert "已经有单位使用" in again.content.decode()
    assert 'value="应急管理局"' in again.content.decode()
    assert admin.post("/settings/organization/unit/yjj/close/", WHEN).status_code == 302
    assert Unit.objects.get(code="yjj").closed_on == monday


def test_a_unit_is_not_put_below_itself_and_not_closed_over_others(browser, district):
    town = open_unit("bh", "白鹤镇人民政府", district, "town")
    open_unit("xk", "溪口村", town, "village")
    admin = browser("sysadmin")
    below = {"name": "白鹤镇人民政府", "short_name": "白鹤", "kind": "town", "parent": "xk"}
    answer = admin.post("/settings/organization/unit/bh/", below | WHEN)
    assert "上级不能是本单位或者其下级" in answer.content.decode()
    assert (
        "下面还有单位" in admin.post("/settings/organization/unit/bh/close/", WHEN).content.decode()
    )
    assert Unit.objects.get(code="bh").closed_on is None


def test_three_administrators_exclude_each_other(browser, monday):
    admin = browser("secadmin")
    for role in ("audit_admin", "security_admin", "case_handler"):
        post = {
            "user": "sysadmin",
            "at": "qzf",
            "role": role,
            "reach": "subtree",
            "room": "",
            "title": "",
        }
        answer = admin.post("/settings/posts/new/", post | WHEN)
        assert answer.status_code == 422
        assert "三类管理员互斥" in answer.content.decode()
    both = {
        "user": "clerk",
        "at": "sfj",
        "role": "system_admin",
        "reach": "unit",
        "room": "",
        "title": "",
    }
    assert admin.post("/settings/posts/new/", both | WHEN).status_code == 422
    held = Post.objects.unscoped("test").standing(monday).filter(user__username="sysadmin")
    assert [p.role for p in held] == ["system_admin"]


def test_a_new_clerk_from_account_to_first_sign_in(browser, client, monday):
    opened = {"username": "xin", "name": "新来", "at": "sfj", "is_active": "on"}
    assert browser("sysadmin").post("/settings/accounts/new/", opened | WHEN).status_code == 302
    assert sign_in(client, "xin", "").status_code == 422
    security = browser("secadmin")
    answer = security.post("/settings/accounts/xin/reset/")
    password = answer.context["password"]
    assert password in answer.content.decode()
    post = {
        "user": "xin",
        "at": "sfj",
        "role": "case_handler",
        "reach": "unit",
        "room": "",
        "title": "科员",
    }
    assert security.post("/settings/posts/new/", post | WHEN).status_code == 302
    assert sign_in(client, "xin", password).status_code == 302
    assert client.get("/settings/procedures/")["Location"] == "/password/"
    row = JournalRow.objects.unscoped("test").get(step="password_reset")
    assert (row.actor_name, password in row.payload) == ("secadmin", False)


def test_a_security_administrator_resets_only_within_reach(browser, district):
    person("elsewhere", open_unit("other", "外区政府", kind="district"))
    answer = browser("secadmin").post("/settings/accounts/elsewhere/reset/")
    assert answer.status_code == 403
    assert not User.objects.get(username="elsewhere").must_change_password


def test_the_head_sees_only_their_own_unit(browser, district):
    person("stranger", Unit.objects.get(code="czj"))
    page = browser("head").get("/settings/accounts/").content.decode()
    assert "clerk" in page
    assert "stranger" not in page
    assert "开立账号" not in page
    tree = browser("head").get("/settings/organization/").content.decode()
    assert "司法局" in tree
    assert "财政局" not in tree


def test_a_delegation_is_lent_and_ended(browser, district, monday):
    person("deputy", Unit.objects.get(code="sfj"))
    admin = browser("secadmin")
    lent = {"post_key": "head@sfj:head:", "deputy": "deputy"}
    assert admin.post("/settings/posts/delegation/", lent | WHEN).status_code == 302
    assert browser("deputy").get("/settings/organization/").status_code == 200
    key = "head@sfj:head:>deputy"
    end = {"key": key, "on": "2026-03-02", "reason": "假满"}
    assert admin.post("/settings/posts/delegation/end/", end).status_code == 302
    assert browser("deputy").get("/settings/organization/").status_code == 403


def test_a_holiday_notice_is_entered_line_by_line(browser, monday):
    admin = browser("sysadmin")
    lines = "2027-02-05 至 2027-02-12 休 春节\n2027-02-20 班 春节调休"
    data = {"days": lines, "on": "2026-03-02", "reason": "放假通知"}
    assert admin.post("/settings/calendar/?year=2027", data).status_code == 302
    calendar = office_calendar()
    assert not calendar.is_working_day(date(2027, 2, 8))
    assert calendar.is_working_day(date(2027, 2, 20))
    assert calendar.reason(date(2027, 2, 8)) == "春节"
    page = admin.get("/settings/calendar/?year=2027").content.decode()
    assert "放假通知" in page
    end = {"key": "2027-02-20", "on": "2026-03-02", "reason": "录错"}
    assert admin.post("/settings/calendar/end/", end).status_code == 302
    assert not office_calendar().is_working_day(date(2027, 2, 20))


def test_a_bad_line_of_a_notice_is_named_and_nothing_goes_in(browser, monday):
    lines = "2027-01-01 休 元旦\n二月三十日 休 没有这天\n2027-02-30 休 也没有"
    answer = browser("sysadmin").post(
        "/settings/calendar/?year=2027", {"days": lines, "on": "2026-03-02", "reason": "通知"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 2 行看不懂" in page
    assert "第 3 行看不懂" in page
    assert office_calendar().version == parse_free_version()


def parse_free_version():
    from yifa.law import WorkCalendar

    return WorkCalendar().version


def test_notice_lines_in_the_ways_people_write_them():
    assert parse("2027年1月1日 休 元旦") == [(date(2027, 1, 1), False, "元旦")]
    assert parse("2027/1/1~2027/1/2，休，元旦")[1] == (date(2027, 1, 2), False, "元旦")
    assert parse("2027.10.9 班 国庆") == [(date(2027, 10, 9), True, "国庆")]


def test_a_statutory_limit_is_read_only(browser, monday):
    admin = browser("sysadmin")
    page = admin.get("/settings/limits/disclosure.request.reply/").content.decode()
    assert "第三十三条" in page
    assert "任何单位都不能改写" in page
    value = {"at": "qzf", "value": "99", "ground": "自定"}
    admin.post("/settings/limits/disclosure.request.reply/", value | WHEN)
    assert office_limits().get("disclosure.request.reply", monday).value == 20


def test_a_local_limit_takes_a_value_with_its_ground(browser, monday):
    from yifa import law

    limit_id = next(
        v.id for v in law.book() if v.kind == "local_default" and v.unit == "working_day"
    )
    value = {"at": "qzf", "value": "7", "ground": "区政府办法第三条"}
    answer = browser("sysadmin").post(f"/settings/limits/{limit_id}/", value | WHEN)
    assert answer.status_code == 302
    assert office_limits().get(limit_id, monday, "qzf").value == 7
    assert office_limits().get(limit_id, monday, "qzf").law == "区政府办法第三条"


def test_limits_are_found_by_words(browser):
    page = browser("sysadmin").get("/settings/limits/", {"q": "信息公开 答复"}).content.decode()
    assert "disclosure.request.reply" in page
    assert (
        "没有符合的期限"
        in browser("head").get("/settings/limits/", {"q": "无此词"}).content.decode()
    )


def test_audit_finds_by_person_date_and_stream(browser, monday):
    browser("clerk")
    audit = browser("auditadmin")
    page = audit.get(
        "/settings/audit/", {"person": "clerk", "since": "2026-03-02"}
    ).content.decode()
    assert "登录" in page
    assert "127.0.0.1" in page
    empty = audit.get(
        "/settings/audit/", {"person": "clerk", "until": "2026-03-01"}
    ).content.decode()
    assert "没有符合的记录" in empty
    posts = audit.get("/settings/audit/", {"stream": "post:head@sfj"}).content.decode()
    assert "任职登记" in posts


def test_audit_shows_no_payload_of_business(browser, district):
    from yifa.kernel.journal.event import record_event

    record_event(
        "matter:0123", "reply", "答复", actor_id=None, actor_name="甲", unit_id=district.pk,
        payload={"text": "申请人的秘密", "reason": "内部理由"},
    )  # fmt: skip
    page = browser("auditadmin").get("/settings/audit/", {"stream": "matter:"}).content.decode()
    assert "答复" in page
    assert "秘密" not in page
    assert "内部理由" not in page


def test_audit_stays_within_its_reach(browser, district):
    person("elsewhere", open_unit("other", "外区政府", kind="district"))
    page = (
        browser("auditadmin")
        .get("/settings/audit/", {"stream": "account:elsewhere"})
        .content.decode()
    )
    assert "没有符合的记录" in page


def test_history_begins_with_the_day_of_setting_up(browser, district):
    page = (
        browser("sysadmin")
        .get(f"/settings/organization/?on={SINCE.replace(year=2019)}")
        .content.decode()
    )
    assert "这一天没有单位" in page
