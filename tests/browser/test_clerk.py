"""A clerk's day: what must be done, a request from its registration to its signed reply, and the figure it makes."""

import re

import pytest
from harness.browser import enter_as, login
from harness.keyboard import fill_in, focused, press, tab_to

from yifa.demo.district import PASSWORD
from yifa.kernel.organization.models import User
from yifa.kernel.paper.tests.pages import read

WANTED = "柳塘街道老旧小区加装电梯补助发放明细"


@pytest.fixture
def people(district):
    return {u.username: u for u in User.objects.filter(username__in=("shencha", "fuze"))}


def _step(page, title: str, **fields: str) -> None:
    """Take a step by its button, filling the fields by their labels."""
    page.get_by_role("link", name=title, exact=True).first.click()
    for label, value in fields.items():
        field = page.get_by_label(label)
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name=f"提交：{title}").click()
    assert f"已办理：{title}" in page.locator("#messages, main").first.inner_text()


def _figure(page) -> str:
    return page.locator(".figure-value strong").inner_text()


def test_the_workbench_says_what_by_when_and_why(page, district):
    login(page, "xinxi", PASSWORD)
    assert page.get_by_role("heading", level=1).inner_text() == "工作台"
    late = page.locator("#overdue")
    assert "已逾期" in late.inner_text()
    first = late.locator("tbody tr", has_text="申请公开：").first
    assert re.search(r"20\d\d-\d\d-\d\d\s*逾期 \d+ 个工作日", first.inner_text())
    assert "政府信息公开条例（2019年修订）第三十三条第二款" in first.inner_text()
    first.get_by_role("link").click()
    assert "下一步可以办理" in page.locator("main").inner_text()


def test_a_request_is_registered_with_the_keyboard_alone(page, noise, district):
    noise.allow("status of 422")
    login(page, "xinxi", PASSWORD)
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    press(page, "信息公开")
    assert page.get_by_role("heading", level=1).inner_text() == "依申请公开"
    tab_to(page, "登记新事项")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "登记"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "依申请公开：登记"
    press(page, "提交：登记")  # nothing filled in: the page says so and takes the focus
    wrong = page.get_by_role("alert").inner_text()
    assert "申请人：" in wrong
    assert "所需信息：" in wrong
    tab_to(page, "申请人")  # the message leads to its field
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "applicant"
    page.keyboard.type("钱某某")
    fill_in(page, "所需信息", WANTED)
    press(page, "提交：登记")
    assert f"申请公开：{WANTED}" in page.get_by_role("heading", level=1).inner_text()
    # twenty working days from 2026-03-18, 清明节 (4 to 6 April) left out
    assert "2026-04-16" in page.locator(".page-header").inner_text()


def test_a_reply_takes_three_people_the_right_order_and_counts_in_the_report(visit, noise, people):
    noise.allow("status of 422")
    clerk, reviewer, head = visit(), visit(), visit()
    login(clerk, "xinxi", PASSWORD)
    enter_as(reviewer, people["shencha"])
    enter_as(head, people["fuze"])

    clerk.goto("/figures/disclosure.request.received/?unit=yunxi&year=2026")
    before = int(re.sub(r"\D", "", _figure(clerk)))

    clerk.goto("/ledger/disclosure.requests/new/disclosure.request/?step=register")
    clerk.get_by_label("申请人").first.fill("钱某某")
    clerk.get_by_label("所需信息").fill(WANTED)
    clerk.get_by_role("button", name="提交：登记").click()
    number = clerk.locator(".page-header .code").inner_text()
    address = clerk.url

    # its clocks, and how they were counted
    clocks = clerk.locator("#clocks")
    assert "最迟 2026-04-16（星期四）" in clocks.inner_text()
    folded = clocks.locator("li", has_text="补正告知").locator("summary")
    folded.click()
    assert "2026-03-27（星期五）" in clocks.inner_text()  # seven working days

    # the wrong order is refused with the article
    clerk.goto(f"{address}step/draft/")
    refused = clerk.get_by_role("alert").first.inner_text()
    assert "现在是“已收到”" in refused
    assert "第三十六条" in refused
    clerk.goto(address)
    clerk.get_by_role("link", name="核对申请要件").click()
    clerk.get_by_role("button", name="提交：核对申请要件").click()
    refused = clerk.get_by_role("alert").inner_text()
    assert "申请缺少：申请人身份和联系方式、所需信息的描述、获取方式" in refused
    assert "第二十九条" in refused
    for box in clerk.locator("form input[type=checkbox]").all():
        box.check()
    clerk.get_by_role("button", name="提交：核对申请要件").click()
    lacking = clerk.locator("#next").inner_text()
    assert re.search(r"拟制答复[\s\S]*尚未完成：检索[\s\S]*第三十六条", lacking)

    # the clerk searches, the reviewer reviews, the clerk drafts, the head signs
    _step(clerk, "检索", 检索范围="公文系统", 检索结果="检索到发放明细一份")
    assert clerk.get_by_role("link", name="公开审查（含保密审查）").count() == 0
    reviewer.goto(address)
    _step(reviewer, "公开审查（含保密审查）", 审查结论="可以公开")
    clerk.goto(address)
    _step(
        clerk, "拟制答复", 办理结果="予以公开（第三十六条第（一）（二）项）",
        答复内容="您申请的发放明细予以公开，随本答复书提供。", 行政复议机关="云溪区人民政府",
        有管辖权的人民法院="云溪区人民法院",
    )  # fmt: skip
    assert re.search(r"签发答复\s*负责人", clerk.locator("#next").inner_text())
    head.goto(address)
    _step(head, "签发答复", 签发意见="同意")
    assert "已答复" in head.locator(".page-header").inner_text()
    assert "按期" in head.locator("main").inner_text()

    # the reply is an official paper with its own number
    paper = head.locator("#documents li", has_text="答复书")
    with head.expect_download() as found:
        paper.get_by_role("link", name="PDF").click()
    text = "".join(page.text for page in read(found.value.path().read_bytes()))
    assert "云溪区人民法院" in text
    assert "发放明细予以公开" in text

    # one more in the figure, the same in its rows and in the report
    clerk.goto("/figures/disclosure.request.received/?unit=yunxi&year=2026")
    after = _figure(clerk)
    assert after == f"{before + 1}件"
    clerk.get_by_role("link", name="看记录").click()
    assert f"共 {before + 1} 条记录" in clerk.locator("main").inner_text()
    assert number in clerk.locator("table").inner_text()
    clerk.goto("/reports/2026/disclosure/?unit=yunxi")
    chip = clerk.locator(".number-chip", has_text=after).first
    assert "收到政府信息公开申请" in chip.evaluate("e => e.parentElement.innerText")
    chip.click()
    assert "收到政府信息公开申请" in clerk.get_by_role("heading", level=1).inner_text()
    assert _figure(clerk) == after
