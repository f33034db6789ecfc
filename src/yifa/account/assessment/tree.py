"""The tree of an indicator system: nodes in order, leaves, and what its bound figures say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yifa.account.assessment.models import Indicator, Score
from yifa.kernel import moment
from yifa.kernel.figure import Figure, Period, UnknownFigure, Value, ask, figure_of
from yifa.kernel.organization.models import Unit


def nodes_of(system: str) -> list[Indicator]:
    """Nodes that stand, in their order."""
    rows = Indicator.objects.unscoped("editions are everybody's").standing()
    return list(rows.filter(system=system).order_by("order", "pk"))


def leaves_of(system: str) -> list[Indicator]:
    """Nodes that no other hangs below."""
    nodes = nodes_of(system)
    above = {n.parent for n in nodes if n.parent}
    return [n for n in nodes if n.code not in above]


@dataclass(frozen=True)
class Bound:
    """A bound figure with its value for the unit and year."""

    figure: Figure
    value: Value


@dataclass(frozen=True)
class Branch:
    """A node on the page: its depth, its score if it is a leaf, its bound figures."""

    node: Indicator
    depth: int
    score: Score | None
    bound: tuple[Bound, ...]

    @property
    def standing(self) -> Decimal | None:
        """The score as it now stands: settled, else reviewed, else own."""
        s = self.score
        if s is None:
            return None
        for value in (s.final, s.reviewed, s.own):
            if value is not None:
                return value
        return None

    @property
    def lost(self) -> Decimal | None:
        """Points lost as things stand."""
        if self.score is None or self.standing is None:
            return None
        return self.score.full - self.standing

    @property
    def short(self) -> bool:
        """Whether the first bound figure is below its aim: points in danger before anybody scored."""
        if not self.node.aim or not self.bound or self.bound[0].value.shown is None:
            return False
        return self.bound[0].value.shown < Decimal(self.node.aim)

    @property
    def rescuable(self) -> bool:
        """Lost, with a measure whose day has not passed."""
        s = self.score
        if s is None or not s.rescue or not self.lost:
            return False
        return s.rescue_by is None or s.rescue_by >= moment.today()


def tree(system: str, unit: Unit, year: int, scores: list[Score]) -> list[Branch]:
    """The tree depth first, with figures asked for the unit and year."""
    nodes = nodes_of(system)
    by_parent: dict[str, list[Indicator]] = {}
    codes = {n.code for n in nodes}
    for node in nodes:
        by_parent.setdefault(node.parent if node.parent in codes else "", []).append(node)
    by_code = {s.indicator: s for s in scores}
    period = Period.year(year)
    found: list[Branch] = []

    def walk(parent: str, depth: int) -> None:
        for node in by_parent.get(parent, []):
            found.append(Branch(node, depth, by_code.get(node.code), _bound(node, period, unit)))
            if depth < 8:
                walk(node.code, depth + 1)

    walk("", 0)
    return found


def _bound(node: Indicator, period: Period, unit: Unit) -> tuple[Bound, ...]:
    found = []
    for figure_id in filter(None, node.figures.split(",")):
        try:
            figure = figure_of(figure_id, period)
        except UnknownFigure:
            continue
        found.append(Bound(figure, ask.value(figure, period, unit)))
    return tuple(found)


@dataclass(frozen=True)
class Standing:
    """Totals: full, own, as it stands, lost, of that rescuable, and leaves in danger."""

    full: Decimal
    own: Decimal
    now: Decimal
    lost: Decimal
    rescuable: Decimal
    unscored: int
    in_danger: int


def standing(branches: list[Branch]) -> Standing:
    leaves = [b for b in branches if b.score is not None]
    zero = Decimal(0)
    return Standing(
        full=sum((b.score.full for b in leaves if b.score), zero),
        own=sum((b.score.own or zero for b in leaves if b.score), zero),
        now=sum((b.standing or zero for b in leaves), zero),
        lost=sum((b.lost or zero for b in leaves), zero),
        rescuable=sum((b.lost or zero for b in leaves if b.rescuable), zero),
        unscored=sum(1 for b in leaves if b.standing is None),
        in_danger=sum(1 for b in branches if b.short),
    )
