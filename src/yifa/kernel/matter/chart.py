"""A procedure's flow chart (流程图) as SVG, drawn from its declaration."""

from __future__ import annotations

from html import escape

from yifa.kernel.matter.procedure import Procedure, State, Step

BOX_W, BOX_H, GAP_X, GAP_Y, MARGIN = 132, 40, 250, 92, 28


def _targets(procedure: Procedure, step: Step) -> list[State]:
    """Where a step leads. A callable target names its possible states in `procedure.states` by `leads`."""
    if isinstance(step.to, State):
        return [step.to]
    leads = getattr(step.to, "leads", ())
    return list(leads)


def edges(procedure: Procedure) -> list[tuple[State | None, State, Step]]:
    """(from, to, step) of every state-changing step; from None for the opening act."""
    found: list[tuple[State | None, State, Step]] = []
    for step in procedure.steps:
        for target in _targets(procedure, step):
            sources: tuple[State | None, ...] = step.from_ or (None,)
            found += [(s, target, step) for s in sources if s != target]
    return found


def _ranks(procedure: Procedure) -> dict[str, int]:
    """Longest forward distance from the opening, in declaration order of states."""
    order = {s.code: n for n, s in enumerate(procedure.states)}
    rank = {s.code: 0 for s in procedure.states}
    for _ in procedure.states:
        for source, target, _step in edges(procedure):
            if source is not None and order[source.code] < order[target.code]:
                rank[target.code] = max(rank[target.code], rank[source.code] + 1)
    return rank


def chart(procedure: Procedure) -> str:
    """The flow chart as a stand-alone SVG with a title; states as boxes, steps as labelled arrows."""
    rank = _ranks(procedure)
    rows: dict[int, list[State]] = {}
    for state in procedure.states:
        rows.setdefault(rank[state.code], []).append(state)
    width = max(len(r) for r in rows.values()) * GAP_X + 2 * MARGIN + 180
    place: dict[str, tuple[float, float]] = {}
    for level, states in rows.items():
        start = (width - 180 - (len(states) - 1) * GAP_X) / 2
        for n, state in enumerate(states):
            place[state.code] = (start + n * GAP_X, MARGIN + 60 + level * GAP_Y)
    height = MARGIN * 2 + 80 + (max(rows) + 1) * GAP_Y
    parts = [
        _arrow(source, target, steps, place, rank)
        for (source, target), steps in _bundle(procedure).items()
    ]
    parts += [_box(s, *place[s.code]) for s in procedure.states]
    title = escape(f"{procedure.title}流程图（{procedure.law}，自 {procedure.since} 起）")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{title}" '
        'font-family="sans-serif" font-size="12">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="{MARGIN}" y="{MARGIN + 6}" '
        f'font-size="15" font-weight="bold">{title}</text>{"".join(parts)}</svg>'
    )


def _bundle(procedure: Procedure) -> dict[tuple[str | None, str], list[Step]]:
    bundle: dict[tuple[str | None, str], list[Step]] = {}
    for source, target, step in edges(procedure):
        bundle.setdefault((source.code if source else None, target.code), []).append(step)
    return bundle


def _box(state: State, x: float, y: float) -> str:
    fill, line = ("#e6f4ff", "#1677ff") if state.open else ("#f0f0f0", "#888")
    return (
        f'<g><rect x="{x - BOX_W / 2:.0f}" y="{y - BOX_H / 2:.0f}" width="{BOX_W}" height="{BOX_H}" rx="6" '
        f'fill="{fill}" stroke="{line}"/><text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle" '
        f'font-size="13">{escape(state.title)}</text></g>'
    )


def _arrow(
    source: str | None, target: str, steps: list[Step],
    place: dict[str, tuple[float, float]], rank: dict[str, int],
) -> str:  # fmt: skip
    x2, y2 = place[target]
    label = "／".join(dict.fromkeys(s.title for s in steps))
    label = label if len(label) <= 18 else label[:17] + "…"
    text = escape(label)
    if source is None:
        path = f"M{x2:.0f} {y2 - BOX_H / 2 - 34:.0f}V{y2 - BOX_H / 2:.0f}"
        return _line(path, x2 + 6, y2 - BOX_H / 2 - 16, text)
    x1, y1 = place[source]
    if rank[target] > rank[source]:
        path = f"M{x1:.0f} {y1 + BOX_H / 2:.0f}L{x2:.0f} {y2 - BOX_H / 2:.0f}"
        return _line(path, (x1 + x2) / 2 + 6, (y1 + y2) / 2 + 4, text)
    side = max(x1, x2) + BOX_W / 2 + 24 + 10 * abs(rank[source] - rank[target])
    path = f"M{x1 + BOX_W / 2:.0f} {y1:.0f}H{side:.0f}V{y2:.0f}H{x2 + BOX_W / 2:.0f}"
    return _line(path, side + 4, (y1 + y2) / 2, text)


def _line(path: str, x: float, y: float, text: str) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#arrow)"/>'
        f'<text x="{x:.0f}" y="{y:.0f}" fill="#333" paint-order="stroke" stroke="#fff" '
        f'stroke-width="3">{text}</text>'
    )
