"""`yifa check-report`: check published reports, or score the check against labels. Needs neither login nor database."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from yifa.account.check.audit import Audit, audit_document
from yifa.account.check.finding import VERDICT_ZH, Finding, Verdict
from yifa.account.check.read import SUFFIXES, CannotRead, Document, read_path
from yifa.account.check.report.folder import comparison, to_csv, to_page
from yifa.account.check.report.page import to_html
from yifa.account.check.report.pieces import order
from yifa.account.check.report.summary import as_dict, figure_rows, summary
from yifa.account.check.rules import Office, all_rules, office_of
from yifa.account.check.score import Score, score

_EPILOG = """例：
  yifa check-report 年度报告.docx                     在屏幕上列出不符和提示
  yifa check-report 年度报告.pdf --out 审读/           写出网页、带批注的 Word、JSON 和数据表
  yifa check-report 各单位/ --out 审读/                一个文件夹：每份报告各一套，另加一张对照表
  yifa check-report 本年.docx --last-year 上年.docx    与上年报告核对增减、找出整段相同
  yifa check-report --score 标注.csv --arithmetic 核对.csv --json
退出码：0 没有不符；1 有不符或者有读不出的文件；2 命令写法不对。"""


def check_report_command(argv: list[str]) -> int:
    """Run the command; 0 nothing is inconsistent, 1 something is (or a file cannot be read), 2 the words are off."""
    words = _parser().parse_args(argv)
    if words.rules:
        sys.stdout.writelines(f"{r.id}\t{r.severity}\t{r.title}\t{r.cite}\n" for r in all_rules())
        return 0
    try:
        if words.score or words.arithmetic:
            return _scored(words)
        if not words.files:
            sys.stderr.write("请写出要审读的文件；用 --help 看用法\n")
            return 2
        return _checked(words)
    except (CannotRead, ValueError) as bad:
        sys.stderr.write(f"{bad}\n")
        return 2
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yifa check-report", description="审读公开的年度报告：找出每个数，核对算术，看内容是否齐全",
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="文件", help="DOCX、PDF、HTML、TXT，或者文件夹"
    )
    parser.add_argument(
        "--out", type=Path, metavar="文件夹", help="写出 HTML、DOCX、JSON、CSV 的文件夹"
    )
    parser.add_argument("--json", action="store_true", help="把结果以 JSON 写到屏幕")
    parser.add_argument("--last-year", type=Path, metavar="文件", help="同一单位上一年度的报告")
    parser.add_argument(
        "--peers", type=Path, metavar="文件夹", help="其他单位的报告，用来找整段相同"
    )
    parser.add_argument(
        "--off", action="append", default=[], metavar="规则", help="停用一条内容规则，可以多次写"
    )
    parser.add_argument(
        "--office", type=Path, metavar="本单位.toml", help="本单位停用的规则、自定的上限和名称"
    )
    parser.add_argument("--rules", action="store_true", help="列出内容规则")
    parser.add_argument("--score", type=Path, metavar="标注.csv", help="按标注给工具打分")
    parser.add_argument(
        "--arithmetic", type=Path, metavar="核对.csv", help="按核对表给算术结论打分"
    )
    return parser


def _documents(paths: Sequence[Path]) -> list[Path]:
    """The files named, folders unfolded one level deep, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if p.suffix.lower() in SUFFIXES and not p.name.startswith(("~", "."))
            )
            if not inside:
                raise CannotRead(f"{path} 里没有可以审读的文件（{'、'.join(SUFFIXES)}）")
            found += inside
        else:
            found.append(path)
    return found


def _checked(words: argparse.Namespace) -> int:
    paths = _documents(words.files)
    last = read_path(words.last_year) if words.last_year else None
    peers = [read_path(p) for p in _documents([words.peers])] if words.peers else []
    office = office_of(words.office) if words.office else None
    audits, failed = [], []
    labels = _labels(paths)
    for path in _progress(paths):
        try:
            audits.append(_audit(path, labels[path], last, peers, words, office))
        except CannotRead as bad:
            failed.append(str(bad))
            continue
        if words.out:
            _write(audits[-1], path, words.out)
    if words.out and len(audits) > 1:
        table = comparison(audits)
        (words.out / "对照表.csv").write_text(to_csv(table), encoding="utf-8")
        (words.out / "对照表.html").write_text(to_page(audits, table, failed), encoding="utf-8")
    if words.json:
        told = [as_dict(a) for a in audits]
        sys.stdout.write(
            json.dumps({"reports": told, "failed": failed}, ensure_ascii=False, indent=1) + "\n"
        )
    elif len(audits) > 1:
        for row in comparison(audits):
            sys.stdout.write("\t".join(row[:8]) + "\n")
    else:
        sys.stdout.writelines(line for a in audits for line in _lines(a))
    if words.out and audits and not words.json:
        sys.stdout.write(f"已写入 {words.out}\n")
    sys.stderr.writelines(f"{line}\n" for line in failed)
    wrong = any(f.verdict == Verdict.INCONSISTENT for a in audits for f in a.findings)
    return 1 if wrong or failed else 0


