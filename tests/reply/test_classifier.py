"""The trained table is plain numbers: packed and unpacked it says the same, and any text gets probabilities."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.reply import classifier, features
from ownvoice.reply.classifier import Classifier, packed, shipped, unpacked
from ownvoice.reply.phrases import spoken_words


def test_the_shipped_table_knows_its_classes_and_is_small():
    known = shipped()
    assert {"spam", "scam", "hate", "crisis", "question", "thanks"} <= set(known.names)
    assert known.table.shape == (features.PLACES, len(known.names) + 1)
    assert len(packed(known)) < 3_000_000


def test_packing_keeps_the_estimates():
    chance = np.random.default_rng(1)
    table = chance.normal(size=(features.PLACES, 3)).astype(np.float32)
    table[:, -1] = 0.25
    made = Classifier(("a", "b"), table, np.zeros(2, dtype=np.float32), frozenset({1, 2}))
    again = unpacked(packed(made))
    said = spoken_words("Check this out, please!")
    before, after = (
        made.scores("Check this out, please!", said),
        again.scores("Check this out, please!", said),
    )
    assert again.names == made.names and again.ordinary == made.ordinary
    assert all(abs(before[name] - after[name]) < 0.05 for name in before)


@given(st.text(max_size=400))
def test_any_text_gets_a_probability_for_each_class_and_always_the_same(text):
    said = spoken_words(text)
    once, twice = shipped().scores(text, said), shipped().scores(text, said)
    assert once == twice
    assert all(0 <= value <= 1 for value in once.values())


def test_of_a_long_message_the_beginning_and_the_end_are_read():
    said = [str(i) for i in range(10_000)]
    read = features.read_words(said)
    assert len(read) == 2 * features.MOST_WORDS
    assert read[0] == "0" and read[-1] == "9999"


WORD = st.text(alphabet="abcdeéœ0", min_size=1, max_size=6)


@given(st.lists(WORD, max_size=30))
def test_the_places_of_pairs_are_those_of_the_pairs_written_out(said):
    parts = [features.pair_parts(word) for word in said]
    assert features.pair_places(parts) == features.places(features.pairs(said))


@given(st.text(max_size=200))
def test_letters_capitals_and_digits_are_counted_the_same_in_any_script(text):
    plain = tuple(sum(map(kind, text)) for kind in (str.isalpha, str.isupper, str.isdigit))
    assert features._counts(text) == plain
    bare = text.encode("ascii", "ignore").decode()
    assert features._counts(bare) == tuple(
        sum(map(kind, bare)) for kind in (str.isalpha, str.isupper, str.isdigit)
    )


def test_a_full_memory_of_words_begins_anew_and_changes_no_estimate(monkeypatch):
    monkeypatch.setattr(classifier, "WORDS_REMEMBERED", 400)
    known = unpacked(packed(shipped()))
    said = [f"word{i}" for i in range(60)]
    before = known.scores("", said)
    for i in range(50):
        known.scores("", [f"other{i}x{j}" for j in range(30)])
    assert len(known._known[0].row) <= 400
    assert known.scores("", said) == before


def test_several_threads_learning_words_at_once_get_what_one_gets():
    known = unpacked(packed(shipped()))
    texts = [[f"w{i % 7}x{j}" for j in range(i, i + 40)] for i in range(200)]
    alone = unpacked(packed(shipped()))
    right = [alone.scores("", said) for said in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda said: known.scores("", said), texts)) == right
