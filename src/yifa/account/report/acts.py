"""What the steps of a yearly report write, and what they ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.account.report import papers
from yifa.account.report.annual import answered, title_of, unsound
from yifa.account.report.draft import read
from yifa.account.report.models import (
    AnnualReport,
    ReportComment,
    ReportVersion,
    Secrecy,
    Submission,
)
from yifa.account.report.parts import (
    LAW,
    Part,
    kind_of,
    limits_of,
    recipients_of,
)
from yifa.account.report.sheet import Sheet
from yifa.account.report.template import BLANK, first_text
from yifa.kernel import moment
from yifa.kernel.errors import Conflict, InvalidData, Missing
from yifa.kernel.matter import clock
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Outbox
from yifa.kernel.organization.models import Unit

SIGNED_TOPIC = "report.signed"
DRAFTED = "report.annual.draft"


def latest(ctx: Context) -> ReportVersion | None:
    """The newest text of the report in hand: one this batch has saved, else the stored one."""
    saved = [r for r in ctx.work.extra if isinstance(r, ReportVersion)]
    if saved:
        return max(saved, key=lambda v: v.no)
    stored: ReportVersion | None = ctx.detail.stored_text if ctx.matter.pk else None
    return stored


def index_number(unit: Unit, year: int, serial: int) -> str:
    """`code/year-serial`, from the one series that all public information of the unit shares."""
    return f"{unit.uscc or unit.code}/{year}-{serial:05d}"


# opening and writing


def not_yet(ctx: Context) -> Missing | None:
    year, unit = ctx.data["year"], ctx.matter.unit
    # Two who open at once: the second waits here until the first has committed, and is told so.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    rows = AnnualReport.objects.unscoped("one report a unit and year")
    if not rows.filter(slot=_slot(unit, year)).exists():
        return None
    return Missing(f"{unit}{year}年的年度报告已经建立", remedy="请在报送一览中打开它")


def year_fits(ctx: Context) -> Missing | None:
    year = ctx.data["year"]
    if year <= ctx.on.year:
        return None
    return Missing(f"{year}年还没有开始", remedy=f"请填写 {ctx.on.year} 或者更早的年度")


def _slot(unit: Unit, year: int) -> str:
    return f"{unit.code}:{year}"


def open_report(ctx: Context) -> None:
    d, data, unit = ctx.detail, ctx.data, ctx.matter.unit
    d.year = data["year"]
    d.kind = data["kind"] or kind_of(unit.kind)
    d.slot = _slot(unit, d.year)
    ctx.matter.title = title_of(unit, d.year)
    ctx.add(_version(ctx, 1, first_text(unit, d.year, d.kind), "由章节和记录生成"))


def _version(ctx: Context, no: int, text: str, note: str) -> ReportVersion:
    return ReportVersion(
        matter=ctx.matter, no=no, text=text, note=note, author=ctx.actor.name, saved_at=moment.now()
    )


def after_year(ctx: Context) -> date:
    """The limits are counted from the end of the year reported on."""
    return date(ctx.detail.year + 1, 1, 1)


def is_kind(*kinds: str) -> Any:
    def when(ctx: Context) -> bool:
        return ctx.detail.kind in kinds

    return when


def save(ctx: Context) -> None:
    """A new version; refused if somebody saved another since the writer opened the text: nobody's words are lost."""
    last = latest(ctx)
    if last is not None and ctx.data["base"] != last.no:
        raise Conflict(
            f"{last.author}已另存第 {last.no} 版，您依据的是第 {ctx.data['base']} 版",
            remedy="您的文字仍在，请对照后合并保存",
        )
    text = ctx.data["text"].replace("\r\n", "\n").strip() + "\n"
    if last is not None and last.text == text:
        raise InvalidData({"text": ["正文没有变化"]}, {"text": "正文"})
    ctx.add(_version(ctx, (last.no if last else 0) + 1, text, ctx.data["note"]))


def drafted(ctx: Context) -> tuple[str, str]:
    """A text written in its own year meets the duty to keep the draft alive; a later one meets none."""
    return (DRAFTED if ctx.detail.year == ctx.on.year else f"{DRAFTED}.past", "")


def comment(ctx: Context) -> None:
    data = ctx.data
    ctx.add(
        ReportComment(
            matter=ctx.matter, quote=data["quote"], said=data["said"], author=ctx.actor.name, on=ctx.on
        )
    )  # fmt: skip


def settle(ctx: Context) -> None:
    for row in ctx.rows(ReportComment):
        if str(row.pk) == ctx.data["comment"]:
            row.answer, row.settled_by, row.settled_on = ctx.data["answer"], ctx.actor.name, ctx.on
            ctx.add(row)


