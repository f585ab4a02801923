"""Two halves of one person agree, two people don't."""

from __future__ import annotations

from datetime import date

import pytest

from ownvoice.voice.style import StyleTally, agreement, norms_of, profile
from ownvoice.voice.style.comparing import spearman
from ownvoice.voice.style.style import Style
from tests.voice.style.written import write


def style(template: str, first: int, count: int = 60) -> Style:
    tally = StyleTally(1)
    for number in range(first, first + count):
        tally.add(write(template.format("word " * (number % 9), "!" if number % 3 else "."), number))
    return profile([tally], None, date(2026, 3, 4))


def test_halves_agree_and_others_differ() -> None:
    loud, loud_too = style("Hey {0}you{1} So good 🎉", 0), style("Hey {0}you{1} So good 🎉", 500)
    quiet = style("well, {0}we shall see; it is (mostly) fine…", 0)
    halves, others = agreement(loud, loud_too), agreement(loud, quiet)
    assert halves.rho is not None and halves.rho >= 0.9
    assert (
        halves.distance is not None and others.distance is not None and others.distance > 3 * halves.distance
    )
    norms = norms_of([loud, quiet])
    assert (agreement(loud, loud_too, norms).rho or 0) > (agreement(loud, quiet, norms).rho or 0)


def test_a_style_agrees_with_itself() -> None:
    one = style("Hey {0}you{1}", 0)
    assert agreement(one, one).rho == 1 and agreement(one, one).distance == 0


def test_too_little_in_common_is_not_compared() -> None:
    assert agreement(Style(), style("Hey {0}{1}", 0)).rho is None


@pytest.mark.parametrize(
    ("one", "other", "rho"),
    [
        ([1, 2, 3], [10, 20, 30], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8),
        ([1, 1, 2], [1, 1, 2], 1.0),
        ([1, 1, 1], [1, 2, 3], 0.0),
    ],
)
def test_spearman(one: list[float], other: list[float], rho: float) -> None:
    assert spearman(one, other) == pytest.approx(rho)
