"""What the room shows: its ledgers, registers and pages, and its rows on the matter page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from yifa.kernel.fields import mask
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.matter.models import Matter, PartyKind, Relation
from yifa.kernel.matter.registry import pinned
from yifa.ledger.doors import Door
from yifa.ledger.panels import Panel
from yifa.ledger.rooms import Column, Ledger, Link, Room
from yifa.work.services.models import DrawTicket
from yifa.work.services.models.words import Way
from yifa.work.services.part_acts import PART

WHY = "rows of a matter in scope"
CASE = ("service.case",)


def _natural(matter: Matter) -> bool:
    return matter.servicecase.applicant_kind in ("", PartyKind.NATURAL)


def _outcome(matter: Matter) -> str:
    procedure = pinned(matter.procedure, matter.procedure_since)
    return procedure.outcome_title(matter.outcome) if matter.outcome else ""


def _way(matter: Matter) -> str:
    way = matter.servicecase.way
    return str(Way(way).label) if way else ""


def _publicity_kind(matter: Matter) -> str:
    return str(matter.servicepublicity.get_kind_display())


def part_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    """Each unit's part with its state, limit and answer."""
    links = Relation.objects.filter(source=matter, kind=PART).order_by("pk")
    found = []
    for link in links.select_related("target__unit", "target__servicepart"):
        part, d = link.target, link.target.servicepart
        state = pinned(part.procedure, part.procedure_since).state(part.state).title
        days = f"{d.amount}{d.get_amount_unit_display()}" if d.amount else ""
        said = " ".join(x for x in (d.get_result_display(), d.number, d.reason) if x)
        found.append(
            (str(part.unit), d.certificate, part.number, state, days, str(part.next_due or ""), said, d.decided_by)
        )  # fmt: skip
    return found


def saved_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    """What handling at once saved: the units' days one after the other, beside the days it took together."""
    links = Relation.objects.filter(source=matter, kind=PART).select_related("target")
    parts = [link.target for link in links]
    if len(parts) < 2 or any(p.closed_on is None for p in parts):
        return []
    spans = [(p.received_on, p.closed_on) for p in parts if p.closed_on]
    alone = sum((last - first).days for first, last in spans)
    together = (max(last for _, last in spans) - min(first for first, _ in spans)).days
    return [
        ("各单位逐个办理合计", f"{alone}天"),
        ("并联办理", f"{together}天"),
        ("节省", f"{alone - together}天"),
    ]


def hand_over_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    """The hand-over log (受审分离): who accepted, who decided, when it went over and came back."""
    links = Relation.objects.filter(source=matter, kind=PART).values_list("target_id", flat=True)
    rows = JournalRow.objects.unscoped(WHY).filter(
        matter_id__in=[matter.pk, *links], verb="act",
        step__in=("accept", "dispatch", "consult", "take", "answer", "send_back", "decide", "issue", "finish_on_spot"),
    )  # fmt: skip
    return [
        (
            r.title,
            str(r.on),
            timezone.localtime(r.recorded_at).strftime("%Y-%m-%d %H:%M"),
            r.actor_name,
        )
        for r in rows.order_by("recorded_at", "pk")
    ]


