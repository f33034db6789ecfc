"""Facts and figures of disclosure: everything the yearly report, the assessment and the dashboards ask."""

from __future__ import annotations

from yifa.kernel.figure import (
    Change,
    Column,
    Eq,
    Fact,
    Figure,
    Ge,
    In,
    IsNull,
    Not,
    NotIn,
    Percentile,
    Ratio,
    StockAt,
    Sum,
)
from yifa.work.disclosure.classes import Affair
from yifa.work.disclosure.models import (
    Board,
    BoardUpdate,
    DisclosureRequest,
    KeyItem,
    Opinion,
    Publication,
    Remedy,
)
from yifa.work.disclosure.outcomes import OUTCOMES, Group

LAW = "政府信息公开条例（2019年修订）"
FORM = "国办公开办函〔2021〕30号"
OUTCOME_LABELS: dict[int | str, str] = {o.code: o.label for o in OUTCOMES}
GROUP_LABELS: dict[int | str, str] = {str(g): g.label for g in Group}

REQUESTS = Fact(
    id="disclosure_request", title="依申请公开", room="disclosure", procedures=("disclosure.request",),
    detail=DisclosureRequest,
    columns={
        "applicant_class": "detail.applicant_class",
        "channel": "detail.channel",
        "result": Column("detail.outcome", title="办理结果"),
        "result_group": Column("detail.outcome_group", title="结果类别"),
        "corrections": "detail.corrections",
        "consultations": "detail.consultations",
        "extended": "detail.extended",
        "made_proactive": "detail.made_proactive",
        "fee_cents": "detail.fee_cents",
    },
    labels={"outcome": OUTCOME_LABELS, "result": OUTCOME_LABELS, "result_group": GROUP_LABELS},
)  # fmt: skip
PUBLICATIONS = Fact(
    id="disclosure_publication", title="主动公开", room="disclosure", procedures=("disclosure.publication",),
    detail=Publication,
    columns={
        "affair": "detail.affair",
        "subject": "detail.subject",
        "genre": "detail.genre",
        "published_ym": Column("detail.published_ym", kind="ym"),
        "is_public": "detail.is_public",
        "is_policy": "detail.is_policy",
        "is_interpreted": "detail.is_interpreted",
        "policy_id": "detail.policy",
        "attribute": "detail.attribute",
        "validity": "detail.validity",
    },
)  # fmt: skip
REMEDIES = Fact(
    id="disclosure_remedy", title="公开复议诉讼", room="disclosure", procedures=("disclosure.request",), child=Remedy,
    columns={
        "kind": "child.kind", "result": "child.result", "filed_ym": Column("child.filed_ym", kind="ym"),
        "decided_ym": Column("child.decided_ym", kind="ym"),
    },
)  # fmt: skip
OPINIONS = Fact(
    id="disclosure_opinion", title="公众意见", room="disclosure", procedures=("disclosure.opinion",), detail=Opinion,
    columns={"adopted": "detail.adopted"},
)  # fmt: skip
BOARD_UPDATES = Fact(
    id="disclosure_board_update", title="公开栏更新", room="disclosure", procedures=("disclosure.board_update",),
    detail=BoardUpdate, columns={"posted_ym": Column("detail.posted_ym", kind="ym"), "board": "detail.board"},
)  # fmt: skip
BOARDS = Fact(
    id="disclosure_board",
    title="公开栏",
    room="disclosure",
    entry=Board,
    columns={"affair": "entry.affair"},
)
KEY_ITEMS = Fact(
    id="disclosure_key_item", title="重点领域公开事项", room="disclosure", entry=KeyItem, columns={}
)

_JUDGED = Not(IsNull("on_time"))
_RECEIVED = NotIn("state", ("submitted",))
_SPLIT = ("applicant_class", "channel", "result_group", "result")
_GOVERNMENT = Eq("affair", Affair.GOVERNMENT.value)

