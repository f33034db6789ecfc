"""Facts and figures of the room, counted from cases and registers.

Where a published text leaves its denominator open, both readings are declared side by side and each says what it counts.
"""

from __future__ import annotations

from typing import Any

from yifa.kernel.figure import (
    And,
    Column,
    Distinct,
    Eq,
    Fact,
    Figure,
    Ge,
    In,
    IsNull,
    Not,
    Percentile,
    Predicate,
    Ratio,
    StockAt,
    Sum,
)
from yifa.work.services.models import (
    ApprovalOffice,
    Facility,
    PraiseRecord,
    ProofItem,
    ServiceAgent,
    ServiceCase,
    ServiceCheck,
    ServiceCommitment,
    ServiceItem,
    ServicePoint,
    ServicePublicity,
    ServiceStaff,
)
from yifa.work.services.models.words import (
    Area,
    Channel,
    CheckKind,
    Help,
    PublicityKind,
    Theme,
    Verdict,
    Way,
)

ROOM = "services"
_CASE_COLUMNS = (
    "kind", "channel", "help", "area", "way", "theme", "joint", "item_type", "item_code", "applicant_kind", "window",
    "agent", "on_the_spot", "zero_material", "notices", "repeated", "visits", "separated", "one_seal", "days", "worked", "parts",
)  # fmt: skip
CASES = Fact(
    id="service_case", title="政务服务办件", room=ROOM, procedures=("service.case",), detail=ServiceCase,
    columns={name: f"detail.{name}" for name in _CASE_COLUMNS}
    | {"accepted_ym": Column("detail.accepted_ym", kind="ym"), "decided_ym": Column("detail.decided_ym", kind="ym")},
    labels={"outcome": {"granted": "准予、办结", "denied": "不予", "not_accepted": "不予受理", "withdrawn": "申请人撤回"}},
)  # fmt: skip
COMMITMENTS = Fact(
    id="service_commitment", title="告知承诺", room=ROOM, procedures=("service.commitment",), detail=ServiceCommitment,
    columns={"drawn": "detail.drawn", "breach": "detail.breach", "signed_ym": Column("detail.signed_ym", kind="ym"),
             "checked_ym": Column("detail.checked_ym", kind="ym")},
)  # fmt: skip
CHECKS = Fact(
    id="service_check", title="检查", room=ROOM, procedures=("service.check",), detail=ServiceCheck,
    columns={"kind": "detail.kind", "found": "detail.found", "subject_key": "detail.subject_key"},
)  # fmt: skip
ITEMS = Fact(
    id="service_item", title="政务服务事项", room=ROOM, entry=ServiceItem,
    columns={n: f"entry.{n}" for n in (
        "item_type", "kind", "theme", "on_the_spot", "zero_material", "one_visit", "high_frequency", "livelihood", "online",
        "citywide", "crossarea", "joint", "gaps", "process_steps", "visits", "materials_handed",
    )},
)  # fmt: skip
PROOFS = Fact(
    id="service_proof", title="证明事项", room=ROOM, entry=ProofItem,
    columns={"verdict": "entry.verdict", "way": "entry.way", "cancelled_ym": Column("entry.cancelled_ym", kind="ym")},
)  # fmt: skip
POINTS = Fact(id="service_point", title="服务点", room=ROOM, entry=ServicePoint,
              columns={"level": "entry.level", "any_item": "entry.any_item"})  # fmt: skip
OFFICES = Fact(id="service_seal", title="一枚印章审批办公室", room=ROOM, entry=ApprovalOffice, columns={"seals": "entry.seals"})  # fmt: skip
STAFF = Fact(id="service_staff", title="公示人员", room=ROOM, entry=ServiceStaff,
             columns={"full_time": "entry.full_time", "seal_office": "entry.seal_office"})  # fmt: skip
AGENTS = Fact(id="service_agent", title="代办员", room=ROOM, entry=ServiceAgent)
FACILITIES = Fact(id="service_facility", title="设施和人员配备", room=ROOM, entry=Facility,
                  columns={"is_post": "entry.is_post", "gap": "entry.gap", "needed": "entry.needed"})  # fmt: skip
PRAISES = Fact(id="service_praise", title="肯定记录", room=ROOM, entry=PraiseRecord,
               columns={"given_ym": Column("entry.given_ym", kind="ym")})  # fmt: skip
PUBLICITY = Fact(
    id="service_publicity", title="改革宣传", room=ROOM, procedures=("service.publicity",), detail=ServicePublicity,
    columns={"kind": "detail.kind", "copies": "detail.copies", "views": "detail.views",
             "held_ym": Column("detail.held_ym", kind="ym")},
)  # fmt: skip

