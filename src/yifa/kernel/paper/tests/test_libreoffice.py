"""The DOCX as LibreOffice lays it out: the same 22 lines of 28 characters as the PDF."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from yifa.kernel.paper import Paper, Paragraph
from yifa.kernel.paper.docx import render_docx
from yifa.kernel.paper.tests.pages import read

SOFFICE = shutil.which("soffice")


def test_a_full_page_of_the_docx_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    if SOFFICE is None:
        pytest.fail(
            "apt-get install --no-install-recommends libreoffice-writer-nogui", pytrace=False
        )
    source = tmp_path / "paper.docx"
    source.write_bytes(render_docx(Paper("通知", (Paragraph("法" * 28 * 70),), draft=False)))
    subprocess.run(
        [
            str(SOFFICE),
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    full = read((tmp_path / "paper.pdf").read_bytes())[1]
    assert [len(line) for line in full.lines] == [28] * 22
    assert full.lines[0][0].left == pytest.approx(28, abs=1)
    assert full.lines[0][-1].right == pytest.approx(184, abs=1)
