"""What can go wrong when the law is read or counted: every message says what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


class LawError(Exception):
    """Any refusal of this package; its text is plain Chinese, fit to show to a clerk."""


class LawDataError(LawError):
    """A data file or an office table is not usable: names the file, the id, the field, the remedy."""

    def __init__(self, file: str, entry: str, field: str, problem: str, remedy: str) -> None:
        self.file = file
        self.entry = entry
        self.field = field
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file}：{entry} 的 {field} {problem}。{remedy}。")


class UnknownLimit(LawError, KeyError):
    """No limit or procedure of that id; offers the nearest ids."""

    def __init__(self, wanted: str, near: Iterable[str] = ()) -> None:
        self.wanted = wanted
        self.near = tuple(near)
        hint = f"相近的有：{'、'.join(self.near)}" if self.near else "请核对编号"
        super().__init__(f"没有编号为“{wanted}”的条目。{hint}。")

    def __str__(self) -> str:  # KeyError would show the repr
        return str(self.args[0])


class NotInForce(LawError):
    """The id exists, but no version of it was in force on that day; names the dates there are."""

    def __init__(self, wanted: str, on: date, spans: Iterable[tuple[date, date | None]]) -> None:
        self.wanted = wanted
        self.on = on
        self.spans = tuple(spans)
        said = "；".join(f"{a} 至 {b or '今'}" for a, b in self.spans)
        super().__init__(f"{wanted} 在 {on} 没有有效版本，现有版本：{said}。请核对触发日。")


class StatutoryLimit(LawError):
    """A local value was offered for a limit that the law itself fixes."""

    def __init__(self, wanted: str, kind: str) -> None:
        self.wanted = wanted
        self.kind = kind
        super().__init__(
            f"{wanted} 由上位规定确定（kind = {kind}），本地不得改写；"
            "只有 local_default 的条目可以按本地规定填写。"
        )


class NotAPeriod(LawError):
    """A threshold, an amount, a head count: it has no due date."""


class ExtensionRefused(LawError):
    """The law does not allow this extension: none provided, too long, or once too often."""


class BadInput(LawError, ValueError):
    """A date, a suspension or a value that cannot be counted with."""
