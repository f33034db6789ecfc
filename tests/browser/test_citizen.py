"""A citizen: the public site, a deadline, a published policy, an opinion and what became of it."""

import re

from harness.browser import enter_as

from yifa.kernel.organization.models import User

POLICY = "关于加快老旧小区改造的实施办法"


def test_anybody_counts_a_deadline(page, district):
    page.goto("/public/")
    page.get_by_role("main").get_by_role("link", name="期限计算").click()
    page.get_by_role("searchbox").fill("信息公开 答复")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="依申请公开：答复期限").click()
    page.get_by_label("起算日期").fill("2026-09-21")
    page.get_by_role("button", name="计算").click()
    # 中秋 25 to 27 September, 国庆 1 to 7 October out; Saturday 10 October is worked
    answer = page.get_by_role("region", name="计算结果").inner_text()
    assert answer.startswith("2026-10-26")
    assert "第三十三条第二款" in answer
    day = page.get_by_role("cell", name="10 第 9")
    assert "调休" in day.inner_text()
    assert "limit=disclosure.request.reply" in page.url
    assert "start=2026-09-21" in page.url


def test_a_policy_stands_with_its_head_and_takes_an_opinion(visit, district):
    citizen = visit(width=390, height=844)
    citizen.goto("/public/")
    citizen.get_by_role("main").get_by_role("link", name="政府信息公开").click()
    citizen.get_by_label("名称、文号或者索引号").fill("老旧小区")
    citizen.get_by_role("button", name="查找").click()
    citizen.get_by_role("link", name=POLICY, exact=True).click()
    head = citizen.get_by_role("table", name="信息元数据").inner_text()
    assert re.search(r"信息索引号\s*\S{18}/20\d\d-\d{5}", head)
    assert re.search(r"发布机构\s*云溪区人民政府", head)
    assert re.search(r"公开日期\s*2026-\d\d-\d\d", head)
    assert re.search(r"有效性\s*有效", head)
    published = citizen.url

    citizen.get_by_label("您的意见").fill("加装电梯的补助标准请再写明一些")
    citizen.get_by_label("联系方式（选填）").fill("0579-00000000")
    citizen.get_by_role("button", name="提交").click()
    told = citizen.locator("main").inner_text()
    assert "意见办理情况" in told
    assert "已收到" in told
    assert "0579" not in told

    # the receiver takes it up and answers; the same address then shows the answer
    clerk = visit()
    enter_as(clerk, User.objects.get(username="xinxi"))
    clerk.goto("/ledger/disclosure.opinions/")
    clerk.get_by_role("link", name="加装电梯的补助标准请再写明一些").click()
    clerk.get_by_role("link", name="受理", exact=True).click()
    clerk.get_by_role("button", name="提交：受理").click()
    clerk.get_by_role("link", name="答复", exact=True).click()
    clerk.get_by_label("答复").first.fill("已在第六条补充写明")
    clerk.get_by_label("是否采纳").select_option(label="采纳")
    clerk.get_by_role("button", name="提交：答复").click()
    citizen.reload()
    told = citizen.locator("main").inner_text()
    assert "已在第六条补充写明" in told
    assert "已采纳" in told

    citizen.goto(published)
    assert "提交后给出查询地址" in citizen.locator("main").inner_text()


def test_where_no_channel_is_open_the_page_says_how_else(page, district):
    page.goto("/public/publications/?q=义务教育招生")
    unit = page.locator("tbody tr", has_text="云溪区教育局").or_(
        page.locator("tbody tr", has_text="云溪区财政局")
    )
    unit.first.get_by_role("link").click()
    assert "没有开通网上提意见，可以当面、来信或者来电" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="提交").count() == 0


def test_business_pages_ask_a_stranger_to_sign_in(page, district):
    page.goto("/ledger/disclosure.requests/")
    assert page.get_by_label("密码").is_visible()
    assert "王某某" not in page.content()
