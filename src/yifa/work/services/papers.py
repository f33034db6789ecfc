"""Papers of a case, and the guide and slips printed from the catalogue. Stored papers are drawn from facts kept with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.matter.context import Context
from yifa.kernel.matter.papers import PaperTemplate
from yifa.kernel.paper import Heading, Paper, Paragraph, Table, chinese_date
from yifa.work.services.case_forms import DELIVERIES, REFUSALS, SECOND_GROUNDS
from yifa.work.services.catalogue import (
    lines_of,
    materials_in,
    parts_of,
    promised_of,
    units_by_code,
)
from yifa.work.services.models import ServiceItem
from yifa.work.services.models.words import CaseKind, Joint, Online, PeriodUnit

Facts = dict[str, Any]


def period_words(amount: int | None, unit: str) -> str:
    """20个工作日, 3个月, 15日; empty where nothing is said."""
    if not amount:
        return ""
    return f"{amount}{'个' if unit != PeriodUnit.DAY else ''}{PeriodUnit(unit).label}"


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def _paper(title: str, f: Facts, *body: Any, addressee: str | None = None) -> Paper:
    blocks = tuple(Paragraph(b) if isinstance(b, str) else b for b in body if b)
    return Paper(
        title=title, body=blocks, number=f.get("number") or None, addressee=addressee,
        issuer=f["unit"], date=date.fromisoformat(f["on"]),
    )  # fmt: skip


def _about(ctx: Context) -> Facts:
    d, m = ctx.detail, ctx.matter
    item = d.item
    return {
        "case": m.number, "item": item.name, "item_code": item.key, "applicant": d.applicant,
        "code": d.query_code, "received": m.received_on.isoformat(), "kind": str(CaseKind(d.kind).label),
        "promised": period_words(d.promised_amount, d.promised_unit), "on_the_spot": item.on_the_spot,
        "materials": [m.name for m in materials_in(item.materials) if m.source == "applicant"],
        "uid": m.uid.hex,
    }  # fmt: skip


def _receipt_facts(ctx: Context) -> Facts:
    """Printed before the number is given (numbers are given when the act is saved): the query code names the case."""
    return _about(ctx) | {"window": ctx.detail.window, "by": ctx.actor.name}


def _receipt(f: Facts) -> Paper:
    rows = [
        ("申请事项", f["item"]), ("申请人", f["applicant"]), ("收件日期", _day(f["received"])),
        ("办件类型", f["kind"]), ("经办人", f["by"]), ("查询码", f["code"]),
    ]  # fmt: skip
    materials = "、".join(f["materials"]) or "不需要提交材料"
    return _paper(
        "收件凭证", f, Table(columns=("项目", "内容"), rows=tuple(rows)),
        f"应当提交的材料：{materials}。",
        "凭查询码和证件号码（没有证件的，联系电话）后四位，可以在公众网站查询办理进度。",
    )  # fmt: skip


def _notice_facts(ctx: Context) -> Facts:
    data, d = ctx.data, ctx.detail
    return _about(ctx) | {
        "items": lines_of(data["items"]), "times": d.notices,
        "ground": dict(SECOND_GROUNDS).get(data.get("ground", ""), ""),
    }  # fmt: skip


def _notice(f: Facts) -> Paper:
    again = f"本次为第{f['times']}次告知，理由：{f['ground']}。" if f["times"] > 1 else ""
    rows = [f"{n}. {text}" for n, text in enumerate(f["items"], 1)]
    return _paper(
        "一次性告知书", f,
        f"你（单位）申请的“{f['item']}”（编号{f['case']}）收悉。{again}需要补正的全部内容如下：",
        *rows, "补正之后请凭本告知书和查询码到原窗口提交，不必重新排队。", addressee=f["applicant"],
    )  # fmt: skip


def _acceptance_facts(ctx: Context) -> Facts:
    return _about(ctx) | {"accepted": ctx.on.isoformat(), "by": ctx.actor.name}


def _acceptance(f: Facts) -> Paper:
    promise = (
        f"承诺办结时限为{f['promised']}，自受理之日起计算；依法不计入时限的时间另行书面告知。"
        if f["promised"] else "办结时限按法律、法规的规定执行。"
    )  # fmt: skip
    return _paper(
        "受理通知书", f,
        f"你（单位）申请的“{f['item']}”（编号{f['case']}），材料齐全、符合法定形式，自{_day(f['accepted'])}起受理。",
        promise, f"经办人：{f['by']}。查询码：{f['code']}。", addressee=f["applicant"],
    )  # fmt: skip


def _refusal_facts(ctx: Context) -> Facts:
    return _about(ctx) | {
        "ground": dict(REFUSALS)[ctx.data["ground"]],
        "reason": ctx.data["reason"],
    }


def _refusal(f: Facts) -> Paper:
    return _paper(
        "不予受理决定书", f,
        f"你（单位）申请的“{f['item']}”（编号{f['case']}），经审查：{f['ground']}。", f["reason"],
        "根据《中华人民共和国行政许可法》第三十二条的规定，决定不予受理。",
        "对本决定不服的，可以依法申请行政复议或者提起行政诉讼。", addressee=f["applicant"],
    )  # fmt: skip


def _result_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return _about(ctx) | {
        "outcome": ctx.matter.outcome, "certificate": d.certificate, "seal": d.seal,
        "delivery": dict(DELIVERIES)[ctx.data["delivery"]], "decided": d.decided_on.isoformat(),
        "reply": ctx.data.get("reply", ""),
    }  # fmt: skip


def _result(f: Facts) -> Paper:
    said = "准予、办结" if f["outcome"] == "granted" else "不予"
    rows = [
        ("申请事项", f["item"]), ("编号", f["case"]), ("申请人", f["applicant"]), ("结果", said),
        ("决定日期", _day(f["decided"])), ("证照", f["certificate"] or "—"), ("出件方式", f["delivery"]),
        ("用印", f["seal"] or "—"), ("回复和反馈", f["reply"] or "—"), ("领取人签名", ""),
    ]  # fmt: skip
    return _paper("办结出件单", f, Table(columns=("项目", "内容"), rows=tuple(rows)))


def _commitment_facts(ctx: Context) -> Facts:
    d = ctx.detail
    return {
        "title": ctx.matter.title, "proofs": d.proofs, "committed": d.committed, "text": d.text,
        "signed": d.signed_on.isoformat(),
    }  # fmt: skip


def _commitment(f: Facts) -> Paper:
    return _paper(
        "告知承诺书", f, Heading(1, "告知", 1),
        f"办理本事项原需提交的证明：{f['proofs']}。可以书面承诺替代；承诺不实的，依法撤销所作决定，并记入承诺记录。",
        Heading(1, "承诺", 2), f["text"], f"承诺人：{f['committed']}。签署日期：{_day(f['signed'])}。",
    )  # fmt: skip


RECEIPT = PaperTemplate("services.receipt", "收件凭证", _receipt_facts, _receipt, issued=True)
NOTICE = PaperTemplate("services.notice", "一次性告知书", _notice_facts, _notice, issued=True)
ACCEPTANCE = PaperTemplate("services.acceptance", "受理通知书", _acceptance_facts, _acceptance, issued=True)  # fmt: skip
REFUSAL = PaperTemplate("services.refusal", "不予受理决定书", _refusal_facts, _refusal, issued=True)
RESULT = PaperTemplate("services.result", "办结出件单", _result_facts, _result, issued=True)
COMMITMENT = PaperTemplate("services.commitment", "告知承诺书", _commitment_facts, _commitment, issued=True)  # fmt: skip
TEMPLATES = (RECEIPT, NOTICE, ACCEPTANCE, REFUSAL, RESULT, COMMITMENT)


def _facts_of(item: ServiceItem) -> list[tuple[str, str]]:
    promised = promised_of(item)
    said = "当场办结" if item.on_the_spot else period_words(*promised) if promised else ""
    visits = "" if item.visits is None else f"{item.visits}次"
    steps = "" if item.process_steps is None else f"{item.process_steps}个"
    fee = "" if item.cost_yuan is None else f"{item.cost_yuan}元" if item.cost_yuan else "不收费"
    where = "、".join(
        w for w, on in (("全城通办", item.citywide), ("异地可办", item.crossarea)) if on
    )
    return [
        ("事项名称", item.name), ("事项编码", item.key), ("事项类型", item.get_item_type_display()),
        ("办理单位", item.department_name), ("办件类型", item.get_kind_display()),
        ("法定办结时限", period_words(item.legal_amount, item.legal_unit)), ("承诺办结时限", said),
        ("设定依据", item.legal_basis), ("办理条件", item.conditions), ("办理环节", steps), ("到场次数", visits),
        ("收费", f"{fee}（{item.fee_basis}）" if item.fee_basis else fee), ("办理窗口", item.window),
        ("通办范围", where), ("网办深度", str(Online(item.online).label) if item.online else ""), ("咨询方式", item.consult),
    ]  # fmt: skip


def guide_rows(item: ServiceItem) -> list[tuple[str, str]]:
    """What the guide says of an item, the empty ones left out."""
    return [(label, text) for label, text in _facts_of(item) if text]


def _materials_table(item: ServiceItem) -> Any:
    materials = materials_in(item.materials)
    if not materials:
        return "不需要提交材料。" if item.no_materials else ""
    rows = tuple((str(n), m.name, m.source_title) for n, m in enumerate(materials, 1))
    return Table(columns=("序号", "材料", "来源"), rows=rows)


def joint_rows(item: ServiceItem) -> list[tuple[str, str]]:
    """The certificates of a joint item with the unit that decides on each."""
    parts = parts_of(item)
    units = units_by_code(p.unit_code for p in parts)
    return [
        (p.certificate, units[p.unit_code].name if p.unit_code in units else p.unit_code)
        for p in parts
    ]


def guide(item: ServiceItem, on: date) -> Paper:
    """The guide (办事指南) of one version of an item."""
    body: list[Any] = [Table(columns=("项目", "内容"), rows=tuple(guide_rows(item)))]
    if materials := _materials_table(item):
        body += [Heading(1, "申请材料"), materials]
    if item.joint:
        body += [Heading(1, str(Joint(item.joint).label)), Table(
            columns=("证照", "办理单位"), rows=tuple(joint_rows(item)),
        )]  # fmt: skip
    f = {"unit": item.unit.name, "on": on.isoformat()}
    note = f"本指南为第{item.version}版，自{chinese_date(item.valid_from)}起使用。"
    return _paper(f"办事指南\n{item.name}", f, *body, note)


def blank_notice(item: ServiceItem, on: date) -> Paper:
    """The notice slip (一次性告知单) of an item: everything to bring, with room for what is still missing."""
    body: list[Any] = [f"申请“{item.name}”需要提交和核验的全部内容："]
    if materials := _materials_table(item):
        body.append(materials)
    body.append(
        Table(columns=("还需补正的内容", "收到日期"), rows=tuple((" ", " ") for _ in range(4)))
    )
    f = {"unit": item.unit.name, "on": on.isoformat()}
    return _paper(f"一次性告知单\n{item.name}", f, *body)