STANDING = StockAt("valid_from", "valid_to")
FINISHED = In("outcome", ("granted", "denied"))
CERTLESS = In("way", tuple(str(w) for w in (Way.CANCELLED, Way.COMMITMENT, Way.QUERY, Way.CHECK)))
SPOT = Eq("on_the_spot", 1)
REGISTRATION, START = Eq("theme", str(Theme.REGISTRATION)), Eq("theme", str(Theme.START))
ONLINE = Eq("channel", str(Channel.ONLINE))
SPLIT = ("kind", "channel", "help", "area", "way", "theme", "item_type")


def _case(id_: str, title: str, definition: str, where: Predicate | None = None, **more: Any) -> Figure:  # fmt: skip
    values: dict[str, Any] = {"period_column": "closed_ym", "disaggregations": SPLIT} | more
    if where is not None:
        values["where"] = where
    return Figure(id=f"services.{id_}", title=title, fact=CASES, definition=definition, **values)


def _stock(id_: str, title: str, fact: Fact, definition: str, where: Predicate | None = None, **more: Any) -> Figure:  # fmt: skip
    values: dict[str, Any] = {"stock": STANDING, "unit_word": "项"} | more
    if where is not None:
        values["where"] = where
    return Figure(id=f"services.{id_}", title=title, fact=fact, definition=definition, **values)


PERCENT: dict[str, Any] = {"unit_word": "%", "decimals": 1}

