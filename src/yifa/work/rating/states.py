"""States of a rating and of its follow-up."""

from __future__ import annotations

from yifa.kernel.matter.procedure import State

COUNTED = State("counted", "已计入", open=False)
DEFAULTED = State("defaulted", "系统默认，不计入", open=False)
VERIFYING = State("verifying", "差评核实中")
RECTIFYING = State("rectifying", "整改中")
CALLING = State("calling", "待回访")
CLOSED = State("closed", "整改回访完毕", open=False)
WITHDRAWN = State("withdrawn", "登记有误，已作废", open=False)
UNFOUNDED = State("unfounded", "核实不属实", open=False)

TO_VERIFY = State("to_verify", "待核实")
WAITING = State("waiting", "等待整改")
TO_CALL = State("to_call", "待回访")
DONE = State("done", "已回访", open=False)
DISMISSED = State("dismissed", "不属实", open=False)
