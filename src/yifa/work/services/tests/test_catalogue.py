"""The published catalogue of a district, 1,135 items of 34 departments, into the register and onto its page."""

import csv
import time

import pytest
from django.urls import reverse

from yifa.kernel.entry.register import register_of
from yifa.kernel.tests.house import House
from yifa.ledger.importing.commit import commit
from yifa.ledger.importing.stage import plan_of, stage
from yifa.work.services.models import ServiceItem


@pytest.mark.django_db
@pytest.mark.shared
def test_it_goes_in_whole_comes_again_as_nothing_and_keeps_the_history_of_a_change(
    shared, client, record_property
):
    house = House()
    alice, register = house.actor(house.alice), register_of("service_item")
    raw = (shared / "real" / "service_items.csv").read_bytes()

    def bring(data):
        run = stage(
            alice, register, house.bureau, raw=data, file_name="service_items.csv", one_unit=True
        )
        return commit(alice, run, plan_of(alice, run).fingerprint).counts

    items = ServiceItem.objects.unscoped("test")
    started = time.perf_counter()
    assert bring(raw) == {"added": 1135, "changed": 0, "same": 0, "bad": 0}
    record_property("seconds", round(time.perf_counter() - started, 2))
    assert items.standing().values("department_name").distinct().count() == 34
    published = {r["事项编码"]: r for r in csv.DictReader(raw.decode("utf-8-sig").splitlines())}
    assert len(published) == 1135
    for entry in items.standing():
        row = published[entry.key]
        assert (entry.name, entry.main_item) == (row["事项名称"], row["主事项"])
        assert (entry.item_type, entry.area_code) == (row["事项类型码"], row["区划代码"])
        assert (entry.department_code, entry.link) == (row["部门代码"], row["链接"])

    assert bring(raw) == {"added": 0, "changed": 0, "same": 1135, "bad": 0}
    assert items.count() == 1135

    named = raw.replace("学生资助政策咨询".encode(), "学生资助政策咨询与答复".encode(), 1)
    assert bring(named) == {"added": 0, "changed": 1, "same": 1134, "bad": 0}
    assert [i.name for i in items.filter(version__gt=1)] == ["学生资助政策咨询与答复"]
    assert items.count() == 1136

    house.alice.must_change_password = False
    house.alice.set_password("Correct-Horse-1")
    house.alice.save()
    client.force_login(house.alice)
    page = client.get(reverse("register", args=["service_item"]))
    assert page.status_code == 200
    first = min(published)
    assert published[first]["事项名称"] in page.content.decode()


def test_known_types_show_their_name_and_unknown_ones_their_code():
    assert ServiceItem(item_type="1").get_item_type_display() == "行政许可"
    assert ServiceItem(item_type="20").get_item_type_display() == "公共服务"
    assert ServiceItem(item_type="9").get_item_type_display() == "9"