def _labels(paths: Sequence[Path]) -> dict[Path, str]:
    """What each report is called: its name, with its folder's where two have the same name."""
    times = Counter(path.name for path in paths)
    return {p: p.name if times[p.name] == 1 else f"{p.parent.name}-{p.name}" for p in paths}


def _audit(
    path: Path,
    label: str,
    last: Document | None,
    peers: list[Document],
    words: argparse.Namespace,
    office: Office | None,
) -> Audit:
    document = replace(read_path(path), name=label)
    others = [p for p in peers if p.text != document.text]
    return audit_document(document, off=words.off, office=office, last_year=last, peers=others)


def _progress(paths: list[Path]) -> Iterator[Path]:
    """The paths, with a bar on the terminal where there are several."""
    show = len(paths) > 1 and sys.stderr.isatty()
    for number, path in enumerate(paths, 1):
        if show:
            done = 30 * number // len(paths)
            sys.stderr.write(
                f"\r[{'█' * done}{'·' * (30 - done)}] {number}/{len(paths)} {path.name[:30]}\033[K"
            )
            sys.stderr.flush()
        yield path
    if show:
        sys.stderr.write("\n")


def _write(audit: Audit, path: Path, folder: Path) -> None:
    from yifa.account.check.report.word import to_docx

    folder.mkdir(parents=True, exist_ok=True)
    name = Path(audit.document.name).name
    (folder / f"{name}.html").write_text(to_html(audit), encoding="utf-8")
    margin = name if path.suffix.lower() == ".docx" else f"{name}.docx"
    (folder / margin).write_bytes(to_docx(audit, path.read_bytes()))
    (folder / f"{name}.json").write_text(
        json.dumps(as_dict(audit), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    rows = figure_rows(audit)
    table = [list(rows[0]) if rows else ["doc"], *([*row.values()] for row in rows)]
    (folder / f"{name}.csv").write_text(to_csv(table), encoding="utf-8")


def _lines(audit: Audit) -> Iterator[str]:
    yield (
        f"{audit.document.name}：" + "，".join(f"{k} {v}" for k, v in summary(audit).items()) + "\n"
    )
    for finding in order(audit.findings):
        if finding.verdict in (Verdict.INCONSISTENT, Verdict.NOTICE):
            yield _line(audit, finding)


def _line(audit: Audit, finding: Finding) -> str:
    place = f"（{audit.document.place_of(finding.spans[0][0])}）" if finding.spans else ""
    return f"  {VERDICT_ZH[finding.verdict]}  {finding.title}{place}：{finding.words}\n"


def _scored(words: argparse.Namespace) -> int:
    result = score(words.score, words.arithmetic)
    told = result.as_dict()
    if words.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return 0
    for key in ("recall", "precision", "f1", "unit", "kind", "approx", "arithmetic"):
        if told[key] is not None:
            sys.stdout.write(f"{key:10} {told[key]:.4f}\n")
    sys.stdout.write(
        f"标注 {result.labels}，找到 {result.found}；报出 {result.quantities}，其中正确 {result.true}；核对 {result.checks}，一致 {result.agreed}\n"
    )
    if told["characters_per_second"]:
        sys.stdout.write(f"每秒 {told['characters_per_second']} 字\n")
    sys.stdout.writelines(_details(result))
    return 0


def _details(result: Score) -> Iterator[str]:
    for title, rows in (
        ("未找到", result.missed),
        ("多报", result.false),
        ("单位、类别或者约数不同", result.wrong),
    ):
        yield from (f"{title}：{row}\n" for row in rows)
    for row in result.verdicts:
        if row["agrees"] == "no":
            yield f"结论不同：{row['quote']}（{row['check']}）：表中 {row['asked']}，工具 {row['said']}：{row['about']}。{row['why']}\n"
