"""How alike two styles are: a rank correlation over the figures both know, and a distance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pstdev

from ownvoice.voice.style.figures import REPLY_TIMES
from ownvoice.voice.style.style import Style
from ownvoice.voice.writing import Figure, Register

LEAST_FIGURES = 10  # known to both; fewer say nothing
FARTHEST = 3.0  # standard deviations that one figure can add to a distance
Place = tuple[str, Register | None, str]  # language, register, figure
Norms = Mapping[str, tuple[float, float]]
"""Figure → its mean over several creators, and the standard deviation between them."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What comparing two styles gives.

    `figures`: how many both know, in the same language and register. `rho`: Spearman's rank correlation over them,
    in [-1, 1]; `distance`: the mean difference in standard deviations between items, from 0; both None where too few
    are known to both.
    """

    figures: int
    rho: float | None
    distance: float | None


def agreement(one: Style, other: Style, norms: Norms | None = None) -> Agreement:
    """Compare two styles.

    Without `norms` the figures are ranked as they are: a correlation of words per item with words per item and of
    shares with shares, high for any two people who write at all. With the norms of several creators
    (`norms_of`), each figure is first put in standard deviations from what is usual, and the correlation tells
    people apart.
    """
    mine, theirs = _known(one), _known(other)
    places = [place for place in mine if place in theirs and (norms is None or place[2] in norms)]
    if len(places) < LEAST_FIGURES:
        return Agreement(len(places), None, None)
    pairs = [(_standard(mine[p], norms), _standard(theirs[p], norms)) for p in places]
    rho = spearman([a for a, _ in pairs], [b for _, b in pairs])
    differences = [difference for p in places if (difference := _difference(mine[p], theirs[p])) is not None]
    return Agreement(
        len(places),
        round(rho, 4),
        round(fmean(differences), 4) if len(differences) >= LEAST_FIGURES else None,
    )


def norms_of(styles: Iterable[Style]) -> dict[str, tuple[float, float]]:
    """What is usual among these creators, all their registers and languages together; two styles at least."""
    values: dict[str, list[float]] = defaultdict(list)
    for style in styles:
        for (_, register, name), figure in _known(style).items():
            if register is None:
                assert figure.value is not None
                values[name].append(figure.value)
    return {
        name: (fmean(found), pstdev(found))
        for name, found in values.items()
        if len(found) > 1 and pstdev(found)
    }


def _known(style: Style) -> dict[Place, Figure]:
    return {
        (manner.language, manner.register, name): figure
        for manner in style.manners
        for name, figure in manner.figures.items()
        if figure.value is not None
    }


def _standard(figure: Figure, norms: Norms | None) -> float:
    assert figure.value is not None
    if norms is None:
        return figure.value
    mean, spread = norms[figure.name]
    return (figure.value - mean) / spread


def _difference(mine: Figure, theirs: Figure) -> float | None:
    """In pooled standard deviations between items, at most `FARTHEST`; None for reply times, which have none."""
    if mine.name in REPLY_TIMES or mine.value is None or theirs.value is None:
        return None
    pooled = sqrt(((mine.spread or 0.0) ** 2 + (theirs.spread or 0.0) ** 2) / 2)
    apart = abs(mine.value - theirs.value)
    if not pooled:
        return FARTHEST if apart else 0.0
    return min(FARTHEST, apart / pooled)


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation, ties getting their mean rank; 0 where one side is all the same."""
    a, b = _ranks(one), _ranks(other)
    mean_a, mean_b = fmean(a), fmean(b)
    above = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    below = sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return above / below if below else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            ranks[order[place]] = (start + end) / 2
        start = end + 1
    return ranks
