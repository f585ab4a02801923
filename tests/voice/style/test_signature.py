"""Log-odds with an informative Dirichlet prior, against figures worked out by hand."""

from __future__ import annotations

from math import log, sqrt

import pytest

from ownvoice.voice.style.shown import Shown, is_name
from ownvoice.voice.style.signature import PRIOR, signature
from ownvoice.voice.writing import Quote


def test_the_score_is_that_of_the_paper() -> None:
    mine, others = {"ahoy": 60, "bread": 940}, {"ahoy": 10, "bread": 1990}
    [(phrase, z)] = signature(mine, {"ahoy": 60, "bread": 940}, others)
    prior = PRIOR * 70 / 3000
    y, x = 60 + prior, 10 + prior
    ratio = log(y / (1000 + PRIOR - y)) - log(x / (2000 + PRIOR - x))
    assert phrase == "ahoy"
    assert z == pytest.approx(ratio / sqrt(1 / y + 1 / x))


def test_what_everybody_says_and_what_is_rare_is_not_telling() -> None:
    mine = {"bread": 500.0, "ahoy": 4.0}
    assert signature(mine, {"bread": 500, "ahoy": 4}, {"bread": 500}) == []


def test_what_was_dropped_from_a_full_table_does_not_look_unheard_of() -> None:
    mine, times, others = {"ahoy": 40.0, "bread": 960.0}, {"ahoy": 40, "bread": 960}, {"bread": 5000}
    assert [phrase for phrase, _ in signature(mine, times, others)] == ["ahoy"]
    assert signature(mine, times, others, others_missed=400) == []


def test_a_phrase_stands_for_its_parts() -> None:
    mine = {"hope this": 50.0, "this helps": 48.0, "hope this helps": 48.0, "the": 900.0}
    times = {phrase: int(count) for phrase, count in mine.items()}
    assert [phrase for phrase, _ in signature(mine, times, {"the": 3000})] == ["hope this helps"]


def test_without_others_or_without_oneself_nothing_is_telling() -> None:
    assert signature({"ahoy": 50.0}, {"ahoy": 50}, {}) == []
    assert signature({}, {}, {"ahoy": 50}) == []


@pytest.mark.parametrize(
    ("phrase", "texts", "name"),
    [
        ("steve", ["As Steve said.", "Ask Steve."], True),
        ("as steve", ["As Steve said."], True),
        ("github", ["It is on GitHub."], True),
        ("thanks", ["Thanks Ana.", "Thanks a lot."], False),
        ("easy peasy", ["Easy peasy.", "It is easy peasy."], False),
        ("i'll", ["Yes I'll do."], False),
        ("bread", [], False),
        ("ha", ["I like That.", "Yes, ha, sure."], False),
    ],
)
def test_a_capital_within_a_sentence_is_a_name(phrase: str, texts: list[str], name: bool) -> None:
    assert is_name(phrase, [Shown.of(Quote(1, 1, text)) for text in texts]) is name