CASE_FIGURES = (
    _case("case.received", "收件", "本期收到的政务服务申请", period_column="received_ym"),
    _case("case.accepted", "受理", "本期受理的申请", period_column="accepted_ym"),
    _case("case.closed", "办结", "本期办结（准予或者不予）的办件；不予受理、撤回的不计", FINISHED),
    _case("case.completion_rate", "办结率", "本期收到的申请中，现已终结的比例；分母为本期全部收件",
          period_column="received_ym", measure=Ratio(Eq("is_open", 0)), **PERCENT),
    _case("case.on_time", "按期办结率", "本期作出决定、有承诺或者法定时限的办件中，按期的比例；没有时限的不判定",
          Not(IsNull("on_time")), period_column="judged_ym", measure=Ratio(Eq("on_time", 1)), **PERCENT),
    _case("case.spot", "当场办结", "本期办结的办件中，同一次到场（或者即时在线）办结的", And(FINISHED, SPOT)),
    _case("case.spot_rate", "当场办结率", "本期办结的办件中，当场办结的比例", FINISHED, measure=Ratio(SPOT), **PERCENT),
    _case("case.kinds", "办件类型数", "本期收件涉及的办件类型（即办、代办、领办、流动办）", measure=Distinct("kind"),
          period_column="received_ym", unit_word="类", disaggregations=()),
    _case("case.zero_material", "零材料办件", "本期办结、按清单申请人不提交材料的办件", And(FINISHED, Eq("zero_material", 1))),
    _case("case.repeated_notice", "再次告知补正的办件", "本期收到、补正告知多于一次的办件；应当为零",
          Eq("repeated", 1), period_column="received_ym"),
    _case("case.one_stop", "一站办结件", "本期办结、在受理窗口收件和出件、申请人到场不多于一次的办件；其他单位审批的由窗口流转",
          And(FINISHED, In("visits", (0, 1)))),
    _case("case.away", "通办办件", "本期收到、同城或者异地受理的办件", In("area", (str(Area.CITY), str(Area.CROSS))),
          period_column="received_ym"),
    _case("case.by_agent", "全程代办办件", "本期收到、由代办员持委托书办理的办件", Eq("help", str(Help.AGENT)),
          period_column="received_ym", disaggregations=("agent", "kind")),
    _case("case.accompanied", "陪同办理", "本期收到、陪同办理的办件", Eq("help", str(Help.ACCOMPANIED)), period_column="received_ym"),
    _case("case.door", "上门办理", "本期收到、上门办理的办件", Eq("help", str(Help.DOOR)), period_column="received_ym"),
    _case("case.by_window", "窗口受理", "本期受理的办件，可按受理窗口分", period_column="accepted_ym",
          disaggregations=("window", "kind")),
    _case("case.same_person", "受审未分离的办件", "本期决定、受理人与审批人为同一人的办件；当场办结的不计，应当为零",
          Eq("separated", 0), period_column="decided_ym"),
    _case("case.one_seal", "一枚印章审批件", "本期办结、用乡镇审批专用章的办件", And(FINISHED, Eq("one_seal", 1))),
    _case("case.contactless", "不见面办件", "本期办结、网上申请且未到场的办件", And(FINISHED, ONLINE, Eq("visits", 0))),
    _case("case.contactless_rate", "不见面办理率", "本期办结的办件中，网上申请且未到场的比例", FINISHED,
          measure=Ratio(And(ONLINE, Eq("visits", 0))), **PERCENT),
    _case("case.online_rate", "网上办理率", "本期收件中，网上申请的比例；分母为本期全部收件", measure=Ratio(ONLINE),
          period_column="received_ym", **PERCENT),
    _case("case.item_days", "办理天数中位数", "本期决定的办件，自受理至决定的日历天数的中位数", Not(IsNull("days")),
          measure=Percentile("days", 50), period_column="decided_ym", unit_word="天", disaggregations=("item_code", "theme")),
    _case("case.item_worked", "办理工作日中位数", "本期决定的办件，自受理至决定的工作日数的中位数；受理当日和特别程序期间不计",
          Not(IsNull("worked")), measure=Percentile("worked", 50), period_column="decided_ym", unit_word="个工作日",
          disaggregations=("item_code", "theme")),
    _case("case.visits", "申请人到场次数", "本期办结的办件，申请人到场次数之和", Not(IsNull("visits")), measure=Sum("visits"),
          unit_word="次", disaggregations=("item_code", "theme")),
    _case("certless.cases", "涉及取消证明事项的办件", "本期办结、以四种方式之一免予提交证明的办件；每件只计一种方式",
          And(FINISHED, CERTLESS), disaggregations=("way", "item_code")),
    *(
        _case(f"certless.{way}", f"免证明办件：{Way(way).label}", f"本期办结、以{Way(way).label}方式免予提交证明的办件",
              And(FINISHED, Eq("way", str(way))), disaggregations=("item_code",))
        for way in (Way.CANCELLED, Way.COMMITMENT, Way.QUERY, Way.CHECK)
    ),
    _case("registration.closed", "涉企登记办结", "本期办结的涉企登记办件", And(FINISHED, REGISTRATION)),
    _case("registration.spot", "涉企登记当场办结", "本期办结的涉企登记办件中，当场办结的", And(FINISHED, REGISTRATION, SPOT)),
    _case("registration.spot_rate", "涉企登记当场办结率", "本期办结的涉企登记办件中，当场办结的比例",
          And(FINISHED, REGISTRATION), measure=Ratio(SPOT), unit_word="%", decimals=2),
    _case("start.closed", "企业开办", "本期办结的企业开办办件，不论渠道", And(FINISHED, START), unit_word="户"),
    _case("start.online", "零见面企业开办", "本期办结、网上申请且未到场的企业开办办件",
          And(FINISHED, START, ONLINE, Eq("visits", 0)), unit_word="户"),
    _case("start.online_rate", "新设企业网办率", "本期办结的企业开办办件中，网上申请的比例；分母为本期全部企业开办办件",
          And(FINISHED, START), measure=Ratio(ONLINE), **PERCENT),
    _case("start.contactless_rate", "企业开办零见面率",
          "本期办结的企业开办办件中，网上申请且未到场的比例；与网办率分子不同，一并列出", And(FINISHED, START),
          measure=Ratio(And(ONLINE, Eq("visits", 0))), **PERCENT),
    _case("start.most_visits", "企业开办最多到场次数", "本期办结、网上申请的企业开办办件中，到场次数最多的一件",
          And(FINISHED, START, ONLINE, Not(IsNull("visits"))), measure=Percentile("visits", 100), unit_word="次"),
    _case("joint.closed", "联办件办结", "本期办结的一件事和并联审批办件", And(FINISHED, In("joint", ("one_thing", "parallel"))),
          disaggregations=("item_code", "theme", "joint")),
    _case("joint.longest", "联办件最长办理天数", "本期决定的一件事和并联审批办件，自受理至决定最长的天数",
          And(In("joint", ("one_thing", "parallel")), Not(IsNull("days"))), measure=Percentile("days", 100),
          period_column="decided_ym", unit_word="天", disaggregations=("item_code", "theme")),
)  # fmt: skip

