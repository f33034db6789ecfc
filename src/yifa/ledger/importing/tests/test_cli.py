"""`yifa import`: exit codes a job can rely on, words a clerk can act on."""

import json

import pytest

from yifa.kernel.entry.register import register_of
from yifa.ledger.importing.cli import import_command
from yifa.ledger.importing.models import ImportRun
from yifa.ledger.importing.tests.sheets import HEAD, as_csv, item

pytestmark = pytest.mark.django_db


def standing():
    return register_of("service_item").model.objects.unscoped("test").standing().count()


@pytest.fixture
def file(tmp_path):
    def write(rows, name="事项.csv"):
        path = tmp_path / name
        path.write_bytes(as_csv(rows, "gb18030"))
        return str(path)

    return write


def test_all_good_is_0_and_again_is_0_without_a_trace(house, file, capsys):
    words = ["service_item", file([HEAD, item(1), item(2)]), "--unit", "sfj"]
    assert import_command(words) == 0
    assert "新增 2" in capsys.readouterr().out
    assert import_command(words) == 0
    assert "一致 2" in capsys.readouterr().out
    assert standing() == 2
    assert ImportRun.objects.unscoped("test").count() == 1


def test_some_bad_is_1_and_names_the_cell(house, file, capsys):
    assert (
        import_command(
            ["service_item", file([HEAD, item(1), item(2, 区划代码="甲")]), "--unit", "sfj"]
        )
        == 1
    )
    out = capsys.readouterr().out
    assert "第 3 行 E 列“区划代码”（甲）" in out
    assert "6 位、9 位或者 12 位数字" in out
    assert standing() == 1


def test_a_dry_run_writes_nothing(house, file, capsys):
    words = ["service_item", file([HEAD, item(1)]), "--unit", "sfj", "--dry-run", "--json"]
    assert import_command(words) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["dry_run"], answer["units"]) == (1, True, {"区司法局": "sfj"})
    assert standing() == 0
    assert not ImportRun.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("register", "unit", "extra", "why"),
    [
        ("no_such", "sfj", [], "service_item（政务服务事项）"),
        ("service_item", "nowhere", [], "没有单位"),
        ("service_item", "sfj", ["--as", "nobody"], "没有启用的账号"),
        ("service_item", "sfj", ["--as", "tom"], "您没有这一任职"),
    ],
)
def test_unusable_words_are_2_with_a_remedy(house, file, capsys, register, unit, extra, why):
    assert import_command([register, file([HEAD, item(1)]), "--unit", unit, *extra]) == 2
    assert why in capsys.readouterr().err
    assert standing() == 0


def test_an_unusable_or_missing_file_is_2(house, file, tmp_path, capsys):
    assert import_command(["service_item", file([["甲", "乙"], ["1", "2"]]), "--unit", "sfj"]) == 2
    assert import_command(["service_item", str(tmp_path / "nothing.csv"), "--unit", "sfj"]) == 2
    assert not ImportRun.objects.unscoped("test").exists()
    assert capsys.readouterr().err


def test_as_a_person_the_import_bears_the_name(house, file):
    assert (
        import_command(["service_item", file([HEAD, item(1)]), "--unit", "sfj", "--as", "alice"])
        == 0
    )
    assert ImportRun.objects.unscoped("test").get().user_name == "艾丽"
