"""What is exported: headings, rows read once, and what the reader of the workbook must know about them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yifa.kernel import moment
from yifa.kernel.scope.actor import Actor
from yifa.ledger.exporting.book import Sheet, harmless, written

Line = Sequence[Any]


@dataclass(frozen=True)
class View:
    """A view on its way out.

    `lines` give each row once; `facts` say how it was made (filters, definition); `further` are worksheets after the
    rows. `ground` is why names stand unmasked; empty: personal fields are masked.
    """

    id: str
    title: str
    heads: Sequence[str]
    lines: Iterable[Line]
    actor: Actor
    facts: tuple[tuple[str, str], ...] = ()
    further: tuple[Sheet, ...] = ()
    ground: str = ""

    def workbook(self) -> Iterator[bytes]:
        """The workbook: rows, further sheets, and how it was made with the number of rows written."""
        now = moment.now()
        count = _Counted(self.lines)
        made = Sheet(_("导出说明"), (_("项目"), _("内容")), self._made(count), note=True)
        return written([Sheet(self.title, self.heads, count), *self.further, made], self.title, now)

    def csv(self) -> Iterator[str]:
        """The rows as CSV; the mark at the start tells a spreadsheet that it is UTF-8."""
        writer = csv.writer(_Echo())
        yield "\ufeff" + str(writer.writerow(self.heads))
        for line in self.lines:
            yield str(writer.writerow([harmless(cell) for cell in line]))

    def _made(self, count: _Counted) -> Iterator[Line]:
        """Read last, so that the number of rows is known."""
        home = self.actor.home()
        masked = _("姓名等个人信息已遮盖，证件号码、电话、地址不显示")
        yield _("名称"), self.title
        yield _("行数"), count.count
        yield from self.facts
        yield _("范围"), _("导出人可以查阅的单位和业务")
        yield (
            _("个人信息"),
            _("承办单位的行未遮盖，事由：%(ground)s") % {"ground": self.ground}
            if self.ground
            else masked,
        )
        yield _("导出人"), f"{home} {self.actor.name}" if home else self.actor.name
        yield _("导出时间"), moment.now()


class _Counted:
    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines, self.count = lines, 0

    def __iter__(self) -> Iterator[Line]:
        for self.count, line in enumerate(self._lines, start=1):  # noqa: B020 - the count is what is kept
            yield line


class _Echo:
    def write(self, value: str) -> str:
        return value