def has_comments(ctx: Context) -> Missing | None:
    waiting = any(c.settled_on is None for c in ctx.rows(ReportComment))
    return None if waiting else Missing("没有待处理的批注")


# review and signature


def needs(part: Part) -> Any:
    """Requires that the text says something in a part."""

    def guard(ctx: Context) -> Missing | None:
        last = latest(ctx)
        if last is not None and part.code in read(last.text).parts:
            return None
        return Missing(f"正文缺少“{part.title}”", part.cite, "请在正文中用一级标题写明这一部分")

    return guard


def blanks_filled(ctx: Context) -> Missing | None:
    """No hint of the template is left standing."""
    last = latest(ctx)
    if last is None or BLANK not in last.text:
        return None
    return Missing("正文还有没有填写的提示文字", remedy="请把“（写明……）”换成内容")


def references_sound(ctx: Context) -> Missing | None:
    last = latest(ctx)
    if last is None:
        return Missing("还没有正文")
    found = unsound(last.text, ctx.detail.year)
    if not found:
        return None
    return Missing(f"有 {len(found)} 处引用不能计算：{found[0]}", remedy="请更正引用后再送审")


def markers_paired(ctx: Context) -> Missing | None:
    last = latest(ctx)
    if last is None or not read(last.text).unpaired:
        return None
    return Missing("内部内容的标记不成对", remedy="{内部} 与 {/内部} 应当成对")


def comments_settled(ctx: Context) -> Missing | None:
    waiting = [c for c in ctx.rows(ReportComment) if c.settled_on is None]
    if not waiting:
        return None
    return Missing(f"还有 {len(waiting)} 条批注没有处理", remedy="请逐条处理后再送审")


def review(ctx: Context) -> None:
    ctx.detail.secrecy, ctx.detail.review_note = ctx.data["secrecy"], ctx.data["note"]


def cut_is_marked(ctx: Context) -> Missing | None:
    """“部分不公开” must be seen in the text, or the public would read everything."""
    last = latest(ctx)
    if ctx.data["secrecy"] != Secrecy.CUT or last is None or "{内部}" in last.text:
        return None
    return Missing(
        "正文没有标注内部内容",
        f"{LAW}第二十四条",
        "请退回，由起草人用 {内部}…{/内部} 标出不公开的内容",
    )


def joint_only(ctx: Context) -> Missing | None:
    if ctx.detail.joint:
        return None
    return Missing("部门报告由行政主要负责人签署，不设党委签署")


def sign_party(ctx: Context) -> None:
    ctx.detail.party_signer, ctx.detail.party_signed_on = ctx.data["signer"], ctx.on
    _settle_if_signed(ctx)


def sign_head(ctx: Context) -> None:
    ctx.detail.head_signer, ctx.detail.head_signed_on = ctx.data["signer"], ctx.on
    _settle_if_signed(ctx)


def unsigned(name: str) -> Any:
    def guard(ctx: Context) -> Missing | None:
        return Missing("已经签署") if getattr(ctx.detail, name) else None

    return guard


def is_signed(detail: AnnualReport) -> bool:
    return bool(detail.head_signed_on and (detail.party_signed_on or not detail.joint))


def _settle_if_signed(ctx: Context) -> None:
    """With the last signature the numbers stand: integers, definitions and rows are kept with the text."""
    if is_signed(ctx.detail):
        _freeze(ctx)
        document = papers.REPORT.document(ctx)
        ctx.detail.document_number = document.number
        ctx.add(document)
        ctx.add(
            Outbox(
                topic=SIGNED_TOPIC, payload={"uid": ctx.matter.uid.hex, "on": ctx.on.isoformat()}
            )
        )


def _freeze(ctx: Context) -> None:
    last = latest(ctx)
    assert last is not None
    sheet = answered(last.text, ctx.matter.unit, ctx.detail.year, ctx.detail.kind, freeze=True)
    last.sheet = sheet.to_json()
    ctx.detail.sheet_digest = sheet.digest()
    ctx.add(last)


def rework(ctx: Context) -> None:
    _unsign(ctx.detail)


def _unsign(detail: AnnualReport) -> None:
    detail.secrecy = detail.party_signer = detail.head_signer = ""
    detail.party_signed_on = detail.head_signed_on = None


# submission


def sent(ctx: Context) -> list[Submission]:
    """What is on its way or has arrived."""
    return [s for s in ctx.rows(Submission) if s.returned_on is None]


