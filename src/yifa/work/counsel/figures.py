"""Facts and figures of counsel."""

from __future__ import annotations

from yifa.kernel.figure import (
    And,
    Column,
    Count,
    Distinct,
    Eq,
    Fact,
    Figure,
    In,
    IsNull,
    Not,
    NotIn,
    Ratio,
    StockAt,
    Sum,
)
from yifa.work.counsel.models import (
    Adoption,
    Advice,
    Assignment,
    AssignmentKind,
    BodyKind,
    Checkup,
    CheckupKind,
    CheckupProblem,
    Counsel,
    CounselKind,
    CounselRequest,
    Coverage,
    Manner,
    Participation,
    Place,
)


def ym(source: str) -> Column:
    return Column(source, kind="ym")


SERVICE = Fact(
    id="counsel_service", title="法律顾问、公职律师", room="counsel",
    procedures=("counsel.engagement", "counsel.government_lawyer"), detail=Counsel,
    columns={"kind": "detail.kind", "served_from": "detail.served_from", "served_to": "detail.served_to",
             "signed_ym": ym("detail.signed_ym"), "grade": "detail.grade"},
)  # fmt: skip
TASKS = Fact(
    id="counsel_assignment", title="法律顾问事项", room="counsel", procedures=("counsel.assignment",), detail=Assignment,
    columns={"kind": "detail.kind", "heads": "detail.heads", "advice": "detail.advice", "risk": "detail.risk",
             "case_result": "detail.case_result", "submitted_ym": ym("detail.submitted_ym"), "village": "detail.village"},
)  # fmt: skip
ADVICE = Fact(
    id="counsel_advice", title="法律意见建议", room="counsel", procedures=("counsel.assignment",), detail=Assignment,
    child=Advice,
    columns={"kind": "detail.kind", "adoption": "child.adoption", "given_ym": ym("child.given_ym")},
)  # fmt: skip
DECISIONS = Fact(
    id="counsel_participation", title="法律顾问参与决策", room="counsel", procedures=("counsel.participation",),
    detail=Participation,
    columns={"took_part": "detail.took_part", "decided_ym": ym("detail.decided_ym")},
)  # fmt: skip
REQUESTS = Fact(
    id="counsel_request", title="共享法律顾问申请", room="counsel", procedures=("counsel.request",), detail=CounselRequest,
    columns={"adoption": "detail.adoption", "answered_ym": ym("detail.answered_ym")},
)  # fmt: skip
CHECKUPS = Fact(
    id="counsel_checkup", title="法治体检", room="counsel", procedures=("counsel.checkup",), detail=Checkup,
    columns={"kind": "detail.kind", "code": "detail.code", "examined_ym": ym("detail.examined_ym"),
             "problems": "detail.problems", "satisfied": "detail.satisfied"},
)  # fmt: skip
PROBLEMS = Fact(
    id="counsel_checkup_problem", title="体检发现的法律问题", room="counsel", procedures=("counsel.checkup",),
    detail=Checkup, child=CheckupProblem,
    columns={"kind": "detail.kind", "found_ym": ym("child.found_ym"), "solved_ym": ym("child.solved_ym")},
)  # fmt: skip
COVERAGE = Fact(
    id="counsel_coverage", title="法律顾问配备", room="counsel", entry=Coverage,
    columns={"place": "entry.place", "manner": "entry.manner", "body": "entry.body", "body_kind": "entry.body_kind"},
)  # fmt: skip

STANDING = StockAt("valid_from", "valid_to")
IN_SERVICE = StockAt("served_from", "served_to")
VILLAGE = Eq("place", str(Place.VILLAGE))
COVERED = In("manner", (str(Manner.ADVISER), str(Manner.TEAM)))


def _kind(kind: AssignmentKind) -> Eq:
    return Eq("kind", str(kind))


def _log(
    code: str, title: str, kind: AssignmentKind, word: str, definition: str, *, heads: bool = False,
    period: str = "submitted_ym",
) -> Figure:  # fmt: skip
    return Figure(
        id=f"counsel.{code}", title=title, fact=TASKS, measure=Sum("heads") if heads else Count(),
        where=_kind(kind), period_column=period, unit_word=word, definition=definition, disaggregations=("village",),
    )  # fmt: skip