received = Figure(
    id="disclosure.request.received", title="收到政府信息公开申请", fact=REQUESTS, period_column="received_ym",
    where=_RECEIVED, disaggregations=("applicant_class", "channel"), cite=f"{LAW}第三十一条", source="依申请公开台账",
    definition="本期收到的政府信息公开申请件数，按收到申请之日计；网上提交而未确认收到的不计，作废的不计",
)  # fmt: skip
on_time = Figure(
    id="disclosure.request.on_time", title="依申请公开及时答复率", fact=REQUESTS, period_column="received_ym",
    measure=Ratio(Eq("on_time", 1)), where=_JUDGED, unit_word="%", decimals=2,
    disaggregations=("applicant_class", "channel"), cite=f"{LAW}第三十三条", source="依申请公开台账",
    definition="本期收到且已答复的申请中，在答复期限内（扣除补正、征求意见时间，计入依法延长）答复的占比；"
    "撤回、逾期不补正、逾期不缴费的不需答复，不计入",
)  # fmt: skip
FIGURES: tuple[Figure, ...] = (
    Figure(
        id="disclosure.publication.published", title="主动公开政府信息", fact=PUBLICATIONS, unit_word="条",
        period_column="published_ym", where=_GOVERNMENT, disaggregations=("subject", "genre"),
        cite=f"{LAW}第二十六条", source="主动公开台账",
        definition="本期首次公开的政府信息条数，按公开日期计；党务和村（社区）务不计；公开后撤下的仍计入公开当期",
    ),
    Figure(
        id="disclosure.publication.affairs", title="党务、村（社区）务公开", fact=PUBLICATIONS, unit_word="条",
        period_column="published_ym", where=In("affair", (Affair.PARTY.value, Affair.VILLAGE.value)),
        disaggregations=("affair",), source="主动公开台账", definition="本期首次公开的党务、村（社区）务信息条数",
    ),
    Figure(
        id="disclosure.publication.on_time", title="主动公开按期率", fact=PUBLICATIONS, unit_word="%", decimals=2,
        measure=Ratio(Eq("on_time", 1)), where=_JUDGED, period_column="published_ym", cite=f"{LAW}第二十六条",
        source="主动公开台账", definition="本期公开的政府信息中，自生成或者变更之日起二十个工作日内公开的占比",
    ),
    received,
    Figure(
        id="disclosure.request.received_change", title="收到申请同比", fact=REQUESTS, measure=Change(received),
        definition="本期收到申请件数与上年同期之差", source="依申请公开台账",
    ),
    Figure(
        id="disclosure.request.concluded", title="办结政府信息公开申请", fact=REQUESTS, period_column="closed_ym",
        where=Not(Eq("result", "")), disaggregations=_SPLIT, cite=FORM, source="依申请公开台账",
        definition="本期答复或者终结的申请件数，按办理结果分列即年度报告第三部分“本年度办理结果”",
    ),
    Figure(
        id="disclosure.request.carried", title="结转的政府信息公开申请", fact=REQUESTS, where=_RECEIVED,
        stock=StockAt("received_ym", "closed_ym"), disaggregations=("applicant_class",), cite=FORM,
        source="依申请公开台账", definition="期末已收到而未办结的申请件数",
    ),
    on_time,
    Figure(
        id="disclosure.request.corrected", title="告知补正的申请", fact=REQUESTS, period_column="received_ym",
        where=Ge("corrections", 1), disaggregations=("applicant_class",), cite=f"{LAW}第三十条",
        source="依申请公开台账", definition="本期收到的申请中告知过补正的件数",
    ),
    Figure(
        id="disclosure.request.extended", title="延期答复的申请", fact=REQUESTS, period_column="received_ym",
        where=Eq("extended", 1), disaggregations=("applicant_class",), cite=f"{LAW}第三十三条第二款",
        source="依申请公开台账", definition="本期收到的申请中依法延长答复期限的件数",
    ),
    Figure(
        id="disclosure.request.days", title="答复用时（中位数）", fact=REQUESTS, period_column="judged_ym", where=_JUDGED,
        measure=Percentile("duration_days", 50), unit_word="天", source="依申请公开台账",
        definition="本期答复的申请从收到（或者收到补正）之日至答复之日的自然日数的中位数",
    ),
    Figure(
        id="disclosure.request.fees", title="信息处理费", fact=REQUESTS, period_column="received_ym",
        measure=Sum("fee_cents"), unit_word="分", source="依申请公开台账",
        definition="本期收到的申请中通知缴纳的信息处理费之和，单位为分",
    ),
    Figure(
        id="disclosure.request.made_proactive", title="转为主动公开的申请", fact=REQUESTS, period_column="received_ym",
        where=Eq("made_proactive", 1), cite=f"{LAW}第四十四条", source="依申请公开台账",
        definition="本期收到的申请中所涉信息转为主动公开的件数",
    ),
    Figure(
        id="disclosure.policy.interpreted", title="政策解读", fact=PUBLICATIONS, period_column="published_ym",
        where=Not(IsNull("policy_id")), source="主动公开台账", definition="本期公开的政策解读件数",
    ),
    Figure(
        id="disclosure.policy.interpretation_rate", title="一策一解读率", fact=PUBLICATIONS, unit_word="%", decimals=2,
        measure=Ratio(Eq("is_interpreted", 1)), where=Eq("is_policy", 1), period_column="published_ym",
        source="主动公开台账", definition="本期公开的需要解读的政策文件中，已有公开解读的占比",
    ),
    Figure(
        id="disclosure.remedy.filed", title="公开复议诉讼", fact=REMEDIES, period_column="filed_ym",
        disaggregations=("kind", "result"), cite=f"{LAW}第五十一条", source="依申请公开台账",
        definition="本期就政府信息公开申请提起的行政复议、行政诉讼件数",
    ),
    Figure(
        id="disclosure.opinion.received", title="收到公众意见", fact=OPINIONS, period_column="received_ym",
        source="公众意见台账", definition="本期收到的对公开事项的意见件数",
    ),
    Figure(
        id="disclosure.opinion.answered_rate", title="公众意见答复率", fact=OPINIONS, unit_word="%", decimals=2,
        measure=Ratio(Eq("state", "answered")), where=NotIn("state", ("declined",)), period_column="received_ym",
        source="公众意见台账", definition="本期收到并应当答复的意见中已答复的占比；不予受理的不计入",
    ),
    Figure(
        id="disclosure.board.updated", title="公开栏更新", fact=BOARD_UPDATES, period_column="posted_ym",
        unit_word="次", source="公开栏更新台账", definition="本期上栏的公开栏更新次数",
    ),
    Figure(
        id="disclosure.board.standing", title="公开栏", fact=BOARDS, stock=StockAt("valid_from", "valid_to"),
        unit_word="个", disaggregations=("affair",), source="公开栏登记", definition="期末在用的公开栏个数",
    ),
    Figure(
        id="disclosure.key_item.standing", title="重点领域公开事项", fact=KEY_ITEMS, unit_word="项",
        stock=StockAt("valid_from", "valid_to"), source="重点领域公开目录", definition="期末列入目录的事项数",
    ),
)  # fmt: skip
