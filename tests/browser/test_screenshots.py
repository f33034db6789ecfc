"""The pages that the README and the guides show, at both sizes (`make shots` renews docs/screenshots/)."""

import pytest
from harness.browser import enter_as, shot

from yifa.kernel.matter.models import Matter
from yifa.kernel.organization.models import User

MOST = 300 * 1024
"""A picture in the documentation is at most this many bytes."""

TABLE = """公开栏编号\t名称\t地点\t公开类别\t责任人
BH-01\t白鹤镇政府公开栏\t镇政府院内\t政府信息\t何小满
BH-02\t溪口村村务公开栏\t村委会门口\t村（社区）务\t许平
BH 03\t上田村村务公开栏\t文化礼堂旁\t村（社区）务\t魏涛
BH-04\t\t老年活动室\t党务\t金强
BH-05\t白鹤镇党务公开栏\t镇政府一楼\t党务\t金强
"""


@pytest.fixture
def page_of(visit, district):
    """A page of somebody who is signed in."""

    def opened(username: str):
        page = visit()
        if username:
            enter_as(page, User.objects.get(username=username))
        return page

    return opened


def keep(page, name: str, most: tuple[int, int] = (960, 1260)) -> None:
    for path in shot(page, name, most):
        assert path.stat().st_size < MOST, f"{path.name} is {path.stat().st_size} bytes"


def _request(**state) -> int:
    rows = Matter.objects.unscoped("test").filter(
        procedure="disclosure.request", unit__code="yunxi", **state
    )
    return rows.order_by("-received_on").values_list("pk", flat=True)[0]


def test_pages_of_the_clerk(page_of):
    page = page_of("xinxi")
    for name, path in {
        "workbench": "/workbench/",
        "ledger": "/ledger/disclosure.requests/",
        "new": "/ledger/disclosure.requests/new/disclosure.request/?step=register",
        "matter": f"/matters/{_request(state='consulting')}/",
        "refused": f"/matters/{_request(state='received')}/step/draft/",
        "publications": "/ledger/disclosure.publications/",
    }.items():
        page.goto(path)
        keep(page, name)


def test_pages_of_the_account(page_of):
    page = page_of("xinxi")
    for name, path in {
        "figure": "/figures/disclosure.request.on_time/?unit=yunxi&year=2025",
        "report": "/reports/2025/disclosure/?unit=yunxi",
        "yearly": "/disclosure/yearly/2025/",
    }.items():
        page.goto(path)
        keep(page, name, (1700, 1260) if name == "yearly" else (960, 1260))


def test_pages_of_the_town(page_of):
    page = page_of("zhen")
    page.goto("/registers/disclosure_board/")
    keep(page, "boards")
    page.goto("/imports/")
    page.get_by_label("导入到").select_option(label="公开栏")
    page.get_by_label("或者粘贴单元格").fill(TABLE)
    page.get_by_role("button", name="读取并预览").click()
    keep(page, "import")


def test_pages_of_the_public(page_of):
    page = page_of("")
    page.goto("/deadlines/?limit=disclosure.request.reply&start=2026-09-21")
    keep(page, "deadline")
    page.goto("/public/publications/?q=区级科技创新扶持办法")
    page.get_by_role("link", name="区级科技创新扶持办法", exact=True).click()
    keep(page, "public")


def _case(state: str, unit: str) -> int:
    rows = Matter.objects.unscoped("test").filter(
        procedure="service.case", state=state, unit__code=unit
    )
    return rows.order_by("-received_on", "-pk").values_list("pk", flat=True)[0]


def test_pages_of_the_service_window(page_of):
    page = page_of("yxscjj")
    page.goto("/services/window/")
    page.get_by_label("证件号码").press_sequentially("110101199001011237")
    page.wait_for_selector("#rest input[name=applicant]")
    page.locator("#rest input[name=applicant]").fill("钱某某")
    keep(page, "window")
    for name, path in {
        "window-case": f"/matters/{_case('accepted', 'yxscj')}/",
        "window-notice": f"/matters/{_case('received', 'yxscj')}/step/notice/",
    }.items():
        page.goto(path)
        keep(page, name)


def test_pages_of_the_service_centre(page_of):
    page = page_of("yxspjj")
    for name, path in {
        "window-ledger": "/ledger/services.cases/",
        "window-lacking": "/services/lacking/",
        "window-sent": f"/matters/{_case('parts', 'yxspj')}/",
    }.items():
        page.goto(path)
        keep(page, name)


def test_pages_of_what_became_simpler(page_of):
    page = page_of("yxscjj")
    evaluated = Matter.objects.unscoped("test").get(procedure="business_environment.evaluation")
    for name, path in {
        "window-simplified": "/services/simplified/",
        "reforms": "/business-environment/progress/",
        "evaluation": f"/matters/{evaluated.pk}/",
        "items": "/business-environment/items/",
    }.items():
        page.goto(path)
        keep(page, name)


def test_service_pages_of_the_public(page_of):
    page = page_of("")
    for name, path in {
        "window-items": "/public/services/",
        "window-guide": "/public/services/items/YX-SCJ-01/",
        "obstacle": "/public/obstacles/yxspj/",
    }.items():
        page.goto(path)
        keep(page, name)
