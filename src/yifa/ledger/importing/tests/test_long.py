"""Long imports in the job loop: watched, left and found again, stopped without a trace."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from yifa.kernel import loop, moment
from yifa.kernel.entry.register import register_of
from yifa.kernel.journal.models import JournalRow
from yifa.ledger.importing import gauge, jobs
from yifa.ledger.importing import stage as staging
from yifa.ledger.importing.models import ImportRun, ImportWork, RunStatus
from yifa.ledger.importing.stage import stage
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, item

ROWS = 40


@pytest.fixture
def long(house, client, monkeypatch, settings, tmp_path):
    """An import longer than a page may work on, its clerk signed in."""
    settings.YIFA_VAR = tmp_path
    monkeypatch.setattr(jobs, "ON_PAGE", 10)
    monkeypatch.setattr(staging, "ON_PAGE", 10)
    rows = [item(n) for n in range(1, ROWS)] + [item(ROWS, 事项编码="")]
    with moment.at(date(2026, 3, 2)):
        run = stage(
            house.actor(house.alice), register_of("service_item"), house.bureau, raw=as_csv([HEAD, *rows])
        )  # fmt: skip
    house.alice.must_change_password = False
    house.alice.save()
    client.force_login(house.alice)
    return run


def standing():
    return register_of("service_item").model.objects.unscoped("test").standing()


def work_of(run):
    return ImportWork.objects.filter(pk=run.pk).first()


def fresh(run):
    return ImportRun.objects.unscoped("test").get(pk=run.pk)


def do(run, phase):
    """What the job loop does with the next job on the import."""
    jobs.work({"run": run.pk, "phase": phase})


@pytest.mark.django_db
def test_a_long_import_is_planned_shown_and_written_by_the_job_loop(long, client):
    preview = reverse("import_preview", args=[long.pk])
    waiting = client.get(preview, follow=True)
    assert waiting.request["PATH_INFO"] == reverse("import_progress", args=[long.pk])
    assert "正在核对" in waiting.content.decode() and "排队等候" in waiting.content.decode()
    do(long, jobs.PLAN)
    page = client.get(waiting.request["PATH_INFO"], follow=True)
    assert page.request["PATH_INFO"] == preview
    text = page.content.decode()
    assert f"导入 {ROWS - 1} 行" in text
    assert standing().count() == 0
    plan = page.context["plan"]
    under_way = client.post(preview, {"fingerprint": plan.fingerprint}, follow=True)
    assert "正在写入" in under_way.content.decode()
    assert standing().count() == 0
    do(long, jobs.COMMIT)
    done = client.get(waiting.request["PATH_INFO"], follow=True)
    assert done.request["PATH_INFO"] == reverse("import_run", args=[long.pk])
    assert standing().count() == ROWS - 1
    assert work_of(long) is None


@pytest.mark.django_db
def test_the_page_says_how_far_it_is_and_how_long_it_will_take(long, client):
    """Ten of forty rows in a minute: thirty more take three minutes."""
    client.get(reverse("import_preview", args=[long.pk]))
    begun = moment.now() - timedelta(seconds=60)
    ImportWork.objects.filter(pk=long.pk).update(started_at=begun)
    with gauge.Gauge(work_of(long)) as told:
        _tell(told, 10)
        found = gauge.read(work_of(long))
        page = client.get(reverse("import_progress", args=[long.pk]))
    text = page.content.decode()
    assert found[:2] == (10, ROWS + 1)
    assert 184 <= found[2] <= 190  # (41 - 10) / 10 minutes, the heading line counted with the rows
    assert "10 / 41 行" in text
    assert "约剩 3 分" in text
    assert 'max="41"' in text and 'value="10"' in text


def _tell(told, done):
    """The test's own transaction holds the row, so what the second connection would write is written here."""
    if told.own is None:
        told.tell(done)
    else:
        ImportWork.objects.filter(pk=told.work.pk).update(done=done)


@pytest.mark.django_db
def test_the_import_is_found_again_from_the_list(long, client):
    client.get(reverse("import_preview", args=[long.pk]))
    page = client.get(reverse("imports")).content.decode()
    assert f"/imports/{long.pk}/" in page
    for name in ("import_preview", "import_run"):
        again = client.get(reverse(name, args=[long.pk]), follow=True)
        assert again.request["PATH_INFO"] == reverse("import_progress", args=[long.pk])


@pytest.mark.django_db
def test_asking_twice_queues_it_once(long, client):
    from yifa.kernel.matter.models import Outbox

    for _ in range(3):
        client.get(reverse("import_preview", args=[long.pk]))
    assert Outbox.objects.filter(topic=jobs.TOPIC).count() == 1


@pytest.mark.django_db
def test_stopped_before_its_turn_it_never_begins(long, client):
    client.get(reverse("import_preview", args=[long.pk]))
    client.post(reverse("import_cancel", args=[long.pk]))
    do(long, jobs.PLAN)
    assert work_of(long) is None
    assert fresh(long).summary == ""
    client.get(reverse("import_preview", args=[long.pk]))  # and asked again it runs to its end
    do(long, jobs.PLAN)
    assert fresh(long).summary != ""


@pytest.mark.django_db(transaction=True)
def test_stopped_while_it_writes_nothing_is_left(long, client, house, monkeypatch):
    """The clerk presses the button after the first block; every row and line of it is gone."""
    jobs.begin(house.actor(house.alice), long, jobs.PLAN)
    do(long, jobs.PLAN)
    before = JournalRow.objects.unscoped("test").count()
    jobs.begin(house.actor(house.alice), long, jobs.COMMIT)
    tell = gauge.Gauge.tell

    def stopped_after_the_first(self, done):
        if done:
            if self.own is None:
                gauge.stop(self.work)
            else:
                with self.own.cursor() as cursor:
                    cursor.execute("UPDATE " + gauge._TABLE + " SET cancelled = true")
        tell(self, done)

    monkeypatch.setattr(gauge.Gauge, "tell", stopped_after_the_first)
    do(long, jobs.COMMIT)
    assert standing().count() == 0
    assert JournalRow.objects.unscoped("test").count() == before
    assert fresh(long).status == RunStatus.STAGED
    assert work_of(long) is None
    monkeypatch.undo()
    jobs.begin(house.actor(house.alice), long, jobs.COMMIT)
    do(long, jobs.COMMIT)
    assert standing().count() == ROWS - 1


@pytest.mark.django_db
def test_what_breaks_it_off_is_said_with_a_way_on(long, client, house):
    """The columns that make the key are not matched: the job says so, and the page leads to the columns."""
    ImportRun.objects.unscoped("test").filter(pk=long.pk).update(mapping={"name": 2})
    jobs.begin(house.actor(house.alice), long, jobs.PLAN)
    do(long, jobs.PLAN)
    page = client.get(reverse("import_progress", args=[long.pk])).content.decode()
    assert "没有写入任何内容" in page and "手工对应" in page
    back = client.post(reverse("import_cancel", args=[long.pk]))
    assert back["Location"] == reverse("import_columns", args=[long.pk])
    assert work_of(long) is None


@pytest.mark.django_db(transaction=True)
def test_the_job_loop_takes_it_up_by_itself(long, client, house):
    """The loop's own delivery: its transaction must not stand in the way of the gauge."""
    jobs.begin(house.actor(house.alice), long, jobs.PLAN)
    loop.drain()
    assert work_of(long) is None
    assert fresh(long).counts["added"] == ROWS - 1
