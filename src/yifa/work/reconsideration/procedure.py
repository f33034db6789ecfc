"""How an application for reconsideration proceeds under the law as revised in 2023 (since 2024-01-01).

The procedure is pinned by the day the application was received. The law has no transitional clause for cases received
before it took effect (art. 90 gives the day only), so that keeping those under the old law (`old_procedure`) is this
system's reading, not verified; each limit is chosen by the day that sets it running.
A case is closed for counting when it is decided or ended; service, publication and performance follow.
"""

from __future__ import annotations

from datetime import date

from yifa.kernel.matter.clock import not_extended
from yifa.kernel.matter.procedure import (
    Becomes,
    Extends,
    Pauses,
    Procedure,
    Restarts,
    Resumes,
    Starts,
    State,
    Step,
    Stops,
    done,
    role_set,
)
from yifa.kernel.organization.models import Unit
from yifa.kernel.organization.roles import Role
from yifa.work.reconsideration import decision_acts as deciding
from yifa.work.reconsideration import fact_finding as facts
from yifa.work.reconsideration import forms, norm_review, papers, trial_forms
from yifa.work.reconsideration import intake_acts as intake
from yifa.work.reconsideration import trial_acts as trial
from yifa.work.reconsideration.classes import Intake, Track
from yifa.work.reconsideration.grounds import NEW, RULES
from yifa.work.reconsideration.intake_acts import ACCEPT, NOTICE, SUBMIT
from yifa.work.reconsideration.models import ReconsiderationApplication
from yifa.work.reconsideration.outcomes import WORDS
from yifa.work.reconsideration.trial_acts import (
    DECIDE,
    DECIDE_SUMMARY,
    REPLY,
    REPLY_SUMMARY,
    SEND,
    SEND_SUMMARY,
    SIXTY,
    is_ordinary,
    is_summary,
)

RECEIVED = State("received", "待审查")
CORRECTING = State("correcting", "待补正")
ACCEPTED = State("accepted", "审理中")
SUSPENDED = State("suspended", "已中止")
DRAFTED = State("drafted", "待审核")
REVIEWED = State("reviewed", "待签发")
REFUSED = State("refused", "不予受理", open=False)
TRANSFERRED = State("transferred", "已移送", open=False)
LAPSED = State("lapsed", "视为放弃", open=False)
WITHDRAWN = State("withdrawn", "受理前撤回", open=False)
DECIDED = State("decided", "已审结", open=False)
ENDED = State("ended", "已终止", open=False)
ARCHIVED = State("archived", "已归档", open=False)
STATES = (
    RECEIVED, CORRECTING, ACCEPTED, SUSPENDED, DRAFTED, REVIEWED, REFUSED, TRANSFERRED, LAPSED, WITHDRAWN, DECIDED,
    ENDED, ARCHIVED,
)  # fmt: skip
TRIAL = (ACCEPTED, DRAFTED, REVIEWED)
HANDLER, REVIEWER, HEAD = role_set(Role.CASE_HANDLER), role_set(Role.REVIEWER), role_set(Role.HEAD)
ANY = role_set(Role.CASE_HANDLER, Role.REVIEWER, Role.HEAD)


def number(unit: Unit, year: int, serial: int) -> str:
    """Our own number of an application: 婺政复〔2026〕3号."""
    return f"{unit.document_code or unit.short_name}复〔{year}〕{serial}号"


def _cite(article: str) -> str:
    return f"{NEW}{article}"


