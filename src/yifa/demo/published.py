"""The numbers that three published reports state and that the seed years must give: ids and numbers, no sentences.

A number that a text gives in round words (余, 多) carries the step up to which it may be more. Where numbers of one
text should make each other, a cross says how; what does not hold is shown with both values.
"""

from __future__ import annotations

from yifa.kernel.figure.published import Cross, Published, Text

TEXTS = (
    Text("S1", "乡镇2023年报告", 2023, "yxbh"),
    Text("S2", "县区2024年报告", 2024, "yunxi"),
    Text("S4", "县区2019年报告", 2019, "yunxi"),
)
NUMBERS = (
    Published("S1-F015", "services.case.closed", "6800", over=100),
    Published("S1-F016", "services.case.completion_rate", "100"),
    Published("S1-F017", "rating.satisfaction", "100"),
    Published("S1-F019", "counsel.villages", "16"),
    Published("S1-F021", "counsel.village_coverage", "100"),
    Published("S2-F003", "counsel.advice", "22"),
    Published("S2-F004", "counsel.meetings", "16"),
    Published("S2-F005", "contracts.reviewed", "12"),
    Published("S2-F006", "counsel.documents", "19"),
    Published("S2-F007", "counsel.litigation", "42"),
    Published("S2-F022", "services.seal.seals", "1"),
    Published("S2-F023", "services.seal.staff", "2"),
    Published("S2-F024", "hotline.above.received", "3"),
    Published("S2-F025", "hotline.above.closed", "2"),
    Published("S2-F026", "hotline.above.open", "1"),
    Published("S2-F032", "counsel.participation_rate", "100"),
    Published("S4-F001", "services.proof.cancelled", "295"),
    Published("S4-F002", "services.certless.cases", "38077"),
    Published("S4-F003", "services.certless.cancelled", "4072"),
    Published("S4-F004", "services.certless.commitment", "15819"),
    Published("S4-F005", "services.certless.query", "8568"),
    Published("S4-F006", "services.certless.check", "9618"),
    Published("S4-F007", "services.publicity.copies", "180000"),
    Published("S4-F008", "services.publicity.views", "28000"),
    Published("S4-F009", "services.joint.certificates", "2"),
    Published("S4-F010", "services.joint.longest", "7"),
    Published("S4-F011", "services.praise.received", "32"),
    Published("S4-F013", "counsel.checkup.enterprises", "125"),
    Published("S4-F014", "counsel.checkup.environment", "22"),
    Published("S4-F015", "counsel.checkup.solved", "50", over=10),
    Published("S4-F016", "services.registration.closed", "16537"),
    Published("S4-F017", "services.registration.spot", "14767"),
    Published("S4-F018", "services.start.most_visits", "0"),
    Published("S4-F019", "services.start.online", "3866"),
    Published("S4-F020", "services.start.online_rate", "98.3"),
    Published("S4-F031", "contracts.government.reviewed", "24"),
    Published("S4-F032", "contracts.government.opinions", "25"),
    Published("S4-F081", "reconsideration.pending", "5", at="before"),
    Published("S4-F082", "reconsideration.received", "50"),
    Published("S4-F083", "reconsideration.refused", "4"),
    Published("S4-F084", "reconsideration.accepted", "46"),
    Published("S4-F085", "reconsideration.concluded", "45"),
    Published("S4-F086", "reconsideration.corrected", "12"),
    Published("S4-F087", "reconsideration.correction_rate", "24.5"),
    Published("S4-F088", "reconsideration.corrected_growth", "33.3"),
    Published("S4-F104", "disclosure.publication.published", "12155"),
    Published("S4-F105", "disclosure.request.received", "130"),
    Published("S4-F106", "disclosure.request.on_time", "100"),
    Published("S4-F122", "counsel.unit_coverage", "100"),
    Published("S4-F123", "counsel.consultations", "1500", over=100),
    Published("S4-F124", "counsel.mediations", "150", over=10),
    Published("S4-F125", "counsel.guided", "190", over=10),
    Published("S4-F126", "counsel.village_law_firms", "16"),
    Published("S4-F127", "counsel.village_service_offices", "4"),
    Published("S4-F128", "counsel.team_villages", "272"),
)
CROSSES = (
    Cross("S2-F024", "sum", ("S2-F025", "S2-F026")),
    Cross("S4-F002", "sum", ("S4-F003", "S4-F004", "S4-F005", "S4-F006")),
    Cross("S4-F017", "at_most", ("S4-F016",)),
    Cross("S4-F032", "equal", ("S4-F031",), why="同一合同可以审查多次，意见书可以多于合同"),
    Cross("S4-F082", "sum", ("S4-F083", "S4-F084")),
    Cross("S4-F085", "at_most", ("S4-F081", "S4-F084")),
    Cross("S4-F086", "at_most", ("S4-F085",)),
    Cross("S4-F087", "share", ("S4-F086", "S4-F085")),
)
