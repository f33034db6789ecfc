"""What the page of a matter shows of the room's own rows: the case, those who try it, how its facts were found."""

from __future__ import annotations

from datetime import date

from yifa.kernel.fields import mask
from yifa.kernel.matter.models import Matter, PartyKind
from yifa.ledger.panels import Panel
from yifa.work.reconsideration.models import CheckItem, Finding, PanelMember, ReconsiderationOfficer
from yifa.work.reconsideration.outcomes import LABELS

Rows = list[tuple[str, ...]]
ADOPTED = {1: "采信", 0: "不采信", None: ""}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _case(matter: Matter, handling: bool) -> Rows:
    d = matter.reconsiderationapplication
    personal = d.applicant_class == PartyKind.NATURAL and not handling
    accepted = _day(d.accepted_on) + ("（视为受理）" if d.deemed else "")
    found = (
        ("申请人", mask(d.applicant) if personal else d.applicant),
        ("被申请人", d.respondent),
        ("行政行为", f"{d.act}（{d.get_act_kind_display()}）"),
        ("复议请求", d.claim),
        ("受理日期", accepted),
        ("审理程序", d.get_track_display()),
        ("被申请人答复", d.get_reply_status_display()),
        ("结果", LABELS.get(d.result, "") if not matter.is_open else ""),
        ("履行期限", _day(d.perform_by)),
        ("生效日期", _day(d.effective_on)),
        ("履行日期", _day(d.performed_on)),
    )
    return [line for line in found if line[1]]


def _members(matter: Matter, handling: bool) -> Rows:
    rows = PanelMember.objects.unscoped("a matter in scope").filter(matter_id=matter.pk)
    names = dict(
        ReconsiderationOfficer.objects.unscoped("a matter in scope")
        .filter(username__in=rows.values("username"))
        .order_by("version")
        .values_list("username", "name")
    )
    return [
        (
            names.get(m.username, m.username),
            "主办" if m.leads else "协办",
            _day(m.on),
            _day(m.left_on),
        )
        for m in rows.order_by("-leads", "pk")
    ]


def _findings(matter: Matter, handling: bool) -> Rows:
    rows = Finding.objects.unscoped("a matter in scope").filter(matter_id=matter.pk)
    return [
        (
            str(f.serial),
            f.get_method_display(),
            f.subject,
            _day(f.started_on),
            _day(f.done_on),
            ADOPTED[f.adopted],
        )
        for f in rows
    ]


def _response(matter: Matter, handling: bool) -> Rows:
    d = matter.reconsiderationresponse
    found = (
        ("复议案号", d.case_number),
        ("复议机关", d.body),
        ("行政行为", d.act),
        ("审理程序", d.get_track_display()),
        ("证据", f"{d.evidence_items} 件" if d.evidence_items else ""),
        ("复议结果", LABELS.get(d.result, "")),
        ("履行期限", _day(d.perform_by)),
        ("履行日期", _day(d.performed_on)),
        ("报告日期", _day(d.reported_on)),
    )
    return [line for line in found if line[1]]


def _items(matter: Matter, handling: bool) -> Rows:
    rows = CheckItem.objects.unscoped("a matter in scope").filter(matter_id=matter.pk)
    return [(i.standard, i.requirement, i.get_score_display()) for i in rows]


APPLICATION = ("reconsideration.application",)
PANELS = (
    Panel("reconsideration.case", "案件要点", APPLICATION, ("项目", "内容"), _case),
    Panel(
        "reconsideration.members", "办案人员", APPLICATION, ("姓名", "分工", "指定", "更换"), _members
    ),
    Panel(
        "reconsideration.findings", "事实查明", APPLICATION,
        ("序号", "方式", "查明事项", "启动", "实施", "采信"), _findings,
    ),
    Panel("reconsideration.response", "复议要点", ("reconsideration.response",), ("项目", "内容"), _response),
    Panel("reconsideration.items", "检查项", ("reconsideration.check",), ("规范", "要求", "结论"), _items),
)  # fmt: skip