INTAKE = (
    Step(code="register", title="登记申请", to=RECEIVED, by=HANDLER, form=forms.RegisterForm, cite=_cite("第二十二条"),
         mandatory=("register",), checks=(intake.known_before, intake.own_conduct), effect=intake.register,
         clocks=(Starts(ACCEPT), Starts(NOTICE)), help="发生日期填收到申请之日；口头申请当场记录"),
    Step(code="correct_notice", title="通知补正", from_=(RECEIVED,), to=CORRECTING, by=HANDLER,
         form=forms.CorrectionForm, cite=_cite("第三十一条第一款"), mandatory=("correction",),
         requires=(intake.corrected_once, intake.still_reviewing), effect=intake.ask_correction,
         clocks=(Stops(NOTICE), Pauses(ACCEPT, "等待申请人补正", _cite("第三十一条")),
                 Starts(SUBMIT, from_="served_on")), paper=papers.CORRECTION),
    Step(code="extend_correction", title="延长补正期限", from_=(CORRECTING,), by=HEAD, form=forms.ExtendCorrectionForm,
         cite=_cite("第三十一条第二款"), requires=(not_extended(SUBMIT, _cite("第三十一条第二款")),),
         clocks=(Extends(SUBMIT, amount="amount"),)),
    Step(code="corrected", title="收到补正", from_=(CORRECTING,), to=RECEIVED, by=HANDLER, form=forms.CorrectedForm,
         cite=_cite("第三十一条第三款"), checks=(intake.late_is_excused,), clocks=(Stops(SUBMIT), Restarts(ACCEPT)),
         help="自收到补正材料之日起五个工作日内审查"),
    Step(code="lapse", title="逾期不补正，视为放弃", from_=(CORRECTING,), to=LAPSED, by=HANDLER, form=forms.ReasonForm,
         cite=_cite("第三十一条第二款"), requires=(intake.submit_over,), effect=intake.concluded(Intake.LAPSED),
         clocks=(Stops(SUBMIT, judge=False), Stops(ACCEPT, judge=False)), grave=True),
    Step(code="accept", title="受理", from_=(RECEIVED,), to=ACCEPTED, by=HEAD, form=forms.AcceptForm,
         cite=_cite("第三十条第一款"), mandatory=("review", "summary.apply"), requires=(intake.still_reviewing,),
         checks=(intake.applied_in_time, intake.summary_fits), effect=intake.accept, paper=papers.ACCEPTANCE,
         clocks=(Stops(ACCEPT), Stops(NOTICE, judge=False),
                 Starts(DECIDE, controlling=True, when=is_ordinary), Starts(SEND, when=is_ordinary),
                 Starts(DECIDE_SUMMARY, controlling=True, when=is_summary), Starts(SEND_SUMMARY, when=is_summary))),
    Step(code="deem_accepted", title="登记视为受理", from_=(RECEIVED,), to=ACCEPTED, by=ANY,
         cite=_cite("第三十条第三款"), mandatory=("review",), requires=(intake.review_is_over,), effect=intake.deem,
         paper=papers.ACCEPTANCE,
         clocks=(Stops(ACCEPT), Stops(NOTICE, judge=False),
                 Starts(DECIDE, from_=intake.accepted_day, controlling=True), Starts(SEND, from_=intake.accepted_day)),
         help="审查期限届满没有作出不予受理决定的，自届满之日起视为受理"),
    Step(code="refuse", title="不予受理", from_=(RECEIVED,), to=REFUSED, by=HEAD, form=forms.RefuseForm,
         cite=_cite("第三十条第二款"), mandatory=("review",), requires=(intake.still_reviewing,),
         effect=intake.concluded(Intake.REFUSED), clocks=(Stops(ACCEPT), Stops(NOTICE, judge=False)),
         paper=papers.REFUSAL, grave=True),
    Step(code="transfer", title="移送上级或者其他复议机关", from_=(RECEIVED,), to=TRANSFERRED, by=HEAD,
         form=forms.TransferForm, cite=_cite("第三十八条"), requires=(intake.still_reviewing,), grave=True,
         effect=intake.concluded(Intake.TRANSFERRED), clocks=(Stops(ACCEPT), Stops(NOTICE, judge=False))),
    Step(code="withdraw_early", title="受理前撤回", from_=(RECEIVED, CORRECTING), to=WITHDRAWN, by=HANDLER,
         form=forms.ReasonForm, effect=intake.concluded(Intake.RECALLED), grave=True,
         clocks=(Stops(ACCEPT, judge=False), Stops(NOTICE, judge=False))),
)  # fmt: skip

