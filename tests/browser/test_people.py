"""Who may do what: an account, its first password, a post, and a post that is lent."""

import pytest
from harness.browser import enter_as, login

from yifa.demo.district import PASSWORD
from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import User

OWN = "qingming-2026-yunxi"


@pytest.fixture
def admins(district):
    return {u.username: u for u in User.objects.filter(username__in=("sysadmin", "secadmin"))}


def test_a_newcomer_changes_the_first_password_before_anything_else(visit, noise, admins):
    system, security, newcomer = visit(), visit(), visit()
    enter_as(system, admins["sysadmin"])
    system.goto("/settings/accounts/new/")
    system.get_by_label("账号").first.fill("baihe2")
    system.get_by_label("姓名").fill("苏荷")
    system.get_by_label("所属单位").select_option(label="白鹤镇")
    system.get_by_label("理由或者依据").fill("新录用")
    system.get_by_role("button", name="开立账号").click()
    assert "账号已开立" in system.locator("#messages").inner_text()

    enter_as(security, admins["secadmin"])
    security.goto("/settings/posts/new/?user=baihe2")
    security.get_by_label("人员").select_option("baihe2")
    security.get_by_label("单位", exact=False).first.select_option("yxbh")
    security.get_by_label("角色").select_option(label="经办人")
    security.get_by_label("理由或者依据").fill("分工通知")
    security.get_by_role("button", name="登记任职").click()
    assert "任职已登记" in security.locator("#messages").inner_text()
    security.goto("/settings/accounts/baihe2/")
    security.get_by_role("button", name="生成临时密码").click()
    temporary = security.locator(".once").inner_text()

    login_page = newcomer
    login_page.goto("/login/")
    login_page.get_by_label("账号").fill("baihe2")
    login_page.get_by_label("密码").fill(temporary)
    login_page.get_by_role("button", name="登录").click()
    assert login_page.url.endswith("/password/")
    login_page.goto("/workbench/")  # nothing else opens
    assert login_page.url.endswith("/password/")
    login_page.get_by_label("现在的密码").fill(temporary)
    login_page.get_by_label("新密码", exact=True).or_(login_page.locator("#id_new")).first.fill(OWN)
    login_page.get_by_label("再输一次新密码").fill(OWN)
    login_page.keyboard.press("Enter")
    login_page.wait_for_url("**/workbench/")
    assert "工作台" in login_page.get_by_role("heading", level=1).inner_text()
    assert "白鹤镇" in login_page.locator("main").inner_text()


def test_a_deputy_sees_and_does_what_the_post_allows_until_it_ends(visit, noise, admins):
    noise.allow("status of 404")
    matter = Matter.objects.unscoped("test").filter(
        procedure="disclosure.request", unit__code="yunxi", state="received"
    )[0]  # fmt: skip
    deputy, security = visit(), visit()
    login(deputy, "sfj", PASSWORD)
    assert deputy.goto(f"/matters/{matter.pk}/").status == 404

    enter_as(security, admins["secadmin"])
    security.goto("/settings/posts/delegation/")
    security.get_by_label("所代任职").select_option(label="云溪区政府 经办人 沈清")
    security.get_by_label("代理人").select_option("sfj")
    security.get_by_label("理由或者依据").fill("外出培训")
    security.get_by_role("button", name="登记代理").click()
    assert "代理已登记" in security.locator("#messages").inner_text()
    assert "周敏" in security.get_by_role("table", name="代理").inner_text()

    assert deputy.goto(f"/matters/{matter.pk}/").status == 200
    deputy.get_by_role("link", name="核对申请要件").click()
    for box in deputy.locator("form input[type=checkbox]").all():
        box.check()
    deputy.get_by_role("button", name="提交：核对申请要件").click()
    assert "周敏" in deputy.locator("#journal li").first.inner_text()

    security.get_by_role("link", name="终止周敏的代理").click()
    security.get_by_label("理由或者依据").fill("培训结束")
    security.get_by_role("button", name="终止代理").click()
    assert deputy.goto(f"/matters/{matter.pk}/").status == 404
