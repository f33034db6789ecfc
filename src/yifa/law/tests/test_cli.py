"""`yifa due` from the outside."""

import json
import runpy
import sys

import pytest

from yifa.law import book
from yifa.law.cli import due_command


def run(capsys, *argv):
    code = due_command(argv)
    out, err = capsys.readouterr()
    return code, out, err


def test_prints_the_day_the_article_and_the_count(capsys):
    code, out, _ = run(capsys, "disclosure.request.reply", "--from", "2024-01-26")
    assert code == 0
    assert "到期：2024-02-28（星期三）" in out
    assert "第三十三条第二款" in out
    assert "   6  2024-02-04（星期日）  调休上班（春节）" in out


def test_suspends_and_extends(capsys):
    code, out, _ = run(
        capsys, "disclosure.request.reply", "--from", "2024-09-18",
        "--suspend", "2024-09-23..2024-10-09", "--extend", "5", "--json",
    )  # fmt: skip
    answer = json.loads(out)
    # 11-01 and five more working days
    assert (code, answer["due_on"]) == (0, "2024-11-08")
    assert answer["days"][-1] == {
        "date": "2024-11-08", "counted": True, "n": 25, "reason": "工作日"
    }  # fmt: skip


def test_says_so_while_suspended_and_when_provisional(capsys):
    _, out, _ = run(
        capsys, "disclosure.request.reply", "--from", "2024-09-18", "--suspend", "2024-09-23.."
    )
    assert "到期：待定" in out
    _, out, _ = run(capsys, "disclosure.request.reply", "--from", "2026-12-15")
    assert "2027-01-13（星期三）  暂定" in out


def test_a_yearly_date_says_so(capsys):
    code, out, _ = run(capsys, "rule_of_law_report.publish", "--from", "2024-12-31")
    assert code == 0
    assert "2025-03-31" in out and "每年固定日期" in out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["disclosure.reply", "--from", "2024-01-26"], "disclosure.request.reply"),
        (["disclosure.request.reply", "--from", "2007-01-26"], "2008-05-01"),
        (["disclosure.request.reply", "--from", "26/01/2024"], "2024-09-18"),
        (["disclosure.request.reply"], "--help"),
        (["disclosure.request.reply", "--from", "2024-01-26", "--suspend", "2024-02-01"], ".."),
        (["disclosure.request.reply", "--from", "2024-01-26", "--extend", "--extend"], "1 次"),
        (["disclosure.request.reply", "--from", "2024-01-26", "--extend", "0"], "正数"),
        (["reconsideration.summary.amount_cap", "--from", "2024-01-26"], "不是期限"),
        (["crime_transfer.send", "--from", "2024-01-26"], "时刻"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(capsys, argv, said):
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert said in err and "Traceback" not in err


def test_works_for_every_limit(capsys):
    for limit in book():
        moment = "T09:00" if limit.unit == "hour" else ""
        code, out, err = run(capsys, limit.id, "--from", f"{limit.effective_from}{moment}")
        assert code == (0 if limit.is_period or limit.is_yearly else 2), limit.id
        assert limit.article in out + err


def test_runs_as_a_module(capsys, monkeypatch):
    argv = ["yifa.law", "crime_transfer.send", "--from", "2024-05-06T16:30"]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as done:
        runpy.run_module("yifa.law", run_name="__main__")
    assert done.value.code == 0
    assert "2024-05-07 16:30" in capsys.readouterr().out
