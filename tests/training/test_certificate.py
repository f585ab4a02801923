"""What the reviews prove: for which cut, at which limit, and how many are still needed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.answers import Intent
from ownvoice.training.betting import clean_needed
from ownvoice.training.certificate import CUTS, EVERY_DRAFT, ONE_CUT, Reviewed, certify, cuts_for
from ownvoice.training.thresholds import Correction, passed

reviews = st.lists(
    st.builds(Reviewed, st.sampled_from([0.0, 0.55, 0.7, 0.85, 0.9, 1.0]), st.booleans()), max_size=300
)


def clean(count: int, confidence: float = 0.9) -> list[Reviewed]:
    return [Reviewed(confidence, False)] * count


def test_41_of_164() -> None:
    found = certify(clean(41), 0.02, ONE_CUT)
    nearest = found.nearest
    assert (nearest.reviewed, nearest.needed, nearest.whole) == (41, 123, 164)
    assert found.best is None
    assert certify(clean(164), 0.02, ONE_CUT).best is not None


def test_nothing_reviewed_and_all_rejected() -> None:
    assert certify([], 0.02).best is None and certify([], 0.02).nearest.threshold == EVERY_DRAFT
    rejected = certify([Reviewed(1.0, True)] * 200, 0.02)
    assert rejected.best is None and all(one.bound == 1.0 for one in rejected.standings)


def test_drafts_that_are_all_as_sure_fall_on_one_side_of_each_cut() -> None:
    found = certify(clean(300, 0.9), 0.02)
    assert [one.reviewed for one in found.standings] == [300, 300, 300, 300]
    just_below = certify(clean(300, 0.8999), 0.02)
    assert [one.reviewed for one in just_below.standings] == [0, 300, 300, 300]


def test_unsure_drafts_that_are_often_wrong_leave_the_sure_ones_to_be_certified() -> None:
    mixed = [Reviewed(0.95, False), Reviewed(0.6, True)] * 400
    best = certify(mixed, 0.02).best
    assert best is not None and best.threshold == 0.7 and best.share == 0.5


def test_the_loosest_certified_cut_sends_most() -> None:
    best = certify(clean(1_000, 1.0), 0.02).best
    assert best is not None and best.threshold == EVERY_DRAFT


@settings(deadline=None)
@given(reviews, st.sampled_from([0.01, 0.05, 0.2]))
def test_certified_is_what_the_bound_says(listed: list[Reviewed], limit: float) -> None:
    for one in certify(listed, limit).standings:
        assert one.certified == (one.bound <= limit + 1e-12)
        assert 0 <= one.errors <= one.reviewed <= len(listed)


@settings(deadline=None)
@given(reviews)
def test_a_clean_review_never_takes_a_certificate_away(listed: list[Reviewed]) -> None:
    before = certify(listed, 0.05)
    after = certify([*listed, Reviewed(1.0, False)], 0.05)
    for one, other in zip(before.standings, after.standings, strict=True):
        assert other.certified >= one.certified


def test_thanks_have_one_cut_and_the_shares_of_the_level_are_all_of_it() -> None:
    assert cuts_for(Intent.THANKS) == ONE_CUT
    assert sum(part for _, part in CUTS) == pytest.approx(1.0)
    assert certify([], 0.02).nearest.whole == clean_needed(0.02, 0.025)


@pytest.mark.parametrize("limit", [0.0, 1.0, -0.1, float("nan")])
def test_a_limit_that_cannot_be_is_refused(limit: float) -> None:
    with pytest.raises(ValueError):
        certify([], limit)


class TestCorrections:
    def test_each_has_its_share(self) -> None:
        assert passed([0.02, 0.03], 0.05, Correction.BONFERRONI) == (True, False)
        assert passed([0.02, 0.03], 0.05, Correction.BONFERRONI, [0.2, 0.8]) == (False, True)

    def test_a_sequence_stops_where_one_fails(self) -> None:
        assert passed([0.04, 0.2, 0.001], 0.05, Correction.FIXED_SEQUENCE) == (True, False, False)

    def test_a_fallback_hands_on_what_passed(self) -> None:
        assert passed([0.02, 0.04], 0.05, Correction.FALLBACK) == (True, True)
        assert passed([0.03, 0.04], 0.05, Correction.FALLBACK) == (False, False)
        assert passed([0.03, 0.02], 0.05, Correction.FALLBACK) == (False, True)

    def test_none_at_all(self) -> None:
        assert passed([], 0.05, Correction.BONFERRONI) == ()

    def test_more_than_the_whole_level_is_refused(self) -> None:
        with pytest.raises(ValueError):
            passed([0.1, 0.1], 0.05, Correction.BONFERRONI, [0.9, 0.9])

    @settings(deadline=None)
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
    def test_a_fallback_passes_whatever_bonferroni_does(self, p_values: list[float]) -> None:
        plain = passed(p_values, 0.05, Correction.BONFERRONI)
        handed = passed(p_values, 0.05, Correction.FALLBACK)
        assert all(b or not a for a, b in zip(plain, handed, strict=True))
