"""The shell: policy headers, refusals as pages, navigation by role, reading preferences."""

import pytest
from django.test import RequestFactory

from yifa.kernel.errors import Conflict, Incomplete, InvalidData, Missing, NotAllowed, WrongState
from yifa.kernel.organization.roles import Role
from yifa.kernel.scope.actor import Actor
from yifa.ledger.access import access, rule_of
from yifa.site.middleware import refusal_page


@pytest.mark.parametrize("path", ["/login/", "/public/", "/deadlines/", "/nowhere/"])
def test_pages_allow_no_inline_script_or_style(client, district, path):
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page


def test_health_answers(client, db):
    assert client.get("/healthz").content == b"ok\n"


def test_without_a_sign_in_the_home_page_asks_for_one(client, district):
    assert client.get("/")["Location"] == "/login/"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotAllowed("无权", cite="第一条", remedy="找负责人"), 403),
        (Conflict("他人已办"), 409),
        (WrongState("状态不对"), 409),
        (Incomplete([Missing("尚未告知", "第四十四条", "先办理告知")]), 422),
        (InvalidData({"on": ["日期不对"]}, {"on": "日期"}), 422),
    ],
)
def test_a_refusal_is_a_page_with_its_reason(browser, refusal, status):
    request = RequestFactory().get("/x", headers={"HX-Request": "true"})
    request.actor = Actor.public()
    answer = refusal_page(request, refusal)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "<html" not in page
    for words in (
        str(refusal).replace("（", "；").replace("）", "；").replace("。", "；").split("；")
    ):
        assert words in page


def test_a_refused_page_keeps_its_status_and_the_shell(browser):
    answer = browser("clerk").get("/settings/audit/")
    assert answer.status_code == 403
    assert "审计管理员" in answer.content.decode()
    assert "data-back" in answer.content.decode()


def test_the_rule_stands_on_the_view():
    @access(Role.HEAD)
    def view(request):
        return None

    assert rule_of(view).roles == {Role.HEAD}
    assert rule_of(lambda request: None) is None
    with pytest.raises(ValueError, match="access"):
        access("anybody")


def test_a_fragment_asks_the_browser_to_sign_in(client, district):
    answer = client.get(
        "/settings/audit/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/settings/"},
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/login/")


def test_each_administrator_sees_only_their_own_settings(browser):
    seen = {
        name: set(_links(browser(name).get("/deadlines/").content.decode()))
        for name in ("sysadmin", "secadmin", "auditadmin", "clerk")
    }
    assert "/settings/audit/" in seen["auditadmin"]
    assert "/settings/audit/" not in seen["sysadmin"] | seen["secadmin"] | seen["clerk"]
    assert "/settings/posts/" in seen["secadmin"]
    assert "/settings/posts/" not in seen["sysadmin"] | seen["auditadmin"] | seen["clerk"]
    assert "/settings/calendar/" in seen["sysadmin"]
    assert "/settings/calendar/" not in seen["secadmin"] | seen["auditadmin"] | seen["clerk"]


def _links(page):
    return [part.split('"')[0] for part in page.split('href="')[1:]]


def test_reading_preferences_come_from_the_cookie(client, district):
    client.cookies["yifa_text"] = "large"
    client.cookies["yifa_contrast"] = "high"
    page = client.get("/deadlines/").content.decode()
    assert 'data-text="large" data-contrast="high"' in page
    assert "<script>alert" not in page


def test_feedback_reaches_the_system_administrator(browser):
    said = "台账<script>alert(1)</script>翻页太慢"
    assert browser("clerk").post("/feedback/", {"page": "/x", "text": said}).status_code == 302
    page = browser("sysadmin").get("/settings/feedback/").content.decode()
    assert "翻页太慢" in page
    assert "<script>alert" not in page
