"""The voice score: what it says, when it says nothing, and what it is learned from."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import OwnvoiceError
from ownvoice.voice.score import NotEnough, Sample, VoiceModel, from_bytes, learn, measures, to_bytes
from ownvoice.voice.score.features import BITS, VIEWS, common_words, counted, masked, rarity, weighed
from ownvoice.voice.score.fitting import fit_small, fit_view
from ownvoice.voice.score.learning import BLOCKS, LEAST_OWN, _blocks
from ownvoice.voice.score.samples import choose
from tests.voice.made_up_authors import creator_text, other_text, others, own


@pytest.fixture(scope="module")
def voice() -> VoiceModel:
    learned = learn(own(150), others(300))
    assert isinstance(learned, VoiceModel)
    return learned


def test_a_new_text_in_the_creators_manner_is_likelier_theirs_than_not(voice: VoiceModel) -> None:
    chosen = random.Random(99)
    mine = [voice.score(creator_text(chosen), "en") for _ in range(20)]
    theirs = [voice.score(other_text(chosen), "en") for _ in range(20)]
    assert all(score and score.probability > 0.5 for score in mine)
    assert all(score and score.probability < 0.5 for score in theirs)


def test_it_reports_how_well_it_does_on_later_texts(voice: VoiceModel) -> None:
    figures = {figure.chars: figure for figure in voice.languages["en"].held_out}
    assert 50 in figures and figures[50].own >= 40
    assert figures[50].low <= figures[50].auc <= figures[50].high and figures[50].auc > 0.95


def test_candidates_are_ranked_likeliest_first_and_those_without_a_score_last(voice: VoiceModel) -> None:
    chosen = random.Random(7)
    candidates = ["ok", other_text(chosen), creator_text(chosen), "no"]
    assert voice.rank(candidates, "en") == [2, 1, 0, 3]
    assert voice.rank(candidates, "de") == [0, 1, 2, 3]


def test_no_score_comes_with_a_reason(voice: VoiceModel) -> None:
    assert voice.score("heh!!", "en") is None
    assert "5 characters" in voice.why_not("heh!!", "en").reason
    assert voice.score(creator_text(random.Random(1)), "fr") is None
    assert "(fr)" in voice.why_not("x" * 100, "fr").reason


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (own(LEAST_OWN - 1), others(300), f"there are {LEAST_OWN - 1} texts of the creator"),
        (own(150), others(40), "40 texts by 10 others"),
        (own(150), others(300, authors=3), "by 3 others"),
        (own(150), others(300, language="fr"), "0 texts by 0 others"),
        ([], others(300), "no texts of the creator"),
    ],
)
def test_too_little_is_refused_with_what_is_missing(
    mine: list[Sample], theirs: list[Sample], said: str
) -> None:
    refused = learn(mine, theirs)
    assert isinstance(refused, NotEnough) and said in refused.reason


def test_a_creator_who_writes_like_everybody_is_not_known() -> None:
    refused = learn(own(150, style=other_text), others(300))
    assert isinstance(refused, NotEnough) and "can't be told from others" in refused.reason


def test_languages_are_learned_apart(voice: VoiceModel) -> None:
    mixed = learn([*own(150), *own(20, seed=5, language="fr")], others(300))
    assert isinstance(mixed, VoiceModel) and set(mixed.languages) == {"en"}
    assert "20 texts" in mixed.unknown["fr"].reason
    assert to_bytes(VoiceModel(mixed.languages, {})) == to_bytes(voice)


def test_the_order_of_the_samples_changes_nothing(voice: VoiceModel) -> None:
    mine, theirs = own(150), others(300)
    random.Random(3).shuffle(mine)
    random.Random(4).shuffle(theirs)
    again = learn(mine, theirs)
    assert isinstance(again, VoiceModel) and to_bytes(again) == to_bytes(voice)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gets_a_probability_or_none(voice: VoiceModel, text: str) -> None:
    score = voice.score(text, "en")
    assert score is None or 0 < score.probability < 1


def test_endless_and_broken_texts_do_no_harm(voice: VoiceModel) -> None:
    for text in (
        "a" * 1_000_000,
        "\ud800" * 100,
        "@" * 5_000,
        "http://" * 5_000,
        "\U0001f600" * 500,
        "\x00" * 100,
    ):
        score = voice.score(text, "en")
        assert score is None or 0 < score.probability < 1


# What is learned from


def sample(number: int, author: str = "", year: int = 2020) -> Sample:
    return Sample(
        f"a text with the number {number}, long enough", "en", datetime(year, 1, 1, tzinfo=UTC), "", author
    )


def test_of_too_many_texts_newer_ones_are_likelier_taken() -> None:
    texts = [sample(number, year=2000 + number % 20) for number in range(2_000)]
    taken = choose(texts, 200, 10**9)["en"]
    years = [text.written_at.year for text in taken.samples]
    assert (len(years), taken.of) == (200, 2_000)
    assert sum(year >= 2015 for year in years) > 1.5 * sum(year < 2010 for year in years) > 0


def test_the_same_texts_are_taken_in_any_order() -> None:
    texts = [sample(number, year=2000 + number % 20) for number in range(500)]
    assert choose(texts, 50, 10**9) == choose(reversed(texts), 50, 10**9)


def test_no_author_and_no_length_outweighs_the_rest() -> None:
    by_one = [sample(number, "a") for number in range(50)] + [
        sample(100 + number, "b") for number in range(5)
    ]
    assert len(choose(by_one, 100, 10**9, 10)["en"].samples) == 15
    assert sum(len(text.text) for text in choose(by_one, 100, 400)["en"].samples) <= 400


def test_the_same_text_counts_once_and_short_ones_not_at_all() -> None:
    assert len(choose([sample(1), sample(1), Sample("Thanks!", "en")], 10, 10**9)["en"].samples) == 1


def test_no_conversation_stands_in_two_blocks() -> None:
    samples = [*own(90), *others(200)]
    blocks = _blocks(samples, np.arange(len(samples)) < 90)
    standing = defaultdict(set)
    for text, block in zip(samples, blocks, strict=True):
        standing[text.thread].add(int(block))
    assert all(len(found) == 1 for found in standing.values())
    assert set(blocks[:90]) == set(range(BLOCKS)) and set(blocks[90:]) == set(range(BLOCKS))


def test_a_background_of_another_time_is_parted_too() -> None:
    late = [
        Sample(text.text, "en", text.written_at + timedelta(days=9_000), f"x{text.thread}", text.author)
        for text in others(200)
    ]
    blocks = _blocks([*own(90), *late], np.arange(290) < 90)
    assert min(np.bincount(blocks[90:], minlength=BLOCKS)) > 20


# How a text is seen


def test_links_names_and_figures_are_not_seen() -> None:
    assert masked("@tom see https://a.example/b in 2019") == masked("@lea see http://c.example in 2024")


def test_shape_sees_case_and_marks_but_no_letters() -> None:
    none = np.zeros(0, np.uint64)
    one, same, other = (
        counted([text], none) for text in ("Good bread, yes!", "Warm salt, and!", "good bread yes")
    )
    shape = [set(rows.places[rows.places >> BITS == 2].tolist()) for rows in (one, same, other)]
    assert shape[0] == shape[1] != shape[2]


def test_many_texts_at_once_are_seen_as_one_by_one() -> None:
    texts = ["Good bread!", "a", "", "The loaf, the loaf, the loaf..."]
    common = common_words(texts)
    together = counted(texts, common)
    for row, text in enumerate(texts):
        alone = counted([text], common)
        here = slice(together.starts[row], together.starts[row + 1])
        assert np.array_equal(together.places[here], alone.places)
        assert np.array_equal(together.values[here], alone.values)


def test_each_view_of_a_text_has_length_one() -> None:
    rows = counted(["Good bread, good crumb!"], np.zeros(0, np.uint64))
    seen = weighed(rows, rarity(rows))
    for view in range(len(VIEWS)):
        assert np.linalg.norm(seen.values[seen.places >> BITS == view]) == pytest.approx(1, abs=1e-5)


# Fitting and measuring


def test_a_view_is_fitted_as_the_library_fits_it() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    sparse = pytest.importorskip("scipy.sparse")
    chosen = random.Random(5)
    texts = [creator_text(chosen) for _ in range(60)] + [other_text(chosen) for _ in range(120)]
    mine = np.arange(180) < 60
    rows = counted(texts, common_words(texts))
    rows = weighed(rows, rarity(rows))
    found = fit_view(rows, 0, mine)
    matrix = sparse.csr_matrix((rows.values, rows.places, rows.starts)).tocsc()[:, : 1 << BITS].tocsr()
    often = np.asarray((matrix > 0).sum(0)).ravel() > 1
    theirs = linear.LogisticRegression(C=10, class_weight="balanced", solver="liblinear").fit(
        matrix[:, often], mine
    )
    width = matrix.shape[1]
    ours = matrix @ found[:width] + found[-1]
    assert np.corrcoef(ours, theirs.decision_function(matrix[:, often]))[0, 1] > 0.999


def test_a_small_fit_without_data_stays_where_it_is_drawn_to() -> None:
    centre = np.array([0.5, 0.0])
    found = fit_small(np.zeros((4, 2)), np.array([True, False] * 2), np.ones(4), centre, np.ones(2))
    assert np.allclose(found, centre)


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=20), st.lists(st.integers(0, 9), min_size=1, max_size=20)
)
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(mine: list[int], theirs: list[int]) -> None:
    pairs = [(a > b) + 0.5 * (a == b) for a in mine for b in theirs]
    assert measures.auc(np.array(mine, float), np.array(theirs, float)) == pytest.approx(
        sum(pairs) / len(pairs)
    )


def test_equal_error_rate() -> None:
    assert measures.equal_error_rate(np.array([3.0, 4.0]), np.array([1.0, 2.0])) == 0
    assert measures.equal_error_rate(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 1
    same = np.arange(100.0)
    assert measures.equal_error_rate(same, same) == pytest.approx(0.5, abs=0.01)


def test_calibration_error() -> None:
    chosen = np.random.default_rng(0)
    chance = chosen.uniform(size=20_000)
    mine = chosen.uniform(size=20_000) < chance
    assert measures.calibration_error(chance, mine) < 0.02
    assert measures.calibration_error(np.full(100, 0.9), np.arange(100) < 50) == pytest.approx(0.4)


# Stored


def test_what_is_stored_comes_back_as_it_was(voice: VoiceModel) -> None:
    packed = to_bytes(voice)
    again = from_bytes(packed)
    text = creator_text(random.Random(8))
    assert again.score(text, "en") == voice.score(text, "en")
    assert again.languages["en"].held_out == voice.languages["en"].held_out
    assert to_bytes(again) == packed


def test_no_word_of_anybody_is_stored() -> None:
    mine = [Sample(f"{text.text} Zanzibarovitch", "en", text.written_at, text.thread) for text in own(150)]
    learned = learn(mine, others(300))
    assert isinstance(learned, VoiceModel)
    known = learned.languages["en"]
    everything = b"".join(
        [to_bytes(learned), *(getattr(known, name).tobytes() for name in ("common", "weights"))]
    )
    assert b"anzibar" not in everything and "anzibar".encode("utf-32-le") not in everything


def test_damaged_foreign_and_newer_files_are_refused(
    voice: VoiceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = to_bytes(voice)
    for broken in (b"", b"PK", packed[:-100], packed[:5_000], b"x" * 1_000, packed[2_000:]):
        with pytest.raises(OwnvoiceError):
            from_bytes(broken)
    monkeypatch.setattr("ownvoice.voice.score.stored.VERSION", 2)
    with pytest.raises(OwnvoiceError, match="version 1"):
        from_bytes(packed)


def test_flipped_bytes_are_refused_or_harmless(voice: VoiceModel) -> None:
    packed = to_bytes(voice)
    chosen = random.Random(0)
    for _ in range(60):
        broken = bytearray(packed)
        broken[chosen.randrange(len(packed))] ^= 1 << chosen.randrange(8)
        try:
            from_bytes(bytes(broken))
        except OwnvoiceError:
            continue


def test_code_in_a_stored_voice_is_not_run() -> None:
    import io

    packed = io.BytesIO()
    np.savez(packed, header=np.array([{"format": "ownvoice-voice"}], dtype=object))
    with pytest.raises(OwnvoiceError):
        from_bytes(packed.getvalue())