def ticket_rows(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    rows = DrawTicket.objects.unscoped(WHY).filter(matter_id=matter.pk).order_by("rank", "number")
    return [(str(r.rank or ""), r.number, "抽中" if r.drawn else "") for r in rows]


def draw_facts(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    """What anybody needs to draw again."""
    d = matter.servicedraw
    return [
        ("密钥摘要", d.seed_digest), ("名单摘要", d.list_digest), ("密钥", d.seed or "抽取时公布"),
        ("外部数", d.outside or "抽取时加入"),
        ("算法", "对“密钥|外部数|承诺编号”取摘要，按摘要从小到大排序，取前列"),
    ]  # fmt: skip


def enquiry_facts(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    d = matter.serviceenquiry
    rows = [("询问事项", d.question), ("首问责任人", f"{d.first_unit} {d.first_asked}")]
    if d.asker:
        rows.append(("询问人", d.asker if handling else mask(d.asker)))
    if d.handed:
        rows.append(
            ("移交", f"第{d.handed}次，{d.handed_to}" if d.handed_to else f"第{d.handed}次")
        )
    if d.answer:
        rows.append(("答复", d.answer))
    return rows


def commitment_facts(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    d = matter.servicecommitment
    name = d.committed if handling or d.committed == "申请人" else mask(d.committed)
    rows = [
        ("承诺人", name),
        ("替代的证明", d.proofs),
        ("承诺内容", d.text),
        ("签署日期", str(d.signed_on)),
    ]
    if d.finding:
        rows.append(("核查情况", d.finding))
    if d.repaired_on:
        rows.append(("修复日期", str(d.repaired_on)))
    return rows


def check_facts(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    d = matter.servicecheck
    rows = [
        ("检查对象", d.subject),
        ("依据", d.basis),
        ("检查情况", d.finding),
        ("整改情况", d.correction),
    ]
    return [r for r in rows if r[1]]


def task_facts(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    d = matter.servicetask
    rows = [
        ("责任单位", d.owner),
        ("督办内容", d.what),
        ("时限", f"{d.amount}个工作日"),
        ("办理情况", d.result),
    ]
    return [r for r in rows if r[1]]


def publicity_facts(matter: Matter, handling: bool) -> Sequence[Sequence[str]]:
    d = matter.servicepublicity
    rows = [("方式", d.get_kind_display()), ("范围或者载体", d.place), ("专班", d.force)]
    if d.copies:
        rows.append(("发放份数", str(d.copies)))
    if d.read_on:
        rows.append(("浏览次数", f"{d.views}（{d.read_on} 读数）"))
    rows.append(("凭据", d.proof))
    return [r for r in rows if r[1]]


TWO = ("项目", "内容")
PANELS = (
    Panel("services.parts", "分送办理", CASE,
          ("单位", "证照或者会审内容", "编号", "状态", "时限", "届满", "结果", "审批人"), part_rows),
    Panel("services.saved", "并联办理用时", CASE, TWO, saved_rows),
    Panel("services.hand_over", "受理和审批的交接", CASE, ("环节", "日期", "记录时间", "办理人"), hand_over_rows),
    Panel("services.enquiry", "首问登记", ("service.enquiry",), TWO, enquiry_facts),
    Panel("services.commitment", "承诺", ("service.commitment",), TWO, commitment_facts),
    Panel("services.draw", "抽取依据", ("service.draw",), TWO, draw_facts),
    Panel("services.tickets", "抽查名单", ("service.draw",), ("次序", "承诺编号", "结果"), ticket_rows),
    Panel("services.check", "检查", ("service.check",), TWO, check_facts),
    Panel("services.task", "督办", ("service.task", "service.task_part"), TWO, task_facts),
    Panel("services.publicity", "宣传情况", ("service.publicity",), TWO, publicity_facts),
)  # fmt: skip

_ONE = ("servicecase",)
ROOM = Room(
    code="services", title="政务服务", order=30,
    ledgers=(
        Ledger(
            id="services.cases", title="办件台账", procedures=CASE,
            columns=(
                Column("申请人", "servicecase.applicant", personal=_natural, related=_ONE),
                Column("类型", "servicecase.kind", related=_ONE),
                Column("渠道", "servicecase.channel", related=_ONE),
                Column("免证明", _way, related=_ONE),
                Column("承办人", "handler.name", related=("handler",)),
                Column("结果", _outcome),
            ),
        ),
        Ledger(
            id="services.parts", title="分送件", procedures=("service.part",),
            columns=(
                Column("证照或者会审内容", "servicepart.certificate", related=("servicepart",)),
                Column("结果", _outcome),
            ),
        ),
        Ledger(
            id="services.enquiries", title="首问登记", procedures=("service.enquiry",), personal_title=False,
            columns=(
                Column("首问单位", "serviceenquiry.first_unit", related=("serviceenquiry",)),
                Column("首问责任人", "serviceenquiry.first_asked", related=("serviceenquiry",)),
                Column("结果", _outcome),
            ),
        ),
        Ledger(
            id="services.commitments", title="告知承诺", procedures=("service.commitment", "service.draw"),
        ),
        Ledger(
            id="services.checks", title="检查", procedures=("service.check",),
            columns=(
                Column("内容", "servicecheck.kind", related=("servicecheck",)),
                Column("结论", _outcome),
            ),
        ),
        Ledger(
            id="services.tasks", title="专班督办", procedures=("service.task", "service.task_part", "service.meeting"),
        ),
        Ledger(
            id="services.publicity", title="改革宣传", procedures=("service.publicity",),
            columns=(
                Column("方式", _publicity_kind, related=("servicepublicity",)),
                Column("范围或者载体", "servicepublicity.place", related=("servicepublicity",)),
            ),
        ),
    ),
    registers=("service_item", "service_proof"),
    links=(
        Link("窗口收件", "services:window"),
        Link("登记簿", "services:registers"),
        Link("空岗和缺项", "services:lacking"),
        Link("简化前后", "services:simplified"),
    ),
)  # fmt: skip

GROUPS = (
    ("事项和证明", ("service_item", "service_proof")),
    ("网点、窗口和人员", ("service_point", "service_window", "service_cover", "service_staff", "service_agent",
                  "service_facility", "service_channel")),
    ("审批和承诺", ("service_seal", "service_promise", "service_standard")),
    ("改革专班", ("service_member", "service_praise")),
)  # fmt: skip
"""The room's registers by what they are about."""

DOOR = Door(
    code="services", title="政务服务", text="查办事指南，网上申请，凭查询码看进度，看窗口人员和公开承诺",
    url_name="services:items", order=5,
)  # fmt: skip
