"""A procedure's flow chart (流程图) as SVG, drawn from its declaration.

One column of states in the order they are declared; beside each state its steps, one a line, with role and article. From a
step's line an arrow runs to the lane of its target, and one lane leads to each target: nothing crosses a word.
"""

from __future__ import annotations

from html import escape

from yifa.kernel.matter.procedure import Procedure, State, Step

LEFT, BOX_W, BOX_H = 24, 128, 34
TEXT_X, LANE_X, LANE_GAP = LEFT + BOX_W + 28, 700, 13
LINE, GAP, TOP = 23, 20, 66
START = State("", "开始")
SHADES = ("#1677ff", "#389e0d", "#d46b08", "#c41d7f", "#531dab", "#08979c", "#7c4a03", "#595959")


def targets(step: Step) -> list[State]:
    """Where a step leads. A target chosen by a function names its possible states in the function's `leads`."""
    if isinstance(step.to, State):
        return [step.to]
    return list(getattr(step.to, "leads", ()))


def edges(procedure: Procedure) -> list[tuple[State | None, State, Step]]:
    """(from, to, step) of every state-changing step; from None for an opening act."""
    found: list[tuple[State | None, State, Step]] = []
    for step in procedure.steps:
        for target in targets(step):
            sources: tuple[State | None, ...] = step.from_ or (None,)
            found += [(s, target, step) for s in sources if s != target]
    return found


def from_anywhere(procedure: Procedure) -> list[Step]:
    """State-changing steps that nearly every open state allows: named once below instead of in every row."""
    opened = sum(s.open for s in procedure.states)
    return [
        s
        for s in procedure.steps
        if targets(s) and opened > 3 and sum(f.open for f in s.from_) >= opened - 1
    ]


def chart(procedure: Procedure) -> str:
    """The flow chart as a stand-alone SVG with a title."""
    common = from_anywhere(procedure)
    rows: list[tuple[State, list[tuple[Step, State | None]]]] = []
    for state in (START, *procedure.states):
        rows.append((state, _leaving(procedure, state, common)))
    place: dict[str, float] = {}
    y = float(TOP)
    for state, steps in rows:
        place[state.code] = y + BOX_H / 2
        y += BOX_H + LINE * len(steps) + GAP
    reached = [s for s, _ in rows if any(t == s for _, ways in rows for _, t in ways)]
    lanes = {
        s.code: (float(LANE_X + n * LANE_GAP), SHADES[n % len(SHADES)])
        for n, s in enumerate(reached)
    }
    parts = [_lane(s, rows, place, lanes) for s in reached]
    for state, steps in rows:
        parts.append(_box(state, place[state.code]))
        for n, (step, target) in enumerate(steps):
            parts.append(
                _line(step, target, place[state.code] + BOX_H / 2 + LINE * (n + 0.6), lanes)
            )
    for step in common:
        names = "、".join(t.title for t in targets(step))
        parts.append(
            _text(LEFT, y, f"各在办状态都可以：{step.title} → {names}　{step.cite}", "#333")
        )
        y += LINE
    width, height = LANE_X + LANE_GAP * len(lanes) + LEFT, y + 10
    title = f"{procedure.title}流程图"
    about = f"{procedure.law}，自 {procedure.since} 起"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{escape(title)}" '
        f'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{LEFT}" y="28" font-size="17" font-weight="bold">{escape(title)}</text>'
        f"{_text(LEFT, 48, about, '#555')}{''.join(parts)}</svg>"
    )


def _leaving(
    procedure: Procedure, state: State, common: list[Step]
) -> list[tuple[Step, State | None]]:
    """The steps that begin in a state: those that lead on, then mandatory ones that stay."""
    ways: list[tuple[Step, State | None]] = []
    for step in procedure.steps:
        if (
            step in common
            or (step.from_ and state not in step.from_)
            or (not step.from_ and state is not START)
        ):
            continue
        led = [t for t in targets(step) if t != state]
        ways += [(step, t) for t in led]
        if not led and step.mandatory:
            ways.append((step, None))
    return ways


def _box(state: State, middle: float) -> str:
    fill, line = ("#e6f4ff", "#1677ff") if state.open else ("#f0f0f0", "#888")
    if state is START:
        fill, line = "#fff", "#888"
    return (
        f'<rect x="{LEFT}" y="{middle - BOX_H / 2:.0f}" width="{BOX_W}" height="{BOX_H}" rx="6" '
        f'fill="{fill}" stroke="{line}"/><text x="{LEFT + BOX_W / 2:.0f}" y="{middle + 5:.0f}" '
        f'text-anchor="middle" font-size="14">{escape(state.title)}</text>'
    )


def _line(step: Step, target: State | None, y: float, lanes: dict[str, tuple[float, str]]) -> str:
    who = "、".join(r.label for r in sorted(step.by))
    article = step.cite.rpartition("）")[2] or step.cite
    words = _text(TEXT_X, y, step.title, "#111") + _text(TEXT_X + 190, y, who[:12], "#555")
    words += _text(TEXT_X + 300, y, _short(article), "#555")
    stem = f'<path d="M{LEFT + 14} {y - 4:.0f}H{TEXT_X - 8}" stroke="#bbb" fill="none"/>'
    if target is None:
        return stem + words
    lane, shade = lanes[target.code]
    return (
        f"{stem}{words}{_text(TEXT_X + 410, y, '→ ' + target.title, shade)}"
        f'<path d="M{LANE_X - 14} {y - 4:.0f}H{lane:.0f}" stroke="{shade}" fill="none"/>'
        f'<circle cx="{lane:.0f}" cy="{y - 4:.0f}" r="2.5" fill="{shade}"/>'
    )


def _lane(
    target: State, rows: list[tuple[State, list[tuple[Step, State | None]]]],
    place: dict[str, float], lanes: dict[str, tuple[float, str]],
) -> str:  # fmt: skip
    """The vertical lane of a target with its arrow into the target's box."""
    lane, shade = lanes[target.code]
    ends = [place[target.code]]
    for state, steps in rows:
        for n, (_, led) in enumerate(steps):
            if led == target:
                ends.append(place[state.code] + BOX_H / 2 + LINE * (n + 0.6) - 4)
    y, x = place[target.code], LEFT + BOX_W
    return (
        f'<path d="M{lane:.0f} {min(ends):.0f}V{max(ends):.0f}M{lane:.0f} {y:.0f}H{x + 8}" '
        f'stroke="{shade}" fill="none"/><path d="M{x} {y:.0f}l9 -4v8z" fill="{shade}"/>'
    )


def _text(x: float, y: float, words: str, fill: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{fill}">{escape(words)}</text>'


def _short(words: str) -> str:
    return words if len(words) <= 8 else words[:7] + "…"
