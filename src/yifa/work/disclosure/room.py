"""What the room shows in the navigation: its ledgers, registers and pages."""

from __future__ import annotations

from yifa.kernel.matter.models import Matter, PartyKind
from yifa.ledger.doors import Door
from yifa.ledger.rooms import Column, Ledger, Link, Room
from yifa.work.disclosure.outcomes import outcome_of


def _outcome(matter: Matter) -> str:
    return outcome_of(matter.outcome).label if matter.outcome else ""


def _natural(matter: Matter) -> bool:
    return matter.disclosurerequest.applicant_class == PartyKind.NATURAL


ROOM = Room(
    code="disclosure", title="信息公开", order=40,
    ledgers=(
        Ledger(
            id="disclosure.requests", title="依申请公开", procedures=("disclosure.request",),
            columns=(
                Column("申请人", "disclosurerequest.applicant", personal=_natural, related=("disclosurerequest",)),
                Column("申请人类别", "disclosurerequest.applicant_class", related=("disclosurerequest",)),
                Column("办理结果", _outcome),
            ),
        ),
        Ledger(
            id="disclosure.publications", title="主动公开", procedures=("disclosure.publication",),
            columns=(
                Column("信息索引号", "publication.index_number", "nowrap", related=("publication",)),
                Column("主题", "publication.subject", related=("publication",)),
                Column("公开日期", "publication.published_on", "nowrap", related=("publication",)),
                Column("有效性", "publication.validity", related=("publication",)),
            ),
        ),
        Ledger(
            id="disclosure.opinions", title="公众意见", procedures=("disclosure.opinion",),
            columns=(Column("所涉公开信息", "opinion.about", related=("opinion",)),),
        ),
        Ledger(
            id="disclosure.board_updates", title="公开栏更新", procedures=("disclosure.board_update",),
            columns=(Column("公开栏", "boardupdate.board", related=("boardupdate",)),),
        ),
        Ledger(id="disclosure.group_meetings", title="小组会议", procedures=("disclosure.group_meeting",)),
    ),
    registers=(
        "disclosure_board", "disclosure_group_member", "disclosure_key_item", "disclosure_channel",
        "disclosure_year_count",
    ),
    links=(
        Link("年度报告表", "disclosure:yearly_latest"),
        Link("政策解读", "disclosure:policies"),
        Link("重点领域", "disclosure:catalogue"),
    ),
)  # fmt: skip

DOOR = Door(
    code="publications", title="政府信息公开", text="查已公开的文件、党务和村（社区）务，看有效性，提意见",
    url_name="disclosure:publications", order=10,
)  # fmt: skip
