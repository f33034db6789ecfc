"""`yifa due LIMIT --from DATE`: when something is due, counted before the reader's eyes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from yifa.law import book
from yifa.law.calendar import WorkCalendar
from yifa.law.due import Due, due
from yifa.law.errors import BadInput, LawError
from yifa.law.explain import day_zh
from yifa.law.extending import Grant
from yifa.law.period import Suspension

_EPILOG = """例：
  yifa due disclosure.request.reply --from 2024-09-18
  yifa due reconsideration.decision.ordinary --from 2024-03-01 --extend
  yifa due disclosure.request.reply --from 2024-09-18 --suspend 2024-09-23..2024-10-09
  yifa due crime_transfer.send --from 2024-05-06T16:30"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(f"命令写法不对：{message}。用 --help 看写法。")


def due_command(argv: Sequence[str] | None = None, *, prog: str = "yifa due") -> int:
    """Run the command; 0 when answered, 2 when the input cannot be answered (reason on stderr)."""
    try:
        args = _parser(prog).parse_args(argv)
        start = _moment(args.start)
        day = start.date() if isinstance(start, datetime) else start
        limit = book().get(args.limit, day)
        answer = due(
            limit,
            start,
            WorkCalendar(),
            suspensions=[_suspension(text) for text in args.suspend],
            extensions=[_grant(text) for text in args.extend],
        )
    except LawError as exc:
        print(exc, file=sys.stderr)
        return 2
    print(json.dumps(as_dict(answer), ensure_ascii=False, indent=2) if args.json else _text(answer))
    return 0


def as_dict(answer: Due) -> dict[str, Any]:
    """The answer as plain JSON values; dates are ISO, `due_on` null while suspended."""

    def iso(moment: date | None) -> str | None:
        return moment.isoformat() if moment else None

    limit = answer.limit
    return {
        "limit": limit.id,
        "title": limit.title_zh,
        "law": limit.law,
        "article": limit.article,
        "amount": limit.amount_zh,
        "bound": limit.bound,
        "direction": limit.direction,
        "effective_from": iso(limit.effective_from),
        "effective_to": iso(limit.effective_to),
        "verified": limit.verified,
        "judgeable": answer.judgeable,
        "yearly": limit.is_yearly,
        "counting": answer.rule.id,
        "counting_article": answer.rule.citation,
        "start": iso(answer.start),
        "due_on": iso(answer.due_on),
        "due_at": iso(answer.due_at),
        "not_before": iso(answer.not_before),
        "provisional": answer.provisional,
        "calendar": answer.calendar_version,
        "excluded": answer.excluded,
        "explanation": list(answer.explanation),
        "days": [
            {"date": iso(d.date), "counted": d.counted, "n": d.n, "reason": d.reason}
            for d in answer.days
        ],
    }


def _parser(prog: str) -> _Parser:
    parser = _Parser(
        prog=prog,
        description="按期限编号和触发日计算到期日，逐日列出怎么数的。",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("limit", help="期限编号，如 disclosure.request.reply")
    parser.add_argument(
        "--from", dest="start", required=True, metavar="DATE", help="触发日；按小时的写到分钟"
    )
    parser.add_argument(
        "--suspend",
        action="append",
        default=[],
        metavar="FROM..TO",
        help="中止，首尾都算；TO 留空表示还没有恢复；可以写多次",
    )
    parser.add_argument(
        "--extend",
        action="append",
        nargs="?",
        default=[],
        const="",
        metavar="N",
        help="延长一次；N 为延长的数量，或者障碍消除的日期；不写 N 按法定最长；可以写多次",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def _moment(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"看不懂日期“{text}”，请写成 2024-09-18 或者 2024-09-18T09:30。") from None


def _suspension(text: str) -> Suspension:
    first, dots, last = text.partition("..")
    if not dots:
        raise BadInput(f"看不懂中止“{text}”，请写成 2024-09-23..2024-10-09，结束未定的留空。")
    return Suspension(_only_day(first), _only_day(last) if last else None, "命令行给出")


def _only_day(text: str) -> date:
    moment = _moment(text)
    return moment.date() if isinstance(moment, datetime) else moment


def _grant(text: str) -> Grant:
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    return _only_day(text)


def _text(answer: Due) -> str:
    limit = answer.limit
    lines = [f"{limit.title_zh}（{limit.id}）", f"触发：{answer.start}"]
    if answer.due_at is not None:
        lines.append(f"到期：{answer.due_at:%Y-%m-%d %H:%M}")
    elif answer.due_on is None:
        lines.append("到期：待定（中止未恢复）")
    else:
        first = limit.bound == "min" and limit.direction == "after"
        doubt = "  暂定" if answer.provisional else ""
        lines.append(f"{'最早' if first else '到期'}：{day_zh(answer.due_on)}{doubt}")
    lines += ["", *answer.explanation]
    if answer.days:
        lines += ["", "逐日："]
        for day in answer.days:
            mark = f"{day.n:>4}" if day.counted else "   -"
            lines.append(f"{mark}  {day_zh(day.date)}  {day.reason}")
    return "\n".join([*lines, "", f"工作日历：{answer.calendar_version}"])