HEARING = (
    Step(code="appoint", title="指定办案人员", from_=(ACCEPTED, SUSPENDED), by=HEAD, form=trial_forms.AppointForm,
         cite=f"{_cite('第三十六条')}；{RULES}第三十二条", checks=(trial.panel_fits,), effect=trial.appoint),
    Step(code="to_summary", title="改用简易程序", from_=(ACCEPTED,), by=HEAD, form=forms.SummaryForm,
         cite=_cite("第五十三条"), mandatory=("summary.apply",), requires=(deciding.on_ordinary, deciding.not_switched),
         checks=(intake.summary_fits,), effect=deciding.switch(Track.SUMMARY),
         clocks=(Becomes(DECIDE, DECIDE_SUMMARY), Becomes(SEND, SEND_SUMMARY), Becomes(REPLY, REPLY_SUMMARY))),
    Step(code="to_ordinary", title="转为普通程序", from_=(ACCEPTED, DRAFTED), to=ACCEPTED, by=HEAD,
         form=forms.ReasonForm, cite=_cite("第五十五条"), mandatory=("summary.switch",),
         requires=(deciding.on_summary,), effect=deciding.switch(Track.ORDINARY),
         clocks=(Becomes(DECIDE_SUMMARY, DECIDE), Becomes(SEND_SUMMARY, SEND), Becomes(REPLY_SUMMARY, REPLY)),
         help="经复议机构负责人批准；期限改按普通程序，仍自受理之日起算"),
    Step(code="send_copy", title="发送副本、通知答复", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.SendForm,
         cite=_cite("第四十八条、第五十四条"), mandatory=("send",), checks=(trial.sent_before,), effect=trial.send,
         clocks=(Stops(SEND), Stops(SEND_SUMMARY), Starts(REPLY, from_="served_on", when=is_ordinary),
                 Starts(REPLY_SUMMARY, from_="served_on", when=is_summary)), paper=papers.REPLY_NOTICE),
    Step(code="reply", title="收到被申请人答复", from_=(ACCEPTED, SUSPENDED), by=HANDLER, form=trial_forms.ReplyForm,
         cite=_cite("第四十八条、第五十四条"), mandatory=("reply",), effect=trial.replied,
         requires=(done("send_copy", "发送副本", _cite("第四十八条")), trial.reply_awaited),
         clocks=(Stops(REPLY), Stops(REPLY_SUMMARY))),
    Step(code="no_reply", title="登记逾期未答复", from_=(ACCEPTED,), by=HANDLER, cite=_cite("第七十条"),
         mandatory=("reply",), requires=(trial.reply_is_over,), effect=trial.not_replied,
         clocks=(Stops(REPLY), Stops(REPLY_SUMMARY))),
    Step(code="hear_parties", title="听取意见", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.HearForm,
         cite=_cite("第四十九条"), mandatory=("hear_parties",), requires=(trial.on_panel,), effect=trial.heard),
    Step(code="paper_trial", title="决定书面审理", from_=(ACCEPTED,), by=HANDLER, form=forms.ReasonForm,
         cite=_cite("第五十四条第二款"), mandatory=("summary.paper",), requires=(deciding.on_summary,)),
    Step(code="access", title="当事人阅卷", from_=(ACCEPTED, SUSPENDED), by=HANDLER, form=trial_forms.AccessForm,
         cite=_cite("第四十七条"), mandatory=("access",)),
    Step(code="stay", title="停止执行审查", from_=(ACCEPTED, SUSPENDED), by=HEAD, form=trial_forms.StayForm,
         cite=_cite("第四十二条"), mandatory=("suspend_execution",),
         effect=lambda ctx: setattr(ctx.detail, "stayed", int(ctx.data["decision"] == "stay"))),
    Step(code="start_finding", title="启动事实查明", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.StartFindingForm,
         cite=_cite("第四十五条"), mandatory=("investigate",), requires=(trial.on_panel,),
         effect=facts.start_finding, help="实地调查、面谈、商议函、调取材料、鉴定；听证另有步骤"),
    Step(code="record_finding", title="记录事实查明", from_=(ACCEPTED, SUSPENDED), by=HANDLER,
         form=trial_forms.RecordFindingForm, cite=_cite("第四十五条第二款"), mandatory=("investigate",),
         requires=(done("start_finding", "启动事实查明"),), checks=(facts.two_with_cards,), effect=facts.record_finding),
    Step(code="adopt_finding", title="决定是否采信", from_=(ACCEPTED, SUSPENDED), by=HANDLER,
         form=trial_forms.AdoptFindingForm, cite=_cite("第四十三条第二款"), requires=(trial.on_panel,),
         effect=facts.adopt_finding),
    Step(code="hearing_notice", title="听证通知", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.HearingNoticeForm,
         cite=_cite("第五十一条第一款"), mandatory=("hearing",), checks=(trial.notice_early_enough,),
         effect=trial.notify_hearing),
    Step(code="hearing", title="听证", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.HearingForm,
         cite=_cite("第五十条"), mandatory=("hearing",), requires=(trial.on_panel, trial.hearing_notified),
         checks=(trial.hearing_staffed,), effect=facts.hold_hearing),
    Step(code="committee", title="委员会咨询", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.CommitteeForm,
         cite=_cite("第五十二条第二款"), mandatory=("committee",)),
    Step(code="mediate", title="调解", from_=(ACCEPTED,), by=HANDLER, form=trial_forms.MediateForm,
         cite=_cite("第五条"), mandatory=("mediation",)),
    Step(code="suspend", title="中止", from_=(ACCEPTED,), to=SUSPENDED, by=HEAD, form=trial_forms.SuspendForm,
         cite=_cite("第三十九条"), checks=(trial.suspension_known,), effect=trial.suspend, paper=papers.SUSPENSION,
         clocks=(Pauses(DECIDE, trial.suspension_words, trial.suspension_cite),
                 Pauses(DECIDE_SUMMARY, trial.suspension_words, trial.suspension_cite),
                 Starts(SIXTY, when=trial.sixty_days_end_it))),
    Step(code="resume", title="恢复审理", from_=(SUSPENDED,), to=ACCEPTED, by=HEAD, form=forms.ReasonForm,
         cite=_cite("第三十九条第二款"), effect=trial.resume, paper=papers.RESUMPTION,
         clocks=(Resumes(DECIDE), Resumes(DECIDE_SUMMARY), Stops(SIXTY, judge=False))),
    *norm_review.steps(ACCEPTED, SUSPENDED),
    Step(code="withdraw_request", title="申请人撤回申请", from_=(ACCEPTED, SUSPENDED), by=HANDLER,
         form=forms.ReasonForm, cite=_cite("第四十一条第一项、第七十四条"), mandatory=("mediation",)),
    Step(code="terminate", title="终止", from_=(ACCEPTED, SUSPENDED), to=ENDED, by=HEAD, form=trial_forms.TerminateForm,
         cite=_cite("第四十一条"), checks=(trial.may_end,), effect=trial.end, paper=papers.TERMINATION,
         clocks=(Stops(DECIDE), Stops(DECIDE_SUMMARY), Stops(SIXTY, judge=False)), grave=True),
    Step(code="extend", title="延长审理期限", from_=TRIAL, by=HEAD, form=trial_forms.ExtendForm,
         cite=_cite("第六十二条第一款"), effect=deciding.extend, paper=papers.EXTENSION,
         requires=(deciding.extension_allowed, not_extended(DECIDE, _cite("第六十二条第一款"))),
         clocks=(Extends(DECIDE, amount="amount"),), help="最多三十日，只能一次；简易程序不得延长"),
)  # fmt: skip

