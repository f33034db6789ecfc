"""The check measured: against the labelled corpus of the project, and against the shared labels where they are."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

import yifa
from yifa.account.check.audit import audit_bytes
from yifa.account.check.cli import check_report_command
from yifa.account.check.score import score

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
    best = min(audit_bytes("x.txt", text.encode()).seconds for _ in range(3))
    assert len(text) / best >= 20_000


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


@pytest.mark.shared
def test_the_shared_labels():
    result = score(SEEDS / "figures.csv", SEEDS / "arithmetic.csv").as_dict()
    assert result["recall"] >= 0.98
    assert result["precision"] >= 0.97
    assert all(row["agrees"] == "yes" or row["why"] for row in result["verdicts"])
