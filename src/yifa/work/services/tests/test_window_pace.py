"""The window's pace, walked in a browser with the keyboard alone: fields and keystrokes are counted."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from harness.browser import enter_as, overflow, serious, shot
from harness.keyboard import focused

from yifa.kernel import moment
from yifa.kernel.matter.models import Matter, Relation
from yifa.work.services.part_acts import PART

from .conftest import item
from .test_case import DAY, received

pytestmark = pytest.mark.browser
NUMBER = "11010119900101123X"


class Keys:
    """Counts every key pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def type(self, text):
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1


@pytest.fixture
def desk(transactional_db, place, monkeypatch):
    noon = timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day, 12))
    monkeypatch.setattr(moment, "now", lambda: moment._frozen.get() or noon)
    for n, name in enumerate(
        ("老年优待证申领", "居住证明出具", "灵活就业登记", "残疾人证申领", "生育登记"), 1
    ):
        item(
            f"X-{n}",
            name,
            place.centre,
            high_frequency="on",
            promised_amount=n,
            materials="身份证｜数据共享\n申请表",
        )
    return place


def opens_at(page, label):
    page.wait_for_function("document.activeElement && document.activeElement.tagName === 'INPUT'")
    assert focused(page) == label


def test_a_walk_in_case_takes_twelve_fields_and_sixty_keys_at_most(page, desk):
    enter_as(page, desk.window.user)
    page.goto(reverse("services:window"))
    opens_at(page, "证件号码")
    shot(page, "services-window-empty")
    assert serious(page) == []

    keys = Keys(page)
    keys.type(NUMBER)
    page.wait_for_selector("#rest input[name=applicant]")
    opens_at(page, "姓名或者名称")
    fields = page.locator("main form").locator("input:not([type=hidden]), select, textarea").count()
    keys.type("钱某某")
    keys.press("Tab")
    keys.type("13811112222")
    keys.press("Tab")
    assert focused(page) == "事项"
    keys.type("优待证")
    shot(page, "services-window-new")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "收件凭证"
    made = Matter.objects.unscoped("test").get(procedure="service.case")
    assert made.title == "老年优待证申领"
    assert made.servicecase.query_code in page.locator("main").inner_text()
    shot(page, "services-receipt")
    assert serious(page) == []
    assert fields <= 12
    assert keys.pressed <= 60
    # six of the characters are Chinese: with four keys each through an input method it stays within sixty
    assert keys.pressed + 6 * 3 <= 60

    # the same applicant again: the record knows name and telephone, only the item is asked for
    again = Keys(page)
    with page.expect_navigation():
        again.press("Enter")  # the receipt leaves the focus on 下一位
    opens_at(page, "证件号码")
    again.type(NUMBER)
    page.wait_for_selector("#rest input[name=applicant]")
    opens_at(page, "事项")
    assert page.input_value("input[name=applicant]") == "钱某某"
    assert "老年优待证申领" in page.locator("#earlier-title + ul").inner_text()
    shot(page, "services-window-known")
    again.type("1")
    with page.expect_navigation():
        again.press("Enter")
    assert Matter.objects.unscoped("test").filter(procedure="service.case").count() == 2
    assert again.pressed <= 22
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) == 0


def test_pages_of_a_joint_case_and_of_the_catalogue_are_looked_at(page, desk):
    m = received(
        desk.window, desk.centre, "JY-1", applicant="某某教育公司", applicant_kind="enterprise"
    )
    m = desk.window.took(m, "accept", DAY)
    m = desk.window.took(m, "dispatch", DAY, {"also": "XF｜消防意见"})
    part = Relation.objects.filter(source=m, kind=PART).order_by("pk").first().target
    part = desk.edu.took(part, "take", DAY)
    desk.edu.took(part, "answer", DAY, {"result": "granted", "number": "教民1号"})
    enter_as(page, desk.window.user)
    for name, url in (
        ("services-joint-case", reverse("matter", args=[m.pk])),
        ("services-ledger", reverse("ledger", args=["services.cases"])),
        ("services-registers", reverse("services:registers")),
        ("services-lacking", reverse("services:lacking")),
        ("services-items", reverse("services:items")),
        ("services-guide", reverse("services:guide", args=["JY-1"])),
        ("services-track", reverse("services:track")),
        ("services-board", reverse("services:board")),
    ):
        page.goto(url)
        shot(page, name, (2200, 3000))
        assert serious(page) == [], name
        assert overflow(page) == 0, name
        page.set_viewport_size({"width": 390, "height": 844})
        assert overflow(page) == 0, name
        page.set_viewport_size({"width": 1440, "height": 900})