BESIDE_FIGURES = (
    Figure(id="services.commitment.signed", title="告知承诺", fact=COMMITMENTS, period_column="signed_ym", unit_word="份",
           definition="本期签署的告知承诺书"),
    Figure(id="services.commitment.checked", title="承诺事后核查", fact=COMMITMENTS, period_column="checked_ym", unit_word="份",
           definition="本期核查的告知承诺"),
    Figure(id="services.commitment.breach_rate", title="承诺不实率", fact=COMMITMENTS, period_column="checked_ym",
           measure=Ratio(Eq("breach", 1)), definition="本期核查的告知承诺中，不实的比例", **PERCENT),
    Figure(id="services.promise.kept_rate", title="公开承诺兑现率", fact=CHECKS, period_column="received_ym",
           where=Eq("kind", str(CheckKind.PROMISE)), measure=Ratio(Eq("found", 0)),
           definition="本期对公开承诺的检查中，已兑现的比例；没有检查过的承诺不计", **PERCENT),
    Figure(id="services.check.done", title="检查", fact=CHECKS, period_column="received_ym", unit_word="次",
           disaggregations=("kind", "found"), definition="本期对承诺、标准、审批行为、用印和服务点的检查"),
    Figure(id="services.proof.cancelled", title="取消证明事项", fact=PROOFS, period_column="cancelled_ym", unit_word="项",
           where=Eq("verdict", str(Verdict.CANCELLED)), measure=Distinct("entry_key"), disaggregations=("way",),
           definition="取消日期在本期的证明事项；同一事项改动多次只计一次"),
    Figure(id="services.praise.received", title="点赞肯定", fact=PRAISES, period_column="given_ym", unit_word="次",
           measure=Distinct("entry_key"), definition="本期收到、留有凭据的肯定"),
    Figure(id="services.publicity.copies", title="宣传手册发放", fact=PUBLICITY, period_column="held_ym", unit_word="份",
           measure=Sum("copies"), where=Eq("kind", str(PublicityKind.BOOKLET)),
           definition="本期登记发放的宣传手册份数之和，每次发放有凭据"),
    Figure(id="services.publicity.views", title="网上宣传浏览量", fact=PUBLICITY, period_column="held_ym", unit_word="次",
           measure=Sum("views"), where=Eq("kind", str(PublicityKind.ARTICLE)),
           definition="本期发布的内容最近一次登记的累计浏览次数之和；以后再登记的读数会使它变大"),
)  # fmt: skip

STOCK_FIGURES = (
    _stock("item.standing", "政务服务事项", ITEMS, "期末在清单中的事项", disaggregations=("item_type", "kind", "theme", "online")),
    _stock("item.incomplete", "指南有缺项的事项", ITEMS, "期末办事指南有缺项的事项", Ge("gaps", 1), disaggregations=("item_type",)),
    _stock("item.one_visit_rate", "高频事项一网一门一次办理率", ITEMS,
           "期末高频事项中，能网上申请、进综合窗口、最多到场一次的比例", Eq("high_frequency", 1),
           measure=Ratio(Eq("one_visit", 1)), **PERCENT),
    _stock("item.one_visit", "一网一门一次的高频事项", ITEMS, "期末高频事项中，能网上申请、进综合窗口、最多到场一次的",
           And(Eq("high_frequency", 1), Eq("one_visit", 1))),
    _stock("item.zero_material", "零材料民生事项", ITEMS, "期末高频民生事项中，申请人不必提交材料的",
           And(Eq("high_frequency", 1), Eq("livelihood", 1), Eq("zero_material", 1))),
    _stock("item.zero_material_rate", "高频民生事项零材料率", ITEMS, "期末高频民生事项中，申请人不必提交材料的比例",
           And(Eq("high_frequency", 1), Eq("livelihood", 1)), measure=Ratio(Eq("zero_material", 1)), **PERCENT),
    _stock("proof.listed", "证明事项清单", PROOFS, "期末在清单中的证明事项", disaggregations=("verdict", "way")),
    _stock("point.standing", "服务点", POINTS, "期末的政务服务中心、便民服务中心和代办点", unit_word="个", disaggregations=("level", "any_item")),
    _stock("agent.standing", "代办员", AGENTS, "期末在册的代办员", unit_word="名"),
    _stock("seal.offices", "一枚印章审批办公室", OFFICES, "期末设立审批办公室、实行一枚印章审批的乡镇街道", unit_word="个"),
    _stock("seal.seals", "审批用印", OFFICES, "期末各审批办公室使用的审批章枚数", measure=Sum("seals"), unit_word="枚"),
    _stock("seal.staff", "审批办公室专职人员", STAFF, "期末审批办公室的专职人员", And(Eq("full_time", 1), Eq("seal_office", 1)), unit_word="名"),
    _stock("facility.gap", "设施和人员缺口", FACILITIES, "期末核定数减现有数之和", measure=Sum("gap"), unit_word="个", disaggregations=("is_post",)),
)  # fmt: skip
FIGURES = (*CASE_FIGURES, *BESIDE_FIGURES, *STOCK_FIGURES)