def submit(ctx: Context) -> None:
    chosen = {r.code: r for r in recipients_of(ctx.detail.kind)}
    for code in ctx.data["recipients"]:
        who = chosen[code]
        ctx.add(
            Submission(
                matter=ctx.matter, recipient=code, title=who.title, limit_id=who.limit,
                is_copy=who.copy, sent_on=ctx.on, method=ctx.data["method"],
            )
        )  # fmt: skip
    there = {s.recipient for s in sent(ctx)}
    for limit in limits_of(ctx.detail.kind):
        if all(r.code in there for r in chosen.values() if r.limit == limit):
            for ticking in [t for t in ctx.work.clocks if t.clock.limit_id == limit]:
                if ticking.clock.running:
                    clock.stop(ticking, ctx.on, judge=True)
    if all_sent(ctx):
        ctx.detail.submitted_on = ctx.on
        ctx.detail.submitted_ym = ctx.on.year * 100 + ctx.on.month
    clock.stamp(ctx.work)


def all_sent(ctx: Context) -> bool:
    return {r.code for r in recipients_of(ctx.detail.kind)} <= {s.recipient for s in sent(ctx)}


def receipt(ctx: Context) -> None:
    for row in sent(ctx):
        if row.recipient == ctx.data["recipient"] and row.received_on is None:
            row.received_on, row.received_by = ctx.on, ctx.data["received_by"]
            ctx.add(row)


def something_sent(ctx: Context) -> Missing | None:
    waiting = [s for s in sent(ctx) if s.received_on is None]
    return None if waiting else Missing("没有待签收的报送")


def send_back(ctx: Context) -> None:
    """A returned report owes its submission again, by the same day."""
    for row in sent(ctx):
        row.returned_on, row.reason = ctx.on, ctx.data["reason"]
        ctx.add(row)
    _unsign(ctx.detail)
    ctx.detail.submitted_on = ctx.detail.submitted_ym = None
    for n, limit in enumerate(limits_of(ctx.detail.kind)):
        clock.start(ctx.work, limit, after_year(ctx), controlling=n == 0)
    clock.stamp(ctx.work)


# publication


def may_publish(ctx: Context) -> Missing | None:
    if ctx.detail.secrecy in (Secrecy.OPEN, Secrecy.CUT):
        return None
    return Missing("保密审查没有同意公开", f"{LAW}第二十四条", "涉密报告请办理“不公开”")


def is_secret(ctx: Context) -> Missing | None:
    if ctx.detail.secrecy == Secrecy.SECRET:
        return None
    return Missing("保密审查结论不是涉密", f"{LAW}第二十四条", "不涉密的报告应当公开")


def publish(ctx: Context) -> None:
    """Gives the index number, once and for ever."""
    d, unit = ctx.detail, ctx.matter.unit
    if not d.index_number:
        year = ctx.on.year
        ctx.take_number(
            "disclosure.index", year,
            lambda n: setattr(d, "index_number", index_number(unit, year, n)),
        )  # fmt: skip
    d.summary = ctx.data["summary"]
    d.published_on = ctx.on
    d.published_ym = ctx.on.year * 100 + ctx.on.month
    d.is_public = 1


def restate(ctx: Context) -> None:
    """A new frozen version beside the old one; both stay readable, the difference is told to the public."""
    last = latest(ctx)
    assert last is not None
    text = ctx.data["text"].replace("\r\n", "\n").strip()
    text = f"{text}\n" if text else last.text
    before = last.sheet
    version = _version(ctx, last.no + 1, text, f"重述：{ctx.data['reason']}"[:200])
    sheet = answered(text, ctx.matter.unit, ctx.detail.year, ctx.detail.kind, freeze=True)
    if sheet.problems:
        raise InvalidData({"text": [sheet.problems[0]]}, {"text": "更正后的正文"})
    if before is not None and Sheet.of(before).lines == sheet.lines:
        raise InvalidData({"reason": ["正文和数据都没有变化，无需重述"]}, {"reason": "重述理由"})
    version.sheet = sheet.to_json()
    ctx.add(version)
    ctx.detail.sheet_digest = sheet.digest()
    ctx.detail.restated_on, ctx.detail.restated_reason = ctx.on, ctx.data["reason"]
    ctx.add(papers.REPORT.document(ctx))


def withdraw(ctx: Context) -> None:
    ctx.detail.is_public = 0


def hear(ctx: Context) -> None:
    ctx.detail.heard_on = ctx.data["held_on"]


def void(ctx: Context) -> None:
    ctx.matter.is_void, ctx.detail.slot, ctx.detail.is_public = True, None, 0
