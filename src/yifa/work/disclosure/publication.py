"""How information is made public: drafted, reviewed for secrecy and legality, published, kept up (主动公开).

Government information owes publication within twenty working days (条例第二十六条); Party and village affairs are
published by the same steps without that statutory clock. A policy's interpretation is a publication of its own, bound
to the policy by the relation 解读.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.errors import InvalidData, Missing
from yifa.kernel.matter import clock
from yifa.kernel.matter.context import Context
from yifa.kernel.matter.models import Outbox, Relation
from yifa.kernel.matter.procedure import Procedure, Starts, State, Step, Stops, done, role_set
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.disclosure import publication_forms as forms
from yifa.work.disclosure.classes import Affair, Attribute, Validity
from yifa.work.disclosure.entries import standing_key
from yifa.work.disclosure.models import KeyItem, Publication

LAW = "政府信息公开条例（2019年修订）"
PROACTIVE = "disclosure.proactive"
INTERPRETS = "解读"
POLICY_TOPIC = "disclosure.policy_interpreted"

DRAFTED = State("drafted", "拟制中")
REVIEWED = State("reviewed", "已审查待公开")
PUBLISHED = State("published", "已公开", open=False)
KEPT = State("kept", "不主动公开", open=False)
WITHDRAWN = State("withdrawn", "已撤下", open=False)
STATES = (DRAFTED, REVIEWED, PUBLISHED, KEPT, WITHDRAWN)

HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
SAME = (
    "summary", "created_on", "document_number", "genre", "audience", "manner", "time_limit", "scope",
    "review_procedure", "content",
)  # fmt: skip


def index_number(unit: Unit, year: int, serial: int) -> str:
    """`code/year-serial`: the credit code where the unit has one, five digits of serial."""
    return f"{unit.uscc or unit.code}/{year}-{serial:05d}"


def _describe(ctx: Context) -> None:
    d, data, unit = ctx.detail, ctx.data, ctx.matter.unit
    for name in SAME:
        setattr(d, name, data[name])
    d.affair = data.get("affair") or d.affair or Affair.GOVERNMENT
    d.subject = data.get("subject", "")
    d.key_item = data.get("key_item", "")
    d.is_policy = int(data.get("is_policy") or 0)
    d.publisher = d.publisher or unit.name
    d.department = data["department"] or unit.name
    ctx.matter.title = data["name"]


def _interpret(ctx: Context) -> None:
    policy = policy_of(ctx.data["policy"])
    _describe(ctx)
    ctx.detail.policy = policy.matter
    ctx.add(Relation(source=ctx.matter, target=policy.matter, kind=INTERPRETS))


def policy_of(number: str) -> Publication:
    """The policy publication with this index number or matter number; InvalidData if there is none."""
    rows = Publication.objects.unscoped("a link names a number, it shows nothing").select_related(
        "matter"
    )
    rows = rows.filter(is_policy=1)
    found: Publication | None = (
        rows.filter(index_number=number).first() or rows.filter(matter__number=number).first()
    )
    if found is None:
        raise InvalidData({"policy": ["没有这一编号的政策文件"]}, {"policy": "所解读政策"})
    return found


def _dates_fit(ctx: Context) -> Missing | None:
    created = ctx.data["created_on"]
    if created <= ctx.on:
        return None
    return Missing(
        f"生成日期 {created} 晚于办理日期 {ctx.on}", f"{LAW}第二十六条", "请核对生成日期"
    )


def _key_item_stands(ctx: Context) -> Missing | None:
    key = ctx.data.get("key_item")
    if not key or standing_key(KeyItem, key):
        return None
    return Missing(f"重点领域目录没有 {key}", f"{LAW}第二十条", "留空，或者先登记目录事项")


def _settle(ctx: Context) -> None:
    d, data = ctx.detail, ctx.data
    d.attribute, d.attribute_ground = data["attribute"], data.get("note", "")
    if data["attribute"] != Attribute.PROACTIVE:
        d.attribute_ground = data["note"]
        ctx.matter.outcome = data["attribute"]


def _settled(ctx: Context) -> State:
    return REVIEWED if ctx.data["attribute"] == Attribute.PROACTIVE else KEPT


_settled.leads = (REVIEWED, KEPT)  # type: ignore[attr-defined]


def _publish(ctx: Context) -> None:
    """Gives the index number, once and for ever: a later publisher does not change it."""
    d, unit = ctx.detail, ctx.matter.unit
    if not d.index_number:
        year = ctx.on.year
        ctx.take_number(
            "disclosure.index",
            year,
            lambda n: setattr(d, "index_number", index_number(unit, year, n)),
        )
    d.published_on = d.published_on or ctx.on
    d.published_ym = d.published_on.year * 100 + d.published_on.month
    d.is_public, d.attribute, d.validity = 1, Attribute.PROACTIVE, d.validity or Validity.VALID
    ctx.matter.outcome = "published"
    _tell_policy(ctx)


def _tell_policy(ctx: Context) -> None:
    """An interpretation that goes public or is withdrawn is marked on its policy, by the job loop."""
    if ctx.detail.policy_id:
        ctx.add(Outbox(topic=POLICY_TOPIC, payload={"policy": ctx.detail.policy_id}))


def _mark(ctx: Context) -> None:
    ctx.detail.is_interpreted = int(ctx.data["interpreted"])


def _record(ctx: Context) -> None:
    _describe(ctx)
    ctx.detail.index_number = ctx.data.get("index_number") or None
    _publish(ctx)


def _changed_before(ctx: Context) -> Missing | None:
    changed = ctx.data["changed_on"]
    return (
        None
        if changed <= ctx.on
        else Missing(f"信息变更日期 {changed} 晚于办理日期 {ctx.on}", f"{LAW}第二十六条")
    )


def _revise(ctx: Context) -> None:
    """A changed piece of government information owes publication anew, counted from its change."""
    if ctx.detail.affair == Affair.GOVERNMENT:
        clock.start(ctx.work, PROACTIVE, ctx.data["changed_on"])
    ctx.detail.summary = ctx.data["summary"] or ctx.detail.summary
    ctx.detail.content = ctx.data["content"] or ctx.detail.content


def _withdraw(ctx: Context) -> None:
    ctx.detail.is_public = 0
    _tell_policy(ctx)


def _restore(ctx: Context) -> None:
    ctx.detail.is_public = 1
    _tell_policy(ctx)


def _validity(ctx: Context) -> None:
    ctx.detail.validity = ctx.data["validity"]


def _archive(ctx: Context) -> None:
    ctx.detail.archived_on = ctx.on


DRAFTS = ("draft", "draft_affair", "draft_interpretation", "edit")
STEPS = (
    Step(code="draft", title="拟制政府信息", to=DRAFTED, by=HANDLER, form=forms.GovernmentForm, effect=_describe,
         checks=(_dates_fit, _key_item_stands), cite=f"{LAW}第十七条",
         clocks=(Starts(PROACTIVE, from_="created_on", controlling=True),)),
    Step(code="draft_affair", title="拟制党务、村（社区）务公开", to=DRAFTED, by=HANDLER, form=forms.AffairForm,
         effect=_describe, checks=(_dates_fit,)),
    Step(code="draft_interpretation", title="拟制政策解读", to=DRAFTED, by=HANDLER, form=forms.InterpretationForm,
         effect=_interpret, checks=(_dates_fit,), clocks=(Starts(PROACTIVE, from_="created_on", controlling=True),),
         help="与政策文件同步起草、同步发布"),
    Step(code="record", title="登记已公开信息", to=PUBLISHED, by=HANDLER, form=forms.HistoryForm, effect=_record,
         checks=(_dates_fit, _key_item_stands), clocks=(Starts(PROACTIVE, from_="created_on", controlling=True),
                                                       Stops(PROACTIVE)),
         help="本系统启用之前或者在其他平台公开的信息；发生日期填公开日期"),
    Step(code="edit", title="修改", from_=(DRAFTED,), to=DRAFTED, by=HANDLER, form=forms.GovernmentForm,
         effect=_describe, checks=(_key_item_stands,)),
    Step(code="review", title="保密和合法性审查", from_=(DRAFTED,), to=_settled, by=REVIEWER, not_by=DRAFTS,
         form=forms.ReviewForm, effect=_settle, cite=f"{LAW}第十七条"),
    Step(code="send_back", title="退回修改", from_=(DRAFTED, REVIEWED), to=DRAFTED, by=role_set(Role.REVIEWER, Role.HEAD),
         form=forms.ReasonForm),
    Step(code="publish", title="公开", from_=(REVIEWED,), to=PUBLISHED, by=role_set(Role.CASE_HANDLER, Role.HEAD),
         effect=_publish, clocks=(Stops(PROACTIVE),), cite=f"{LAW}第二十六条",
         requires=(done("review", "保密和合法性审查", f"{LAW}第十七条"),), grave=True,
         help="公开时生成信息索引号，此后不再改变"),
    Step(code="revise", title="更新", from_=(PUBLISHED,), by=HANDLER, form=forms.ReviseForm, effect=_revise,
         checks=(_changed_before,), clocks=(Stops(PROACTIVE),), cite=f"{LAW}第二十六条"),
    Step(code="set_validity", title="标注有效性", from_=(PUBLISHED,), by=HANDLER, form=forms.ValidityForm,
         effect=_validity),
    Step(code="withdraw", title="撤下", from_=(PUBLISHED,), to=WITHDRAWN, by=HEAD, form=forms.ReasonForm,
         effect=_withdraw, grave=True),
    Step(code="restore", title="恢复公开", from_=(WITHDRAWN,), to=PUBLISHED, by=HEAD, form=forms.ReasonForm,
         effect=_restore),
    Step(code="mark_interpreted", title="标注解读情况", from_=STATES, by=HANDLER, form=forms.MarkForm, effect=_mark,
         help="解读公开、撤下时自动标注"),
    Step(code="archive", title="归档", from_=(PUBLISHED, KEPT, WITHDRAWN), by=HANDLER, effect=_archive),
)  # fmt: skip


def number(unit: Unit, year: int, serial: int) -> str:
    return f"{unit.document_code or unit.short_name}公开〔{year}〕{serial}号"


PUBLICATION = Procedure(
    id="disclosure.publication", title="主动公开", room="disclosure", since=date(2008, 5, 1), law=LAW,
    states=STATES, steps=STEPS, detail=Publication, numbering=number,
    correctable=("title", "summary", "document_number", "subject", "genre", "audience", "department", "key_item"),
)  # fmt: skip