DECISION = (
    Step(code="draft", title="提出审理意见", from_=(ACCEPTED,), to=DRAFTED, by=HANDLER, form=trial_forms.DraftForm,
         cite=_cite("第六十一条第一款"), mandatory=("opinion",), effect=deciding.draft, checks=(deciding.outcome_fits,),
         requires=(done("appoint", "指定办案人员", _cite("第三十六条")), trial.on_panel, trial.reply_settled,
                   trial.parties_heard, facts.findings_closed, trial.grave_duties)),
    Step(code="send_back", title="退回", from_=(DRAFTED, REVIEWED), to=ACCEPTED,
         by=role_set(Role.REVIEWER, Role.HEAD), form=forms.ReasonForm),
    Step(code="review", title="审核", from_=(DRAFTED,), to=REVIEWED, by=REVIEWER, not_by=("draft",),
         form=trial_forms.ReviewForm, cite=_cite("第六十一条第一款"), mandatory=("opinion",)),
    Step(code="decide", title="作出决定", from_=(REVIEWED,), to=DECIDED, by=HEAD, not_by=("draft", "review"),
         form=trial_forms.DecideForm, cite=_cite("第六十一条、第六十二条"), mandatory=("opinion", "decide"),
         effect=deciding.decide, clocks=(Stops(DECIDE), Stops(DECIDE_SUMMARY)), paper=papers.DECISION, grave=True),
    Step(code="mediation_statement", title="制作调解书", from_=(ACCEPTED,), to=DECIDED, by=HEAD,
         form=trial_forms.StatementForm, cite=_cite("第七十三条"), mandatory=("mediation",),
         requires=(deciding.mediation_agreed,), checks=(deciding.signed_by_then,), effect=deciding.state_mediation,
         clocks=(Stops(DECIDE), Stops(DECIDE_SUMMARY)), paper=papers.MEDIATION, grave=True),
    Step(code="deliver", title="送达", from_=STATES, by=ANY, form=trial_forms.ServeForm, cite=_cite("第七十五条第二款、第八十八条"),
         mandatory=("serve",), checks=(deciding.served_as_ruled,), effect=deciding.serve, paper=papers.SERVICE),
    Step(code="publish", title="公开与抄告", from_=(DECIDED, ARCHIVED), by=HANDLER, form=trial_forms.PublishForm,
         cite=_cite("第七十九条"), mandatory=("publish_copy",), requires=(deciding.served,), effect=deciding.publish),
    Step(code="letter", title="拟制意见书、建议书", from_=(*TRIAL, DECIDED, ENDED), by=HANDLER, form=trial_forms.LetterForm,
         cite=_cite("第七十六条"), mandatory=("opinion_letter",), effect=deciding.write_letter,
         help="随即另开一件意见书、建议书事项，六十日报送期限在该事项中计算"),
    Step(code="perform", title="登记被申请人履行", from_=(DECIDED,), by=HANDLER, form=trial_forms.PerformedForm,
         cite=_cite("第七十七条第一款"), mandatory=("perform",), requires=(deciding.served, deciding.duty_open),
         effect=deciding.performed),
    Step(code="order_perform", title="责令限期履行", from_=(DECIDED,), by=HEAD, form=trial_forms.OrderForm,
         cite=_cite("第七十七条第二款"), mandatory=("perform",), effect=deciding.order,
         requires=(deciding.served, deciding.duty_open, deciding.performance_overdue)),
    Step(code="archive", title="归档", from_=(DECIDED, ENDED, REFUSED, TRANSFERRED, LAPSED, WITHDRAWN), to=ARCHIVED,
         by=HANDLER, form=trial_forms.ArchiveForm, requires=(deciding.archived_after_service,)),
)  # fmt: skip

APPLICATION = Procedure(
    id="reconsideration.application", title="行政复议", room="reconsideration", since=date(2024, 1, 1), law=NEW,
    awaits=(REPLY, REPLY_SUMMARY),
    states=STATES, steps=(*INTAKE, *HEARING, *DECISION), detail=ReconsiderationApplication,
    law_procedure="reconsideration_ordinary", numbering=number, outcomes=WORDS,
)  # fmt: skip
