"""The check measured: against the labelled corpus of the project, and against the shared labels where they are."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

import yifa
from yifa.account.check.audit import audit_bytes, audit_path
from yifa.account.check.cli import check_report_command
from yifa.account.check.finding import Verdict
from yifa.account.check.score import expected_verdict, places, score

CORPUS = Path(__file__).parents[1] / "corpus"
SEEDS = Path(__file__).parents[6] / "shared" / "seeds"


def test_the_corpus_is_found_whole():
    result = score(CORPUS / "labels.csv", CORPUS / "checks.csv").as_dict()
    assert result["labels"] >= 130
    assert result["recall"] >= 0.99
    assert result["precision"] >= 0.99
    assert result["kind"] >= 0.98
    assert result["unit"] >= 0.98
    assert result["arithmetic"] == 1


def test_scoring_sees_what_is_wrong(tmp_path):
    (tmp_path / "a.txt").write_text("受理12件，办结9件，发放手册30份。", encoding="utf-8")
    rows = [["doc", "quote", "value", "unit", "subject", "kind", "approx"],
            ["a.txt", "受理12件", "12", "件", "", "count", ""], ["a.txt", "办结9件", "8", "件", "", "count", ""],
            ["a.txt", "手册30份", "30", "本", "", "money", "余"]]  # fmt: skip
    with (tmp_path / "l.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    (tmp_path / "c.csv").write_text(
        "doc,quote,check,verdict\na.txt,受理12件 | 办结9件,order,inconsistent\n", encoding="utf-8"
    )
    result = score(tmp_path / "l.csv", tmp_path / "c.csv").as_dict()
    assert (result["recall"], result["precision"]) == (0.6667, 0.6667)
    assert (result["unit"], result["kind"], result["approx"], result["arithmetic"]) == (
        0.5,
        0.5,
        0.5,
        0,
    )


def test_twenty_thousand_characters_a_second():
    text = (CORPUS / "town.txt").read_text(encoding="utf-8") * 20
    spent = []
    for _ in range(3):
        begun = time.process_time()
        audit_bytes("x.txt", text.encode())
        spent.append(time.process_time() - begun)
    assert len(text) / min(spent) >= 20_000


def test_the_same_text_gives_the_same_answer():
    data = (CORPUS / "district.txt").read_bytes()
    assert audit_bytes("x.txt", data).findings == audit_bytes("x.txt", data).findings


def test_the_core_needs_neither_django_nor_a_database():
    code = "import sys, yifa.account.check.cli; print('django' in sys.modules)"
    env = os.environ | {"PYTHONPATH": str(Path(yifa.__file__).parents[1])}
    told = subprocess.run(
        [sys.executable, "-c", code], check=True, env=env, capture_output=True, text=True
    )
    assert told.stdout.strip() == "False"


def test_the_command_writes_everything_and_tells_by_its_exit_code(tmp_path, capsys):
    out = tmp_path / "out"
    assert check_report_command([str(CORPUS), "--out", str(out)]) == 1
    names = {p.name for p in out.iterdir()}
    assert {
        "对照表.html",
        "town.txt.html",
        "town.txt.docx",
        "town.txt.json",
        "town.txt.csv",
        "对照表.csv",
    } <= names
    table = list(csv.reader((out / "对照表.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in table[1:]] == ["dept.txt", "district.txt", "town.txt"]
    assert len(docx.Document(out / "district.txt.docx").comments) > 5
    page = (out / "district.txt.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert json.loads((out / "town.txt.json").read_text(encoding="utf-8"))["document"] == "town.txt"
    capsys.readouterr()


def test_exit_codes(tmp_path, capsys):
    good = tmp_path / "a.txt"
    good.write_text("办理案件12件。", encoding="utf-8")
    assert check_report_command([str(good)]) == 0
    assert check_report_command([str(tmp_path / "none.txt")]) == 1
    assert "找不到文件" in capsys.readouterr().err
    assert check_report_command([]) == 2
    assert check_report_command([str(good), "--off", "no.such.rule"]) == 2
    assert "没有这条规则" in capsys.readouterr().err


def test_one_broken_file_does_not_stop_the_others(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("办理案件12件。", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    assert check_report_command([str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert len(told["reports"]) == 1
    assert len(told["failed"]) == 1


def wrongly_wrong(checks: Path) -> tuple[int, list[str]]:
    """How many inconsistencies the check reports on the texts of a table, and those the table does not have."""
    rows: dict[Path, list[dict[str, str]]] = {}
    for row in csv.DictReader(checks.read_text(encoding="utf-8").splitlines()):
        name = row.get("doc") or f"{row['seed']}.txt"
        rows.setdefault(checks.parent / name, []).append(row)
    said, wrong = 0, []
    for path, asked in rows.items():
        audit = audit_path(path)
        places_ = [
            place
            for row in asked
            if expected_verdict(row["verdict"]) == "inconsistent"
            for part in row["quote"].split(" | ")
            for place in places(audit, part)
        ]
        for finding in audit.arithmetic:
            if finding.verdict != Verdict.INCONSISTENT:
                continue
            said += 1
            if not any(s <= a and b <= e for a, b in finding.spans for s, e in places_):
                wrong.append(finding.words)
    return said, wrong


@pytest.mark.parametrize("name", ["written", "held", "fresh"])
def test_texts_written_apart(name):
    folder = CORPUS / name
    result = score(folder / "labels.csv", folder / "checks.csv").as_dict()
    assert result["checks"] >= 27
    assert result["recall"] >= 0.98
    assert result["precision"] >= 0.97
    assert result["arithmetic"] >= 0.95
    assert wrongly_wrong(folder / "checks.csv")[1] == []


def test_a_bar_shows_how_far_it_is(tmp_path, capsys, monkeypatch):
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text("办理案件12件。", encoding="utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    check_report_command([str(tmp_path)])
    bar = capsys.readouterr().err
    assert "1/3 0.txt" in bar
    assert f"[{'█' * 30}] 3/3 2.txt" in bar


def test_two_reports_of_one_name_are_kept_apart(tmp_path, capsys):
    for town in ("东镇", "西镇"):
        (tmp_path / town).mkdir()
        (tmp_path / town / "报告.txt").write_text("办理案件12件。", encoding="utf-8")
    out = tmp_path / "out"
    check_report_command([str(tmp_path / "东镇"), str(tmp_path / "西镇"), "--out", str(out)])
    assert {"东镇-报告.txt.html", "西镇-报告.txt.html"} <= {p.name for p in out.iterdir()}
    page = (out / "对照表.html").read_text(encoding="utf-8")
    assert 'href="%E4%B8%9C%E9%95%87-%E6%8A%A5%E5%91%8A.txt.html"' in page
    assert "<script" not in page
    capsys.readouterr()


def test_an_office_has_rules_of_its_own(tmp_path, capsys):
    report, own = tmp_path / "a.txt", tmp_path / "本单位.toml"
    report.write_text(
        "一、工作成效\n城管局办理案件12件，走访群众近30次。2023年。\n", encoding="utf-8"
    )
    own.write_text(
        'off = ["part.other"]\n[rule."results.approx"]\nseverity = "error"\n'
        '[[name]]\nold = "城管局"\nnew = "综合行政执法局"\nsince = 2023\nrule = "stale.body"\n',
        encoding="utf-8",
    )
    check_report_command([str(report), "--json"])
    before = {f["check"] for f in json.loads(capsys.readouterr().out)["reports"][0]["findings"]}
    check_report_command([str(report), "--json", "--office", str(own)])
    found = json.loads(capsys.readouterr().out)["reports"][0]["findings"]
    after = {f["check"]: f["severity"] for f in found}
    assert "part.other" in before and "part.other" not in after
    assert "stale.body" not in before and "stale.body" in after
    assert after["results.approx"] == "error"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("off = [", "读不出"),
        ("on = 1", "不认识"),
        ('off = ["no.rule"]', "没有这条规则"),
        ('[rule."length.over"]\nsize = 1', "没有这一设置"),
        ('[rule."length.over"]\nseverity = "bad"', "severity"),
        ('[[name]]\nold = "甲"', "每个 name"),
    ],
)
def test_an_offices_file_that_cannot_be_read(tmp_path, capsys, words, said):
    report, own = tmp_path / "a.txt", tmp_path / "o.toml"
    report.write_text("办理案件12件。", encoding="utf-8")
    own.write_text(words, encoding="utf-8")
    assert check_report_command([str(report), "--office", str(own)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.shared
def test_the_shared_labels():
    result = score(SEEDS / "figures.csv", SEEDS / "arithmetic.csv").as_dict()
    assert result["recall"] >= 0.98
    assert result["precision"] >= 0.97
    assert result["arithmetic"] >= 0.98
    assert all(row["agrees"] == "yes" or row["why"] for row in result["verdicts"])
    said, wrong = wrongly_wrong(SEEDS / "arithmetic.csv")
    assert said >= 10
    assert wrong == []