FIGURES = (
    Figure(id="counsel.advisers", title="在任法律顾问、公职律师", fact=SERVICE, stock=IN_SERVICE, unit_word="人",
           disaggregations=("kind",), definition="期末在聘期内的法律顾问和在任的公职律师；同一人受几个单位聘任的各计一次"),
    Figure(id="counsel.government_lawyers", title="在任公职律师", fact=SERVICE, stock=IN_SERVICE, unit_word="人",
           where=Eq("kind", str(CounselKind.GOVERNMENT_LAWYER)), definition="期末在任的公职律师"),
    Figure(id="counsel.government_lawyer_share", title="公职律师占比", fact=SERVICE, stock=IN_SERVICE, unit_word="%",
           decimals=1, measure=Ratio(Eq("kind", str(CounselKind.GOVERNMENT_LAWYER))),
           definition="期末在任公职律师占全部在任法律顾问、公职律师的比例；各地分母不一，有的以法治工作人员为分母"),
    Figure(id="counsel.unit_coverage", title="政府法律顾问覆盖率", fact=COVERAGE, stock=STANDING, unit_word="%", decimals=1,
           where=Eq("place", str(Place.UNIT)), measure=Ratio(COVERED), disaggregations=("manner",),
           definition="期末应当配备法律顾问的单位中，已经配备的比例；未配备的单位也在登记簿中占一行"),
    Figure(id="counsel.village_coverage", title="村（社区）法律顾问配备率", fact=COVERAGE, stock=STANDING, unit_word="%",
           decimals=1, where=VILLAGE, measure=Ratio(COVERED), disaggregations=("manner",),
           definition="期末登记的行政村（社区）中，已配备法律顾问或者由组团式服务覆盖的比例"),
    Figure(id="counsel.villages", title="配备法律顾问的村（社区）", fact=COVERAGE, stock=STANDING, unit_word="个",
           where=And(VILLAGE, COVERED), disaggregations=("manner",),
           definition="期末已配备法律顾问或者由组团式服务覆盖的行政村（社区）"),
    Figure(id="counsel.team_villages", title="接受组团式法律服务的村（社区）", fact=COVERAGE, stock=STANDING, unit_word="个",
           where=And(VILLAGE, Eq("manner", str(Manner.TEAM))), definition="期末由法律服务机构组团服务的行政村（社区）"),
    Figure(id="counsel.village_law_firms", title="联系村（社区）的律师事务所", fact=COVERAGE, stock=STANDING,
           unit_word="家", measure=Distinct("body"), where=And(VILLAGE, Eq("body_kind", str(BodyKind.LAW_FIRM))),
           definition="期末牵头服务村（社区）的律师事务所，同一家只计一次"),
    Figure(id="counsel.village_service_offices", title="联系村（社区）的法律服务所", fact=COVERAGE, stock=STANDING,
           unit_word="家", measure=Distinct("body"), where=And(VILLAGE, Eq("body_kind", str(BodyKind.SERVICE_OFFICE))),
           definition="期末牵头服务村（社区）的基层法律服务所，同一家只计一次"),
    Figure(id="counsel.advice", title="法律顾问提出意见建议", fact=ADVICE, period_column="given_ym", unit_word="条",
           disaggregations=("kind", "adoption"),
           definition="法律顾问在各类委托事项中提交的编号意见和建议，按条计；不含合同审查意见书中的意见"),
    Figure(id="counsel.advice_adopted_rate", title="法律顾问意见采纳率", fact=ADVICE, period_column="given_ym", unit_word="%",
           decimals=1, where=NotIn("adoption", (str(Adoption.PENDING),)),
           measure=Ratio(In("adoption", (str(Adoption.ADOPTED), str(Adoption.PARTLY)))),
           definition="本期提出且已经反馈的意见中，采纳和部分采纳的比例"),
    _log("meetings", "法律顾问列席会议", AssignmentKind.MEETING, "次", "本期登记的列席会议，一次会议计一次"),
    _log("documents", "法律顾问审查文件", AssignmentKind.DOCUMENT, "个",
         "本期提交结果的文件审查委托；不限文件种类，行政规范性文件的合法性审核另有台账，二者不相加"),
    _log("litigation", "法律顾问代理诉讼案件", AssignmentKind.LITIGATION, "件", "本期委托法律顾问代理的诉讼案件，不论是否审结",
         period="received_ym"),
    _log("litigation_closed", "法律顾问代理审结案件", AssignmentKind.LITIGATION, "件", "本期登记结果的代理诉讼案件"),
    _log("consultations", "法律顾问提供法律咨询", AssignmentKind.CONSULT, "人次", "本期法律咨询登记的服务人次之和", heads=True),
    _log("mediations", "法律顾问疏导化解矛盾纠纷", AssignmentKind.MEDIATE, "件",
         "本期法律顾问登记疏导化解的纠纷；与人民调解台账可能重叠，二者不相加"),
    _log("guided", "法律顾问指引法律援助、法律服务", AssignmentKind.GUIDE, "人次",
         "本期指引登记的服务人次之和；与法律援助受理数不是一回事", heads=True),
    _log("risk_assessments", "法律风险评估", AssignmentKind.RISK, "件", "本期提交的法律风险评估意见"),
    _log("village_services", "驻村法律服务", AssignmentKind.VILLAGE, "次", "本期登记的驻村（社区）服务"),
    Figure(id="counsel.participation_rate", title="重大决策法律顾问参与率", fact=DECISIONS, period_column="decided_ym",
           unit_word="%", decimals=1, measure=Ratio(Eq("took_part", 1)),
           definition="本期决策的重大事项中，决策之前有法律顾问参与并出具意见的比例；未邀请即决策的也登记在分母",
           cite="重大行政决策程序暂行条例"),
    Figure(id="counsel.requests_answered", title="共享法律顾问答复", fact=REQUESTS, period_column="answered_ym",
           definition="本期由共享法律顾问出具意见的申请"),
    Figure(id="counsel.checkup.enterprises", title="法治体检企业", fact=CHECKUPS, period_column="examined_ym", unit_word="家",
           measure=Distinct("code"), where=Eq("kind", str(CheckupKind.ENTERPRISE)),
           definition="本期接受法治体检的企业，按统一社会信用代码，同一企业只计一家"),
    Figure(id="counsel.checkup.environment", title="检视经营环境", fact=CHECKUPS, period_column="examined_ym", unit_word="次",
           where=Eq("kind", str(CheckupKind.ENVIRONMENT)), definition="本期对园区、街区等经营环境的法治检视，一次计一次"),
    Figure(id="counsel.checkup.solved", title="为受检企业解决法律问题", fact=PROBLEMS, period_column="solved_ym", unit_word="个",
           where=Eq("kind", str(CheckupKind.ENTERPRISE)), definition="企业法治体检发现的法律问题中，本期登记解决的"),
    Figure(id="counsel.checkup.solved_rate", title="体检问题解决率", fact=PROBLEMS, period_column="found_ym", unit_word="%",
           decimals=1, measure=Ratio(Not(IsNull("solved_ym"))), definition="本期发现的法律问题中，已经登记解决的比例"),
)  # fmt: skip
